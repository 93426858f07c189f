//! The notes of a page, by the elements that have a part in them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::label::leading_label;
use crate::block::{Span, SpanKind};
use crate::parse::arena::NodeId;
use crate::segment::inline::TextLine;

/// The part that an element has in the notes of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::segment) enum Part {
    /// The mark of a note, by its index.
    Mark(u32),
    /// A note between the text, by its index.
    Note(u32),
    /// A note inside the line, which is shown beside it; not all have a mark.
    Aside(Option<u32>),
    /// A link that leads back, or a control that shows a note.
    Gone,
}

/// A note of the page.
#[derive(Debug)]
struct Note {
    id: Arc<str>,
    label: Arc<str>,
    /// Whether its first block is written.
    is_begun: bool,
}

/// The notes of a page.
#[derive(Debug, Default)]
pub(in crate::segment) struct Notes {
    pub(super) parts: FxHashMap<NodeId, Part>,
    list: Vec<Note>,
    /// Notes with each label, so that ids are unique.
    labels: FxHashMap<String, u32>,
}

impl Notes {
    pub(in crate::segment) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    pub(in crate::segment) fn part(&self, id: NodeId) -> Option<Part> {
        self.parts.get(&id).copied()
    }

    /// Adds a note with this printed label.
    pub(super) fn add(&mut self, label: String) -> u32 {
        let same = self.labels.entry(label.clone()).or_default();
        *same += 1;
        // Markdown allows no white space and no brackets in the name of a note.
        let name = label.replace(char::is_whitespace, "-");
        let id = if *same == 1 { name } else { format!("{name}-{same}") };
        let index = self.list.len() as u32;
        self.list.push(Note { id: id.into(), label: label.into(), is_begun: false });
        index
    }

    /// Whether a note has this label.
    pub(super) fn has_label(&self, index: u32, label: &str) -> bool {
        *self.list[index as usize].label == *label
    }

    /// Whether the page has any notes or marks.
    pub(super) fn has_notes(&self) -> bool {
        !self.list.is_empty()
    }

    /// The printed label of a note, and its id.
    pub(in crate::segment) fn mark(&self, index: u32) -> (Arc<str>, Arc<str>) {
        let note = &self.list[index as usize];
        (Arc::clone(&note.label), Arc::clone(&note.id))
    }

    /// Makes a line a part of a note. The first one loses the number at its start, which the span
    /// holds.
    pub(in crate::segment) fn write(&mut self, index: u32, line: &mut TextLine) {
        let note = &mut self.list[index as usize];
        if !std::mem::replace(&mut note.is_begun, true) {
            let by = leading_label(&line.text, &note.label);
            line.cut_start(by);
        }
        if line.text.is_empty() {
            note.is_begun = false;
            return;
        }
        let kind = SpanKind::Note { id: Arc::clone(&note.id), label: Arc::clone(&note.label) };
        line.spans.insert(0, Span { range: 0..line.text.len() as u32, kind });
    }
}
