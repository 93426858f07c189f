//! Tells a paragraph about cookies from a consent prompt.
//!
//! A privacy policy and a story about cookies hold the very sentences of a prompt. A prompt stands
//! apart from the text of the page, in a container of its own or behind the last paragraph; a
//! paragraph stands between others. The classifier decides on a block that stands so.

use crate::block::{Block, BlockKind, Blocks, ContainerId};
use crate::rules::Mark;

use super::measures::Measures;

/// Blocks to each side in which the nearest paragraph is searched. Between two paragraphs of a
/// policy there may be a heading, a list of cookies and some rows.
const REACH: usize = 12;

/// Whether a block stands between paragraphs of the same text. `is_prompt` says whether a block
/// has the words of a prompt.
pub(super) fn is_passage(
    blocks: &Blocks,
    measures: &Measures,
    i: usize,
    is_prompt: impl Fn(usize) -> bool,
) -> bool {
    let container = blocks.list[i].container;
    if blocks.ancestors(container).any(|(_, c)| c.marks.has(Mark::Consent)) {
        return false;
    }
    let of_text = |j: usize| is_of_same_text(blocks, container, blocks.list[j].container);
    let is_paragraph = |j: usize| measures.blocks[j].prose > 0 && !is_prompt(j);
    let before = || (i.saturating_sub(REACH)..i).rev().filter(|&j| of_text(j));
    let after = || (i + 1..blocks.list.len().min(i + 1 + REACH)).filter(|&j| of_text(j));
    let is_heading = |b: &Block| matches!(b.kind, BlockKind::Heading(_));
    // The last section of a policy has no paragraph after it, but a heading of its own.
    let has_heading = || before().next().is_some_and(|j| is_heading(&blocks.list[j]));
    before().any(is_paragraph) && (after().any(is_paragraph) || has_heading())
}

/// Whether blocks of two containers are parts of one text: in the same container, or in sibling
/// containers of the same shape, as page builders make one for each paragraph.
fn is_of_same_text(blocks: &Blocks, a: ContainerId, b: ContainerId) -> bool {
    let (one, other) = (&blocks.containers[a as usize], &blocks.containers[b as usize]);
    a == b || one.path == other.path && one.parent == other.parent && one.parent.is_some()
}
