//! One page as a row: the record of the article, what became of the page, and what the row was made with.

use serde_json::{Map, Value};

use super::job::RecordHead;
use super::outcome::Outcome;
use crate::fields::FIELDS;
use crate::write::{Record, escape_invisible};

/// The shape of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowFormat {
    /// A JSON object a line.
    #[default]
    Jsonl,
    /// A table as RFC 4180 describes it, with a line of names first.
    Csv,
    /// A Parquet file. Rows are kept as JSON until the run is done, since a Parquet file cannot be continued once it is cut.
    Parquet,
    /// Arrow IPC: a stream where the output's name ends in `.arrows`, else a file. Kept as JSON until
    /// the run is done, like Parquet.
    Arrow,
}

/// Which shapes of the text a row carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// `text`: paragraphs with a blank line between. Default on.
    pub text: bool,
    /// `markdown`. Default off.
    pub markdown: bool,
    /// `html`. Default off.
    pub html: bool,
}

impl Default for Contents {
    fn default() -> Self {
        Self { text: true, markdown: false, html: false }
    }
}

/// What a row says beside the record of the article.
#[derive(Debug, Default)]
pub(crate) struct RowParts {
    pub http_status: Option<u16>,
    pub markdown: Option<String>,
    pub html: Option<String>,
    /// SHA-256 of the text; none without text.
    pub content_hash: Option<String>,
}

impl RowFormat {
    /// The line before the first row; empty but for CSV.
    pub(crate) fn header(self) -> Vec<u8> {
        match self {
            Self::Csv => {
                let names: Vec<&str> = FIELDS.iter().map(|f| f.name).collect();
                (names.join(",") + "\n").into_bytes()
            }
            Self::Jsonl | Self::Parquet | Self::Arrow => Vec::new(),
        }
    }

    /// A row with its line end.
    pub(crate) fn render(self, row: &Map<String, Value>) -> Vec<u8> {
        match self {
            Self::Jsonl | Self::Parquet | Self::Arrow => {
                let json = serde_json::to_string(row).unwrap_or_default();
                (escape_invisible(json) + "\n").into_bytes()
            }
            Self::Csv => csv_line(row),
        }
    }
}

/// A row in the order of the columns: first what it is and what became of it, last what it was made with.
pub(crate) fn row(
    head: &RecordHead,
    outcome: &Outcome,
    mut record: Record,
    parts: RowParts,
    contents: Contents,
    options: &str,
) -> Map<String, Value> {
    record.error = None;
    let mut fields = match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let mut row = Map::new();
    row.insert("id".to_owned(), head.id.as_str().into());
    row.insert("url".to_owned(), head.url.as_deref().into());
    row.insert("status".to_owned(), outcome.name().into());
    let error = if let Outcome::Failed(why) = outcome { Some(why.as_str()) } else { None };
    row.insert("error".to_owned(), error.into());
    row.insert("http_status".to_owned(), parts.http_status.into());
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
    row
}

fn csv_line(row: &Map<String, Value>) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    let cells = FIELDS.iter().map(|field| match row.get(field.name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => crate::text::printable(text).into_owned(),
        Some(other) => escape_invisible(other.to_string()),
    });
    // Memory takes all that is written.
    let _ = out.write_record(cells);
    out.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::Value;

    use super::{Contents, FIELDS, RowFormat, RowParts, row};
    use crate::batch::job::{Position, RecordHead};
    use crate::batch::outcome::Outcome;
    use crate::write::Record;

    fn full() -> serde_json::Map<String, Value> {
        let head = RecordHead {
            position: Position::default(),
            output: 0,
            id: "a,\"b\"".to_owned(),
            url: None,
            origin: String::new(),
            is_response: false,
            not_pages: 0,
            records: Arc::default(),
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
        )
    }

    #[test]
    fn every_key_of_a_row_is_a_column_and_the_other_way_round() {
        let mut keys: Vec<String> = full().keys().cloned().collect();
        let mut columns: Vec<String> = FIELDS.iter().map(|f| f.name.to_owned()).collect();
        let head = String::from_utf8(RowFormat::Csv.header()).expect("UTF-8");
        assert_eq!(head.trim_end().split(',').collect::<Vec<_>>(), columns);
        keys.sort();
        columns.sort();
        assert_eq!(keys, columns);
    }

    #[test]
    fn a_line_of_csv_reads_back() {
        let bytes = [RowFormat::Csv.header(), RowFormat::Csv.render(&full())].concat();
        let mut table = csv::Reader::from_reader(&bytes[..]);
        let line = table.records().next().expect("a line").expect("that parses");
        let cell =
            |column: &str| &line[FIELDS.iter().position(|f| f.name == column).expect("a column")];
        assert_eq!((cell("id"), cell("authors"), cell("text")), ("a,\"b\"", "[]", "one\n\ntwo"));
    }
}
