//! Reads the marks of notes, and notes inside a line, which become blocks of their own after it.

use super::notes::Part;
use super::walk::{OpenElement, Walk};
use crate::block::BlockKind;
use crate::parse::arena::{NodeId, ROOT, Tree};
use crate::parse::tag::Tag;

impl Walk<'_> {
    /// Reads an element that has a part in the notes; `None` if it is read as any other.
    pub(super) fn enter_note(&mut self, id: NodeId, tag: Tag) -> Option<bool> {
        match self.notes.part(id)? {
            Part::Note(_) => None,
            Part::Gone => {
                self.inline.drop_bracket(text_after(self.tree, id));
                Some(false)
            }
            Part::Mark(_) if self.is_stripped(id) => Some(false),
            Part::Mark(index) => {
                let (label, note) = self.notes.mark(index);
                self.inline.drop_bracket(text_after(self.tree, id));
                self.inline.add_note_mark(&label, note);
                Some(false)
            }
            Part::Aside(_) if self.is_stripped(id) => Some(false),
            // Where a line cannot be left, the note stays in it.
            Part::Aside(_) if self.outer_line.is_some() || self.style().table.is_some() => {
                self.inline.add_space();
                None
            }
            Part::Aside(_) => {
                let outer = std::mem::take(&mut self.inline);
                self.outer_line = Some((id, outer));
                let mut style = self.style();
                style.is_aside = true;
                self.open.push(OpenElement::new(id, tag, style));
                Some(true)
            }
        }
    }

    /// Ends a note inside a line. Its block comes after the one of the line.
    pub(super) fn leave_aside(&mut self, id: NodeId) {
        // A note inside a note is a part of it.
        let Some((_, outer)) = self.outer_line.take_if(|(own, _)| *own == id) else { return };
        let mut line = self.inline.finish(false);
        self.inline = outer;
        if line.text.is_empty() {
            return;
        }
        if let Some(Part::Aside(Some(index))) = self.notes.part(id) {
            self.notes.write(index, &mut line);
        }
        self.asides.push(line);
    }

    /// Emits the notes of the line that has ended.
    pub(super) fn emit_asides(&mut self) {
        let style = self.style();
        for line in std::mem::take(&mut self.asides) {
            self.emit(BlockKind::Paragraph, line, style);
        }
    }
}

/// The first text after an element, if it is near.
fn text_after<'t>(tree: &'t Tree<'_>, id: NodeId) -> &'t str {
    let mut at = Some(id);
    for down in [false, true, true, true] {
        at = at.and_then(|node| tree.after(node, ROOT, down));
        let text = at.map(|node| tree.text_of(node)).unwrap_or_default();
        if !text.trim().is_empty() {
            return text;
        }
    }
    ""
}
