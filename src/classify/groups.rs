//! Keeps or cuts together what belongs together: the rows of a table, the notes of a story, a
//! displayed formula with the text around it, and a last crosshead with the section under it that
//! was cut.

mod notes;
mod tables;

use std::cell::OnceCell;

use super::measures::Measures;
use super::page_model::{PredictedKind, predict_kind};
use crate::block::{Block, BlockKind, Blocks, Boilerplate, Role, SpanKind, Stage, Verdict};

/// Bytes that a block of a formula may have beside it, such as the number of the equation.
const MAX_BESIDE_FORMULA: usize = 20;

/// Decides on all groups.
pub(super) fn apply(blocks: &mut Blocks, measures: &Measures, kind: &OnceCell<PredictedKind>) {
    tables::decide(blocks);
    keep_formulas(blocks);
    notes::decide(blocks, |blocks| {
        *kind.get_or_init(|| predict_kind(blocks, measures)) == PredictedKind::Product
    });
    cut_last_crosshead(blocks);
}

/// Keeps formulas with blocks of their own that stand after kept text and not before cut text. They
/// have no words by which the classifier could judge them.
fn keep_formulas(blocks: &mut Blocks) {
    let is_formula = |b: &Block| {
        b.text.starts_with('$') && b.spans.first().is_some_and(|s| s.kind == SpanKind::Math)
    };
    let is_only_formula = |b: &Block| {
        let covered: u32 = b
            .spans
            .iter()
            .filter(|s| s.kind == SpanKind::Math)
            .map(|s| s.range.end - s.range.start)
            .sum();
        is_formula(b) && covered as usize + MAX_BESIDE_FORMULA >= b.text.len()
    };
    let mut after_text = false;
    let mut waiting: Vec<usize> = Vec::new();
    for i in 0..=blocks.list.len() {
        let kept = blocks.list.get(i).is_none_or(Block::is_kept);
        match blocks.list.get(i) {
            Some(block) if block.is_media() => continue,
            Some(block) if is_only_formula(block) => {
                if after_text && !block.is_body() && !block.is_settled() {
                    waiting.push(i);
                }
                continue;
            }
            _ => {}
        }
        for formula in waiting.drain(..).filter(|_| kept) {
            blocks.list[formula].add_ruling(
                Verdict::Keep(Role::Body),
                Stage::Groups,
                "formula",
                "the text around it is kept",
            );
        }
        after_text = kept;
    }
}

/// Cuts a kept heading at the very end of the text: the section under it was cut. This needs body
/// text right before the heading. A heading after another heading is an item of a list of headings,
/// and such lists are the text of many pages.
fn cut_last_crosshead(blocks: &mut Blocks) {
    let is_text = |b: &Block| b.is_body() && !b.text.is_empty();
    let is_heading = |b: &Block| matches!(b.kind, BlockKind::Heading(_));
    let is_open = |b: &Block| is_heading(b) && !b.is_settled();
    let Some(last) = blocks.list.iter().rposition(is_text).filter(|&i| is_open(&blocks.list[i]))
    else {
        return;
    };
    if blocks.list[..last].iter().rfind(|b| is_text(b)).is_some_and(|before| !is_heading(before)) {
        blocks.list[last].add_ruling(
            Verdict::Cut(Boilerplate::Related),
            Stage::Groups,
            "heads-nothing",
            "no article text follows it",
        );
    }
}
