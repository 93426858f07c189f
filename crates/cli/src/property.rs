//! `--property`: a single field, a value per line.

use cleancopy::Record;
use serde_json::Value;

/// The fields that may be asked for: those of [`Record`] that a line can hold.
pub const NAMES: [&str; 36] = [
    "id",
    "url",
    "title",
    "alternative_headline",
    "authors",
    "date",
    "published",
    "modified",
    "site_name",
    "publisher",
    "language",
    "detected_language",
    "direction",
    "description",
    "section",
    "tags",
    "image",
    "image_width",
    "image_height",
    "image_caption",
    "images",
    "video",
    "canonical_url",
    "amp_url",
    "license",
    "rights",
    "agency",
    "corrections",
    "kind",
    "schema_type",
    "is_free",
    "word_count",
    "reading_minutes",
    "text",
    "comments",
    "warnings",
];

/// The values of a field as lines; `extra` fields go by their own name. With `prefix`, each line opens with it and a tab.
pub fn lines(record: &Record, name: &str, prefix: Option<&str>) -> String {
    let value = if NAMES.contains(&name) {
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
