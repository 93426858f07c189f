//! Plain text.

use super::{all, article, block, check, item, paragraph, row, written};
use crate::article::{ContentBlock, Moment, Source, Sourced};
use crate::block::{BlockKind, Role, Span, SpanKind};
use crate::write::{Format, WriteOptions};

#[test]
fn an_article_without_text_writes_nothing() {
    let mut article = article(vec![]);
    article.metadata.title = Some(Sourced::new("Page not found".to_owned(), Source::Block));
    assert_eq!(written(&article, Format::Text, &WriteOptions::default()), "");
    assert_eq!(written(&article, Format::Markdown, &WriteOptions::default()), "");
}

#[test]
fn headline_standfirst_and_body_stand_apart() {
    let headline = ContentBlock { role: Role::Headline, ..block(BlockKind::Heading(1), "Rain") };
    let standfirst = ContentBlock { role: Role::Standfirst, ..paragraph("It rained.") };
    let byline = ContentBlock { role: Role::Byline, ..paragraph("By Ana Prado") };
    check(
        vec![headline, standfirst, byline, paragraph("All day. ")],
        Format::Text,
        "Rain\n\nIt rained.\n\nAll day.\n",
    );
}

#[test]
fn items_and_rows_stand_on_consecutive_lines() {
    let blocks = vec![
        item(1, None, "one"),
        item(2, Some(1), "inner"),
        item(1, None, "two"),
        row(0, true, &["Town", "Rain"]),
        row(0, false, &["Aldea", "12 mm"]),
        row(1, false, &["other"]),
    ];
    check(
        blocks,
        Format::Text,
        "- one\n  1. inner\n- two\n\nTown | Rain\nAldea | 12 mm\n\nother\n",
    );
}

#[test]
fn a_break_is_a_line_and_code_is_kept_as_it_is() {
    let mut verse = paragraph("Rain falls, rain stays.");
    verse.spans.push(Span { range: 11..11, kind: SpanKind::Break });
    check(
        vec![verse, block(BlockKind::Preformatted, "a\n    b  \n")],
        Format::Text,
        "Rain falls,\nrain stays.\n\na\n    b\n",
    );
}

#[test]
fn escapes_and_carriage_returns_of_a_page_do_not_pass() {
    check(vec![paragraph("a\u{1b}[31m\rb\u{202e}c\u{9b}")], Format::Text, "a[31m bc\n");
}

#[test]
fn fields_and_comments_come_when_asked_for() {
    let mut article = article(vec![paragraph("Rain.")]);
    article.metadata.title = Some(Sourced::new("Rain\nagain".to_owned(), Source::Block));
    article.metadata.published =
        Some(Sourced::new(Moment::Day(jiff::civil::date(2024, 3, 5)), Source::Block));
    article.comments = vec![paragraph("Wet.")];
    let expected = "Title: Rain again\nPublished: 2024-03-05\nURL: https://news.example/story\n\nRain again\n\nRain.\n\nComments\n\nWet.\n";
    assert_eq!(written(&article, Format::Text, &all()), expected);
    assert_eq!(written(&article, Format::Text, &WriteOptions::default()), "Rain again\n\nRain.\n");
}
