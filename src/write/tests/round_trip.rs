//! Over generated stories: a parser of CommonMark and GFM reads the blocks out of our Markdown, and
//! a parser of HTML reads their texts out of our HTML.

use proptest::prelude::{Just, Strategy, prop};
use proptest::{prop_assert_eq, prop_oneof, proptest};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use scraper::{ElementRef, Node};

use super::{all, article, block, item, row, written};
use crate::article::ContentBlock;
use crate::block::{BlockKind, Span, SpanKind};
use crate::write::{Format, WriteOptions};

/// A text of a few words, some of which mean something in Markdown.
fn text() -> impl Strategy<Value = String> {
    let words = ["row", "é", "1.", "-", "*a*", "# b", "a|b", "<b>", "`c`", "[d]", "~", "&lt;"];
    prop::collection::vec(prop::sample::select(words.to_vec()), 1..4)
        // A word on both sides, so that no text is only a mark.
        .prop_map(|words| format!("a {} z", words.join(" ")))
}

/// Adds a span over the whole block.
fn with(mut block: ContentBlock, kind: SpanKind) -> ContentBlock {
    let range = 0..block.text.len() as u32;
    block.spans.insert(0, Span { range, kind });
    block
}

fn list() -> impl Strategy<Value = Vec<ContentBlock>> {
    let further = prop_oneof![
        Just(None),
        text().prop_map(|t| Some(block(BlockKind::Preformatted, &format!("{t}\n\n  {t}")))),
        text().prop_map(|t| Some(block(BlockKind::Paragraph, &t))),
    ];
    let one = (text(), 0u8..3, further);
    (prop::collection::vec(one, 1..5), prop::bool::ANY).prop_map(|(items, numbered)| {
        let mut blocks = Vec::new();
        for (n, (text, deeper, further)) in items.into_iter().enumerate() {
            let depth = if n == 0 { 1 } else { 1 + deeper };
            blocks.push(item(depth, numbered.then_some(n as u32 + 1), &text));
            blocks.extend(further.map(|block| with(block, SpanKind::InItem(depth))));
        }
        blocks
    })
}

fn table() -> impl Strategy<Value = Vec<ContentBlock>> {
    (prop::collection::vec((text(), text()), 1..4), prop::bool::ANY, 0u32..1000).prop_map(
        |(rows, header, table)| {
            let rows = rows.iter().enumerate();
            rows.map(|(n, (a, b))| row(table, header && n == 0, &[a, b])).collect()
        },
    )
}

/// The blocks of one group.
fn group() -> impl Strategy<Value = Vec<ContentBlock>> {
    let one = |kind: BlockKind| text().prop_map(move |text| vec![block(kind, &text)]);
    let listing =
        || text().prop_map(|t| vec![block(BlockKind::Preformatted, &format!("{t}\n\n    {t}"))]);
    let quoted =
        prop_oneof![one(BlockKind::Quote), list(), listing(), table()].prop_map(|blocks| {
            let quote = |b: ContentBlock| {
                if b.kind == BlockKind::Quote { b } else { with(b, SpanKind::InQuote) }
            };
            blocks.into_iter().map(quote).collect::<Vec<_>>()
        });
    prop_oneof![
        3 => one(BlockKind::Paragraph),
        1 => (2u8..7).prop_flat_map(|level| text().prop_map(move |t| vec![block(BlockKind::Heading(level), &t)])),
        3 => list(),
        1 => listing(),
        1 => table(),
        2 => prop::collection::vec(quoted, 1..3).prop_map(|all| all.concat()),
    ]
}

