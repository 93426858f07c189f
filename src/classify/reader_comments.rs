//! Cuts the comments of readers below the story, where a heading names or counts them and groups of
//! name, time and text follow.
//!
//! A comment reads like a paragraph, and in a forum the same groups are the content. So the heading
//! and the groups decide together, once for the page.

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::FxHashSet;

use super::declared::Declared;
use super::furniture::headline_of;
use super::main_story::{MainStory, heading_level};
use super::measures::Measures;
use super::page_model::{PredictedKind, predict_kind};
use crate::block::{Block, Blocks, Boilerplate, ContainerId, Stage, Verdict};
use crate::metadata::{names_day, names_time_ago};
use crate::rules::Mark;
use crate::rules::comment_words::{
    is_certain_heading, is_comments_heading, is_reply_button, says_who_wrote,
};

/// Words of the story before its comments can begin.
const MIN_WORDS_BEFORE: u32 = 40;
/// Blocks after the heading that are searched for groups of name, time and text.
const GROUP_REACH: usize = 16;
/// The most words of a line that states the time of a comment or its author.
const MAX_LINE_WORDS: u32 = 16;
/// Share of linked words from which a line is a link to the comments, not their heading.
const LINKED: f32 = 0.5;
/// Pairs of a name and a text of one shape that make groups.
const MIN_PAIRS: u32 = 2;
/// The most words of a name, with a time beside it.
const MAX_NAME_WORDS: u32 = 9;
/// Elements from the story's container down to a post of a thread.
const POST_DEPTH: u16 = 2;
/// The fewest lines of groups that make comments.
const MIN_SIGNS: u32 = 2;

/// Cuts the comments, if the page has any and is not a forum.
pub(super) fn apply(
    blocks: &mut Blocks,
    measures: &Measures,
    declared: &Declared,
    kind: &OnceCell<PredictedKind>,
) {
    let Some((start, comments)) = find(blocks, measures) else { return };
    // Few pages come this far.
    if declared.is_forum()
        || *kind.get_or_init(|| predict_kind(blocks, measures)) == PredictedKind::Forum
    {
        return;
    }
    let heading = blocks.list[start].text.clone();
    for block in blocks.list[comments].iter_mut().filter(|b| is_open(b)) {
        block.add_ruling(
            Verdict::Cut(Boilerplate::Comment),
            Stage::Groups,
            "reader-comments",
            format!("below “{heading}”"),
        );
    }
}

/// Whether a block is kept, or cut without a known kind.
fn is_open(block: &Block) -> bool {
    !block.is_settled()
        && (block.is_kept() || block.verdict() == Some(Verdict::Cut(Boilerplate::Other)))
}

/// The heading of the comments, and all their blocks.
fn find(blocks: &Blocks, measures: &Measures) -> Option<(usize, Range<usize>)> {
    let first = blocks.list.iter().position(Block::is_body)?;
    let mut story = MainStory::new(blocks, headline_of(blocks, measures).unwrap_or(first));
    for i in story.headline + 1..blocks.list.len() {
        if story.words >= MIN_WORDS_BEFORE
            && measures.blocks[i].link_density < LINKED
            && is_comments_heading(measures.folded(i))
            && let Some(container) = comments_around(blocks, measures, &story, i)
        {
            let comments = i..story.end_of(blocks, container, i);
            let own = story.headline..i;
            let is_thread = repeats_story(blocks, measures, own, comments.clone(), container);
            return (!is_thread).then_some((i, comments));
        }
        story.add(blocks, measures, i);
    }
    None
}

/// The container of the comments under the heading `i`; `None` if no groups follow it.
fn comments_around(
    blocks: &Blocks,
    measures: &Measures,
    story: &MainStory,
    i: usize,
) -> Option<ContainerId> {
    let part = story.part_at(blocks, measures, i);
    if !part.is_open && has_groups(blocks, measures, story, i, part.container) {
        return Some(part.container);
    }
    let around = story.around(blocks, part);
    has_groups(blocks, measures, story, i, around).then_some(around)
}

/// Whether texts after the heading stand in boxes of the same shape as a text of the story: then
/// the story is the first post of a thread.
fn repeats_story(
    blocks: &Blocks,
    measures: &Measures,
    story: Range<usize>,
    after: Range<usize>,
    container: ContainerId,
) -> bool {
    let depth = blocks.containers[container as usize].depth + POST_DEPTH;
    let is_post = |i: &usize| {
        measures.blocks[*i].prose > 0
            && blocks.containers[blocks.list[*i].container as usize].depth > depth
    };
    let path = |i: usize| blocks.containers[blocks.list[i].container as usize].path;
    let own: FxHashSet<u32> = story.filter(is_post).map(path).collect();
    after.filter(is_post).any(|i| own.contains(&path(i)))
}

/// Whether the blocks after the heading `i`, inside a container, begin with groups of name, time
/// and text.
fn has_groups(
    blocks: &Blocks,
    measures: &Measures,
    story: &MainStory,
    i: usize,
    container: ContainerId,
) -> bool {
    let near = (i + 1..blocks.list.len()).take(GROUP_REACH);
    let inside = near.take_while(|at| story.is_inside(&blocks.list[*at], container)).count();
    let range = i + 1..i + 1 + inside;
    let (mut signs, mut words) = (0, 0);
    for at in range.clone() {
        let block = &blocks.list[at];
        let own = measures.blocks[at].shape.words;
        words += own;
        if own <= MAX_LINE_WORDS {
            let text = block.text.as_str();
            signs += u32::from(names_day(text) || names_time_ago(text));
            signs += u32::from(is_reply_button(measures.folded(at)));
            signs += u32::from(says_who_wrote(measures.folded(at)));
        }
        let mut around = blocks.ancestors(block.container).take(3);
        signs += u32::from(own > 0 && around.any(|(_, c)| c.marks.has(Mark::Comment)));
    }
    let has_pairs =
        || is_certain_heading(measures.folded(i)) && pairs(blocks, measures, range) >= MIN_PAIRS;
    words > signs && (signs >= MIN_SIGNS || has_pairs())
}

/// Names of one shape that a paragraph follows.
fn pairs(blocks: &Blocks, measures: &Measures, range: Range<usize>) -> u32 {
    let mut shape = None;
    let mut pairs = 0;
    for at in range.start..range.end.saturating_sub(1) {
        let is_name = (1..=MAX_NAME_WORDS).contains(&measures.blocks[at].shape.words)
            && heading_level(&blocks.list[at]).is_none();
        if is_name && measures.blocks[at + 1].prose > 0 {
            let path = blocks.containers[blocks.list[at].container as usize].path;
            pairs += u32::from(*shape.get_or_insert(path) == path);
        }
    }
    pairs
}
