//! Text to tree, within a budget.
//!
//! html5ever's tree builder is quadratic in depth: each tag searches the stack of open elements. A gate before it keeps that
//! bounded: beyond the depth limit a start tag is left out, so its content flows into the element at the limit. Real pages
//! pass unchanged. The attributes of a tag are limited by the tokenizer.

use std::borrow::Cow;
use std::cell::Cell;

use html5ever::local_name;
use html5ever::tokenizer::{Tag as TagToken, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};

use super::arena::{Stores, Tree};
use super::growth::Growth;
use super::scratch::Scratch;
use super::sink::{Handle, Names, Sink};
use super::tokenizer::{Input, MAX_SOURCE_BYTES, Tokenizer};
use crate::options::Options;

/// What was left out of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) too_deep: bool,
    pub(crate) too_many_nodes: bool,
    pub(crate) too_many_attributes: bool,
}

/// How pages are read everywhere: as by a browser that runs no scripts.
pub(super) fn tree_options() -> TreeBuilderOpts {
    TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() }
}

/// Parses a whole page.
pub(crate) fn feed<'p>(
    page: impl Into<Cow<'p, str>>,
    options: &Options,
    scratch: &mut Scratch,
) -> (Tree<'p>, Limits) {
    let page = without_mark(page.into());
    let (stores, limits) = grown(&page, options, scratch);
    (Tree::new(page, stores), limits)
}

/// What the tree of a page is made of.
fn grown(page: &str, options: &Options, scratch: &mut Scratch) -> (Stores, Limits) {
    let (stores, young, buffers) = scratch.take();
    let input = Input::new(page);
    let names = Names::default();
    let sink = Sink::new(Growth::new(&input, stores, young), &names, options.max_nodes);
    let gate = Gate {
        builder: TreeBuilder::new(sink, tree_options()),
        max_depth: options.max_depth,
        too_deep: Cell::new(false),
    };
    let mut tokenizer = Tokenizer::new(&input, &gate, buffers);
    tokenizer.is_lean = true;
    tokenizer.run(|| gate.builder.sink.is_full());
    let limits = Limits {
        too_deep: gate.too_deep.get(),
        too_many_nodes: gate.builder.sink.is_full() || page.len() > MAX_SOURCE_BYTES,
        too_many_attributes: tokenizer.too_many_attributes,
    };
    let buffers = tokenizer.into_buffers();
    let (stores, young) = gate.builder.sink.finish().into_parts();
    scratch.keep_parser(young, buffers);
    (stores, limits)
}

/// Decoding takes one byte order mark off. A second one, which careless joining of files leaves, would open the body before the head.
fn without_mark(page: Cow<'_, str>) -> Cow<'_, str> {
    const MARK: char = '\u{feff}';
    match page {
        Cow::Borrowed(page) => Cow::Borrowed(page.trim_start_matches(MARK)),
        Cow::Owned(page) if page.starts_with(MARK) => {
            Cow::Owned(page.trim_start_matches(MARK).to_owned())
        }
        page => page,
    }
}

/// Stands between tokenizer and tree builder and lets through what the budget allows.
struct Gate<'n> {
    builder: TreeBuilder<Handle<'n>, Sink<'n>>,
    max_depth: u32,
    too_deep: Cell<bool>,
}

impl Gate<'_> {
    /// Whether content can nest in the element: always inside SVG and MathML, where names mean nothing.
    fn deepens(&self, tag: &TagToken) -> bool {
        nests(tag) || self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl<'n> TokenSink for Gate<'n> {
    type Handle = Handle<'n>;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<Handle<'n>> {
        match &token {
            Token::TagToken(tag)
                if tag.kind == TagKind::StartTag
                    && self.builder.sink.depth() >= self.max_depth
                    && self.deepens(tag) =>
            {
                self.too_deep.set(true);
                TokenSinkResult::Continue
            }
            _ => self.builder.process_token(token, line_number),
        }
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
