//! Where html5ever's tree builder puts its nodes: the arena, within limits.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::ElemName;
use html5ever::{Attribute, LocalName, Namespace, QualName};
use rustc_hash::{FxHashMap, FxHashSet};

use super::arena::{Kind, NONE, NodeId, ROOT};
use super::growth::Growth;
use super::tag::Tag;

/// The tree under construction.
#[derive(Debug)]
pub(crate) struct Sink<'n> {
    growing: RefCell<Growing<'n>>,
    names: &'n Names,
    /// Depth of the place where the next element would be put, as far as the last event tells.
    depth: Cell<u16>,
    max_nodes: u32,
}

/// The tree, and what is known of its nodes only while it grows.
#[derive(Debug)]
struct Growing<'n> {
    tree: Growth<'n>,
    known: FxHashMap<(Namespace, LocalName), Known<'n>>,
    /// Elements of MathML that hold HTML.
    integration_points: FxHashSet<NodeId>,
}

/// What is known of an element by its name: the number of the name, the tag, the name itself.
type Known<'n> = (u16, Tag, &'n Name);

/// A node as the tree builder holds it: its index and its name, which the tree builder asks for all the time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handle<'n> {
    id: NodeId,
    name: &'n Name,
}

/// The distinct names of a page's elements. None is ever moved, so they can be lent while the table grows.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Shelf `n` has room for [`FIRST_SHELF`]` << n` names.
    shelves: [OnceCell<Box<[OnceCell<Name>]>>; SHELVES],
}

/// Names on the first shelf; few pages have more.
const FIRST_SHELF: usize = 64;
/// Shelves for all the names that fit a `u16`.
const SHELVES: usize = 11;

/// The name of an element, lent to the tree builder.
#[derive(Debug, Clone, Default)]
pub(crate) struct Name(Namespace, LocalName);

impl ElemName for &Name {
    fn ns(&self) -> &Namespace {
        &self.0
    }
    fn local_name(&self) -> &LocalName {
        &self.1
    }
}

impl Names {
    /// The shelf of a name and its place on it.
    fn place(index: u16) -> (usize, usize) {
        let counted = usize::from(index) + FIRST_SHELF;
        let shelf = (counted / FIRST_SHELF).ilog2() as usize;
        (shelf, counted - (FIRST_SHELF << shelf))
    }

    /// The name numbered `index`, which is `name` if none was given that number before.
    fn get_or(&self, index: u16, name: impl FnOnce() -> Name) -> &Name {
        let (shelf, place) = Self::place(index);
        let shelf = self.shelves[shelf]
            .get_or_init(|| vec![OnceCell::new(); FIRST_SHELF << shelf].into_boxed_slice());
        shelf[place].get_or_init(name)
    }

    /// The name of nodes that are no elements, and of elements beyond the last number.
    fn none(&self) -> &Name {
        self.get_or(0, Name::default)
    }
}

impl<'n> Sink<'n> {
    pub(super) fn new(tree: Growth<'n>, names: &'n Names, max_nodes: u32) -> Self {
        let growing =
            Growing { tree, known: FxHashMap::default(), integration_points: FxHashSet::default() };
        Self { growing: RefCell::new(growing), names, depth: Cell::new(0), max_nodes }
    }

    /// Depth at which the next element would be put.
    pub(crate) fn depth(&self) -> u32 {
        u32::from(self.depth.get())
    }

    /// Whether the page has become more than its bytes can honestly be: formatting elements that are opened again and again
    /// copy their attributes each time.
    pub(crate) fn is_full(&self) -> bool {
        self.growing.borrow().tree.is_beyond(self.max_nodes as usize)
    }

    fn known(&self, growing: &mut Growing<'n>, name: QualName) -> Known<'n> {
        let key = (name.ns, name.local);
        if let Some(&known) = growing.known.get(&key) {
            return known;
        }
        let tag = Tag::of(&key.0, &key.1);
        let Some(id) = growing.tree.new_name(key.clone()) else {
            return (u16::MAX, tag, self.names.none());
        };
        let known = (id, tag, self.names.get_or(id, || Name(key.0.clone(), key.1.clone())));
        growing.known.insert(key, known);
        known
    }

    fn unnamed(&self, id: NodeId) -> Handle<'n> {
        Handle { id, name: self.names.none() }
    }

    /// Notes the depth of an element that was put under `parent`. A comment may be put far from where the next element goes.
    fn placed(&self, growing: &mut Growing<'n>, id: NodeId, parent: NodeId) {
        let depth = growing.tree.depth(parent).saturating_add(1);
        growing.tree.set_depth(id, depth);
        if growing.tree.node(id).kind == Kind::Element {
            self.depth.set(depth);
        }
    }
}

