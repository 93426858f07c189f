//! Cells of Arrow columns as pages; the readers of Parquet and Arrow IPC share this.

use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, Int32Array, Int64Array, LargeBinaryArray,
    LargeStringArray, RecordBatch, StringArray, StringViewArray,
};
use arrow_schema::Schema;
use serde_json::{Map, Value};

use super::job::Content;
use super::reader::{ColumnNames, More, ReaderItem, content_from_cell, missing_column};
use crate::error::{Error, ErrorKind};

/// Checks that a table has a column of pages.
pub(crate) fn check_columns(schema: &Schema, columns: &ColumnNames) -> Result<(), Error> {
    let names = || schema.fields().iter().map(|f| f.name());
    if names().any(|name| *name == columns.html) {
        return Ok(());
    }
    Err(missing_column(&columns.html, names()))
}

/// The page in row `at` of a batch; it is row `number` of the file, counted from 1.
pub(crate) fn page_in_row(
    batch: &RecordBatch,
    at: usize,
    number: u64,
    columns: &ColumnNames,
    limit: usize,
    own: Map<String, Value>,
) -> ReaderItem {
    let value = |name: &str| batch.column_by_name(name).and_then(|c| cell(c, at));
    let text = |name: &str| value(name).map(|v| String::from_utf8_lossy(&v).into_owned());
    let content = match value(&columns.html) {
        None => Content::Failed(
            Error::new(ErrorKind::BadRow)
                .because(format!("{:?} is empty or not text", columns.html)),
        ),
        Some(html) => content_from_cell(&html, limit),
    };
    let at = format!("row {number}");
    let (id, url) = (text(&columns.id), text(&columns.url));
    ReaderItem::Page { id, url, at, content, more: Box::new(More { own, ..More::default() }) }
}

/// One value as bytes, from any type that holds text or an integer; `None` for null and other
/// types.
fn cell(column: &ArrayRef, at: usize) -> Option<Vec<u8>> {
    if column.is_null(at) {
        return None;
    }
    let any = column.as_any();
    macro_rules! try_as {
        ($($kind:ty => $get:expr),+ $(,)?) => {
            $(if let Some(array) = any.downcast_ref::<$kind>() {
                return Some($get(array.value(at)));
            })+
        };
    }
    try_as!(
        StringArray => |v: &str| v.as_bytes().to_vec(),
        LargeStringArray => |v: &str| v.as_bytes().to_vec(),
        StringViewArray => |v: &str| v.as_bytes().to_vec(),
        BinaryArray => |v: &[u8]| v.to_vec(),
        LargeBinaryArray => |v: &[u8]| v.to_vec(),
        BinaryViewArray => |v: &[u8]| v.to_vec(),
        Int64Array => |v: i64| v.to_string().into_bytes(),
        Int32Array => |v: i32| v.to_string().into_bytes(),
    );
    None
}
