//! Tells the program the commit that a release is built from.

#![allow(clippy::print_stdout, reason = "cargo reads what a build script prints")]

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=CLEANCOPY_COMMIT");
    let stated = std::env::var("CLEANCOPY_COMMIT").ok();
    // A development build would have to be linked again after each commit.
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let found = stated.or_else(|| if is_release { packaged().or_else(current) } else { None });
    println!("cargo:rustc-env=CLEANCOPY_COMMIT={}", found.as_deref().unwrap_or("unknown"));
}

/// The commit that a package of a registry states.
fn packaged() -> Option<String> {
    let text = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    rest.split('"').nth(1).map(|commit| commit.chars().take(12).collect())
}

/// The commit of the working tree.
fn current() -> Option<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo:rerun-if-changed={log}");
    }
    git(&["rev-parse", "--short=12", "HEAD"])
}
