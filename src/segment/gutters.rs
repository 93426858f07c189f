//! Finds columns of line numbers that no class names: bare numbers that count the lines of the
//! listing beside them.

use rustc_hash::FxHashSet;

use super::code;
use super::element::elements;
use crate::parse::arena::{NONE, NodeId, NodeKind, Tree};
use crate::parse::tag::Tag;

/// Boxes around a listing beside which its numbers are looked for.
const MAX_BOXES: usize = 4;

/// Nodes without text between the numbers and the listing.
const MAX_BETWEEN: usize = 4;

/// Fewest numbers of a column. One number beside one line may be that of a step.
const MIN_NUMBERS: usize = 2;

/// The columns of line numbers of a page.
pub(super) fn find(tree: &Tree) -> FxHashSet<NodeId> {
    let mut found = FxHashSet::default();
    for (id, node) in tree.nodes().iter().enumerate() {
        let id = id as NodeId;
        if node.tag == Tag::Pre {
            found.extend(beside(tree, id).or_else(|| inside(tree, id)));
        }
    }
    found
}

/// The numbers in an element directly before the listing or a box around it.
fn beside(tree: &Tree, pre: NodeId) -> Option<NodeId> {
    let mut up = pre;
    for _ in 0..MAX_BOXES {
        if let Some(before) = element_before(tree, up)? {
            return counts(tree, before, [pre].into_iter()).then_some(before);
        }
        up = tree.node(up).parent;
        let is_box =
            up != NONE && matches!(tree.tag(up), Tag::Div | Tag::Figure | Tag::Td | Tag::Custom);
        if !is_box {
            return None;
        }
    }
    None
}

/// The element directly before a node; `None` outside if there is text between them.
fn element_before(tree: &Tree, id: NodeId) -> Option<Option<NodeId>> {
    let mut before = id;
    for _ in 0..MAX_BETWEEN {
        before = tree.previous(before);
        if before == NONE {
            return Some(None);
        }
        match tree.node(before).kind {
            NodeKind::Element => return Some(Some(before)),
            _ if tree.text_of(before).trim().is_empty() => {}
            _ => return None,
        }
    }
    None
}

/// The numbers in the first element of a listing, which has further ones.
fn inside(tree: &Tree, pre: NodeId) -> Option<NodeId> {
    let mut outer = pre;
    for _ in 0..2 {
        let mut parts = elements(tree, outer);
        let first = parts.next()?;
        if parts.next().is_some() {
            let follows = tree.children(outer).skip_while(|&c| c != first).skip(1);
            return counts(tree, first, follows).then_some(first);
        }
        outer = first;
    }
    None
}

/// Whether an element counts the lines of a listing. A last line without text may count too.
fn counts(tree: &Tree, column: NodeId, listing: impl Iterator<Item = NodeId>) -> bool {
    let Some(numbers) = code::line_numbers(tree, column).filter(|&n| n >= MIN_NUMBERS) else {
        return false;
    };
    let (mut breaks, mut elements) = (0, 0);
    let mut text = String::new();
    for top in listing {
        for node in std::iter::once(top).chain(tree.descendants(top)) {
            text.push_str(tree.text_of(node));
            let tag = tree.tag(node);
            breaks += usize::from(tag == Tag::Br);
            elements += usize::from(node != top && code::is_line(tree, node, tag));
        }
    }
    let ends = text.trim().matches('\n').count();
    [ends + 1, breaks + 1, ends + breaks + 1, elements]
        .iter()
        .any(|&lines| lines > 1 && (lines == numbers || lines + 1 == numbers))
}
