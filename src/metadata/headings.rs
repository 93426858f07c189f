//! Finds the containers of possible headlines, before the headline itself is known.

use rustc_hash::FxHashSet;

use super::title_key::{MAX_CHANCE_BYTES, MIN_HEADLINE_WORDS, push_title_key, title_key};
use crate::parse::arena::{NONE, NodeId, ROOT, Tree};
use crate::parse::tag::Tag;

/// The most headings whose ancestors are read; a page with more is a list.
const MAX_HEADINGS: usize = 60;
/// The most headings that are checked for being in the tree.
const MAX_SEEN: usize = 10 * MAX_HEADINGS;
/// The first `<h1>` elements that count if no heading is in the title.
const FIRST_HEADINGS: usize = 3;

/// The headings that may be the headline, and what is around them.
#[derive(Debug, Default)]
pub(super) struct Headlines {
    pub(super) headings: FxHashSet<NodeId>,
    /// All their ancestors.
    pub(super) around: FxHashSet<NodeId>,
}

/// Finds the possible headlines. A container of the headline is not a sidebar or comment section,
/// whatever its class words say. The headline is not known yet, so this takes every heading whose
/// text is in the title, or else the first `<h1>` elements.
pub(super) fn possible_headlines(tree: &Tree) -> Headlines {
    let title = tree
        .descendants(ROOT)
        .find(|id| tree.tag(*id) == Tag::Title)
        .map(|id| title_key(&tree.inner_text(id)))
        .unwrap_or_default();
    let all = headings(tree);
    let mut buffer = String::new();
    let mut chosen: Vec<NodeId> =
        all.iter().copied().filter(|id| is_in_title(tree, *id, &title, &mut buffer)).collect();
    let tops: Vec<NodeId> = all.into_iter().filter(|id| tree.tag(*id) == Tag::H1).collect();
    if chosen.is_empty() {
        chosen = tops.into_iter().take(FIRST_HEADINGS).collect();
    } else if let [only] = tops[..]
        && tree.inner_text(only).split_whitespace().nth(MIN_HEADLINE_WORDS - 1).is_some()
    {
        // The headline is worded differently from the title, and a crosshead repeats the title.
        chosen.push(only);
    }
    let mut found = Headlines::default();
    for heading in chosen {
        found.headings.insert(heading);
        let mut id = tree.node(heading).parent;
        while id != NONE && found.around.insert(id) {
            id = tree.node(id).parent;
        }
    }
    found
}

/// The first headings, in source order.
fn headings(tree: &Tree) -> Vec<NodeId> {
    let is_heading = |tag: Tag| matches!(tag, Tag::H1 | Tag::H2 | Tag::H3);
    let found = (0..).zip(tree.nodes()).filter(|(_, node)| is_heading(node.tag)).map(|(id, _)| id);
    found.take(MAX_SEEN).filter(|id| is_in_tree(tree, *id)).take(MAX_HEADINGS).collect()
}

/// Whether a node is connected to the root: the tree builder recreates nodes that misnested markup
/// moves.
fn is_in_tree(tree: &Tree, mut id: NodeId) -> bool {
    while tree.node(id).parent != NONE {
        id = tree.node(id).parent;
    }
    id == ROOT
}

/// Whether the title contains a heading; both are compared by their [keys](title_key).
fn is_in_title(tree: &Tree, heading: NodeId, title: &str, buffer: &mut String) -> bool {
    buffer.clear();
    for id in tree.descendants(heading) {
        push_title_key(tree.text_of(id), buffer);
        if buffer.len() > title.len() {
            return false;
        }
    }
    buffer.len() > MAX_CHANCE_BYTES && title.contains(buffer.as_str())
}
