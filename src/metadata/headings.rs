//! Where the headline is, before it is known which one that is.

use rustc_hash::FxHashSet;

use super::focus::LEAST_WORDS;
use super::title::{key, key_into};
use crate::parse::arena::{NONE, NodeId, ROOT, Tree};
use crate::parse::tag::Tag;

/// Headings whose surroundings are looked at; a page with more is a list.
const MAX_HEADINGS: usize = 60;
/// Headings that are asked whether they are in the tree at all.
const MAX_SEEN: usize = 10 * MAX_HEADINGS;
/// Those of them that count where none is in the title.
const FIRST_HEADINGS: usize = 3;
/// Bytes of a heading that may be in a title by chance.
pub(super) const SHORT: usize = 8;

/// Everything around the headline: a container that holds it is none of the parts that hold other things, whatever its class
/// says. The headline is not yet known, so it is any heading that is in the title, or one of the first `<h1>`.
pub(super) fn around(tree: &Tree) -> FxHashSet<NodeId> {
    let title = tree
        .descendants(ROOT)
        .find(|id| tree.tag(*id) == Tag::Title)
        .map(|id| key(&tree.inner_text(id)))
        .unwrap_or_default();
    let all = headings(tree);
    let mut buffer = String::new();
    let mut chosen: Vec<NodeId> =
        all.iter().copied().filter(|id| is_in_title(tree, *id, &title, &mut buffer)).collect();
    let tops: Vec<NodeId> = all.into_iter().filter(|id| tree.tag(*id) == Tag::H1).collect();
    if chosen.is_empty() {
        chosen = tops.into_iter().take(FIRST_HEADINGS).collect();
    } else if let [only] = tops[..]
        && tree.inner_text(only).split_whitespace().nth(LEAST_WORDS - 1).is_some()
    {
        // The headline in other words than the title, which a crosshead repeats.
        chosen.push(only);
    }
    let mut around = FxHashSet::default();
    for heading in chosen {
        let mut id = tree.node(heading).parent;
        while id != NONE && around.insert(id) {
            id = tree.node(id).parent;
        }
    }
    around
}

/// The first headings, as the page has them in its source.
fn headings(tree: &Tree) -> Vec<NodeId> {
    let is_heading = |tag: Tag| matches!(tag, Tag::H1 | Tag::H2 | Tag::H3);
    let found = (0..).zip(tree.nodes()).filter(|(_, node)| is_heading(node.tag)).map(|(id, _)| id);
    found.take(MAX_SEEN).filter(|id| is_in_tree(tree, *id)).take(MAX_HEADINGS).collect()
}

/// Whether a node is one of the tree: what misnested markup moves is made again elsewhere.
fn is_in_tree(tree: &Tree, mut id: NodeId) -> bool {
    while tree.node(id).parent != NONE {
        id = tree.node(id).parent;
    }
    id == ROOT
}

/// Whether the title has a heading in it; both by their [keys](key).
fn is_in_title(tree: &Tree, heading: NodeId, title: &str, buffer: &mut String) -> bool {
    buffer.clear();
    for id in tree.descendants(heading) {
        key_into(tree.text_of(id), buffer);
        if buffer.len() > title.len() {
            return false;
        }
    }
    buffer.len() > SHORT && title.contains(buffer.as_str())
}
