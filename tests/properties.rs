//! Properties of segmentation on generated pages: every visible word is emitted once, none twice,
//! and none is joined to its neighbour.
//!
//! Pages are random trees of elements as an author may write them: tables and lists are well
//! formed, inline and block elements are nested freely. The generator starts from a fixed seed, so
//! a failure is the same on every machine, and proptest shrinks it to the smallest page that still
//! fails.

use cleancopy::{Options, Page, extract};
use proptest::prelude::{Strategy, prop, prop_oneof};
use proptest::test_runner::{Config, TestCaseError, TestRunner};

const CASES: u32 = 8_000;

/// A piece of a page.
#[derive(Debug, Clone)]
enum Node {
    Word,
    Space,
    Break,
    /// An element that separates its content from its neighbours.
    Block(&'static str, Vec<Node>),
    /// An element that does not separate anything.
    Inline(&'static str, Vec<Node>),
    /// Items of a list.
    List(&'static str, Vec<Vec<Node>>),
    /// Rows of cells.
    Table(Vec<Vec<Vec<Node>>>),
    /// An element whose words may be emitted once or not at all.
    Unseen(&'static str, &'static str),
}

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "div hidden",
    "div style='display:none'",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "header",
    "main",
    "nav",
    "p",
    "pre",
    "section",
];
const INLINES: &[&str] = &[
    "a href=/x",
    "abbr",
    "b",
    "bdi",
    "cite",
    "code",
    "del",
    "em",
    "font color=red",
    "i",
    "ins",
    "kbd",
    "label",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "span class=share",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "var",
];
const UNSEEN: &[(&str, &str)] = &[
    ("<script>", "</script>"),
    ("<style>", "</style>"),
    ("<template>", "</template>"),
    ("<select><option>", "</select>"),
    ("<textarea>", "</textarea>"),
    ("<svg><text>", "</text></svg>"),
    ("<!-- ", " -->"),
    ("<span hidden>", "</span>"),
    ("<span class=sr-only>", "</span>"),
    ("<iframe>", "</iframe>"),
    ("<video>", "</video>"),
];

fn nodes() -> impl Strategy<Value = Vec<Node>> {
    let leaf = prop_oneof![
        6 => prop::strategy::Just(Node::Word),
        3 => prop::strategy::Just(Node::Space),
        1 => prop::strategy::Just(Node::Break),
        1 => prop::sample::select(UNSEEN).prop_map(|(open, close)| Node::Unseen(open, close)),
    ];
    let node = leaf.prop_recursive(6, 60, 6, |inner| {
        let some = prop::collection::vec(inner, 0..6);
        prop_oneof![
            4 => (prop::sample::select(BLOCKS), some.clone()).prop_map(|(tag, inside)| Node::Block(tag, inside)),
            4 => (prop::sample::select(INLINES), some.clone()).prop_map(|(tag, inside)| Node::Inline(tag, inside)),
            1 => (prop::sample::select(&["ul", "ol", "menu"][..]), prop::collection::vec(some.clone(), 1..4))
                .prop_map(|(tag, items)| Node::List(tag, items)),
            1 => prop::collection::vec(prop::collection::vec(some, 1..3), 1..4).prop_map(Node::Table),
        ]
    });
    prop::collection::vec(node, 1..8)
}

/// A page under construction, and the expected words.
#[derive(Default)]
struct Draft {
    html: String,
    /// For each word, whether it is visible and whether anything separates it from the visible word
    /// before.
    words: Vec<(bool, bool)>,
    apart: bool,
    /// Links do not nest: the parser ends the outer one.
    in_link: bool,
    /// Headings do not nest either.
    in_heading: bool,
    hidden: bool,
}

impl Draft {
    fn word(&mut self, visible: bool) {
        self.html.push_str(&format!("w{}", self.words.len()));
        self.words.push((visible, std::mem::take(&mut self.apart)));
    }

    fn all(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn around(&mut self, tag: &str, inside: impl FnOnce(&mut Self)) {
        self.html.push_str(&format!("<{tag}>"));
        inside(self);
        let name = tag.split(' ').next().unwrap_or(tag);
        self.html.push_str(&format!("</{name}>"));
    }

    fn block(&mut self, tag: &str, inside: impl FnOnce(&mut Self)) {
        self.apart = true;
        self.around(tag, inside);
        self.apart = true;
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Word => self.word(!self.hidden),
            Node::Space => {
                self.html.push(' ');
                self.apart = true;
            }
            Node::Break => {
                self.html.push_str("<br>");
                self.apart = true;
            }
            // Hidden elements do not separate anything: they have no box.
            Node::Block(tag, inside) if tag.contains(' ') => {
                let (hidden, apart) = (std::mem::replace(&mut self.hidden, true), self.apart);
                self.around(tag, |d| d.all(inside));
                (self.hidden, self.apart) = (hidden, apart);
            }
            Node::Block("h1" | "h2" | "h3", inside) if self.in_heading => {
                self.block("div", |d| d.all(inside))
            }
            Node::Block(tag, inside) => {
                let outer = self.in_heading;
                self.in_heading |= matches!(*tag, "h1" | "h2" | "h3");
                self.block(tag, |d| d.all(inside));
                self.in_heading = outer;
            }
            Node::Inline(tag, inside) if tag.starts_with("a ") => {
                let outer = std::mem::replace(&mut self.in_link, true);
                if outer {
                    self.all(inside)
                } else {
                    self.around(tag, |d| d.all(inside))
                }
                self.in_link = outer;
            }
            Node::Inline(tag, inside) => self.around(tag, |d| d.all(inside)),
            Node::List(tag, items) => {
                self.block(tag, |d| items.iter().for_each(|item| d.block("li", |d| d.all(item))))
            }
            Node::Table(rows) => self.block("table", |d| {
                for row in rows {
                    d.block("tr", |d| row.iter().for_each(|cell| d.block("td", |d| d.all(cell))));
                }
            }),
            Node::Unseen(open, close) => {
                let apart = self.apart;
                self.html.push_str(open);
                self.word(false);
                self.html.push_str(close);
                self.apart = apart;
            }
        }
    }
}

/// The numbers of the words in a block's text, each with whether it touches the word before.
fn numbers(text: &str) -> Vec<(usize, bool)> {
    let mut found = Vec::new();
    let mut end_of_last = None;
    for (at, _) in text.match_indices('w') {
        let digits = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        found.push((
            text[at + 1..at + 1 + digits].parse().expect("a number"),
            end_of_last == Some(at),
        ));
        end_of_last = Some(at + 1 + digits);
    }
    found
}

fn check(page: &[Node]) -> Result<(), TestCaseError> {
    let mut draft = Draft::default();
    draft.all(page);
    let blocks =
        extract(&Page::from_html(&draft.html), &Options::default()).expect("a page").blocks;
    let mut seen = vec![0; draft.words.len()];
    for block in &blocks.list {
        let mut previous = None;
        for (number, touches) in numbers(&block.text) {
            seen[number] += 1;
            let (visible, apart) = draft.words[number];
            let is_apart = apart && visible && previous.is_some_and(|p: usize| draft.words[p].0);
            if touches && is_apart {
                return Err(TestCaseError::fail(format!(
                    "w{number} is glued in {:?}: {}",
                    block.text, draft.html
                )));
            }
            previous = Some(number);
        }
    }
    for (number, (&times, &(visible, _))) in seen.iter().zip(&draft.words).enumerate() {
        if times > 1 || visible && times == 0 {
            return Err(TestCaseError::fail(format!(
                "w{number} comes out {times} times: {}",
                draft.html
            )));
        }
    }
    Ok(())
}

#[test]
fn every_visible_word_comes_out_once_and_apart() {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(
        proptest::test_runner::RngAlgorithm::ChaCha,
    );
    let outcome = TestRunner::new_with_rng(config, rng).run(&nodes(), |page| check(&page));
    assert!(outcome.is_ok(), "{}", outcome.expect_err("failed"));
}
