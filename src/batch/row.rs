//! One page as a row: the record of the article, what became of the page, and what the row was made with.

use serde_json::{Map, Value};

use super::job::{Fate, Head};
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

/// What a column of a table holds. Lists and objects are JSON in CSV; lists are lists in Parquet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    List,
    Number,
    /// 0 to 1.
    Share,
    Bool,
    Json,
}

/// The columns of a row, in order. Every key that a row may have is here; a test sees to it.
pub(crate) const COLUMNS: &[(&str, Kind)] = &[
    ("id", Kind::Text),
    ("url", Kind::Text),
    ("status", Kind::Text),
    ("error", Kind::Text),
    ("http_status", Kind::Number),
    ("title", Kind::Text),
    ("alternative_headline", Kind::Text),
    ("authors", Kind::List),
    ("date", Kind::Text),
    ("published", Kind::Text),
    ("modified", Kind::Text),
    ("site_name", Kind::Text),
    ("publisher", Kind::Text),
    ("language", Kind::Text),
    ("detected_language", Kind::Text),
    ("direction", Kind::Text),
    ("description", Kind::Text),
    ("section", Kind::Text),
    ("tags", Kind::List),
    ("image", Kind::Text),
    ("image_width", Kind::Number),
    ("image_height", Kind::Number),
    ("image_caption", Kind::Text),
    ("images", Kind::List),
    ("video", Kind::Text),
    ("canonical_url", Kind::Text),
    ("amp_url", Kind::Text),
    ("license", Kind::Text),
    ("rights", Kind::List),
    ("agency", Kind::Text),
    ("corrections", Kind::List),
    ("kind", Kind::Text),
    ("kind_confidence", Kind::Share),
    ("quality", Kind::Share),
    ("schema_type", Kind::Text),
    ("is_free", Kind::Bool),
    ("word_count", Kind::Number),
    ("reading_minutes", Kind::Number),
    ("text", Kind::Text),
    ("markdown", Kind::Text),
    ("html", Kind::Text),
    ("comments", Kind::Text),
    ("schema_org", Kind::Json),
    ("sources", Kind::Json),
    ("warnings", Kind::List),
    ("extra", Kind::Json),
    ("content_hash", Kind::Text),
    ("extractor", Kind::Text),
    ("options", Kind::Text),
];

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
    /// What stands before the first row.
    pub(crate) fn head(self) -> &'static [u8] {
        // Written out, so that it can be searched for; a test compares it with the columns.
        const NAMES: &[u8] = b"id,url,status,error,http_status,title,alternative_headline,authors,date,published,modified,site_name,publisher,language,detected_language,direction,description,\
            section,tags,image,image_width,image_height,image_caption,images,video,canonical_url,amp_url,license,rights,agency,corrections,kind,kind_confidence,quality,schema_type,is_free,word_count,reading_minutes,text,markdown,html,comments,schema_org,sources,warnings,extra,\
            content_hash,extractor,options\n";
        if self == Self::Csv { NAMES } else { b"" }
    }

    /// A row with its line end.
    pub(crate) fn render(self, row: &Map<String, Value>) -> Vec<u8> {
        match self {
            Self::Jsonl | Self::Parquet => {
                let json = serde_json::to_string(row).unwrap_or_default();
                (escape_invisible(json) + "\n").into_bytes()
            }
            Self::Csv => csv_line(row),
        }
    }
}

/// A row in the order of the columns: first what it is and what became of it, last what it was made with.
pub(crate) fn row(
    head: &Head,
    fate: &Fate,
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
    row.insert("status".to_owned(), fate.name().into());
    let error = if let Fate::Failed(why) = fate { Some(why.as_str()) } else { None };
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
    let cells = COLUMNS.iter().map(|(name, _)| match row.get(*name) {
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

    use super::{COLUMNS, Contents, RowFormat, RowParts, row};
    use crate::batch::job::{Fate, Head, Place};
    use crate::write::Record;

    fn full() -> serde_json::Map<String, Value> {
        let head = Head {
            place: Place::default(),
            output: 0,
            id: "a,\"b\"".to_owned(),
            url: None,
            origin: String::new(),
            is_answer: false,
            passed_over: 0,
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
            &Fate::Written,
            record,
            parts,
            Contents { text: true, markdown: true, html: true },
            "0",
        )
    }

    #[test]
    fn every_key_of_a_row_is_a_column_and_the_other_way_round() {
        let mut keys: Vec<String> = full().keys().cloned().collect();
        let mut columns: Vec<String> = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect();
        let head = String::from_utf8(RowFormat::Csv.head().to_vec()).expect("UTF-8");
        assert_eq!(head.trim_end().split(',').collect::<Vec<_>>(), columns);
        keys.sort();
        columns.sort();
        assert_eq!(keys, columns);
    }

    #[test]
    fn a_line_of_csv_reads_back() {
        let bytes = [RowFormat::Csv.head(), &RowFormat::Csv.render(&full())].concat();
        let mut table = csv::Reader::from_reader(&bytes[..]);
        let line = table.records().next().expect("a line").expect("that parses");
        let cell = |column: &str| {
            &line[COLUMNS.iter().position(|(name, _)| *name == column).expect("a column")]
        };
        assert_eq!((cell("id"), cell("authors"), cell("text")), ("a,\"b\"", "[]", "one\n\ntwo"));
    }
}
