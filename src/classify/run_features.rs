//! Features of the runs of a page: stretches of blocks that the first pass would keep, with gaps
//! between them. The story is mostly one run; a second story or a feed is a run of its own.

use super::measures::Measures;
use super::story_features::shared_with;
use crate::block::{Blocks, ContainerId};

/// Blocks without an anchor that end a run.
const GAP: usize = 4;
/// Words of one block that count.
const MAX_WEIGHT: u32 = 100;

pub(super) const NAMES: &[&str] = &[
    "runs",
    "run_index",
    "run_share",
    "run_gap",
    "run_best_before",
    "best_up",
    "best_down",
    "best_share",
];
/// Number of columns.
pub(super) const COLUMNS: usize = NAMES.len();

/// Lookup tables of one page.
pub(super) struct RunFeatures {
    runs: Vec<Run>,
    /// The weight of the heaviest of the first runs, for each number of them.
    heaviest: Vec<f32>,
    /// For each block: the number of runs that begin at or before it.
    begun: Vec<u32>,
    /// Weight of all runs.
    total: f32,
    /// For each container: the innermost container that also holds the best block, and the steps
    /// from that block up to it.
    shared: Vec<(ContainerId, u32)>,
}

/// A stretch of anchors with gaps of fewer than [`GAP`] blocks.
#[derive(Debug, Clone, Copy)]
struct Run {
    first: usize,
    last: usize,
    /// Words of its anchors, by score.
    weight: f32,
    /// Its heaviest anchor.
    best: (usize, f32),
}

impl RunFeatures {
    /// Reads a page; `p` is the first score of every block.
    pub(super) fn new(
        blocks: &Blocks,
        measures: &Measures,
        p: &[f32],
        is_anchor: impl Fn(&usize) -> bool,
    ) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        let mut begun = Vec::with_capacity(p.len());
        for (i, score) in p.iter().enumerate() {
            if is_anchor(&i) {
                let weight = score * measures.blocks[i].shape.words.min(MAX_WEIGHT) as f32;
                match runs.last_mut().filter(|run| i - run.last <= GAP) {
                    Some(run) => {
                        run.last = i;
                        run.weight += weight;
                        if weight > run.best.1 {
                            run.best = (i, weight);
                        }
                    }
                    None => runs.push(Run { first: i, last: i, weight, best: (i, weight) }),
                }
            }
            begun.push(runs.len() as u32);
        }
        let best = runs.iter().max_by(|a, b| a.weight.total_cmp(&b.weight)).map(|run| run.best.0);
        let mut heaviest = vec![0.0f32];
        for run in &runs {
            heaviest.push(run.weight.max(heaviest[heaviest.len() - 1]));
        }
        Self {
            heaviest,
            total: runs.iter().map(|run| run.weight).sum::<f32>().max(1e-6),
            shared: shared_with(blocks, best.map(|at| blocks.list[at].container)),
            runs,
            begun,
        }
    }

    /// The columns of a block; `score` is the mean score of a container.
    pub(super) fn columns(
        &self,
        blocks: &Blocks,
        i: usize,
        score: impl Fn(ContainerId) -> f32,
    ) -> [f32; COLUMNS] {
        let begun = self.begun[i] as usize;
        let own = begun.checked_sub(1).map(|at| self.runs[at]);
        let inside = own.filter(|run| i <= run.last);
        let earlier = &self.runs[..begun.saturating_sub(usize::from(inside.is_some()))];
        let gap = match (inside, earlier.last()) {
            (Some(run), Some(before)) => (run.first - before.last) as f32,
            (None, Some(before)) => (i - before.last) as f32,
            (_, None) => 0.0,
        };
        let container = blocks.list[i].container;
        let (shared, down) = self.shared[container as usize];
        let depth = |id: ContainerId| f32::from(blocks.containers[id as usize].depth);
        [
            self.runs.len() as f32,
            begun as f32,
            inside.map_or(0.0, |run| run.weight) / self.total,
            gap.min(99.0),
            self.heaviest[earlier.len()] / self.total,
            depth(container) - depth(shared),
            down as f32,
            score(shared),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::declared::Declared;
    use crate::options::Options;

    /// The columns of each block of a page of short paragraphs with these first scores.
    fn columns(p: &[f32]) -> Vec<[f32; COLUMNS]> {
        let options = Options::default();
        let html = "<div><p>Two words</div>".repeat(p.len());
        let blocks = crate::segment::segment(&crate::parse::parse(html, None, &options), &options);
        let measures = Measures::new(&blocks, &Declared::default());
        let runs = RunFeatures::new(&blocks, &measures, p, |i| p[*i] > 0.5);
        (0..p.len()).map(|i| runs.columns(&blocks, i, |_| 0.25)).collect()
    }

    fn column(rows: &[[f32; COLUMNS]], name: &str) -> Vec<f32> {
        let at = NAMES.iter().position(|own| *own == name).expect("a column of this name");
        rows.iter().map(|row| row[at]).collect()
    }

    #[test]
    fn a_long_gap_separates_two_runs() {
        let rows = columns(&[1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        assert_eq!(column(&rows, "runs"), [2.0; 10]);
        assert_eq!(column(&rows, "run_index"), [1., 1., 1., 1., 1., 1., 1., 1., 2., 2.]);
        assert_eq!(column(&rows, "run_share"), [0.75, 0.75, 0.75, 0.75, 0., 0., 0., 0., 0.25, 0.]);
        assert_eq!(column(&rows, "run_gap"), [0., 0., 0., 0., 1., 2., 3., 4., 5., 1.]);
        let before = [0., 0., 0., 0., 0.75, 0.75, 0.75, 0.75, 0.75, 0.75];
        assert_eq!(column(&rows, "run_best_before"), before);
    }

    #[test]
    fn a_page_without_anchor_has_no_run() {
        let rows = columns(&[0.1, 0.2]);
        assert_eq!(column(&rows, "runs"), [0.0; 2]);
        assert_eq!(column(&rows, "run_share"), [0.0; 2]);
        assert_eq!(column(&rows, "run_gap"), [0.0; 2]);
    }

    #[test]
    fn steps_lead_to_the_heaviest_block() {
        let rows = columns(&[1.0, 0.9]);
        assert_eq!((column(&rows, "best_up")[0], column(&rows, "best_down")[0]), (0.0, 0.0));
        // From the paragraph over its box to the body, and down again.
        assert_eq!((column(&rows, "best_up")[1], column(&rows, "best_down")[1]), (2.0, 2.0));
        assert_eq!(column(&rows, "best_share"), [0.25; 2]);
    }
}
