//! Runs the binary as a user does.

use std::io::Write;
use std::process::{Command, Output, Stdio};

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

/// The text on standard output.
pub fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

/// The text on standard error.
pub fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}
