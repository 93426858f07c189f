//! The sink of html5ever's tree builder: it builds the arena, within limits.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::ElemName;
use html5ever::{Attribute, LocalName, Namespace, QualName};
use rustc_hash::{FxHashMap, FxHashSet};

use super::arena::{NONE, NodeId, NodeKind, ROOT};
use super::side_attributes::are_attributes_in_side_buffer;
use super::tag::Tag;
use super::tree_builder::TreeBuilder;

/// The tree under construction.
#[derive(Debug)]
pub(crate) struct ArenaSink<'n> {
    state: RefCell<SinkState<'n>>,
    names: &'n NodeNames,
    /// Depth at which the next element would be inserted, as far as the last event shows.
    depth: Cell<u16>,
    max_nodes: u32,
}

/// The tree and its build-time data.
#[derive(Debug)]
struct SinkState<'n> {
    tree: TreeBuilder<'n>,
    known_names: FxHashMap<(Namespace, LocalName), KnownName<'n>>,
    /// Elements of MathML that hold HTML.
    integration_points: FxHashSet<NodeId>,
}

/// The data of an element name: its number, its tag, the name itself.
type KnownName<'n> = (u16, Tag, &'n ElementName);

/// A node for the tree builder: its index and its name, which the tree builder reads all the time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NodeHandle<'n> {
    id: NodeId,
    name: &'n ElementName,
}

/// The distinct element names of a page. Names never move, so they can be borrowed while the table
/// grows.
#[derive(Debug, Default)]
pub(crate) struct NodeNames {
    /// Chunk `n` has [`FIRST_CHUNK`]` << n` slots.
    chunks: [OnceCell<Box<[OnceCell<ElementName>]>>; CHUNKS],
}

/// Slots of the first chunk; few pages need more.
const FIRST_CHUNK: usize = 64;
/// Chunks for all the names that fit a `u16`.
const CHUNKS: usize = 11;

/// The name of an element, borrowed by the tree builder.
#[derive(Debug, Clone, Default)]
pub(crate) struct ElementName(Namespace, LocalName);

impl ElemName for &ElementName {
    fn ns(&self) -> &Namespace {
        &self.0
    }
    fn local_name(&self) -> &LocalName {
        &self.1
    }
}

impl NodeNames {
    /// The chunk of a name and its slot there.
    fn position_of(index: u16) -> (usize, usize) {
        let counted = usize::from(index) + FIRST_CHUNK;
        let chunk = (counted / FIRST_CHUNK).ilog2() as usize;
        (chunk, counted - (FIRST_CHUNK << chunk))
    }

    /// The name with number `index`; `name` sets it if it is new.
    fn get_or(&self, index: u16, name: impl FnOnce() -> ElementName) -> &ElementName {
        let (chunk, slot) = Self::position_of(index);
        let chunk = self.chunks[chunk]
            .get_or_init(|| vec![OnceCell::new(); FIRST_CHUNK << chunk].into_boxed_slice());
        chunk[slot].get_or_init(name)
    }

    /// The name of nodes that are not elements, and of elements beyond the last number.
    fn none(&self) -> &ElementName {
        self.get_or(0, ElementName::default)
    }
}

impl<'n> ArenaSink<'n> {
    pub(super) fn new(tree: TreeBuilder<'n>, names: &'n NodeNames, max_nodes: u32) -> Self {
        let state = SinkState {
            tree,
            known_names: FxHashMap::default(),
            integration_points: FxHashSet::default(),
        };
        Self { state: RefCell::new(state), names, depth: Cell::new(0), max_nodes }
    }

    /// Depth at which the next element would be inserted.
    pub(crate) fn depth(&self) -> u32 {
        u32::from(self.depth.get())
    }

    /// Whether the tree is larger than the bytes of its page explain: formatting elements that are
    /// reopened again and again copy their attributes each time.
    pub(crate) fn is_full(&self) -> bool {
        self.state.borrow().tree.exceeds_limits(self.max_nodes as usize)
    }

    fn known_name(&self, state: &mut SinkState<'n>, name: QualName) -> KnownName<'n> {
        let key = (name.ns, name.local);
        if let Some(&known) = state.known_names.get(&key) {
            return known;
        }
        let tag = Tag::from_name(&key.0, &key.1);
        let Some(id) = state.tree.new_name(key.clone()) else {
            return (u16::MAX, tag, self.names.none());
        };
        let known = (id, tag, self.names.get_or(id, || ElementName(key.0.clone(), key.1.clone())));
        state.known_names.insert(key, known);
        known
    }

    fn unnamed(&self, id: NodeId) -> NodeHandle<'n> {
        NodeHandle { id, name: self.names.none() }
    }

    /// Records the depth of an element inserted under `parent`. A comment may be inserted far from
    /// the next element, so it does not count.
    fn note_depth(&self, state: &mut SinkState<'n>, id: NodeId, parent: NodeId) {
        let depth = state.tree.depth(parent).saturating_add(1);
        state.tree.set_depth(id, depth);
        if state.tree.node(id).kind == NodeKind::Element {
            self.depth.set(depth);
        }
    }
}

/// Attributes as the tree stores them: without prefix or namespace.
fn local_attrs(attrs: Vec<Attribute>) -> impl Iterator<Item = (LocalName, StrTendril)> {
    attrs.into_iter().map(|a| (a.name.local, a.value))
}

