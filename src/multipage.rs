//! One article over several pages, as one.
//!
//! The first page gives the fields. Of the others only the copy is taken: not the headline and byline that each of them prints again, nor
//! paragraphs that stood on a page before, such as the standfirst.

use std::collections::HashSet;

use crate::article::{Article, CopyBlock, Metadata, Sourced, Warning};
use crate::block::{BlockKind, Role};
use crate::error::Error;
use crate::extract::{Extraction, extract};
use crate::options::Options;
use crate::page::Page;

/// Extracts an article whose pages are these, in order.
///
/// # Errors
///
/// As [`extract`](crate::extract()), for any of the pages.
pub fn extract_pages(first: &Page, further: &[Page], options: &Options) -> Result<Article, Error> {
    joined(first, further, |page| extract(page, options))
}

/// The article of these pages, each extracted like this.
pub(crate) fn joined(
    first: &Page,
    further: &[Page],
    extract: impl Fn(&Page) -> Result<Extraction, Error>,
) -> Result<Article, Error> {
    let mut article = extract(first)?.article;
    for page in further {
        join(&mut article, extract(page)?.article);
    }
    Ok(article)
}

fn join(article: &mut Article, next: Article) {
    let had: HashSet<String> =
        article.blocks.iter().filter(|b| is_told_once(b)).map(|b| b.text.clone()).collect();
    let tables = article.blocks.iter().filter_map(table).max().map_or(0, |last| last + 1);
    let is_new = |block: &CopyBlock| {
        let is_furniture = matches!(block.role, Role::Headline | Role::Byline | Role::Dateline);
        !(is_furniture || is_told_once(block) && had.contains(&block.text))
    };
    article.blocks.extend(next.blocks.into_iter().filter(is_new).map(|mut block| {
        if let BlockKind::TableRow { table, .. } = &mut block.kind {
            *table += tables;
        }
        block
    }));
    let comments: Vec<CopyBlock> =
        next.comments.into_iter().filter(|c| !article.comments.contains(c)).collect();
    article.comments.extend(comments);
    let Metadata { images, corrections, .. } = next.metadata;
    extend(&mut article.metadata.images, images);
    extend(&mut article.metadata.corrections, corrections);
    let warnings: Vec<Warning> =
        next.warnings.into_iter().filter(|w| !article.warnings.contains(w)).collect();
    article.warnings.extend(warnings);
}

/// Adds the values that are new.
fn extend(all: &mut Vec<Sourced<String>>, further: Vec<Sourced<String>>) {
    for value in further {
        if all.iter().all(|a| a.value != value.value) {
            all.push(value);
        }
    }
}

/// Whether a block that comes twice says nothing new. Rows of tables and items of lists may well be alike.
fn is_told_once(block: &CopyBlock) -> bool {
    !block.text.is_empty()
        && !matches!(
            block.kind,
            BlockKind::TableRow { .. } | BlockKind::ListItem { .. } | BlockKind::Preformatted
        )
}

fn table(block: &CopyBlock) -> Option<u32> {
    if let BlockKind::TableRow { table, .. } = block.kind { Some(table) } else { None }
}
