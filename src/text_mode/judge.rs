//! The judge of lines: whether a text is a whole page, and then which of its lines are copy.
//!
//! The model is trained like the one for blocks (`train/text/`): a hashed linear model over a line's words, then a sum of small trees. A second
//! look at the scores around a line, as blocks get, was tried and brought nothing: the features of the neighbours are columns already.

use std::sync::OnceLock;

use super::line::Line;
use super::{Reason, features};
use crate::block::Boilerplate;
use crate::classify::edge_words::word_buckets;
use crate::classify::hash::BUCKETS;
use crate::classify::trees::{Ensemble, take};
use crate::options::Focus;
use crate::rules::builtin as rules;

/// Lines of the frame of a page that a text must have to be one. A story may quote two.
pub(super) const MIN_FRAME_LINES: usize = 4;
/// Their least share of all lines: a long list of links, or of a poem, may have a few by accident. With it 706 of 812 whole visible texts of
/// development articles and news are taken for pages, and one of their golds; with 0.04 they are 663 and one, with 0.02 731 and one. The golds of
/// other kinds, such as long documentation, set the bound: 19 of 592 are taken for pages, 22 with 0.02, and lose their menus.
const MIN_FRAME_SHARE: f32 = 0.03;
/// Score from which a line is copy: on development articles word F1 is highest from 0.4 to 0.45, 0.003 lower at 0.5.
const BALANCED: f32 = 0.45;
/// With [`Focus::Precision`] and [`Focus::Recall`]: the thresholds of the judge of blocks.
const PRECISION: f32 = 0.75;
const RECALL: f32 = 0.25;

/// The trained model, embedded.
static FILE: &[u8] = include_bytes!("model.bin");
/// First bytes of a model file; the last is the version of its layout.
const MAGIC: &[u8; 8] = b"cctext\x00\x01";

/// The model.
#[derive(Debug)]
struct Model {
    words: &'static [u8],
    trees: Ensemble,
}

/// Whether a text has the frame of a page, by what its lines say each by itself: rules that cut them, and lines that stand in menus and
/// footers.
///
/// All these lines are cut when it is one; so a text that was cleaned never is one again.
pub(super) fn is_page(frame: &[bool], reasons: &[Reason]) -> bool {
    has_frame(
        frame.iter().zip(reasons).filter(|(is_frame, r)| **is_frame || r.is_cut()).count(),
        frame.len(),
    )
}

/// Whether so many lines of a frame among so many lines make a page.
pub(super) fn has_frame(count: usize, lines: usize) -> bool {
    count >= MIN_FRAME_LINES && count as f32 >= MIN_FRAME_SHARE * lines as f32
}

/// Whether a line alone is one that stands in menus and footers.
pub(crate) fn is_frame(line: &Line<'_>) -> bool {
    // Bytes are a cheap bound: such lines are short.
    line.view.len() <= 80 && rules().is_interface(line.folded())
}

/// Rules on every line that no rule has spoken of; `frame` says which [are of the frame](is_frame).
pub(super) fn rule(lines: &[Line<'_>], frame: &[bool], reasons: &mut [Reason], focus: Focus) {
    let threshold = match focus {
        Focus::Balanced => BALANCED,
        Focus::Precision => PRECISION,
        Focus::Recall => RECALL,
    };
    let cut: Vec<bool> = reasons.iter().map(Reason::is_cut).collect();
    let open: Vec<usize> = (0..lines.len()).filter(|&i| !cut[i] && !frame[i]).collect();
    let scores = scores(model(), lines, &cut, frame, &open);
    for (i, score) in open.into_iter().zip(scores).filter(|(_, score)| *score <= threshold) {
        reasons[i] = Reason::cut(Boilerplate::Other, "weighed", format!("scored {score:.2}"));
    }
    for (_, reason) in
        frame.iter().zip(reasons).filter(|(is_frame, reason)| **is_frame && !reason.is_cut())
    {
        *reason = Reason::cut(
            Boilerplate::Navigation,
            "frame-line",
            "stands in menus and footers, and this text is a whole page",
        );
    }
}

/// The scores of the lines that are `open`, in the light of all.
fn scores(
    model: &Model,
    lines: &[Line<'_>],
    cut: &[bool],
    frame: &[bool],
    open: &[usize],
) -> Vec<f32> {
    let mut buckets = Vec::new();
    let words: Vec<f32> = lines.iter().map(|l| word_score(model.words, l, &mut buckets)).collect();
    let facts = features::facts(lines, &words, cut, frame);
    model.trees.probabilities(&[&features::table(lines, &facts, open.iter().copied())])
}

fn word_score(weights: &[u8], line: &Line<'_>, buckets: &mut Vec<u32>) -> f32 {
    buckets.clear();
    word_buckets(&line.view, false, buckets);
    let total: i32 = buckets
        .iter()
        .map(|&b| i32::from(weights.get(b as usize).copied().unwrap_or(0) as i8))
        .sum();
    total as f32 / 16.0
}

/// The embedded model.
///
/// # Panics
///
/// Never in a released version: a test reads the embedded file.
fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| read(FILE).expect("the embedded model is whole"))
}

/// Reads a model file; `None` when it is not whole.
fn read(file: &'static [u8]) -> Option<Model> {
    let mut rest = file.strip_prefix(MAGIC)?;
    let words = take(&mut rest, BUCKETS)?;
    let trees = Ensemble::read(&mut rest)?;
    rest.is_empty().then_some(Model { words, trees })
}

#[cfg(test)]
mod tests {
    use super::{FILE, model, read};
    use crate::text_mode::features;

    #[test]
    fn the_columns_are_those_of_the_features() {
        assert_eq!(model().trees.columns, features::names().len());
    }

    #[test]
    fn a_file_cut_short_is_no_model() {
        assert!(read(&FILE[..FILE.len() - 1]).is_none());
        assert!(read(b"cctext").is_none());
    }
}
