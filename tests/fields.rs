//! The table of fields in `docs/fields.md` is generated from the one in `src/fields.rs`.
//!
//! `CLEANCOPY_DOCS=write cargo test --test fields` writes it.

use std::fmt::Write as _;
use std::fs;

use cleancopy::fields::{FIELDS, FieldInfo, FieldType, Group};

const FILE: &str = "docs/fields.md";
const START: &str = "<!-- fields -->\n";
const END: &str = "<!-- /fields -->";

#[test]
fn the_document_has_the_table_of_fields() {
    let document = fs::read_to_string(FILE).expect("readable");
    let (before, rest) = document.split_once(START).expect("the start of the table");
    let (table, after) = rest.split_once(END).expect("the end of the table");
    if std::env::var_os("CLEANCOPY_DOCS").is_some_and(|v| v == "write") {
        let new = format!("{before}{START}{}{END}{after}", rendered());
        fs::write(FILE, new).expect("the document can be written");
    } else {
        let hint = "CLEANCOPY_DOCS=write cargo test --test fields writes the table";
        assert_eq!(table, rendered(), "{hint}");
    }
}

/// The table in Markdown.
fn rendered() -> String {
    let mut out = "\n| field | meaning | type | when absent |\n|---|---|---|---|\n".to_owned();
    for field in FIELDS {
        let FieldInfo { name, meaning, field_type, .. } = field;
        let batch = if field.group == Group::Batch { " *(batch)*" } else { "" };
        let type_name = field_type.name();
        writeln!(out, "| `{name}`{batch} | {meaning} | {type_name} | {} |", when_absent(field))
            .expect("writing to memory does not fail");
    }
    out + "\n"
}

/// The value of a field that does not apply.
fn when_absent(field: &FieldInfo) -> &'static str {
    match (field.is_optional && field.group != Group::Batch, field.field_type) {
        (true, _) => "no key",
        (_, FieldType::TextList) => "`[]`",
        _ if field.name == "text" => "empty",
        _ => "`null`",
    }
}
