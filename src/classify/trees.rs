//! Sums of small decision trees, evaluated for many rows at once.
//!
//! Comparisons are exact and leaves are integers, so a row gets the same score on every machine and
//! next to any other rows.

use super::table::{Column, LANES, Table};

/// Leaves are in units of 1/65,536.
const LEAF_SCALE: f64 = 65_536.0;
/// Probabilities are rounded to this many steps, so that the last bit of an exponential cannot
/// decide.
const STEPS: f64 = 1024.0;
/// The most leaves of a tree: each is one bit while rows descend.
const MAX_LEAVES: usize = 32;

/// A node of a tree. A row goes left if `row[feature] <= threshold`. A negative child is a leaf
/// with index `!child`; leaves are numbered from left to right.
#[derive(Debug, Clone, Copy)]
struct Node {
    feature: u16,
    left: i16,
    right: i16,
    threshold: f32,
    /// The leaves that a row can still reach after it goes right here, one bit each: all but those
    /// on the left.
    right_leaves: u32,
}

impl Node {
    fn child(&self, row: &[f32]) -> i16 {
        if row[self.feature as usize] <= self.threshold { self.left } else { self.right }
    }
}

#[derive(Debug)]
struct Tree {
    nodes: Vec<Node>,
    /// Unused entries after the last leaf are zero.
    leaves: [i32; MAX_LEAVES],
}

/// A sum of trees.
#[derive(Debug, Default)]
pub(crate) struct Ensemble {
    trees: Vec<Tree>,
    pub(crate) columns: usize,
}

impl Ensemble {
    /// The probability of the trained class for each row, 0.0 to 1.0. The columns of a row are
    /// those of all `parts`, side by side.
    pub(crate) fn probabilities(&self, parts: &[&Table]) -> Vec<f32> {
        self.log_odds(parts).into_iter().map(probability).collect()
    }

    /// The score of each row, in log-odds.
    ///
    /// A row reaches the lowest-numbered leaf that no node excludes. So the nodes of a tree can be
    /// evaluated in any order and for many rows at once, without a branch that depends on the data.
    pub(crate) fn log_odds(&self, parts: &[&Table]) -> Vec<f64> {
        let rows = parts.first().map_or(0, |part| part.rows);
        let mut out = Vec::with_capacity(rows);
        let mut columns: Vec<&Column> = Vec::with_capacity(self.columns);
        for group in 0..rows.div_ceil(LANES) {
            columns.clear();
            columns.extend(parts.iter().flat_map(|part| part.group(group)));
            // Small pages have few rows, which fill only a part of the registers.
            let lanes = LANES.min(rows - group * LANES);
            match lanes {
                0..=16 => self.sum::<16>(&columns, lanes, &mut out),
                17..=32 => self.sum::<32>(&columns, lanes, &mut out),
                _ => self.sum::<LANES>(&columns, lanes, &mut out),
            }
        }
        out
    }

    /// Adds the scores of the rows in the first lanes, at most `WIDTH` of them.
    fn sum<const WIDTH: usize>(&self, columns: &[&Column], lanes: usize, out: &mut Vec<f64>) {
        let sums = pulp::Arch::new().dispatch(Sums::<WIDTH> { trees: &self.trees, columns });
        out.extend(sums[..lanes].iter().map(|&sum| f64::from(sum) / LEAF_SCALE));
    }

    /// The score of one row, in log-odds; equal to its score among other rows.
    pub(crate) fn score(&self, row: &[f32]) -> f64 {
        let leaves = self.trees.iter().map(|tree| i64::from(tree.leaf(row)));
        leaves.sum::<i64>() as f64 / LEAF_SCALE
    }

    /// The features that moved the score of a row most, with the amount: the change of the expected
    /// score along the path in each tree.
    pub(crate) fn strongest(&self, row: &[f32], count: usize) -> Vec<(u16, f32)> {
        let mut moved: rustc_hash::FxHashMap<u16, i64> = rustc_hash::FxHashMap::default();
        for tree in &self.trees {
            let mut at = 0i16;
            let mut here = tree.mean(0);
            while at >= 0 {
                let node = tree.nodes[at as usize];
                at = node.child(row);
                let next = tree.mean(at);
                *moved.entry(node.feature).or_default() += next - here;
                here = next;
            }
        }
        let mut all: Vec<(u16, f32)> =
            moved.into_iter().map(|(f, v)| (f, (v as f64 / LEAF_SCALE) as f32)).collect();
        all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        all.truncate(count);
        all
    }

