//! Markdown: readable where it can be, escaped where it must be.

use super::{all, article, block, check, item, link, paragraph, row, spanned, written};
use crate::article::{ContentBlock, Source, Sourced};
use crate::block::{BlockKind, Role, Span, SpanKind};
use crate::write::{Format, WriteOptions};

#[test]
fn prose_is_not_littered_with_escapes() {
    let prose =
        "AT&T's snake_case plan (3 < 5, e.g. 2024-03-05) \u{2013} it works! No. 7 rose + fell = 0.";
    check(vec![paragraph(prose)], Format::Markdown, &format!("{prose}\n"));
}

#[test]
fn what_would_be_markup_is_escaped() {
    for (text, expected) in [
        ("# one", "\\# one"),
        ("#tag", "#tag"),
        ("- one", "\\- one"),
        ("-5 degrees", "-5 degrees"),
        ("1984. A year", "1984\\. A year"),
        ("1.5 metres", "1.5 metres"),
        ("> said", "\\> said"),
        ("---", "\\---"),
        ("-\u{a0}", "\\-\u{a0}"),
        ("*a* _b_ [c](d)", "\\*a\\* \\_b\\_ \\[c\\](d)"),
        ("<script>", "\\<script>"),
        ("&copy; &x", "\\&copy; &x"),
        ("a\\b `c` ~~d~~", "a\\\\b \\`c\\` \\~\\~d\\~\\~"),
    ] {
        check(vec![paragraph(text)], Format::Markdown, &format!("{expected}\n"));
    }
}

#[test]
fn headings_keep_their_level_below_the_headline() {
    let headline = ContentBlock { role: Role::Headline, ..block(BlockKind::Heading(1), "Rain #") };
    let blocks = vec![
        headline,
        block(BlockKind::Heading(1), "One"),
        block(BlockKind::Heading(3), "Three ##"),
    ];
    check(blocks, Format::Markdown, "# Rain \\#\n\n## One\n\n### Three \\##\n");
}

#[test]
fn emphasis_is_written_where_it_can_be_read() {
    check(
        vec![spanned(
            "the bold word and the soft one",
            &[("bold ", SpanKind::Strong), ("soft", SpanKind::Emphasis)],
        )],
        Format::Markdown,
        "the **bold** word and the *soft* one\n",
    );
    // The marker would stand between a letter and a quotation mark, where it does not open.
    check(
        vec![spanned("un\"real\" thing", &[("\"real\"", SpanKind::Strong)])],
        Format::Markdown,
        "un\"real\" thing\n",
    );
    check(
        vec![spanned("run `x`", &[("`x`", SpanKind::Code)])],
        Format::Markdown,
        "run `` `x` ``\n",
    );
}

#[test]
fn links_go_where_a_reader_may_follow() {
    check(
        vec![spanned(
            "See! here, there",
            &[("here", link("/a_(b)?c&d")), ("there", link("javascript:alert(1)"))],
        )],
        Format::Markdown,
        "See! [here](https://news.example/a_\\(b\\)?c&d), there\n",
    );
    check(
        vec![spanned("Go!here", &[("here", link("/a"))])],
        Format::Markdown,
        "Go\\![here](https://news.example/a)\n",
    );
    let hidden = article(vec![spanned("a here", &[("here", link("/a"))])]);
    assert_eq!(written(&hidden, Format::Markdown, &WriteOptions::default()), "a here\n");
}

#[test]
fn lists_nest_under_the_text_of_their_item() {
    let blocks = vec![
        item(1, Some(9), "nine"),
        item(1, Some(10), "ten"),
        item(2, None, "inner"),
        item(3, Some(4), "deep"),
        item(1, Some(11), "eleven"),
    ];
    check(blocks, Format::Markdown, "9. nine\n10. ten\n    - inner\n\n      4. deep\n11. eleven\n");
}

#[test]
fn lists_that_follow_one_another_stay_two() {
    let blocks = vec![item(1, Some(1), "a"), item(1, Some(2), "b"), item(1, Some(1), "c")];
    check(blocks, Format::Markdown, "1. a\n2. b\n\n1) c\n");
}

#[test]
fn tables_have_a_header_and_their_bars_are_text() {
    let blocks =
        vec![row(0, true, &["Town", "a|b"]), row(0, false, &["Aldea"]), row(1, false, &["x", "y"])];
    check(
        blocks,
        Format::Markdown,
        "| Town | a\\|b |\n| --- | --- |\n| Aldea |\n\n| | |\n| --- | --- |\n| x | y |\n",
    );
}

#[test]
fn quotes_code_and_pictures_have_their_marks() {
    let mut picture = block(BlockKind::Image, "");
    picture.spans.push(Span {
        range: 0..0,
        kind: SpanKind::Image { src: "/a.jpg".into(), alt: "A [bridge]".into() },
    });
    let caption = ContentBlock { role: Role::Caption, ..block(BlockKind::Caption, "The bridge.") };
    check(
        vec![
            block(BlockKind::Quote, "One."),
            block(BlockKind::Quote, "Two."),
            block(BlockKind::Preformatted, "```\nx"),
            picture,
            caption,
        ],
        Format::Markdown,
        "> One.\n>\n> Two.\n\n````\n```\nx\n````\n\n![A \\[bridge\\]](https://news.example/a.jpg)\n\nThe bridge.\n",
    );
}

#[test]
fn a_break_is_a_backslash() {
    let mut verse = paragraph("Rain - falls");
    verse.spans.push(Span { range: 4..4, kind: SpanKind::Break });
    check(vec![verse], Format::Markdown, "Rain\\\n\\- falls\n");
}

#[test]
fn front_matter_quotes_what_the_page_says() {
    let mut article = article(vec![paragraph("Rain.")]);
    article.metadata.title =
        Some(Sourced::new("Say \"rain\": #1 \\ no\nmore".to_owned(), Source::Block));
    article.metadata.tags = vec![Sourced::new("a, b".to_owned(), Source::Block)];
    let expected = "---\ntitle: \"Say \\\"rain\\\": #1 \\\\ no more\"\nurl: \"https://news.example/story\"\ntags: [\"a, b\"]\n---\n\n";
    assert!(written(&article, Format::Markdown, &all()).starts_with(expected));
}
