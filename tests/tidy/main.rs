//! Checks that the compiler cannot make: the order of modules, imports, sizes, and the form of the prose.

mod imports;
mod source;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use imports::Imports;
use source::{PACKAGES, Source, files, sources};

/// The modules of the library in the order of `src/lib.rs`. A module uses only those above it.
fn layers() -> Vec<String> {
    let root = fs::read_to_string("src/lib.rs").expect("readable");
    let modules = root.lines().filter_map(|line| {
        let line = line.trim_start_matches("pub ").strip_prefix("mod ")?;
        line.strip_suffix(';').map(str::to_owned)
    });
    modules.collect()
}

/// The most lines of a file that a reviewer can look over in one sitting.
const MAX_LINES: usize = 450;
/// The most characters of a line of prose.
const MAX_COLUMNS: usize = 100;

/// Macros that print, abort or leave work undone. The command writes through its own streams.
const FORBIDDEN: &[&str] =
    &["println!", "eprintln!", "print!", "eprint!", "dbg!", "todo!", "unimplemented!"];

/// Openings of a sentence without a subject. A question may have them.
const HEADLESS: &[&str] = &["Of ", "Who ", "Whose ", "What ", "Which "];
/// Idioms that have a usual word.
const IDIOMS: &[&str] =
    &[" none of ours", " is no ", " are no ", " the judge", "as it stands", "passed over"];

/// Fails with all complaints at once, so that one run shows them all.
fn report(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

fn complain(check: impl Fn(&Source) -> Vec<String>) {
    let all = sources();
    let complaints = all
        .iter()
        .flat_map(|s| check(s).into_iter().map(move |c| format!("{}/{}: {c}", s.package, s.path)));
    report(&complaints.collect::<Vec<_>>());
}

#[test]
fn every_file_states_its_purpose() {
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
        // The macros of pyo3 expect its prelude.
        let is_glob = |l: &&str| {
            let is_use = l.trim_start().trim_start_matches("pub ").starts_with("use ");
            is_use && l.contains("::*") && l.trim() != "use pyo3::prelude::*;"
        };
        s.code.lines().filter(is_glob).map(|l| l.trim().to_owned()).collect()
    });
}

#[test]
fn files_stay_short() {
    let mut complaints = Vec::new();
    for (path, text) in written_files() {
        let lines = text.lines().count();
        if lines > MAX_LINES {
            complaints.push(format!("{path}: {lines} lines; split it"));
        }
    }
    report(&complaints);
}

/// All files of Rust and Python code, tests included: path and text.
fn written_files() -> Vec<(String, String)> {
    let rust = ["src", "crates", "bindings/python/src", "tests", "fuzz/fuzz_targets"];
    let python = ["bindings/python/python", "bindings/python/tests"];
    let rust = rust.iter().flat_map(|folder| files(Path::new(folder), "rs"));
    let python = python.iter().flat_map(|folder| files(Path::new(folder), "py"));
    rust.chain(python)
        .map(|path| {
            let text = fs::read_to_string(&path).expect("readable");
            (path.display().to_string(), text)
        })
        .collect()
}

#[test]
fn modules_use_only_those_above_them() {
    let layers = layers();
    let level: BTreeMap<&str, usize> =
        layers.iter().enumerate().map(|(i, m)| (m.as_str(), i)).collect();
    complain(|s| {
        let own = s.top_module();
        if s.package != "src" || own == "lib" {
            return vec![];
        }
        let Some(own_level) = level.get(own) else {
            return vec![format!("src/lib.rs does not declare the module {own}")];
        };
        let below = used_modules(&s.code);
        let below = below.iter().filter(|other| *other != own);
        below
            .filter(|other| level.get(other.as_str()).is_some_and(|l| l >= own_level))
            .map(|other| format!("{own} uses {other}, which is below it in src/lib.rs"))
            .collect()
    });
}

/// The modules named after `crate::`, also inside `use crate::{a, b::c}`.
fn used_modules(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let names = rest.strip_prefix('{').map_or(rest, |r| r.split('}').next().unwrap_or(r));
        let is_list = names.len() != rest.len();
        for name in names.split(',').take(if is_list { usize::MAX } else { 1 }) {
            let name = name.trim_start();
            let end = name.find(|c: char| !c.is_ascii_lowercase() && c != '_');
            found.push(name[..end.unwrap_or(name.len())].to_owned());
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let sources = sources();
    let circles = PACKAGES.iter().flat_map(|package| {
        let circles = Imports::of_package(&sources, package).circles();
        circles.into_iter().map(move |circle| format!("{package}: {circle}"))
    });
    report(&circles.collect::<Vec<_>>());
}

/// The comments of a file, each with its line number.
fn comments<'t>(path: &str, text: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
    let marks: &[&str] = if path.ends_with(".py") { &["#", "\"\"\""] } else { &["//"] };
    let lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim_start()));
    lines.filter(move |(_, line)| marks.iter().any(|mark| line.starts_with(mark)))
}

