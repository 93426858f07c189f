//! Files of CSV, with the names of the columns in the first line.

use std::io::BufRead;
use std::path::Path;

use csv::{ByteRecord, Reader as Table, ReaderBuilder};

use super::job::Content;
use super::source::{Columns, Found, Gauges, ReadOptions, Reader};
use super::unpack::{io_error, open_unpacked};
use crate::error::{Error, ErrorKind};
use crate::page::Page;

/// The rows of a file.
pub(crate) fn open(
    path: Option<&Path>,
    options: &ReadOptions,
    gauges: &Gauges,
) -> Result<Reader, Error> {
    let mut source = open_unpacked(path, &gauges.read).map_err(io_error)?;
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
    let places = Places::find(&names, &options.columns)?;
    Ok(Box::new(Rows { table, places, limit: options.limit, is_over: false }))
}

/// Where the columns stand.
struct Places {
    html: usize,
    url: Option<usize>,
    id: Option<usize>,
}

impl Places {
    fn find(names: &ByteRecord, columns: &Columns) -> Result<Self, Error> {
        let place = |wanted: &str| names.iter().position(|name| name == wanted.as_bytes());
        let html = place(&columns.html)
            .ok_or_else(|| no_column(&columns.html, names.iter().map(String::from_utf8_lossy)))?;
        Ok(Self { html, url: place(&columns.url), id: place(&columns.id) })
    }
}

/// The error of a table that lacks the column of pages, with those it has.
pub(crate) fn no_column(wanted: &str, names: impl Iterator<Item = impl AsRef<str>>) -> Error {
    let names: Vec<String> =
        names.take(50).map(|n| n.as_ref().chars().take(100).collect()).collect();
    let why =
        format!("there is no column {wanted:?}; --html-column names one of: {}", names.join(", "));
    Error::new(ErrorKind::BadRow).because(why)
}

struct Rows {
    table: Table<Box<dyn BufRead + Send>>,
    places: Places,
    limit: usize,
    is_over: bool,
}

impl Iterator for Rows {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
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
                Some(Found::failed(format!("{at} and all after it"), csv_error(e)))
            }
        }
    }
}

impl Rows {
    fn page(&self, at: String, row: &ByteRecord) -> Found {
        let Some(html) = row.get(self.places.html) else {
            return Found::failed(
                at,
                Error::new(ErrorKind::BadRow).because("the row is too short"),
            );
        };
        let text = |place: Option<usize>| {
            place
                .and_then(|p| row.get(p))
                .map(|v| String::from_utf8_lossy(v).into_owned())
                .filter(|v| !v.is_empty())
        };
        let content = if html.len() > self.limit {
            Content::Failed(Error::new(ErrorKind::TooLarge { limit: self.limit }))
        } else {
            Content::Page(Box::new(stored(html)))
        };
        Found::Page { id: text(self.places.id), url: text(self.places.url), at, content }
    }
}

/// A page out of a table: text is UTF-8, whatever its `<meta>` said when it was still a file.
pub(crate) fn stored(html: &[u8]) -> Page {
    match std::str::from_utf8(html) {
        Ok(text) => Page::from_html(text),
        Err(_) => Page::from_bytes(html.to_vec()),
    }
}

fn csv_error(e: csv::Error) -> Error {
    Error::new(ErrorKind::BadRow).because(e)
}
