//! The fallback: takes the article text from embedded data if the visible page lacks it, and warns.

use crate::article::Warning;
use crate::block::{Block, Blocks, Boilerplate, Role, Stage, Verdict};
use crate::metadata::PageMetadata;
use crate::options::Options;
use crate::segment::embedded_data::{self, StateScripts};

use super::declared::shingles;
use super::measures::Measures;

/// Words of visible main content from which the page itself is taken to show the article; most
/// articles are longer.
const ENOUGH_WORDS: u32 = 250;
/// Words of visible main content from which the embedded data must contain what the page shows;
/// otherwise it is another article.
const SOME_WORDS: u32 = 40;
/// Share of the visible main content's shingles that must be in the embedded data.
const SAME_STORY_SHARE: f32 = 0.5;
/// The text in the embedded data must be at least this many times as long.
const TIMES_LONGER: f32 = 1.5;
/// Share of the data's shingles that the page shows anyway; above it, nothing is missing.
const SHOWN_SHARE: f32 = 0.5;

/// Replaces the body with the text from embedded data if the page shows much less of it.
pub(crate) fn from_data(
    blocks: &mut Blocks,
    measures: &Measures,
    scripts: &StateScripts<'_>,
    declared: &PageMetadata,
    options: &Options,
) -> Option<Warning> {
    let kept: u32 = blocks
        .list
        .iter()
        .zip(&measures.blocks)
        .filter(|(b, _)| b.is_body())
        .map(|(_, m)| m.shape.words)
        .sum();
    let is_paid = declared.metadata.is_free.as_ref().is_some_and(|f| !f.value);
    if kept >= ENOUGH_WORDS && !is_paid {
        return None;
    }
    let embedded = embedded_data::find_longest(scripts, declared.body.as_deref(), options)?;
    if (embedded.words as f32) < TIMES_LONGER * kept as f32
        || shared_share(embedded.blocks.list.iter(), blocks.list.iter()) > SHOWN_SHARE
    {
        return None;
    }
    if kept >= SOME_WORDS
        && shared_share(blocks.list.iter().filter(|b| b.is_body()), embedded.blocks.list.iter())
            < SAME_STORY_SHARE
    {
        return None;
    }
    for block in blocks.list.iter_mut().filter(|b| b.is_body() && !b.is_settled()) {
        block.add_ruling(
            Verdict::Cut(Boilerplate::Repeat),
            Stage::Fallback,
            "data-island",
            format!("the complete text is in {}", embedded.source),
        );
    }
    for mut block in embedded.blocks.list.into_iter().filter(|b| !b.is_media()) {
        block.container = 0;
        block.add_ruling(
            Verdict::Keep(Role::Body),
            Stage::Fallback,
            "data-island",
            format!("from {}", embedded.source),
        );
        blocks.list.push(block);
    }
    Some(Warning::TextFromData { source: embedded.source })
}

/// Share of the first blocks' shingles that also occur in the second blocks, kept or cut; 0.0 for
/// blocks without shingles.
fn shared_share<'b>(
    first: impl Iterator<Item = &'b Block>,
    second: impl Iterator<Item = &'b Block>,
) -> f32 {
    let known: rustc_hash::FxHashSet<u64> = second.flat_map(|b| shingles(&b.text)).collect();
    let (mut all, mut found) = (0u32, 0u32);
    for shingle in first.flat_map(|b| shingles(&b.text)) {
        all += 1;
        found += u32::from(known.contains(&shingle));
    }
    found as f32 / all.max(1) as f32
}
