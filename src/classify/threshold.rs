//! Where to draw the line between copy and boilerplate on a page.
//!
//! The scores are probabilities, and what counts is F1 of words: twice the shared words by the words of both texts. The
//! set of blocks with the highest expected F1 is all blocks above some score, and that score is half of the
//! F1 to be expected (Lipton, Elkan and Naryanaswamy 2014). So a page that the judge understands is cut at one half, and one that it
//! doubts is cut lower: where most of the text would be lost, losing less is worth some lines that are not copy.

use super::measures::Measures;
use crate::block::{Block, Blocks, Verdict};
use crate::options::Focus;

/// The score above which a block is copy when both mistakes weigh the same.
const EVEN: f32 = 0.5;
/// Expected F1 from which the page is understood. Cross-validated, half of the expected F1 on every page gives word F1 0.876 on all kinds of
/// page and 0.960 on news; with one half from 0.8 on it is 0.875 and 0.962, and the copy of good pages stays cleaner.
const UNDERSTOOD: f64 = 0.8;
/// The threshold never goes below this: on pages with next to nothing to expect, a line as unlikely is no copy.
const LOWEST: f32 = 0.2;
/// Steps in which scores come.
const STEPS: usize = 1024;
/// With [`Focus::Precision`]: the threshold whatever the page.
const PRECISION: f32 = 0.75;
/// With [`Focus::Recall`]: share of the balanced threshold.
const RECALL_SHARE: f32 = 0.5;

/// The score above which a block of this page is copy.
pub(super) fn threshold(blocks: &Blocks, measures: &Measures, scores: &[f32], focus: Focus) -> f32 {
    match focus {
        Focus::Balanced => balanced(blocks, measures, scores),
        Focus::Precision => PRECISION,
        Focus::Recall => RECALL_SHARE * balanced(blocks, measures, scores),
    }
}

fn balanced(blocks: &Blocks, measures: &Measures, scores: &[f32]) -> f32 {
    let is_open = |b: &Block| !b.is_media() && !matches!(b.verdict(), Some(Verdict::Cut(_)));
    // The words of each score: these sums are whole numbers and the same on every machine.
    let mut words = [0u32; STEPS + 1];
    for ((block, m), score) in blocks.list.iter().zip(&measures.blocks).zip(scores) {
        if is_open(block) {
            let step = (f64::from(*score) * STEPS as f64).round() as usize;
            words[step.min(STEPS)] += m.shape.words;
        }
    }
    let by_score = || {
        words
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, words)| **words > 0)
            .map(|(step, words)| (step as u64, u64::from(*words)))
    };
    let all: u64 = by_score().map(|(step, words)| step * words).sum();
    let (mut shared, mut kept, mut best) = (0, 0, 0.0f64);
    // All blocks of a score are taken together: a part of them gives no more than all or none.
    for (step, words) in by_score() {
        shared += step * words;
        kept += STEPS as u64 * words;
        best = best.max(2.0 * shared as f64 / (kept + all) as f64);
    }
    if best >= UNDERSTOOD { EVEN } else { (best as f32 / 2.0).max(LOWEST) }
}
