//! The source files of the workspace, as the checks read them.

use std::fs;
use std::path::{Path, PathBuf};

/// The packages: the folder of their sources.
pub const PACKAGES: [&str; 4] = ["src", "crates/cli/src", "crates/dev/src", "bindings/python/src"];

/// One source file.
pub struct Source {
    /// The folder of its package's sources.
    pub package: &'static str,
    /// Its path below that folder.
    pub path: String,
    pub text: String,
    /// The text without comments and without items marked `#[cfg(test)]`; empty for a file of
    /// tests.
    pub code: String,
}

impl Source {
    /// The segments of its module path; none for the root.
    pub fn module(&self) -> Vec<String> {
        let mut segments: Vec<String> =
            self.path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if segments.last().is_some_and(|last| last == "mod") {
            segments.pop();
        }
        if matches!(segments.as_slice(), [root] if root == "lib" || root == "main") {
            segments.pop();
        }
        segments
    }

    /// The module at the top of the tree that the file belongs to.
    pub fn top_module(&self) -> &str {
        self.path.split('/').next().unwrap_or(&self.path).trim_end_matches(".rs")
    }
}

/// All source files, ordered by path.
pub fn sources() -> Vec<Source> {
    let mut all = Vec::new();
    for package in PACKAGES {
        for path in files(Path::new(package), "rs") {
            let text = fs::read_to_string(&path).expect("readable");
            let path = path.strip_prefix(package).expect("below the package");
            let path = path.to_string_lossy().replace('\\', "/");
            let is_test = path.contains("tests/") || path.ends_with("tests.rs");
            let code = if is_test { String::new() } else { without_tests(&text) };
            all.push(Source { package, path, text, code });
        }
    }
    all
}

/// The files with this ending in a folder and below, ordered by path.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("readable").map(|e| e.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|e| e == ending) {
                found.push(entry);
            }
        }
    }
    found.sort();
    found
}

/// The text without items marked `#[cfg(test)]` and without comments.
fn without_tests(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            let indent = line.len() - line.trim_start().len();
            // An item ends with its own line or with a brace at its own depth.
            for inner in lines.by_ref() {
                let is_end = inner.len() - inner.trim_start().len() == indent
                    && inner.trim_end().ends_with(['}', ';']);
                if is_end {
                    break;
                }
            }
        } else if !line.trim_start().starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
