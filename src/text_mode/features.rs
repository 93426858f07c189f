//! The features of a line: its text, its shape, its position, and the lines around it.
//!
//! The training table comes from the same code, so there is only one implementation.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};

use super::line::InputLine;
use crate::classify::counts::stop_share_of_text;
use crate::classify::table::{Cells, Table};
use crate::text::{TextCounts, count_text, lower, raw_tokens};

/// Counts are capped here: a longer line carries no more information.
const CAP: f32 = 200.0;
/// Words from which a line with sentences is prose.
const PROSE_WORDS: u32 = 15;
/// Words of a short line.
const SHORT_WORDS: u32 = 5;
/// Lines to each side whose own measures are columns.
const NEAR: isize = 3;
/// Lines to each side that are summed up.
const WINDOW: usize = 8;
/// The fewest letters of a content word.
const CONTENT_LETTERS: usize = 4;

/// Measures of one line alone.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LineMeasures {
    pub(crate) shape: TextCounts,
    pub(crate) stop_share: f32,
    /// The score of its words in the linear model.
    pub(crate) score: f32,
    /// Whether a rule cuts it.
    pub(crate) is_cut: bool,
    /// Whether it is a known line of page chrome.
    pub(crate) is_chrome: bool,
    /// Share of its content words that also occur in the prose of the text, 0.0 to 1.0.
    overlap: f32,
    /// Lines of the text that are equal when folded, itself included.
    duplicates: u32,
    capitals: f32,
    separators: f32,
}

impl LineMeasures {
    pub(crate) fn is_prose(&self) -> bool {
        is_prose(&self.shape)
    }

    fn is_short(&self) -> bool {
        self.shape.words <= SHORT_WORDS && !self.shape.ends_sentence
    }
}

/// Whether a line is prose: long enough, and in sentences.
pub(crate) fn is_prose(shape: &TextCounts) -> bool {
    shape.words >= PROSE_WORDS && shape.sentences > 0
}

