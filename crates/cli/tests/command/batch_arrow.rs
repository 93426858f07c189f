//! Arrow IPC as input and output of `cleancopy batch`: files, streams, standard input and damage.

use std::fs;

use crate::command_line::{batch_with, err, out, parse_rows, run_with};
use crate::files::{folder, text};
use crate::pages::{gzip, page, row};
use serde_json::Value;
use tempfile::TempDir;

/// The rows of a batch over a file, as JSON.
#[track_caller]
fn rows(arguments: &[&str], input: &[u8], code: i32) -> Vec<Value> {
    parse_rows(out(&batch_with(arguments, input, code)))
}

/// A table of three pages in a file of this name.
fn table(home: &TempDir, name: &str) -> std::path::PathBuf {
    let source = home.path().join("source.jsonl");
    fs::write(&source, row(1) + &row(2) + &row(3)).expect("a file");
    let target = home.path().join(name);
    rows(&[text(&source), "--content", "text,html", "-o", text(&target)], b"", 0);
    target
}

#[test]
fn a_file_and_a_stream_are_written_and_read_back() {
    let home = folder();
    for (name, start) in [
        ("rows.arrow", &b"ARROW1"[..]),
        ("rows.feather", b"ARROW1"),
        ("rows.arrows", b"\xff\xff\xff\xff"),
    ] {
        let target = table(&home, name);
        assert!(fs::read(&target).expect("a file").starts_with(start), "{name}");
        let found = rows(&[text(&target), "--keep-columns", "none"], b"", 0);
        let titles: Vec<&str> = found.iter().filter_map(|r| r["title"].as_str()).collect();
        assert_eq!(titles, ["Story 1", "Story 2", "Story 3"], "{name}");
        assert_eq!(found[1]["id"], "r2", "{name}: the column id is read");
    }
}

#[test]
fn content_tells_the_type_where_the_name_does_not() {
    let home = folder();
    for name in ["rows.arrow", "rows.arrows"] {
        let bytes = fs::read(table(&home, name)).expect("a file");
        assert_eq!(
            rows(&["-", "--keep-columns", "none"], &bytes, 0).len(),
            3,
            "{name} on standard input"
        );
        let packed = home.path().join("packed.gz");
        fs::write(&packed, gzip(&bytes)).expect("a file");
        assert_eq!(
            rows(&[text(&packed), "--keep-columns", "none"], b"", 0).len(),
            3,
            "{name} gzipped"
        );
    }
}

#[test]
fn a_truncated_stream_gives_its_rows_and_one_error() {
    let home = folder();
    let bytes = fs::read(table(&home, "rows.arrows")).expect("a file");
    let cut = home.path().join("cut.arrows");
    fs::write(&cut, &bytes[..bytes.len() / 2]).expect("a file");
    let found = rows(&[text(&cut), "--keep-columns", "none"], b"", 3);
    assert_eq!(found.len(), 1);
    assert!(found[0]["error"].as_str().is_some_and(|e| e.contains("no page in this row")));
}

#[test]
fn a_table_without_the_column_names_those_it_has() {
    let home = folder();
    let target = table(&home, "rows.arrow");
    let output = run_with(&["batch", text(&target), "--html-column", "page"], b"");
    let error = err(&output);
    assert_eq!((output.status.code(), out(&output)), (Some(2), ""), "{error}");
    for part in ["\"page\"", "title", "--html-column"] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[test]
fn a_stream_of_output_is_refused() {
    let home = folder();
    let source = home.path().join("page.html");
    fs::write(&source, page(1)).expect("a file");
    let output = run_with(&["batch", text(&source), "-f", "arrow"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains(".arrow"), "{}", err(&output));
}
