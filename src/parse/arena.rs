//! The tree of one page, compact: 32 bytes a node, text and attributes in side stores.
//!
//! Nodes are indices, so side tables are plain vectors, a walk needs no recursion, and dropping a tree of any depth is
//! dropping four of them. Nothing changes a tree once it is parsed.

use html5ever::{LocalName, Namespace};

use super::tag::Tag;
use crate::options::MAX_TAG_ATTRIBUTES;

/// Index of a node; [`NONE`] for no node.
pub(crate) type NodeId = u32;
/// No node.
pub(crate) const NONE: NodeId = u32::MAX;
/// The document itself: parent of `<html>`.
pub(crate) const ROOT: NodeId = 0;

/// What a node is. Of comments and processing instructions only the place is stored, doctypes not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Document,
    Element,
    Text,
    /// A comment: stored without its text, because tree construction may insert before it.
    Mark,
}

/// One node. `start` and `end` are the range of its text, or the range of its attributes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) parent: NodeId,
    pub(crate) first_child: NodeId,
    pub(crate) last_child: NodeId,
    pub(crate) previous: NodeId,
    pub(crate) next: NodeId,
    start: u32,
    end: u32,
    /// Index in [`Tree::names`], for elements.
    pub(crate) name: u16,
    pub(crate) tag: Tag,
    pub(crate) kind: Kind,
}

/// An attribute: its name and the range of its value in [`Tree::text`].
#[derive(Debug, Clone)]
pub(crate) struct Attr {
    pub(crate) name: LocalName,
    start: u32,
    end: u32,
}

/// A parsed page.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    attrs: Vec<Attr>,
    /// Every text and attribute value, one after the other.
    text: String,
    /// The distinct element names of the page.
    pub(crate) names: Vec<(Namespace, LocalName)>,
}

impl Tree {
    /// A tree with room for a page of `bytes` bytes; measured, a node stands for about 100 bytes and two thirds of a page are
    /// text or values.
    pub(crate) fn for_page(bytes: usize) -> Self {
        let mut tree = Self {
            nodes: Vec::with_capacity(bytes / 64 + 16),
            attrs: Vec::with_capacity(bytes / 96 + 16),
            text: String::with_capacity(bytes),
            names: Vec::with_capacity(64),
        };
        tree.push(Kind::Document, Tag::Other, 0, (0, 0));
        tree
    }

    /// Whether the tree has more nodes than `max_nodes`, or more text or attributes than a page of `bytes` bytes can hold.
    pub(crate) fn is_beyond(&self, max_nodes: usize, bytes: usize) -> bool {
        self.nodes.len() >= max_nodes || self.text.len() > 4 * bytes + (1 << 20) || self.attrs.len() > bytes + (1 << 16)
    }

    fn push(&mut self, kind: Kind, tag: Tag, name: u16, (start, end): (u32, u32)) -> NodeId {
        let id = self.nodes.len() as NodeId;
        self.nodes.push(Node {
            parent: NONE,
            first_child: NONE,
            last_child: NONE,
            previous: NONE,
            next: NONE,
            start,
            end,
            name,
            tag,
            kind,
        });
        id
    }

