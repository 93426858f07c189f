//! `--property`: a single field, a value per line.

use cleancopy::Record;
use cleancopy::fields::{FIELDS, FieldInfo, FieldType, Group};
use serde_json::Value;

/// The names of the fields that `--property` takes: those that lines of text can hold.
pub fn names() -> Vec<&'static str> {
    let is_lines = |field: &&FieldInfo| {
        field.group != Group::Batch && field.field_type != FieldType::Json && field.name != "error"
    };
    FIELDS.iter().filter(is_lines).map(|field| field.name).collect()
}

/// The values of a field as lines; `extra` fields go by their own name. With `prefix`, each line opens with it and a tab.
pub fn lines(record: &Record, name: &str, prefix: Option<&str>) -> String {
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
