//! Hostile files as inputs of the command: errors name each file, and reports hold no escape
//! sequences.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;

/// A story that the classifier keeps.
const STORY: &str = "<h1>Rain in the valley</h1><p>It rained all day in the valley, the mayor said \
    on Tuesday, and the river rose by two metres before the night came down on the town.</p>\
    <p>Firemen carried sand to the old bridge until midnight, and the school will stay closed \
    until the end of the week, a spokeswoman said.</p>";

fn run(name: &str, bytes: &[u8], arguments: &[&str]) -> Output {
    let folder = crate::files::folder();
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("a file");
    Command::new(env!("CARGO_BIN_EXE_cleancopy"))
        .args(arguments)
        .arg(path)
        .output()
        .expect("the binary ends by itself")
}

#[track_caller]
fn fails(output: &Output, name: &str) {
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{message}");
    assert!(message.contains(name), "{message}");
}

#[test]
fn a_truncated_gzip_file_is_named() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(STORY.repeat(50).as_bytes()).expect("memory takes it");
    let whole = gzip.finish().expect("memory takes it");
    for end in [whole.len() / 2, whole.len() - 1] {
        let output = run("cut-short.html.gz", &whole[..end], &[]);
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(message.contains("cut-short.html.gz") && message.contains("part"), "{message}");
        assert_eq!(output.status.code(), Some(0), "{message}");
    }
    for end in [3, 10] {
        fails(&run("cut-short.html.gz", &whole[..end], &[]), "cut-short.html.gz");
    }
}

#[test]
fn files_that_are_not_pages_are_named() {
    for bytes in [&b"%PDF-1.7 1 0 obj"[..], b"\x89PNG\r\n\x1a\n\0\0\0\r", b"PK\x03\x04\x14\0"] {
        fails(&run("photo.html", bytes, &[]), "photo.html");
    }
    fails(&run("empty.html", b"", &[]), "empty.html");
}

#[test]
fn a_report_of_a_hostile_page_has_no_control_characters() {
    let page = format!(
        "{}<p class='\u{1b}[31m'>\u{1b}[31m{STORY}",
        "<div class='a\u{9b}b'>".repeat(2_000)
    );
    for arguments in [&["explain"][..], &["explain", "--format", "json"]] {
        let output = run("page.html", page.as_bytes(), arguments);
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    }
}
