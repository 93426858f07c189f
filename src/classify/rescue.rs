//! When the visible page lacks the story: take it from the page's data, and say so.

use crate::article::Warning;
use crate::block::{Block, Blocks, Boilerplate, Role, Stage, Verdict};
use crate::metadata::Stated;
use crate::options::Options;
use crate::segment::embedded_data::{self, StateScripts};

use super::hints::shingles;
use super::measures::Measures;

/// Words of visible copy from which the page is taken to show its story; most stories are longer.
const ENOUGH_WORDS: u32 = 250;
/// Words of visible copy from which the data must hold what the page shows, or it is another story.
const SOME_WORDS: u32 = 40;
/// Share of the visible copy's shingles that must be in the data.
const SAME_STORY_SHARE: f32 = 0.5;
/// How many times as long the story in the data must be.
const TIMES_LONGER: f32 = 1.5;
/// Share of the data's shingles that the page shows anyway, above which nothing is missing.
const SHOWN_SHARE: f32 = 0.5;

/// Puts the story from the page's data in place of the body, where the page shows much less of it.
pub(crate) fn from_data(
    blocks: &mut Blocks,
    measures: &Measures,
    scripts: &StateScripts<'_>,
    stated: &Stated,
    options: &Options,
) -> Option<Warning> {
    let kept: u32 = blocks
        .list
        .iter()
        .zip(&measures.blocks)
        .filter(|(b, _)| b.is_body())
        .map(|(_, m)| m.shape.words)
        .sum();
    let is_paid = stated.metadata.is_free.as_ref().is_some_and(|f| !f.value);
    if kept >= ENOUGH_WORDS && !is_paid {
        return None;
    }
    let island = embedded_data::find_longest(scripts, stated.body.as_deref(), options)?;
    if (island.words as f32) < TIMES_LONGER * kept as f32
        || share(island.blocks.list.iter(), blocks.list.iter()) > SHOWN_SHARE
    {
        return None;
    }
    if kept >= SOME_WORDS
        && share(blocks.list.iter().filter(|b| b.is_body()), island.blocks.list.iter())
            < SAME_STORY_SHARE
    {
        return None;
    }
    for block in blocks.list.iter_mut().filter(|b| b.is_body() && !b.is_settled()) {
        block.rule(
            Verdict::Cut(Boilerplate::Repeat),
            Stage::Rescue,
            "data-island",
            format!("the whole story is in {}", island.source),
        );
    }
    for mut block in island.blocks.list.into_iter().filter(|b| !b.is_media()) {
        block.container = 0;
        block.rule(
            Verdict::Keep(Role::Body),
            Stage::Rescue,
            "data-island",
            format!("from {}", island.source),
        );
        blocks.list.push(block);
    }
    Some(Warning::TextFromData { source: island.source })
}

/// Share of the first blocks' shingles that are among the second's, kept or cut; 0.0 for blocks without any.
fn share<'b>(of: impl Iterator<Item = &'b Block>, among: impl Iterator<Item = &'b Block>) -> f32 {
    let there: rustc_hash::FxHashSet<u64> = among.flat_map(|b| shingles(&b.text)).collect();
    let (mut all, mut found) = (0u32, 0u32);
    for shingle in of.flat_map(|b| shingles(&b.text)) {
        all += 1;
        found += u32::from(there.contains(&shingle));
    }
    found as f32 / all.max(1) as f32
}
