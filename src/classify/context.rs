//! The second look: what the first scores say of the blocks around a block, of its containers, and of those shaped like it; and what the page is
//! like as a whole.

use rustc_hash::FxHashMap;

use super::measures::Measures;
use super::table::Table;
use super::whole;
use crate::block::Blocks;

/// Words of one block that count in a mean; without a cap one long block would drown its neighbours.
const MAX_WEIGHT: u32 = 100;
/// Words a block needs to anchor the story.
const ANCHOR_WORDS: u32 = 9;

const COLUMNS: &[&str] = &[
    "p",
    "p@-3",
    "p@-2",
    "p@-1",
    "p@1",
    "p@2",
    "p@3",
    "p_window_3",
    "p_window_8",
    "p_before_share",
    "p_after_share",
    "p_since_anchor",
    "p_to_anchor",
    "p_max",
    "p_words",
    "p_kept_share",
    "p_container",
    "p_parent",
    "p_grandparent",
    "p_container_max",
    "p_path",
    "p_path_blocks",
    "p_section",
    "p_heading",
];

/// The names of the columns, in order.
pub(crate) fn names() -> impl Iterator<Item = String> {
    COLUMNS
        .iter()
        .map(|n| (*n).to_owned())
        .chain(whole::COLUMNS.iter().map(|n| format!("page:{n}")))
}

/// A weighted mean under construction.
#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    sum: f32,
    weight: f32,
    max: f32,
    blocks: u32,
}

impl Mean {
    fn add(&mut self, p: f32, weight: f32) {
        self.sum += p * weight;
        self.weight += weight;
        self.max = self.max.max(p);
        self.blocks += 1;
    }

    fn merge(&mut self, other: Self) {
        self.sum += other.sum;
        self.weight += other.weight;
        self.max = self.max.max(other.max);
        self.blocks += other.blocks;
    }

    fn value(self) -> f32 {
        if self.weight > 0.0 { self.sum / self.weight } else { 0.0 }
    }
}

/// What is looked up of a page for the second look.
pub(crate) struct Context<'a> {
    blocks: &'a Blocks,
    measures: &'a Measures,
    /// The first scores.
    p: &'a [f32],
    containers: Vec<Mean>,
    paths: FxHashMap<u32, Mean>,
    total: Mean,
    /// Sums before each block, for windows and shares.
    sums: Vec<f32>,
    weights: Vec<f32>,
    /// Distances from the anchor before each block and to the one after it.
    since: Vec<f32>,
    to: Vec<f32>,
    sections: Vec<(f32, f32)>,
    /// Share of the blocks whose first score is above one half.
    kept: f32,
}

impl<'a> Context<'a> {
    /// Given the first scores of all blocks.
    pub(crate) fn new(blocks: &'a Blocks, measures: &'a Measures, p: &'a [f32]) -> Self {
        let n = p.len();
        let weight = |i: usize| measures.blocks[i].shape.words.min(MAX_WEIGHT) as f32;
        let mut containers = vec![Mean::default(); blocks.containers.len()];
        let mut paths: FxHashMap<u32, Mean> = FxHashMap::default();
        let mut total = Mean::default();
        let (mut sums, mut weights) = (vec![0.0f32; n + 1], vec![0.0f32; n + 1]);
        for i in 0..n {
            let block = &blocks.list[i];
            containers[block.container as usize].add(p[i], weight(i));
            paths
                .entry(blocks.containers[block.container as usize].path)
                .or_default()
                .add(p[i], weight(i) + 1.0);
            total.add(p[i], weight(i));
            sums[i + 1] = sums[i] + p[i] * weight(i);
            weights[i + 1] = weights[i] + weight(i);
        }
        for id in (1..containers.len()).rev() {
            if let Some(parent) = blocks.containers[id].parent {
                let inner = containers[id];
                containers[parent as usize].merge(inner);
            }
        }
        let is_anchor = |i: usize| p[i] > 0.5 && measures.blocks[i].shape.words >= ANCHOR_WORDS;
        let since = distances(n, is_anchor, false);
        let to = distances(n, is_anchor, true);
        let kept = p.iter().filter(|&&s| s > 0.5).count() as f32 / n.max(1) as f32;
        let sections = sections(blocks, p, weight);
        Self {
            blocks,
            measures,
            p,
            containers,
            paths,
            total,
            sums,
            weights,
            since,
            to,
            sections,
            kept,
        }
    }

