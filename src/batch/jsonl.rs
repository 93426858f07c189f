//! Files of JSON rows: a line is a job, and the worker parses it.

use std::io::{BufRead, Read};
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::decompress::{io_error, open_decompressed};
use super::job::Content;
use super::own_columns::OwnColumns;
use super::reader::{
    BoxReader, ColumnNames, ProgressCounters, ReadOptions, Reader, ReaderItem, missing_column,
    skip_line,
};
use crate::error::{Error, ErrorKind};
use crate::page::Page;

/// The largest size of a row relative to the page in it: JSON writes some bytes as six, and rows
/// have other fields.
const ROW_BYTES_PER_PAGE_BYTE: usize = 2;

/// Opens a file of rows. Blank lines are skipped.
pub(crate) fn open(
    path: Option<&Path>,
    options: &ReadOptions,
    counters: &ProgressCounters,
) -> Result<BoxReader, Error> {
    let source = open_decompressed(path, &counters.bytes_read).map_err(io_error)?;
    let limit = options.limit.saturating_mul(ROW_BYTES_PER_PAGE_BYTE);
    Ok(Box::new(Lines { source, limit, number: 0, is_over: false }))
}

struct Lines {
    source: Box<dyn BufRead + Send>,
    limit: usize,
    number: u64,
    is_over: bool,
}

impl Reader for Lines {
    fn next_item(&mut self) -> Option<ReaderItem> {
        while !self.is_over {
            let mut line = Vec::new();
            self.number += 1;
            let at = format!("row {}", self.number);
            let read =
                self.source.by_ref().take(self.limit as u64 + 1).read_until(b'\n', &mut line);
            match read {
                Ok(0) => self.is_over = true,
                Ok(_) if line.trim_ascii().is_empty() => {}
                Ok(_) if line.len() > self.limit && !line.ends_with(b"\n") => {
                    drop(line);
                    self.is_over = skip_line(&mut self.source).is_err();
                    return Some(ReaderItem::failed(
                        at,
                        Error::new(ErrorKind::TooLarge {
                            limit: self.limit / ROW_BYTES_PER_PAGE_BYTE,
                        }),
                    ));
                }
                Ok(_) => {
                    return Some(ReaderItem::Page {
                        id: None,
                        url: None,
                        at,
                        content: Content::JsonRow(line),
                        more: Box::default(),
                    });
                }
                Err(e) => {
                    self.is_over = true;
                    return Some(ReaderItem::failed(
                        format!("row {} and all after it", self.number),
                        io_error(e),
                    ));
                }
            }
        }
        None
    }
}

/// Rows whose keys are read before a run, and the most bytes of them.
const PROBED: (usize, u64) = (100, 16 << 20);

