//! Parses XPath 1.0 by recursive descent.
//!
//! `*`, `and`, `or`, `div` and `mod` are names or operators depending on their position, so
//! there is no separate tokenizer: the parser knows what it expects.

use super::expr::{Arithmetic, Axis, Comparison, Expr, NodeTest, Start, Step};
use super::functions::Function;

/// Bytes of the longest expression; long unions of hand-written rules have some hundreds.
const MAX_EXPRESSION: usize = 8_000;
/// Nested brackets and operators. The limit bounds the call depth of parser and evaluator.
const MAX_DEPTH: u32 = 24;
/// Operators of one level in a row, such as `1 + 1 + 1`: each is a level of the tree, and brackets
/// multiply them.
const MAX_CHAIN: usize = 4;

const AXES: &[(&str, Axis)] = &[
    ("child", Axis::Child),
    ("descendant", Axis::Descendant),
    ("descendant-or-self", Axis::DescendantOrSelf),
    ("parent", Axis::Parent),
    ("ancestor", Axis::Ancestor),
    ("ancestor-or-self", Axis::AncestorOrSelf),
    ("following-sibling", Axis::FollowingSibling),
    ("preceding-sibling", Axis::PrecedingSibling),
    ("following", Axis::Following),
    ("preceding", Axis::Preceding),
    ("self", Axis::Itself),
    ("attribute", Axis::Attribute),
];

type Parsed<T> = Result<T, String>;

pub(super) fn parse(text: &str) -> Parsed<Expr> {
    if text.len() > MAX_EXPRESSION {
        return Err(format!("the expression is longer than {MAX_EXPRESSION} bytes"));
    }
    let mut parser = Parser { text, at: 0, depth: 0 };
    let expr = parser.expr()?;
    parser.space();
    if parser.at < text.len() { Err(parser.unexpected("an operator or the end")) } else { Ok(expr) }
}

struct Parser<'s> {
    text: &'s str,
    at: usize,
    depth: u32,
}

impl<'s> Parser<'s> {
    fn rest(&self) -> &'s str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// The error text for an unexpected character at the current offset.
    fn unexpected(&self, expected: &str) -> String {
        let character = self.text[..self.at].chars().count() + 1;
        match self.rest().chars().next() {
            Some(found) => {
                format!("XPath: expected {expected} at character {character}, not '{found}'")
            }
            None => format!("XPath: expected {expected} at the end"),
        }
    }

    /// Consumes a mark if it is next.
    fn take(&mut self, mark: &str) -> bool {
        self.space();
        let is_next = self.rest().starts_with(mark);
        if is_next {
            self.at += mark.len();
        }
        is_next
    }

    fn expect_mark(&mut self, mark: &str) -> Parsed<()> {
        if self.take(mark) { Ok(()) } else { Err(self.unexpected(&format!("'{mark}'"))) }
    }

    /// Consumes a word operator if it is next.
    fn take_word(&mut self, word: &str) -> bool {
        self.space();
        let is_next =
            self.rest().strip_prefix(word).is_some_and(|after| !after.starts_with(is_name_part));
        if is_next {
            self.at += word.len();
        }
        is_next
    }

