//! The measures of one block, and their sums over many blocks.

use super::declared::Likeness;
use crate::text::{TextCounts, is_stop_word, raw_tokens};

/// Measures of one block.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct BlockMeasures {
    pub(crate) shape: TextCounts,
    /// Share of the words that are inside links, 0.0 to 1.0; 0.0 for a block without words.
    pub(crate) link_density: f32,
    pub(crate) links: u32,
    /// Words, if the block is prose outside of links; else 0.
    pub(crate) prose: u32,
    /// Share of stop words (articles, prepositions, pronouns), 0.0 to 1.0.
    pub(crate) stop_share: f32,
    /// Similarity to the declared title and description.
    pub(crate) likeness: Likeness,
    /// Share of its text that is in the declared body, see [`Declared::in_body`].
    ///
    /// [`Declared::in_body`]: super::declared::Declared::in_body
    pub(crate) in_body: Option<f32>,
    /// The score of its words in the linear model.
    pub(crate) word_score: f32,
    /// Blocks on the page with the same folded text, itself included.
    pub(crate) duplicates: u32,
    /// The index of its folded text among those of the page.
    pub(super) text_index: u32,
}

/// Sums over the blocks of a container, at any depth, or over the blocks that share a path of tags
/// and classes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    pub(crate) blocks: u32,
    pub(crate) words: u32,
    /// Words inside links.
    pub(crate) linked: f32,
    /// Words of prose.
    pub(crate) prose: u32,
}

/// Share of stop words among the words of a text, see [`BlockMeasures::stop_share`].
pub(super) fn stop_share(stop_words: u32, words: u32) -> f32 {
    if words == 0 { 0.0 } else { (stop_words as f32 / words as f32).min(1.0) }
}

/// Share of stop words in a folded text of this many words.
pub(crate) fn stop_share_of_text(folded: &str, words: u32) -> f32 {
    stop_share(raw_tokens(folded).map(|token| u32::from(is_stop_word(token))).sum(), words)
}
