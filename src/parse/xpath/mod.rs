//! XPath on the tree of a page, within a budget.
//!
//! The tree is only read. Places in document order are counted once for all expressions of a page, so what lies inside an element is a
//! slice, and sets of nodes are put in order by a number.

mod axes;
mod functions;
mod value;

use std::borrow::Cow;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::arena::{Kind, NONE, NodeId, ROOT, Tree};
use crate::site_rules::xpath::{Arithmetic, Comparison, Expr, Start, Step};
pub(crate) use value::Item;
use value::Value;

/// Nodes looked at for all expressions of a page together: some seconds at most. A page of news has some thousands, so a hundred expressions on it
/// take a fiftieth of this; on the largest page there may be, ten expressions look at every node.
pub(crate) const MAX_LOOKS: u64 = 20_000_000;

/// Bytes of text that take as long to read as a node does to look at.
const BYTES_A_LOOK: usize = 16;

/// The expressions of a page looked at more nodes than they may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooCostly;

type Done<T> = Result<T, TooCostly>;

/// What an expression comes to.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Nodes in document order.
    Items(Vec<Item>),
    /// A text: also what a number or a condition comes to.
    Text(String),
}

/// Evaluates expressions on one tree.
pub(crate) struct Evaluator<'t> {
    tree: &'t Tree<'t>,
    /// All nodes in document order.
    walk: Vec<NodeId>,
    /// The place of each node in `walk`; [`NONE`] for one that is not in the tree.
    place: Vec<u32>,
    /// The place after the last node inside each.
    end: Vec<u32>,
    /// The indices of the tree's names that a name in an expression stands for.
    names: FxHashMap<&'t str, Rc<[u16]>>,
    looks_left: u64,
}

/// The node an expression is asked of, and its place among those of its step.
#[derive(Debug, Clone, Copy)]
struct Context {
    item: Item,
    position: usize,
    size: usize,
}

impl<'t> Evaluator<'t> {
    pub(crate) fn new(tree: &'t Tree<'t>) -> Self {
        let mut walk = Vec::with_capacity(tree.nodes().len());
        walk.push(ROOT);
        walk.extend(tree.descendants(ROOT));
        let mut place = vec![NONE; tree.nodes().len()];
        let mut end = vec![0; tree.nodes().len()];
        for (at, &id) in walk.iter().enumerate() {
            place[id as usize] = at as u32;
            end[id as usize] = at as u32 + 1;
        }
        // The last inside an element is the last inside its last child, and that stands after it.
        for &id in walk.iter().rev() {
            let parent = tree.node(id).parent;
            if parent != NONE {
                end[parent as usize] = end[parent as usize].max(end[id as usize]);
            }
        }
        Self { tree, walk, place, end, names: FxHashMap::default(), looks_left: MAX_LOOKS }
    }

    /// What an expression comes to on this page.
    pub(crate) fn answer(&mut self, expr: &'t Expr) -> Done<Answer> {
        let page = Context { item: Item::Node(ROOT), position: 1, size: 1 };
        Ok(match self.eval(expr, page)? {
            Value::Items(items) => Answer::Items(items),
            value => Answer::Text(self.text(value)?.into_owned()),
        })
    }

    fn spend(&mut self, looks: usize) -> Done<()> {
        self.looks_left = self.looks_left.checked_sub(looks as u64).ok_or(TooCostly)?;
        Ok(())
    }