/// Measures every line. `scores` are those of the linear model; `cut` and `chrome` say which lines
/// a rule cuts and which are page chrome.
pub(crate) fn measure(
    lines: &[InputLine<'_>],
    scores: &[f32],
    cut: &[bool],
    chrome: &[bool],
) -> Vec<LineMeasures> {
    // The index of each line among the distinct lines, and the number of its copies.
    let mut numbers: FxHashMap<&str, usize> =
        FxHashMap::with_capacity_and_hasher(lines.len(), FxBuildHasher);
    let mut duplicates: Vec<u32> = Vec::new();
    let own: Vec<usize> = lines
        .iter()
        .map(|line| {
            let number = *numbers.entry(line.folded()).or_insert(duplicates.len());
            duplicates.resize(duplicates.len().max(number + 1), 0);
            duplicates[number] += 1;
            number
        })
        .collect();
    let mut all: Vec<LineMeasures> = (0..lines.len())
        .map(|i| {
            let shape = count_text(&lines[i].view);
            LineMeasures {
                stop_share: stop_share_of_text(lines[i].folded(), shape.words),
                shape,
                score: scores[i],
                is_cut: cut[i],
                is_chrome: chrome[i],
                duplicates: duplicates[own[i]],
                capitals: capital_share(&lines[i].view),
                separators: count_separators(&lines[i].view) as f32,
                overlap: 0.0,
            }
        })
        .collect();
    add_overlaps(lines, &mut all);
    all
}

/// Counts the marks that separate the items of a list on one line.
fn count_separators(text: &str) -> usize {
    let plain = text.bytes().filter(|b| matches!(b, b'|' | b'/' | b'>')).count();
    let is_other = |c: char| matches!(c, '·' | '•' | '»' | '›' | '→');
    plain + if text.is_ascii() { 0 } else { text.chars().filter(|&c| is_other(c)).count() }
}

/// Share of the words that begin with a capital, 0.0 to 1.0.
fn capital_share(text: &str) -> f32 {
    let (mut upper, mut words) = (0u32, 0u32);
    if text.is_ascii() {
        // Faster than the general case: the first letter or digit after a space decides.
        let mut is_decided = false;
        for byte in text.bytes() {
            if matches!(byte, b'\t'..=b'\r' | b' ') {
                is_decided = false;
            } else if !is_decided && byte.is_ascii_alphanumeric() {
                is_decided = true;
                words += 1;
                upper += u32::from(byte.is_ascii_uppercase());
            }
        }
        return upper as f32 / words.max(1) as f32;
    }
    for word in text.split_whitespace() {
        let first = word.chars().find(|c| c.is_alphanumeric());
        words += u32::from(first.is_some());
        upper += u32::from(first.is_some_and(char::is_uppercase));
    }
    upper as f32 / words.max(1) as f32
}

/// The hash of a word in lower case, if it is long enough to distinguish lines.
pub(super) fn content_word(word: &str, buffer: &mut String) -> Option<u64> {
    let word = lower(word, buffer);
    // In ASCII, this many bytes are this many letters.
    if word.len() < CONTENT_LETTERS || !word.is_ascii() {
        word.chars().nth(CONTENT_LETTERS - 1)?;
    }
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    Some(hasher.finish())
}

/// Computes the share of each line's content words that occur in the prose of the text.
fn add_overlaps(lines: &[InputLine<'_>], all: &mut [LineMeasures]) {
    // For each word: the number of prose lines with it, and the last of them.
    let mut prose: FxHashMap<u64, (u32, usize)> = FxHashMap::default();
    // The words of all lines, one after the other, and the end of each line.
    let (mut words, mut ends) = (Vec::new(), Vec::with_capacity(lines.len()));
    let mut buffer = String::new();
    for (at, line) in lines.iter().enumerate() {
        let start = words.len();
        words.extend(raw_tokens(&line.view).filter_map(|w| content_word(w, &mut buffer)));
        ends.push(words.len());
        for word in words[start..].iter().filter(|_| all[at].is_prose()) {
            let (count, last) = prose.entry(*word).or_insert((0, usize::MAX));
            *count += u32::from(*last != at);
            *last = at;
        }
    }
    let mut start = 0;
    for (end, measures) in ends.into_iter().zip(all) {
        // A paragraph shares all words with itself, so one more line must have them.
        let least = if measures.is_prose() { 2 } else { 1 };
        let own = &words[start..end.min(start + CAP as usize)];
        let shared = own
            .iter()
            .filter(|word| prose.get(word).is_some_and(|(count, _)| *count >= least))
            .count();
        measures.overlap = shared as f32 / own.len().max(1) as f32;
        start = end;
    }
}

const OWN: &[&str] = &[
    "words",
    "chars_per_word",
    "sentences",
    "commas",
    "digit_share",
    "upper_share",
    "capitals",
    "ends_sentence",
    "stops",
    "score",
    "rule",
    "frame",
    "overlap",
    "twins",
    "separators",
    "ends_colon",
    "ends_ellipsis",
    "starts_lower",
    "address",
    "copyright",
    "bullet",
    "quotes",
    "blank_before",
    "blank_after",
];
const NEAR_COLUMNS: &[&str] = &["words", "score", "ends_sentence", "frame", "stops", "prose"];
const POSITION: &[&str] = &[
    "line_share",
    "lines_before",
    "lines_after",
    "words_before",
    "prose_before",
    "prose_after",
    "since_prose",
    "to_prose",
    "last_prose_words",
    "next_prose_words",
    "run",
    "run_at",
    "window_words",
    "window_score",
    "window_short",
    "window_frame",
    "window_prose",
    "all_lines",
    "all_words",
    "all_short",
    "all_frame",
    "all_prose",
    "all_score",
];

/// The names of the columns, in order.
#[cfg(any(test, feature = "unstable"))]
pub(crate) fn column_names() -> Vec<String> {
    let near = (-NEAR..=NEAR)
        .filter(|d| *d != 0)
        .flat_map(|d| NEAR_COLUMNS.iter().map(move |n| format!("{n}@{d}")));
    OWN.iter()
        .map(|n| (*n).to_owned())
        .chain(near)
        .chain(POSITION.iter().map(|n| (*n).to_owned()))
        .collect()
}

/// The rows of some lines, one after the other.
pub(crate) fn table(
    lines: &[InputLine<'_>],
    measures: &[LineMeasures],
    wanted: impl ExactSizeIterator<Item = usize>,
) -> Table {
    let lookup = LineLookup::new(measures);
    let mut table = Table::new(
        wanted.len(),
        OWN.len() + NEAR as usize * 2 * NEAR_COLUMNS.len() + POSITION.len(),
    );
    for (row, i) in wanted.enumerate() {
        let mut cells = table.cells(row);
        cells.extend(own_columns(lines, measures, i));
        for d in (-NEAR..=NEAR).filter(|d| *d != 0) {
            cells.extend(neighbour_columns(i.checked_add_signed(d).and_then(|j| measures.get(j))));
        }
        lookup.position_columns(measures, i, &mut cells);
    }
    table
}

fn own_columns(lines: &[InputLine<'_>], measures: &[LineMeasures], i: usize) -> [f32; OWN.len()] {
    let (line, f) = (&lines[i], &measures[i]);
    let view = &*line.view;
    let s = f.shape;
    let chars = s.chars.max(1) as f32;
    let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
    let first = view.chars().find(|c| !c.is_whitespace());
    let is_ascii = view.is_ascii();
    let quotes = if is_ascii && memchr::memchr(b'"', view.as_bytes()).is_none() {
        0
    } else {
        view.chars()
            .take(CAP as usize * 5)
            .filter(|c| matches!(c, '"' | '“' | '”' | '„' | '«' | '»'))
            .count()
    };
    let has = |byte: u8, text: &str| {
        memchr::memchr_iter(byte, view.as_bytes()).any(|at| view[at..].starts_with(text))
    };
    [
        (s.words as f32).min(CAP),
        chars / s.words.max(1) as f32,
        (s.sentences as f32).min(CAP),
        (s.commas as f32).min(CAP),
        s.digits as f32 / chars,
        s.upper as f32 / chars,
        f.capitals,
        flag(s.ends_sentence),
        f.stop_share,
        f.score,
        flag(f.is_cut),
        flag(f.is_chrome),
        f.overlap,
        (f.duplicates as f32).min(CAP),
        f.separators.min(CAP),
        flag(view.ends_with(':')),
        flag(view.ends_with('…') || view.ends_with("...")),
        flag(first.is_some_and(char::is_lowercase)),
        flag(has(b':', "://") || has(b'@', "@") || has(b'w', "www.")),
        flag(!is_ascii && view.contains('©') || has(b'(', "(c)")),
        flag(first.is_some_and(|c| matches!(c, '•' | '·' | '-' | '*' | '–' | '◦' | '▪'))),
        (quotes as f32).min(CAP),
        (line.blank_before as f32).min(CAP),
        lines.get(i + 1).map_or(0.0, |l| (l.blank_before as f32).min(CAP)),
    ]
}

fn neighbour_columns(measures: Option<&LineMeasures>) -> [f32; NEAR_COLUMNS.len()] {
    let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
    match measures {
        Some(f) => [
            (f.shape.words as f32).min(CAP),
            f.score,
            flag(f.shape.ends_sentence),
            flag(f.is_chrome || f.is_cut),
            f.stop_share,
            flag(f.is_prose()),
        ],
        // Beyond the ends of the text.
        None => [-1.0, 0.0, -1.0, -1.0, -1.0, -1.0],
    }
}

/// Running sums, so that every window costs the same.
struct LineLookup {
    /// Sums before each line: words, score, short lines, chrome lines, prose words.
    sums: Vec<[f32; 5]>,
    /// The nearest prose line at or before each line, and at or after it.
    before: Vec<Option<usize>>,
    after: Vec<Option<usize>>,
    /// The first line and the length of the run of short lines that contains a line.
    runs: Vec<(usize, usize)>,
}

impl LineLookup {
    fn new(measures: &[LineMeasures]) -> Self {
        let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
        let mut sums = vec![[0.0; 5]];
        for f in measures {
            let own = [
                (f.shape.words as f32).min(CAP),
                f.score,
                flag(f.is_short()),
                flag(f.is_chrome || f.is_cut),
                if f.is_prose() { (f.shape.words as f32).min(CAP) } else { 0.0 },
            ];
            let last = sums[sums.len() - 1];
            sums.push(std::array::from_fn(|k| last[k] + own[k]));
        }
        let mut last = None;
        let nearest = |i: usize, last: &mut Option<usize>| {
            *last = if measures[i].is_prose() { Some(i) } else { *last };
            *last
        };
        let before = (0..measures.len()).map(|i| nearest(i, &mut last)).collect();
        last = None;
        let mut after: Vec<_> = (0..measures.len()).rev().map(|i| nearest(i, &mut last)).collect();
        after.reverse();
        let mut runs = vec![(0, 0); measures.len()];
        let mut start = 0;
        for i in 0..=measures.len() {
            if i == measures.len() || !measures[i].is_short() {
                runs[start..i].fill((start, i - start));
                start = i + 1;
            }
        }
        Self { sums, before, after, runs }
    }

    fn position_columns(&self, measures: &[LineMeasures], i: usize, row: &mut Cells<'_>) {
        let n = measures.len();
        let all = self.sums[n];
        let share = |a: f32, b: f32| if b > 0.0 { a / b } else { 0.0 };
        let (from, to) = (i.saturating_sub(WINDOW), (i + WINDOW + 1).min(n));
        let window: [f32; 5] =
            std::array::from_fn(|k| (self.sums[to][k] - self.sums[from][k]) / (to - from) as f32);
        let distance = |j: Option<usize>| j.map_or(CAP, |j| (i.abs_diff(j) as f32).min(CAP));
        let words = |j: Option<usize>| j.map_or(0.0, |j| (measures[j].shape.words as f32).min(CAP));
        let (last, next) = (
            if i > 0 { self.before[i - 1] } else { None },
            self.after.get(i + 1).copied().flatten(),
        );
        let (run_start, run) = self.runs[i];
        row.extend([
            i as f32 / n as f32,
            (i as f32).min(CAP),
            ((n - 1 - i) as f32).min(CAP),
            share(self.sums[i][0], all[0]),
            share(self.sums[i][4], all[4]),
            share(all[4] - self.sums[i + 1][4], all[4]),
            distance(last),
            distance(next),
            words(last),
            words(next),
            (run as f32).min(CAP),
            (i - run_start.min(i)) as f32,
        ]);
        row.extend(window);
        row.extend([
            (n as f32).min(2_000.0),
            all[0].min(20_000.0),
            all[2] / n as f32,
            all[3] / n as f32,
            share(all[4], all[0]),
            all[1] / n as f32,
        ]);
    }
}
