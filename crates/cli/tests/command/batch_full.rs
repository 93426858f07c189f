//! `cleancopy batch` on a full disk: the run reports the error, and can be resumed when there is
//! space again.
//!
//! A limit on the size of files simulates the full disk: writes beyond it fail, partly or
//! completely.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::command_line::{err, run_with};
use crate::files::{contents, folder, save, text};
use crate::pages::{page, row};
use tempfile::TempDir;

/// Runs the binary with files of at most `blocks` blocks of 512 bytes.
fn limited(blocks: u64, arguments: &[&str]) -> Output {
    // Without the trap, a signal would end the run at the limit, which a full disk does not do.
    let script = r#"trap '' XFSZ; ulimit -f "$0"; exec "$@""#;
    let mut command = Command::new("sh");
    command
        .args(["-c", script, &blocks.to_string(), env!("CARGO_BIN_EXE_cleancopy"), "batch"])
        .args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).output().expect("a shell")
}

/// The file that an error message names, without the digits in its name.
#[track_caller]
fn named(message: &str) -> String {
    let name = message.split("cannot write ").nth(1).and_then(|rest| rest.split(" (").next());
    let name = Path::new(name.unwrap_or_else(|| panic!("{message}")))
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned()
}

/// Runs with a little more space each time, until there is enough. Returns the names of the files
/// that could not be written.
#[track_caller]
fn check(
    home: &TempDir,
    inputs: &[&str],
    target: &str,
    further: &[&str],
    code: i32,
) -> BTreeSet<String> {
    let at = |name: &str| text(&home.path().join(name)).to_owned();
    let arguments = |run: &str, log: &str| -> Vec<String> {
        let output = at(&format!("{run}-{target}")) + if target.ends_with('/') { "/" } else { "" };
        let log = if log.is_empty() { Vec::new() } else { vec!["--errors".to_owned(), at(log)] };
        [inputs, further, &["--quiet", "-o", &output]]
            .concat()
            .iter()
            .map(|s| (*s).to_owned())
            .chain(log)
            .collect()
    };
    let (whole_log, cut_log) =
        if target.ends_with(".jsonl") { ("whole.log", "cut.log") } else { ("", "") };
    let whole = arguments("whole", whole_log);
    run_with(
        &["batch"].into_iter().chain(whole.iter().map(String::as_str)).collect::<Vec<_>>(),
        b"",
    );
    let cut = arguments("cut", cut_log);
    let cut: Vec<&str> =
        cut.iter().map(String::as_str).chain(["--resume"]).filter(|a| *a != "--quiet").collect();
    let mut names = BTreeSet::new();
    for blocks in (1..).map(|n| n * n / 8 + n) {
        assert!(blocks < 100_000, "it never ends");
        let output = limited(blocks, &cut);
        if output.status.code() == Some(code) {
            break;
        }
        assert_eq!(output.status.code(), Some(4), "{blocks} blocks: {}", err(&output));
        assert!(err(&output).contains("--resume continues"), "{}", err(&output));
        names.insert(named(err(&output)));
    }
    let results = |run: &str| contents(&home.path().join(format!("{run}-{target}")));
    assert!(results("whole") == results("cut"));
    if !whole_log.is_empty() {
        assert_eq!(contents(&home.path().join(whole_log)), contents(&home.path().join(cut_log)));
    }
    names
}

fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

#[test]
fn rows_and_state_continue_after_a_full_disk() {
    let home = folder();
    let rows = save(
        &home,
        "a.jsonl",
        (0..120).map(|n| if n % 9 == 4 { "{}\n".to_owned() } else { row(n) }).collect::<String>(),
    );
    assert_eq!(
        check(&home, &[&rows], "out.jsonl", &["--deduplicate"], 1),
        set(["journal", "rows"])
    );
    assert_eq!(check(&home, &[&rows], "out.csv", &[], 1), set(["journal", "rows"]));
}

#[test]
fn the_log_continues_after_a_full_disk() {
    let home = folder();
    let rows = save(&home, "a.jsonl", (0..200).map(row).collect::<String>());
    assert_eq!(
        check(&home, &[&rows], "out.jsonl", &["--min-words", "5000"], 3),
        set(["journal", "log"])
    );
}

#[test]
fn page_files_and_fingerprints_continue_after_a_full_disk() {
    let home = folder();
    let rows = save(&home, "a.jsonl", (0..200).map(row).collect::<String>());
    let long = save(
        &home,
        "long.html",
        page(1).replace("</article>", &format!("{}</article>", page(2).repeat(20))),
    );
    assert!(
        check(&home, &[&rows], "each/", &["--each", "text", "--deduplicate"], 0)
            .is_superset(&set(["journal", "seen"]))
    );
    let names = check(&home, &[&long], "long/", &["--each", "text"], 0);
    assert!(names.iter().any(|name| name.starts_with("long")), "{names:?}");
    assert!(check(&home, &[&rows, &long], "rows/", &[], 0).contains("rows"));
}

#[test]
fn a_table_that_is_written_at_the_end_continues_after_a_full_disk() {
    let home = folder();
    let rows = save(&home, "a.jsonl", row(1));
    assert!(check(&home, &[&rows], "out.parquet", &[], 0).contains("table"));
}

#[test]
fn statistics_and_log_of_a_stream_are_named_in_the_error() {
    let home = folder();
    let rows = save(&home, "a.jsonl", "{}\n".repeat(50));
    for (flag, file) in [("--errors", "log.jsonl"), ("--stats", "stats.json")] {
        let target = home.path().join(file);
        let arguments = [rows.as_str(), flag, text(&target)];
        let blocks = if flag == "--stats" { 0 } else { 2 };
        let output = limited(blocks, &arguments);
        assert_eq!(output.status.code(), Some(4), "{flag}: {}", err(&output));
        assert!(
            err(&output).contains(&format!("cannot write {}", text(&target))),
            "{}",
            err(&output)
        );
        assert!(!target.exists(), "{flag}: no partial file remains");
    }
}
