//! The expression tree of XPath.

use super::functions::Function;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Union(Vec<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    Negative(Box<Expr>),
    Text(Box<str>),
    Number(f64),
    Call(Function, Vec<Expr>),
    Path(Start, Vec<Step>),
}

/// The start of a path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Start {
    /// At the context node.
    Here,
    /// At the root of the page.
    Page,
    /// At each node of an expression that passes the predicates.
    Nodes(Box<Expr>, Vec<Expr>),
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    pub(crate) axis: Axis,
    pub(crate) test: NodeTest,
    pub(crate) predicates: Vec<Expr>,
    /// Whether a predicate depends on the position of a node in its step. If none does, nested
    /// nodes are visited once.
    pub(crate) uses_position: bool,
}

/// A direction from a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of XPath")]
pub(crate) enum Axis {
    Child,
    Descendant,
    DescendantOrSelf,
    Parent,
    Ancestor,
    AncestorOrSelf,
    FollowingSibling,
    PrecedingSibling,
    Following,
    Preceding,
    Itself,
    Attribute,
}

/// The nodes of an axis that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NodeTest {
    /// Elements or attributes of this name, in lower case.
    Name(Box<str>),
    /// All elements or attributes.
    Any,
    Node,
    Text,
    Comment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Expr {
    /// Whether a predicate may depend on the position of a node: it reads it, or is a number.
    pub(super) fn may_use_position(&self) -> bool {
        match self {
            Self::Number(_) | Self::Arithmetic(..) | Self::Negative(_) => true,
            Self::Call(function, arguments) => {
                function.returns_number() || arguments.iter().any(Self::reads_position)
            }
            _ => self.reads_position(),
        }
    }

    /// Whether the expression contains `position()` or `last()` of the same step. Those in
    /// predicates of inner paths count too, which costs time and is never wrong.
    fn reads_position(&self) -> bool {
        match self {
            Self::Or(parts) | Self::And(parts) | Self::Union(parts) => {
                parts.iter().any(Self::reads_position)
            }
            Self::Compare(_, a, b) | Self::Arithmetic(_, a, b) => {
                a.reads_position() || b.reads_position()
            }
            Self::Negative(inner) => inner.reads_position(),
            Self::Text(_) | Self::Number(_) | Self::Path(Start::Here | Start::Page, _) => false,
            Self::Call(function, arguments) => {
                matches!(function, Function::Position | Function::Last)
                    || arguments.iter().any(Self::reads_position)
            }
            Self::Path(Start::Nodes(inner, _), _) => inner.reads_position(),
        }
    }
}
