//! Reads listings: preformatted text is one block, whose lines are its text, its breaks and the
//! elements that browsers show as lines.

use super::code;
use super::element;
use super::walk::{OpenElement, Walk};
use crate::parse::arena::NodeId;
use crate::parse::tag::Tag;
use crate::rules::Marks;

/// Elements between a listing and the element whose children may be its lines.
const MAX_LINE_DEPTH: u8 = 3;

impl Walk<'_> {
    /// Reads an element inside a listing; true if its children are to be read.
    pub(super) fn enter_in_code(&mut self, id: NodeId, tag: Tag) -> bool {
        if code::is_beside_code(self.tree, id, tag) || self.is_stripped(id) {
            return false;
        }
        if tag == Tag::Td && code::is_number_cell(self.tree, id) {
            return false;
        }
        let mut style = self.style();
        style.code_depth = style.code_depth.saturating_add(1);
        let is_line =
            self.open.last().is_some_and(|o| o.holds_lines) || code::is_line(self.tree, id, tag);
        if is_line {
            self.inline.end_line();
        }
        if matches!(tag, Tag::Td | Tag::Th) {
            self.inline.separate_cell();
        }
        let line = is_line.then(|| self.inline.position());
        let has_attrs = !self.tree.attrs(id).is_empty();
        let marks = if has_attrs {
            element::marks(self.tree, self.class_marks, id)
        } else {
            Marks::default()
        };
        self.inline.open_element(self.span_kind(id, tag, true), marks);
        self.open.push(OpenElement {
            is_span: true,
            line,
            holds_lines: self.holds_lines(id, style.code_depth),
            ..OpenElement::new(id, tag, style)
        });
        true
    }

    /// Whether the children of an element of a listing are lines.
    pub(super) fn holds_lines(&self, id: NodeId, depth: u8) -> bool {
        depth > 0 && depth <= MAX_LINE_DEPTH && code::holds_lines(self.tree, id)
    }

    /// Leaves an element that is a line and began at `start`. One without text is an empty line.
    pub(super) fn leave_line(&mut self, start: u32) {
        if self.inline.position() == start {
            self.inline.empty_line();
        } else {
            self.inline.end_line();
        }
    }

    /// Adds text of a listing. The line end in the source between two elements that are lines is
    /// the end of the first one.
    pub(super) fn add_code(&mut self, text: &str) {
        let is_between_lines = self.inline.awaits_line()
            && self.open.last().is_some_and(|o| o.line != Some(self.inline.position()));
        if is_between_lines && text.trim().is_empty() && text.matches('\n').count() == 1 {
            return self.inline.end_line();
        }
        self.inline.add_text(text, true);
    }
}
