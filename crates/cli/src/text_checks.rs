//! Checks of the inputs of `cleancopy text` before and during a run.

use cleancopy::batch::is_page_start;
use serde_json::{Map, Value};

use crate::input::Input;
use crate::text_rows::RowReader;

/// Files whose first rows are read before the run. A run over more is a collection of equal files.
const MAX_FILES: usize = 20;
/// Rows of a file that are read before the run.
const MAX_ROWS: usize = 100;
/// Bytes of a text that tell whether it is HTML.
const START: usize = 1 << 16;

/// Whether a text begins as HTML does.
pub fn is_html(text: &str) -> bool {
    is_page_start(&text.as_bytes()[..text.len().min(START)])
}

/// Returns the error for a field that no row at the start of the files has.
pub fn check_field(inputs: &[Input], field: &str, limit: usize) -> Result<(), String> {
    let mut first = None;
    for input in inputs.iter().filter(|i| matches!(i, Input::File(_))).take(MAX_FILES) {
        // A file that cannot be read is an error of its own.
        let chunk = RowReader::open(input, limit).and_then(|mut rows| rows.next_chunk());
        match without_field(&chunk.unwrap_or_default(), field) {
            Some(names) => {
                first.get_or_insert((input, names));
            }
            None => return Ok(()),
        }
    }
    match first {
        Some((input, names)) => Err(format!("{}: {}", input.name(), message(field, &names))),
        None => Ok(()),
    }
}

/// Returns the names of the fields that there are, if no row has this field and all are JSON.
pub fn without_field(rows: &[Vec<u8>], field: &str) -> Option<Vec<String>> {
    let rows = rows.iter().filter(|row| !row.trim_ascii().is_empty()).take(MAX_ROWS);
    let mut names: Vec<String> = Vec::new();
    let mut count = 0;
    for row in rows {
        let row: Map<String, Value> = serde_json::from_slice(row).ok()?;
        if row.contains_key(field) {
            return None;
        }
        names.extend(
            row.into_iter()
                .map(|(name, _)| name)
                .filter(|name| !names.contains(name))
                .collect::<Vec<_>>(),
        );
        count += 1;
    }
    (count > 0).then_some(names)
}

/// Returns the message for a field that no row has.
pub fn message(field: &str, names: &[String]) -> String {
    format!(
        "no row has a field \"{field}\"; the fields are: {}; set --field",
        names.iter().take(50).map(String::as_str).collect::<Vec<_>>().join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::{is_html, without_field};

    #[test]
    fn html_is_told_from_text() {
        for html in [
            "<!DOCTYPE html><p>x",
            " \n<html lang=en>",
            "\u{feff}<?xml version='1.0'?><!-- a --><HTML>",
            "<div class=a>",
            "<p>Rain",
        ] {
            assert!(is_html(html), "{html}");
        }
        for text in ["Rain <html> fell", "<3 for the town", "<preface> by", "", "<", "<!--", "<é"]
        {
            assert!(!is_html(text), "{text}");
        }
    }

    #[test]
    fn a_field_is_missing_only_if_no_row_has_it() {
        let rows = |lines: &[&str]| lines.iter().map(|l| l.as_bytes().to_vec()).collect::<Vec<_>>();
        let missing = without_field(&rows(&["{\"a\":1}", "", "{\"b\":1}"]), "text");
        assert_eq!(missing, Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(without_field(&rows(&["{\"a\":1}", "{\"text\":1}"]), "text"), None);
        assert_eq!(without_field(&rows(&["broken"]), "text"), None);
        assert_eq!(without_field(&[], "text"), None);
    }
}
