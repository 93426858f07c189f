//! XPath for site rules: XPath 1.0 without variables and namespaces, parsed into a small tree.
//!
//! This module has the grammar only; `parse/xpath` evaluates expressions on a page. Existing XPath
//! crates bring their own document tree, so a page would have to be built a second time for them.

mod expr;
mod functions;
mod parser;

pub(crate) use expr::{Arithmetic, Axis, Comparison, Expr, NodeTest, Start, Step};
pub(crate) use functions::Function;

/// Parses an expression. The error text names the mistake and its character.
pub(crate) fn parse(text: &str) -> Result<Expr, String> {
    parser::parse(text)
}
