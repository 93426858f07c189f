//! The main story of a page while its blocks are read in order: the containers that hold the
//! headline or the text so far. The largest container that holds neither can begin something else.

use super::measures::Measures;
use crate::block::{Block, BlockKind, Blocks, ContainerId};

/// The part of the story that precedes a block.
pub(super) struct MainStory {
    /// The block of the headline.
    pub(super) headline: usize,
    /// Words of running text so far.
    pub(super) words: u32,
    /// For each container: whether it holds the headline or running text so far.
    holds: Vec<bool>,
    /// For each container: the last one inside it. Containers are numbered in document order, so
    /// all between the two are inside.
    last_inside: Vec<ContainerId>,
}

/// A part of the page, outside of the story so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// The largest container that holds nothing of the story, or the block's own container if that
    /// holds a part of the story.
    pub(super) container: ContainerId,
    /// Whether the container holds the block alone: what belongs to it follows outside, up to the
    /// end of the container around.
    pub(super) is_open: bool,
}

impl MainStory {
    /// The story with this headline, before its text.
    pub(super) fn new(blocks: &Blocks, headline: usize) -> Self {
        let mut last_inside: Vec<ContainerId> = (0..).take(blocks.containers.len()).collect();
        for id in (1..last_inside.len()).rev() {
            let parent = blocks.containers[id].parent.unwrap_or(0) as usize;
            last_inside[parent] = last_inside[parent].max(last_inside[id]);
        }
        let holds = vec![false; blocks.containers.len()];
        let mut story = Self { headline, words: 0, holds, last_inside };
        story.hold(blocks, headline);
        story
    }

    /// Adds a block to the story if it is running text.
    pub(super) fn add(&mut self, blocks: &Blocks, measures: &Measures, i: usize) {
        if blocks.list[i].is_body() && measures.blocks[i].prose > 0 {
            self.words += measures.blocks[i].prose;
            self.hold(blocks, i);
        }
    }

    fn hold(&mut self, blocks: &Blocks, i: usize) {
        for (id, _) in blocks.ancestors(blocks.list[i].container) {
            if std::mem::replace(&mut self.holds[id as usize], true) {
                break;
            }
        }
    }

    /// The part that begins with the block `i`, or in which it stands.
    pub(super) fn part_at(&self, blocks: &Blocks, measures: &Measures, i: usize) -> Part {
        let own = blocks.list[i].container;
        let outside = blocks.ancestors(own).take_while(|(id, _)| !self.holds[*id as usize]);
        match outside.last() {
            Some((id, _)) => {
                let is_alone = measures.containers[id as usize].blocks == 1;
                Part { container: id, is_open: is_alone }
            }
            None => Part { container: own, is_open: true },
        }
    }

    /// Whether a block is inside a container.
    pub(super) fn is_inside(&self, block: &Block, container: ContainerId) -> bool {
        (container..=self.last_inside[container as usize]).contains(&block.container)
    }

    /// The block after the last one inside a container, from the block `from` on.
    pub(super) fn end_of(&self, blocks: &Blocks, container: ContainerId, from: usize) -> usize {
        let after = blocks.list[from..].iter();
        from + after.take_while(|block| self.is_inside(block, container)).count()
    }

    /// The container that holds a part and its surroundings: where an open part ends.
    pub(super) fn around(&self, blocks: &Blocks, part: Part) -> ContainerId {
        let mut outside = blocks.ancestors(part.container);
        outside.find(|(id, _)| self.holds[*id as usize]).map_or(0, |(id, _)| id)
    }

    /// The container of the headline that is a sibling of this container, if there is one.
    pub(super) fn counterpart(
        &self,
        blocks: &Blocks,
        container: ContainerId,
    ) -> Option<ContainerId> {
        let parent = blocks.containers[container as usize].parent?;
        let mut around = blocks.ancestors(blocks.list[self.headline].container);
        around.find(|(_, c)| c.parent == Some(parent)).map(|(id, _)| id)
    }
}

/// The level of a heading; `None` for another block.
pub(super) fn heading_level(block: &Block) -> Option<u8> {
    match block.kind {
        BlockKind::Heading(level) => Some(level),
        _ => None,
    }
}