    /// A new element without a parent.
    pub(crate) fn new_element<'v>(&mut self, tag: Tag, name: u16, attrs: impl Iterator<Item = (LocalName, &'v str)>) -> NodeId {
        let range = self.store_attrs(attrs);
        self.push(Kind::Element, tag, name, range)
    }

    fn store_attrs<'v>(&mut self, attrs: impl Iterator<Item = (LocalName, &'v str)>) -> (u32, u32) {
        let start = self.attrs.len() as u32;
        for (name, value) in attrs {
            let (start, end) = self.store_text(value);
            self.attrs.push(Attr { name, start, end });
        }
        (start, self.attrs.len() as u32)
    }

    /// Gives an element that was made earlier further attributes, up to [`MAX_TAG_ATTRIBUTES`]; those it has stay.
    ///
    /// Every later `<body>` adds to the first one, and each addition moves the list: without a limit that is quadratic.
    pub(crate) fn add_attrs<'v>(&mut self, id: NodeId, new: impl Iterator<Item = (LocalName, &'v str)>) {
        let old = self.attrs(id);
        let room = MAX_TAG_ATTRIBUTES.saturating_sub(old.len());
        let new: Vec<_> = new.filter(|(name, _)| !old.iter().any(|a| a.name == *name)).take(room).collect();
        if new.is_empty() {
            return;
        }
        let old = old.to_vec();
        let start = self.attrs.len() as u32;
        self.attrs.extend(old);
        let (_, end) = self.store_attrs(new.into_iter());
        let node = &mut self.nodes[id as usize];
        (node.start, node.end) = (start, end);
    }

    /// A placeholder for a node whose content is not needed.
    pub(crate) fn new_mark(&mut self) -> NodeId {
        self.push(Kind::Mark, Tag::Other, 0, (0, 0))
    }

    fn store_text(&mut self, text: &str) -> (u32, u32) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        (start, self.text.len() as u32)
    }

    /// Appends text to `parent`, as part of its last child where that is the text stored last.
    ///
    /// Text that arrives in alternation at two places becomes several siblings instead of being copied again and again:
    /// readers join neighbours anyway.
    pub(crate) fn append_text(&mut self, parent: NodeId, text: &str) {
        let last = self.nodes[parent as usize].last_child;
        if last != NONE && self.nodes[last as usize].kind == Kind::Text && self.nodes[last as usize].end as usize == self.text.len() {
            self.text.push_str(text);
            self.nodes[last as usize].end = self.text.len() as u32;
            return;
        }
        let id = self.new_text(text);
        self.append(parent, id);
    }

    /// A text node without a parent.
    pub(crate) fn new_text(&mut self, text: &str) -> NodeId {
        let range = self.store_text(text);
        self.push(Kind::Text, Tag::Other, 0, range)
    }

    /// Makes `child`, which has no parent, the last child of `parent`.
    pub(crate) fn append(&mut self, parent: NodeId, child: NodeId) {
        let last = std::mem::replace(&mut self.nodes[parent as usize].last_child, child);
        if last == NONE {
            self.nodes[parent as usize].first_child = child;
        } else {
            self.nodes[last as usize].next = child;
        }
        let node = &mut self.nodes[child as usize];
        node.parent = parent;
        node.previous = last;
        node.next = NONE;
    }

    /// Puts `child`, which has no parent, before `sibling`, which has one.
    pub(crate) fn insert_before(&mut self, sibling: NodeId, child: NodeId) {
        let Node { parent, previous, .. } = self.nodes[sibling as usize];
        let node = &mut self.nodes[child as usize];
        (node.parent, node.previous, node.next) = (parent, previous, sibling);
        self.nodes[sibling as usize].previous = child;
        if previous == NONE {
            self.nodes[parent as usize].first_child = child;
        } else {
            self.nodes[previous as usize].next = child;
        }
    }

    /// Takes a node out of its parent; its children stay with it.
    pub(crate) fn detach(&mut self, id: NodeId) {
        let Node { parent, previous, next, .. } = self.nodes[id as usize];
        if parent == NONE {
            return;
        }
        if previous == NONE {
            self.nodes[parent as usize].first_child = next;
        } else {
            self.nodes[previous as usize].next = next;
        }
        if next == NONE {
            self.nodes[parent as usize].last_child = previous;
        } else {
            self.nodes[next as usize].previous = previous;
        }
        let node = &mut self.nodes[id as usize];
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// The node at `id`.
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// The tag of an element; `Other` for anything else.
    pub(crate) fn tag(&self, id: NodeId) -> Tag {
        self.nodes[id as usize].tag
    }

    /// The name of an element as written, for those that [`Tag`] does not tell apart.
    pub(crate) fn element_name(&self, id: NodeId) -> &str {
        self.names.get(usize::from(self.nodes[id as usize].name)).map_or("", |(_, name)| name)
    }

    /// The text of a text node; empty for any other.
    pub(crate) fn text_of(&self, id: NodeId) -> &str {
        let node = self.node(id);
        if node.kind == Kind::Text { &self.text[node.start as usize..node.end as usize] } else { "" }
    }

    /// The attributes of an element; empty for any other node.
    pub(crate) fn attrs(&self, id: NodeId) -> &[Attr] {
        let node = self.node(id);
        if node.kind == Kind::Element { &self.attrs[node.start as usize..node.end as usize] } else { &[] }
    }

    /// The value of an attribute.
    pub(crate) fn value(&self, attr: &Attr) -> &str {
        &self.text[attr.start as usize..attr.end as usize]
    }

    /// The value of the attribute called `name`; `None` where it is absent.
    pub(crate) fn attr(&self, id: NodeId, name: &LocalName) -> Option<&str> {
        self.attrs(id).iter().find(|a| a.name == *name).map(|a| self.value(a))
    }

    /// The children of a node, first to last.
    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut next = self.node(id).first_child;
        std::iter::from_fn(move || {
            let current = next;
            if current == NONE {
                return None;
            }
            next = self.node(current).next;
            Some(current)
        })
    }

    /// Everything under `top`, in document order, `top` itself left out.
    pub(crate) fn descendants(&self, top: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut at = top;
        std::iter::from_fn(move || {
            at = self.after(at, top, true)?;
            Some(at)
        })
    }

    /// The node after `at` in document order within `top`; `down` says whether to enter `at`.
    pub(crate) fn after(&self, at: NodeId, top: NodeId, down: bool) -> Option<NodeId> {
        let mut node = self.node(at);
        if down && node.first_child != NONE {
            return Some(node.first_child);
        }
        let mut id = at;
        while id != top {
            if node.next != NONE {
                return Some(node.next);
            }
            id = node.parent;
            if id == NONE {
                return None;
            }
            node = self.node(id);
        }
        None
    }

    /// All text under a node, as it stands.
    pub(crate) fn inner_text(&self, id: NodeId) -> String {
        let mut out = String::new();
        for node in self.descendants(id) {
            out.push_str(self.text_of(node));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_node_is_32_bytes() {
        assert_eq!(std::mem::size_of::<super::Node>(), 32);
    }
}
