//! Gives every row of a data table the same columns.
//!
//! A cell may span columns and rows. It is written once, at its first place, and is blank at the
//! other ones. A column in which no cell begins shows nothing, so it is left out.

use crate::block::{Blocks, Span, SpanKind};
use crate::parse::arena::NodeId;

/// Columns of the widest table whose spanned cells are filled in. Wider ones are written row by
/// row as they are, which bounds the work on a hostile page.
const MAX_COLUMNS: usize = 256;

/// Blank cells up to which short rows are filled up, for each cell of the table. A page must not
/// turn one wide row and many empty ones into a large output.
const MAX_BLANKS: usize = 8;

/// The cells of the data table that is being read.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Row>,
    cells: Vec<Extent>,
    /// The first block of the table.
    first_block: usize,
}

/// A row of the table.
#[derive(Debug)]
struct Row {
    /// The element around it: the head, the body or the foot.
    section: NodeId,
    is_foot: bool,
    /// The index of its first cell.
    first_cell: usize,
    /// Its block; `None` for a row without text.
    block: Option<usize>,
}

/// The columns and rows that a cell covers.
#[derive(Debug, Clone, Copy)]
struct Extent {
    columns: usize,
    /// 0 for all rows that follow in its section.
    rows: usize,
    /// The column in which it begins.
    column: usize,
}

impl Grid {
    pub(super) fn open(first_block: usize) -> Self {
        Self { first_block, ..Self::default() }
    }

    pub(super) fn open_row(&mut self, section: NodeId, is_foot: bool) {
        self.rows.push(Row { section, is_foot, first_cell: self.cells.len(), block: None });
    }

    pub(super) fn add_cell(&mut self, columns: usize, rows: usize) {
        let columns = columns.clamp(1, MAX_COLUMNS);
        self.cells.push(Extent { columns, rows, column: 0 });
    }

    /// Notes the block of the last row.
    pub(super) fn set_block(&mut self, block: usize) {
        if let Some(row) = self.rows.last_mut() {
            row.block = Some(block);
        }
    }

    /// Completes the blocks of the table.
    pub(super) fn close(mut self, blocks: &mut Blocks) {
        if let Some(columns) = self.place() {
            for i in 0..self.rows.len() {
                self.fill(i, &columns, blocks);
            }
        }
        self.move_foot(blocks);
    }

    fn cells_of(&self, row: usize) -> std::ops::Range<usize> {
        let end = self.rows.get(row + 1).map_or(self.cells.len(), |next| next.first_cell);
        self.rows[row].first_cell..end
    }

    /// Places all cells. Returns the columns in which a cell begins; `None` if there are too many.
    fn place(&mut self) -> Option<Vec<usize>> {
        let mut begins: Vec<bool> = Vec::new();
        // The row until which each column is taken by a cell of an earlier row.
        let mut taken: Vec<usize> = Vec::new();
        let mut section = None;
        for row in 0..self.rows.len() {
            if section.replace(self.rows[row].section) != Some(self.rows[row].section) {
                taken.clear();
            }
            let mut column = 0;
            for cell in self.cells_of(row) {
                while taken.get(column).is_some_and(|&until| until > row) {
                    column += 1;
                }
                let Extent { columns, rows, .. } = self.cells[cell];
                if column + columns > 2 * MAX_COLUMNS {
                    return None;
                }
                if begins.len() <= column {
                    begins.resize(column + 1, false);
                }
                begins[column] = true;
                self.cells[cell].column = column;
                if rows != 1 {
                    if taken.len() < column + columns {
                        taken.resize(column + columns, 0);
                    }
                    let until = if rows == 0 { usize::MAX } else { row.saturating_add(rows) };
                    taken[column..column + columns].fill(until);
                }
                column += columns;
            }
        }
        let columns: Vec<usize> = (0..begins.len()).filter(|&c| begins[c]).collect();
        let blanks = (columns.len() * self.rows.len()).saturating_sub(self.cells.len());
        (blanks <= self.cells.len() * MAX_BLANKS + MAX_COLUMNS).then_some(columns)
    }

    /// Gives the block of a row a cell for each column.
    fn fill(&self, row: usize, columns: &[usize], blocks: &mut Blocks) {
        let cells = self.cells_of(row);
        let block = self.rows[row].block.and_then(|block| blocks.list.get_mut(block));
        let Some(block) = block.filter(|_| cells.len() < columns.len()) else { return };
        let is_cell = |span: &Span| span.kind == SpanKind::Cell;
        let written: Vec<Span> = block.spans.iter().filter(|s| is_cell(s)).cloned().collect();
        // A row that became several blocks has other cells.
        if written.len() != cells.len() {
            return;
        }
        let mut rest = written.into_iter().zip(cells).peekable();
        let mut end = 0;
        block.spans.retain(|span| !is_cell(span));
        for &column in columns {
            let begins = rest.next_if(|(_, cell)| self.cells[*cell].column == column);
            let range = begins.map_or(end..end, |(span, _)| span.range);
            end = range.end;
            block.spans.push(Span { range, kind: SpanKind::Cell });
        }
        super::inline::sort_row(&mut block.spans);
    }

    /// Moves the foot behind the body. Old pages have it before the body, since browsers show it
    /// below.
    fn move_foot(&self, blocks: &mut Blocks) {
        let block_of = |row: &&Row| row.block;
        let first = self.rows.iter().filter(|r| r.is_foot).find_map(|r| block_of(&r));
        let Some(first) = first.filter(|&first| first >= self.first_block) else { return };
        let after = self.rows.iter().filter(|r| !r.is_foot).filter_map(|r| block_of(&r));
        let Some(next) = after.clone().find(|&block| block > first) else { return };
        let last = after.max().unwrap_or(next);
        if let Some(rows) = blocks.list.get_mut(first..=last) {
            rows.rotate_left(next - first);
        }
    }
}
