//! The trained part of the judge: two ensembles of small decision trees and the weights of the linear models, in one file.
//!
//! Trees compare exactly and leaves are integers, so a page gets the same scores on every machine. The file is written by
//! `train/` and described in its README.

use std::sync::OnceLock;

use super::linear::{BUCKETS, Linear};

/// The trained model, embedded.
static FILE: &[u8] = include_bytes!("model.bin");
/// First bytes of a model file; the last is the version of its layout.
const MAGIC: &[u8; 8] = b"ccjudge\x01";
/// Leaves are in units of one 65,536th.
const LEAF_SCALE: f64 = 65_536.0;

/// A node of a tree: go left when `row[feature] <= threshold`. A negative child is a leaf: `!child` is its index.
#[derive(Debug, Clone, Copy)]
struct Node {
    feature: u16,
    left: i16,
    right: i16,
    threshold: f32,
}

/// A sum of trees.
#[derive(Debug, Default)]
pub(crate) struct Ensemble {
    nodes: Vec<Node>,
    leaves: Vec<i32>,
    /// Where each tree begins in `nodes` and `leaves`.
    trees: Vec<(u32, u32)>,
    pub(crate) columns: usize,
}

/// Both stages and the linear models.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) linear: Linear<'static>,
    pub(crate) first: Ensemble,
    pub(crate) second: Ensemble,
}

impl Ensemble {
    /// The score of a row, in log-odds.
    pub(crate) fn score(&self, row: &[f32]) -> f64 {
        let mut sum = 0i64;
        for &(nodes, leaves) in &self.trees {
            let mut at = 0i16;
            loop {
                let node = self.nodes[nodes as usize + at as usize];
                at = if row[node.feature as usize] <= node.threshold { node.left } else { node.right };
                if at < 0 {
                    sum += i64::from(self.leaves[leaves as usize + !at as usize]);
                    break;
                }
            }
        }
        sum as f64 / LEAF_SCALE
    }

    /// The features that moved the score of a row most, with how far: the change of the expected score along each tree's path.
    pub(crate) fn strongest(&self, row: &[f32], count: usize) -> Vec<(u16, f32)> {
        let mut moved: rustc_hash::FxHashMap<u16, i64> = rustc_hash::FxHashMap::default();
        for &(nodes, leaves) in &self.trees {
            let mut at = 0i16;
            let mut here = self.mean(nodes, leaves, 0);
            while at >= 0 {
                let node = self.nodes[nodes as usize + at as usize];
                at = if row[node.feature as usize] <= node.threshold { node.left } else { node.right };
                let next = if at < 0 { i64::from(self.leaves[leaves as usize + !at as usize]) } else { self.mean(nodes, leaves, at) };
                *moved.entry(node.feature).or_default() += next - here;
                here = next;
            }
        }
        let mut all: Vec<(u16, f32)> = moved.into_iter().map(|(f, v)| (f, (v as f64 / LEAF_SCALE) as f32)).collect();
        all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        all.truncate(count);
        all
    }

    /// The mean of the leaves under a node.
    fn mean(&self, nodes: u32, leaves: u32, top: i16) -> i64 {
        let (mut sum, mut count) = (0i64, 0i64);
        let mut open = vec![top];
        while let Some(at) = open.pop() {
            if at < 0 {
                sum += i64::from(self.leaves[leaves as usize + !at as usize]);
                count += 1;
            } else {
                let node = self.nodes[nodes as usize + at as usize];
                open.extend([node.left, node.right]);
            }
        }
        sum / count.max(1)
    }
}

/// The embedded model.
///
/// # Panics
///
/// Never in a released version: a test reads the embedded file.
pub(crate) fn builtin() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| read(FILE).expect("the embedded model is whole"))
}

/// Reads a model file; `None` when it is not whole.
fn read(file: &'static [u8]) -> Option<Model> {
    let mut rest = file.strip_prefix(MAGIC)?;
    let words = take(&mut rest, BUCKETS)?;
    let names = take(&mut rest, BUCKETS)?;
    let first = ensemble(&mut rest)?;
    let second = ensemble(&mut rest)?;
    rest.is_empty().then_some(Model { linear: Linear { words, names }, first, second })
}

/// Reads one ensemble off the front of a model file; `None` when it is not whole.
pub(crate) fn ensemble(rest: &mut &'static [u8]) -> Option<Ensemble> {
    let columns = u16::from_le_bytes(array(rest)?) as usize;
    let count = u16::from_le_bytes(array(rest)?);
    let mut out = Ensemble { columns, ..Ensemble::default() };
    for _ in 0..count {
        let nodes = u16::from_le_bytes(array(rest)?);
        out.trees.push((out.nodes.len() as u32, out.leaves.len() as u32));
        for _ in 0..nodes {
            let feature = u16::from_le_bytes(array(rest)?);
            let left = i16::from_le_bytes(array(rest)?);
            let right = i16::from_le_bytes(array(rest)?);
            let threshold = f32::from_le_bytes(array(rest)?);
            let in_tree = |child: i16| child < 0 && !child <= nodes as i16 || child > 0 && (child as u16) < nodes;
            if feature as usize >= columns || !in_tree(left) || !in_tree(right) {
                return None;
            }
            out.nodes.push(Node { feature, left, right, threshold });
        }
        for _ in 0..=nodes {
            out.leaves.push(i32::from_le_bytes(array(rest)?));
        }
    }
    Some(out)
}

/// Takes bytes off the front of a file; `None` when there are fewer.
pub(crate) fn take(rest: &mut &'static [u8], n: usize) -> Option<&'static [u8]> {
    let (head, tail) = rest.split_at_checked(n)?;
    *rest = tail;
    Some(head)
}

fn array<const N: usize>(rest: &mut &'static [u8]) -> Option<[u8; N]> {
    take(rest, N)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Leaves are rounded to 1/65,536, and there are a few hundred of them in a sum.
    const ROUNDING: f64 = 0.005;

    #[test]
    fn scores_are_those_of_the_training_side() {
        let sample: serde_json::Value = serde_json::from_str(include_str!("model_sample.json")).expect("the sample parses");
        let model = builtin();
        for (ensemble, name) in [(&model.first, "first"), (&model.second, "second")] {
            let rows: Vec<Vec<f32>> = serde_json::from_value(sample[name].clone()).expect("rows");
            let expected: Vec<f64> = serde_json::from_value(sample[format!("{name}_scores")].clone()).expect("scores");
            assert!(rows.len() >= 40);
            for (row, expected) in rows.iter().zip(expected) {
                let found = 1.0 / (1.0 + (-ensemble.score(row)).exp());
                assert!((found - expected).abs() < ROUNDING, "{name}: {found} is not {expected}");
            }
        }
    }

    #[test]
    fn the_columns_are_those_of_the_features() {
        let own = crate::classify::features::names().len();
        assert_eq!(builtin().first.columns, own);
        assert_eq!(builtin().second.columns, own + crate::classify::context::names().count());
    }

    #[test]
    fn a_file_cut_short_is_no_model() {
        assert!(read(&FILE[..FILE.len() - 1]).is_none());
        assert!(read(b"ccjudge").is_none());
    }
}
