//! The classifier of lines: decides whether a text is a whole page, and then which of its lines are
//! main content.
//!
//! The model is trained like the one for blocks (`train/text/`): a hashed linear model over the
//! words of a line, then a sum of small trees. A second pass over the scores of neighbouring lines,
//! as for blocks, was tried and gained nothing: the measures of the neighbours are columns already.

use std::sync::OnceLock;

use super::features::{self, LineMeasures};
use super::line::InputLine;
use super::ruling::LineRuling;
use super::story_lines::WEIGHED;
use crate::block::Boilerplate;
use crate::classify::edge_words::word_buckets;
use crate::classify::hash::BUCKETS;
use crate::classify::trees::{Ensemble, take};
use crate::options::Focus;
use crate::rules::builtin as rules;

/// Lines of page chrome that a whole page has at least. An article may quote two.
pub(super) const MIN_CHROME_LINES: usize = 4;
/// The least share of chrome lines among all lines: a long list of links or a poem may have a few
/// by accident. With 0.03, 706 of 812 complete visible texts of development articles and news are
/// recognised as pages, and one of their gold texts; with 0.04 they are 663 and one, with 0.02 731
/// and one. The gold texts of other kinds, such as long documentation, set the bound: 19 of 592 are
/// recognised as pages (22 with 0.02) and lose their menus.
const MIN_CHROME_SHARE: f32 = 0.03;
/// Score from which a line is main content: on development articles word F1 is highest from 0.4 to
/// 0.45, and 0.003 lower at 0.5.
const BALANCED: f32 = 0.45;
/// The thresholds for [`Focus::Precision`] and [`Focus::Recall`], equal to those of the classifier
/// of blocks.
const PRECISION: f32 = 0.75;
const RECALL: f32 = 0.25;

/// The embedded trained model.
pub(crate) static FILE: &[u8] = include_bytes!("model.bin");
/// The first bytes of a model file; the last byte is the version of the layout.
const MAGIC: &[u8; 8] = b"cctext\x00\x01";

/// The linear model and the trees.
#[derive(Debug)]
struct Model {
    words: &'static [u8],
    trees: Ensemble,
}

/// Whether a text has the chrome of a page, by each line alone: lines that rules cut, and lines
/// that occur in menus and footers.
///
/// These lines are always removed from a page, so cleaning is idempotent.
pub(super) fn is_page(chrome: &[bool], rulings: &[LineRuling]) -> bool {
    has_page_chrome(
        chrome.iter().zip(rulings).filter(|(is_chrome, r)| **is_chrome || r.is_cut()).count(),
        chrome.len(),
    )
}

/// Whether this many chrome lines among this many lines make a page.
pub(super) fn has_page_chrome(count: usize, lines: usize) -> bool {
    count >= MIN_CHROME_LINES && count as f32 >= MIN_CHROME_SHARE * lines as f32
}

/// Whether a line alone is one that occurs in menus and footers.
pub(crate) fn is_chrome(line: &InputLine<'_>) -> bool {
    // Bytes are a cheap bound: such lines are short.
    line.view.len() <= 80 && rules().is_interface_line(line.folded())
}

/// Rules on every line that no rule decided, and returns the measures of all lines; `chrome` says
/// which lines [are page chrome](is_chrome).
pub(super) fn apply(
    lines: &[InputLine<'_>],
    chrome: &[bool],
    rulings: &mut [LineRuling],
    focus: Focus,
) -> Vec<LineMeasures> {
    let threshold = match focus {
        Focus::Balanced => BALANCED,
        Focus::Precision => PRECISION,
        Focus::Recall => RECALL,
    };
    let cut: Vec<bool> = rulings.iter().map(LineRuling::is_cut).collect();
    let open: Vec<usize> = (0..lines.len()).filter(|&i| !cut[i] && !chrome[i]).collect();
    let measures = measures(model(), lines, &cut, chrome);
    let table = features::table(lines, &measures, open.iter().copied());
    let scores = model().trees.probabilities(&[&table]);
    for (i, score) in open.into_iter().zip(scores).filter(|(_, score)| *score <= threshold) {
        rulings[i] = LineRuling::cut(Boilerplate::Other, WEIGHED, format!("scored {score:.2}"));
    }
    for (_, ruling) in
        chrome.iter().zip(rulings).filter(|(is_chrome, ruling)| **is_chrome && !ruling.is_cut())
    {
        *ruling = LineRuling::cut(
            Boilerplate::Navigation,
            "frame-line",
            "occurs in menus and footers, and this text is a whole page",
        );
    }
    measures
}

/// The measures of all lines.
fn measures(
    model: &Model,
    lines: &[InputLine<'_>],
    cut: &[bool],
    chrome: &[bool],
) -> Vec<LineMeasures> {
    let mut buckets = Vec::new();
    let words: Vec<f32> = lines.iter().map(|l| word_score(model.words, l, &mut buckets)).collect();
    features::measure(lines, &words, cut, chrome)
}

fn word_score(weights: &[u8], line: &InputLine<'_>, buckets: &mut Vec<u32>) -> f32 {
    buckets.clear();
    word_buckets(&line.view, false, buckets);
    let total: i32 = buckets
        .iter()
        .map(|&b| i32::from(weights.get(b as usize).copied().unwrap_or(0) as i8))
        .sum();
    total as f32 / 16.0
}

/// The embedded model, read once.
///
/// # Panics
///
/// Never in a released version: a test reads the embedded file.
fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| parse_model(FILE).expect("the embedded model is complete"))
}

/// Reads a model file; `None` if it is incomplete or malformed.
fn parse_model(file: &'static [u8]) -> Option<Model> {
    let mut rest = file.strip_prefix(MAGIC)?;
    let words = take(&mut rest, BUCKETS)?;
    let trees = Ensemble::read(&mut rest)?;
    rest.is_empty().then_some(Model { words, trees })
}

#[cfg(test)]
mod tests {
    use super::{FILE, model, parse_model};
    use crate::text_mode::features;

    #[test]
    fn the_columns_match_the_training_manifest() {
        assert_eq!(model().trees.columns, features::column_names().len());
        let recorded = crate::classify::model::recorded_columns("text/manifest.json", "columns");
        assert_eq!(recorded, features::column_names());
    }

    #[test]
    fn a_truncated_file_is_refused() {
        assert!(parse_model(&FILE[..FILE.len() - 1]).is_none());
        assert!(parse_model(b"cctext").is_none());
    }
}
