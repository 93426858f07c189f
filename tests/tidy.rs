//! What the compiler cannot check: how the source is laid out, which module may use which, and what never stands in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules, lowest first. A module uses those above it in this list, and itself.
const LAYERS: &[&str] = &[
    "text",
    "capacity",
    "error",
    "fields",
    "setters",
    "digest",
    "files",
    "filter_list",
    "site_rules",
    "options",
    "page",
    "marks",
    "block",
    "rules",
    "article",
    "decode",
    "parse",
    "segment",
    "metadata",
    "classify",
    "clean",
    "write",
    "extract",
    "multipage",
    "cleaner",
    "text_mode",
    "explain",
    "training",
    "fetch",
    "batch",
    "links",
];

/// Uses against the order, with the reason why they stay.
const EXCEPTIONS: &[(&str, &str, &str)] =
    &[("article", "write", "`Article::text` is a convenience: the plain writer's body")];

/// The most lines of a file that is looked over in one sitting.
const MAX_LINES: usize = 450;

/// Longer files, with the reason.
const LONG_FILES: &[(&str, &str)] = &[];

/// Macros that print, abort or leave work undone. The command line writes through its own streams.
const FORBIDDEN: &[&str] =
    &["println!", "eprintln!", "print!", "eprint!", "dbg!", "todo!", "unimplemented!"];

struct Source {
    /// Path below `src`.
    path: String,
    text: String,
    /// The text before `#[cfg(test)]` opens the tests at the end of the file; empty for a file of tests.
    code: String,
}

fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("readable").map(|e| e.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|e| e == "rs") {
                files.push(read(&entry));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn read(path: &Path) -> Source {
    let text = fs::read_to_string(path).expect("readable");
    let path = path.strip_prefix("src").expect("below src").to_string_lossy().replace('\\', "/");
    let is_test = path.contains("tests/") || path.ends_with("tests.rs");
    let code = if is_test { String::new() } else { without_tests(&text) };
    Source { path, text, code }
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

/// The module at the top of the tree that a file belongs to.
fn module(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// Fails with all complaints at once, so that one run shows them all.
fn report(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

fn complain(check: impl Fn(&Source) -> Vec<String>) {
    let all: Vec<String> = sources()
        .iter()
        .flat_map(|s| check(s).into_iter().map(move |c| format!("src/{}: {c}", s.path)))
        .collect();
    report(&all);
}

#[test]
fn every_file_says_what_it_is_for() {
    complain(|s| {
        if s.text.starts_with("//!") { vec![] } else { vec!["does not begin with //!".to_owned()] }
    });
}

#[test]
fn nothing_prints_aborts_or_is_left_undone() {
    complain(|s| {
        let opens_word = |line: &str, at: usize| {
            !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
        };
        let has =
            |line: &str, word: &str| line.match_indices(word).any(|(at, _)| opens_word(line, at));
        s.code
            .lines()
            .filter(|l| FORBIDDEN.iter().any(|w| has(l, w)))
            .map(|l| l.trim().to_owned())
            .collect()
    });
}

#[test]
fn nothing_unwraps_outside_tests() {
    complain(|s| {
        s.code.lines().filter(|l| l.contains(".unwrap()")).map(|l| l.trim().to_owned()).collect()
    });
}

#[test]
fn imports_are_named_one_by_one() {
    complain(|s| {
        let is_glob = |l: &&str| {
            l.trim_start().trim_start_matches("pub ").starts_with("use ") && l.contains("::*")
        };
        s.code.lines().filter(is_glob).map(|l| l.trim().to_owned()).collect()
    });
}

#[test]
fn files_stay_short() {
    complain(|s| {
        let lines = s.text.lines().count();
        let is_listed = LONG_FILES.iter().any(|(path, _)| *path == s.path);
        if lines > MAX_LINES && !is_listed {
            vec![format!("{lines} lines; split it or list it with a reason")]
        } else {
            vec![]
        }
    });
}

#[test]
fn modules_use_only_what_is_above_them() {
    let place: BTreeMap<&str, usize> = LAYERS.iter().enumerate().map(|(i, &m)| (m, i)).collect();
    complain(|s| {
        let own = module(&s.path);
        if matches!(own, "lib" | "main") {
            return vec![];
        }
        let Some(level) = place.get(own) else {
            return vec![format!("module {own} has no place in the order of layers")];
        };
        let is_excepted =
            |other: &str| EXCEPTIONS.iter().any(|&(from, to, _)| from == own && to == other);
        used(&s.code)
            .into_iter()
            .filter(|other| other != own && !is_excepted(other))
            .filter(|other| place.get(other.as_str()).is_some_and(|l| l >= level))
            .map(|other| format!("{own} uses {other}, which stands below it"))
            .collect()
    });
}

/// The modules named after `crate::`, also inside `use crate::{a, b::c}`.
fn used(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let names = rest.strip_prefix('{').map_or(rest, |r| r.split('}').next().unwrap_or(r));
        let is_list = names.len() != rest.len();
        for name in names.split(',').take(if is_list { usize::MAX } else { 1 }) {
            let end = name
                .trim_start()
                .find(|c: char| !c.is_ascii_lowercase() && c != '_')
                .unwrap_or(name.trim_start().len());
            found.push(name.trim_start()[..end].to_owned());
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn exceptions_are_still_needed() {
    let sources = sources();
    let is_used = |from: &str, to: &str| {
        sources.iter().any(|s| module(&s.path) == from && used(&s.code).iter().any(|u| u == to))
    };
    let idle = EXCEPTIONS
        .iter()
        .filter(|(from, to, _)| !is_used(from, to))
        .map(|(from, to, _)| format!("{from} no longer uses {to}"));
    let short = LONG_FILES.iter().filter(|(path, _)| {
        sources.iter().all(|s| s.path != *path || s.text.lines().count() <= MAX_LINES)
    });
    report(
        &idle.chain(short.map(|(path, _)| format!("{path} is short again"))).collect::<Vec<_>>(),
    );
}

#[test]
fn rules_have_ids_of_their_own() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut complaints = Vec::new();
    let folder = Path::new("src/rules/data/phrases");
    for path in fs::read_dir(folder).expect("readable").map(|e| e.expect("an entry").path()) {
        let text = fs::read_to_string(&path).expect("readable");
        let file = path.file_stem().expect("a name").to_string_lossy().into_owned();
        for line in text.lines().filter(|l| l.starts_with("id ")) {
            let id = line.split('"').nth(1).unwrap_or_default().to_owned();
            if let Some(other) = seen.insert(id.clone(), file.clone()) {
                complaints.push(format!("{id} is in {other}.toml and in {file}.toml"));
            }
        }
        let registry = fs::read_to_string("src/rules/phrases.rs").expect("readable");
        if !registry.contains(&format!("phrases/{file}.toml")) {
            complaints.push(format!("{file}.toml is not registered"));
        }
    }
    report(&complaints);
}
