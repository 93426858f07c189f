//! Text to an expression, by recursive descent over the grammar of XPath 1.0.
//!
//! `*`, `and`, `or`, `div` and `mod` are names or operators by where they stand, so there is no list of tokens: the parser knows what it waits
//! for.

use super::{Arithmetic, Axis, Comparison, Expr, Function, Start, Step, Test};

/// Bytes of the longest expression; long unions of hand-written rules have some hundreds.
const MAX_EXPRESSION: usize = 8_000;
/// Brackets and operators in each other. It bounds the depth of the calls that parse and evaluate.
const MAX_DEPTH: u32 = 24;
/// Operators of one level in a row, such as `1 + 1 + 1`: each is a level of the tree, and brackets multiply them.
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
    if parser.at < text.len() { Err(parser.wrong("an operator or the end")) } else { Ok(expr) }
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

    /// What was waited for at this place.
    fn wrong(&self, expected: &str) -> String {
        let character = self.text[..self.at].chars().count() + 1;
        match self.rest().chars().next() {
            Some(found) => {
                format!("XPath: expected {expected} at character {character}, not '{found}'")
            }
            None => format!("XPath: expected {expected} at the end"),
        }
    }

    /// Takes a mark if it is next.
    fn take(&mut self, mark: &str) -> bool {
        self.space();
        let is_next = self.rest().starts_with(mark);
        if is_next {
            self.at += mark.len();
        }
        is_next
    }

    fn need(&mut self, mark: &str) -> Parsed<()> {
        if self.take(mark) { Ok(()) } else { Err(self.wrong(&format!("'{mark}'"))) }
    }

    /// Takes a word where an operator is waited for.
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
            return Err(format!("XPath: brackets in each other deeper than {MAX_DEPTH}"));
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
                return Err(self.wrong("an operator: only nodes have steps and predicates"));
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
                // In full, `//p` is `/descendant-or-self::node()/child::p`; they differ only in what the place of a node is counted among.
                let step = self.step(Axis::Child)?;
                if step.axis == Axis::Child && !step.by_place {
                    steps.push(Step { axis: Axis::Descendant, ..step });
                } else {
                    let all = Step {
                        axis: Axis::DescendantOrSelf,
                        test: Test::Node,
                        predicates: Vec::new(),
                        by_place: false,
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

    /// A text, a number, a call or an expression in brackets; `None` where a path begins.
    fn primary(&mut self) -> Parsed<Option<Expr>> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Err(self.wrong("an expression")) };
        if matches!(first, '"' | '\'') {
            let Some((text, _)) = rest[1..].split_once(first) else {
                return Err(self.wrong("a text with its closing quote"));
            };
            self.at += text.len() + 2;
            return Ok(Some(Expr::Text(text.into())));
        }
        if first.is_ascii_digit()
            || (first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()))
        {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number = rest[..end].parse().map_err(|_| self.wrong("a number"))?;
            self.at += end;
            return Ok(Some(Expr::Number(number)));
        }
        if first == '(' {
            self.at += 1;
            let inner = self.expr()?;
            self.need(")")?;
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
        self.need("(")?;
        let mut arguments = Vec::new();
        if !self.take(")") {
            arguments = self.list(Self::expr, |p| p.take(","))?;
            self.need(")")?;
        }
        if let ("id", [Expr::Text(_)]) = (name, &arguments[..]) {
            return Ok(with_id(arguments.remove(0)));
        }
        let at = |wrong: String| {
            format!("XPath: {wrong} at character {}", self.text[..start].chars().count() + 1)
        };
        Ok(Expr::Call(Function::find(name, arguments.len()).map_err(at)?, arguments))
    }

    fn opens_step(&self) -> bool {
        self.rest().starts_with(|c: char| c == '.' || c == '@' || c == '*' || is_name_start(c))
    }

    fn step(&mut self, axis: Axis) -> Parsed<Step> {
        self.space();
        let plain = |axis| Step { axis, test: Test::Node, predicates: Vec::new(), by_place: false };
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
                axis = found.ok_or_else(|| self.wrong("the name of an axis"))?.1;
                self.at += name.len();
                self.need("::")?;
                self.space();
            }
        }
        let test = self.test()?;
        self.with_predicates(Step { test, ..plain(axis) })
    }

    fn test(&mut self) -> Parsed<Test> {
        if self.take("*") {
            return Ok(Test::Any);
        }
        let name = name_at(self.rest());
        if name.is_empty() {
            return Err(self.wrong("the name of an element"));
        }
        let start = self.at;
        self.at += name.len();
        if !self.take("(") {
            return Ok(Test::Name(name.to_ascii_lowercase().into()));
        }
        let test = match name {
            "node" => Test::Node,
            "text" => Test::Text,
            "comment" => Test::Comment,
            _ => {
                self.at = start;
                return Err(self.wrong("node(), text() or the name of an element"));
            }
        };
        self.need(")")?;
        Ok(test)
    }

    fn with_predicates(&mut self, mut step: Step) -> Parsed<Step> {
        step.predicates = self.predicates()?;
        step.by_place = step.predicates.iter().any(Expr::is_by_place);
        Ok(step)
    }

    fn predicates(&mut self) -> Parsed<Vec<Expr>> {
        let mut all = Vec::new();
        while self.take("[") {
            all.push(self.expr()?);
            self.need("]")?;
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
    let step = |axis, test, predicates| Step { axis, test, predicates, by_place: false };
    let own =
        Expr::Path(Start::Here, vec![step(Axis::Attribute, Test::Name("id".into()), Vec::new())]);
    let is_it = Expr::Compare(Comparison::Equal, Box::new(own), Box::new(id));
    Expr::Path(Start::Page, vec![step(Axis::Descendant, Test::Any, vec![is_it])])
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

/// The name at the start of `text`, with its prefix if it has one; empty where there is none.
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
mod tests {
    use super::parse;
    use proptest::prelude::{ProptestConfig, prop_assert, proptest};

    #[track_caller]
    fn refuses(text: &str, expected: &str) {
        let message = parse(text).expect_err(text);
        assert!(message.contains(expected), "{text}: {message}");
    }

    #[test]
    fn what_rules_use_is_read() {
        for text in [
            "//div",
            "/html/body//p[1]",
            "//div[@id='story']/p[position() < last()]",
            "//*[contains(concat(' ', normalize-space(@class), ' '), ' promo ')]",
            "//meta[@property = 'og:title']/@content",
            "substring-after(//span[@class='by'], 'By ')",
            "(//h1 | //h2)[1]",
            "//p[not(.//a) and string-length(.) > 20 or @lang != \"en\"]",
            "//div[following-sibling::div[1]/ancestor::section/../@data-x]",
            "//or[and and div or mod]",
            "//div[* * 2 > count(p) - -1]",
            "/",
            "'a text'",
            ".//text()[normalize-space()]",
            "//fb:like",
            "id('story')/p",
            "//div [ @id = 'a' ] / p",
        ] {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        refuses("//div[@id='a'", "expected ']' at the end");
        refuses("//div[@id='a]", "closing quote at character 11");
        refuses("//div]", "an operator or the end at character 6");
        refuses("//", "the name of an element at the end");
        refuses("", "an expression at the end");
        refuses("//p[matches(., 'x')]", "no function matches()");
        refuses("//p[contains(.)]", "contains() does not take 1 arguments at character 5");
        refuses("//p[$x]", "the name of an element at character 5, not '$'");
        refuses("//sideways::p", "the name of an axis");
        refuses("'text'/p", "only nodes have steps");
        refuses(&"(".repeat(10_000), "longer than");
        refuses(&"(".repeat(100), "deeper than");
        refuses(&"1".repeat(20).replace('1', "1+"), "in a row");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn nothing_panics(text in r#"([/@*.|()\[\]'"=!<>+, :$-]|div|text\(\)|contains\(|not\(|and|or|[0-9]|ä|self::){0,40}"#) {
            prop_assert!(parse(&text).is_ok() || parse(&text).is_err_and(|e| !e.is_empty()));
        }
    }
}
