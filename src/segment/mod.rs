//! Segments a tree into blocks and containers, in one walk.
//!
//! The input is HTML, the output has none. The walk keeps its own stack, enters each node once and
//! emits each text node at most once. It skips what no browser shows as text (scripts, styles,
//! templates, form values, screen-reader labels inside a line). It keeps hidden text that may be
//! wanted, marked as hidden: closed accordions hold text on one page in sixty.

mod callout;
mod cells;
mod code;
mod element;
mod emit;
mod formula;
mod grid;
mod gutters;
mod inline;
mod inside;
mod listing;
mod lists;
mod mathml;
mod media;
mod notes;
mod page_text;
mod picture;
mod raw_tex;
mod sidenotes;
pub(crate) mod embedded_data;
mod scripts;
mod table;
mod walk;

use html5ever::LocalName;
use rustc_hash::FxHashMap;

use crate::block::{Blocks, SiteVerdict, UserDirective};
use crate::options::{MAX_BLOCKS, Options};
use crate::parse::Document;
use crate::parse::arena::{NodeId, NodeKind, ROOT};
use crate::parse::tag::Tag;
use formula::{Formula, Found};
use notes::Part;
use walk::{ListItem, OpenElement, Walk};

/// Segments a page into blocks. A page with more than [`MAX_BLOCKS`] of them is read until it has
/// too many, which shows the caller that the rest is missing.
pub(crate) fn segment(document: &Document, options: &Options) -> Blocks {
    let tree = &document.tree;
    let mut walk = Walk::new(document, user_verdicts(document, options));
    let mut at = Some(ROOT);
    while let Some(id) = at {
        if walk.blocks.list.len() > MAX_BLOCKS {
            walk.leave_until(ROOT);
            break;
        }
        let enters = walk.enter(id);
        at = tree.after(id, ROOT, enters);
        let next_parent = at.map_or(ROOT, |n| tree.node(n).parent);
        if !enters || tree.node(id).first_child == crate::parse::arena::NONE {
            walk.leave_until(next_parent);
        }
    }
    walk.flush();
    walk.blocks
}

/// The verdicts of the user's selectors and filter lists on elements. Pruning overrides keeping,
/// and keeping overrides a filter list.
fn user_verdicts(document: &Document, options: &Options) -> FxHashMap<NodeId, UserDirective> {
    let tree = &document.tree;
    let mut words = FxHashMap::default();
    if let Some(list) = &options.filters {
        let host = document.host.as_deref();
        words.extend(
            crate::parse::elements_hidden_by(tree, list, host)
                .into_iter()
                .map(|id| (id, UserDirective::Filter)),
        );
    }
    for (selectors, word) in
        [(&options.keep, UserDirective::Keep), (&options.prune, UserDirective::Prune)]
    {
        for selector in selectors {
            let found = crate::parse::select(tree, &selector.selector);
            if !found.is_empty() {
                selector.note_match();
            }
            words.extend(found.into_iter().map(|id| (id, word)));
        }
    }
    words
}

impl<'t> Walk<'t> {
    /// Reads one node; true if its children are to be read.
    fn enter(&mut self, id: NodeId) -> bool {
        let Some(start) = self.raw_tex.start_in(id) else { return false };
        match self.tree.node(id).kind {
            NodeKind::Text if self.site_verdict(id) == Some(SiteVerdict::Strip) => false,
            NodeKind::Text if self.style().code_depth > 0 => {
                self.add_code(self.tree.text_of(id));
                false
            }
            NodeKind::Text if self.style().cell_code => {
                self.add_cell_code(self.tree.text_of(id));
                false
            }
            NodeKind::Text => {
                self.add_page_text(id, start);
                false
            }
            NodeKind::Element => self.enter_element(id),
            NodeKind::Document => true,
            NodeKind::Comment => false,
        }
    }