    fn eval(&mut self, expr: &'t Expr, here: Context) -> Done<Value<'t>> {
        self.spend(1)?;
        Ok(match expr {
            Expr::Text(text) => Value::Text((&**text).into()),
            Expr::Number(number) => Value::Number(*number),
            Expr::Or(parts) => {
                let mut any = false;
                for part in parts {
                    any = any || self.is_true(part, here)?;
                }
                Value::Truth(any)
            }
            Expr::And(parts) => {
                let mut all = true;
                for part in parts {
                    all = all && self.is_true(part, here)?;
                }
                Value::Truth(all)
            }
            Expr::Union(parts) => {
                let mut items = Vec::new();
                for part in parts {
                    items.extend(self.items(part, here)?);
                }
                Value::Items(self.in_order(items)?)
            }
            Expr::Compare(comparison, left, right) => {
                let (left, right) = (self.eval(left, here)?, self.eval(right, here)?);
                Value::Truth(self.compare(*comparison, left, right)?)
            }
            Expr::Arithmetic(operator, left, right) => {
                let (left, right) = (self.number(left, here)?, self.number(right, here)?);
                Value::Number(match operator {
                    Arithmetic::Add => left + right,
                    Arithmetic::Subtract => left - right,
                    Arithmetic::Multiply => left * right,
                    Arithmetic::Divide => left / right,
                    Arithmetic::Remainder => left % right,
                })
            }
            Expr::Negative(inner) => Value::Number(-self.number(inner, here)?),
            Expr::Call(function, arguments) => self.call(*function, arguments, here)?,
            Expr::Path(start, steps) => Value::Items(self.path(start, steps, here)?),
        })
    }

    /// The nodes an expression gives; none for a text, a number or a condition.
    fn items(&mut self, expr: &'t Expr, here: Context) -> Done<Vec<Item>> {
        Ok(match self.eval(expr, here)? {
            Value::Items(items) => items,
            _ => Vec::new(),
        })
    }

    fn is_true(&mut self, expr: &'t Expr, here: Context) -> Done<bool> {
        Ok(self.eval(expr, here)?.is_true())
    }

    fn number(&mut self, expr: &'t Expr, here: Context) -> Done<f64> {
        let value = self.eval(expr, here)?;
        self.number_of(value)
    }

    fn path(&mut self, start: &'t Start, steps: &'t [Step], here: Context) -> Done<Vec<Item>> {
        let mut items = match start {
            Start::Here => vec![here.item],
            Start::Page => vec![Item::Node(ROOT)],
            Start::Nodes(expr, predicates) => {
                let items = self.items(expr, here)?;
                self.filter(items, predicates)?
            }
        };
        for step in steps {
            items = self.step(&items, step)?;
        }
        Ok(items)
    }

    /// All nodes that a step leads to from any of `from`, in document order.
    fn step(&mut self, from: &[Item], step: &'t Step) -> Done<Vec<Item>> {
        let mut found = Vec::new();
        // Everything before this place was reached from an element around.
        let mut reached = 0;
        for &item in from {
            if !step.uses_position && axes::is_downward(step.axis) {
                let Item::Node(id) = item else { continue };
                if self.end[id as usize] <= reached {
                    continue;
                }
                reached = self.end[id as usize];
            }
            let items = self.along(item, step.axis, &step.test)?;
            found.extend(self.filter(items, &step.predicates)?);
        }
        if from.len() > 1 || axes::is_backward(step.axis) {
            self.in_order(found)
        } else {
            Ok(found)
        }
    }

    /// Those that every predicate lets through, each counting places among those that the one before let through.
    fn filter(&mut self, mut items: Vec<Item>, predicates: &'t [Expr]) -> Done<Vec<Item>> {
        for predicate in predicates {
            let size = items.len();
            let mut passed = Vec::new();
            for (at, item) in items.into_iter().enumerate() {
                let here = Context { item, position: at + 1, size };
                let passes = match self.eval(predicate, here)? {
                    Value::Number(number) => number == here.position as f64,
                    value => value.is_true(),
                };
                if passes {
                    passed.push(item);
                }
            }
            items = passed;
        }
        Ok(items)
    }

    /// In document order, each once.
    fn in_order(&mut self, mut items: Vec<Item>) -> Done<Vec<Item>> {
        self.spend(items.len())?;
        let key = |item: &Item| match *item {
            Item::Node(id) => (self.place[id as usize], 0),
            Item::Attribute(id, index) => (self.place[id as usize], index + 1),
        };
        items.sort_unstable_by_key(key);
        items.dedup();
        Ok(items)
    }

    /// A set of nodes compares as any of its nodes does.
    fn compare(&mut self, comparison: Comparison, left: Value<'t>, right: Value<'t>) -> Done<bool> {
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if let (Value::Truth(_), _) | (_, Value::Truth(_)) = (&left, &right)
            && is_equality
        {
            return Ok((left.is_true() == right.is_true()) == (comparison == Comparison::Equal));
        }
        let is_number = matches!(left, Value::Number(_)) || matches!(right, Value::Number(_));
        let (left, right) = (self.each(left)?, self.each(right)?);
        self.spend(left.len().saturating_mul(right.len()))?;
        let of_texts = |a: &str, b: &str| (a == b) == (comparison == Comparison::Equal);
        let of_numbers = |a: f64, b: f64| match comparison {
            Comparison::Equal => a == b,
            Comparison::NotEqual => a != b,
            Comparison::Less => a < b,
            Comparison::LessOrEqual => a <= b,
            Comparison::Greater => a > b,
            Comparison::GreaterOrEqual => a >= b,
        };
        Ok(left.iter().any(|a| {
            right.iter().any(|b| {
                if is_equality && !is_number {
                    of_texts(a, b)
                } else {
                    of_numbers(value::to_number(a), value::to_number(b))
                }
            })
        }))
    }

    /// The text of an item, as XPath takes it: all text inside.
    pub(crate) fn text_of(&mut self, item: Item) -> Done<Cow<'t, str>> {
        let text = self.joined_text(item)?;
        // Reading it costs too: texts can be long where nodes are few.
        self.spend(text.len() / BYTES_A_LOOK)?;
        Ok(text)
    }

    fn joined_text(&mut self, item: Item) -> Done<Cow<'t, str>> {
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
        if tree.node(id).kind == Kind::Text {
            return Ok(tree.text_of(id).into());
        }
        let range = self.place[id as usize] as usize..self.end[id as usize] as usize;
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

#[cfg(test)]
mod tests;