    fn expr(&mut self) -> Parsed<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("XPath: brackets nested deeper than {MAX_DEPTH}"));
        }
        let parts = self.list(
            |p| p.list(Self::equality, |p| p.take_word("and")).map(|all| one_or(all, Expr::And)),
            |p| p.take_word("or"),
        )?;
        self.depth -= 1;
        Ok(one_or(parts, Expr::Or))
    }

    /// Parts with an operator between them.
    fn list(
        &mut self,
        part: impl Fn(&mut Self) -> Parsed<Expr>,
        operator: impl Fn(&mut Self) -> bool,
    ) -> Parsed<Vec<Expr>> {
        let mut parts = vec![part(self)?];
        while operator(self) {
            parts.push(part(self)?);
        }
        Ok(parts)
    }

    /// Parts joined from the left.
    fn chain<O>(
        &mut self,
        part: impl Fn(&mut Self) -> Parsed<Expr>,
        operator: impl Fn(&mut Self) -> Option<O>,
        join: impl Fn(O, Box<Expr>, Box<Expr>) -> Expr,
    ) -> Parsed<Expr> {
        let mut left = part(self)?;
        let mut links = 0;
        while let Some(operator) = operator(self) {
            links += 1;
            if links > MAX_CHAIN {
                return Err(format!("XPath: more than {MAX_CHAIN} operators in a row"));
            }
            left = join(operator, Box::new(left), Box::new(part(self)?));
        }
        Ok(left)
    }

    fn equality(&mut self) -> Parsed<Expr> {
        let operator = |p: &mut Self| match () {
            () if p.take("!=") => Some(Comparison::NotEqual),
            () if p.take("=") => Some(Comparison::Equal),
            () => None,
        };
        self.chain(Self::relation, operator, Expr::Compare)
    }

    fn relation(&mut self) -> Parsed<Expr> {
        let operator = |p: &mut Self| match () {
            () if p.take("<=") => Some(Comparison::LessOrEqual),
            () if p.take(">=") => Some(Comparison::GreaterOrEqual),
            () if p.take("<") => Some(Comparison::Less),
            () if p.take(">") => Some(Comparison::Greater),
            () => None,
        };
        self.chain(Self::sum, operator, Expr::Compare)
    }

    fn sum(&mut self) -> Parsed<Expr> {
        let operator = |p: &mut Self| match () {
            () if p.take("+") => Some(Arithmetic::Add),
            () if p.take("-") => Some(Arithmetic::Subtract),
            () => None,
        };
        self.chain(Self::product, operator, Expr::Arithmetic)
    }

    fn product(&mut self) -> Parsed<Expr> {
        let operator = |p: &mut Self| match () {
            () if p.take("*") => Some(Arithmetic::Multiply),
            () if p.take_word("div") => Some(Arithmetic::Divide),
            () if p.take_word("mod") => Some(Arithmetic::Remainder),
            () => None,
        };
        self.chain(Self::negative, operator, Expr::Arithmetic)
    }

    fn negative(&mut self) -> Parsed<Expr> {
        let mut is_negative = false;
        while self.take("-") {
            is_negative = !is_negative;
        }
        let parts = self.list(Self::path, |p| p.take("|"))?;
        let expr = one_or(parts, Expr::Union);
        Ok(if is_negative { Expr::Negative(Box::new(expr)) } else { expr })
    }

    fn path(&mut self) -> Parsed<Expr> {
        self.space();
        let mut steps = Vec::new();
        let start = if let Some(primary) = self.primary()? {
            let predicates = self.predicates()?;
            if predicates.is_empty() && !self.rest().trim_start().starts_with('/') {
                return Ok(primary);
            }
            if !matches!(primary, Expr::Path(..) | Expr::Union(_)) {
                return Err(self.unexpected("an operator: only nodes have steps and predicates"));
            }
            Start::Nodes(Box::new(primary), predicates)
        } else if self.rest().starts_with('/') {
            if !self.rest().starts_with("//") {
                self.at += 1;
                self.space();
                if self.opens_step() {
                    steps.push(self.step(Axis::Child)?);
                } else {
                    return Ok(Expr::Path(Start::Page, steps));
                }
            }
            Start::Page
        } else {
            steps.push(self.step(Axis::Child)?);
            Start::Here
        };
        loop {
            if self.take("//") {
                // In full, `//p` is `/descendant-or-self::node()/child::p`; they differ only in the
                // set in which positions count.
                let step = self.step(Axis::Child)?;
                if step.axis == Axis::Child && !step.uses_position {
                    steps.push(Step { axis: Axis::Descendant, ..step });
                } else {
                    let all = Step {
                        axis: Axis::DescendantOrSelf,
                        test: NodeTest::Node,
                        predicates: Vec::new(),
                        uses_position: false,
                    };
                    steps.extend([all, step]);
                }
            } else if self.take("/") {
                steps.push(self.step(Axis::Child)?);
            } else {
                return Ok(Expr::Path(start, steps));
            }
        }
    }

    /// A text, a number, a call or an expression in brackets; `None` if a path begins.
    fn primary(&mut self) -> Parsed<Option<Expr>> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Err(self.unexpected("an expression")) };
        if matches!(first, '"' | '\'') {
            let Some((text, _)) = rest[1..].split_once(first) else {
                return Err(self.unexpected("a text with its closing quote"));
            };
            self.at += text.len() + 2;
            return Ok(Some(Expr::Text(text.into())));
        }
        if first.is_ascii_digit()
            || (first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()))
        {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number = rest[..end].parse().map_err(|_| self.unexpected("a number"))?;
            self.at += end;
            return Ok(Some(Expr::Number(number)));
        }
        if first == '(' {
            self.at += 1;
            let inner = self.expr()?;
            self.expect_mark(")")?;
            return Ok(Some(inner));
        }
        let name = name_at(rest);
        let is_call = !name.is_empty()
            && rest[name.len()..].trim_start().starts_with('(')
            && !is_node_type(name);
        if is_call { self.call(name).map(Some) } else { Ok(None) }
    }

    fn call(&mut self, name: &str) -> Parsed<Expr> {
        let start = self.at;
        self.at += name.len();
        self.expect_mark("(")?;
        let mut arguments = Vec::new();
        if !self.take(")") {
            arguments = self.list(Self::expr, |p| p.take(","))?;
            self.expect_mark(")")?;
        }
        if let ("id", [Expr::Text(_)]) = (name, &arguments[..]) {
            return Ok(with_id(arguments.remove(0)));
        }
        let at = |message: String| {
            format!("XPath: {message} at character {}", self.text[..start].chars().count() + 1)
        };
        Ok(Expr::Call(Function::by_name(name, arguments.len()).map_err(at)?, arguments))
    }

    fn opens_step(&self) -> bool {
        self.rest().starts_with(|c: char| c == '.' || c == '@' || c == '*' || is_name_start(c))
    }

    fn step(&mut self, axis: Axis) -> Parsed<Step> {
        self.space();
        let plain = |axis| Step {
            axis,
            test: NodeTest::Node,
            predicates: Vec::new(),
            uses_position: false,
        };
        if self.take("..") {
            return self.with_predicates(plain(Axis::Parent));
        }
        if self.take(".") {
            return self.with_predicates(plain(Axis::Itself));
        }
        let mut axis = axis;
        if self.take("@") {
            axis = Axis::Attribute;
            self.space();
        } else {
            let name = name_at(self.rest());
            if self.rest()[name.len()..].trim_start().starts_with("::") {
                let found = AXES.iter().find(|(n, _)| *n == name);
                axis = found.ok_or_else(|| self.unexpected("the name of an axis"))?.1;
                self.at += name.len();
                self.expect_mark("::")?;
                self.space();
            }
        }
        let test = self.test()?;
        self.with_predicates(Step { test, ..plain(axis) })
    }

    fn test(&mut self) -> Parsed<NodeTest> {
        if self.take("*") {
            return Ok(NodeTest::Any);
        }
        let name = name_at(self.rest());
        if name.is_empty() {
            return Err(self.unexpected("the name of an element"));
        }
        let start = self.at;
        self.at += name.len();
        if !self.take("(") {
            return Ok(NodeTest::Name(name.to_ascii_lowercase().into()));
        }
        let test = match name {
            "node" => NodeTest::Node,
            "text" => NodeTest::Text,
            "comment" => NodeTest::Comment,
            _ => {
                self.at = start;
                return Err(self.unexpected("node(), text() or the name of an element"));
            }
        };
        self.expect_mark(")")?;
        Ok(test)
    }

    fn with_predicates(&mut self, mut step: Step) -> Parsed<Step> {
        step.predicates = self.predicates()?;
        step.uses_position = step.predicates.iter().any(Expr::may_use_position);
        Ok(step)
    }

    fn predicates(&mut self) -> Parsed<Vec<Expr>> {
        let mut all = Vec::new();
        while self.take("[") {
            all.push(self.expr()?);
            self.expect_mark("]")?;
        }
        Ok(all)
    }
}

