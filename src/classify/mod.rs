//! Blocks to rulings.
//!
//! Features, rules and the decision are apart: `measures`, `linear`, `features` and `context` turn a page into numbers, `judge` weighs
//! them with the trained `model`, `certain` holds the rules that need no weighing, and the passes after them decide together
//! what belongs together.

pub(crate) mod context;
pub(crate) mod features;
pub(crate) mod hints;
pub(crate) mod linear;
pub(crate) mod measures;
mod model;

use crate::block::Blocks;
use crate::rules::{PhraseHit, Place, builtin};

/// The phrase rule that fits each block, if any.
pub(crate) fn phrases(blocks: &Blocks) -> Vec<Option<PhraseHit<'static>>> {
    let rules = builtin();
    blocks.list.iter().map(|b| rules.cuts(&b.text, Place::Any)).collect()
}
