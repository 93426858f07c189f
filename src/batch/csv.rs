//! CSV files, with the names of the columns in the first line.

use std::io::BufRead;
use std::path::Path;

use csv::{ByteRecord, Reader as Table, ReaderBuilder};

use super::decompress::{io_error, open_decompressed};
use super::reader::{
    BoxReader, ColumnNames, ProgressCounters, ReadOptions, Reader, ReaderItem, content_from_cell,
    missing_column,
};
use crate::error::{Error, ErrorKind};

/// Opens a file of rows.
pub(crate) fn open(
    path: Option<&Path>,
    options: &ReadOptions,
    counters: &ProgressCounters,
) -> Result<BoxReader, Error> {
    let mut source = open_decompressed(path, &counters.bytes_read).map_err(io_error)?;
    let start = source.fill_buf().map_err(io_error)?;
    if start.starts_with(b"\xef\xbb\xbf") {
        source.consume(3);
    }
    let start = source.fill_buf().map_err(io_error)?;
    let first = start.split(|&b| b == b'\n').next().unwrap_or_default();
    let count = |byte: u8| first.iter().filter(|&&b| b == byte).count();
    let delimiter = if count(b'\t') > count(b',') { b'\t' } else { b',' };
    let mut table = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(source);
    let names = table.byte_headers().map_err(csv_error)?.clone();
    if names.is_empty() {
        return Err(Error::new(ErrorKind::BadRow)
            .because("the file is empty; its first line names the columns"));
    }
    let indexes = ColumnIndexes::find(&names, &options.columns)?;
    Ok(Box::new(Rows { table, indexes, limit: options.limit, is_over: false }))
}

/// The indexes of the columns.
struct ColumnIndexes {
    html: usize,
    url: Option<usize>,
    id: Option<usize>,
}

impl ColumnIndexes {
    fn find(names: &ByteRecord, columns: &ColumnNames) -> Result<Self, Error> {
        let index = |wanted: &str| names.iter().position(|name| name == wanted.as_bytes());
        let html = index(&columns.html).ok_or_else(|| {
            missing_column(&columns.html, names.iter().map(String::from_utf8_lossy))
        })?;
        Ok(Self { html, url: index(&columns.url), id: index(&columns.id) })
    }
}

struct Rows {
    table: Table<Box<dyn BufRead + Send>>,
    indexes: ColumnIndexes,
    limit: usize,
    is_over: bool,
}

impl Reader for Rows {
    fn next_item(&mut self) -> Option<ReaderItem> {
        if self.is_over {
            return None;
        }
        let at = format!("line {}", self.table.position().line());
        let mut row = ByteRecord::new();
        match self.table.read_byte_record(&mut row) {
            Ok(true) => Some(self.page(at, &row)),
            Ok(false) => None,
            Err(e) => {
                self.is_over = true;
                Some(ReaderItem::failed(format!("{at} and all after it"), csv_error(e)))
            }
        }
    }
}

impl Rows {
    fn page(&self, at: String, row: &ByteRecord) -> ReaderItem {
        let Some(html) = row.get(self.indexes.html) else {
            return ReaderItem::failed(
                at,
                Error::new(ErrorKind::BadRow).because("the row is too short"),
            );
        };
        let text = |index: Option<usize>| {
            index
                .and_then(|p| row.get(p))
                .map(|v| String::from_utf8_lossy(v).into_owned())
                .filter(|v| !v.is_empty())
        };
        let content = content_from_cell(html, self.limit);
        ReaderItem::Page { id: text(self.indexes.id), url: text(self.indexes.url), at, content }
    }
}

fn csv_error(e: csv::Error) -> Error {
    Error::new(ErrorKind::BadRow).because(e)
}
