//! A tree while it grows: nodes are made, put in their place and moved.

use std::ops::Deref;

use html5ever::{LocalName, Namespace, local_name, ns};

use super::arena::{Attr, Kind, NONE, Node, NodeId, Stores, beside};
use super::tag::Tag;
use super::tokenizer::Input;
use crate::capacity;
use crate::options::MAX_TAG_ATTRIBUTES;

/// The tree of a page under construction.
#[derive(Debug)]
pub(crate) struct Growth<'s> {
    input: &'s Input<'s>,
    stores: Stores,
    /// Beside the nodes.
    young: Vec<Young>,
}

/// What is known of a node only while the tree grows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Young {
    last_child: NodeId,
    previous: NodeId,
    /// Elements around it.
    depth: u16,
}

impl<'s> Growth<'s> {
    /// The root of a tree. The lists are empty, and may have room.
    pub(super) fn new(input: &'s Input<'s>, mut stores: Stores, mut young: Vec<Young>) -> Self {
        // Most pages have a few more nodes than `<`, and a few less attributes.
        let tags = memchr::memchr_iter(b'<', input.text.as_bytes()).count();
        stores.nodes.reserve_exact(tags + 16);
        stores.attrs.reserve_exact(tags / 4 * 3 + 16);
        young.reserve_exact(stores.nodes.capacity());
        let mut growth = Self { input, stores, young };
        growth.push(Kind::Document, Tag::Other, 0, (0, 0));
        // Name 0 belongs to nodes that are no elements.
        growth.stores.names.push((ns!(), local_name!("")));
        growth
    }

    /// What the tree is made of, and what is no longer needed.
    pub(super) fn into_parts(self) -> (Stores, Vec<Young>) {
        (self.stores, self.young)
    }

    /// Whether the tree has more nodes than `max_nodes`, or more text or attributes than its page can honestly hold.
    pub(super) fn is_beyond(&self, max_nodes: usize) -> bool {
        let bytes = self.input.text.len();
        let Stores { nodes, attrs, side, .. } = &self.stores;
        nodes.len() >= max_nodes
            || side.len() > 2 * bytes + (1 << 20)
            || attrs.len() > bytes + (1 << 16)
    }

    /// The number of a new element name; `None` where there are too many.
    pub(super) fn new_name(&mut self, name: (Namespace, LocalName)) -> Option<u16> {
        // A page with 65,535 distinct element names is no page; the rest have none.
        let number =
            u16::try_from(self.stores.names.len()).ok().filter(|&number| number < u16::MAX)?;
        self.stores.names.push(name);
        Some(number)
    }

