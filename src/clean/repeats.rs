//! The same text twice: a headline set again in the body, a paragraph printed once for each screen size.

use rustc_hash::FxHashSet;

use crate::block::{BlockKind, Blocks, Boilerplate, Role, Stage, Verdict};
use crate::text::{count_words, fold};

/// Words from which a paragraph that repeats another one does so by accident of the page, not of speech.
const MIN_REPEAT_WORDS: u32 = 8;

/// Cuts a body block that is the headline again, where it stands before or right after the first paragraph.
pub(super) fn headline(blocks: &mut Blocks) {
    let Some(headline) = blocks.list.iter().find(|b| b.role() == Some(Role::Headline)).map(|b| fold(&b.text)) else { return };
    for block in blocks.list.iter_mut().filter(|b| b.is_body() && !b.is_media()).take(3).filter(|b| !b.is_settled()) {
        if fold(&block.text) == headline {
            block.rule(Verdict::Cut(Boilerplate::Repeat), Stage::Clean, "headline-again", "repeats the headline");
        }
    }
}

/// Cuts a paragraph that stands word for word earlier in the story.
pub(super) fn paragraphs(blocks: &mut Blocks) {
    let mut seen: FxHashSet<String> = FxHashSet::default();
    for block in blocks.list.iter_mut().filter(|b| b.is_body() && !b.is_settled()) {
        // Rows of tables, code and headings repeat for good reasons.
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote | BlockKind::ListItem { .. })
            || count_words(&block.text) < MIN_REPEAT_WORDS
        {
            continue;
        }
        if !seen.insert(fold(&block.text)) {
            block.rule(Verdict::Cut(Boilerplate::Repeat), Stage::Clean, "paragraph-again", "repeats an earlier paragraph");
        }
    }
}
