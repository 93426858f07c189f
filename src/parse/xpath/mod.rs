//! Evaluates XPath on the tree of a page, within a budget.
//!
//! The tree is read-only. Document order is computed once for all expressions of a page, so the
//! inside of an element is a slice, and node sets are sorted by a number.

mod axes;
mod evaluator;
mod functions;
mod value;

use super::arena::ROOT;
use crate::site_rules::xpath::{Arithmetic, Comparison, Expr, Start, Step};
use evaluator::{Context, Evaluated};
pub(crate) use evaluator::{Evaluator, TooCostly};
pub(crate) use value::Item;
use value::XPathValue;

/// The value of an expression.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Nodes in document order.
    Items(Vec<Item>),
    /// A text, also for a number or a condition.
    Text(String),
}

impl<'t> Evaluator<'t> {
    /// The value of an expression on this page.
    pub(crate) fn evaluate(&mut self, expr: &'t Expr) -> Evaluated<Answer> {
        let page = Context { item: Item::Node(ROOT), position: 1, size: 1 };
        Ok(match self.eval(expr, page)? {
            XPathValue::Items(items) => Answer::Items(items),
            value => Answer::Text(self.text(value)?.into_owned()),
        })
    }

    fn eval(&mut self, expr: &'t Expr, here: Context) -> Evaluated<XPathValue<'t>> {
        self.spend(1)?;
        Ok(match expr {
            Expr::Text(text) => XPathValue::Text((&**text).into()),
            Expr::Number(number) => XPathValue::Number(*number),
            Expr::Or(parts) => {
                let mut any = false;
                for part in parts {
                    any = any || self.is_true(part, here)?;
                }
                XPathValue::Truth(any)
            }
            Expr::And(parts) => {
                let mut all = true;
                for part in parts {
                    all = all && self.is_true(part, here)?;
                }
                XPathValue::Truth(all)
            }
            Expr::Union(parts) => {
                let mut items = Vec::new();
                for part in parts {
                    items.extend(self.items(part, here)?);
                }
                XPathValue::Items(self.in_document_order(items)?)
            }
            Expr::Compare(comparison, left, right) => {
                let (left, right) = (self.eval(left, here)?, self.eval(right, here)?);
                XPathValue::Truth(self.compare(*comparison, left, right)?)
            }
            Expr::Arithmetic(operator, left, right) => {
                let (left, right) = (self.number(left, here)?, self.number(right, here)?);
                XPathValue::Number(match operator {
                    Arithmetic::Add => left + right,
                    Arithmetic::Subtract => left - right,
                    Arithmetic::Multiply => left * right,
                    Arithmetic::Divide => left / right,
                    Arithmetic::Remainder => left % right,
                })
            }
            Expr::Negative(inner) => XPathValue::Number(-self.number(inner, here)?),
            Expr::Call(function, arguments) => self.call_function(*function, arguments, here)?,
            Expr::Path(start, steps) => XPathValue::Items(self.path(start, steps, here)?),
        })
    }

    /// The nodes of an expression; empty for a text, a number or a condition.
    fn items(&mut self, expr: &'t Expr, here: Context) -> Evaluated<Vec<Item>> {
        Ok(match self.eval(expr, here)? {
            XPathValue::Items(items) => items,
            _ => Vec::new(),
        })
    }

    fn is_true(&mut self, expr: &'t Expr, here: Context) -> Evaluated<bool> {
        Ok(self.eval(expr, here)?.is_true())
    }

    fn number(&mut self, expr: &'t Expr, here: Context) -> Evaluated<f64> {
        let value = self.eval(expr, here)?;
        self.number_of(value)
    }

    fn path(&mut self, start: &'t Start, steps: &'t [Step], here: Context) -> Evaluated<Vec<Item>> {
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

    /// All items that a step reaches from any of `from`, in document order.
    fn step(&mut self, from: &[Item], step: &'t Step) -> Evaluated<Vec<Item>> {
        let mut found = Vec::new();
        // Nodes before this index were reached from an ancestor.
        let mut reached = 0;
        for &item in from {
            if !step.uses_position && axes::is_downward(step.axis) {
                let Item::Node(id) = item else { continue };
                if self.subtree_end[id as usize] <= reached {
                    continue;
                }
                reached = self.subtree_end[id as usize];
            }
            let items = self.items_on_axis(item, step.axis, &step.test)?;
            found.extend(self.filter(items, &step.predicates)?);
        }
        if from.len() > 1 || axes::is_backward(step.axis) {
            self.in_document_order(found)
        } else {
            Ok(found)
        }
    }

    /// The items that pass every predicate; each predicate counts positions among the items that
    /// passed the one before.
    fn filter(&mut self, mut items: Vec<Item>, predicates: &'t [Expr]) -> Evaluated<Vec<Item>> {
        for predicate in predicates {
            let size = items.len();
            let mut passed = Vec::new();
            for (at, item) in items.into_iter().enumerate() {
                let here = Context { item, position: at + 1, size };
                let passes = match self.eval(predicate, here)? {
                    XPathValue::Number(number) => number == here.position as f64,
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

    /// Sorts items in document order and removes duplicates.
    fn in_document_order(&mut self, mut items: Vec<Item>) -> Evaluated<Vec<Item>> {
        self.spend(items.len())?;
        let key = |item: &Item| match *item {
            Item::Node(id) => (self.index[id as usize], 0),
            Item::Attribute(id, index) => (self.index[id as usize], index + 1),
        };
        items.sort_unstable_by_key(key);
        items.dedup();
        Ok(items)
    }

    /// Compares two values. A node set compares true if any of its nodes does.
    fn compare(
        &mut self,
        comparison: Comparison,
        left: XPathValue<'t>,
        right: XPathValue<'t>,
    ) -> Evaluated<bool> {
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if let (XPathValue::Truth(_), _) | (_, XPathValue::Truth(_)) = (&left, &right)
            && is_equality
        {
            return Ok((left.is_true() == right.is_true()) == (comparison == Comparison::Equal));
        }
        let is_number =
            matches!(left, XPathValue::Number(_)) || matches!(right, XPathValue::Number(_));
        let (left, right) = (self.texts_of(left)?, self.texts_of(right)?);
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
}

#[cfg(test)]
mod tests;
