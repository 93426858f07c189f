//! Cuts text that occurs twice: a headline repeated in the body, a paragraph that the page has once
//! for each screen size.

use rustc_hash::FxHashSet;

use crate::block::{BlockKind, Blocks, Boilerplate, Role, Stage, Verdict};
use crate::classify::measures::Measures;

/// Words from which a repeated paragraph is an accident of the page and not a stylistic repetition.
const MIN_REPEAT_WORDS: u32 = 8;

/// Cuts a body block that repeats the headline before or right after the first paragraph.
pub(super) fn cut_headline_repeats(blocks: &mut Blocks, measures: &Measures) {
    let Some(headline) = blocks
        .list
        .iter()
        .position(|b| b.role() == Some(Role::Headline))
        .map(|i| measures.folded(i))
    else {
        return;
    };
    let text = blocks.list.iter_mut().enumerate().filter(|(_, b)| b.is_body() && !b.is_media());
    for (i, block) in text.take(3).filter(|(_, b)| !b.is_settled()) {
        if measures.folded(i) == headline {
            block.add_ruling(
                Verdict::Cut(Boilerplate::Repeat),
                Stage::Clean,
                "headline-again",
                "repeats the headline",
            );
        }
    }
}

/// Cuts a paragraph that occurs word for word earlier in the article.
pub(super) fn cut_paragraph_repeats(blocks: &mut Blocks, measures: &Measures) {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for (i, block) in
        blocks.list.iter_mut().enumerate().filter(|(_, b)| b.is_body() && !b.is_settled())
    {
        // Rows of tables, code and headings repeat for good reasons.
        if !matches!(
            block.kind,
            BlockKind::Paragraph | BlockKind::Quote | BlockKind::ListItem { .. }
        ) || measures.blocks[i].shape.words < MIN_REPEAT_WORDS
        {
            continue;
        }
        if !seen.insert(measures.folded(i)) {
            block.add_ruling(
                Verdict::Cut(Boilerplate::Repeat),
                Stage::Clean,
                "paragraph-again",
                "repeats an earlier paragraph",
            );
        }
    }
}
