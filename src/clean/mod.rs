//! Kept blocks made tidy: what repeats, what leaked into a line.
//!
//! The judge decides what is copy; these passes only mend copy that is kept. Each is a function over the blocks, in order.

mod inline;
mod repeats;

use crate::block::Blocks;
use crate::classify::measures::Measures;

/// Tidies the kept blocks.
pub(crate) fn clean(blocks: &mut Blocks, measures: &Measures) {
    repeats::headline(blocks, measures);
    repeats::paragraphs(blocks, measures);
    inline::shortcodes(blocks);
}
