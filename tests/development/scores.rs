//! The scores on the development pages do not fall: by set and language, for text and metadata.
//!
//! `scores.csv` holds the last accepted scores. A score that falls by more than rounding fails the
//! test. `CLEANCOPY_SCORES=write cargo test --test development` writes the current scores, for a
//! change that is better on the whole. The shipped model was trained on these pages, so the scores
//! are higher than on other pages: they show what a change to the code breaks, not how accurate the
//! program is.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::Read as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use cleancopy::{Article, Options, Page, extract};
use libtest_mimic::Failed;
use serde_json::Value;

use crate::data;

/// A smaller difference between two scores is rounding.
const STEP: f64 = 0.0005;
/// The fewest pages for a line of scores.
const MIN_PAGES: usize = 4;
const FILE: &str = "tests/development/scores.csv";
const SETS: [&str; 6] =
    ["wcxb-dev", "fundus-parsers", "trafilatura", "htmldate", "news424", "more-pages"];

/// The measures of one page.
type Marks = Vec<(&'static str, f64)>;
/// Mean and number of pages for each `set,group,measure`.
type Scores = BTreeMap<String, (f64, usize)>;

pub fn no_score_falls() -> Result<(), Failed> {
    let found = scores(&data::rows(&SETS));
    if std::env::var_os("CLEANCOPY_SCORES").is_some_and(|v| v == "write") {
        return Ok(std::fs::write(FILE, to_csv(&found))?);
    }
    let accepted = from_csv(&std::fs::read_to_string(FILE)?);
    let mut fallen = String::new();
    for (key, &(before, pages)) in &accepted {
        let now = found.get(key).copied().unwrap_or_default();
        if now.1 != pages {
            writeln!(fallen, "{key}: {pages} pages before, {} now", now.1)?;
        } else if now.0 < before - STEP {
            writeln!(fallen, "{key}: {before:.4} before, {:.4} now", now.0)?;
        }
    }
    let unknown = found.keys().find(|key| !accepted.contains_key(*key));
    match (fallen.as_str(), unknown) {
        ("", None) => Ok(()),
        ("", Some(key)) => Err(format!("{FILE} has no line for {key}").into()),
        _ => Err(format!("scores fell:\n{fallen}").into()),
    }
}

/// Extracts every page, on all cores.
fn scores(rows: &[Value]) -> Scores {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut own = Vec::new();
        while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
            own.push((row, marks(row)));
        }
        own
    };
    let all: Vec<(&Value, Marks)> = std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().flat_map(|t| t.join().expect("no page panics")).collect()
    });
    let mut sums: HashMap<String, Vec<f64>> = HashMap::new();
    for (row, marks) in &all {
        let name = |key: &str| row[key].as_str().unwrap_or("none").to_owned();
        let mut groups = vec!["all".to_owned(), format!("language {}", name("lang"))];
        groups.extend(row["page_type"].as_str().map(|kind| format!("kind {kind}")));
        for (measure, value) in marks {
            for group in &groups {
                sums.entry(format!("{},{group},{measure}", name("set"))).or_default().push(*value);
            }
        }
    }
    sums.retain(|_, values| values.len() >= MIN_PAGES);
    // Sorted, so that the sum does not depend on the order of the threads.
    sums.values_mut().for_each(|values| values.sort_by(f64::total_cmp));
    sums.into_iter()
        .map(|(key, v)| (key, (v.iter().sum::<f64>() / v.len() as f64, v.len())))
        .collect()
}

fn marks(row: &Value) -> Marks {
    let Some(bytes) = bytes(row) else { return Marks::new() };
    let article = extract(&Page::from_bytes(bytes), &Options::default())
        .map(|e| e.article)
        .unwrap_or_default();
    let mut marks = Marks::new();
    let text = article.text();
    let is_trusted = data::is_trusted(row);
    if let Some(gold) = row["text"].as_str().filter(|_| is_trusted) {
        marks.push(("word F1", word_f1(&text, gold)));
    }
    let segments = segments(&text, row);
    if !is_trusted || row["text"].is_null() {
        marks.extend(segments.map(|share| ("segments right", share)));
    }
    marks.extend(fields(&article, row));
    marks
}

