//! Instructions per byte of a page, stage by stage: a regression check, since times on shared
//! machines vary too much.
//!
//! ```text
//! cargo bench -p cleancopy-dev --bench instructions            # compare with the saved figures
//! cargo bench -p cleancopy-dev --bench instructions -- --save  # save the figures of today
//! CLEANCOPY_PAGES=~/pages cargo bench -p cleancopy-dev --bench instructions  # also show a folder
//! ```
//!
//! The comparison fails if a stage costs more than before. Each stage runs in its own process under
//! callgrind; without `valgrind`, nothing is measured and a message says so. Only the second round
//! over the pages counts, so that tables are loaded. The first line of the table is the cost of
//! loading them.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::{env, fs, io};

use cleancopy::text_mode::{TextOptions, clean_text};
use cleancopy::training::stages;
use cleancopy::{Cleaner, Format, Page, WriteOptions, extract, write};

use pages::Set;

mod pages;

/// The saved figures: instructions, then stage.
const SAVED_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/results/instructions.tsv");
/// Factor by which a stage may exceed its saved figure. Another processor's vector width changes
/// the figures of the same program by that much.
const TOLERANCE: f64 = 1.05;
/// Environment variable for the measured process: a stage, a space, a set.
const MEASURED: &str = "CLEANCOPY_MEASURED";
/// The stages, in order.
const STAGES: [&str; 9] =
    ["decode", "parse", "metadata", "segment", "classify", "extract", "cleaner", "write", TEXT];
/// Text mode, over the whole visible text of the pages and per byte of that text.
const TEXT: &str = "text";
/// Work that a process does once, in instructions and not per byte.
const START: &str = "start";

fn main() -> ExitCode {
    match env::var(MEASURED) {
        Ok(wanted) => {
            let (stage, set) = wanted.split_once(' ').expect("a stage and a set");
            run(stage, set);
            ExitCode::SUCCESS
        }
        Err(_) => report(env::args().any(|a| a == "--save")),
    }
}

/// callgrind counts only inside of this function, which it finds by name.
#[inline(never)]
fn measured_part<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

/// Runs one stage over one set in the measured process.
fn run(stage: &str, set: &str) {
    if stage == START {
        let page = Page::from_html("<title>A page</title><p>One line of text, and no more.");
        measured_part(|| drop(extract(&page, &cleancopy::Options::default())));
        return;
    }
    let set = Set::named(set);
    let Set { pages, options, .. } = &set;
    let warm_up: Vec<_> = pages.iter().filter_map(|p| extract(p, options).ok()).collect();
    match stage {
        "decode" => {
            measured_part(|| pages.iter().for_each(|p| drop(black_box(stages::decode(p, options)))))
        }
        "parse" => {
            let texts = set.texts();
            measured_part(|| {
                texts
                    .iter()
                    .zip(pages)
                    .for_each(|(text, page)| drop(black_box(stages::parse(text, page, options))))
            });
        }
        "metadata" => {
            let parsed = set.parsed();
            measured_part(|| {
                parsed
                    .iter()
                    .zip(pages)
                    .for_each(|(document, page)| drop(black_box(stages::metadata(document, page))))
            });
        }
        "segment" => {
            let parsed = set.parsed();
            measured_part(|| {
                parsed
                    .iter()
                    .for_each(|document| drop(black_box(stages::blocks(document, options))))
            });
        }
        "classify" => {
            let examples = set.examples();
            measured_part(|| {
                examples
                    .into_iter()
                    .for_each(|e| drop(black_box(stages::classify_blocks(e, options))))
            });
        }
        "extract" => {
            measured_part(|| pages.iter().for_each(|p| drop(black_box(extract(p, options)))))
        }
        "cleaner" => {
            let cleaner = Cleaner::new(options.clone());
            pages.iter().for_each(|p| drop(black_box(cleaner.extract(p))));
            measured_part(|| pages.iter().for_each(|p| drop(black_box(cleaner.extract(p)))));
        }
        "write" => {
            let articles: Vec<_> = warm_up.iter().map(|e| &e.article).collect();
            let how = WriteOptions::default().with_metadata(true);
            measured_part(|| {
                articles.iter().for_each(|a| {
                    write(a, Format::Jsonl, &how, &mut io::sink()).expect("a sink takes it")
                })
            });
        }
        TEXT => {
            let texts = set.visible_texts();
            measured_part(|| {
                texts
                    .iter()
                    .for_each(|t| drop(black_box(clean_text(t, &TextOptions::default()).text())))
            });
        }
        _ => unreachable!("no stage is called {stage}"),
    }
}

/// Runs every stage under callgrind, prints the table, and compares or saves it.
#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports to whoever runs it"
)]
fn report(save: bool) -> ExitCode {
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("skipped: valgrind is not installed, so no instructions are counted");
        return ExitCode::SUCCESS;
    }
    let kept = kept();
    let mut lines = String::new();
    let mut is_dearer = false;
    let start = count(START, "corpus");
    println!("{:<10} {:>12}  instructions, once per process", START, start);
    for set in pages::names() {
        let pages = Set::named(set);
        let text_bytes: usize = pages.visible_texts().iter().map(String::len).sum();
        println!("{set}, instructions per byte of HTML, and of text in text mode:");
        for stage in STAGES {
            let bytes = if stage == TEXT { text_bytes } else { pages.bytes };
            let cost = count(stage, set) as f64 / bytes as f64;
            let before = kept.get(stage).copied().filter(|_| set == "corpus");
            println!(
                "{stage:<10} {cost:>12.1}  {}",
                before.map_or_else(String::new, |b| format!("kept {b:.1}"))
            );
            is_dearer |= before.is_some_and(|b| cost > b * TOLERANCE);
            if set == "corpus" {
                lines.push_str(&format!("{stage}\t{cost:.1}\n"));
            }
        }
    }
    let before = kept.get(START).copied();
    is_dearer |= before.is_some_and(|b| start as f64 > b * TOLERANCE);
    lines.push_str(&format!("{START}\t{start}\n"));
    if save {
        fs::write(SAVED_FILE, lines).expect("the figures can be kept");
        println!("kept in {SAVED_FILE}");
    } else if is_dearer {
        eprintln!(
            "a stage costs over {:.0} % more than in {SAVED_FILE}; \
             if the change is worth it, save the new figures with --save",
            (TOLERANCE - 1.0) * 100.0
        );
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Reads the saved figures, by stage; empty before the first save.
fn kept() -> BTreeMap<String, f64> {
    let text = fs::read_to_string(SAVED_FILE).unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(stage, cost)| Some((stage.to_owned(), cost.parse().ok()?)))
        .collect()
}

/// Returns the instructions of one stage over a set.
fn count(stage: &str, set: &str) -> u64 {
    let ran = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            "--collect-atstart=no",
            "--toggle-collect=*measured_part*",
        ])
        .arg(env::current_exe().expect("a running program has a path"))
        .env(MEASURED, format!("{stage} {set}"))
        .output()
        .expect("valgrind runs");
    let log = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{stage} failed under callgrind:\n{log}");
    let collected = log
        .lines()
        .find_map(|line| line.split_once("Collected : "))
        .expect("callgrind says what it counted")
        .1;
    collected.trim().parse().expect("a number of instructions")
}
