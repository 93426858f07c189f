//! The score of one article against its gold text.

use cleancopy::text::{fold, squeeze, tokens};
use cleancopy::{Article, Format, Record, WriteOptions, write};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::CorpusPage;

/// Words in a shingle. Comparing shingles takes the order of words into account.
const SHINGLE: usize = 4;

/// The score of one page.
#[derive(Debug, Clone, PartialEq)]
pub struct PageScore {
    /// `system/page`.
    pub name: String,
    /// Share of the extracted text that is main content, over shingles of four words, 0.0 to 1.0.
    pub precision: f64,
    /// Share of the main content that was extracted.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
    /// Wrong snippets: required and missing, or forbidden and present.
    pub snippets_wrong: Vec<String>,
    /// Number of right fields, out of `fields_known`.
    pub fields_right: usize,
    /// Number of fields that the page states.
    pub fields_known: usize,
    /// The names of the fields that are wrong.
    pub fields_wrong: Vec<String>,
}

/// Scores an article against the gold text and metadata of its page.
#[must_use]
pub fn score(page: &CorpusPage, article: &Article) -> PageScore {
    let mut out = Vec::new();
    // Writing to memory does not fail.
    let _ = write(article, Format::Markdown, &WriteOptions::default(), &mut out);
    let text = String::from_utf8_lossy(&out).into_owned();
    let (precision, recall) = overlap(&shingles(&text), &shingles(&page.gold));
    let f1 = if precision + recall > 0.0 {
        2.0 * precision * recall / (precision + recall)
    } else {
        0.0
    };
    let plain = comparable(&text);
    let missing = page.expected.must_have.iter().filter(|s| !plain.contains(&comparable(s)));
    let unwanted = page.expected.must_not.iter().filter(|s| plain.contains(&comparable(s)));
    let snippets_wrong = missing
        .map(|s| format!("missing: {s}"))
        .chain(unwanted.map(|s| format!("unwanted: {s}")))
        .collect();
    let known: Vec<(&String, &Value)> =
        page.expected.metadata.iter().filter(|(_, v)| !v.is_null()).collect();
    let record = Record::new(article, &WriteOptions::default());
    let record = serde_json::to_value(record).unwrap_or_default();
    let mut fields_wrong: Vec<String> = known
        .iter()
        .filter(|(name, value)| !is_field_right(&record, name, value))
        .map(|(n, _)| (*n).clone())
        .collect();
    if page.expected.page_kind != article.kind.name() {
        fields_wrong.push("page_kind".to_owned());
    }
    let fields_known = known.len() + 1;
    PageScore {
        name: page.name.clone(),
        precision,
        recall,
        f1,
        snippets_wrong,
        fields_right: fields_known - fields_wrong.len(),
        fields_known,
        fields_wrong,
    }
}

/// Returns the words only, without Markdown marks, quotes and white space.
fn comparable(text: &str) -> String {
    tokens(&squeeze(text)).collect::<Vec<_>>().join(" ")
}

fn shingles(text: &str) -> FxHashMap<Vec<String>, u32> {
    let words: Vec<String> = tokens(text).collect();
    let mut counts = FxHashMap::default();
    for run in words.windows(SHINGLE.min(words.len().max(1))) {
        *counts.entry(run.to_vec()).or_default() += 1;
    }
    counts
}

/// Returns precision and recall. If both sides are empty, both are 1.
fn overlap(found: &FxHashMap<Vec<String>, u32>, gold: &FxHashMap<Vec<String>, u32>) -> (f64, f64) {
    let shared: u32 =
        found.iter().map(|(run, n)| (*n).min(gold.get(run).copied().unwrap_or(0))).sum();
    let share = |of: &FxHashMap<Vec<String>, u32>| {
        let all: u32 = of.values().sum();
        if all == 0 {
            f64::from(u8::from(found.is_empty() && gold.is_empty()))
        } else {
            f64::from(shared) / f64::from(all)
        }
    };
    (share(found), share(gold))
}

/// Whether a field of the record equals the expected value.
fn is_field_right(record: &Value, name: &str, expected: &Value) -> bool {
    let folded = |value: &Value| match value {
        Value::String(text) if matches!(name, "published" | "modified") => {
            vec![fold(&same_moment(text))]
        }
        Value::String(text) => vec![fold(text)],
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(fold).collect(),
        Value::Null => Vec::new(),
        other => vec![other.to_string()],
    };
    record.get(name).is_some_and(|found| folded(found) == folded(expected))
}

/// Normalises a time: whole seconds, and `Z` for UTC.
fn same_moment(time: &str) -> String {
    time.replace(".000", "").replace("+00:00", "Z")
}