/// The fields that the gold names.
fn fields(article: &Article, row: &Value) -> Marks {
    let metadata = &article.metadata;
    let is = |right: bool| f64::from(u8::from(right));
    let mut marks = Marks::new();
    if let Some(date) = row["date"].as_str() {
        let found = metadata.published.as_ref().map(|s| s.value.to_string()).unwrap_or_default();
        marks.push(("date right", is(found.starts_with(date))));
    }
    if let Some(title) = row["title"].as_str() {
        marks.push(("title F1", word_f1(metadata.title.as_ref().map_or("", |s| &s.value), title)));
    }
    let authors: Vec<String> = row["authors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_lowercase)
        .collect();
    if !authors.is_empty() {
        let found: Vec<String> = metadata.authors.iter().map(|a| a.value.to_lowercase()).collect();
        let shared = found.iter().filter(|a| authors.contains(a)).count();
        marks.push(("author F1", 2.0 * shared as f64 / (found.len() + authors.len()) as f64));
    }
    marks
}

/// The share of segments that are rightly present or rightly absent.
fn segments(text: &str, row: &Value) -> Option<f64> {
    let squash = |s: &str| s.split_whitespace().collect::<String>().to_lowercase();
    let text = squash(text);
    let list = |key: &str| {
        row[key]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(squash)
            .collect::<Vec<_>>()
    };
    let (with, without) = (list("with"), list("without"));
    let right = with.iter().filter(|s| text.contains(*s)).count()
        + without.iter().filter(|s| !text.contains(*s)).count();
    let all = with.len() + without.len();
    (all > 0).then(|| right as f64 / all as f64)
}

/// F1 over the bags of words of both texts.
fn word_f1(text: &str, gold: &str) -> f64 {
    let words = |s: &str| {
        let mut counts: HashMap<String, u32> = HashMap::new();
        s.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .for_each(|w| *counts.entry(w.to_owned()).or_default() += 1);
        counts
    };
    let (own, gold) = (words(text), words(gold));
    let shared: u32 =
        own.iter().map(|(word, n)| (*n).min(gold.get(word).copied().unwrap_or(0))).sum();
    let all: u32 = own.values().chain(gold.values()).sum();
    if all == 0 { 1.0 } else { 2.0 * f64::from(shared) / f64::from(all) }
}

fn bytes(row: &Value) -> Option<Vec<u8>> {
    let pages = data::folder()?.join(row["set"].as_str()?).join("pages");
    let path = pages.join(format!("{}.html.gz", row["id"].as_str()?));
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).ok()?).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn to_csv(scores: &Scores) -> String {
    let mut out = "set,group,measure,pages,score\n".to_owned();
    for (key, (score, pages)) in scores {
        let _ = writeln!(out, "{key},{pages},{score:.4}");
    }
    out
}

fn from_csv(file: &str) -> Scores {
    let row = |line: &str| {
        let (rest, score) = line.rsplit_once(',')?;
        let (key, pages) = rest.rsplit_once(',')?;
        Some((key.to_owned(), (score.parse().ok()?, pages.parse().ok()?)))
    };
    file.lines()
        .skip(1)
        .map(|line| row(line).unwrap_or_else(|| panic!("not a score: {line}")))
        .collect()
}

pub fn a_table_parses_back() -> Result<(), Failed> {
    let scores = Scores::from([
        ("set,all,word F1".to_owned(), (0.5, 3)),
        ("set,language de,word F1".to_owned(), (0.25, 1)),
    ]);
    assert_eq!(from_csv(&to_csv(&scores)), scores);
    Ok(())
}
