//! Runs the binary as a user does.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// Runs the binary with `input` on standard input.
pub fn run_with(arguments: &[&str], input: &[u8]) -> Output {
    run_slowly(arguments, input, input.len())
}

/// As [`run_with`], but the first bytes of the input come 300 milliseconds before the rest.
pub fn run_slowly(arguments: &[&str], input: &[u8], first: usize) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cleancopy"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // The binary may end without reading its input.
    let mut pipe = child.stdin.take().expect("a pipe");
    let (start, rest) = input.split_at(first);
    let written = pipe.write_all(start);
    if !rest.is_empty() && written.is_ok() {
        std::thread::sleep(std::time::Duration::from_millis(300));
        let _ = pipe.write_all(rest);
    }
    drop(pipe);
    child.wait_with_output().expect("the binary ends")
}

/// Runs the binary without input.
pub fn run(arguments: &[&str]) -> Output {
    run_with(arguments, b"")
}

/// Fails unless the run ended with this exit code.
#[track_caller]
pub fn check(output: &Output, code: i32) {
    assert_eq!(
        output.status.code(),
        Some(code),
        "stdout: {}\nstderr: {}",
        out(output),
        err(output)
    );
}

/// The text on standard output.
pub fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

/// The text on standard error.
pub fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

/// Runs `cleancopy batch` with `input` on standard input; its exit code must be `code`.
#[track_caller]
pub fn batch_with(arguments: &[&str], input: &[u8], code: i32) -> Output {
    let output = run_with(&[&["batch"], arguments].concat(), input);
    assert_eq!(output.status.code(), Some(code), "stderr: {}", err(&output));
    output
}

/// As [`batch_with`], without input.
#[track_caller]
pub fn batch(arguments: &[&str], code: i32) -> Output {
    batch_with(arguments, b"", code)
}

/// The rows of JSON lines.
pub fn parse_rows(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).expect("a row of JSON")).collect()
}

/// The rows of a file of JSON lines.
pub fn read_rows(path: impl AsRef<Path>) -> Vec<Value> {
    parse_rows(&fs::read_to_string(path).expect("a file"))
}

/// One field of all rows; `-` for null.
pub fn field<'r>(rows: &'r [Value], name: &str) -> Vec<&'r str> {
    rows.iter().map(|r| r[name].as_str().unwrap_or("-")).collect()
}
