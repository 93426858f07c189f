//! The mutable tree during parsing: creates, inserts and moves nodes.

use std::ops::Deref;

use html5ever::{LocalName, Namespace, local_name, ns};

use super::arena::{Attr, NONE, Node, NodeId, NodeKind, TreeStorage, extra_start};
use super::tag::Tag;
use super::tokenizer::Input;
use crate::capacity;
use crate::options::MAX_TAG_ATTRIBUTES;

/// The tree of a page under construction.
#[derive(Debug)]
pub(crate) struct TreeBuilder<'s> {
    input: &'s Input<'s>,
    storage: TreeStorage,
    /// Parallel to the nodes.
    build_nodes: Vec<BuildNode>,
}

/// Build-time data of a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct BuildNode {
    last_child: NodeId,
    previous: NodeId,
    /// Number of elements around it.
    depth: u16,
}

impl<'s> TreeBuilder<'s> {
    /// A tree with only its root. The vectors are empty but may have capacity.
    pub(super) fn new(
        input: &'s Input<'s>,
        mut storage: TreeStorage,
        mut build_nodes: Vec<BuildNode>,
    ) -> Self {
        // Most pages have slightly more nodes than `<`, and slightly fewer attributes.
        let tags = memchr::memchr_iter(b'<', input.text.as_bytes()).count();
        storage.nodes.reserve_exact(tags + 16);
        storage.attrs.reserve_exact(tags / 4 * 3 + 16);
        build_nodes.reserve_exact(storage.nodes.capacity());
        let mut builder = Self { input, storage, build_nodes };
        builder.push(NodeKind::Document, Tag::Other, 0, (0, 0));
        // Name 0 means that a node is not an element.
        builder.storage.names.push((ns!(), local_name!("")));
        builder
    }

    /// The finished vectors, and the build-time data for reuse.
    pub(super) fn into_parts(self) -> (TreeStorage, Vec<BuildNode>) {
        (self.storage, self.build_nodes)
    }

    /// Whether the tree has more nodes than `max_nodes`, or more text or attributes than the bytes
    /// of its page explain.
    pub(super) fn exceeds_limits(&self, max_nodes: usize) -> bool {
        let bytes = self.input.text.len();
        let TreeStorage { nodes, attrs, extra_text, .. } = &self.storage;
        nodes.len() >= max_nodes
            || extra_text.len() > 2 * bytes + (1 << 20)
            || attrs.len() > bytes + (1 << 16)
    }

    /// Registers a new element name; `None` if there are too many.
    pub(super) fn new_name(&mut self, name: (Namespace, LocalName)) -> Option<u16> {
        // No real page has 65,535 distinct element names; the elements beyond get no name.
        let number =
            u16::try_from(self.storage.names.len()).ok().filter(|&number| number < u16::MAX)?;
        self.storage.names.push(name);
        Some(number)
    }