fn one_or(mut parts: Vec<Expr>, join: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => Expr::Text("".into()),
    }
}

/// `id('x')` in full: `//*[@id = 'x']`.
fn with_id(id: Expr) -> Expr {
    let step = |axis, test, predicates| Step { axis, test, predicates, uses_position: false };
    let own = Expr::Path(
        Start::Here,
        vec![step(Axis::Attribute, NodeTest::Name("id".into()), Vec::new())],
    );
    let is_it = Expr::Compare(Comparison::Equal, Box::new(own), Box::new(id));
    Expr::Path(Start::Page, vec![step(Axis::Descendant, NodeTest::Any, vec![is_it])])
}

fn is_node_type(name: &str) -> bool {
    matches!(name, "node" | "text" | "comment" | "processing-instruction")
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '·')
}

/// The name at the start of `text`, with its prefix if it has one; empty if there is none.
fn name_at(text: &str) -> &str {
    if !text.starts_with(is_name_start) {
        return "";
    }
    let part = |text: &str| text.find(|c: char| !is_name_part(c)).unwrap_or(text.len());
    let end = part(text);
    match text[end..].strip_prefix(':') {
        Some(local) if local.starts_with(is_name_start) => &text[..end + 1 + part(local)],
        _ => &text[..end],
    }
}

#[cfg(test)]
mod tests;
