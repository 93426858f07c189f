//! `cleancopy text` from outside: files, folders, rows, reports, exit codes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::command_line::{err, out};
use crate::files::{folder, save};
use crate::pages::gzip;

const DIRTY: &str = "The ford is closed.\n\nbuttons=(Accept !) days=(20)\n\nOur website uses cookies to enhance your experience. Learn More\nAccept !";

fn run_with(arguments: &[&str], input: &[u8]) -> Output {
    crate::command_line::run_with(&[&["text"], arguments].concat(), input)
}

fn run(arguments: &[&str]) -> Output {
    run_with(arguments, b"")
}

#[test]
fn standard_input_is_cleaned() {
    let output = run_with(&[], DIRTY.as_bytes());
    assert_eq!((out(&output), output.status.code()), ("The ford is closed.\n", Some(0)));
}

#[test]
fn explain_and_diff_show_the_removed_lines() {
    let explained = run_with(&["--explain"], DIRTY.as_bytes());
    assert!(
        out(&explained).contains("theme-parameters") && out(&explained).contains("consent-message"),
        "{}",
        out(&explained)
    );
    let diff = run_with(&["--diff"], DIRTY.as_bytes());
    assert!(out(&diff).starts_with("  The ford is closed.\n- buttons="), "{}", out(&diff));
    assert!(!out(&diff).contains('\u{1b}'), "no colours in a pipe");
    let coloured = run_with(&["--diff", "--color", "always"], DIRTY.as_bytes());
    assert!(out(&coloured).contains("\u{1b}[31m- buttons="));
}

#[test]
fn a_folder_of_texts_is_cleaned_into_a_folder() {
    let (from, to) = (folder(), folder());
    save(&from, "a.txt", DIRTY);
    save(&from, "b.text", "It rained.\n");
    save(&from, "c.html", "<p>not a text");
    let target = format!("{}/", to.path().join("clean").display());
    let output = run(&[from.path().to_str().expect("UTF-8"), "-o", &target]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(
        fs::read_to_string(Path::new(&target).join("a.txt")).expect("a file"),
        "The ford is closed.\n"
    );
    assert_eq!(
        fs::read_to_string(Path::new(&target).join("b.txt")).expect("a file"),
        "It rained.\n"
    );
    assert_eq!(fs::read_dir(&target).expect("a folder").count(), 2);
    assert!(err(&output).contains("2 texts: 1 changed, 1 unchanged, 0 failed"), "{}", err(&output));
}

#[test]
fn each_row_gives_one_row_and_other_fields_are_unchanged() {
    let folder = folder();
    let text = serde_json::to_string(DIRTY).expect("JSON");
    let rows = format!(
        "{{\"id\": 1.50, \"text\": {text}, \"z\":[1, 2]}}\nnot json\n\n{{\"text\":\"It rained.\",\"a\":\"\\u00e9\"}}"
    );
    let path = save(&folder, "rows.jsonl", &rows);
    let output = run(&[&path]);
    let expected = "{\"id\": 1.50, \"text\": \"The ford is closed.\", \"z\":[1, 2]}\nnot json\n\n{\"text\":\"It rained.\",\"a\":\"\\u00e9\"}\n";
    assert_eq!(out(&output), expected);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("row 2"), "{}", err(&output));
}

#[test]
fn field_selects_the_field_to_clean() {
    let folder = folder();
    let path = folder.path().join("out.jsonl");
    let row = serde_json::json!({ "body": DIRTY, "text": DIRTY }).to_string();
    let output =
        run_with(&["--field", "body", "-o", path.to_str().expect("UTF-8")], row.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let written: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("a row");
    assert_eq!(written, serde_json::json!({ "body": "The ford is closed.", "text": DIRTY }));
}

#[test]
fn lines_that_repeat_in_many_texts_are_removed_unless_repeats_is_off() {
    let folder = folder();
    let own = ["The ford is closed.", "The mill is sold.", "The pass is open."];
    let paths: Vec<String> = own
        .iter()
        .zip(["a.txt", "b.txt", "c.txt"])
        .map(|(t, name)| save(&folder, name, format!("{t}\nYour valley, every morning at six")))
        .collect();
    let inputs: Vec<&str> = paths.iter().map(String::as_str).collect();
    let clean = run(&inputs);
    assert!(!out(&clean).contains("every morning"), "{}", out(&clean));
    assert!(own.iter().all(|t| out(&clean).contains(t)));
    let kept = run(&[&inputs[..], &["--repeats", "off"]].concat());
    assert_eq!(out(&kept).matches("every morning").count(), 3);
    let backwards: Vec<&str> = inputs.iter().rev().copied().collect();
    let mut lines: Vec<&str> = out(&clean).lines().collect();
    let reversed = run(&backwards);
    let mut other: Vec<&str> = out(&reversed).lines().collect();
    lines.sort_unstable();
    other.sort_unstable();
    assert_eq!(lines, other);
}

#[test]
fn usage_errors_and_unreadable_inputs_are_reported() {
    let folder = folder();
    let (text, rows) = (
        save(&folder, "a.txt", "It rained."),
        save(&folder, "b.jsonl", "{\"text\":\"It rained.\"}"),
    );
    assert_eq!(run(&[&text, &rows]).status.code(), Some(2));
    assert_eq!(run_with(&["--repeats", "on"], b"It rained.").status.code(), Some(2));
    let missing = run(&[&text, "missing.txt"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(err(&missing).contains("missing.txt"), "{}", err(&missing));
    assert_eq!(run(&["missing.jsonl"]).status.code(), Some(3));
}

#[test]
fn a_filter_rule_applies_only_to_pages_of_its_host() {
    let folder = folder();
    let story = "The council met on Tuesday in the old town hall and voted for the new bridge, which opens in the spring, the mayor said.";
    let page = format!(
        "<article><h1>The bridge</h1><p>{story}</p><p class=box-9>Ferries sail until then, the company said on Tuesday.</p><p>{story} Again.</p></article>"
    );
    let (page, list) = (
        save(&folder, "page.html", &page),
        save(&folder, "list.txt", "! ours\nnews.example##.box-9\n"),
    );
    let extract = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_cleancopy"))
            .args(more)
            .arg(&page)
            .output()
            .expect("the binary runs");
        (String::from_utf8(output.stdout).expect("UTF-8"), output.status.code())
    };
    assert!(
        extract(&["--filter-list", &list]).0.contains("Ferries"),
        "the rule is for another host"
    );
    let (text, code) =
        extract(&["--filter-list", &list, "--base-url", "https://www.news.example/a"]);
    assert!(!text.contains("Ferries") && text.contains("Again") && code == Some(0), "{text}");
    let empty = save(&folder, "empty.txt", "||ads.example^\n");
    assert_eq!(extract(&["--filter-list", &empty]).1, Some(2));
}

#[test]
fn padding_after_gzipped_rows_is_skipped() {
    let home = folder();
    let row = format!("{}\n", serde_json::json!({"text": DIRTY}));
    let padding = vec![0; 100];
    let member = gzip(row.as_bytes());
    for bytes in [
        [&member[..], &padding].concat(),
        [&member[..], &padding, &member].concat(),
        [&member[..], b"\r\n"].concat(),
    ] {
        let file = save(&home, "rows.jsonl.gz", bytes);
        let output = run(&[&file]);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        assert!(
            out(&output).starts_with("{\"text\":\"The ford is closed.\"}\n"),
            "{}",
            out(&output)
        );
        assert!(!err(&output).contains("error"), "{}", err(&output));
    }
}
