//! The state of XPath evaluation on one tree: document order, the budget, and text values.

use std::borrow::Cow;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::super::arena::{NONE, NodeId, NodeKind, ROOT, Tree};
use super::value::{Item, XPathValue, number_text, to_number};

/// Nodes visited for all expressions of a page together: some seconds at most. A news page has some
/// thousands of nodes, so a hundred expressions on it take a fiftieth of this; on the largest page,
/// ten expressions can visit every node.
const MAX_STEPS: u64 = 20_000_000;

/// Bytes of text that cost as much as visiting one node.
pub(super) const BYTES_PER_STEP: usize = 16;

/// The expressions of a page exceeded [`MAX_STEPS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooCostly;

pub(super) type Evaluated<T> = Result<T, TooCostly>;

/// Evaluates expressions on one tree.
pub(crate) struct Evaluator<'t> {
    pub(super) tree: &'t Tree<'t>,
    /// All nodes in document order.
    pub(super) walk: Vec<NodeId>,
    /// The index of each node in `walk`; [`NONE`] for a node that is not in the tree.
    pub(super) index: Vec<u32>,
    /// The index after the last node inside each node.
    pub(super) subtree_end: Vec<u32>,
    /// The indices of the tree's names that match a name in an expression.
    pub(super) names: FxHashMap<&'t str, Rc<[u16]>>,
    pub(super) steps_left: u64,
}

/// The context of an expression: the item, its position and the size of its step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    pub(super) item: Item,
    pub(super) position: usize,
    pub(super) size: usize,
}

impl<'t> Evaluator<'t> {
    pub(crate) fn new(tree: &'t Tree<'t>) -> Self {
        let mut walk = Vec::with_capacity(tree.nodes().len());
        walk.push(ROOT);
        walk.extend(tree.descendants(ROOT));
        let mut index = vec![NONE; tree.nodes().len()];
        let mut subtree_end = vec![0; tree.nodes().len()];
        for (at, &id) in walk.iter().enumerate() {
            index[id as usize] = at as u32;
            subtree_end[id as usize] = at as u32 + 1;
        }
        // The last node inside an element is the last node inside its last child, which comes later
        // in `walk`.
        for &id in walk.iter().rev() {
            let parent = tree.node(id).parent;
            if parent != NONE {
                subtree_end[parent as usize] =
                    subtree_end[parent as usize].max(subtree_end[id as usize]);
            }
        }
        Self { tree, walk, index, subtree_end, names: FxHashMap::default(), steps_left: MAX_STEPS }
    }

    pub(super) fn spend(&mut self, steps: usize) -> Evaluated<()> {
        self.steps_left = self.steps_left.checked_sub(steps as u64).ok_or(TooCostly)?;
        Ok(())
    }

    /// A value as text; a set has the text of its first node.
    pub(super) fn text(&mut self, value: XPathValue<'t>) -> Evaluated<Cow<'t, str>> {
        Ok(match value {
            XPathValue::Items(items) => match items.first() {
                Some(first) => self.text_of(*first)?,
                None => Cow::default(),
            },
            XPathValue::Text(text) => text,
            XPathValue::Number(number) => number_text(number).into(),
            XPathValue::Truth(truth) => if truth { "true" } else { "false" }.into(),
        })
    }

    pub(super) fn number_of(&mut self, value: XPathValue<'t>) -> Evaluated<f64> {
        Ok(match value {
            XPathValue::Number(number) => number,
            XPathValue::Truth(truth) => f64::from(u8::from(truth)),
            value => to_number(&self.text(value)?),
        })
    }

    /// The texts for comparison: one for each node of a set.
    pub(super) fn texts_of(&mut self, value: XPathValue<'t>) -> Evaluated<Vec<Cow<'t, str>>> {
        match value {
            XPathValue::Items(items) => items.into_iter().map(|item| self.text_of(item)).collect(),
            XPathValue::Truth(truth) => Ok(vec![if truth { "1" } else { "0" }.into()]),
            value => Ok(vec![self.text(value)?]),
        }
    }

    /// The text of an item: all text inside it.
    pub(crate) fn text_of(&mut self, item: Item) -> Evaluated<Cow<'t, str>> {
        let text = self.joined_text(item)?;
        // Reading also counts: texts can be long even if nodes are few.
        self.spend(text.len() / BYTES_PER_STEP)?;
        Ok(text)
    }

    fn joined_text(&mut self, item: Item) -> Evaluated<Cow<'t, str>> {
        let tree = self.tree;
        let id = match item {
            Item::Attribute(id, index) => {
                return Ok(tree
                    .attrs(id)
                    .get(index as usize)
                    .map_or_else(Default::default, |a| tree.value(a).into()));
            }
            Item::Node(id) => id,
        };
        if tree.node(id).kind == NodeKind::Text {
            return Ok(tree.text_of(id).into());
        }
        let range = self.index[id as usize] as usize..self.subtree_end[id as usize] as usize;
        self.spend(range.len())?;
        let mut only = "";
        let mut joined = String::new();
        for &inner in &self.walk[range] {
            let text = tree.text_of(inner);
            match (only.is_empty(), joined.is_empty()) {
                _ if text.is_empty() => {}
                (true, true) => only = text,
                (false, true) => joined = [only, text].concat(),
                _ => joined.push_str(text),
            }
        }
        Ok(if joined.is_empty() { only.into() } else { joined.into() })
    }
}
