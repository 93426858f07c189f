//! The threshold between main content and boilerplate on a page.
//!
//! Scores are probabilities, and the aim is the F1 of words: twice the shared words divided by the
//! words of both texts. The set of blocks with the highest expected F1 is all blocks above some
//! score, and that score is half of the expected F1 (Lipton, Elkan and Naryanaswamy 2014). So a
//! page on which the classifier is sure is cut at one half. A page on which it is unsure is cut
//! lower: where most of the text would be lost, keeping more of it is worth some lines of
//! boilerplate.

use super::measures::Measures;
use crate::block::{Block, Blocks, Verdict};
use crate::options::Focus;

/// The score above which a block is main content if both errors cost the same.
const EVEN: f32 = 0.5;
/// Expected F1 from which the classifier counts as sure of the page. Cross-validated, half of the
/// expected F1 on every page gives word F1 0.876 on all kinds of page and 0.960 on news; one half
/// from 0.8 on gives 0.875 and 0.962, and the text of good pages stays cleaner.
const UNDERSTOOD: f64 = 0.8;
/// The lowest threshold: on pages with almost no expected text, a line with a lower score is not
/// main content.
const LOWEST: f32 = 0.2;
/// Number of steps between scores.
const STEPS: usize = 1024;
/// The threshold for [`Focus::Precision`], on every page.
const PRECISION: f32 = 0.75;
/// The threshold for [`Focus::Recall`], as a share of the balanced one.
const RECALL_SHARE: f32 = 0.5;

/// The score above which a block of this page is main content.
pub(super) fn threshold(blocks: &Blocks, measures: &Measures, scores: &[f32], focus: Focus) -> f32 {
    match focus {
        Focus::Balanced => balanced_threshold(blocks, measures, scores),
        Focus::Precision => PRECISION,
        Focus::Recall => RECALL_SHARE * balanced_threshold(blocks, measures, scores),
    }
}

fn balanced_threshold(blocks: &Blocks, measures: &Measures, scores: &[f32]) -> f32 {
    let is_open = |b: &Block| !b.is_media() && !matches!(b.verdict(), Some(Verdict::Cut(_)));
    // The words of each score: these sums are integers and equal on every machine.
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
    // All blocks of equal score are taken together: a part of them never gives more than all or
    // none.
    for (step, words) in by_score() {
        shared += step * words;
        kept += STEPS as u64 * words;
        best = best.max(2.0 * shared as f64 / (kept + all) as f64);
    }
    if best >= UNDERSTOOD { EVEN } else { (best as f32 / 2.0).max(LOWEST) }
}