impl<'n> TreeSink for ArenaSink<'n> {
    type Handle = NodeHandle<'n>;
    type Output = TreeBuilder<'n>;
    type ElemName<'a>
        = &'n ElementName
    where
        Self: 'a;

    fn finish(self) -> TreeBuilder<'n> {
        self.state.into_inner().tree
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> NodeHandle<'n> {
        self.unnamed(ROOT)
    }

    fn elem_name<'a>(&'a self, target: &'a NodeHandle<'n>) -> &'n ElementName {
        target.name
    }

    fn create_element(
        &self,
        name: QualName,
        attrs: Vec<Attribute>,
        flags: ElementFlags,
    ) -> NodeHandle<'n> {
        let state = &mut *self.state.borrow_mut();
        let (number, tag, name) = self.known_name(state, name);
        let id = if are_attributes_in_side_buffer(&flags) {
            state.tree.new_element_from_side_buffer(tag, number)
        } else {
            state.tree.new_element(tag, number, local_attrs(attrs))
        };
        if flags.mathml_annotation_xml_integration_point {
            state.integration_points.insert(id);
        }
        NodeHandle { id, name }
    }

    fn create_comment(&self, _text: StrTendril) -> NodeHandle<'n> {
        self.unnamed(self.state.borrow_mut().tree.new_comment())
    }

    fn create_pi(&self, _target: StrTendril, data: StrTendril) -> NodeHandle<'n> {
        self.create_comment(data)
    }

    fn append(&self, parent: &NodeHandle<'n>, child: NodeOrText<NodeHandle<'n>>) {
        let state = &mut *self.state.borrow_mut();
        match child {
            NodeOrText::AppendNode(node) => {
                state.tree.append(parent.id, node.id);
                self.note_depth(state, node.id, parent.id);
            }
            NodeOrText::AppendText(text) => {
                state.tree.append_token_text(parent.id, &text);
                self.depth.set(state.tree.depth(parent.id));
            }
        }
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeHandle<'n>,
        previous: &NodeHandle<'n>,
        child: NodeOrText<NodeHandle<'n>>,
    ) {
        let is_orphan = self.state.borrow().tree.node(element.id).parent == NONE;
        if is_orphan {
            self.append(previous, child);
        } else {
            self.append_before_sibling(element, child);
        }
    }

    fn append_doctype_to_document(
        &self,
        _name: StrTendril,
        _public_id: StrTendril,
        _system_id: StrTendril,
    ) {
    }

    fn pop(&self, node: &NodeHandle<'n>) {
        self.depth.set(self.state.borrow().tree.depth(node.id).saturating_sub(1));
    }

    fn get_template_contents(&self, target: &NodeHandle<'n>) -> NodeHandle<'n> {
        // A template's contents are its children here: readers skip templates, except declarative
        // shadow roots.
        *target
    }

    fn same_node(&self, x: &NodeHandle<'n>, y: &NodeHandle<'n>) -> bool {
        x.id == y.id
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeHandle<'n>) -> bool {
        self.state.borrow().integration_points.contains(&handle.id)
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeHandle<'n>, child: NodeOrText<NodeHandle<'n>>) {
        let state = &mut *self.state.borrow_mut();
        let parent = state.tree.node(sibling.id).parent;
        let id = match child {
            NodeOrText::AppendNode(node) => {
                state.tree.detach(node.id);
                node.id
            }
            NodeOrText::AppendText(text) => state.tree.new_text(&text),
        };
        state.tree.insert_before(sibling.id, id);
        self.note_depth(state, id, parent);
    }

    fn add_attrs_if_missing(&self, target: &NodeHandle<'n>, attrs: Vec<Attribute>) {
        self.state.borrow_mut().tree.add_attrs(target.id, local_attrs(attrs));
    }

    fn remove_from_parent(&self, target: &NodeHandle<'n>) {
        self.state.borrow_mut().tree.detach(target.id);
    }

    fn reparent_children(&self, node: &NodeHandle<'n>, new_parent: &NodeHandle<'n>) {
        let tree = &mut self.state.borrow_mut().tree;
        loop {
            let child = tree.node(node.id).first_child;
            if child == NONE {
                break;
            }
            tree.detach(child);
            tree.append(new_parent.id, child);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNKS, FIRST_CHUNK, NodeNames};
    use crate::options::Options;
    use crate::parse::parse;
    use crate::parse::tag::Tag;

    #[test]
    fn html_inside_mathml_stays_there_if_the_standard_allows_it() {
        for (encoding, is_inside) in [("text/html", true), ("text/plain", false)] {
            let html = format!(
                "<math><annotation-xml encoding={encoding}><div>a</div></annotation-xml></math>"
            );
            let document = parse(&html, None, &Options::default());
            let tree = &document.tree;
            let div =
                (0..tree.nodes().len() as u32).find(|&id| tree.tag(id) == Tag::Div).expect("a div");
            assert_eq!(tree.tag(tree.node(div).parent) == Tag::Foreign, is_inside);
        }
    }

    #[test]
    fn every_name_has_its_own_slot() {
        let mut expected = (0, 0);
        for index in 0..=u16::MAX {
            assert_eq!(NodeNames::position_of(index), expected);
            expected = if expected.1 + 1 == FIRST_CHUNK << expected.0 {
                (expected.0 + 1, 0)
            } else {
                (expected.0, expected.1 + 1)
            };
        }
        assert!(expected.0 < CHUNKS);
    }
}
