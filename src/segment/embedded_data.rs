//! Article text in embedded data: the state that a page's scripts would render, found by its
//! structure and not by site.
//!
//! A story in data is a list of paragraphs: an array whose items are sentences, or objects that
//! have one under a usual key. Or it is one long text, plain or HTML. The candidate with the most
//! words wins.

use std::borrow::Cow;

use html5ever::local_name;

use crate::block::Blocks;
use crate::options::Options;
use crate::parse::arena::{ByteRange, NodeId, ROOT, Texts, Tree};
use crate::parse::tag::Tag;
use crate::parse::{self, Scratch};
use crate::text::{count_text, count_words};
use json::JsonValue;

mod json;

/// Bytes of the longest script that is read; the state of a page with a story is smaller.
const MAX_SCRIPT: usize = 8 << 20;
/// Words that a candidate needs; less is a teaser.
const MIN_WORDS: u32 = 60;
/// Words that an item needs to be a sentence of a story.
const MIN_ITEM_WORDS: u32 = 4;
/// Keys under which publishing systems store the text of a paragraph or of a whole story.
const TEXT_KEYS: &[&str] = &[
    "content",
    "text",
    "html",
    "body",
    "value",
    "paragraph",
    "bodyHtml",
    "bodyText",
    "articleBody",
    "contentHtml",
    "body_html",
    "rendered",
    "copy",
];
/// Values of `type` for items that are not running text.
const OTHER_TYPES: &[&str] = &[
    "image",
    "video",
    "gallery",
    "embed",
    "oembed",
    "ad",
    "advertisement",
    "related",
    "newsletter",
    "interstitial_link",
    "link_list",
    "promo",
    "custom_embed",
    "author",
    "caption",
];

/// A story found in embedded data.
#[derive(Debug)]
pub(crate) struct EmbeddedText {
    /// Its blocks; all belong to the story.
    pub(crate) blocks: Blocks,
    /// The place where it was found, in words.
    pub(crate) source: String,
    /// Its number of words.
    pub(crate) words: u32,
}

/// The scripts of a page that may contain its state. They are kept after the tree is dropped,
/// because few pages need them.
#[derive(Debug)]
pub(crate) struct StateScripts<'p> {
    list: Vec<StateScript>,
    texts: Texts<'p>,
}

#[derive(Debug)]
struct StateScript {
    name: Option<Box<str>>,
    ranges: Vec<ByteRange>,
}

impl<'p> StateScripts<'p> {
    /// Takes the scripts out of a tree and recycles the tree.
    pub(crate) fn from_tree(tree: Tree<'p>, scratch: &mut Scratch) -> Self {
        let may_hold_state = |id: &NodeId| {
            tree.tag(*id) == Tag::Script
                && tree.attr(*id, &local_name!("src")).is_none()
                && tree.attr(*id, &local_name!("type")).is_none_or(|t| !t.contains("ld+json"))
        };
        let script = |id| StateScript {
            name: tree.attr(id, &local_name!("id")).map(Box::from),
            ranges: tree.text_ranges(id).collect(),
        };
        let list = tree.descendants(ROOT).filter(may_hold_state).map(script).collect();
        Self { list, texts: scratch.return_tree(tree) }
    }

    /// Recycles the texts.
    pub(crate) fn recycle(self, scratch: &mut Scratch) {
        scratch.return_texts(self.texts);
    }

    /// The scripts with their names.
    fn iter(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.list.iter().map(|script| {
            let text = match script.ranges[..] {
                [range] => Cow::Borrowed(self.texts.slice(range)),
                ref ranges => ranges.iter().map(|&range| self.texts.slice(range)).collect(),
            };
            (script.name.as_deref().unwrap_or("a script's data"), text)
        })
    }
}

/// The longest story in the page's data: `declared`, which the page itself declares as its body, or
/// the state in its scripts.
pub(crate) fn find_longest(
    scripts: &StateScripts<'_>,
    declared: Option<&str>,
    options: &Options,
) -> Option<EmbeddedText> {
    let mut best: Option<(u32, Vec<String>, String)> = None;
    let mut offer = |parts: Vec<String>, source: &str| {
        let words = parts.iter().map(|p| count_words(p)).sum();
        if words >= MIN_WORDS && best.as_ref().is_none_or(|(most, ..)| words > *most) {
            best = Some((words, parts, source.to_owned()));
        }
    };
    if let Some(body) = declared {
        offer(vec![body.to_owned()], "JSON-LD articleBody");
    }
    for (name, script) in scripts.iter().filter(|(_, script)| script.len() <= MAX_SCRIPT) {
        if let Some(parts) = first_json(&script).and_then(|v| longest_story(&v)) {
            offer(parts, name);
        }
    }
    let (_, parts, source) = best?;
    let blocks = blocks_of(&parts, options);
    let words = blocks.list.iter().map(|b| count_words(&b.text)).sum();
    Some(EmbeddedText { blocks, source, words })
}

