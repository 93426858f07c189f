//! `cleancopy generate schema`, held against real rows.

use serde_json::Value;

use crate::command_line::out;
use crate::surface::{home, shell};

fn schema(form: &str) -> Value {
    let home = home();
    let output = shell(home.path(), &format!("C generate schema --format {form}"));
    serde_json::from_str(out(&output)).expect("JSON")
}

/// The errors of a value, by the part of JSON Schema that the schema uses.
fn errors(value: &Value, schema: &Value, name: &str) -> Vec<String> {
    let is_a = |kind: &str| match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other}"),
    };
    let mut wrong = Vec::new();
    let is_right_type = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is_a),
        kind => is_a(kind.as_str().expect("a type")),
    };
    if !is_right_type {
        wrong.push(format!("{name}: {value} is not {}", schema["type"]));
    }
    if let (Some(names), Value::String(_)) = (schema["enum"].as_array(), value)
        && !names.contains(value)
    {
        wrong.push(format!("{name}: {value} is not one of {names:?}"));
    }
    for (limit, is_over) in [("minimum", false), ("maximum", true)] {
        if let (Some(limit), Some(number)) = (schema[limit].as_f64(), value.as_f64())
            && (if is_over { number > limit } else { number < limit })
        {
            wrong.push(format!("{name}: {number} is over the limit {limit}"));
        }
    }
    for item in value.as_array().into_iter().flatten().filter(|_| schema["items"].is_object()) {
        wrong.extend(errors(item, &schema["items"], name));
    }
    let properties = schema["properties"].as_object();
    for (key, schema) in properties.into_iter().flatten() {
        if let Some(value) = value.get(key) {
            wrong.extend(errors(value, schema, key));
        }
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        let key = key.as_str().expect("a name");
        if value.get(key).is_none() {
            wrong.push(format!("{key} is missing"));
        }
    }
    wrong
}

#[test]
fn every_row_agrees_with_its_json_schema() {
    let schema = schema("json");
    assert!(!errors(&serde_json::json!({"id": 3}), &schema, "row").is_empty(), "it can fail");
    let everything = "--content text,markdown,html --comments --schema --extend h=h1";
    let home = home();
    for line in [
        "C site -f jsonl",
        "C page.html -f jsonl --schema --comments --extend h=h1",
        "C batch rows.jsonl rows.csv crawl.warc site.tar page.mhtml",
        "C batch rows.jsonl crawl.warc --content markdown",
        "C batch noise.html plain.html rows.jsonl",
        &format!("C batch rows.jsonl crawl.warc crawl.wacz site.zip {everything}"),
        "printf '<p>' > empty.html; C empty.html noise.html -f jsonl",
    ] {
        let output = shell(home.path(), line);
        let rows: Vec<Value> = out(&output)
            .lines()
            .map(|line| serde_json::from_str(line).expect("a row of JSON"))
            .collect();
        assert!(!rows.is_empty(), "{line}");
        for row in rows {
            let wrong = errors(&row, &schema, "row");
            assert!(wrong.is_empty(), "{line}: {wrong:?}");
            // The columns of the inputs are the user's; all others are in the schema.
            let unknown = |key: &&String| schema["properties"].get(key.as_str()).is_none();
            let unknown: Vec<_> =
                row.as_object().into_iter().flatten().map(|(k, _)| k).filter(unknown).collect();
            assert!(unknown.is_empty(), "{line}: {unknown:?}");
        }
    }
}

#[test]
fn the_other_schemas_have_the_columns_of_a_table() {
    let home = home();
    let output = shell(home.path(), "C batch rows.jsonl -f csv --keep-columns none");
    let head: Vec<&str> = out(&output).lines().next().expect("a head").split(',').collect();
    for form in ["arrow", "spark"] {
        let schema = schema(form);
        let fields = schema["fields"].as_array().expect("a list");
        let names: Vec<&str> = fields.iter().filter_map(|field| field["name"].as_str()).collect();
        assert_eq!(names, head, "{form}");
        assert!(fields.iter().all(|field| !field["type"].is_null()), "{form}");
    }
}
