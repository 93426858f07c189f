//! The features of the second pass: the first scores of the blocks around a block, in its
//! containers, in blocks with the same path, and in runs of blocks.

use rustc_hash::FxHashMap;

use super::features::distances;
use super::measures::Measures;
use super::run_features::{self, RunFeatures};
use super::table::Table;
use crate::block::{Blocks, ContainerId};

/// Words of one block that count in a mean; without the cap, one long block would outweigh its
/// neighbours.
const MAX_WEIGHT: u32 = 100;
/// Words a block needs to anchor the article.
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
#[cfg(any(test, feature = "unstable"))]
pub(crate) fn column_names() -> impl Iterator<Item = String> {
    COLUMNS.iter().chain(run_features::NAMES).map(|n| (*n).to_owned())
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

/// Lookup tables of one page for the second pass.
pub(crate) struct NeighbourFeatures<'a> {
    blocks: &'a Blocks,
    /// The scores of the first pass.
    p: &'a [f32],
    containers: Vec<Mean>,
    paths: FxHashMap<u32, Mean>,
    total: Mean,
    /// Prefix sums over the blocks, for windows and shares.
    sums: Vec<f32>,
    weights: Vec<f32>,
    /// Distances to the nearest anchor before and after each block.
    since: Vec<u32>,
    to: Vec<u32>,
    sections: Vec<(f32, f32)>,
    runs: RunFeatures,
    /// Share of the blocks with a first score above one half.
    kept: f32,
}

impl<'a> NeighbourFeatures<'a> {
    /// Builds the tables; `p` is the first score of every block.
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
        let is_anchor = |i: &usize| p[*i] > 0.5 && measures.blocks[*i].shape.words >= ANCHOR_WORDS;
        let since = distances(n, is_anchor, false);
        let to = distances(n, is_anchor, true);
        let kept = p.iter().filter(|&&s| s > 0.5).count() as f32 / n.max(1) as f32;
        let sections = sections(blocks, p, weight);
        let runs = RunFeatures::new(blocks, measures, p, is_anchor);
        Self { blocks, p, containers, paths, total, sums, weights, since, to, sections, runs, kept }
    }

    /// The rows of these blocks.
    #[cfg(any(test, feature = "unstable"))]
    pub(crate) fn table(&self, rows_of: &[usize]) -> Table {
        let mut table = Self::empty_table();
        self.fill(&mut table, rows_of);
        table
    }

    /// An empty table with these columns.
    pub(crate) fn empty_table() -> Table {
        Table::new(0, COLUMNS.len() + run_features::COLUMNS)
    }

    /// Fills a table with the rows of these blocks, replacing its old rows.
    pub(crate) fn fill(&self, table: &mut Table, rows_of: &[usize]) {
        table.reuse(rows_of.len());
        for (row, &i) in rows_of.iter().enumerate() {
            let mut cells = table.cells(row);
            cells.extend(self.columns(i));
            let score = |id: ContainerId| self.containers[id as usize].value();
            cells.extend(self.runs.columns(self.blocks, i, score));
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
            self.since[i] as f32,
            self.to[i] as f32,
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
