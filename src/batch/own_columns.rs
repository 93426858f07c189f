//! The user's own columns: those of the input that rows keep.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_json::ReaderBuilder;
use arrow_json::writer::{LineDelimited, WriterBuilder};
use arrow_schema::{ArrowError, DataType, Field, Schema};
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
        data_type: readable(field.data_type()),
    };
    fields.iter().map(column).collect()
}

/// The type in which values of a column are read back from JSON rows; `None` if there is none, so
/// that the values tell the type. A dictionary becomes the type of its values.
fn readable(stated: &DataType) -> Option<DataType> {
    let plain = match stated {
        DataType::Dictionary(_, values) => values.as_ref(),
        DataType::RunEndEncoded(_, values) => values.data_type(),
        other => other,
    };
    let schema = Schema::new(vec![Field::new("column", plain.clone(), true)]);
    ReaderBuilder::new(Arc::new(schema)).build_decoder().is_ok().then(|| plain.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_type_is_one_that_rows_can_be_read_as() {
        let categories = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
        let empty_union =
            DataType::Union(arrow_schema::UnionFields::empty(), arrow_schema::UnionMode::Sparse);
        for (stated, expected) in [
            (DataType::Int64, Some(DataType::Int64)),
            (categories, Some(DataType::Utf8)),
            (empty_union, None),
        ] {
            let field = Arc::new(Field::new("column", stated.clone(), true));
            assert_eq!(columns_of(&[field])[0].data_type, expected, "{stated}");
        }
    }
}
