//! Distinguishes data tables from layout tables.
//!
//! A table is one of `<table>`, or one of other elements with the roles of ARIA.

use html5ever::local_name;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::parse::arena::{NodeId, ROOT, Tree};
use crate::parse::tag::Tag;
use crate::text::count_words;

/// Most words that a cell of a data table has on average. Cells of layout tables contain whole
/// columns of a page.
const MAX_CELL_WORDS: u32 = 25;
/// Most words of any cell of a data table.
const MAX_LONGEST_CELL: u32 = 120;

/// Most words of a table inside a cell of a data table.
const MAX_INNER_WORDS: u32 = 40;

/// The data tables of a page.
#[derive(Debug, Default)]
pub(super) struct Tables {
    data: FxHashSet<NodeId>,
    /// The elements that are parts of a table by their role.
    parts: FxHashMap<NodeId, Tag>,
}

impl Tables {
    /// Finds the data tables of a page.
    pub(super) fn find(tree: &Tree) -> Self {
        let is_role = |name: &html5ever::LocalName| *name == local_name!("role");
        let parts = if tree.all_attrs().iter().any(|attr| is_role(&attr.name)) {
            parts_by_role(tree)
        } else {
            FxHashMap::default()
        };
        let mut tables = Self { data: FxHashSet::default(), parts };
        if !tables.parts.is_empty() || tree.nodes().iter().any(|n| n.tag == Tag::Table) {
            tables.data = data_tables(tree, &tables);
        }
        tables
    }

    /// Whether an element is a data table.
    pub(super) fn contains(&self, id: NodeId) -> bool {
        self.data.contains(&id)
    }

    /// The tag of an element, or that of the part of a table whose role it has.
    pub(super) fn part(&self, tree: &Tree, id: NodeId) -> Tag {
        let by_role = if self.parts.is_empty() { None } else { self.parts.get(&id) };
        by_role.copied().unwrap_or_else(|| tree.tag(id))
    }

    /// Whether the page has tables of other elements.
    pub(super) fn has_roles(&self) -> bool {
        !self.parts.is_empty()
    }
}

/// The parts of tables that consist of other elements; none without a row and a cell.
fn parts_by_role(tree: &Tree) -> FxHashMap<NodeId, Tag> {
    let mut parts = FxHashMap::default();
    let mut has = (false, false, false);
    for id in 0..tree.nodes().len() as NodeId {
        if tree.attrs(id).is_empty() || is_table_element(tree.tag(id)) {
            continue;
        }
        let Some(role) = tree.attr(id, &local_name!("role")) else { continue };
        let part = match role.trim() {
            "table" | "grid" | "treegrid" => Tag::Table,
            "rowgroup" => Tag::Tbody,
            "row" => Tag::Tr,
            "cell" | "gridcell" => Tag::Td,
            "columnheader" | "rowheader" => Tag::Th,
            "caption" => Tag::Caption,
            _ => continue,
        };
        has.0 |= part == Tag::Table;
        has.1 |= part == Tag::Tr;
        has.2 |= matches!(part, Tag::Td | Tag::Th);
        parts.insert(id, part);
    }
    if has == (true, true, true) { parts } else { FxHashMap::default() }
}

fn is_table_element(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Table
            | Tag::Thead
            | Tag::Tbody
            | Tag::Tfoot
            | Tag::Tr
            | Tag::Td
            | Tag::Th
            | Tag::Caption
    )
}

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
    header_cells: u32,
    is_layout: bool,
    has_form: bool,
    /// Whether it consists of other elements.
    is_by_role: bool,
    /// Whether its rows have different numbers of cells.
    is_uneven: bool,
    /// Tables inside it that a cell may hold.
    inner: Vec<NodeId>,
}

/// The data tables of a page, found in one walk.
fn data_tables(tree: &Tree, tables: &Tables) -> FxHashSet<NodeId> {
    let mut found = FxHashSet::default();
    let mut open: Vec<TableCount> = Vec::new();
    let mut at = Some(ROOT);
    while let Some(id) = at {
        while open.last().is_some_and(|t| !is_inside(tree, id, t.id)) {
            close_table(&mut open, &mut found);
        }
        let tag = tables.part(tree, id);
        if tag == Tag::Table {
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
        if let Some(outer) = open.last_mut() {
            outer.add_inner(&mut table);
        }
        if table.holds_data() {
            found.insert(table.id);
            // Inside a cell, a table is text of the cell.
            table.inner.iter().for_each(|id| _ = found.remove(id));
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
            header_cells: 0,
            is_layout,
            has_form: false,
            is_by_role: tree.tag(id) != Tag::Table,
            is_uneven: false,
            inner: Vec::new(),
        }
    }

    /// Adds a table that is inside a cell. It may be a part of the cell if it is small and has no
    /// headings of its own.
    fn add_inner(&mut self, inner: &mut Self) {
        self.words_in_cell += inner.words;
        self.is_layout |= inner.has_headers || inner.words > MAX_INNER_WORDS;
        self.inner.push(inner.id);
        self.inner.append(&mut inner.inner);
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
                self.header_cells += u32::from(tag == Tag::Th);
            }
            Tag::Thead | Tag::Caption => self.has_headers = true,
            Tag::Form => self.has_form = true,
            Tag::Article | Tag::Nav | Tag::Iframe | Tag::H1 => self.is_layout = true,
            _ => self.words_in_cell += count_words(tree.text_of(id)),
        }
    }

    fn end_cell(&mut self) {
        self.words += self.words_in_cell;
        self.longest = self.longest.max(self.words_in_cell);
        self.words_in_cell = 0;
    }

    fn end_row(&mut self) {
        self.is_uneven |=
            self.cells_in_row > 1 && self.widest > 1 && self.cells_in_row != self.widest;
        self.widest = self.widest.max(self.cells_in_row);
        self.cells_in_row = 0;
    }

    fn holds_data(&self) -> bool {
        // Pages also set rows of cards as tables by role.
        !(self.is_layout || self.is_by_role && self.is_uneven)
            && self.cells > 0
            && self.words <= self.cells * MAX_CELL_WORDS
            && self.longest <= MAX_LONGEST_CELL
            && (self.has_headers || self.rows > 1 && self.widest > 1)
            && (self.is_strict() || !self.has_form && self.inner.is_empty())
    }

    /// Whether it surely is a table: it has several rows and columns, and headings for them. Then
    /// forms in its cells are buttons, and tables in its cells are data.
    fn is_strict(&self) -> bool {
        self.rows > 2 && self.widest > 1 && self.header_cells >= self.widest.min(self.rows - 1)
    }
}