    /// Reads one ensemble from the front of a model file; `None` if it is incomplete or malformed.
    pub(crate) fn read(rest: &mut &'static [u8]) -> Option<Self> {
        let columns = u16::from_le_bytes(array(rest)?) as usize;
        let count = u16::from_le_bytes(array(rest)?);
        let trees = (0..count).map(|_| Tree::read(rest, columns)).collect::<Option<Vec<_>>>()?;
        // This bounds the sum of leaves, so it cannot overflow.
        let most = |tree: &Tree| {
            tree.leaves.iter().map(|leaf| i64::from(leaf.unsigned_abs())).max().unwrap_or(0)
        };
        (trees.iter().map(most).sum::<i64>() <= i64::from(i32::MAX))
            .then_some(Self { trees, columns })
    }
}

/// The sums of the leaves that rows reach, for rows stored by column. It is compiled for each width
/// of vector registers.
struct Sums<'e, const WIDTH: usize> {
    trees: &'e [Tree],
    columns: &'e [&'e Column],
}

impl<const WIDTH: usize> pulp::NullaryFnOnce for Sums<'_, WIDTH> {
    type Output = [i32; WIDTH];

    /// Plain indices over arrays of the same length compile to vector code that keeps the leaves of
    /// all lanes in registers; iterators did not.
    #[inline(always)]
    #[allow(clippy::needless_range_loop, reason = "see above")]
    fn call(self) -> [i32; WIDTH] {
        let mut sums = [0i32; WIDTH];
        for tree in self.trees {
            let mut reachable = [u32::MAX; WIDTH];
            for node in &tree.nodes {
                let column = &self.columns[node.feature as usize][..WIDTH];
                let (threshold, right_leaves) = (node.threshold, node.right_leaves);
                for lane in 0..WIDTH {
                    // All ones if the row goes left.
                    reachable[lane] &=
                        u32::from(column[lane] <= threshold).wrapping_neg() | right_leaves;
                }
            }
            for lane in 0..WIDTH {
                sums[lane] += tree.leaves[reachable[lane].trailing_zeros() as usize % MAX_LEAVES];
            }
        }
        sums
    }
}

impl Tree {
    fn read(rest: &mut &'static [u8], columns: usize) -> Option<Self> {
        let count = u16::from_le_bytes(array(rest)?) as usize;
        if count == 0 || count >= MAX_LEAVES {
            return None;
        }
        let mut nodes = Vec::with_capacity(count);
        for _ in 0..count {
            let feature = u16::from_le_bytes(array(rest)?);
            let left = i16::from_le_bytes(array(rest)?);
            let right = i16::from_le_bytes(array(rest)?);
            let threshold = f32::from_le_bytes(array(rest)?);
            // A node comes before its children, so every path ends.
            let is_child = |child: i16| {
                if child < 0 {
                    !child as usize <= count
                } else {
                    nodes.len() < child as usize && (child as usize) < count
                }
            };
            if feature as usize >= columns || !is_child(left) || !is_child(right) {
                return None;
            }
            nodes.push(Node { feature, left, right, threshold, right_leaves: 0 });
        }
        let mut leaves = [0; MAX_LEAVES];
        for leaf in &mut leaves[..=count] {
            *leaf = i32::from_le_bytes(array(rest)?);
        }
        let mut tree = Self { nodes, leaves };
        let mut next = 0;
        // Every leaf must be reachable, one bit each.
        (tree.link_leaves(0, &mut next)? == u32::MAX >> (MAX_LEAVES - 1 - count)).then_some(tree)
    }

    /// Fills in `right_leaves` below a child and returns the leaves under it; `None` if they are
    /// not numbered from left to right.
    fn link_leaves(&mut self, at: i16, next: &mut i16) -> Option<u32> {
        if at < 0 {
            let is_next = !at == *next;
            *next += 1;
            return is_next.then(|| 1 << !at);
        }
        let node = self.nodes[at as usize];
        let left = self.link_leaves(node.left, next)?;
        let right = self.link_leaves(node.right, next)?;
        self.nodes[at as usize].right_leaves = !left;
        Some(left | right)
    }

