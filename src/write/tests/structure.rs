//! Tests from a piece of HTML to the written text, for constructs whose meaning is in the markup:
//! formulas, code, and raised, lowered or deleted text. Every block is kept, so that the classifier
//! has no part in them.

mod blocks;
mod code;
mod formulas;
mod images;
mod links;
mod meaning;
mod notes;
mod tables;

use super::{Format, WriteOptions, all, article, written};
use crate::article::ContentBlock;
use crate::block::Role;
use crate::options::Options;
use crate::parse::parse;
use crate::segment::segment;

/// The body of a page in a format.
fn render(html: &str, format: Format) -> String {
    let options = Options::default();
    let blocks = segment(&parse(html, None, &options), &options);
    let kept = blocks.list.into_iter().map(|block| ContentBlock {
        role: Role::Body,
        kind: block.kind,
        text: block.text,
        spans: block.spans,
    });
    let options = WriteOptions { metadata: false, ..all() };
    written(&article(kept.collect()), format, &options)
}

#[track_caller]
fn markdown(html: &str, expected: &str) {
    assert_eq!(render(html, Format::Markdown).trim_end(), expected, "{html}");
}

#[track_caller]
fn plain(html: &str, expected: &str) {
    assert_eq!(render(html, Format::Text).trim_end(), expected, "{html}");
}

/// The elements inside the article of the HTML output.
#[track_caller]
fn html(page: &str, expected: &str) {
    let out = render(page, Format::Html);
    let body = out.split_once("<article>\n").and_then(|(_, rest)| rest.split_once("</article>"));
    assert_eq!(body.map(|(body, _)| body.trim_end()), Some(expected), "{page}");
}