    /// The node at `id`.
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.storage.nodes[id as usize]
    }

    /// The depth of a node.
    pub(super) fn depth(&self, id: NodeId) -> u16 {
        self.build_nodes[id as usize].depth
    }

    /// Sets the depth of a node.
    pub(super) fn set_depth(&mut self, id: NodeId, depth: u16) {
        self.build_nodes[id as usize].depth = depth;
    }

    fn build_node(&mut self, id: NodeId) -> &mut BuildNode {
        &mut self.build_nodes[id as usize]
    }

    fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.storage.nodes[id as usize]
    }

    /// The offset after the last byte of the extra buffer.
    fn side_end(&self) -> usize {
        extra_start(self.input.text) + self.storage.extra_text.len()
    }

    /// The byte range of `text`: in the page, or else in the extra buffer, to which it is copied.
    fn byte_range_of(&mut self, text: &str) -> (u32, u32) {
        match self.input.offset_of(text) {
            Some(start) => (start as u32, (start + text.len()) as u32),
            None if text.is_empty() => (0, 0),
            None => self.store(text),
        }
    }

    fn store(&mut self, text: &str) -> (u32, u32) {
        let start = self.side_end();
        self.storage.extra_text.push_str(text);
        (start as u32, (start + text.len()) as u32)
    }

    fn push(&mut self, kind: NodeKind, tag: Tag, name: u16, (start, end): (u32, u32)) -> NodeId {
        let id = self.storage.nodes.len() as NodeId;
        capacity::push(
            &mut self.storage.nodes,
            Node { parent: NONE, first_child: NONE, next: NONE, start, end, name, tag, kind },
        );
        capacity::push(
            &mut self.build_nodes,
            BuildNode { last_child: NONE, previous: NONE, depth: 0 },
        );
        id
    }

    /// Creates an element without a parent.
    pub(super) fn new_element(
        &mut self,
        tag: Tag,
        name: u16,
        attrs: impl Iterator<Item = (LocalName, impl Deref<Target = str>)>,
    ) -> NodeId {
        let range = self.store_attrs(attrs);
        self.push(NodeKind::Element, tag, name, range)
    }

    /// Creates an element without a parent that takes the attributes of the last tag from the side
    /// buffer.
    pub(super) fn new_element_from_side_buffer(&mut self, tag: Tag, name: u16) -> NodeId {
        let (input, start) = (self.input, self.storage.attrs.len() as u32);
        let attributes = &mut *input.attributes.borrow_mut();
        if !attributes.values.is_empty() {
            let (extra_start, stored) =
                (extra_start(input.text) as u32, self.storage.extra_text.len() as u32);
            for attr in attributes.list.iter_mut().filter(|a| a.start >= extra_start) {
                (attr.start, attr.end) = (attr.start + stored, attr.end + stored);
            }
            self.storage.extra_text.push_str(&attributes.values);
        }
        capacity::append(&mut self.storage.attrs, &mut attributes.list);
        self.push(NodeKind::Element, tag, name, (start, self.storage.attrs.len() as u32))
    }

    fn store_attrs(
        &mut self,
        attrs: impl Iterator<Item = (LocalName, impl Deref<Target = str>)>,
    ) -> (u32, u32) {
        let start = self.storage.attrs.len() as u32;
        for (name, value) in attrs {
            let (start, end) = self.byte_range_of(&value);
            capacity::push(&mut self.storage.attrs, Attr { name, start, end });
        }
        (start, self.storage.attrs.len() as u32)
    }

    /// Adds attributes to an existing element, up to [`MAX_TAG_ATTRIBUTES`]; existing attributes
    /// win.
    ///
    /// Every later `<body>` adds to the first one, and each addition moves the list: without a
    /// limit the cost is quadratic.
    pub(super) fn add_attrs(
        &mut self,
        id: NodeId,
        new: impl Iterator<Item = (LocalName, impl Deref<Target = str>)>,
    ) {
        let Node { start, end, .. } = *self.node(id);
        let old = &self.storage.attrs[start as usize..end as usize];
        let free = MAX_TAG_ATTRIBUTES.saturating_sub(old.len());
        let new: Vec<_> =
            new.filter(|(name, _)| !old.iter().any(|a| a.name == *name)).take(free).collect();
        if new.is_empty() {
            return;
        }
        let moved = self.storage.attrs.len() as u32;
        self.storage.attrs.extend_from_within(start as usize..end as usize);
        let (_, end) = self.store_attrs(new.into_iter());
        let node = self.node_mut(id);
        (node.start, node.end) = (moved, end);
    }

    /// Creates a comment, without its text.
    pub(super) fn new_comment(&mut self) -> NodeId {
        self.push(NodeKind::Comment, Tag::Other, 0, (0, 0))
    }

    /// Appends text to `parent`. It extends the last child if that is text and can be extended: it
    /// ends where the new text begins, or is last in the extra buffer.
    ///
    /// Text that arrives alternately at two parents becomes several siblings instead of being
    /// copied again and again; all readers join neighbouring texts.
    pub(super) fn append_text(&mut self, parent: NodeId, text: &str) {
        let last = self.build_node(parent).last_child;
        if last == NONE || self.node(last).kind != NodeKind::Text || !self.extend_text(last, text) {
            let id = self.new_text(text);
            self.append(parent, id);
        }
    }

    /// Appends the raw text of the last token if the token came without it, or else `text`.
    pub(super) fn append_token_text(&mut self, parent: NodeId, text: &str) {
        let Some((start, end)) = self.input.raw_text_range.take() else {
            return self.append_text(parent, text);
        };
        let id = self.push(NodeKind::Text, Tag::Other, 0, (start as u32, end as u32));
        self.append(parent, id);
    }

    /// Extends a text node; returns whether it could. A text is copied to the extra buffer at most
    /// once, if it cannot be extended in the page.
    fn extend_text(&mut self, id: NodeId, text: &str) -> bool {
        let Node { start, end, .. } = *self.node(id);
        let page = self.input.text;
        let is_in_page = (start as usize) < extra_start(page);
        let end = if is_in_page && self.input.offset_of(text) == Some(end as usize) {
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

    /// Creates a text node without a parent.
    pub(super) fn new_text(&mut self, text: &str) -> NodeId {
        let range = self.byte_range_of(text);
        self.push(NodeKind::Text, Tag::Other, 0, range)
    }

    /// Appends `child`, which has no parent, to `parent`.
    pub(super) fn append(&mut self, parent: NodeId, child: NodeId) {
        let last = std::mem::replace(&mut self.build_node(parent).last_child, child);
        if last == NONE {
            self.node_mut(parent).first_child = child;
        } else {
            self.node_mut(last).next = child;
        }
        let node = self.node_mut(child);
        node.parent = parent;
        node.next = NONE;
        self.build_node(child).previous = last;
    }

    /// Inserts `child`, which has no parent, before `sibling`, which has one.
    pub(super) fn insert_before(&mut self, sibling: NodeId, child: NodeId) {
        let parent = self.node(sibling).parent;
        let previous = std::mem::replace(&mut self.build_node(sibling).previous, child);
        let node = self.node_mut(child);
        (node.parent, node.next) = (parent, sibling);
        self.build_node(child).previous = previous;
        if previous == NONE {
            self.node_mut(parent).first_child = child;
        } else {
            self.node_mut(previous).next = child;
        }
    }

    /// Removes a node from its parent, with its children.
    pub(super) fn detach(&mut self, id: NodeId) {
        let Node { parent, next, .. } = *self.node(id);
        if parent == NONE {
            return;
        }
        let previous = std::mem::replace(&mut self.build_node(id).previous, NONE);
        if previous == NONE {
            self.node_mut(parent).first_child = next;
        } else {
            self.node_mut(previous).next = next;
        }
        if next == NONE {
            self.build_node(parent).last_child = previous;
        } else {
            self.build_node(next).previous = previous;
        }
        let node = self.node_mut(id);
        (node.parent, node.next) = (NONE, NONE);
    }
}
