//! What is counted of blocks, containers and the page, before anything is judged.
//!
//! Block measures are read off the text once; container measures are sums over the blocks inside, carried up the tree in one
//! pass (a parent stands before its children). Everything here is linear in the number of blocks.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

use super::edges::Edges;
use super::hints::{Hints, Likeness};
use super::linear::Weights;
use super::{model, whole};
use crate::block::{Block, BlockKind, Blocks, SpanKind};
use crate::text::{TextCounts, count_text, count_words, fold_into, is_stop_word, raw_tokens};

/// Words a block needs before it counts as prose rather than as a label.
const PROSE_WORDS: u32 = 10;
/// Share of linked words above which a block is a list of links.
const LINKED: f32 = 0.5;

/// Counts of one block.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct BlockMeasures {
    pub(crate) shape: TextCounts,
    /// Share of the words that stand inside links, 0.0 to 1.0; 0.0 for a block without words.
    pub(crate) link_density: f32,
    pub(crate) links: u32,
    /// Words, if the block is prose outside links; else 0.
    pub(crate) prose: u32,
    /// Share of its words that hold sentences together (articles, prepositions, pronouns), 0.0 to 1.0.
    pub(crate) stop_share: f32,
    /// How like the page's title and description it is.
    pub(crate) likeness: Likeness,
    /// Share of it that stands in the body that the page states, see [`Hints::in_body`].
    pub(crate) in_body: Option<f32>,
    /// What the linear model says of its words.
    pub(crate) word_score: f32,
    /// Blocks on the page with the same folded text, itself included.
    pub(crate) twins: u32,
    /// The place of its wording among those of the page.
    wording: u32,
}

/// Counts of a folded text, whichever block has it: what is said twice on a page is read once.
#[derive(Debug, Default)]
struct Wording {
    /// Where it stands among the folded texts.
    place: Range<usize>,
    /// The first block that has it.
    first: usize,
    /// How many have it.
    blocks: u32,
    /// Words as they are compared, a character each in scripts without spaces.
    words: u32,
    /// Those that hold sentences together.
    stop_words: u32,
    likeness: Likeness,
    /// The weight of its words in the linear model.
    weight: i32,
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
    /// The folded texts of the page, one after the other.
    folded: String,
    /// What is counted of each.
    wordings: Vec<Wording>,
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
        let weights = model::builtin().linear.words;
        let mut known: FxHashMap<u64, u32> = FxHashMap::default();
        for block in &blocks.list {
            let wording = m.wording(block, hints, weights, &mut known);
            let measures = m.measure(blocks, block, wording, hints, weights);
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
            block.twins = m.wordings[block.wording as usize].blocks;
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
        &self.folded[self.wordings[self.blocks[block].wording as usize].place.clone()]
    }

    /// The wording of the next block, read unless it is among those that are `known` by the hash of their text.
    fn wording(
        &mut self,
        block: &Block,
        hints: &Hints,
        weights: Weights<'_>,
        known: &mut FxHashMap<u64, u32>,
    ) -> u32 {
        let start = self.folded.len();
        fold_into(&block.text, &mut self.folded);
        let folded = &self.folded[start..];
        let next = self.wordings.len() as u32;
        let number = *known.entry(hash(folded)).or_insert(next);
        if let Some(wording) = self.wordings.get_mut(number as usize)
            && self.folded[wording.place.clone()] == *folded
        {
            wording.blocks += 1;
            self.folded.truncate(start);
            return number;
        }
        let place = start..self.folded.len();
        self.wordings.push(Wording {
            place,
            first: self.blocks.len(),
            blocks: 1,
            ..read(folded, hints, weights)
        });
        next
    }

    /// Counts a block with this wording.
    fn measure(
        &self,
        blocks: &Blocks,
        block: &Block,
        wording: u32,
        hints: &Hints,
        weights: Weights<'_>,
    ) -> BlockMeasures {
        let Wording { first, words, stop_words, likeness, weight, .. } =
            self.wordings[wording as usize];
        let text = block.text.as_str();
        let (shape, in_body) = match self.blocks.get(first) {
            Some(twin) if blocks.list[first].text == text => (twin.shape, twin.in_body),
            _ => (count_text(text), hints.in_body(text)),
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
            stop_share: share(stop_words, shape.words),
            likeness,
            in_body,
            word_score: weights.word_score(weight, words as usize, is_heading),
            twins: 1,
            wording,
        }
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

/// Counts a folded text.
fn read(folded: &str, hints: &Hints, weights: Weights<'_>) -> Wording {
    let (mut words, mut stop_words, mut title, mut description) = (0, 0, 0, 0);
    let mut edges = Edges::default();
    for word in raw_tokens(folded) {
        words += 1;
        stop_words += u32::from(is_stop_word(word));
        let stated = hints.stated(word);
        title += u32::from(stated.title);
        description += u32::from(stated.description);
        edges.add(word);
    }
    let likeness = hints.likeness(words, title, description);
    Wording { words, stop_words, likeness, weight: weights.of_words(&edges), ..Wording::default() }
}

/// Share of a folded text's words that hold sentences together, see [`BlockMeasures::stop_share`].
pub(crate) fn stop_share(folded: &str, words: u32) -> f32 {
    share(raw_tokens(folded).map(|token| u32::from(is_stop_word(token))).sum(), words)
}

fn share(stop_words: u32, words: u32) -> f32 {
    if words == 0 { 0.0 } else { (stop_words as f32 / words as f32).min(1.0) }
}
