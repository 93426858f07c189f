//! `--property`: some fields instead of the article. One field gives one value per line, several
//! give a line per page with tabs between them.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use cleancopy::UserSelector;
use cleancopy::fields::{FIELDS, FieldType};
use serde_json::{Map, Value};

use crate::near::nearest;

/// Returns the names of the fields that can be printed as text.
pub fn names() -> Vec<&'static str> {
    let is_printable = |kind: FieldType| kind != FieldType::Json;
    FIELDS.iter().filter(|field| is_printable(field.field_type)).map(|field| field.name).collect()
}

/// Takes a value of `--property`, which may be a list or a field of `--extend`. The possible values
/// are for completions.
#[derive(Debug, Clone)]
pub struct FieldNames;

impl TypedValueParser for FieldNames {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(names().into_iter().map(PossibleValue::new)))
    }
}

/// Returns the names in the values of `--property`, or the error for one that no field has.
pub fn fields(values: &[String], extra: &[(String, UserSelector)]) -> Result<Vec<String>, String> {
    let known = names();
    let is_known = |name: &str| known.contains(&name) || extra.iter().any(|(e, _)| e == name);
    let names = values.iter().flat_map(|value| value.split(',')).map(|name| name.trim().to_owned());
    let names: Vec<String> = names.collect();
    let Some(wrong) = names.iter().find(|name| !is_known(name)) else { return Ok(names) };
    let guess = match nearest(wrong, known.iter().copied()) {
        Some(name) => format!("did you mean {name}? "),
        None => String::new(),
    };
    Err(format!("there is no field {wrong}; {guess}The fields are: {}", known.join(", ")))
}

/// Returns the lines for one page; `None` if none of the fields has a value. With `prefix`, each
/// line starts with the prefix and a tab.
pub fn lines(row: &Map<String, Value>, names: &[String], prefix: Option<&str>) -> Option<String> {
    let values: Vec<Vec<String>> = names.iter().map(|name| values(row, name)).collect();
    if values.iter().all(Vec::is_empty) {
        return None;
    }
    let start = prefix.map(|p| format!("{p}\t")).unwrap_or_default();
    Some(match &values[..] {
        [one] => one.iter().map(|text| format!("{start}{text}\n")).collect(),
        several => {
            let cells: Vec<String> = several.iter().map(|list| cell(&list.join("; "))).collect();
            format!("{start}{}\n", cells.join("\t"))
        }
    })
}

/// Returns the values of a field. A field of `--extend` has its own name.
fn values(row: &Map<String, Value>, name: &str) -> Vec<String> {
    let value = match row.get(name) {
        Some(value) => Some(value),
        None => row.get("extra").and_then(|extra| extra.get(name)),
    };
    let list = match value {
        Some(Value::Array(list)) => list.clone(),
        Some(value) => vec![value.clone()],
        None => Vec::new(),
    };
    let texts = list.into_iter().filter_map(|value| match value {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Null | Value::String(_) => None,
        other => Some(other.to_string()),
    });
    texts.collect()
}

/// Returns a value without the characters that separate cells and lines.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
