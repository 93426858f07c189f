//! Rows of JSON as Arrow columns; the writers of Parquet and Arrow IPC share this.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use serde_json::{Map, Value};

use crate::fields::{FIELDS, FieldInfo, FieldType};

/// Bytes of JSON that are gathered before they become columns.
const BATCH_BYTES: usize = 8 << 20;

/// Any error of reading rows or of writing columns.
pub(crate) type WriteError = Box<dyn std::error::Error + Send + Sync>;

/// The schema of the rows of a batch in Arrow and Parquet: one nullable column for each of
/// [`FIELDS`], in that order.
///
/// Text and JSON are `Utf8`, lists are `List<Utf8>`, integers are `Int64` (some engines have no
/// unsigned integers), shares are `Float64`, flags are `Boolean`.
#[must_use]
pub fn arrow_schema() -> Schema {
    Schema::new(FIELDS.iter().map(arrow_field).collect::<Vec<_>>())
}

/// The name and type of one column of [`arrow_schema()`].
#[must_use]
pub fn arrow_field(field: &FieldInfo) -> Field {
    Field::new(field.name, data_type(field.field_type), true)
}

/// One column of rows of JSON, of the type that [`arrow_field`] gives; a key that is missing is
/// null.
///
/// # Panics
///
/// If a column of text has more than 2 GiB, which is the most that its type can hold.
#[must_use]
pub fn arrow_column(field: &FieldInfo, rows: &[Map<String, Value>]) -> ArrayRef {
    let values = rows.iter().map(|row| row.get(field.name).unwrap_or(&Value::Null));
    column(field.field_type, values)
}

fn data_type(field_type: FieldType) -> DataType {
    match field_type {
        FieldType::Text | FieldType::Json => DataType::Utf8,
        FieldType::TextList => {
            DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)))
        }
        FieldType::Integer => DataType::Int64,
        FieldType::Share => DataType::Float64,
        FieldType::Flag => DataType::Boolean,
    }
}

/// Rows of JSON as one batch of [`arrow_schema()`]; a key that is missing is null.
///
/// # Errors
///
/// The error of Arrow, when the rows are too large for one batch.
pub fn record_batch(
    schema: &Arc<Schema>,
    rows: &[Map<String, Value>],
) -> Result<RecordBatch, ArrowError> {
    let arrays = FIELDS.iter().map(|field| arrow_column(field, rows));
    RecordBatch::try_new(Arc::clone(schema), arrays.collect())
}

/// Reads a file of JSON rows and hands them to `write` as batches.
pub(crate) fn for_each_batch(
    rows: &Path,
    schema: &Arc<Schema>,
    mut write: impl FnMut(RecordBatch) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let (mut gathered, mut bytes) = (Vec::new(), 0);
    for line in BufReader::with_capacity(1 << 18, File::open(rows)?).split(b'\n') {
        let line = line?;
        bytes += line.len();
        gathered.push(serde_json::from_slice(&line)?);
        if bytes > BATCH_BYTES {
            write(record_batch(schema, &gathered)?)?;
            (gathered, bytes) = (Vec::new(), 0);
        }
    }
    write(record_batch(schema, &gathered)?)
}

fn column<'r>(kind: FieldType, values: impl Iterator<Item = &'r Value>) -> ArrayRef {
    match kind {
        FieldType::Text => Arc::new(values.map(Value::as_str).collect::<StringArray>()),
        FieldType::Json => {
            let mut array = StringBuilder::new();
            values.for_each(|v| array.append_option((!v.is_null()).then(|| v.to_string())));
            Arc::new(array.finish())
        }
        FieldType::Integer => {
            let mut array = Int64Builder::new();
            values.for_each(|v| array.append_option(v.as_i64()));
            Arc::new(array.finish())
        }
        FieldType::Share => Arc::new(values.map(Value::as_f64).collect::<Float64Array>()),
        FieldType::Flag => {
            let mut array = BooleanBuilder::new();
            values.for_each(|v| array.append_option(v.as_bool()));
            Arc::new(array.finish())
        }
        FieldType::TextList => {
            let mut array = ListBuilder::new(StringBuilder::new());
            for value in values {
                for item in value.as_array().into_iter().flatten() {
                    array.values().append_option(item.as_str());
                }
                array.append(value.is_array());
            }
            Arc::new(array.finish())
        }
    }
}