#[test]
fn comments_are_wrapped_and_have_subjects() {
    let mut complaints = Vec::new();
    // The checks list the words that they forbid.
    for (path, text) in written_files().iter().filter(|(path, _)| !path.starts_with("tests/tidy")) {
        let mut complain =
            |line: usize, what: &str| complaints.push(format!("{path}:{line}: {what}"));
        for (number, line) in text.lines().enumerate() {
            let is_comment = comments(path, line).next().is_some();
            if is_comment && line.chars().count() > MAX_COLUMNS {
                complain(number + 1, "the comment is wider than 100 columns");
            }
        }
        for (number, line) in comments(path, text) {
            let words = line.trim_start_matches(['/', '!', '#', '"', ':']).trim_start();
            if HEADLESS.iter().any(|opening| words.starts_with(opening)) && !words.ends_with('?') {
                complain(number, &format!("a sentence without a subject: {words}"));
            }
            // "There is no rule" is plain; "a list is no page" is not.
            let line = line.to_lowercase().replace("there is no ", "").replace("there are no ", "");
            let line = line.replace(" no longer", "");
            if let Some(idiom) = IDIOMS.iter().find(|idiom| line.contains(**idiom)) {
                complain(number, &format!("{:?} has a usual word: {words}", idiom.trim()));
            }
        }
    }
    report(&complaints);
}

#[test]
fn documents_are_wrapped() {
    let folders = [".", "docs", "docs/python", "corpus", "train", "crates/dev", "bindings/python"];
    let mut complaints = Vec::new();
    for folder in folders.iter().map(Path::new).filter(|folder| folder.is_dir()) {
        for path in fs::read_dir(folder).expect("readable").map(|e| e.expect("an entry").path()) {
            if path.extension().is_none_or(|e| e != "md") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("readable");
            // A cell of a table and an address cannot be split.
            let is_free = |line: &str| !line.starts_with('|') && !line.contains("](");
            for (number, line) in text.lines().enumerate().filter(|(_, line)| is_free(line)) {
                if line.chars().count() > MAX_COLUMNS {
                    complaints.push(format!("{}:{}: too wide", path.display(), number + 1));
                }
            }
        }
    }
    report(&complaints);
}

#[test]
fn rule_ids_are_unique_and_files_are_registered() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut complaints = Vec::new();
    let registry = fs::read_to_string("src/rules/phrases.rs").expect("readable");
    for (file, text) in phrase_files() {
        for line in text.lines().filter(|l| l.starts_with("id ")) {
            let id = line.split('"').nth(1).unwrap_or_default().to_owned();
            if let Some(other) = seen.insert(id.clone(), file.clone()) {
                complaints.push(format!("{id} is in {other}.toml and in {file}.toml"));
            }
        }
        if !registry.contains(&format!("phrases/{file}.toml")) {
            complaints.push(format!("{file}.toml is not registered"));
        }
    }
    report(&complaints);
}

#[test]
fn phrases_are_listed_one_a_line_and_sorted() {
    let mut complaints = Vec::new();
    for (file, text) in phrase_files() {
        let mut group: Vec<&str> = Vec::new();
        let mut is_inside = false;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            let at = format!("{file}.toml:{}", number + 1);
            if line.starts_with("phrases") && line.contains('[') {
                is_inside = true;
                group.clear();
                if line.contains('"') && line.matches('"').count() > 2 {
                    complaints.push(format!("{at}: several phrases on one line"));
                }
                is_inside &= !line.ends_with(']');
            } else if is_inside && (line.starts_with('#') || line.starts_with(']')) {
                group.clear();
                is_inside = !line.starts_with(']');
            } else if is_inside {
                if line.matches('"').count() != 2 {
                    complaints.push(format!("{at}: not one phrase: {line}"));
                }
                let phrase = line.split('"').nth(1).unwrap_or_default();
                if let Some(before) = group.last().filter(|before| **before >= phrase) {
                    complaints.push(format!("{at}: {phrase:?} belongs before {before:?}"));
                }
                group.push(phrase);
            }
        }
    }
    report(&complaints);
}

/// The files of phrase rules: name and text.
fn phrase_files() -> Vec<(String, String)> {
    let entries = fs::read_dir("src/rules/data/phrases").expect("readable");
    let paths = entries.map(|e| e.expect("an entry").path());
    paths
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("readable"))
        })
        .collect()
}
