//! CSV files, with the names of the columns in the first line.

use std::io::BufRead;
use std::path::Path;

use csv::{ByteRecord, Reader as Table, ReaderBuilder};
use serde_json::Value;

use super::decompress::{io_error, open_decompressed};
use super::reader::{
    BoxReader, ColumnNames, More, ProgressCounters, ReadOptions, Reader, ReaderItem,
    content_from_cell, missing_column,
};
use crate::error::{Error, ErrorKind};

/// Opens a file of rows.
pub(crate) fn open(
    path: Option<&Path>,
    options: &ReadOptions,
    counters: &ProgressCounters,
) -> Result<BoxReader, Error> {
    let (table, names) = open_table(path, counters)?;
    let indexes = ColumnIndexes::find(&names, &options.columns)?;
    let own = own_columns(&names, options);
    Ok(Box::new(Rows { table, indexes, own, limit: options.limit, is_over: false }))
}

type CsvTable = Table<Box<dyn BufRead + Send>>;

/// Opens a table and reads the names of its columns.
fn open_table(
    path: Option<&Path>,
    counters: &ProgressCounters,
) -> Result<(CsvTable, ByteRecord), Error> {
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
    Ok((table, names))
}

/// The names of the columns of a file.
pub(crate) fn column_names(path: &Path) -> Result<Vec<String>, Error> {
    let (_, names) = open_table(Some(path), &ProgressCounters::default())?;
    Ok(names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect())
}

/// The user's own columns that rows keep.
fn own_columns(names: &ByteRecord, options: &ReadOptions) -> Vec<(String, usize)> {
    let names = names.iter().map(|name| String::from_utf8_lossy(name).into_owned());
    let own = names.zip(0..).filter(|(name, _)| options.own.keeps(name, &options.columns));
    own.collect()
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
    table: CsvTable,
    indexes: ColumnIndexes,
    /// The user's own columns, by name and index.
    own: Vec<(String, usize)>,
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
        let (id, url) = (text(self.indexes.id), text(self.indexes.url));
        let own = self.own.iter().map(|(name, index)| {
            let value = text(Some(*index)).map_or(Value::Null, Value::String);
            (name.clone(), value)
        });
        let more = Box::new(More { own: own.collect(), ..More::default() });
        ReaderItem::Page { id, url, at, content, more }
    }
}

fn csv_error(e: csv::Error) -> Error {
    Error::new(ErrorKind::BadRow).because(e)
}
