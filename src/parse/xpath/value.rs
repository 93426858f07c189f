//! Values of expressions and their conversions.

use std::borrow::Cow;

use super::super::arena::NodeId;

/// A node, or an attribute of an element by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    Node(NodeId),
    Attribute(NodeId, u32),
}

/// A value of one of XPath's four types.
#[derive(Debug)]
pub(super) enum XPathValue<'t> {
    /// In document order.
    Items(Vec<Item>),
    Text(Cow<'t, str>),
    Number(f64),
    Truth(bool),
}

impl XPathValue<'_> {
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Items(items) => !items.is_empty(),
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Truth(truth) => *truth,
        }
    }
}

/// Converts a text to a number: digits with a point and a sign, nothing else.
pub(super) fn to_number(text: &str) -> f64 {
    let text = text.trim();
    let is_number =
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    if is_number { text.parse().unwrap_or(f64::NAN) } else { f64::NAN }
}

pub(super) fn number_text(number: f64) -> String {
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    // Both zeros print alike.
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}
