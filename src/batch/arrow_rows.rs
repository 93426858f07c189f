//! Rows of JSON as Arrow columns; the writers of Parquet and Arrow IPC share this.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};
use serde_json::{Map, Value};

use crate::fields::{FIELDS, FieldInfo, FieldType};

/// Any error of reading rows or of writing columns.
pub(crate) type WriteError = Box<dyn std::error::Error + Send + Sync>;

/// The schema of the rows of a batch in Arrow and Parquet: one nullable column for each of
/// [`FIELDS`], in that order.
///
/// Text and JSON are `Utf8`, lists are `List<Utf8>`, integers are `Int64` (some engines have no
/// unsigned integers), shares are `Float64`, flags are `Boolean`, days are `Date32`, moments are
/// `Timestamp` in microseconds of UTC.
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
        FieldType::Date => DataType::Date32,
        FieldType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
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

/// The days from 1970-01-01 to a day.
fn days(text: &str) -> Option<i32> {
    let day: jiff::civil::Date = text.parse().ok()?;
    let start = jiff::civil::Date::constant(1970, 1, 1);
    start.until(day).ok().map(|span| span.get_days())
}

/// The microseconds from 1970-01-01 in UTC to a moment.
fn microseconds(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond)
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
        FieldType::Date => Arc::new(values.map(|v| days(v.as_str()?)).collect::<Date32Array>()),
        FieldType::Timestamp => {
            let moments: TimestampMicrosecondArray =
                values.map(|v| microseconds(v.as_str()?)).collect();
            Arc::new(moments.with_timezone("UTC"))
        }
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
