//! Tests of the writers. `check` tests single claims; `properties` tests on generated text that
//! page text never becomes markup.

mod html;
mod json;
mod markdown;
mod plain;
mod properties;
mod round_trip;
mod structure;
mod tables;

use super::{Format, WriteOptions, write};
use crate::article::{Article, ContentBlock};
use crate::block::{BlockKind, Role, Span, SpanKind};

/// A block of the body.
fn block(kind: BlockKind, text: &str) -> ContentBlock {
    ContentBlock { role: Role::Body, kind, text: text.to_owned(), spans: Vec::new() }
}

fn paragraph(text: &str) -> ContentBlock {
    block(BlockKind::Paragraph, text)
}

/// A paragraph with, for each pair, one span over the first mention of its phrase.
fn spanned(text: &str, spans: &[(&str, SpanKind)]) -> ContentBlock {
    let mut block = paragraph(text);
    for (phrase, kind) in spans {
        let start = text.find(phrase).expect("the phrase is in the text") as u32;
        block.spans.push(Span { range: start..start + phrase.len() as u32, kind: kind.clone() });
    }
    block.spans.sort_by_key(|s| s.range.start);
    block
}

fn item(depth: u8, number: Option<u32>, text: &str) -> ContentBlock {
    block(BlockKind::ListItem { depth, number }, text)
}

fn row(table: u32, header: bool, cells: &[&str]) -> ContentBlock {
    let mut row = block(BlockKind::TableRow { table, header }, &cells.join(" "));
    let mut start = 0;
    for cell in cells {
        let end = start + cell.len() as u32;
        row.spans.push(Span { range: start..end, kind: SpanKind::Cell });
        start = end + 1;
    }
    row
}

fn link(href: &str) -> SpanKind {
    SpanKind::Link(href.into())
}

fn article(blocks: Vec<ContentBlock>) -> Article {
    Article { blocks, ..Article::default() }
}

/// Everything shown, as a page of `news.example`.
fn all() -> WriteOptions {
    let url = url::Url::parse("https://news.example/story").ok();
    WriteOptions {
        links: true,
        images: true,
        comments: true,
        metadata: true,
        id: Some("story".to_owned()),
        url,
        tables: true,
    }
}

fn written(article: &Article, format: Format, options: &WriteOptions) -> String {
    let mut out = Vec::new();
    write(article, format, options, &mut out).expect("memory takes it");
    String::from_utf8(out).expect("UTF-8")
}

#[track_caller]
fn check(blocks: Vec<ContentBlock>, format: Format, expected: &str) {
    let options = WriteOptions { metadata: false, ..all() };
    assert_eq!(written(&article(blocks), format, &options), expected);
}
