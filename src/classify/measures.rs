//! Measures of blocks, containers and the page, taken before classification.
//!
//! Each block's text is read once. Container measures are sums over the blocks inside, added up the
//! tree in one pass (a parent comes before its children). The work is linear in the number of
//! blocks.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

use super::counts::{BlockMeasures, Sums, stop_share};
use super::declared::{Declared, Likeness};
use super::edge_words::EdgeWords;
use super::linear::Weights;
use super::{model, page_features};
use crate::block::{Block, BlockKind, Blocks, SpanKind};
use crate::text::{count_text, count_words, fold_into, is_stop_word, raw_tokens};

/// Words a block needs to count as prose rather than as a label.
const PROSE_WORDS: u32 = 10;
/// Share of linked words from which a block counts as a list of links.
const LINKED: f32 = 0.5;

/// Measures of a folded text, shared by all blocks that have it: a text that occurs twice is read
/// once.
#[derive(Debug, Default)]
struct FoldedText {
    /// Its byte range in [`Measures::folded`].
    range: Range<usize>,
    /// The first block with this text.
    first: usize,
    /// Number of blocks with this text.
    blocks: u32,
    /// Its words as they are compared; in scripts without spaces each character counts.
    words: u32,
    /// The stop words among them (articles, prepositions, pronouns).
    stop_words: u32,
    likeness: Likeness,
    /// Its total weight in the linear model of words.
    weight: i32,
}

/// All measures of a page.
#[derive(Debug, Default)]
pub(crate) struct Measures {
    pub(crate) blocks: Vec<BlockMeasures>,
    pub(crate) containers: Vec<Sums>,
    groups: FxHashMap<u32, Sums>,
    /// The distinct folded texts of the page, one after the other.
    folded: String,
    /// The measures of each folded text.
    texts: Vec<FoldedText>,
    pub(crate) words: u32,
    pub(crate) prose: u32,
    /// The page-level features.
    pub(crate) page: page_features::Row,
}

impl Measures {
    /// Measures a page; `declared` is what the page states about itself.
    pub(crate) fn new(blocks: &Blocks, declared: &Declared) -> Self {
        let mut m = Self {
            blocks: Vec::with_capacity(blocks.list.len()),
            containers: vec![Sums::default(); blocks.containers.len()],
            ..Self::default()
        };
        let weights = model::builtin().linear.words;
        let mut known: FxHashMap<u64, u32> = FxHashMap::default();
        for block in &blocks.list {
            let text_index = m.text_index(block, declared, weights, &mut known);
            let measures = m.measure_block(blocks, block, text_index, declared, weights);
            let container = &mut m.containers[block.container as usize];
            let linked = measures.link_density * measures.shape.words as f32;
            container.blocks += 1;
            container.words += measures.shape.words;
            container.linked += linked;
            container.prose += measures.prose;
            let group =
                m.groups.entry(blocks.containers[block.container as usize].path).or_default();
            group.blocks += 1;
            group.words += measures.shape.words;
            group.linked += linked;
            group.prose += measures.prose;
            m.words += measures.shape.words;
            m.prose += measures.prose;
            m.blocks.push(measures);
        }
        for block in &mut m.blocks {
            block.duplicates = m.texts[block.text_index as usize].blocks;
        }
        for id in (1..blocks.containers.len()).rev() {
            if let Some(parent) = blocks.containers[id].parent {
                let inner = m.containers[id];
                let outer = &mut m.containers[parent as usize];
                outer.blocks += inner.blocks;
                outer.words += inner.words;
                outer.linked += inner.linked;
                outer.prose += inner.prose;
            }
        }
        m.page = page_features::compute(blocks, &m.blocks, &m.containers, declared);
        m
    }

    /// The folded text of a block.
    pub(crate) fn folded(&self, block: usize) -> &str {
        &self.folded[self.texts[self.blocks[block].text_index as usize].range.clone()]
    }

    /// The index of the next block's folded text. The text is measured unless an equal one is in
    /// `known`, which maps hashes to indices.
    fn text_index(
        &mut self,
        block: &Block,
        declared: &Declared,
        weights: Weights<'_>,
        known: &mut FxHashMap<u64, u32>,
    ) -> u32 {
        let start = self.folded.len();
        fold_into(&block.text, &mut self.folded);
        let folded = &self.folded[start..];
        let next = self.texts.len() as u32;
        let number = *known.entry(hash(folded)).or_insert(next);
        if let Some(text) = self.texts.get_mut(number as usize)
            && self.folded[text.range.clone()] == *folded
        {
            text.blocks += 1;
            self.folded.truncate(start);
            return number;
        }
        let range = start..self.folded.len();
        self.texts.push(FoldedText {
            range,
            first: self.blocks.len(),
            blocks: 1,
            ..measure_text(folded, declared, weights)
        });
        next
    }

    /// Measures a block with this folded text.
    fn measure_block(
        &self,
        blocks: &Blocks,
        block: &Block,
        text_index: u32,
        declared: &Declared,
        weights: Weights<'_>,
    ) -> BlockMeasures {
        let FoldedText { first, words, stop_words, likeness, weight, .. } =
            self.texts[text_index as usize];
        let text = block.text.as_str();
        let (shape, in_body) = match self.blocks.get(first) {
            Some(duplicate) if blocks.list[first].text == text => {
                (duplicate.shape, duplicate.in_body)
            }
            _ => (count_text(text), declared.in_body(text)),
        };
        let (mut linked, mut links) = (0, 0);
        for span in &block.spans {
            if matches!(span.kind, SpanKind::Link(_)) {
                links += 1;
                let inside = span.range.start as usize..span.range.end as usize;
                // Most links are a block by themselves.
                linked += if inside == (0..text.len()) {
                    shape.words
                } else {
                    count_words(&text[inside])
                };
            }
        }
        let is_heading = matches!(block.kind, BlockKind::Heading(_));
        let link_density =
            if shape.words == 0 { 0.0 } else { (linked as f32 / shape.words as f32).min(1.0) };
        let is_prose =
            shape.words >= PROSE_WORDS && link_density < LINKED && !block.hidden && !is_heading;
        BlockMeasures {
            shape,
            link_density,
            links,
            prose: if is_prose { shape.words } else { 0 },
            stop_share: stop_share(stop_words, shape.words),
            likeness,
            in_body,
            word_score: weights.word_score(weight, words as usize, is_heading),
            duplicates: 1,
            text_index,
        }
    }

    /// The sums over the blocks that share this path.
    pub(crate) fn group(&self, path: u32) -> Sums {
        self.groups.get(&path).copied().unwrap_or_default()
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Measures a folded text.
fn measure_text(folded: &str, declared: &Declared, weights: Weights<'_>) -> FoldedText {
    let (mut words, mut stop_words, mut title, mut description) = (0, 0, 0, 0);
    let mut edge_words = EdgeWords::default();
    for word in raw_tokens(folded) {
        words += 1;
        stop_words += u32::from(is_stop_word(word));
        let fields = declared.fields_with(word);
        title += u32::from(fields.title);
        description += u32::from(fields.description);
        edge_words.add(word);
    }
    let likeness = declared.likeness(words, title, description);
    FoldedText {
        words,
        stop_words,
        likeness,
        weight: weights.sum_words(&edge_words),
        ..FoldedText::default()
    }
}
