//! Compares with html5ever's own tokenizer: same tree builder, same trees.
//!
//! ```text
//! cargo test --lib differential                          # the corpus and generated inputs
//! CLEANCOPY_FUZZ=1000000 cargo test --lib differential   # a million inputs
//! CLEANCOPY_DEV=~/pages cargo test --lib every_development_page -- --ignored
//! ```
//!
//! One difference is known; `WithoutErrors` removes and explains it.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use html5ever::tree_builder::TreeBuilderOpts;

use super::dump::{By, arena, document, full, reduced};
use super::generate::Generator;
use super::{Start, tokens};
use crate::options::Options;
use crate::parse::{Scratch, build};

/// Generated inputs of an ordinary run.
const INPUTS: u64 = 6_000;

/// Bytes up to which a failing input is shrunk; a page would take minutes.
const MAX_SHRUNK_BYTES: usize = 8_000;

/// The difference for an input, if there is one.
fn difference(text: &str) -> Option<String> {
    for is_foreign in [false, true] {
        // Scripts that are read as markup have tags with thousands of attributes.
        let Some((ours, theirs)) = tokens(text, is_foreign, &Start::default()) else { continue };
        if let Some(at) = (0..ours.len().max(theirs.len())).find(|&i| ours.get(i) != theirs.get(i))
        {
            return Some(format!("tokens:\n{:?}\n{:?}", ours.get(at), theirs.get(at)));
        }
    }
    tree_difference(text)
}

fn tree_difference(text: &str) -> Option<String> {
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let theirs = document(text, By::Html5ever, options);
    let ours = document(text, By::Us, options);
    let (our_dump, their_dump) = (full(&ours, false), full(&theirs, false));
    if our_dump != their_dump || ours.quirks_mode != theirs.quirks_mode {
        return Some(first_difference(&our_dump, &their_dump));
    }
    // The product's own path: limits, arena, no leading byte order mark.
    if text.starts_with('\u{feff}') {
        return None;
    }
    let (tree, limits) = build::build_tree(text, &Options::default(), &mut Scratch::single_use());
    let (our_dump, their_dump) = (arena(&tree), reduced(&theirs));
    // `scraper` does not report HTML inside MathML to the tree builder (13.2.6, "HTML integration
    // point").
    if their_dump.contains("<math annotation-xml>") {
        return None;
    }
    (limits == build::LimitsHit::default() && our_dump != their_dump)
        .then(|| first_difference(&our_dump, &their_dump))
}

fn first_difference(ours: &str, theirs: &str) -> String {
    let line = ours.lines().zip(theirs.lines()).position(|(a, b)| a != b).unwrap_or(0);
    let around = |dump: &str| {
        dump.lines().skip(line.saturating_sub(3)).take(8).collect::<Vec<_>>().join("\n")
    };
    format!("ours:\n{}\ntheirs:\n{}", around(ours), around(theirs))
}

/// Shrinks a failing input by removing parts.
fn shrunk(text: &str) -> String {
    let mut best: Vec<char> = text.chars().collect();
    let mut part = best.len().div_ceil(2);
    while part > 0 {
        let mut at = 0;
        while at < best.len() {
            let end = (at + part).min(best.len());
            let shorter: Vec<char> = best[..at].iter().chain(&best[end..]).copied().collect();
            if difference(&shorter.iter().collect::<String>()).is_some() {
                best = shorter;
            } else {
                at = end;
            }
        }
        part /= 2;
    }
    best.into_iter().collect()
}

fn check(text: &str, name: &str) {
    if let Some(what) = difference(text) {
        if text.len() > MAX_SHRUNK_BYTES {
            panic!("{name}: {what}");
        }
        let short = shrunk(text);
        panic!("{name}: {short:?}\n{}", difference(&short).unwrap_or_default());
    }
}

/// The pages in a folder and below.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).expect("a folder").map(|e| e.expect("an entry").path()) {
            let name = path.to_string_lossy();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".html") || name.ends_with(".html.gz") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn page(path: &Path) -> String {
    let stored = fs::read(path).expect("a page");
    let bytes = if path.extension().is_some_and(|e| e == "gz") {
        let mut out = Vec::new();
        flate2::read::MultiGzDecoder::new(&stored[..])
            .read_to_end(&mut out)
            .expect("a whole gzip file");
        out
    } else {
        stored
    };
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The folder that an environment variable names.
pub(super) fn folder(variable: &str) -> PathBuf {
    let folder = std::env::var_os(variable).map(PathBuf::from).filter(|f| f.is_dir());
    folder.unwrap_or_else(|| panic!("{variable} must name a folder"))
}

#[test]
fn a_line_feed_after_pre_is_ignored_even_if_it_is_a_reference() {
    let tree = |text| full(&document(text, By::Us, TreeBuilderOpts::default()), false);
    assert_eq!(tree("<pre>&#10x"), tree("<pre>\nx"));
    assert_eq!(tree("<pre>&#10x"), tree("<pre>x"));
}

#[test]
fn every_page_of_the_corpus() {
    let pages = pages(Path::new("corpus"));
    assert!(pages.len() > 40);
    pages.iter().for_each(|path| check(&page(path), &path.to_string_lossy()));
}

#[test]
#[ignore = "needs CLEANCOPY_DEV, the folder of the development pages"]
fn every_development_page() {
    pages(&folder("CLEANCOPY_DEV"))
        .iter()
        .for_each(|path| check(&page(path), &path.to_string_lossy()));
}

#[test]
#[allow(clippy::print_stderr, reason = "a long run prints its size")]
fn generated_inputs() {
    let count = std::env::var("CLEANCOPY_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(INPUTS);
    let seeds: Vec<String> =
        pages(Path::new("corpus")).iter().step_by(5).map(|path| page(path)).collect();
    let mut generator = Generator::new(&seeds);
    for i in 0..count {
        check(&generator.input(i), "generated");
    }
    eprintln!("{count} inputs, no difference");
}
