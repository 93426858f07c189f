//! Text to tree, within a budget.
//!
//! html5ever is quadratic in depth (each tag searches the stack of open elements) and in the attributes of one tag (each is
//! compared with all before it). A gate between its tokenizer and its tree builder keeps both bounded: beyond the depth limit
//! a start tag is left out, so its content flows into the element at the limit, and a tag with a flood of attributes loses
//! those beyond the limit before the tokenizer sees them. Real pages pass unchanged.

use std::borrow::Cow;
use std::cell::Cell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag as TagToken, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{TokenizerResult, local_name};

use super::arena::Tree;
use super::sink::{Handle, Sink};
use crate::options::{MAX_TAG_ATTRIBUTES, Options};

/// Bytes handed over at a time; a page that is stopped early is stopped at most this much late.
const CHUNK_BYTES: usize = 256 << 10;

/// What was left out of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) too_deep: bool,
    pub(crate) too_many_nodes: bool,
    pub(crate) too_many_attributes: bool,
}

/// Parses a whole page.
pub(crate) fn feed(text: &str, options: &Options) -> (Tree, Limits) {
    let (text, too_many_attributes) = without_attribute_floods(text);
    let sink = Sink::new(text.len(), options.max_nodes);
    let tree_options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let gate = Gate { builder: TreeBuilder::new(sink, tree_options), max_depth: options.max_depth, too_deep: Cell::new(false) };
    let tokenizer = Tokenizer::new(gate, TokenizerOpts::default());
    let queue = BufferQueue::default();
    let mut rest = &*text;
    while !rest.is_empty() && !tokenizer.sink.builder.sink.is_full() {
        let (chunk, after) = rest.split_at(rest.floor_char_boundary(CHUNK_BYTES));
        queue.push_back(StrTendril::from_slice(chunk));
        // A script's end hands control back; there is nothing to run, so go on.
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        rest = after;
    }
    tokenizer.end();
    let gate = tokenizer.sink;
    let limits = Limits { too_deep: gate.too_deep.get(), too_many_nodes: gate.builder.sink.is_full(), too_many_attributes };
    (gate.builder.sink.finish(), limits)
}

/// Stands between tokenizer and tree builder and lets through what the budget allows.
struct Gate {
    builder: TreeBuilder<Handle, Sink>,
    max_depth: u32,
    too_deep: Cell<bool>,
}

impl Gate {
    /// Whether content can nest in the element: always inside SVG and MathML, where names mean nothing.
    fn deepens(&self, tag: &TagToken) -> bool {
        nests(tag) || self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl TokenSink for Gate {
    type Handle = Handle;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<Handle> {
        let sink = &self.builder.sink;
        match &token {
            Token::EOFToken => {}
            _ if sink.is_full() => return TokenSinkResult::Continue,
            Token::TagToken(tag) if tag.kind == TagKind::StartTag && sink.depth() >= self.max_depth && self.deepens(tag) => {
                self.too_deep.set(true);
                return TokenSinkResult::Continue;
            }
            _ => {}
        }
        self.builder.process_token(token, line_number)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Whether content can nest in the element by its name. Raw text cannot, and must not be left out: its text would turn into markup.
fn nests(tag: &TagToken) -> bool {
    !matches!(
        tag.name,
        local_name!("script")
            | local_name!("style")
            | local_name!("textarea")
            | local_name!("title")
            | local_name!("xmp")
            | local_name!("iframe")
            | local_name!("noembed")
            | local_name!("noframes")
            | local_name!("plaintext")
            | local_name!("br")
            | local_name!("img")
            | local_name!("hr")
            | local_name!("input")
            | local_name!("wbr")
            | local_name!("meta")
            | local_name!("link")
    )
}

/// The page without the attributes beyond [`MAX_TAG_ATTRIBUTES`] of any tag, and whether there were such.
///
/// Scripts and comments are stepped over, so what looks like a tag inside them is left alone. The scan runs at memory speed:
/// only a tag with thousands of bytes outside quotes is looked at closely.
fn without_attribute_floods(text: &str) -> (Cow<'_, str>, bool) {
    let bytes = text.as_bytes();
    let mut kept: Option<String> = None;
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found + 1;
        at = start;
        let rest = &bytes[start..];
        if rest.starts_with(b"!--") {
            at = memchr::memmem::find(rest, b"-->").map_or(bytes.len(), |end| start + end);
        } else if rest.first().is_some_and(u8::is_ascii_alphabetic) {
            let tag = scan_tag(rest);
            if let Some(cut) = tag.cut {
                let out = kept.get_or_insert_with(|| String::with_capacity(text.len()));
                out.push_str(&text[copied..start + cut]);
                copied = start + tag.end;
            }
            at = start + tag.end;
            for raw in ["script", "style"] {
                if rest.len() > raw.len()
                    && rest[..raw.len()].eq_ignore_ascii_case(raw.as_bytes())
                    && !rest[raw.len()].is_ascii_alphanumeric()
                {
                    at = end_of_raw(bytes, at, raw);
                }
            }
        }
    }
    match kept {
        Some(mut out) => {
            out.push_str(&text[copied..]);
            (Cow::Owned(out), true)
        }
        None => (Cow::Borrowed(text), false),
    }
}

/// Where `</name` begins after `at`, or the end.
fn end_of_raw(bytes: &[u8], mut at: usize, name: &str) -> usize {
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"</") {
        at += found + 2;
        if bytes[at..].get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes())) {
            return at;
        }
    }
    bytes.len()
}

