//! Common mistakes: each gives a message that says what to do, before anything is written.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::command_line::{err, run_with};
use crate::pages::row;
use tempfile::TempDir;

/// A folder with `rows.jsonl`, `table.csv` and three empty files.
fn home() -> TempDir {
    let home = crate::files::folder();
    let save = |name: &str, text: &str| fs::write(home.path().join(name), text).expect("a file");
    save("rows.jsonl", &row(1));
    save("table.csv", "page,address\n<p>Rain,https://news.example/1\n");
    ["empty.jsonl", "empty.csv", "empty.warc"].iter().for_each(|name| save(name, ""));
    home
}

/// Runs a command line in the folder. Words with a dot or a slash are paths in it.
fn run(home: &Path, line: &str) -> Output {
    let to_path = |word: &str| {
        let is_path = !word.starts_with("--") && !word.contains("//") && word.contains(['.', '/']);
        if is_path {
            home.join(word).to_str().expect("UTF-8").to_owned()
                + if word.ends_with('/') { "/" } else { "" }
        } else {
            word.to_owned()
        }
    };
    let words: Vec<String> = line.split(' ').map(to_path).collect();
    run_with(&words.iter().map(String::as_str).collect::<Vec<_>>(), b"")
}

#[track_caller]
fn check(line: &str, code: i32, expected: &[&str]) {
    let home = home();
    let output = run(home.path(), line);
    assert_eq!(output.status.code(), Some(code), "{line}: {}", err(&output));
    for part in expected {
        assert!(err(&output).contains(part), "{line}: {part}: {}", err(&output));
    }
    let is_written = fs::read_dir(home.path())
        .expect("a folder")
        .any(|e| e.expect("an entry").file_name().to_string_lossy().starts_with("out"));
    assert!(!(matches!(code, 2 | 4) && is_written), "{line}: it left an output");
}

#[test]
fn a_missing_input_is_named() {
    check("none.html", 3, &["none.html: there is no such file"]);
    check("batch none.jsonl -o out.jsonl", 3, &["none.jsonl: there is no such file"]);
    check("batch none/*.warc.gz -o out.jsonl", 3, &["*.warc.gz", "no file matches"]);
    check(
        "batch rows.jsonl none.jsonl -o out.jsonl",
        1,
        &[
            "none.jsonl: there is no such file",
            "1 written, 0 empty, 0 filtered, 0 duplicate, 1 failed",
        ],
    );
    check("batch https://news.example/1 -o out.jsonl", 2, &["from a list"]);
}

#[test]
fn an_input_of_the_wrong_format_is_named() {
    check("rows.jsonl", 3, &["cleancopy batch reads"]);
    check(
        "batch rows.jsonl --html-column body -o out.jsonl",
        2,
        &["there is no column \"body\" among: id, url, html", "--html-column"],
    );
    check(
        "batch table.csv -o out.jsonl",
        2,
        &["there is no column \"html\" among: page, address", "--html-column"],
    );
    check("batch table.csv --html-column page -o out.jsonl", 0, &["1 written"]);
    check("batch empty.csv -o out.jsonl", 3, &["the file is empty"]);
    for empty in ["empty.jsonl", "empty.warc"] {
        check(&format!("batch {empty} -o out.jsonl"), 3, &["no pages found in the inputs"]);
    }
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    check(
        "batch rows.jsonl -o no/such/out.jsonl",
        4,
        &["no/such/out.jsonl", "create the folder first"],
    );
    check(
        "batch rows.jsonl -o rows.jsonl/out.jsonl",
        4,
        &["rows.jsonl/out.jsonl", "create the folder first"],
    );
    check(
        "batch rows.jsonl -o out.jsonl --errors no/such/log.jsonl",
        4,
        &["no/such/log.jsonl", "create the folder first"],
    );
    check(
        "batch rows.jsonl -o out.jsonl --stats no/such/stats.json",
        4,
        &["no/such/stats.json", "create the folder first"],
    );
    check("batch rows.jsonl -o out.jsonl --errors ./", 4, &["choose another path"]);
    #[cfg(unix)]
    {
        let output = run(home().path(), "batch rows.jsonl --errors /dev/null");
        assert!(
            output.status.code() == Some(4)
                && err(&output).contains("it is a pipe or device; name a file"),
            "{}",
            err(&output)
        );
    }
    check("batch rows.jsonl --resume", 2, &["--output"]);
    check("batch rows.jsonl --each text -o rows.jsonl", 2, &["--each needs a folder"]);
    check("rows.jsonl -o no/such/out.txt", 4, &["no/such/out.txt", "create the folder first"]);
}

#[test]
fn a_mistyped_option_is_named() {
    check("batch rows.jsonl --html-colum body", 2, &["similar argument exists: '--html-column'"]);
    check("batch rows.jsonl --format xml", 2, &["possible values: jsonl, csv, parquet"]);
    check("batch rows.jsonl --shard 4/3", 2, &["I from 1 to N"]);
    check("batch rows.jsonl --jobs 0", 2, &["--jobs"]);
    check("batc rows.jsonl", 2, &["no command batc; did you mean batch?"]);
}
