//! Joins an article that is split over several pages.
//!
//! The first page gives the metadata. The other pages add only their text, without the headline and
//! byline that each of them repeats, and without paragraphs of an earlier page, such as the
//! standfirst.

use std::collections::HashSet;

use crate::article::{Article, ContentBlock, Metadata, Sourced, Warning};
use crate::block::{BlockKind, Role, SpanKind};
use crate::error::Error;
use crate::extract::{Extraction, extract};
use crate::options::Options;
use crate::page::Page;

/// Extracts an article from its pages, in order.
///
/// # Errors
///
/// As [`extract`](crate::extract()), for any of the pages.
pub fn extract_pages(first: &Page, further: &[Page], options: &Options) -> Result<Article, Error> {
    extract_joined(first, further, |page| extract(page, options))
}

/// Joins the article of these pages, each extracted with `extract`.
pub(crate) fn extract_joined(
    first: &Page,
    further: &[Page],
    extract: impl Fn(&Page) -> Result<Extraction, Error>,
) -> Result<Article, Error> {
    let mut article = extract(first)?.article;
    for (i, page) in further.iter().enumerate() {
        join(&mut article, extract(page)?.article, i + 2);
    }
    Ok(article)
}

fn join(article: &mut Article, next: Article, page: usize) {
    let earlier: HashSet<String> =
        article.blocks.iter().filter(|b| is_droppable_repeat(b)).map(|b| b.text.clone()).collect();
    let tables = article.blocks.iter().filter_map(table_index).max().map_or(0, |last| last + 1);
    let is_new = |block: &ContentBlock| {
        let is_furniture = matches!(block.role, Role::Headline | Role::Byline | Role::Dateline);
        !(is_furniture || is_droppable_repeat(block) && earlier.contains(&block.text))
    };
    article.blocks.extend(next.blocks.into_iter().filter(is_new).map(|mut block| {
        if let BlockKind::TableRow { table, .. } = &mut block.kind {
            *table += tables;
        }
        rename_notes(&mut block, page);
        block
    }));
    let comments: Vec<ContentBlock> =
        next.comments.into_iter().filter(|c| !article.comments.contains(c)).collect();
    article.comments.extend(comments);
    let Metadata { images, corrections, .. } = next.metadata;
    extend(&mut article.metadata.images, images);
    extend(&mut article.metadata.corrections, corrections);
    let warnings: Vec<Warning> =
        next.warnings.into_iter().filter(|w| !article.warnings.contains(w)).collect();
    article.warnings.extend(warnings);
}

/// Gives the notes of a further page ids of their own, since each page counts from one.
fn rename_notes(block: &mut ContentBlock, page: usize) {
    for span in &mut block.spans {
        if let SpanKind::NoteMark(id) | SpanKind::Note { id, .. } = &mut span.kind {
            *id = format!("{id}-page-{page}").into();
        }
    }
}

/// Adds the values that are new.
fn extend(all: &mut Vec<Sourced<String>>, further: Vec<Sourced<String>>) {
    for value in further {
        if all.iter().all(|a| a.value != value.value) {
            all.push(value);
        }
    }
}

/// Whether a second block with the same text can be dropped. Rows of tables and items of lists may
/// be equal for good reason.
fn is_droppable_repeat(block: &ContentBlock) -> bool {
    !block.text.is_empty()
        && !matches!(
            block.kind,
            BlockKind::TableRow { .. } | BlockKind::ListItem { .. } | BlockKind::Preformatted
        )
}

fn table_index(block: &ContentBlock) -> Option<u32> {
    if let BlockKind::TableRow { table, .. } = block.kind { Some(table) } else { None }
}
