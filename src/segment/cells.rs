//! Reads the rows and cells of data tables.

use super::element;
use super::walk::Walk;
use crate::block::BlockKind;
use crate::parse::arena::NodeId;
use crate::parse::tag::Tag;

impl Walk<'_> {
    /// Notes the row that begins.
    pub(super) fn open_row(&mut self, id: NodeId) {
        let section = self.tree.node(id).parent;
        let part = self.tables.part(self.tree, section);
        self.in_head = part == Tag::Thead;
        self.row_has_cells = false;
        self.row_has_empty = false;
        self.row_headers = 0;
        self.grid.open_row(section, part == Tag::Tfoot);
    }

    /// Ends the cell of a data table.
    pub(super) fn close_cell(&mut self, id: NodeId, tag: Tag, start: u32) {
        let has_text = self.inline.position() > start;
        self.row_has_cells |= tag == Tag::Td && has_text;
        self.row_has_empty |= tag == Tag::Td && !has_text;
        self.row_headers += u32::from(tag == Tag::Th);
        self.inline.end_cell(start);
        if tag == Tag::Th && !self.heads_column(id) {
            self.inline.mark_row_header();
        }
        let span = |name: &str, aria: &str| {
            let value = element::attribute(self.tree, id, name)
                .or_else(|| element::attribute(self.tree, id, aria));
            value.and_then(|v| v.trim().parse::<usize>().ok()).unwrap_or(1)
        };
        self.grid.add_cell(span("colspan", "aria-colspan"), span("rowspan", "aria-rowspan"));
    }

    /// Whether a heading says that it is one of its column.
    fn heads_column(&self, id: NodeId) -> bool {
        let is = |name: &str, value: &str| {
            element::attribute(self.tree, id, name)
                .is_some_and(|v| v.trim().to_ascii_lowercase().starts_with(value))
        };
        is("scope", "col") || is("role", "columnheader")
    }

    /// Whether the cells of the row are headings. An empty cell in the corner does not count.
    pub(super) fn is_header_row(&self) -> bool {
        let all_headings = !self.row_has_cells && (!self.row_has_empty || self.row_headers > 1);
        self.in_head || all_headings
    }

    /// Notes the block of the row, if the last block is one.
    pub(super) fn note_row(&mut self) {
        let last = self.blocks.list.len().wrapping_sub(1);
        if self.blocks.list.last().is_some_and(|b| matches!(b.kind, BlockKind::TableRow { .. })) {
            self.grid.set_block(last);
        }
    }

    /// Ends a line inside a cell; it separates what the page shows on lines of their own.
    pub(super) fn break_cell(&mut self) {
        match self.open.iter().rev().find_map(|open| open.cell) {
            Some(start) if self.inline.position() > start => self.inline.soft_break(),
            _ => self.inline.add_space(),
        }
    }

    /// Separates the text of a block element from the text beside it. Inside a cell it does not
    /// start a block, but it has lines of its own.
    pub(super) fn separate(&mut self, tag: Tag) {
        if self.style().is_aside || matches!(tag, Tag::Td | Tag::Th) {
            self.inline.add_space();
        } else {
            self.break_cell();
        }
    }

    /// Adds a listing inside a cell, with its lines.
    pub(super) fn add_cell_code(&mut self, text: &str) {
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                self.break_cell();
            }
            self.inline.add_text(line, false);
        }
    }
}
