//! Keeps or cuts together what belongs together: the rows of a table, the notes of a story, a
//! displayed formula with the text around it, and the last crossheads with the sections under them
//! that were cut.

mod notes;
mod tables;

use std::cell::OnceCell;

use super::measures::Measures;
use super::page_model::{PredictedKind, predict_kind};
use crate::block::{Block, BlockKind, Blocks, Boilerplate, Role, SpanKind, Stage, Verdict};
use crate::text::count_words;

/// Bytes that a block of a formula may have beside it, such as the number of the equation.
const MAX_BESIDE_FORMULA: usize = 20;

/// Most headings at the end of the text that head nothing.
const MAX_LAST_HEADINGS: usize = 2;

/// Words of the longest of several such headings; a longer one is a sentence.
const MAX_HEADING_WORDS: u32 = 12;

/// Blocks of a story for each of its headings, at least.
const MIN_TEXTS_FOR_HEADING: usize = 3;

/// Decides on all groups.
pub(super) fn apply(blocks: &mut Blocks, measures: &Measures, kind: &OnceCell<PredictedKind>) {
    tables::decide(blocks);
    keep_formulas(blocks);
    notes::decide(blocks, |blocks| {
        *kind.get_or_init(|| predict_kind(blocks, measures)) == PredictedKind::Product
    });
    cut_last_crossheads(blocks, |blocks| {
        let kind = *kind.get_or_init(|| predict_kind(blocks, measures));
        matches!(kind, PredictedKind::Article | PredictedKind::Documentation)
    });
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

/// Cuts kept headings at the very end of the text: the sections under them were cut. This needs
/// body text right before them. Several headings must be short and few in a story; elsewhere they
/// are a list of headings, and such lists are the text of many pages.
fn cut_last_crossheads(blocks: &mut Blocks, is_story: impl FnOnce(&Blocks) -> bool) {
    let is_text = |b: &Block| b.is_body() && !b.text.is_empty();
    let is_heading = |b: &Block| matches!(b.kind, BlockKind::Heading(_));
    let mut last = Vec::new();
    let mut follows_text = false;
    for (i, block) in blocks.list.iter().enumerate().rev().filter(|(_, b)| is_text(b)) {
        follows_text = !is_heading(block);
        if follows_text || block.is_settled() || last.len() == MAX_LAST_HEADINGS {
            break;
        }
        last.push(i);
    }
    if !follows_text || last.is_empty() {
        return;
    }
    if last.len() > 1 {
        let texts = blocks.list.iter().filter(|b| is_text(b));
        let (mut all, mut headings) = (0, 0);
        for block in texts {
            all += 1;
            headings += usize::from(is_heading(block));
        }
        let is_short = |&i: &usize| count_words(&blocks.list[i].text) <= MAX_HEADING_WORDS;
        let are_few = (headings - last.len()) * MIN_TEXTS_FOR_HEADING <= all - last.len();
        if !are_few || !last.iter().all(is_short) || !is_story(blocks) {
            return;
        }
    }
    for i in last {
        blocks.list[i].add_ruling(
            Verdict::Cut(Boilerplate::Related),
            Stage::Groups,
            "heads-nothing",
            "no article text follows it",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::cut_last_crossheads;
    use crate::block::{Block, BlockKind, Blocks, Role, Stage, Verdict};

    /// The texts that are kept. Those that begin with `#` are headings.
    fn kept(texts: &[&str], is_story: bool) -> Vec<String> {
        let mut blocks = Blocks::default();
        for text in texts {
            let is_heading = text.starts_with('#');
            let kind = if is_heading { BlockKind::Heading(2) } else { BlockKind::Paragraph };
            let mut block = Block { kind, text: (*text).to_owned(), ..Block::default() };
            block.add_ruling(Verdict::Keep(Role::Body), Stage::Classifier, "score", "above");
            blocks.list.push(block);
        }
        cut_last_crossheads(&mut blocks, |_| is_story);
        blocks.list.iter().filter(|b| b.is_body()).map(|b| b.text.clone()).collect()
    }

    #[test]
    fn headings_with_nothing_under_them_do_not_end_a_story() {
        let story =
            ["It rained.", "# The river", "It rose.", "It fell.", "People rowed.", "So it went."];
        let long = "# One two three four five six seven eight nine ten eleven twelve thirteen";
        for (last, is_story, cut) in [
            (&["# Boats"][..], true, 1),
            (&["# Boats"], false, 1),
            (&["# Boats", "# Oars"], true, 2),
            (&["# Boats", "# Oars"], false, 0),
            (&["# Boats", long], true, 0),
            (&["# A", "# B", "# C", "# D"], true, 0),
            (&["# Boats", "They are for hire."], true, 0),
        ] {
            let all = [&story[..], last].concat();
            assert_eq!(kept(&all, is_story), all[..all.len() - cut], "{last:?}");
        }
        let headings = ["# A", "One.", "# B", "Two.", "# C", "# D"];
        assert_eq!(kept(&headings, true), headings);
        assert_eq!(kept(&["# A", "# B"], true), ["# A", "# B"]);
    }
}