/// The JSON in a script: the script itself, or the value assigned to a variable.
fn first_json(script: &str) -> Option<JsonValue<'_>> {
    let trimmed = script.trim_start();
    let start = if trimmed.starts_with(['{', '[']) {
        0
    } else {
        trimmed.find("={").or_else(|| trimmed.find("= {")).map(|n| n + 1)?
    };
    serde_json::Deserializer::from_str(trimmed[start..].trim_start()).into_iter().next()?.ok()
}

/// The paragraphs of the longest story in a value.
fn longest_story(data: &JsonValue<'_>) -> Option<Vec<String>> {
    let mut best: (u32, Vec<String>) = (0, Vec::new());
    let mut open = vec![data];
    while let Some(data) = open.pop() {
        let parts = match data {
            JsonValue::List(items) => {
                open.extend(items);
                paragraphs_of(items)
            }
            JsonValue::Map(entries) => {
                open.extend(entries.iter().map(|(_, value)| value));
                let own = TEXT_KEYS.iter().filter_map(|k| data.text_of(k)).max_by_key(|t| t.len());
                own.filter(|t| reads_as_prose(t)).map(|t| vec![t.to_owned()]).unwrap_or_default()
            }
            _ => continue,
        };
        let words = parts.iter().map(|p| count_words(p)).sum();
        if words > best.0 {
            best = (words, parts);
        }
    }
    (best.0 >= MIN_WORDS).then_some(best.1)
}

/// The paragraphs of a list, crossheads included, if at least half of its items read as prose.
fn paragraphs_of(items: &[JsonValue<'_>]) -> Vec<String> {
    let texts: Vec<(&str, bool)> = items.iter().filter_map(item_text).collect();
    if texts.iter().filter(|(text, _)| reads_as_prose(text)).count() * 2 < texts.len() {
        return Vec::new();
    }
    let tagged = |(text, is_heading): (&str, bool)| {
        if is_heading { format!("<h2>{text}</h2>") } else { text.to_owned() }
    };
    texts.into_iter().map(tagged).collect()
}

/// The text of an item of a list of paragraphs, and whether its type is a heading.
fn item_text<'d>(item: &'d JsonValue<'_>) -> Option<(&'d str, bool)> {
    if let JsonValue::Text(text) = item {
        return Some(&**text).filter(|t| reads_as_prose(t)).map(|t| (t, false));
    }
    let kind = ["type", "__typename", "kind"]
        .iter()
        .find_map(|k| item.get(k))
        .and_then(JsonValue::as_text)
        .unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    if OTHER_TYPES.contains(&kind.as_str()) {
        return None;
    }
    let text = TEXT_KEYS.iter().find_map(|k| item.text_of(k)).filter(|t| !t.starts_with("http"))?;
    let is_heading = kind.contains("head") || kind.contains("subtitle");
    // An item without a type must read as prose: the items of a menu have texts, too.
    (reads_as_prose(text) || !kind.is_empty()).then_some((text, is_heading))
}

/// Whether a string reads as prose and not as a label, an address or code.
fn reads_as_prose(text: &str) -> bool {
    let s = count_text(text);
    s.words >= MIN_ITEM_WORDS
        && s.sentences > 0
        && !text.starts_with("http")
        && !text.contains("function(")
        && (text.contains(' ') || !text.is_ascii())
}

/// Segments the paragraphs into blocks. They go through the parser, since most are HTML.
fn blocks_of(parts: &[String], options: &Options) -> Blocks {
    let mut html = String::new();
    for part in parts {
        if part.starts_with("<h2>") {
            html.push_str(part);
            continue;
        }
        let is_html = part.contains("</") || part.contains("<br") || part.contains("<p");
        for line in if is_html { vec![part.as_str()] } else { part.split('\n').collect() } {
            html.push_str("<p>");
            if is_html {
                html.push_str(line);
            } else {
                html.push_str(&line.replace('&', "&amp;").replace('<', "&lt;"));
            }
            html.push_str("</p>");
        }
    }
    super::segment(&parse::parse(html, None, options), options)
}