    /// The node at `id`.
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.stores.nodes[id as usize]
    }

    /// The depth of a node.
    pub(super) fn depth(&self, id: NodeId) -> u16 {
        self.young[id as usize].depth
    }

    /// Notes the depth of a node.
    pub(super) fn set_depth(&mut self, id: NodeId, depth: u16) {
        self.young[id as usize].depth = depth;
    }

    fn young(&mut self, id: NodeId) -> &mut Young {
        &mut self.young[id as usize]
    }

    fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.stores.nodes[id as usize]
    }

    /// The place after the last byte stored beside the page.
    fn side_end(&self) -> usize {
        beside(self.input.text) + self.stores.side.len()
    }

    /// Where `text` can be read from later: in the page, or else stored beside it.
    fn place(&mut self, text: &str) -> (u32, u32) {
        match self.input.place(text) {
            Some(start) => (start as u32, (start + text.len()) as u32),
            None if text.is_empty() => (0, 0),
            None => self.store(text),
        }
    }

    fn store(&mut self, text: &str) -> (u32, u32) {
        let start = self.side_end();
        self.stores.side.push_str(text);
        (start as u32, (start + text.len()) as u32)
    }

    fn push(&mut self, kind: Kind, tag: Tag, name: u16, (start, end): (u32, u32)) -> NodeId {
        let id = self.stores.nodes.len() as NodeId;
        capacity::push(
            &mut self.stores.nodes,
            Node { parent: NONE, first_child: NONE, next: NONE, start, end, name, tag, kind },
        );
        capacity::push(&mut self.young, Young { last_child: NONE, previous: NONE, depth: 0 });
        id
    }

    /// A new element without a parent.
    pub(super) fn new_element(
        &mut self,
        tag: Tag,
        name: u16,
        attrs: impl Iterator<Item = (LocalName, impl Deref<Target = str>)>,
    ) -> NodeId {
        let range = self.store_attrs(attrs);
        self.push(Kind::Element, tag, name, range)
    }

    /// A new element without a parent, with the attributes of the tag that was read last.
    pub(super) fn new_element_of_tag(&mut self, tag: Tag, name: u16) -> NodeId {
        let (input, start) = (self.input, self.stores.attrs.len() as u32);
        let attributes = &mut *input.attributes.borrow_mut();
        if !attributes.values.is_empty() {
            let (beside, stored) = (beside(input.text) as u32, self.stores.side.len() as u32);
            for attr in attributes.list.iter_mut().filter(|a| a.start >= beside) {
                (attr.start, attr.end) = (attr.start + stored, attr.end + stored);
            }
            self.stores.side.push_str(&attributes.values);
        }
        capacity::append(&mut self.stores.attrs, &mut attributes.list);
        self.push(Kind::Element, tag, name, (start, self.stores.attrs.len() as u32))
    }

    fn store_attrs(
        &mut self,
        attrs: impl Iterator<Item = (LocalName, impl Deref<Target = str>)>,
    ) -> (u32, u32) {
        let start = self.stores.attrs.len() as u32;
        for (name, value) in attrs {
            let (start, end) = self.place(&value);
            capacity::push(&mut self.stores.attrs, Attr { name, start, end });
        }
        (start, self.stores.attrs.len() as u32)
    }

    /// Gives an element that was made earlier further attributes, up to [`MAX_TAG_ATTRIBUTES`]; those it has stay.
    ///
    /// Every later `<body>` adds to the first one, and each addition moves the list: without a limit that is quadratic.
    pub(super) fn add_attrs(
        &mut self,
        id: NodeId,
        new: impl Iterator<Item = (LocalName, impl Deref<Target = str>)>,
    ) {
        let Node { start, end, .. } = *self.node(id);
        let old = &self.stores.attrs[start as usize..end as usize];
        let room = MAX_TAG_ATTRIBUTES.saturating_sub(old.len());
        let new: Vec<_> =
            new.filter(|(name, _)| !old.iter().any(|a| a.name == *name)).take(room).collect();
        if new.is_empty() {
            return;
        }
        let moved = self.stores.attrs.len() as u32;
        self.stores.attrs.extend_from_within(start as usize..end as usize);
        let (_, end) = self.store_attrs(new.into_iter());
        let node = self.node_mut(id);
        (node.start, node.end) = (moved, end);
    }

    /// A placeholder for a node whose content is not needed.
    pub(super) fn new_mark(&mut self) -> NodeId {
        self.push(Kind::Mark, Tag::Other, 0, (0, 0))
    }

    /// Appends text to `parent`, as part of its last child where that is text which can grow: it ends where the new text begins,
    /// or was stored last.
    ///
    /// Text that arrives in alternation at two places becomes several siblings instead of being copied again and again:
    /// readers join neighbours anyway.
    pub(super) fn append_text(&mut self, parent: NodeId, text: &str) {
        let last = self.young(parent).last_child;
        if last == NONE || self.node(last).kind != Kind::Text || !self.grow(last, text) {
            let id = self.new_text(text);
            self.append(parent, id);
        }
    }

    /// Appends the raw text that was read last, if the token was without it, or else `text`.
    pub(super) fn append_text_of_token(&mut self, parent: NodeId, text: &str) {
        let Some((start, end)) = self.input.raw_text.take() else {
            return self.append_text(parent, text);
        };
        let id = self.push(Kind::Text, Tag::Other, 0, (start as u32, end as u32));
        self.append(parent, id);
    }

    /// Makes a text longer; says whether it could. It is copied beside the page once at most, when it cannot grow where it is.
    fn grow(&mut self, id: NodeId, text: &str) -> bool {
        let Node { start, end, .. } = *self.node(id);
        let page = self.input.text;
        let is_in_page = (start as usize) < beside(page);
        let end = if is_in_page && self.input.place(text) == Some(end as usize) {
            end + text.len() as u32
        } else if is_in_page {
            let (moved, _) = self.store(&page[start as usize..end as usize]);
            self.node_mut(id).start = moved;
            self.store(text).1
        } else if end as usize == self.side_end() {
            self.store(text).1
        } else {
            return false;
        };
        self.node_mut(id).end = end;
        true
    }

    /// A text node without a parent.
    pub(super) fn new_text(&mut self, text: &str) -> NodeId {
        let range = self.place(text);
        self.push(Kind::Text, Tag::Other, 0, range)
    }

    /// Makes `child`, which has no parent, the last child of `parent`.
    pub(super) fn append(&mut self, parent: NodeId, child: NodeId) {
        let last = std::mem::replace(&mut self.young(parent).last_child, child);
        if last == NONE {
            self.node_mut(parent).first_child = child;
        } else {
            self.node_mut(last).next = child;
        }
        let node = self.node_mut(child);
        node.parent = parent;
        node.next = NONE;
        self.young(child).previous = last;
    }

    /// Puts `child`, which has no parent, before `sibling`, which has one.
    pub(super) fn insert_before(&mut self, sibling: NodeId, child: NodeId) {
        let parent = self.node(sibling).parent;
        let previous = std::mem::replace(&mut self.young(sibling).previous, child);
        let node = self.node_mut(child);
        (node.parent, node.next) = (parent, sibling);
        self.young(child).previous = previous;
        if previous == NONE {
            self.node_mut(parent).first_child = child;
        } else {
            self.node_mut(previous).next = child;
        }
    }

    /// Takes a node out of its parent; its children stay with it.
    pub(super) fn detach(&mut self, id: NodeId) {
        let Node { parent, next, .. } = *self.node(id);
        if parent == NONE {
            return;
        }
        let previous = std::mem::replace(&mut self.young(id).previous, NONE);
        if previous == NONE {
            self.node_mut(parent).first_child = next;
        } else {
            self.node_mut(previous).next = next;
        }
        if next == NONE {
            self.young(parent).last_child = previous;
        } else {
            self.young(next).previous = previous;
        }
        let node = self.node_mut(id);
        (node.parent, node.next) = (NONE, NONE);
    }
}
