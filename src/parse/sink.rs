//! Where html5ever's tree builder puts its nodes: the arena, within limits.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::ElemName;
use html5ever::{Attribute, LocalName, Namespace, QualName, local_name, ns};
use rustc_hash::FxHashMap;

use super::arena::{Kind, NONE, NodeId, ROOT, Tree};
use super::tag::Tag;

/// The tree under construction.
#[derive(Debug)]
pub(crate) struct Sink {
    growing: RefCell<Growing>,
    names: Names,
    /// Depth of the place where the next element would be put, as far as the last event tells.
    depth: Cell<u16>,
    max_nodes: u32,
}

/// The tree, and what is known of its nodes only while it grows.
#[derive(Debug)]
struct Growing {
    tree: Tree,
    /// Depth of each node.
    depths: Vec<u16>,
    ids: FxHashMap<(Namespace, LocalName), (u16, Tag)>,
}

/// A node as the tree builder holds it: its index and the number of its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handle {
    id: NodeId,
    name: u16,
}

/// The distinct names of a page's elements. None is ever moved, so the tree builder, which asks for names all the time, can
/// be lent them while the table grows.
#[derive(Debug, Default)]
struct Names {
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

    fn cell(&self, index: u16) -> &OnceCell<Name> {
        let (shelf, place) = Self::place(index);
        &self.shelves[shelf].get_or_init(|| vec![OnceCell::new(); FIRST_SHELF << shelf].into_boxed_slice())[place]
    }

    fn get(&self, index: u16) -> &Name {
        self.cell(index).get_or_init(Name::default)
    }
}

impl Sink {
    pub(crate) fn new(source: StrTendril, max_nodes: u32) -> Self {
        let mut tree = Tree::for_page(source);
        // Name 0 belongs to nodes that are no elements.
        tree.names.push((ns!(), local_name!("")));
        let depths = Vec::with_capacity(tree.nodes.capacity());
        let growing = Growing { tree, depths, ids: FxHashMap::default() };
        Self { growing: RefCell::new(growing), names: Names::default(), depth: Cell::new(0), max_nodes }
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

    fn name_id(&self, growing: &mut Growing, name: QualName) -> (u16, Tag) {
        let key = (name.ns, name.local);
        if let Some(&known) = growing.ids.get(&key) {
            return known;
        }
        let tag = Tag::of(&key.0, &key.1);
        // A page with 65,535 distinct element names is no page; the rest share one name.
        let Some(id) = u16::try_from(growing.tree.names.len()).ok().filter(|&id| id < u16::MAX) else { return (u16::MAX, tag) };
        growing.tree.names.push(key.clone());
        self.names.cell(id).get_or_init(|| Name(key.0.clone(), key.1.clone()));
        growing.ids.insert(key, (id, tag));
        (id, tag)
    }

    /// Notes the depth of an element that was put under `parent`. A comment may be put far from where the next element goes.
    fn placed(&self, growing: &mut Growing, id: NodeId, parent: NodeId) {
        let depth = growing.depth(parent).saturating_add(1);
        growing.set_depth(id, depth);
        if growing.tree.node(id).kind == Kind::Element {
            self.depth.set(depth);
        }
    }
}

impl Growing {
    fn depth(&self, id: NodeId) -> u16 {
        self.depths.get(id as usize).copied().unwrap_or(0)
    }

    fn set_depth(&mut self, id: NodeId, depth: u16) {
        if self.depths.len() <= id as usize {
            self.depths.resize(id as usize + 1, 0);
        }
        self.depths[id as usize] = depth;
    }
}

/// Attributes as the tree keeps them: without prefix or namespace.
fn kept(attrs: Vec<Attribute>) -> impl Iterator<Item = (LocalName, StrTendril)> {
    attrs.into_iter().map(|a| (a.name.local, a.value))
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = &'a Name;

    fn finish(self) -> Tree {
        self.growing.into_inner().tree
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: ROOT, name: 0 }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a Name {
        self.names.get(target.name)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _flags: ElementFlags) -> Handle {
        let growing = &mut *self.growing.borrow_mut();
        let (name, tag) = self.name_id(growing, name);
        let id = growing.tree.new_element(tag, name, kept(attrs));
        Handle { id, name }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        Handle { id: self.growing.borrow_mut().tree.new_mark(), name: 0 }
    }

    fn create_pi(&self, _target: StrTendril, data: StrTendril) -> Handle {
        self.create_comment(data)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let growing = &mut *self.growing.borrow_mut();
        match child {
            NodeOrText::AppendNode(node) => {
                growing.tree.append(parent.id, node.id);
                self.placed(growing, node.id, parent.id);
            }
            NodeOrText::AppendText(text) => {
                growing.tree.append_text(parent.id, &text);
                self.depth.set(growing.depth(parent.id));
            }
        }
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let is_orphan = self.growing.borrow().tree.node(element.id).parent == NONE;
        if is_orphan {
            self.append(previous, child);
        } else {
            self.append_before_sibling(element, child);
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public_id: StrTendril, _system_id: StrTendril) {}

    fn pop(&self, node: &Handle) {
        self.depth.set(self.growing.borrow().depth(node.id).saturating_sub(1));
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        // A template's contents are its children here: readers leave templates out, except declarative shadow roots.
        *target
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
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

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        self.growing.borrow_mut().tree.add_attrs(target.id, kept(attrs));
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.growing.borrow_mut().tree.detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
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

    #[test]
    fn every_name_has_a_place_of_its_own() {
        let mut expected = (0, 0);
        for index in 0..=u16::MAX {
            assert_eq!(Names::place(index), expected);
            expected = if expected.1 + 1 == FIRST_SHELF << expected.0 { (expected.0 + 1, 0) } else { (expected.0, expected.1 + 1) };
        }
        assert!(expected.0 < SHELVES);
    }
}
