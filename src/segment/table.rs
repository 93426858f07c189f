//! Distinguishes data tables from layout tables.

use html5ever::local_name;
use rustc_hash::FxHashSet;

use crate::parse::arena::{NodeId, ROOT, Tree};
use crate::parse::tag::Tag;
use crate::text::count_words;

/// Most words that a cell of a data table has on average. Cells of layout tables contain whole
/// columns of a page.
const MAX_CELL_WORDS: u32 = 25;
/// Most words of any cell of a data table.
const MAX_LONGEST_CELL: u32 = 120;

/// The counts of one table.
struct TableCount {
    id: NodeId,
    cells: u32,
    rows: u32,
    cells_in_row: u32,
    widest: u32,
    words: u32,
    words_in_cell: u32,
    longest: u32,
    has_headers: bool,
    is_layout: bool,
}

/// The data tables of a page, found in one walk.
pub(super) fn data_tables(tree: &Tree) -> FxHashSet<NodeId> {
    let mut found = FxHashSet::default();
    let mut open: Vec<TableCount> = Vec::new();
    let mut at = Some(ROOT);
    while let Some(id) = at {
        while open.last().is_some_and(|t| !is_inside(tree, id, t.id)) {
            close_table(&mut open, &mut found);
        }
        let tag = tree.tag(id);
        if tag == Tag::Table {
            if let Some(outer) = open.last_mut() {
                outer.is_layout = true;
            }
            open.push(TableCount::new(tree, id));
        } else if let Some(table) = open.last_mut() {
            table.count_node(tree, id, tag);
        }
        let enters =
            !matches!(tag, Tag::Script | Tag::Style | Tag::Head | Tag::Template | Tag::Svg);
        at = tree.after(id, ROOT, enters);
    }
    while !open.is_empty() {
        close_table(&mut open, &mut found);
    }
    found
}

/// Whether `id`, which comes later in document order, is still inside `table`. The depth limit
/// bounds the climb.
fn is_inside(tree: &Tree, id: NodeId, table: NodeId) -> bool {
    let mut up = id;
    while up != ROOT && up != table {
        up = tree.node(up).parent;
        if up == crate::parse::arena::NONE {
            return false;
        }
    }
    up == table
}

fn close_table(open: &mut Vec<TableCount>, found: &mut FxHashSet<NodeId>) {
    if let Some(mut table) = open.pop() {
        table.end_cell();
        table.end_row();
        if table.holds_data() {
            found.insert(table.id);
        }
    }
}

impl TableCount {
    fn new(tree: &Tree, id: NodeId) -> Self {
        let is_layout = tree
            .attr(id, &local_name!("role"))
            .is_some_and(|r| matches!(r.trim(), "presentation" | "none"));
        Self {
            id,
            cells: 0,
            rows: 0,
            cells_in_row: 0,
            widest: 0,
            words: 0,
            words_in_cell: 0,
            longest: 0,
            has_headers: false,
            is_layout,
        }
    }

    fn count_node(&mut self, tree: &Tree, id: NodeId, tag: Tag) {
        match tag {
            Tag::Tr => {
                self.end_cell();
                self.end_row();
                self.rows += 1;
            }
            Tag::Td | Tag::Th => {
                self.end_cell();
                self.cells += 1;
                self.cells_in_row += 1;
                self.has_headers |= tag == Tag::Th;
            }
            Tag::Thead | Tag::Caption => self.has_headers = true,
            Tag::Form | Tag::Article | Tag::Nav | Tag::Iframe | Tag::H1 => self.is_layout = true,
            _ => self.words_in_cell += count_words(tree.text_of(id)),
        }
    }

    fn end_cell(&mut self) {
        self.words += self.words_in_cell;
        self.longest = self.longest.max(self.words_in_cell);
        self.words_in_cell = 0;
    }

    fn end_row(&mut self) {
        self.widest = self.widest.max(self.cells_in_row);
        self.cells_in_row = 0;
    }

    fn holds_data(&self) -> bool {
        !self.is_layout
            && self.cells > 0
            && self.words <= self.cells * MAX_CELL_WORDS
            && self.longest <= MAX_LONGEST_CELL
            && (self.has_headers || self.rows > 1 && self.widest > 1)
    }
}