    /// The columns of the blocks that are `open`.
    pub(crate) fn table(&self, open: &[usize]) -> Table {
        let mut table = Self::empty_table();
        self.fill(&mut table, open);
        table
    }

    /// A table for such columns.
    pub(crate) fn empty_table() -> Table {
        Table::new(0, COLUMNS.len() + whole::COLUMNS.len())
    }

    /// Fills a table with the columns of the blocks that are `open`, in place of those that it had.
    pub(crate) fn fill(&self, table: &mut Table, open: &[usize]) {
        table.reuse(open.len());
        for (row, &i) in open.iter().enumerate() {
            let mut cells = table.cells(row);
            cells.extend(self.columns(i));
            cells.extend(self.measures.whole);
        }
    }

    fn columns(&self, i: usize) -> [f32; COLUMNS.len()] {
        let Self { blocks, p, containers, total, sums, weights, .. } = self;
        let n = p.len();
        let all = total.sum.max(1e-6);
        let at = |offset: isize| {
            i.checked_add_signed(offset).and_then(|j| p.get(j)).copied().unwrap_or(0.0)
        };
        let window = |r: usize| {
            let (from, end) = (i.saturating_sub(r), (i + r + 1).min(n));
            (sums[end] - sums[from]) / (weights[end] - weights[from] + 1.0)
        };
        let own = blocks.list[i].container;
        let container = &blocks.containers[own as usize];
        let parent = container.parent.unwrap_or(0);
        let grandparent = blocks.containers[parent as usize].parent.unwrap_or(0);
        let path = self.paths.get(&container.path).copied().unwrap_or_default();
        [
            p[i],
            at(-3),
            at(-2),
            at(-1),
            at(1),
            at(2),
            at(3),
            window(3),
            window(8),
            sums[i] / all,
            1.0 - sums[i + 1] / all,
            self.since[i],
            self.to[i],
            total.max,
            total.sum,
            self.kept,
            containers[own as usize].value(),
            containers[parent as usize].value(),
            containers[grandparent as usize].value(),
            containers[parent as usize].max,
            path.value(),
            path.blocks as f32,
            self.sections[i].0,
            self.sections[i].1,
        ]
    }
}

fn distances(n: usize, is: impl Fn(usize) -> bool, after: bool) -> Vec<f32> {
    let mut out = vec![99.0; n];
    let mut distance = 99.0f32;
    for k in 0..n {
        let i = if after { n - 1 - k } else { k };
        out[i] = distance;
        distance = if is(i) { 1.0 } else { (distance + 1.0).min(99.0) };
    }
    out
}

/// For each block: the mean score of its section, and the score of the heading that opens it.
fn sections(blocks: &Blocks, p: &[f32], weight: impl Fn(usize) -> f32) -> Vec<(f32, f32)> {
    let n = p.len();
    let mut out = vec![(0.0, 0.0); n];
    let (mut start, mut heading) = (0, 0.0);
    for end in 0..=n {
        let is_heading =
            end < n && matches!(blocks.list[end].kind, crate::block::BlockKind::Heading(_));
        if end == n || is_heading {
            let mut mean = Mean::default();
            (start..end).for_each(|i| mean.add(p[i], weight(i)));
            out[start..end].fill((mean.value(), heading));
            start = end;
            heading = if is_heading { p[end] } else { 0.0 };
        }
    }
    out
}
