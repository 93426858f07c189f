//! Reads elements inside a line: their spans, and the cells of data tables.

use html5ever::local_name;

use super::element;
use super::walk::{OpenElement, Walk};
use crate::block::SpanKind;
use crate::parse::arena::NodeId;
use crate::parse::tag::Tag;
use crate::rules::{Mark, Marks};

/// Bytes up to which hidden text inside a line is a screen-reader label; longer text is kept and
/// classified.
const MAX_LABEL: usize = 120;

/// Bytes of the longest link address; longer ones are data or code, and every line inside the link
/// would carry them.
const MAX_ADDRESS: usize = 8 << 10;

impl Walk<'_> {
    /// Reads an element inside a line; true if its children are to be read.
    pub(super) fn enter_inline(&mut self, id: NodeId, tag: Tag) -> bool {
        let tree = self.tree;
        let mut style = self.style();
        let has_attrs = !tree.attrs(id).is_empty();
        let marks =
            if has_attrs { element::marks(tree, self.class_marks, id) } else { Marks::default() };
        if has_attrs && (marks.has(Mark::ScreenReader) || element::is_hidden(tree, id)) {
            if element::short_text(tree, tree.descendants(id), MAX_LABEL).is_some() {
                return false;
            }
            if style.table.is_none() {
                return self.enter_block(id, tag);
            }
            style.hidden = true;
        }
        if self.is_stripped(id) || style.heading.is_some() && element::is_permalink(tree, id, tag) {
            return false;
        }
        if style.caption && element::is_credit(tree, id, tag) {
            self.inline.soft_break();
        }
        let kind = self.span_kind(id, tag, style.preformatted);
        let is_cell = style.table.is_some() && matches!(tag, Tag::Td | Tag::Th) && !style.in_cell;
        let cell = is_cell.then(|| self.inline.position());
        if is_cell {
            self.inline.add_space();
        } else if style.is_aside && tag.is_block()
            || style.table.is_some() && element::has_own_lines(tree, id, tag)
        {
            self.separate(tag);
        }
        style.in_cell |= is_cell;
        style.cell_code |= style.in_cell && tag == Tag::Pre;
        if tag == Tag::Q && !element::has_quotes(tree, id) {
            self.inline.add_text("“", style.preformatted);
        }
        self.inline.open_element(kind, marks);
        self.open.push(OpenElement { is_span: true, cell, ..OpenElement::new(id, tag, style) });
        true
    }

    /// The span of an inline element.
    pub(super) fn span_kind(&self, id: NodeId, tag: Tag, preformatted: bool) -> Option<SpanKind> {
        match tag {
            Tag::A => self
                .tree
                .attr(id, &local_name!("href"))
                .filter(|h| h.len() <= MAX_ADDRESS)
                .map(|h| SpanKind::Link(h.trim().into())),
            Tag::Em | Tag::I | Tag::Cite | Tag::Var => Some(SpanKind::Emphasis),
            Tag::Strong | Tag::B => Some(SpanKind::Strong),
            Tag::Del | Tag::S | Tag::Strike if !preformatted => {
                (!element::holds_sign(self.tree, id)).then_some(SpanKind::Deleted)
            }
            Tag::Span | Tag::Font if !preformatted && element::is_struck(self.tree, id) => {
                Some(SpanKind::Deleted)
            }
            Tag::Pre if self.style().in_cell => Some(SpanKind::Code),
            Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt if !preformatted => Some(SpanKind::Code),
            _ => None,
        }
    }
}
