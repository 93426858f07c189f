//! What is counted of blocks, containers and the page, before anything is judged.
//!
//! Block measures are read off the text once; container measures are sums over the blocks inside, carried up the tree in one
//! pass (a parent stands before its children). Everything here is linear in the number of blocks.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

use super::hints::{Hints, Likeness};
use super::whole;
use crate::block::{BlockKind, Blocks, SpanKind};
use crate::text::{Shape, count_words, fold_into, is_stop_word, raw_tokens, shape};

/// Words a block needs before it counts as prose rather than as a label.
const PROSE_WORDS: u32 = 10;
/// Share of linked words above which a block is a list of links.
const LINKED: f32 = 0.5;

/// Counts of one block.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct BlockMeasures {
    pub(crate) shape: Shape,
    /// Share of the words that stand inside links, 0.0 to 1.0; 0.0 for a block without words.
    pub(crate) link_density: f32,
    pub(crate) links: u32,
    /// Words, if the block is prose outside links; else 0.
    pub(crate) prose: u32,
    /// Words as they are compared, a character each in scripts without spaces.
    pub(crate) tokens: u32,
    /// Share of its words that hold sentences together (articles, prepositions, pronouns), 0.0 to 1.0.
    pub(crate) stop_share: f32,
    /// How like the page's title and description it is.
    pub(crate) likeness: Likeness,
    /// Blocks on the page with the same folded text, itself included.
    pub(crate) twins: u32,
    /// Hash of its folded text.
    pub(crate) fold_hash: u64,
}

/// Sums over the blocks inside a container, at any depth.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ContainerMeasures {
    pub(crate) blocks: u32,
    pub(crate) words: u32,
    pub(crate) linked: f32,
    pub(crate) prose: u32,
}

/// Sums over the blocks that share a path of tags and classes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct GroupMeasures {
    pub(crate) blocks: u32,
    pub(crate) words: u32,
    pub(crate) linked: f32,
    pub(crate) prose: u32,
}

/// Everything counted of a page.
#[derive(Debug, Default)]
pub(crate) struct Measures {
    pub(crate) blocks: Vec<BlockMeasures>,
    pub(crate) containers: Vec<ContainerMeasures>,
    groups: FxHashMap<u32, GroupMeasures>,
    /// The folded text of every block, one after the other.
    folded: String,
    /// Where each ends.
    folded_ends: Vec<usize>,
    pub(crate) words: u32,
    pub(crate) prose: u32,
    /// What the page is like as a whole.
    pub(crate) whole: whole::Row,
}

impl Measures {
    /// Counts a page that says this of itself.
    pub(crate) fn of(blocks: &Blocks, hints: &Hints) -> Self {
        let mut m = Self {
            blocks: Vec::with_capacity(blocks.list.len()),
            containers: vec![ContainerMeasures::default(); blocks.containers.len()],
            ..Self::default()
        };
        let mut twins: FxHashMap<u64, u32> = FxHashMap::default();
        for block in &blocks.list {
            let start = m.folded.len();
            fold_into(&block.text, &mut m.folded);
            m.folded_ends.push(m.folded.len());
            let folded = &m.folded[start..];
            let mut measures = measure(block, folded, hints);
            measures.fold_hash = hash(folded);
            *twins.entry(measures.fold_hash).or_default() += 1;
            let container = &mut m.containers[block.container as usize];
            let linked = measures.link_density * measures.shape.words as f32;
            container.blocks += 1;
            container.words += measures.shape.words;
            container.linked += linked;
            container.prose += measures.prose;
            let group = m.groups.entry(blocks.containers[block.container as usize].path).or_default();
            group.blocks += 1;
            group.words += measures.shape.words;
            group.linked += linked;
            group.prose += measures.prose;
            m.words += measures.shape.words;
            m.prose += measures.prose;
            m.blocks.push(measures);
        }
        for block in &mut m.blocks {
            block.twins = twins.get(&block.fold_hash).copied().unwrap_or(1);
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
        m.whole = whole::columns(blocks, &m, hints);
        m
    }

    /// The folded text of a block.
    pub(crate) fn folded(&self, block: usize) -> &str {
        let start = block.checked_sub(1).map_or(0, |before| self.folded_ends[before]);
        &self.folded[start..self.folded_ends[block]]
    }

    /// The sums of the group of blocks with this path.
    pub(crate) fn group(&self, path: u32) -> GroupMeasures {
        self.groups.get(&path).copied().unwrap_or_default()
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

fn measure(block: &crate::block::Block, folded: &str, hints: &Hints) -> BlockMeasures {
    let text = block.text.as_str();
    let shape = shape(text);
    let (mut tokens, mut stop_words, mut title, mut description) = (0, 0u32, 0, 0);
    for token in raw_tokens(folded) {
        tokens += 1;
        stop_words += u32::from(is_stop_word(token));
        let stated = hints.stated(token);
        title += u32::from(stated.title);
        description += u32::from(stated.description);
    }
    let (mut linked, mut links) = (0, 0);
    for span in &block.spans {
        if matches!(span.kind, SpanKind::Link(_)) {
            links += 1;
            let inside = span.range.start as usize..span.range.end as usize;
            // Most links are a block by themselves.
            linked += if inside == (0..text.len()) { shape.words } else { count_words(&text[inside]) };
        }
    }
    let link_density = if shape.words == 0 { 0.0 } else { (linked as f32 / shape.words as f32).min(1.0) };
    let is_prose = shape.words >= PROSE_WORDS && link_density < LINKED && !block.hidden && !matches!(block.kind, BlockKind::Heading(_));
    BlockMeasures {
        shape,
        link_density,
        links,
        prose: if is_prose { shape.words } else { 0 },
        tokens,
        stop_share: share(stop_words, shape.words),
        likeness: hints.likeness(tokens, title, description),
        twins: 1,
        fold_hash: 0,
    }
}

/// Share of a folded text's words that hold sentences together, see [`BlockMeasures::stop_share`].
pub(crate) fn stop_share(folded: &str, words: u32) -> f32 {
    share(raw_tokens(folded).map(|token| u32::from(is_stop_word(token))).sum(), words)
}

fn share(stop_words: u32, words: u32) -> f32 {
    if words == 0 { 0.0 } else { (stop_words as f32 / words as f32).min(1.0) }
}
