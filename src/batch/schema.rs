//! The schema of rows in the words of other programs. Its source is the table of fields.

use serde_json::{Map, Value, json};

use super::arrow_rows::arrow_schema;
use crate::fields::{FIELDS, FieldInfo, FieldType, Group};

/// The columns of the article text and of options, which rows have only on request.
const ON_REQUEST: [&str; 5] = ["text", "markdown", "html", "comments", "schema_org"];

/// The JSON Schema (draft 2020-12) of a JSON row. It allows more keys: the user's own columns, and
/// columns of later versions.
#[must_use]
pub fn json_schema() -> Value {
    let properties: Map<String, Value> =
        FIELDS.iter().map(|field| (field.name.to_owned(), json_property(field))).collect();
    let is_required = |field: &&FieldInfo| !ON_REQUEST.contains(&field.name);
    let required: Vec<&str> = FIELDS.iter().filter(is_required).map(|field| field.name).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": concat!("A row of cleancopy ", env!("CARGO_PKG_VERSION")),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": true,
    })
}

fn json_property(field: &FieldInfo) -> Value {
    let mut property = match field.field_type {
        FieldType::Text => json!({"type": ["string", "null"]}),
        FieldType::TextList => json!({"type": "array", "items": {"type": "string"}}),
        FieldType::Integer => json!({"type": ["integer", "null"], "minimum": 0}),
        FieldType::Share => json!({"type": ["number", "null"], "minimum": 0, "maximum": 1}),
        FieldType::Date => json!({"type": ["string", "null"], "format": "date"}),
        FieldType::Timestamp => json!({"type": ["string", "null"], "format": "date-time"}),
        FieldType::Flag => json!({"type": ["boolean", "null"]}),
        FieldType::Json if field.name == "schema_org" => json!({"type": ["array", "null"]}),
        FieldType::Json => json!({"type": ["object", "null"]}),
    };
    if field.name == "status" {
        property = json!({"type": "string", "enum": ["written", "empty", "failed"]});
    }
    property["description"] = field.meaning.into();
    if field.group == Group::Page {
        property["description"] = format!("{} The page states it.", field.meaning).into();
    }
    property
}

/// The schema of the rows as JSON, as Arrow's own tests write schemas.
#[must_use]
pub fn arrow_schema_json() -> Value {
    let schema = arrow_schema();
    let fields = schema.fields().iter().zip(FIELDS).map(|(column, field)| {
        let item = json!({
            "name": "item", "nullable": true, "type": {"name": "utf8"}, "children": [],
        });
        let (kind, children) = match field.field_type {
            FieldType::Text | FieldType::Json => (json!({"name": "utf8"}), vec![]),
            FieldType::TextList => (json!({"name": "list"}), vec![item]),
            FieldType::Integer => {
                (json!({"name": "int", "bitWidth": 64, "isSigned": true}), vec![])
            }
            FieldType::Share => (json!({"name": "floatingpoint", "precision": "DOUBLE"}), vec![]),
            FieldType::Date => (json!({"name": "date", "unit": "DAY"}), vec![]),
            FieldType::Timestamp => {
                (json!({"name": "timestamp", "unit": "MICROSECOND", "timezone": "UTC"}), vec![])
            }
            FieldType::Flag => (json!({"name": "bool"}), vec![]),
        };
        json!({
            "name": column.name(),
            "nullable": column.is_nullable(),
            "type": kind,
            "children": children,
        })
    });
    json!({"fields": fields.collect::<Vec<_>>()})
}

/// The schema of the rows as JSON, as `StructType.fromJson` of Spark reads it.
#[must_use]
pub fn spark_schema() -> Value {
    let fields = FIELDS.iter().map(|field| {
        let kind = match field.field_type {
            FieldType::Text | FieldType::Json => json!("string"),
            FieldType::TextList => {
                json!({"type": "array", "elementType": "string", "containsNull": true})
            }
            FieldType::Integer => json!("long"),
            FieldType::Share => json!("double"),
            FieldType::Date => json!("date"),
            FieldType::Timestamp => json!("timestamp"),
            FieldType::Flag => json!("boolean"),
        };
        json!({
            "name": field.name,
            "type": kind,
            "nullable": true,
            "metadata": {"comment": field.meaning},
        })
    });
    json!({"type": "struct", "fields": fields.collect::<Vec<_>>()})
}

#[cfg(test)]
mod tests {
    use super::{FIELDS, arrow_schema_json, json_schema, spark_schema};

    #[test]
    fn every_schema_has_the_columns_in_their_order() {
        let columns: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
        let json = json_schema();
        let keys = json["properties"].as_object().map(|p| p.keys().map(String::as_str).collect());
        assert_eq!(keys, Some(columns.clone()));
        for schema in [arrow_schema_json(), spark_schema()] {
            let fields = schema["fields"].as_array().expect("a list");
            let names: Vec<&str> =
                fields.iter().filter_map(|field| field["name"].as_str()).collect();
            assert_eq!(names, columns);
        }
    }
}
