//! The tree of one page, compact: 24 bytes per node, attributes in one vector, text as byte ranges.
//!
//! Nodes are indices, so side tables are plain vectors, a walk needs no recursion, and dropping a
//! tree of any depth drops a few vectors. Text is a byte range of the page; text that the page does
//! not contain verbatim (decoded or joined) is in an extra buffer. A finished tree is read-only;
//! [`tree_builder`](super::tree_builder) builds it.

use std::borrow::Cow;
use std::cell::OnceCell;

use html5ever::{LocalName, Namespace};

use super::tag::Tag;

/// Index of a node; [`NONE`] means no node.
pub(crate) type NodeId = u32;
/// The absent node.
pub(crate) const NONE: NodeId = u32::MAX;
/// The document node, parent of `<html>`.
pub(crate) const ROOT: NodeId = 0;

/// The kind of a node. Comments and processing instructions are stored without content, doctypes
/// not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum NodeKind {
    Document,
    Element,
    Text,
    /// A comment or processing instruction: stored because tree construction may insert before it.
    Comment,
}

/// One node. `start` and `end` are the byte range of its text, or the index range of its
/// attributes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) parent: NodeId,
    pub(crate) first_child: NodeId,
    pub(crate) next: NodeId,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Index in [`Tree::names`], for elements.
    pub(crate) name: u16,
    pub(crate) tag: Tag,
    pub(crate) kind: NodeKind,
}

/// An attribute: its name and the byte range of its value.
#[derive(Debug, Clone)]
pub(crate) struct Attr {
    pub(crate) name: LocalName,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// The vectors of a tree.
#[derive(Debug, Default)]
pub(super) struct TreeStorage {
    pub(super) nodes: Vec<Node>,
    pub(super) attrs: Vec<Attr>,
    /// Texts and values that are not byte ranges of the page, joined. Their offsets start at
    /// [`extra_start`].
    pub(super) extra_text: String,
    /// The distinct element names of the page.
    pub(super) names: Vec<(Namespace, LocalName)>,
}

/// A byte range in [`Texts`]: of the page, or of the extra buffer after it.
pub(crate) type ByteRange = (u32, u32);

/// All text of a page: the page itself and the extra buffer.
#[derive(Debug)]
pub(crate) struct Texts<'p> {
    page: Cow<'p, str>,
    extra_text: String,
}

impl Texts<'_> {
    /// The text of a byte range.
    pub(crate) fn slice(&self, (start, end): ByteRange) -> &str {
        let (start, end) = (start as usize, end as usize);
        let extra_start = extra_start(&self.page);
        if start < extra_start {
            &self.page[start..end]
        } else {
            &self.extra_text[start - extra_start..end - extra_start]
        }
    }

    /// The extra buffer, for reuse.
    pub(super) fn into_extra_text(self) -> String {
        self.extra_text
    }
}

/// A parsed page.
#[derive(Debug)]
pub(crate) struct Tree<'p> {
    texts: Texts<'p>,
    storage: TreeStorage,
    /// The previous sibling of each node; computed at the first use.
    previous: OnceCell<Vec<NodeId>>,
}

/// The offset of the first byte of the extra buffer. One offset is left unused, so that no range
/// spans page and buffer.
pub(super) fn extra_start(page: &str) -> usize {
    page.len() + 1
}

impl<'p> Tree<'p> {
    /// The tree built from `page`.
    pub(super) fn new(page: Cow<'p, str>, mut storage: TreeStorage) -> Self {
        let extra_text = std::mem::take(&mut storage.extra_text);
        Self { texts: Texts { page, extra_text }, storage, previous: OnceCell::new() }
    }

    /// The texts and the vectors of the tree.
    pub(super) fn into_parts(self) -> (Texts<'p>, TreeStorage) {
        (self.texts, self.storage)
    }

    /// All nodes, in order of creation.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.storage.nodes
    }

    /// The distinct element names of the page.
    pub(crate) fn names(&self) -> &[(Namespace, LocalName)] {
        &self.storage.names
    }

    /// The node at `id`.
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.storage.nodes[id as usize]
    }

    /// The previous sibling of a node. Only user selectors, XPath and notes beside the line
    /// need it.
    pub(crate) fn previous(&self, id: NodeId) -> NodeId {
        let all = self.previous.get_or_init(|| {
            let mut previous = vec![NONE; self.nodes().len()];
            for (id, node) in self.nodes().iter().enumerate().filter(|(_, node)| node.next != NONE)
            {
                previous[node.next as usize] = id as NodeId;
            }
            previous
        });
        all[id as usize]
    }

    /// The tag of an element; `Other` for anything else.
    pub(crate) fn tag(&self, id: NodeId) -> Tag {
        self.storage.nodes[id as usize].tag
    }

    /// The name of an element, for elements without a [`Tag`] of their own.
    pub(crate) fn element_name(&self, id: NodeId) -> &str {
        self.storage
            .names
            .get(usize::from(self.storage.nodes[id as usize].name))
            .map_or("", |(_, name)| name)
    }

    /// The text of a text node; empty for any other node.
    pub(crate) fn text_of(&self, id: NodeId) -> &str {
        let node = self.node(id);
        if node.kind == NodeKind::Text { self.texts.slice((node.start, node.end)) } else { "" }
    }

    /// The byte ranges of all texts under a node, in document order.
    pub(crate) fn text_ranges(&self, id: NodeId) -> impl Iterator<Item = ByteRange> {
        self.descendants(id)
            .map(|id| self.node(id))
            .filter(|node| node.kind == NodeKind::Text)
            .map(|node| (node.start, node.end))
    }

    /// The attributes of an element; empty for any other node.
    pub(crate) fn attrs(&self, id: NodeId) -> &[Attr] {
        &self.storage.attrs[self.attr_range(id)]
    }

    /// The index range of an element's attributes in [`Tree::all_attrs`]; empty for any other node.
    pub(crate) fn attr_range(&self, id: NodeId) -> std::ops::Range<usize> {
        let node = self.node(id);
        if node.kind == NodeKind::Element { node.start as usize..node.end as usize } else { 0..0 }
    }

    /// The attributes of all elements, including stale copies of attributes that were moved.
    pub(crate) fn all_attrs(&self) -> &[Attr] {
        &self.storage.attrs
    }

    /// The value of an attribute.
    pub(crate) fn value(&self, attr: &Attr) -> &str {
        self.texts.slice((attr.start, attr.end))
    }

    /// The value of the attribute `name`; `None` if it is absent.
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

    /// All descendants of `top` in document order, without `top`.
    pub(crate) fn descendants(&self, top: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut at = top;
        std::iter::from_fn(move || {
            at = self.after(at, top, true)?;
            Some(at)
        })
    }

    /// The next node after `at` in document order within `top`; `down` decides whether to enter
    /// `at`.
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

    /// All text under a node, unchanged.
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
    fn a_node_is_24_bytes() {
        assert_eq!(std::mem::size_of::<super::Node>(), 24);
    }
}
