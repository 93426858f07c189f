//! Over generated text: what a page says is never markup.

use proptest::prelude::{Strategy, prop};
use proptest::{prop_assert, prop_assert_eq, proptest};
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{all, article, block, link, written};
use crate::article::ContentBlock;
use crate::block::{BlockKind, Span, SpanKind};
use crate::write::page::line;
use crate::write::{Format, WriteOptions};

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
fn nasty_block() -> impl Strategy<Value = ContentBlock> {
    let kinds = prop::sample::select(vec![
        SpanKind::Strong,
        SpanKind::Emphasis,
        SpanKind::Code,
        SpanKind::Break,
        link("/a b(c)&amp;"),
    ]);
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

/// The text that a reader of the Markdown sees: the letters, white space aside, and the elements
/// around them. Emphasis and links are ours to set, so they do not count.
fn read(markdown: &str) -> (String, String) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS;
    let (mut text, mut elements) = (String::new(), String::new());
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(t) | Event::Code(t) => {
                text.extend(t.chars().filter(|c| !c.is_whitespace()))
            }
            Event::Start(Tag::Strong | Tag::Emphasis | Tag::Link { .. })
            | Event::SoftBreak
            | Event::HardBreak
            | Event::End(_) => {}
            // In a cell, this is our line break; the text of a page keeps its letters.
            Event::InlineHtml(tag) if &*tag == "<br>" => {}
            Event::Start(tag) => elements.push_str(
                format!("{tag:?} ").split_inclusive([' ', '(']).next().unwrap_or_default(),
            ),
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
        let visible: String = line(&block.text).chars().filter(|c| !c.is_whitespace()).collect();
        let expected = elements(block.kind);
        let markdown = written(&article(vec![block]), Format::Markdown, &WriteOptions { metadata: false, ..all() });
        let (text, found) = read(&markdown);
        prop_assert_eq!(text, &visible[..], "{}", markdown);
        prop_assert_eq!(found, if visible.is_empty() { "" } else { expected }, "{}", markdown);
    }

    #[test]
    fn page_text_is_never_html(block in nasty_block()) {
        let visible: String = line(&block.text).chars().filter(|c| !c.is_whitespace()).collect();
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