fn story() -> impl Strategy<Value = Vec<ContentBlock>> {
    prop::collection::vec(group(), 1..6).prop_map(|groups| groups.concat())
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The kind of each block, and its text without white space.
fn expected(blocks: &[ContentBlock]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for block in blocks {
        let has = |test: fn(&SpanKind) -> bool| block.spans.iter().any(|s| test(&s.kind));
        let quote = if has(|k| *k == SpanKind::InQuote) { "quote " } else { "" };
        let inside = if has(|k| matches!(k, SpanKind::InItem(_))) { "item " } else { "" };
        let kind = match block.kind {
            BlockKind::Heading(level) => format!("heading {level}"),
            BlockKind::ListItem { .. } => "item".to_owned(),
            BlockKind::Quote => "quote paragraph".to_owned(),
            BlockKind::Preformatted => "listing".to_owned(),
            BlockKind::TableRow { .. } => "cell".to_owned(),
            _ => "paragraph".to_owned(),
        };
        let kind = format!("{quote}{inside}{kind}");
        let cells = block.spans.iter().filter(|s| s.kind == SpanKind::Cell);
        let texts: Vec<_> =
            cells.map(|s| &block.text[s.range.start as usize..s.range.end as usize]).collect();
        let texts = if texts.is_empty() { vec![&*block.text] } else { texts };
        out.extend(texts.into_iter().map(|text| (kind.clone(), bare(text))));
    }
    out
}

/// The same, read from Markdown.
fn read_markdown(markdown: &str) -> Vec<(String, String)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut out: Vec<(String, String)> = Vec::new();
    let (mut quotes, mut new_item) = (0, false);
    // For each open item, whether its first text was read.
    let mut items: Vec<bool> = Vec::new();
    let mut text = String::new();
    let mut kind = None;
    let mut end = |text: &mut String,
                   kind: Option<String>,
                   quotes: usize,
                   items: &mut Vec<bool>| {
        let text = bare(&std::mem::take(text));
        if text.is_empty() {
            return;
        }
        let quote = if quotes > 0 { "quote " } else { "" };
        let kind = match (items.last_mut(), kind) {
            (Some(is_read @ false), _) => {
                *is_read = true;
                "item".to_owned()
            }
            (Some(_), kind) => format!("item {}", kind.unwrap_or_else(|| "paragraph".to_owned())),
            (None, kind) => kind.unwrap_or_else(|| "paragraph".to_owned()),
        };
        out.push((format!("{quote}{kind}"), text));
    };
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(t) | Event::Code(t) | Event::Html(t) | Event::InlineHtml(t) => {
                text.push_str(&t)
            }
            Event::Start(tag) => {
                // The text of a tight item ends where a block inside it begins.
                let is_block = !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough);
                if is_block {
                    end(&mut text, kind.take(), quotes, &mut items);
                }
                match tag {
                    Tag::BlockQuote(_) => quotes += 1,
                    Tag::Item => new_item = true,
                    Tag::Heading { level, .. } => kind = Some(format!("heading {}", level as u8)),
                    Tag::CodeBlock(_) => kind = Some("listing".to_owned()),
                    Tag::TableCell => kind = Some("cell".to_owned()),
                    _ => {}
                }
                if std::mem::take(&mut new_item) {
                    items.push(false);
                }
            }
            Event::End(tag) => {
                if !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) {
                    end(&mut text, kind.take(), quotes, &mut items);
                }
                match tag {
                    TagEnd::BlockQuote(_) => quotes -= 1,
                    TagEnd::Item => _ = items.pop(),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    out
}

/// The texts of the smallest elements that show blocks.
fn read_html(html: &str) -> Vec<String> {
    const BLOCKS: [&str; 10] = ["p", "h2", "h3", "h4", "h5", "h6", "li", "pre", "td", "th"];
    let document = scraper::Html::parse_document(html);
    let mut out: Vec<String> = Vec::new();
    for node in document.tree.root().descendants() {
        match node.value() {
            Node::Element(e) if BLOCKS.contains(&e.name()) => out.push(String::new()),
            Node::Text(t)
                if node
                    .ancestors()
                    .filter_map(ElementRef::wrap)
                    .any(|e| BLOCKS.contains(&e.value().name())) =>
            {
                if let Some(last) = out.last_mut() {
                    last.push_str(t);
                }
            }
            _ => {}
        }
    }
    out.iter().map(|t| bare(t)).filter(|t| !t.is_empty()).collect()
}

proptest! {
    #[test]
    fn markdown_gives_the_blocks_back(story in story()) {
        let options = WriteOptions { metadata: false, ..all() };
        let markdown = written(&article(story.clone()), Format::Markdown, &options);
        prop_assert_eq!(read_markdown(&markdown), expected(&story), "{}", markdown);
    }

    #[test]
    fn html_gives_the_texts_back(story in story()) {
        let options = WriteOptions { metadata: false, ..all() };
        let html = written(&article(story.clone()), Format::Html, &options);
        let texts: Vec<_> = expected(&story).into_iter().map(|(_, text)| text).collect();
        prop_assert_eq!(read_html(&html), texts, "{}", html);
    }
}
