//! Where html5ever's tree builder puts its nodes: the arena, within limits.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

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
    tree: RefCell<Tree>,
    ids: RefCell<FxHashMap<(Namespace, LocalName), (u16, Tag)>>,
    /// Depth of each node, kept only while parsing.
    depths: RefCell<Vec<u16>>,
    /// Depth of the place where the next element would be put, as far as the last event tells.
    depth: Cell<u16>,
    max_nodes: u32,
    /// Bytes of the page.
    bytes: usize,
}

/// A node as the tree builder holds it: its index and its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handle {
    id: NodeId,
    name: u16,
}

/// The name of an element, lent to the tree builder. Cloning an interned name is copying a word.
#[derive(Debug)]
pub(crate) struct Name(Namespace, LocalName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0
    }
    fn local_name(&self) -> &LocalName {
        &self.1
    }
}

impl Sink {
    pub(crate) fn new(bytes: usize, max_nodes: u32) -> Self {
        let mut tree = Tree::for_page(bytes);
        // Name 0 belongs to nodes that are no elements.
        tree.names.push((ns!(), local_name!("")));
        Self { tree: RefCell::new(tree), ids: RefCell::default(), depths: RefCell::new(vec![0]), depth: Cell::new(0), max_nodes, bytes }
    }

    /// Depth at which the next element would be put.
    pub(crate) fn depth(&self) -> u32 {
        u32::from(self.depth.get())
    }

    /// Whether the page has become more than its bytes can honestly be: formatting elements that are opened again and again
    /// copy their attributes each time.
    pub(crate) fn is_full(&self) -> bool {
        self.tree.borrow().is_beyond(self.max_nodes as usize, self.bytes)
    }

    fn name_id(&self, name: QualName) -> (u16, Tag) {
        let key = (name.ns, name.local);
        let mut ids = self.ids.borrow_mut();
        if let Some(&known) = ids.get(&key) {
            return known;
        }
        let tree = &mut *self.tree.borrow_mut();
        let tag = Tag::of(&key.0, &key.1);
        // A page with 65,535 distinct element names is no page; the rest share one name.
        let Ok(id) = u16::try_from(tree.names.len()) else { return (u16::MAX, tag) };
        tree.names.push(key.clone());
        ids.insert(key, (id, tag));
        (id, tag)
    }

    fn placed(&self, id: NodeId, parent: NodeId) {
        let mut depths = self.depths.borrow_mut();
        let depth = depths[parent as usize].saturating_add(1);
        depths[id as usize] = depth;
        // A comment may be put far from where the next element goes.
        if self.tree.borrow().node(id).kind == Kind::Element {
            self.depth.set(depth);
        }
    }

    fn made(&self, id: NodeId, name: u16) -> Handle {
        let mut depths = self.depths.borrow_mut();
        depths.resize(id as usize + 1, 0);
        Handle { id, name }
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = Name;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: ROOT, name: 0 }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Name {
        let tree = self.tree.borrow();
        let (namespace, name) = tree.names.get(target.name as usize).unwrap_or(&tree.names[0]);
        Name(namespace.clone(), name.clone())
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _flags: ElementFlags) -> Handle {
        let (name, tag) = self.name_id(name);
        let id = self.tree.borrow_mut().new_element(tag, name, attrs.iter().map(|a| (a.name.local.clone(), &*a.value)));
        self.made(id, name)
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        let id = self.tree.borrow_mut().new_mark();
        self.made(id, 0)
    }

    fn create_pi(&self, _target: StrTendril, data: StrTendril) -> Handle {
        self.create_comment(data)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        match child {
            NodeOrText::AppendNode(node) => {
                self.tree.borrow_mut().append(parent.id, node.id);
                self.placed(node.id, parent.id);
            }
            NodeOrText::AppendText(text) => {
                let mut tree = self.tree.borrow_mut();
                tree.append_text(parent.id, &text);
                let mut depths = self.depths.borrow_mut();
                depths.resize(tree.nodes.len(), 0);
                self.depth.set(depths[parent.id as usize]);
            }
        }
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        if self.tree.borrow().node(element.id).parent == NONE {
            self.append(previous, child);
        } else {
            self.append_before_sibling(element, child);
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public_id: StrTendril, _system_id: StrTendril) {}

    fn pop(&self, node: &Handle) {
        self.depth.set(self.depths.borrow()[node.id as usize].saturating_sub(1));
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
        let parent = self.tree.borrow().node(sibling.id).parent;
        let id = match child {
            NodeOrText::AppendNode(node) => {
                self.tree.borrow_mut().detach(node.id);
                node.id
            }
            NodeOrText::AppendText(text) => {
                let id = self.tree.borrow_mut().new_text(&text);
                self.made(id, 0).id
            }
        };
        self.tree.borrow_mut().insert_before(sibling.id, id);
        self.placed(id, parent);
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        self.tree.borrow_mut().add_attrs(target.id, attrs.iter().map(|a| (a.name.local.clone(), &*a.value)));
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.borrow_mut().detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        loop {
            let child = self.tree.borrow().node(node.id).first_child;
            if child == NONE {
                break;
            }
            let mut tree = self.tree.borrow_mut();
            tree.detach(child);
            tree.append(new_parent.id, child);
        }
    }
}