/// Attributes as the tree keeps them: without prefix or namespace.
fn kept(attrs: Vec<Attribute>) -> impl Iterator<Item = (LocalName, StrTendril)> {
    attrs.into_iter().map(|a| (a.name.local, a.value))
}

impl<'n> TreeSink for Sink<'n> {
    type Handle = Handle<'n>;
    type Output = Growth<'n>;
    type ElemName<'a>
        = &'n Name
    where
        Self: 'a;

    fn finish(self) -> Growth<'n> {
        self.growing.into_inner().tree
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle<'n> {
        self.unnamed(ROOT)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle<'n>) -> &'n Name {
        target.name
    }

    fn create_element(
        &self,
        name: QualName,
        attrs: Vec<Attribute>,
        flags: ElementFlags,
    ) -> Handle<'n> {
        let growing = &mut *self.growing.borrow_mut();
        let (number, tag, name) = self.known(growing, name);
        // The tokenizer's word that the attributes are none of the token's.
        let do_wait = flags.had_duplicate_attributes;
        let id = if do_wait {
            growing.tree.new_element_of_tag(tag, number)
        } else {
            growing.tree.new_element(tag, number, kept(attrs))
        };
        if flags.mathml_annotation_xml_integration_point {
            growing.integration_points.insert(id);
        }
        Handle { id, name }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle<'n> {
        self.unnamed(self.growing.borrow_mut().tree.new_mark())
    }

    fn create_pi(&self, _target: StrTendril, data: StrTendril) -> Handle<'n> {
        self.create_comment(data)
    }

    fn append(&self, parent: &Handle<'n>, child: NodeOrText<Handle<'n>>) {
        let growing = &mut *self.growing.borrow_mut();
        match child {
            NodeOrText::AppendNode(node) => {
                growing.tree.append(parent.id, node.id);
                self.placed(growing, node.id, parent.id);
            }
            NodeOrText::AppendText(text) => {
                growing.tree.append_text_of_token(parent.id, &text);
                self.depth.set(growing.tree.depth(parent.id));
            }
        }
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle<'n>,
        previous: &Handle<'n>,
        child: NodeOrText<Handle<'n>>,
    ) {
        let is_orphan = self.growing.borrow().tree.node(element.id).parent == NONE;
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

    fn pop(&self, node: &Handle<'n>) {
        self.depth.set(self.growing.borrow().tree.depth(node.id).saturating_sub(1));
    }

    fn get_template_contents(&self, target: &Handle<'n>) -> Handle<'n> {
        // A template's contents are its children here: readers leave templates out, except declarative shadow roots.
        *target
    }

    fn same_node(&self, x: &Handle<'n>, y: &Handle<'n>) -> bool {
        x.id == y.id
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle<'n>) -> bool {
        self.growing.borrow().integration_points.contains(&handle.id)
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle<'n>, child: NodeOrText<Handle<'n>>) {
        let growing = &mut *self.growing.borrow_mut();
        let parent = growing.tree.node(sibling.id).parent;
        let id = match child {
            NodeOrText::AppendNode(node) => {
                growing.tree.detach(node.id);
                node.id
            }
            NodeOrText::AppendText(text) => growing.tree.new_text(&text),
        };
        growing.tree.insert_before(sibling.id, id);
        self.placed(growing, id, parent);
    }

    fn add_attrs_if_missing(&self, target: &Handle<'n>, attrs: Vec<Attribute>) {
        self.growing.borrow_mut().tree.add_attrs(target.id, kept(attrs));
    }

    fn remove_from_parent(&self, target: &Handle<'n>) {
        self.growing.borrow_mut().tree.detach(target.id);
    }

    fn reparent_children(&self, node: &Handle<'n>, new_parent: &Handle<'n>) {
        let tree = &mut self.growing.borrow_mut().tree;
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
    use super::{FIRST_SHELF, Names, SHELVES};
    use crate::options::Options;
    use crate::parse::parse;
    use crate::parse::tag::Tag;

    #[test]
    fn html_inside_of_mathml_stays_there_where_it_may() {
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
    fn every_name_has_a_place_of_its_own() {
        let mut expected = (0, 0);
        for index in 0..=u16::MAX {
            assert_eq!(Names::place(index), expected);
            expected = if expected.1 + 1 == FIRST_SHELF << expected.0 {
                (expected.0 + 1, 0)
            } else {
                (expected.0, expected.1 + 1)
            };
        }
        assert!(expected.0 < SHELVES);
    }
}
