//! A table of numbers in the layout that the trees read: rows in groups, and each group stored by
//! column.

/// Rows of a group; they descend a tree together.
pub(crate) const LANES: usize = 64;

/// The numbers of one column in one group of rows.
pub(crate) type Column = [f32; LANES];

/// Numbers in rows and columns; cells that were not written are 0.0.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// One group after the other, each as a list of columns.
    groups: Vec<Box<[Column]>>,
    pub(crate) rows: usize,
    pub(crate) width: usize,
}

impl Table {
    /// A table of zeros.
    pub(crate) fn new(rows: usize, width: usize) -> Self {
        Self { groups: (0..rows.div_ceil(LANES)).map(|_| zeros(width)).collect(), rows, width }
    }

    /// Keeps the columns and changes the number of rows; the caller fills all rows again.
    pub(crate) fn reuse(&mut self, rows: usize) {
        self.groups.resize_with(rows.div_ceil(LANES), || zeros(self.width));
        self.rows = rows;
    }

    /// A table of these numbers, row by row.
    #[cfg(test)]
    pub(crate) fn from_rows(values: &[f32], width: usize) -> Self {
        let mut table = Self::new(values.len() / width.max(1), width);
        for (i, row) in values.chunks_exact(width.max(1)).enumerate() {
            let mut cells = table.cells(i);
            row.iter().for_each(|&value| cells.extend([value]));
        }
        table
    }

    /// The cells of a row, filled from the first column on.
    pub(crate) fn cells(&mut self, row: usize) -> Cells<'_> {
        Cells { columns: &mut self.groups[row / LANES], lane: row % LANES, next: 0 }
    }

    /// Appends some rows of a table with the same columns.
    pub(crate) fn append(&mut self, other: &Self, rows: impl Iterator<Item = usize>) {
        self.width = other.width;
        for row in rows {
            let (from, lane_from) = (other.group(row / LANES), row % LANES);
            let (group, lane) = (self.rows / LANES, self.rows % LANES);
            if lane == 0 {
                self.groups.push(zeros(self.width));
            }
            self.groups[group]
                .iter_mut()
                .zip(from)
                .for_each(|(into, from)| into[lane] = from[lane_from]);
            self.rows += 1;
        }
    }

    /// Splits the table into its groups; the last may have fewer rows.
    pub(crate) fn into_groups(self) -> impl Iterator<Item = Self> {
        let Self { groups, rows, width } = self;
        groups.into_iter().enumerate().map(move |(group, columns)| Self {
            groups: vec![columns],
            rows: LANES.min(rows - group * LANES),
            width,
        })
    }

    /// The columns of a group of rows.
    pub(super) fn group(&self, group: usize) -> &[Column] {
        &self.groups[group]
    }

    /// The numbers of one row.
    pub(crate) fn row(&self, row: usize) -> impl Iterator<Item = f32> {
        self.group(row / LANES).iter().map(move |column| column[row % LANES])
    }

    /// All rows, one after the other.
    #[cfg(any(test, feature = "unstable"))]
    pub(crate) fn values(&self) -> Vec<f32> {
        (0..self.rows).flat_map(|i| self.row(i)).collect()
    }
}

/// The columns of a group, all zero.
fn zeros(width: usize) -> Box<[Column]> {
    vec![[0.0; LANES]; width].into_boxed_slice()
}

/// The cells of one row, filled one after the other.
pub(crate) struct Cells<'t> {
    columns: &'t mut [Column],
    lane: usize,
    next: usize,
}

impl Cells<'_> {
    /// Fills the next cells.
    pub(crate) fn extend<const N: usize>(&mut self, values: [f32; N]) {
        for (column, value) in self.columns[self.next..self.next + N].iter_mut().zip(values) {
            column[self.lane % LANES] = value;
        }
        self.next += N;
    }

    /// The next cells, all zero, which the caller sets by index.
    pub(crate) fn take(&mut self, count: usize) -> Cells<'_> {
        let from = self.next;
        self.next += count;
        let columns = &mut self.columns[from..self.next];
        columns.iter_mut().for_each(|column| column[self.lane % LANES] = 0.0);
        Cells { columns, lane: self.lane, next: 0 }
    }

    /// Sets one cell.
    pub(crate) fn set(&mut self, column: usize, value: f32) {
        self.columns[column][self.lane % LANES] = value;
    }
}

#[cfg(test)]
mod tests {
    use super::{LANES, Table};

    #[test]
    fn rows_are_read_back_unchanged() {
        let values: Vec<f32> = (0..3 * (2 * LANES + 5)).map(|n| n as f32).collect();
        let table = Table::from_rows(&values, 3);
        assert_eq!((table.rows, table.values()), (2 * LANES + 5, values));
    }

    #[test]
    fn rows_are_appended_in_order() {
        let table = Table::from_rows(&(0..2 * 3 * LANES).map(|n| n as f32).collect::<Vec<_>>(), 2);
        let every_second: Vec<usize> = (0..3 * LANES).step_by(2).collect();
        let expected: Vec<f32> = every_second
            .iter()
            .flat_map(|row| [2.0 * *row as f32, 2.0 * *row as f32 + 1.0])
            .collect();
        let mut added = Table::default();
        added.append(&table, every_second.into_iter());
        assert_eq!(added.values(), expected);
        assert_eq!(added.rows, expected.len() / 2);
    }

    #[test]
    fn taken_cells_are_between_the_others() {
        let mut table = Table::new(1, 4);
        let mut cells = table.cells(0);
        cells.extend([1.0]);
        cells.take(2).set(1, 3.0);
        cells.extend([4.0]);
        assert_eq!(table.values(), [1.0, 0.0, 3.0, 4.0]);
    }
}
