//! Finds the footnotes and endnotes of a page: the marks in the text, the notes themselves, and the
//! links that lead back.
//!
//! Publishing systems agree on little: a mark is a link to an element with an `id`. So a link is a
//! mark if it shows a number or a symbol and if its class, role, address or raised position says
//! the rest. All are found before the walk, because a note comes after its mark.

mod asides;
mod label;
mod list;
mod pairs;
mod places;

pub(super) use list::{Notes, Part};

use crate::parse::arena::Tree;

/// Finds the notes of a page.
pub(super) fn find(tree: &Tree) -> Notes {
    let mut notes = Notes::default();
    pairs::find(tree, &mut notes);
    notes
}
