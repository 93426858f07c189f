//! The functions of XPath: they count characters, not bytes, and the first character is number 1.

use std::borrow::Cow;

use super::super::arena::NodeKind;
use super::evaluator::{BYTES_PER_STEP, Context, Evaluated, Evaluator};
use super::value::{Item, XPathValue};
use crate::site_rules::xpath::{Expr, Function};

impl<'t> Evaluator<'t> {
    pub(super) fn call_function(
        &mut self,
        function: Function,
        arguments: &'t [Expr],
        here: Context,
    ) -> Evaluated<XPathValue<'t>> {
        Ok(match function {
            Function::Last => XPathValue::Number(here.size as f64),
            Function::Position => XPathValue::Number(here.position as f64),
            Function::True => XPathValue::Truth(true),
            Function::False => XPathValue::Truth(false),
            Function::Not => XPathValue::Truth(!self.truth(arguments, here)?),
            Function::Boolean => XPathValue::Truth(self.truth(arguments, here)?),
            Function::Count => XPathValue::Number(self.first_items(arguments, here)?.len() as f64),
            Function::Sum => {
                let mut sum = 0.0;
                for item in self.first_items(arguments, here)? {
                    sum += super::value::to_number(&self.text_of(item)?);
                }
                XPathValue::Number(sum)
            }
            Function::Name | Function::LocalName => XPathValue::Text(self.name(arguments, here)?),
            Function::Number => {
                XPathValue::Number(super::value::to_number(&self.argument(arguments, 0, here)?))
            }
            Function::Floor => XPathValue::Number(self.first_number(arguments, here)?.floor()),
            Function::Ceiling => XPathValue::Number(self.first_number(arguments, here)?.ceil()),
            Function::Round => {
                XPathValue::Number((self.first_number(arguments, here)? + 0.5).floor())
            }
            Function::StringLength => {
                XPathValue::Number(self.argument(arguments, 0, here)?.chars().count() as f64)
            }
            Function::StartsWith | Function::EndsWith | Function::Contains => {
                let (text, part) =
                    (self.argument(arguments, 0, here)?, self.argument(arguments, 1, here)?);
                XPathValue::Truth(match function {
                    Function::StartsWith => text.starts_with(&*part),
                    Function::EndsWith => text.ends_with(&*part),
                    _ => memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some(),
                })
            }
            _ => XPathValue::Text(self.text_function(function, arguments, here)?),
        })
    }

    /// Evaluates a function from texts to a text.
    fn text_function(
        &mut self,
        function: Function,
        arguments: &'t [Expr],
        here: Context,
    ) -> Evaluated<Cow<'t, str>> {
        let text = self.argument(arguments, 0, here)?;
        self.spend(text.len() / BYTES_PER_STEP)?;
        Ok(match function {
            Function::Concat => {
                let mut joined = text.into_owned();
                for at in 1..arguments.len() {
                    joined.push_str(&self.argument(arguments, at, here)?);
                    self.spend(joined.len() / BYTES_PER_STEP)?;
                }
                joined.into()
            }
            Function::SubstringBefore => {
                let part = self.argument(arguments, 1, here)?;
                let end = text.find(&*part).unwrap_or(0);
                sliced(text, 0, end)
            }
            Function::SubstringAfter => {
                let part = self.argument(arguments, 1, here)?;
                let (start, end) =
                    (text.find(&*part).map_or(text.len(), |at| at + part.len()), text.len());
                sliced(text, start, end)
            }
            Function::Substring => {
                // Written as comparisons, so that infinite or NaN starts and lengths are never out
                // of bounds.
                let number = |e: &mut Self, at: usize| e.number(&arguments[at], here);
                let first = (number(self, 1)? + 0.5).floor();
                let after = if arguments.len() > 2 {
                    first + (number(self, 2)? + 0.5).floor()
                } else {
                    f64::INFINITY
                };
                let is_inside = |at: usize| at as f64 >= first && (at as f64) < after;
                text.chars()
                    .enumerate()
                    .filter(|(at, _)| is_inside(at + 1))
                    .map(|(_, c)| c)
                    .collect::<String>()
                    .into()
            }
            Function::NormalizeSpace => {
                let is_space = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
                text.split(is_space).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ").into()
            }
            Function::Translate => {
                let (from, to) =
                    (self.argument(arguments, 1, here)?, self.argument(arguments, 2, here)?);
                self.spend((text.len() / BYTES_PER_STEP).saturating_mul(from.len() + 1))?;
                let to: Vec<char> = to.chars().collect();
                let changed = |c: char| {
                    from.chars().position(|f| f == c).map_or(Some(c), |at| to.get(at).copied())
                };
                text.chars().filter_map(changed).collect::<String>().into()
            }
            Function::LowerCase => text.to_lowercase().into(),
            _ => text,
        })
    }

    /// An argument as text; the context node if there is none.
    fn argument(
        &mut self,
        arguments: &'t [Expr],
        at: usize,
        here: Context,
    ) -> Evaluated<Cow<'t, str>> {
        match arguments.get(at) {
            Some(expr) => {
                let value = self.eval(expr, here)?;
                self.text(value)
            }
            None => self.text_of(here.item),
        }
    }

    fn truth(&mut self, arguments: &'t [Expr], here: Context) -> Evaluated<bool> {
        arguments.first().map_or(Ok(false), |expr| self.is_true(expr, here))
    }

    fn first_items(&mut self, arguments: &'t [Expr], here: Context) -> Evaluated<Vec<Item>> {
        arguments.first().map_or(Ok(Vec::new()), |expr| self.items(expr, here))
    }

    fn first_number(&mut self, arguments: &'t [Expr], here: Context) -> Evaluated<f64> {
        arguments.first().map_or(Ok(f64::NAN), |expr| self.number(expr, here))
    }

    /// The name of an element or attribute; empty for a text.
    fn name(&mut self, arguments: &'t [Expr], here: Context) -> Evaluated<Cow<'t, str>> {
        let item = if arguments.is_empty() {
            Some(here.item)
        } else {
            self.first_items(arguments, here)?.first().copied()
        };
        let tree = self.tree;
        Ok(match item {
            Some(Item::Node(id)) if tree.node(id).kind == NodeKind::Element => {
                tree.element_name(id).into()
            }
            Some(Item::Attribute(id, index)) => tree
                .attrs(id)
                .get(index as usize)
                .map_or_else(Cow::default, |a| Cow::Borrowed(&*a.name)),
            _ => Cow::default(),
        })
    }
}

/// A slice of a text, borrowed if the text is.
fn sliced(text: Cow<'_, str>, start: usize, end: usize) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[start..end]),
        Cow::Owned(text) => Cow::Owned(text[start..end].to_owned()),
    }
}
