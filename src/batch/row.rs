//! Renders one record as a row: the article, the outcome, and the version and settings that
//! produced it.

use serde_json::{Map, Value};
use url::Url;

use super::job::RecordHead;
use super::outcome::Outcome;
use super::own_columns::OwnColumns;
use crate::fields::FIELDS;
use crate::setters::setters;
use crate::write::{Record, escape_invisible};

/// The format of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RowFormat {
    /// One JSON object in each line.
    #[default]
    Jsonl,
    /// A table as defined by RFC 4180, after a line of column names.
    Csv,
    /// A Parquet file. Rows are stored as JSON until the run is done, because a truncated Parquet
    /// file cannot be continued.
    Parquet,
    /// Arrow IPC: a stream if the name of the output ends in `.arrows`, otherwise a file. Rows are
    /// stored as JSON until the run is done, as for Parquet.
    Arrow,
}

/// The formats in which a row holds the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contents {
    /// Whether the row has `text`: plain paragraphs, separated by blank lines. Default true.
    pub text: bool,
    /// Whether the row has `markdown`. Default false.
    pub markdown: bool,
    /// Whether the row has `html`. Default false.
    pub html: bool,
}

impl Contents {
    setters! {
        with_text: text, bool;
        with_markdown: markdown, bool;
        with_html: html, bool;
    }
}

impl Default for Contents {
    fn default() -> Self {
        Self { text: true, markdown: false, html: false }
    }
}

/// The fields of a row that the record of the article does not hold.
#[derive(Debug, Default)]
pub(crate) struct RowParts {
    pub http_status: Option<u16>,
    pub markdown: Option<String>,
    pub html: Option<String>,
    /// SHA-256 of the text; `None` without text.
    pub content_hash: Option<String>,
}

impl RowFormat {
    /// The name, which is also the usual file extension: `jsonl`, `csv`, `parquet` or `arrow`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
        }
    }

    /// The line before the first row of CSV; empty for other formats.
    pub(crate) fn header(self, own: &OwnColumns) -> Vec<u8> {
        match self {
            Self::Csv => csv_record(csv_names(own).into_iter()),
            Self::Jsonl | Self::Parquet | Self::Arrow => Vec::new(),
        }
    }

    /// A row with its line end.
    pub(crate) fn render(self, row: &Map<String, Value>, own: &OwnColumns) -> Vec<u8> {
        match self {
            Self::Jsonl | Self::Parquet | Self::Arrow => {
                let json = serde_json::to_string(row).unwrap_or_default();
                (escape_invisible(json) + "\n").into_bytes()
            }
            Self::Csv => csv_line(row, own),
        }
    }
}

/// The row of a record, in the order of the columns: identity and outcome first, version and
/// settings last.
pub(crate) fn row(
    head: &RecordHead,
    outcome: &Outcome,
    mut record: Record,
    parts: RowParts,
    contents: Contents,
    options: &str,
    own: &OwnColumns,
) -> Map<String, Value> {
    record.error = None;
    let mut fields = match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let mut row = Map::new();
    let mut host = fields.shift_remove("hostname").unwrap_or_default();
    if let (true, Some(url)) = (host.is_null(), &head.url) {
        host = Url::parse(url).ok().and_then(|url| url.host_str().map(Value::from)).into();
    }
    row.insert("id".to_owned(), head.id.as_str().into());
    row.insert("path".to_owned(), head.path.as_deref().into());
    row.insert("url".to_owned(), head.url.as_deref().into());
    row.insert("hostname".to_owned(), host);
    row.insert("status".to_owned(), outcome.name().into());
    let error = if let Outcome::Failed(why) = outcome { Some(why.as_str()) } else { None };
    row.insert("error".to_owned(), error.into());
    row.insert("http_status".to_owned(), parts.http_status.into());
    row.insert("fetched_at".to_owned(), head.fetched_at.as_deref().into());
    for done in ["id", "url"] {
        fields.shift_remove(done);
    }
    if !contents.text {
        fields.shift_remove("text");
    }
    row.append(&mut fields);
    for (name, is_wanted, value) in
        [("markdown", contents.markdown, parts.markdown), ("html", contents.html, parts.html)]
    {
        if is_wanted {
            row.insert(name.to_owned(), value.into());
        }
    }
    row.insert("content_hash".to_owned(), parts.content_hash.into());
    row.insert("extractor".to_owned(), concat!("cleancopy ", env!("CARGO_PKG_VERSION")).into());
    row.insert("options".to_owned(), options.into());
    if !own.prefix.is_empty() {
        let renamed = row.into_iter().map(|(name, value)| (format!("{}{name}", own.prefix), value));
        row = renamed.collect();
    }
    row.extend(head.own.iter().map(|(name, value)| (name.clone(), value.clone())));
    row
}

/// The names of the columns of CSV: ours, then the user's own.
fn csv_names(own: &OwnColumns) -> Vec<String> {
    let ours = FIELDS.iter().map(|field| format!("{}{}", own.prefix, field.name));
    ours.chain(own.known.iter().map(|column| column.name.clone())).collect()
}

fn csv_line(row: &Map<String, Value>, own: &OwnColumns) -> Vec<u8> {
    csv_record(csv_names(own).iter().map(|name| match row.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => crate::text::printable(text).into_owned(),
        Some(other) => escape_invisible(other.to_string()),
    }))
}

fn csv_record(cells: impl Iterator<Item = String>) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = out.write_record(cells);
    out.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{Contents, FIELDS, OwnColumns, RowFormat, RowParts, row};
    use crate::batch::job::{Position, RecordHead};
    use crate::batch::outcome::Outcome;
    use crate::write::Record;

    fn full() -> serde_json::Map<String, Value> {
        let head = RecordHead {
            position: Position::default(),
            output: 0,
            id: "a,\"b\"".to_owned(),
            url: None,
            ..RecordHead::default()
        };
        let (text, comments) = ("one\n\ntwo".to_owned(), Some(String::new()));
        let record = Record { text, comments, schema_org: Some(Vec::new()), ..Record::default() };
        let parts = RowParts {
            http_status: Some(200),
            markdown: Some(String::new()),
            html: Some(String::new()),
            content_hash: None,
        };
        row(
            &head,
            &Outcome::Written,
            record,
            parts,
            Contents { text: true, markdown: true, html: true },
            "0",
            &OwnColumns::default(),
        )
    }

    #[test]
    fn rows_and_columns_have_the_same_names() {
        let mut keys: Vec<String> = full().keys().cloned().collect();
        let mut columns: Vec<String> = FIELDS.iter().map(|f| f.name.to_owned()).collect();
        let head = String::from_utf8(RowFormat::Csv.header(&OwnColumns::default())).expect("UTF-8");
        assert_eq!(head.trim_end().split(',').collect::<Vec<_>>(), columns);
        keys.sort();
        columns.sort();
        assert_eq!(keys, columns);
    }

    #[test]
    fn a_line_of_csv_is_read_back() {
        let bytes = [
            RowFormat::Csv.header(&OwnColumns::default()),
            RowFormat::Csv.render(&full(), &OwnColumns::default()),
        ]
        .concat();
        let mut table = csv::Reader::from_reader(&bytes[..]);
        let line = table.records().next().expect("a line").expect("that parses");
        let cell =
            |column: &str| &line[FIELDS.iter().position(|f| f.name == column).expect("a column")];
        assert_eq!((cell("id"), cell("authors"), cell("text")), ("a,\"b\"", "[]", "one\n\ntwo"));
    }
}
