//! `--property`: a single field, one value per line.

use cleancopy::Record;
use cleancopy::fields::{FIELDS, FieldInfo, FieldType, Group};
use serde_json::Value;

/// Returns the names of the fields that can be printed as lines of text.
pub fn names() -> Vec<&'static str> {
    let is_printable = |field: &&FieldInfo| {
        field.group != Group::Batch && field.field_type != FieldType::Json && field.name != "error"
    };
    FIELDS.iter().filter(is_printable).map(|field| field.name).collect()
}

/// Returns the values of a field, one per line. A field of `--extend` has its own name. With
/// `prefix`, each line starts with the prefix and a tab.
pub fn field_lines(record: &Record, name: &str, prefix: Option<&str>) -> String {
    let value = if names().contains(&name) {
        serde_json::to_value(record).ok().and_then(|v| v.get(name).cloned())
    } else {
        record.extra.get(name).cloned()
    };
    let values = match value {
        Some(Value::Array(values)) => values,
        Some(value) => vec![value],
        None => Vec::new(),
    };
    let texts = values.into_iter().filter_map(|value| match value {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Null | Value::String(_) => None,
        other => Some(other.to_string()),
    });
    texts
        .map(|text| format!("{}{text}\n", prefix.map(|p| format!("{p}\t")).unwrap_or_default()))
        .collect()
}
