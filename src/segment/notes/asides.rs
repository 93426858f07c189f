//! Finds the notes that stand inside the line and are shown beside it.

use html5ever::local_name;

use super::label::{label, short_text};
use super::list::{Notes, Part};
use crate::parse::arena::{NONE, NodeId, NodeKind, Tree};
use crate::parse::tag::Tag;

/// Elements between a link and the outermost element that shows nothing but the link.
pub(super) const MAX_CLIMB: usize = 4;

/// Nodes of a paragraph that are searched for a mark.
pub(super) const MAX_SEARCHED: usize = 200;

/// Class words of notes that are shown beside the line.
const ASIDES: &[&str] = &[
    "sidenote",
    "sidenote-content",
    "sidenote-text",
    "side-note",
    "marginnote",
    "margin-note",
    "marginalia",
    "modern-footnotes-footnote__note",
    "ltx_note_outer",
    "footnote__content",
    "inline-footnote-content",
];

/// Class words of the controls that show such a note.
const TOGGLES: &[&str] =
    &["margin-toggle", "sidenote-number", "sidenote-label", "sidenote-toggle", "marginnote-ind"];

/// Adds the notes beside the line and their marks, which stand directly before them.
pub(super) fn add(tree: &Tree, candidates: &[NodeId], notes: &mut Notes) {
    let has = |id: NodeId, words: &[&str]| {
        tree.attr(id, &local_name!("class"))
            .is_some_and(|c| c.split_ascii_whitespace().any(|c| words.contains(&c)))
    };
    // The number that a style sheet shows.
    let mut counter = 0;
    let mut toggle: Option<NodeId> = None;
    for &id in candidates {
        if has(id, TOGGLES) {
            notes.parts.insert(id, Part::Gone);
            toggle = Some(id);
            continue;
        }
        if !has(id, ASIDES) || is_inside_aside(tree, notes, id) {
            continue;
        }
        let before = before(tree, id);
        let counted = toggle.take().filter(|&t| t < id);
        let is_mark = |e: &NodeId| {
            matches!(notes.part(*e), Some(Part::Mark(_)))
                || matches!(tree.tag(*e), Tag::Sup | Tag::A)
                || counted == Some(*e)
        };
        let mark = before.filter(is_mark).or(counted);
        let text = mark.and_then(|m| short_text(tree, m)).unwrap_or_default();
        let index = match mark.and_then(|m| notes.part(m)) {
            Some(Part::Mark(index)) => Some(index),
            _ => {
                let printed = label(&text);
                let counts =
                    printed.is_none() && mark.is_some_and(|m| has(m, &["sidenote-number"]));
                counter += u32::from(counts);
                let printed = printed.or_else(|| counts.then(|| counter.to_string()));
                printed.map(|label| notes.add(label))
            }
        };
        if let (Some(mark), Some(index)) = (mark, index) {
            notes.parts.insert(mark, Part::Mark(index));
        }
        notes.parts.insert(id, Part::Aside(index));
        for own in tree.descendants(id).take(MAX_SEARCHED) {
            if has(own, &["ltx_note_mark", "ltx_tag_note"]) {
                notes.parts.insert(own, Part::Gone);
            }
        }
    }
}

/// Whether an element around this one is a note beside the line.
fn is_inside_aside(tree: &Tree, notes: &Notes, id: NodeId) -> bool {
    let mut up = tree.node(id).parent;
    for _ in 0..MAX_CLIMB {
        if up == NONE {
            break;
        }
        if matches!(notes.part(up), Some(Part::Aside(_))) {
            return true;
        }
        up = tree.node(up).parent;
    }
    false
}

/// The element before a note, which may be its mark; a check box between them does not count.
fn before(tree: &Tree, id: NodeId) -> Option<NodeId> {
    let mut at = id;
    for _ in 0..MAX_CLIMB {
        at = tree.previous(at);
        if at == NONE || !tree.text_of(at).trim().is_empty() {
            return None;
        }
        if tree.node(at).kind == NodeKind::Element && tree.tag(at) != Tag::Input {
            return Some(at);
        }
    }
    None
}
