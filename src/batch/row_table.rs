//! A file of JSON rows as a table of Arrow: our columns, and the user's own with their types.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, new_null_array};
use arrow_json::ReaderBuilder;
use arrow_schema::{DataType, Field, Schema};
use serde_json::{Map, Value};

use super::arrow_rows::{WriteError, arrow_column, arrow_field};
use super::own_columns::OwnColumns;
use crate::fields::{FIELDS, FieldInfo};

/// Bytes of JSON that are gathered before they become columns.
const BATCH_BYTES: usize = 8 << 20;

/// The columns of the rows in a file.
pub(crate) struct RowTable {
    schema: Arc<Schema>,
    /// The user's own columns.
    own: Vec<Field>,
    prefix: String,
}

impl RowTable {
    /// The columns of a file. If the inputs do not state the types of the user's own columns, the
    /// rows are read once to find them.
    pub fn of(rows: &Path, own: &OwnColumns) -> Result<Self, WriteError> {
        let mut fields: Vec<Field> = FIELDS
            .iter()
            .map(|field| arrow_field(field).with_name(format!("{}{}", own.prefix, field.name)))
            .collect();
        let own_fields = own_fields(rows, own)?;
        fields.extend(own_fields.iter().cloned());
        let schema = Arc::new(Schema::new(fields));
        Ok(Self { schema, own: own_fields, prefix: own.prefix.clone() })
    }

    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// Hands the rows to `write` as batches.
    pub fn for_each_batch(
        &self,
        rows: &Path,
        mut write: impl FnMut(RecordBatch) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let (mut gathered, mut bytes) = (Vec::new(), 0);
        for line in lines(rows)? {
            let line = line?;
            bytes += line.len();
            gathered.push(serde_json::from_slice(&line)?);
            if bytes > BATCH_BYTES {
                write(self.batch(&gathered)?)?;
                (gathered, bytes) = (Vec::new(), 0);
            }
        }
        write(self.batch(&gathered)?)
    }

    fn batch(&self, rows: &[Map<String, Value>]) -> Result<RecordBatch, WriteError> {
        let ours = FIELDS.iter().map(|field| {
            if self.prefix.is_empty() {
                arrow_column(field, rows)
            } else {
                self.renamed(field, rows)
            }
        });
        let mut arrays: Vec<ArrayRef> = ours.collect();
        for field in &self.own {
            arrays.push(own_column(field, rows)?);
        }
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), arrays)?)
    }

    /// A column of ours from rows in which its name has a prefix.
    fn renamed(&self, field: &FieldInfo, rows: &[Map<String, Value>]) -> ArrayRef {
        let key = format!("{}{}", self.prefix, field.name);
        let one = |row: &Map<String, Value>| {
            let value = row.get(&key).cloned().unwrap_or_default();
            Map::from_iter([(field.name.to_owned(), value)])
        };
        arrow_column(field, &rows.iter().map(one).collect::<Vec<_>>())
    }
}

fn lines(rows: &Path) -> std::io::Result<std::io::Split<BufReader<File>>> {
    Ok(BufReader::with_capacity(1 << 18, File::open(rows)?).split(b'\n'))
}

/// A column of the user's, of its type. Values that do not have it become null.
fn own_column(field: &Field, rows: &[Map<String, Value>]) -> Result<ArrayRef, WriteError> {
    if rows.is_empty() {
        return Ok(new_null_array(field.data_type(), 0));
    }
    let value = |row: &Map<String, Value>| match row.get(field.name()) {
        // A text holds any value.
        Some(other) if *field.data_type() == DataType::Utf8 && !other.is_null() => {
            Value::String(other.as_str().map_or_else(|| other.to_string(), str::to_owned))
        }
        value => value.cloned().unwrap_or_default(),
    };
    let column = |row| Map::from_iter([(field.name().clone(), value(row))]);
    let rows: Vec<Map<String, Value>> = rows.iter().map(column).collect();
    let schema = Arc::new(Schema::new(vec![field.clone()]));
    let reader = ReaderBuilder::new(schema).with_ignore_type_conflicts(true);
    let mut decoder = reader.with_batch_size(rows.len()).build_decoder()?;
    decoder.serialize(&rows)?;
    let batch = decoder.flush()?.ok_or("a batch without rows")?;
    Ok(Arc::clone(batch.column(0)))
}

/// The user's own columns of a file, with the types that the inputs or the values tell.
fn own_fields(rows: &Path, own: &OwnColumns) -> Result<Vec<Field>, WriteError> {
    let stated = |name: &str| {
        own.known.iter().find(|c| c.name == name).and_then(|column| column.data_type.clone())
    };
    let mut found: Vec<(String, Option<DataType>)> =
        own.known.iter().map(|c| (c.name.clone(), stated(&c.name))).collect();
    if own.keep != super::own_columns::KeepColumns::None {
        let mut types: Map<String, Value> = Map::new();
        for line in lines(rows)? {
            let row: Map<String, Value> = serde_json::from_slice(&line?)?;
            for (name, value) in row.iter().filter(|(name, _)| !own.is_our_name(name)) {
                if stated(name).is_none() {
                    let kind = types.entry(name.clone()).or_insert(Value::Null);
                    *kind = Value::from(joined(kind.as_str(), kind_of(value)));
                }
            }
        }
        for (name, kind) in types {
            let data_type = Some(type_of(kind.as_str()));
            match found.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = data_type,
                None => found.push((name, data_type)),
            }
        }
    }
    let field = |(name, kind): (String, Option<DataType>)| {
        Field::new(name, kind.unwrap_or(DataType::Utf8), true)
    };
    Ok(found.into_iter().map(field).collect())
}

/// The kind of a value; `None` for null.
fn kind_of(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(_) => "flag",
        Value::Number(number) if number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::Array(items) if items.iter().all(|item| item.is_string() || item.is_null()) => {
            "texts"
        }
        Value::Array(items) if items.iter().all(|item| item.is_i64() || item.is_null()) => {
            "integers"
        }
        _ => "text",
    })
}

/// The kind that holds the values of two kinds.
fn joined<'k>(one: Option<&'k str>, other: Option<&'k str>) -> Option<&'k str> {
    match (one, other) {
        (None, kind) | (kind, None) => kind,
        (Some(one), Some(other)) if one == other => Some(one),
        (Some("integer" | "number"), Some("integer" | "number")) => Some("number"),
        _ => Some("text"),
    }
}

fn type_of(kind: Option<&str>) -> DataType {
    let list = |item| DataType::List(Arc::new(Field::new_list_field(item, true)));
    match kind {
        Some("flag") => DataType::Boolean,
        Some("integer") => DataType::Int64,
        Some("number") => DataType::Float64,
        Some("texts") => list(DataType::Utf8),
        Some("integers") => list(DataType::Int64),
        _ => DataType::Utf8,
    }
}