struct ScannedTag {
    /// Offset of the closing `>`, or the length of the rest.
    end: usize,
    /// Offset after the last attribute that is kept, where some are not.
    cut: Option<usize>,
}

/// Walks one tag to its end, counting what stands outside quotes.
fn scan_tag(rest: &[u8]) -> ScannedTag {
    let (mut at, mut loose, mut attributes, mut cut) = (0, 0, 0, None);
    loop {
        let stop = memchr::memchr3(b'>', b'"', b'\'', &rest[at..]).map_or(rest.len(), |n| at + n);
        // An attribute is at least a space and a letter outside quotes.
        loose += stop - at;
        if cut.is_none() && loose > 2 * MAX_TAG_ATTRIBUTES {
            for (i, pair) in rest[at..stop].windows(2).enumerate() {
                if pair[0].is_ascii_whitespace() && !pair[1].is_ascii_whitespace() {
                    attributes += 1;
                    if attributes > MAX_TAG_ATTRIBUTES {
                        cut = Some(at + i);
                        break;
                    }
                }
            }
        }
        match rest.get(stop) {
            None | Some(b'>') => return ScannedTag { end: stop, cut },
            Some(&quote) => match memchr::memchr(quote, &rest[stop + 1..]) {
                // A quote opens a value only after `=`; elsewhere it is part of a name and closes nothing.
                Some(close) if rest[..stop].trim_ascii_end().last() == Some(&b'=') => at = stop + close + 2,
                _ => at = stop + 1,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, is_cut: bool) -> Cow<'_, str> {
        let (out, cut) = without_attribute_floods(text);
        assert_eq!(cut, is_cut);
        out
    }

    #[test]
    fn ordinary_tags_scripts_and_long_values_are_untouched() {
        let words = "word ".repeat(9000);
        check(&format!("<p class='a' data-x=\"{words}\">x</p>"), false);
        check(&format!("<script>if (a<b) {{ {words} }}</script><!-- <p {words}> --><p>a < b {words}</p>"), false);
    }

    #[test]
    fn a_flood_of_attributes_is_cut_at_the_limit() {
        let flood: String = (0..5000).map(|i| format!(" a{i}=1")).collect();
        let page = format!("<p{flood}>kept</p><b>after</b>");
        let out = check(&page, true);
        assert!(out.ends_with(">kept</p><b>after</b>"));
        assert!(out.matches('=').count() <= MAX_TAG_ATTRIBUTES + 1);
    }
}
