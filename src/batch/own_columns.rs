//! The user's own columns: those of the input that rows keep.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_json::writer::{LineDelimited, WriterBuilder};
use arrow_schema::{ArrowError, DataType, Field};
use serde_json::{Map, Value};

use super::column_names::ColumnNames;
use crate::fields::FIELDS;

/// The choice of the user's own columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum KeepColumns {
    /// None of them.
    #[default]
    None,
    /// All of them.
    All,
    /// Those with these names.
    Named(Vec<String>),
}

/// A column of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InputColumn {
    /// The name.
    pub name: String,
    /// The type, if the input states it; `None` for JSON rows, whose values tell it.
    pub data_type: Option<DataType>,
}

/// The user's own columns that rows keep, and the prefix that tells ours from them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnColumns {
    /// The choice. Default: none.
    pub keep: KeepColumns,
    /// The start of the names of our columns. Default empty.
    pub prefix: String,
    /// The columns of the inputs, as far as they are known before the run. CSV has columns for
    /// these, and Arrow and Parquet have their types.
    pub known: Vec<InputColumn>,
}

impl OwnColumns {
    /// Whether rows keep a column of an input. The page is replaced by its article; identifier and
    /// address are in our columns if theirs have the same names.
    #[must_use]
    pub fn keeps(&self, name: &str, columns: &ColumnNames) -> bool {
        let is_ours = name == columns.html
            || self.prefix.is_empty() && name == columns.id && name == "id"
            || self.prefix.is_empty() && name == columns.url && name == "url";
        !is_ours
            && match &self.keep {
                KeepColumns::None => false,
                KeepColumns::All => true,
                KeepColumns::Named(names) => names.iter().any(|named| named == name),
            }
    }

    /// Whether a column of ours has this name.
    #[must_use]
    pub fn is_our_name(&self, name: &str) -> bool {
        let bare = name.strip_prefix(&self.prefix);
        bare.is_some_and(|bare| FIELDS.iter().any(|field| field.name == bare))
    }

    /// The rows of the kept columns of a batch as JSON, the last one first.
    pub(crate) fn rows_of(
        &self,
        batch: &RecordBatch,
        columns: &ColumnNames,
    ) -> Result<Vec<Map<String, Value>>, ArrowError> {
        let fields = batch.schema();
        let kept = (0..fields.fields().len())
            .filter(|at| self.keeps(fields.field(*at).name(), columns))
            .collect::<Vec<_>>();
        if kept.is_empty() {
            return Ok(Vec::new());
        }
        let kept = batch.project(&kept)?;
        let mut lines = Vec::new();
        let builder = WriterBuilder::new().with_explicit_nulls(true);
        let mut writer = builder.build::<_, LineDelimited>(&mut lines);
        writer.write(&kept)?;
        writer.finish()?;
        drop(writer);
        let rows = lines.split(|&b| b == b'\n').filter(|line| !line.is_empty());
        let mut rows: Vec<Map<String, Value>> =
            rows.map(|line| serde_json::from_slice(line).unwrap_or_default()).collect();
        rows.reverse();
        Ok(rows)
    }
}

/// The columns of a schema.
pub(crate) fn columns_of(fields: &[Arc<Field>]) -> Vec<InputColumn> {
    let column = |field: &Arc<Field>| InputColumn {
        name: field.name().clone(),
        data_type: Some(field.data_type().clone()),
    };
    fields.iter().map(column).collect()
}
