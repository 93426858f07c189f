//! The tree of one page, compact: 32 bytes a node, attributes in a side store, text where the page has it.
//!
//! Nodes are indices, so side tables are plain vectors, a walk needs no recursion, and dropping a tree of any depth is
//! dropping a few of them. Text is a range of the page; only what does not stand there as it is read (decoded, joined) is
//! stored beside it. Nothing changes a tree once it is parsed.

use std::ops::Deref;

use html5ever::tendril::StrTendril;
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

/// An attribute: its name and the place of its value.
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
    /// The page.
    source: StrTendril,
    /// Texts and values that are no range of the page, one after the other. Their places are counted on from [`Tree::beside`].
    side: String,
    /// The distinct element names of the page.
    pub(crate) names: Vec<(Namespace, LocalName)>,
}

impl Tree {
    /// A tree for a page, with room for its nodes; measured, a node stands for about 100 bytes.
    pub(crate) fn for_page(source: StrTendril) -> Self {
        let bytes = source.len();
        let mut tree = Self {
            nodes: Vec::with_capacity(bytes / 64 + 16),
            attrs: Vec::with_capacity(bytes / 96 + 16),
            source,
            side: String::new(),
            names: Vec::with_capacity(64),
        };
        tree.push(Kind::Document, Tag::Other, 0, (0, 0));
        tree
    }

    /// Whether the tree has more nodes than `max_nodes`, or more text or attributes than its page can honestly hold.
    pub(crate) fn is_beyond(&self, max_nodes: usize) -> bool {
        let bytes = self.source.len();
        self.nodes.len() >= max_nodes || self.side.len() > 2 * bytes + (1 << 20) || self.attrs.len() > bytes + (1 << 16)
    }

    /// The place of the first byte stored beside the page. One place is left free, so that no text reaches over the border.
    fn beside(&self) -> usize {
        self.source.len() + 1
    }

    /// The text from `start` to `end`.
    fn text(&self, start: u32, end: u32) -> &str {
        let (start, end) = (start as usize, end as usize);
        let beside = self.beside();
        if start < beside { &self.source[start..end] } else { &self.side[start - beside..end - beside] }
    }

    /// Where in the page `text` stands, if it is a slice of it and not a copy.
    fn page_place(&self, text: &str) -> Option<usize> {
        let start = text.as_ptr().addr().wrapping_sub(self.source.as_ptr().addr());
        let room = self.source.len().checked_sub(start)?;
        (!text.is_empty() && text.len() <= room).then_some(start)
    }

    /// Where `text` can be read from later: in the page, or else stored beside it.
    fn place(&mut self, text: &str) -> (u32, u32) {
        match self.page_place(text) {
            Some(start) => (start as u32, (start + text.len()) as u32),
            None if text.is_empty() => (0, 0),
            None => self.store(text),
        }
    }

    fn store(&mut self, text: &str) -> (u32, u32) {
        let start = self.beside() + self.side.len();
        self.side.push_str(text);
        (start as u32, (start + text.len()) as u32)
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
    pub(crate) fn new_element(
        &mut self,
        tag: Tag,
        name: u16,
        attrs: impl Iterator<Item = (LocalName, impl Deref<Target = str>)>,
    ) -> NodeId {
        let range = self.store_attrs(attrs);
        self.push(Kind::Element, tag, name, range)
    }

    fn store_attrs(&mut self, attrs: impl Iterator<Item = (LocalName, impl Deref<Target = str>)>) -> (u32, u32) {
        let start = self.attrs.len() as u32;
        for (name, value) in attrs {
            let (start, end) = self.place(&value);
            self.attrs.push(Attr { name, start, end });
        }
        (start, self.attrs.len() as u32)
    }

    /// Gives an element that was made earlier further attributes, up to [`MAX_TAG_ATTRIBUTES`]; those it has stay.
    ///
    /// Every later `<body>` adds to the first one, and each addition moves the list: without a limit that is quadratic.
    pub(crate) fn add_attrs(&mut self, id: NodeId, new: impl Iterator<Item = (LocalName, impl Deref<Target = str>)>) {
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

    /// Appends text to `parent`, as part of its last child where that is text which can grow: it ends where the new text begins,
    /// or was stored last.
    ///
    /// Text that arrives in alternation at two places becomes several siblings instead of being copied again and again:
    /// readers join neighbours anyway.
    pub(crate) fn append_text(&mut self, parent: NodeId, text: &str) {
        let last = self.nodes[parent as usize].last_child;
        if last == NONE || self.nodes[last as usize].kind != Kind::Text || !self.grow(last, text) {
            let id = self.new_text(text);
            self.append(parent, id);
        }
    }

    /// Makes a text longer; says whether it could. It is copied beside the page once at most, when it cannot grow where it is.
    fn grow(&mut self, id: NodeId, text: &str) -> bool {
        let Node { start, end, .. } = self.nodes[id as usize];
        let is_in_page = (start as usize) < self.beside();
        let is_stored_last = end as usize == self.beside() + self.side.len();
        let end = if is_in_page && self.page_place(text) == Some(end as usize) {
            end + text.len() as u32
        } else if is_in_page {
            self.side.reserve((end - start) as usize + text.len());
            let stored = self.beside() + self.side.len();
            self.side.push_str(&self.source[start as usize..end as usize]);
            self.nodes[id as usize].start = stored as u32;
            self.store(text).1
        } else if is_stored_last {
            self.store(text).1
        } else {
            return false;
        };
        self.nodes[id as usize].end = end;
        true
    }

    /// A text node without a parent.
    pub(crate) fn new_text(&mut self, text: &str) -> NodeId {
        let range = self.place(text);
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
        if node.kind == Kind::Text { self.text(node.start, node.end) } else { "" }
    }

    /// The attributes of an element; empty for any other node.
    pub(crate) fn attrs(&self, id: NodeId) -> &[Attr] {
        &self.attrs[self.attr_range(id)]
    }

    /// Where the attributes of an element stand among [`Tree::all_attrs`]; an empty range for any other node.
    pub(crate) fn attr_range(&self, id: NodeId) -> std::ops::Range<usize> {
        let node = self.node(id);
        if node.kind == Kind::Element { node.start as usize..node.end as usize } else { 0..0 }
    }

    /// The attributes of all elements, and some that were moved.
    pub(crate) fn all_attrs(&self) -> &[Attr] {
        &self.attrs
    }

    /// The value of an attribute.
    pub(crate) fn value(&self, attr: &Attr) -> &str {
        self.text(attr.start, attr.end)
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
