//! XPath as rules for sites use it: XPath 1.0 without variables and namespaces, parsed into a small tree of our own.
//!
//! Only the grammar is here; `parse/xpath` evaluates it on a page. Both are our own because the crates that evaluate XPath bring a tree of
//! their own, and a page would have to be built a second time for them.

mod functions;
mod parser;

pub(crate) use functions::Function;

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

/// Where a path begins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Start {
    /// At the node it is asked of.
    Here,
    /// At the page.
    Page,
    /// At each node of an expression that its predicates let through.
    Nodes(Box<Expr>, Vec<Expr>),
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    pub(crate) axis: Axis,
    pub(crate) test: Test,
    pub(crate) predicates: Vec<Expr>,
    /// Whether a predicate asks for the place of a node among those of its step. If none does, nodes that lie within another are not looked
    /// at twice.
    pub(crate) by_place: bool,
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

/// Which nodes of an axis count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
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

/// Parses an expression; the message says what is wrong and where.
pub(crate) fn parse(text: &str) -> Result<Expr, String> {
    parser::parse(text)
}

impl Expr {
    /// Whether a predicate may be about the place of a node: it asks for it, or is a number.
    fn is_by_place(&self) -> bool {
        match self {
            Self::Number(_) | Self::Arithmetic(..) | Self::Negative(_) => true,
            Self::Call(function, arguments) => {
                function.gives_number() || arguments.iter().any(Self::asks_place)
            }
            _ => self.asks_place(),
        }
    }

    /// Whether `position()` or `last()` of the same step is in it. Those in predicates of inner paths are counted too, which costs time and is
    /// never wrong.
    fn asks_place(&self) -> bool {
        match self {
            Self::Or(parts) | Self::And(parts) | Self::Union(parts) => {
                parts.iter().any(Self::asks_place)
            }
            Self::Compare(_, a, b) | Self::Arithmetic(_, a, b) => a.asks_place() || b.asks_place(),
            Self::Negative(inner) => inner.asks_place(),
            Self::Text(_) | Self::Number(_) | Self::Path(Start::Here | Start::Page, _) => false,
            Self::Call(function, arguments) => {
                matches!(function, Function::Position | Function::Last)
                    || arguments.iter().any(Self::asks_place)
            }
            Self::Path(Start::Nodes(inner, _), _) => inner.asks_place(),
        }
    }
}
