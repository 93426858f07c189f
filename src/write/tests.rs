//! Tests of the writers: each claim through one `check`, and over generated text the promise that page text is never markup.

use super::{Format, WriteOptions, write};
use crate::article::{Article, CopyBlock, Moment, Source, Sourced};
use crate::block::{BlockKind, Role, Span, SpanKind};

/// A block of the body.
fn block(kind: BlockKind, text: &str) -> CopyBlock {
    CopyBlock { role: Role::Body, kind, text: text.to_owned(), spans: Vec::new() }
}

fn paragraph(text: &str) -> CopyBlock {
    block(BlockKind::Paragraph, text)
}

/// A paragraph with one span over each mention of a phrase.
fn spanned(text: &str, spans: &[(&str, SpanKind)]) -> CopyBlock {
    let mut block = paragraph(text);
    for (phrase, kind) in spans {
        let start = text.find(phrase).expect("the phrase is in the text") as u32;
        block.spans.push(Span { range: start..start + phrase.len() as u32, kind: kind.clone() });
    }
    block.spans.sort_by_key(|s| s.range.start);
    block
}

fn item(depth: u8, number: Option<u32>, text: &str) -> CopyBlock {
    block(BlockKind::ListItem { depth, number }, text)
}

fn row(table: u32, header: bool, cells: &[&str]) -> CopyBlock {
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

fn article(blocks: Vec<CopyBlock>) -> Article {
    Article { blocks, ..Article::default() }
}

/// Everything shown, as a page of `news.example`.
fn all() -> WriteOptions {
    let url = url::Url::parse("https://news.example/story").ok();
    WriteOptions { links: true, images: true, comments: true, metadata: true, id: Some("story".to_owned()), url, tables: true }
}

fn written(article: &Article, format: Format, options: &WriteOptions) -> String {
    let mut out = Vec::new();
    write(article, format, options, &mut out).expect("memory takes it");
    String::from_utf8(out).expect("UTF-8")
}

#[track_caller]
fn check(blocks: Vec<CopyBlock>, format: Format, expected: &str) {
    let options = WriteOptions { metadata: false, ..all() };
    assert_eq!(written(&article(blocks), format, &options), expected);
}

mod plain {
    use super::*;

    #[test]
    fn an_article_without_text_writes_nothing() {
        let mut article = article(vec![]);
        article.metadata.title = Some(Sourced::new("Page not found".to_owned(), Source::Block));
        assert_eq!(written(&article, Format::Text, &WriteOptions::default()), "");
        assert_eq!(written(&article, Format::Markdown, &WriteOptions::default()), "");
    }

    #[test]
    fn headline_standfirst_and_body_stand_apart() {
        let headline = CopyBlock { role: Role::Headline, ..block(BlockKind::Heading(1), "Rain") };
        let standfirst = CopyBlock { role: Role::Standfirst, ..paragraph("It rained.") };
        let byline = CopyBlock { role: Role::Byline, ..paragraph("By Ana Prado") };
        check(vec![headline, standfirst, byline, paragraph("All day. ")], Format::Text, "Rain\n\nIt rained.\n\nAll day.\n");
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
        check(blocks, Format::Text, "- one\n  1. inner\n- two\n\nTown | Rain\nAldea | 12 mm\n\nother\n");
    }

    #[test]
    fn a_break_is_a_line_and_code_is_kept_as_it_is() {
        let mut verse = paragraph("Rain falls, rain stays.");
        verse.spans.push(Span { range: 11..11, kind: SpanKind::Break });
        check(vec![verse, block(BlockKind::Preformatted, "a\n    b  \n")], Format::Text, "Rain falls,\nrain stays.\n\na\n    b\n");
    }

    #[test]
    fn escapes_and_carriage_returns_of_a_page_do_not_pass() {
        check(vec![paragraph("a\u{1b}[31m\rb\u{202e}c\u{9b}")], Format::Text, "a[31m bc\n");
    }

    #[test]
    fn fields_and_comments_come_when_asked_for() {
        let mut article = article(vec![paragraph("Rain.")]);
        article.metadata.title = Some(Sourced::new("Rain\nagain".to_owned(), Source::Block));
        article.metadata.published = Some(Sourced::new(Moment::Day(jiff::civil::date(2024, 3, 5)), Source::Block));
        article.comments = vec![paragraph("Wet.")];
        let expected =
            "Title: Rain again\nPublished: 2024-03-05\nURL: https://news.example/story\n\nRain again\n\nRain.\n\nComments\n\nWet.\n";
        assert_eq!(written(&article, Format::Text, &all()), expected);
        assert_eq!(written(&article, Format::Text, &WriteOptions::default()), "Rain again\n\nRain.\n");
    }
}

mod markdown {
    use super::*;

    #[test]
    fn prose_is_not_littered_with_escapes() {
        let prose = "AT&T's snake_case plan (3 < 5, e.g. 2024-03-05) \u{2013} it works! No. 7 rose + fell = 0.";
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
        let headline = CopyBlock { role: Role::Headline, ..block(BlockKind::Heading(1), "Rain #") };
        let blocks = vec![headline, block(BlockKind::Heading(1), "One"), block(BlockKind::Heading(3), "Three ##")];
        check(blocks, Format::Markdown, "# Rain \\#\n\n## One\n\n### Three \\##\n");
    }

    #[test]
    fn emphasis_is_written_where_it_can_be_read() {
        check(
            vec![spanned("the bold word and the soft one", &[("bold ", SpanKind::Strong), ("soft", SpanKind::Emphasis)])],
            Format::Markdown,
            "the **bold** word and the *soft* one\n",
        );
        // The marker would stand between a letter and a quotation mark, where it does not open.
        check(vec![spanned("un\"real\" thing", &[("\"real\"", SpanKind::Strong)])], Format::Markdown, "un\"real\" thing\n");
        check(vec![spanned("run `x`", &[("`x`", SpanKind::Code)])], Format::Markdown, "run `` `x` ``\n");
    }

    #[test]
    fn links_go_where_a_reader_may_follow() {
        check(
            vec![spanned("See! here, there", &[("here", link("/a_(b)?c&d")), ("there", link("javascript:alert(1)"))])],
            Format::Markdown,
            "See! [here](https://news.example/a_\\(b\\)?c\\&d), there\n",
        );
        check(vec![spanned("Go!here", &[("here", link("/a"))])], Format::Markdown, "Go\\![here](https://news.example/a)\n");
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
        let blocks = vec![row(0, true, &["Town", "a|b"]), row(0, false, &["Aldea"]), row(1, false, &["x", "y"])];
        check(blocks, Format::Markdown, "| Town | a\\|b |\n| --- | --- |\n| Aldea |\n\n| | |\n| --- | --- |\n| x | y |\n");
    }

    #[test]
    fn quotes_code_and_pictures_have_their_marks() {
        let mut picture = block(BlockKind::Image, "");
        picture.spans.push(Span { range: 0..0, kind: SpanKind::Image { src: "/a.jpg".into(), alt: "A [bridge]".into() } });
        let caption = CopyBlock { role: Role::Caption, ..block(BlockKind::Caption, "The bridge.") };
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
        article.metadata.title = Some(Sourced::new("Say \"rain\": #1 \\ no\nmore".to_owned(), Source::Block));
        article.metadata.tags = vec![Sourced::new("a, b".to_owned(), Source::Block)];
        let expected = "---\ntitle: \"Say \\\"rain\\\": #1 \\\\ no more\"\nurl: \"https://news.example/story\"\ntags: [\"a, b\"]\n---\n\n";
        assert!(written(&article, Format::Markdown, &all()).starts_with(expected));
    }
}

mod html {
    use super::*;

    /// The part between `<article>` and `</article>`.
    #[track_caller]
    fn check(blocks: Vec<CopyBlock>, expected: &str) {
        let options = WriteOptions { metadata: false, ..all() };
        let document = written(&article(blocks), Format::Html, &options);
        let inside = document.split("<article>\n").nth(1).and_then(|d| d.split("</article>").next());
        assert_eq!(inside, Some(expected));
    }

    #[test]
    fn text_and_addresses_are_escaped() {
        check(
            vec![spanned("a <b> & \"c\" here", &[("here", link("/x?a=1&b='\"<>"))])],
            "<p>a &lt;b&gt; &amp; &quot;c&quot; <a href=\"https://news.example/x?a=1&amp;b=%27%22%3C%3E\">here</a></p>\n",
        );
        check(vec![spanned("here", &[("here", link("javascript:alert(1)"))])], "<p>here</p>\n");
    }

    #[test]
    fn crossed_spans_become_nested_elements() {
        check(
            vec![spanned("one two three", &[("one two", SpanKind::Emphasis), ("two three", SpanKind::Strong)])],
            "<p><em>one </em><strong><em>two</em> three</strong></p>\n",
        );
    }

    #[test]
    fn lists_tables_and_figures_are_built() {
        check(
            vec![item(1, None, "a"), item(2, Some(3), "b"), item(1, None, "c")],
            "<ul>\n<li>a<ol start=\"3\">\n<li>b</li>\n</ol>\n</li>\n<li>c</li>\n</ul>\n",
        );
        check(vec![row(0, true, &["T"]), row(0, false, &["x"])], "<table>\n<tr><th>T</th></tr>\n<tr><td>x</td></tr>\n</table>\n");
        let mut picture = block(BlockKind::Image, "");
        picture.spans.push(Span { range: 0..0, kind: SpanKind::Image { src: "/a.jpg".into(), alt: "\"A\"".into() } });
        let caption = CopyBlock { role: Role::Caption, ..block(BlockKind::Caption, "The bridge.") };
        check(
            vec![picture, caption],
            "<figure>\n<img src=\"https://news.example/a.jpg\" alt=\"&quot;A&quot;\">\n<figcaption>The bridge.</figcaption>\n</figure>\n",
        );
    }
}

mod json {
    use super::super::Record;
    use super::*;

    #[test]
    fn the_keys_of_a_row_are_a_promise() {
        let mut article = article(vec![paragraph("Rain.")]);
        article.metadata.title = Some(Sourced::new("Rain".to_owned(), Source::JsonLd("NewsArticle.headline".to_owned())));
        article.metadata.published = Some(Sourced::new(Moment::Local(jiff::civil::date(2024, 3, 5).at(9, 30, 0, 0)), Source::Url));
        let expected = concat!(
            r#"{"id":"story","url":"https://news.example/story","title":"Rain","authors":[],"date":"2024-03-05","#,
            r#""published":"2024-03-05T09:30:00","modified":null,"site_name":null,"language":null,"description":null,"section":null,"#,
            r#""tags":[],"image":null,"canonical_url":null,"kind":"empty","schema_type":null,"is_free":null,"text":"Rain.","#,
            r#""comments":"","sources":{"title":"json-ld NewsArticle.headline","published":"url"},"warnings":[],"extra":{}}"#,
            "\n"
        );
        assert_eq!(written(&article, Format::Jsonl, &all()), expected);
    }

    #[test]
    fn a_row_is_one_line_to_every_reader() {
        let mut article = article(vec![block(BlockKind::Preformatted, "a\nb\u{2028}c\u{85}")]);
        article.metadata.extra.push(("na\u{1b}me".to_owned(), vec!["\u{2029}x".to_owned()]));
        let options = WriteOptions { id: Some("f\u{9b}\u{2028}".to_owned()), ..WriteOptions::default() };
        let row = written(&article, Format::Jsonl, &options);
        assert_eq!(row.lines().count(), 1);
        assert!(!row.trim_end().chars().any(|c| c.is_control() || crate::text::is_invisible(c)), "{row:?}");
        let back: serde_json::Value = serde_json::from_str(&row).expect("JSON");
        assert_eq!(back["id"], "f\u{9b}\u{2028}", "an identifier is written as it is, in escapes");
    }

    #[test]
    fn a_failure_is_a_row() {
        let row: serde_json::Value = serde_json::from_str(&Record::failed("x", "no connection").to_json(false)).expect("JSON");
        assert_eq!((row["id"].as_str(), row["text"].as_str(), row["error"].as_str()), (Some("x"), Some(""), Some("no connection")));
    }
}

mod properties {
    use proptest::prelude::{Strategy, prop};
    use proptest::{prop_assert, prop_assert_eq, proptest};
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    const PARTS: [&str; 40] = [
        "*",
        "_",
        "`",
        "~",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "&",
        "#",
        "!",
        "|",
        "\\",
        "-",
        "+",
        "=",
        ":",
        ".",
        "\"",
        "'",
        "1",
        "12.",
        "a",
        "b c",
        " ",
        "  ",
        "é",
        "“",
        "&lt;",
        "<b>",
        "- ",
        "# ",
        "http://a.b",
        "```",
        "---",
        "\u{1b}",
        "\n",
        "\u{a0}",
    ];

    /// Text made of what means something in Markdown or HTML, of letters and of spaces.
    fn nasty() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(&PARTS[..]), 0..14).prop_map(|parts| parts.concat())
    }

    /// A block of any kind of such text with spans set anywhere.
    fn nasty_block() -> impl Strategy<Value = CopyBlock> {
        let kinds = prop::sample::select(vec![SpanKind::Strong, SpanKind::Emphasis, SpanKind::Code, SpanKind::Break, link("/a b(c)&amp;")]);
        let spans = prop::collection::vec((0u32..40, 0u32..12, kinds), 0..5);
        let kinds = [
            BlockKind::Paragraph,
            BlockKind::Heading(3),
            BlockKind::ListItem { depth: 2, number: None },
            BlockKind::ListItem { depth: 1, number: Some(7) },
            BlockKind::Quote,
            BlockKind::Preformatted,
            BlockKind::TableRow { table: 0, header: false },
        ];
        (nasty(), spans, prop::sample::select(kinds.to_vec())).prop_map(|(text, spans, kind)| {
            let mut block = block(kind, &text);
            let span = |(start, len, kind): (u32, u32, SpanKind)| {
                let end = if kind == SpanKind::Break { start } else { start + len };
                Span { range: start..end, kind }
            };
            block.spans = spans.into_iter().map(span).collect();
            block.spans.sort_by_key(|s| s.range.start);
            block
        })
    }

    /// What a reader of the Markdown sees: the letters, white space aside, and the elements around them. Emphasis and links
    /// are ours to set, so they do not count.
    fn read(markdown: &str) -> (String, String) {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_TASKLISTS;
        let (mut text, mut elements) = (String::new(), String::new());
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(t) | Event::Code(t) => text.extend(t.chars().filter(|c| !c.is_whitespace())),
                Event::Start(Tag::Strong | Tag::Emphasis | Tag::Link { .. }) | Event::SoftBreak | Event::HardBreak | Event::End(_) => {}
                Event::Start(tag) => elements.push_str(format!("{tag:?} ").split_inclusive([' ', '(']).next().unwrap_or_default()),
                other => elements.push_str(&format!("{other:?} ")),
            }
        }
        (text, elements)
    }

    /// The elements a block of this kind is made of.
    fn elements(kind: BlockKind) -> &'static str {
        match kind {
            BlockKind::Heading(_) => "Heading ",
            BlockKind::ListItem { .. } => "List(Item ",
            BlockKind::Quote => "BlockQuote(Paragraph ",
            BlockKind::Preformatted => "CodeBlock(",
            BlockKind::TableRow { .. } => "Table(TableHead TableCell TableRow TableCell ",
            _ => "Paragraph ",
        }
    }

    proptest! {
        #[test]
        fn page_text_is_never_markdown(block in nasty_block()) {
            let visible: String = super::super::page::line(&block.text).chars().filter(|c| !c.is_whitespace()).collect();
            let expected = elements(block.kind);
            let markdown = written(&article(vec![block]), Format::Markdown, &WriteOptions { metadata: false, ..all() });
            let (text, found) = read(&markdown);
            prop_assert_eq!(text, &visible[..], "{}", markdown);
            prop_assert_eq!(found, if visible.is_empty() { "" } else { expected }, "{}", markdown);
        }

        #[test]
        fn page_text_is_never_html(block in nasty_block()) {
            let visible: String = super::super::page::line(&block.text).chars().filter(|c| !c.is_whitespace()).collect();
            let document = written(&article(vec![block]), Format::Html, &WriteOptions { metadata: false, ..all() });
            let read = scraper::Html::parse_document(&document);
            let text: String = read.root_element().text().flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(text, visible, "{}", document);
            let own = [
                "html", "head", "meta", "title", "body", "article", "p", "h3", "ul", "ol", "li", "blockquote", "pre", "table", "tbody", "tr", "td",
                "strong", "em", "code", "a", "br",
            ];
            for element in read.tree.nodes().filter_map(|n| n.value().as_element()) {
                prop_assert!(own.contains(&element.name()), "{} in {}", element.name(), document);
            }
        }
    }
}
