//! When the visible page lacks the story: take it from the page's data, and say so.

use crate::article::Warning;
use crate::block::{Blocks, Boilerplate, Role, Stage, Verdict};
use crate::metadata::Stated;
use crate::options::Options;
use crate::parse::Document;
use crate::segment::island;

use super::hints::shingles;
use super::measures::Measures;

/// Words of visible copy from which the page is taken to show its story; most stories are longer.
const ENOUGH_WORDS: u32 = 250;
/// How many times as long the story in the data must be.
const TIMES_LONGER: f32 = 1.5;
/// Share of the data's shingles that the page shows anyway, above which nothing is missing.
const SHOWN_SHARE: f32 = 0.5;

/// Puts the story from the page's data in place of the body, where the page shows much less of it.
pub(crate) fn from_data(
    blocks: &mut Blocks,
    measures: &Measures,
    document: &Document,
    stated: &Stated,
    options: &Options,
) -> Option<Warning> {
    let kept: u32 = blocks.list.iter().zip(&measures.blocks).filter(|(b, _)| b.is_body()).map(|(_, m)| m.shape.words).sum();
    let is_paid = stated.metadata.is_free.as_ref().is_some_and(|f| !f.value);
    if kept >= ENOUGH_WORDS && !is_paid {
        return None;
    }
    let island = island::find(document, stated.body.as_deref(), options)?;
    if (island.words as f32) < TIMES_LONGER * kept as f32 || is_shown(&island.blocks, blocks) {
        return None;
    }
    for block in blocks.list.iter_mut().filter(|b| b.is_body()) {
        block.rule(Verdict::Cut(Boilerplate::Repeat), Stage::Rescue, "data-island", format!("the whole story is in {}", island.source));
    }
    for mut block in island.blocks.list.into_iter().filter(|b| !b.is_media()) {
        block.container = 0;
        block.rule(Verdict::Keep(Role::Body), Stage::Rescue, "data-island", format!("from {}", island.source));
        blocks.list.push(block);
    }
    Some(Warning::TextFromData { source: island.source })
}

/// Whether the page shows most of the text, kept or cut: then the judge has seen it.
fn is_shown(island: &Blocks, page: &Blocks) -> bool {
    let shown: rustc_hash::FxHashSet<u64> = page.list.iter().flat_map(|b| shingles(&b.text)).collect();
    let (mut all, mut found) = (0u32, 0u32);
    for shingle in island.list.iter().flat_map(|b| shingles(&b.text)) {
        all += 1;
        found += u32::from(shown.contains(&shingle));
    }
    found as f32 > SHOWN_SHARE * all as f32
}
