//! Blocks to rulings.
//!
//! Features, rules and the decision are apart: `measures` and `features` turn a page into numbers, `certain` holds the rules that need no weighing,
//! `judge` weighs, and the passes after it decide together what belongs together.

pub(crate) mod features;
pub(crate) mod hints;
pub(crate) mod measures;

use crate::block::Blocks;
use crate::rules::{Place, builtin};
use features::Table;
use hints::Hints;
use measures::Measures;

/// The features of a page.
pub(crate) fn evidence(blocks: &Blocks, hints: &Hints) -> (Measures, Table) {
    let measures = Measures::of(blocks);
    let rules = builtin();
    let phrases: Vec<_> = blocks.list.iter().map(|b| rules.cuts(&b.text, Place::Any)).collect();
    let table = features::table(blocks, &measures, hints, &phrases);
    (measures, table)
}
