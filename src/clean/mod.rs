//! Tidies kept blocks: removes repeats and leaked shortcodes.
//!
//! The classifier decides what is main content; these steps only repair kept text. Each is a
//! function over the blocks, in order.

mod inline;
mod labels;
mod pictures;
mod repeats;

use crate::block::Blocks;
use crate::classify::measures::Measures;

/// Tidies the kept blocks.
pub(crate) fn clean(blocks: &mut Blocks, measures: &Measures) {
    repeats::cut_headline_repeats(blocks, measures);
    repeats::cut_paragraph_repeats(blocks, measures);
    pictures::cut_picture_repeats(blocks);
    inline::remove_shortcodes(blocks);
    labels::follow_callouts(blocks);
}