    /// The leaf that a row reaches.
    fn leaf(&self, row: &[f32]) -> i32 {
        let mut at = 0;
        while at >= 0 {
            at = self.nodes[at as usize].child(row);
        }
        self.leaves[!at as usize]
    }

    /// The mean of the leaves under a child.
    fn mean(&self, top: i16) -> i64 {
        let (mut sum, mut count) = (0i64, 0i64);
        let mut open = vec![top];
        while let Some(at) = open.pop() {
            if at < 0 {
                sum += i64::from(self.leaves[!at as usize]);
                count += 1;
            } else {
                let node = self.nodes[at as usize];
                open.extend([node.left, node.right]);
            }
        }
        sum / count.max(1)
    }
}

/// The probability for a score in log-odds, 0.0 to 1.0.
pub(crate) fn probability(log_odds: f64) -> f32 {
    let p = 1.0 / (1.0 + (-log_odds).exp());
    ((p * STEPS).round() / STEPS) as f32
}

/// Takes bytes from the front of a file; `None` if there are fewer.
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

    /// A tree of three leaves: `x <= 1`, else `y <= 5`.
    fn tree() -> Tree {
        let node = |feature, left, right, threshold| Node {
            feature,
            left,
            right,
            threshold,
            right_leaves: 0,
        };
        let mut leaves = [0; MAX_LEAVES];
        leaves[..3].copy_from_slice(&[65_536, 2 * 65_536, 3 * 65_536]);
        let mut tree = Tree { nodes: vec![node(0, !0, 1, 1.0), node(1, !1, !2, 5.0)], leaves };
        assert_eq!(tree.link_leaves(0, &mut 0), Some(0b111));
        tree
    }

    #[test]
    fn each_row_reaches_its_leaf() {
        let ensemble = Ensemble { trees: vec![tree(), tree()], columns: 2 };
        let rows = [[1.0, 9.0], [1.1, 5.0], [1.1, 5.1], [f32::NAN, 0.0], [2.0, f32::NAN]];
        // More rows than one group, so that the last group is not full.
        let part = |column: usize| {
            Table::from_rows(&(0..200).map(|i| rows[i % 5][column]).collect::<Vec<f32>>(), 1)
        };
        let (x, y) = (part(0), part(1));
        let expected: Vec<f64> = (0..200).map(|i| [2.0, 4.0, 6.0, 4.0, 6.0][i % 5]).collect();
        assert_eq!(ensemble.log_odds(&[&x, &y]), expected);
        for (row, expected) in rows.iter().zip(expected) {
            assert!((ensemble.score(row) - expected).abs() < f64::EPSILON);
        }
    }

    #[test]
    fn a_tree_with_the_most_leaves_is_read() {
        let nodes = MAX_LEAVES as i16 - 1;
        let mut file: Vec<u8> =
            [1u16, 1, nodes as u16].iter().flat_map(|n| n.to_le_bytes()).collect();
        // Each node sends one number to its own leaf, and passes greater ones on.
        for node in 0..nodes {
            let right = if node + 1 < nodes { node + 1 } else { !nodes };
            file.extend([0i16, !node, right].iter().flat_map(|n| n.to_le_bytes()));
            file.extend(f32::from(node).to_le_bytes());
        }
        file.extend((0..=i32::from(nodes)).flat_map(|leaf| (leaf * 65_536).to_le_bytes()));
        let mut rest: &'static [u8] = file.leak();
        let ensemble = Ensemble::read(&mut rest).expect("it is complete");
        assert!(rest.is_empty());
        let rows = Table::from_rows(&(0..=nodes).map(f32::from).collect::<Vec<_>>(), 1);
        assert_eq!(ensemble.log_odds(&[&rows]), (0..=nodes).map(f64::from).collect::<Vec<_>>());
    }

    #[test]
    fn no_rows_have_no_scores() {
        let ensemble = Ensemble { trees: vec![tree()], columns: 2 };
        assert!(ensemble.log_odds(&[&Table::new(0, 2)]).is_empty());
    }

    #[test]
    fn leaves_out_of_order_are_refused() {
        let mut swapped = tree();
        swapped.nodes[1] = Node { left: !2, right: !1, ..swapped.nodes[1] };
        assert_eq!(swapped.link_leaves(0, &mut 0), None);
    }
}
