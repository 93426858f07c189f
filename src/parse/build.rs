//! Builds the tree of a page, within limits.
//!
//! html5ever's tree builder is quadratic in depth, because each tag searches the stack of open
//! elements. A depth limiter before it keeps the cost bounded: beyond the limit it drops start
//! tags, so their content becomes content of the element at the limit. Real pages are not affected.
//! The tokenizer limits the attributes of a tag.

use std::borrow::Cow;
use std::cell::Cell;

use html5ever::local_name;
use html5ever::tokenizer::{Tag as TagToken, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder as HtmlTreeBuilder, TreeBuilderOpts, TreeSink};

use super::arena::{Tree, TreeStorage};
use super::scratch::Scratch;
use super::sink::{ArenaSink, NodeHandle, NodeNames};
use super::tokenizer::{Input, MAX_SOURCE_BYTES, Tokenizer};
use super::tree_builder::TreeBuilder;
use crate::options::Options;

/// The limits that a page exceeded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LimitsHit {
    pub(crate) too_deep: bool,
    pub(crate) too_many_nodes: bool,
    pub(crate) too_many_attributes: bool,
}

/// The options of the tree builder everywhere: scripting is off, as in a browser without scripts.
pub(super) fn tree_options() -> TreeBuilderOpts {
    TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() }
}

/// Builds the tree of a whole page.
pub(crate) fn build_tree<'p>(
    page: impl Into<Cow<'p, str>>,
    options: &Options,
    scratch: &mut Scratch,
) -> (Tree<'p>, LimitsHit) {
    let page = without_byte_order_marks(page.into());
    let (storage, limits) = build_storage(&page, options, scratch);
    (Tree::new(page, storage), limits)
}

/// Builds the vectors of the tree.
fn build_storage(page: &str, options: &Options, scratch: &mut Scratch) -> (TreeStorage, LimitsHit) {
    let (storage, build_nodes, buffers) = scratch.take();
    let input = Input::new(page);
    let names = NodeNames::default();
    let sink =
        ArenaSink::new(TreeBuilder::new(&input, storage, build_nodes), &names, options.max_nodes);
    let limiter = DepthLimiter {
        builder: HtmlTreeBuilder::new(sink, tree_options()),
        max_depth: options.max_depth,
        too_deep: Cell::new(false),
    };
    let mut tokenizer = Tokenizer::new(&input, &limiter, buffers);
    tokenizer.is_fast_path = true;
    tokenizer.run(|| limiter.builder.sink.is_full());
    let limits = LimitsHit {
        too_deep: limiter.too_deep.get(),
        too_many_nodes: limiter.builder.sink.is_full() || page.len() > MAX_SOURCE_BYTES,
        too_many_attributes: tokenizer.too_many_attributes,
    };
    let buffers = tokenizer.into_buffers();
    let (storage, build_nodes) = limiter.builder.sink.finish().into_parts();
    scratch.return_parser_buffers(build_nodes, buffers);
    (storage, limits)
}

/// Removes byte order marks. Decoding removes one; a second one, which careless joining of files
/// leaves, would open the body before the head.
fn without_byte_order_marks(page: Cow<'_, str>) -> Cow<'_, str> {
    const MARK: char = '\u{feff}';
    match page {
        Cow::Borrowed(page) => Cow::Borrowed(page.trim_start_matches(MARK)),
        Cow::Owned(page) if page.starts_with(MARK) => {
            Cow::Owned(page.trim_start_matches(MARK).to_owned())
        }
        page => page,
    }
}

/// A filter between tokenizer and tree builder that enforces the depth limit.
struct DepthLimiter<'n> {
    builder: HtmlTreeBuilder<NodeHandle<'n>, ArenaSink<'n>>,
    max_depth: u32,
    too_deep: Cell<bool>,
}

impl DepthLimiter<'_> {
    /// Whether a start tag adds depth. Inside SVG and MathML every tag does, even one with the name
    /// of an HTML element that cannot nest.
    fn adds_depth(&self, tag: &TagToken) -> bool {
        can_nest(tag) || self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl<'n> TokenSink for DepthLimiter<'n> {
    type Handle = NodeHandle<'n>;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<NodeHandle<'n>> {
        match &token {
            Token::TagToken(tag)
                if tag.kind == TagKind::StartTag
                    && self.builder.sink.depth() >= self.max_depth
                    && self.adds_depth(tag) =>
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

/// Whether elements of this name can have element content. Raw text cannot, and must not be
/// dropped: its text would turn into markup.
fn can_nest(tag: &TagToken) -> bool {
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