    fn enter_element(&mut self, id: NodeId) -> bool {
        let mut tag = self.tree.tag(id);
        if self.tables.has_roles() {
            let part = self.tables.part(self.tree, id);
            if self.style().table.is_some() || self.tables.contains(id) {
                tag = part;
            }
        }
        if self.gutters.contains(&id) {
            return false;
        }
        let is_embed = element::is_embed(tag);
        if (is_embed || matches!(tag, Tag::Img | Tag::Picture))
            && self.site_verdict(id) == Some(SiteVerdict::Strip)
        {
            return false;
        }
        if is_embed {
            self.add_embed(id);
            return false;
        }
        if !self.formulas.is_empty()
            && let Some(enters) = self.enter_formula(id, tag)
        {
            return enters;
        }
        if !self.notes.is_empty()
            && let Some(enters) = self.enter_note(id, tag)
        {
            return enters;
        }
        match tag {
            Tag::Template if self.attr(id, "shadowrootmode").is_some() => {}
            Tag::Br => {
                self.line_break();
                return false;
            }
            Tag::Wbr => return false,
            Tag::Hr if self.style().code_depth > 0 => {
                self.inline.end_line();
                return false;
            }
            Tag::Hr if self.style().table.is_some() => {
                self.break_cell();
                return false;
            }
            Tag::Hr => {
                self.flush();
                return false;
            }
            Tag::Img | Tag::Picture | Tag::Custom if self.enter_picture(id, tag) => return false,
            Tag::Input => {
                self.add_task_input(id);
                return false;
            }
            _ if element::is_skipped(tag) => return false,
            Tag::Div | Tag::Pre if code::repeats_listing(self.tree, id, tag) => return false,
            _ => {}
        }
        if self.style().code_depth > 0 && self.site_verdict(id) != Some(SiteVerdict::Body) {
            return if self.hides(id) { false } else { self.enter_in_code(id, tag) };
        }
        let enters = if self.is_block(id, tag) {
            self.enter_block(id, tag)
        } else {
            self.enter_inline(id, tag)
        };
        if enters && matches!(tag, Tag::Div | Tag::Figure | Tag::Span | Tag::A) {
            self.add_background(id, tag);
        }
        enters
    }

    /// Reads an element that shows a formula; `None` if it shows none.
    fn enter_formula(&mut self, id: NodeId, tag: Tag) -> Option<bool> {
        let style = self.style();
        if tag == Tag::Tr && style.equations {
            self.flush();
            let (tex, number) = formula::equation_row(self.tree, id);
            if !tex.is_empty() {
                self.inline.add_formula(&tex, true);
                self.inline.add_space();
            }
            self.inline.add_text(&number, false);
            self.flush();
            return Some(false);
        }
        match self.formulas.at(self.tree, id) {
            Found::Nothing => return None,
            Found::Formula(found) if !self.is_stripped(id) => self.add_formula(&found),
            _ => {}
        }
        Some(false)
    }

    /// Whether the user or a site rule removes an element inside a line.
    fn is_stripped(&self, id: NodeId) -> bool {
        matches!(self.users.get(&id), Some(UserDirective::Prune | UserDirective::Filter))
            || self.site_verdict(id) == Some(SiteVerdict::Strip)
    }

    /// Adds a formula to the line; a displayed one gets a line of its own where it can have one.
    fn add_formula(&mut self, formula: &Formula) {
        let style = self.style();
        let breaks = formula.is_display && style.table.is_none() && style.heading.is_none();
        if breaks {
            self.inline.soft_break();
        }
        self.inline.add_formula(&formula.tex, formula.is_display);
        if breaks {
            self.inline.soft_break();
        }
    }

    fn is_block(&self, id: NodeId, tag: Tag) -> bool {
        let in_table = self.style().table.is_some();
        match tag {
            // A note beside the line is one line.
            _ if self.style().is_aside => false,
            Tag::Tr => !self.style().in_cell,
            // A block is kept or cut whole, so the text that a site rule names cannot share a block
            // with its neighbours.
            _ if self.site_verdict(id) == Some(SiteVerdict::Body) => true,
            // A row of a data table is one line.
            _ if in_table && (tag != Tag::Caption || self.style().in_cell) => false,
            // A button in the middle of a sentence explains a word.
            Tag::Button => self.inline.is_empty(),
            Tag::Custom => self
                .tree
                .children(id)
                .any(|c| self.tree.tag(c).is_block() || self.tree.tag(c) == Tag::Custom),
            _ => tag.is_block() || element::is_styled_as_block(self.tree, id),
        }
    }