/// The keys of the first rows of a file; `None` if there is no row that can be read.
pub(crate) fn first_keys(path: &Path) -> Option<Vec<String>> {
    let source = open_decompressed(Some(path), &Arc::default()).ok()?;
    let mut keys: Option<Vec<String>> = None;
    for line in source.take(PROBED.1).split(b'\n').take(PROBED.0) {
        let Ok(row) = serde_json::from_slice::<Map<String, Value>>(&line.ok()?) else { continue };
        let keys = keys.get_or_insert_with(Vec::new);
        for (key, _) in row {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys.filter(|keys| !keys.is_empty())
}

/// A row of JSON. A row without a page still has its identifier and the user's own fields, so its
/// failure can be joined back.
pub(crate) struct JsonPage {
    pub page: Result<Page, Error>,
    pub id: Option<String>,
    pub url: Option<String>,
    /// The user's own fields.
    pub own: Map<String, Value>,
}

/// Parses a row of JSON. Other fields are skipped.
pub(crate) fn parse_row(
    row: &[u8],
    columns: &ColumnNames,
    own: &OwnColumns,
) -> Result<JsonPage, Error> {
    let bad = |why: String| Error::new(ErrorKind::BadRow).because(why);
    let text = std::str::from_utf8(row).map_err(|e| bad(format!("not UTF-8: {e}")))?;
    let row = RowFields::deserialize_from(text, columns, own)
        .map_err(|e| bad(format!("not a JSON object: {e}")))?;
    let page = match row.html {
        Some(Value::String(html)) => Ok(Page::from_html(&html)),
        Some(Value::Null) | None => Err(missing_column(&columns.html, std::iter::empty::<&str>())),
        Some(_) => Err(bad(format!("{:?} is not text", columns.html))),
    };
    Ok(JsonPage {
        page,
        id: row.id.and_then(scalar_text),
        url: row.url.and_then(scalar_text),
        own: row.own,
    })
}

/// The text of a string or number; `None` for any other value.
fn scalar_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The values of a row that are needed. If a key repeats, the last one counts.
#[derive(Default)]
struct RowFields {
    html: Option<Value>,
    url: Option<Value>,
    id: Option<Value>,
    own: Map<String, Value>,
}

impl RowFields {
    fn deserialize_from(
        text: &str,
        columns: &ColumnNames,
        own: &OwnColumns,
    ) -> serde_json::Result<Self> {
        let mut json = serde_json::Deserializer::from_str(text);
        let fields =
            serde::de::Deserializer::deserialize_map(&mut json, FieldsVisitor { columns, own })?;
        json.end()?;
        Ok(fields)
    }
}

struct FieldsVisitor<'c> {
    columns: &'c ColumnNames,
    own: &'c OwnColumns,
}

impl<'de> serde::de::Visitor<'de> for FieldsVisitor<'_> {
    type Value = RowFields;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<RowFields, A::Error> {
        let mut fields = RowFields::default();
        while let Some(Key(key)) = map.next_key()? {
            // One column can have two uses: a URL is often the identifier as well.
            let is = |name: &String| *name == key;
            let (html, url, id) =
                (is(&self.columns.html), is(&self.columns.url), is(&self.columns.id));
            let own = self.own.keeps(&key, self.columns);
            if !(html || url || id || own) {
                map.next_value::<serde::de::IgnoredAny>()?;
                continue;
            }
            let value: Value = map.next_value()?;
            if own {
                fields.own.insert(key, value.clone());
            }
            if url {
                fields.url = Some(value.clone());
            }
            if id {
                fields.id = Some(value.clone());
            }
            if html {
                fields.html = Some(value);
            }
        }
        Ok(fields)
    }
}

#[derive(Deserialize)]
struct Key(String);

#[cfg(test)]
mod tests {
    use super::super::own_columns::OwnColumns;
    use super::super::reader::ColumnNames;
    use super::parse_row;

    #[test]
    fn a_row_gives_its_page_its_address_and_its_identifier() {
        let columns = ColumnNames { id: "url".to_owned(), ..ColumnNames::default() };
        let page = parse_row(
            br#"{"other":[1,{"html":2}],"html":"<p>\u00fc","url":"https://news.example/"}"#,
            &columns,
            &OwnColumns::default(),
        )
        .expect("a page");
        assert_eq!(
            (page.page.expect("a page").bytes, page.id.as_deref()),
            ("<p>ü".as_bytes().to_vec(), Some("https://news.example/"))
        );
        assert_eq!(page.url, page.id);
        let numbered =
            parse_row(br#"{"html":"","id":17}"#, &ColumnNames::default(), &OwnColumns::default())
                .expect("a page");
        assert_eq!(numbered.id.as_deref(), Some("17"));
    }

    #[test]
    fn a_bad_row_fails_with_a_reason() {
        let message = |row: &str| {
            parse_row(row.as_bytes(), &ColumnNames::default(), &OwnColumns::default())
                .and_then(|row| row.page)
                .err()
                .map(|e| e.with_cause())
                .unwrap_or_default()
        };
        assert!(message("[]").contains("not a JSON object"));
        assert!(message("{\"html\":\"a\"").contains("not a JSON object"));
        assert!(message("{\"a\":1}").contains(r#"there is no "html""#));
        assert!(message("{\"html\":1}").contains("is not text"));
    }
}