    fn enter_block(&mut self, id: NodeId, tag: Tag) -> bool {
        if self.continued.take() != Some(id) {
            self.flush();
        }
        let mut style = self.style();
        style.code_depth = 0;
        if let Some(Part::Note(index)) = self.notes.part(id) {
            style.note = Some(index);
        }
        match tag {
            Tag::Pre if !style.preformatted && code::is_number_column(self.tree, id) => {
                return false;
            }
            Tag::Pre | Tag::Listing | Tag::Xmp | Tag::Plaintext => {
                let is_one = !style.preformatted && code::is_one_block(self.tree, id);
                style.code_depth = u8::from(is_one);
                style.preformatted = true;
            }
            Tag::Div | Tag::Ol | Tag::Ul
                if !style.preformatted && code::is_drawn_listing(self.tree, id, tag) =>
            {
                style.preformatted = true;
                style.code_depth = 1;
            }
            Tag::Blockquote => style.open_quote(),
            Tag::Figcaption | Tag::Caption => style.caption = true,
            Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir => {
                style.list_depth = style.list_depth.saturating_add(1);
                style.item = None;
                style.quoted_list = style.quote;
                let counter = self.counter(id, tag);
                self.counters.push(counter);
            }
            Tag::Li => {
                style.item = Some(ListItem { number: self.next_number(id) });
                style.in_item = true;
            }
            Tag::Dt | Tag::Summary => style.bold = true,
            Tag::Table if self.sets_equations(id) => style.equations = true,
            Tag::Table if code::is_code_table(self.tree, id) => {
                style.preformatted = true;
                style.code_depth = 1;
            }
            Tag::Table if self.tables.contains(id) => {
                style.table = Some(self.table_count);
                self.grid = grid::Grid::open(self.blocks.list.len());
                // A row is one line, also inside preformatted text.
                style.preformatted = false;
                self.table_count += 1;
            }
            Tag::Tr => self.open_row(id),
            _ => style.heading = tag.heading_level().or(style.heading),
        }
        if style.table.is_some() && self.site_verdict(id) == Some(SiteVerdict::Body) {
            style.table = None;
            style.in_cell = false;
        }
        let mut label = None;
        if let Some(callout) = callout::find(self.tree, id, tag) {
            style.open_quote();
            self.callout_title = callout.title;
            label = callout.label;
        }
        style.bold |= self.callout_title == Some(id);
        self.open.push(OpenElement {
            is_block: true,
            holds_lines: self.holds_lines(id, style.code_depth),
            ..OpenElement::new(id, tag, style)
        });
        if tag == Tag::Li {
            self.add_task_item(id);
        }
        if let Some(label) = label {
            self.add_label(label);
        }
        true
    }

    fn sets_equations(&self, id: NodeId) -> bool {
        !self.formulas.is_empty()
            && formula::is_equation_table(self.tree, id, self.tables.contains(id))
    }

    /// Whether an element is hidden.
    fn hides(&self, id: NodeId) -> bool {
        let has_attrs = !self.tree.attrs(id).is_empty();
        has_attrs && element::is_hidden(self.tree, id)
    }

    /// Leaves every open element inside `parent`.
    fn leave_until(&mut self, parent: NodeId) {
        while self.open.len() > 1 && self.open.last().is_some_and(|o| o.node != parent) {
            self.leave();
        }
    }

    fn leave(&mut self) {
        let Some(top) = self.open.last() else { return };
        let (node, tag, is_block, is_span, cell, style) =
            (top.node, top.tag, top.is_block, top.is_span, top.cell, top.style);
        if let Some(start) = top.line {
            self.leave_line(start);
        }
        if is_span {
            if tag == Tag::Q && !element::has_quotes(self.tree, node) {
                self.inline.add_text("”", style.preformatted);
            }
            if matches!(tag, Tag::Sup | Tag::Sub)
                && !style.preformatted
                && !element::is_note_mark(self.tree, node)
            {
                self.inline.close_script(tag == Tag::Sup);
            }
            self.inline.close_element();
            if let Some(start) = cell {
                self.close_cell(node, tag, start);
            } else if style.is_aside && tag.is_block()
                || style.table.is_some() && element::has_own_lines(self.tree, node, tag)
            {
                self.separate(tag);
            }
        }
        if style.is_aside && matches!(self.notes.part(node), Some(Part::Aside(_))) {
            self.leave_aside(node);
        }
        if is_block && tag == Tag::Pre && style.code_depth > 0 && self.media.is_empty() {
            self.continued = code::next_line(self.tree, node);
        }
        if is_block && self.continued.is_some() && tag == Tag::Pre {
            self.inline.end_line();
        } else if is_block {
            self.flush();
            match tag {
                Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir => _ = self.counters.pop(),
                Tag::Li => self.inline.set_task(None),
                Tag::Table if style.table.is_some() => {
                    std::mem::take(&mut self.grid).close(&mut self.blocks);
                }
                _ => {}
            }
        }
        self.open.pop();
    }

    fn line_break(&mut self) {
        let style = self.style();
        if style.table.is_some() {
            self.break_cell();
        } else if self.inline.line_break(style.preformatted) {
            self.flush();
        }
    }

    fn attr(&self, id: NodeId, name: &str) -> Option<&'t str> {
        self.tree.attr(id, &LocalName::from(name))
    }
}
