//! Finds the formulas of a page and their TeX: in MathML, in scripts of MathJax, and in pictures of
//! formulas.
//!
//! Typesetting libraries put the same formula on a page several times: as MathML for readers of
//! screens, as glyphs for the eye, as a picture. A formula is written once, where its outermost box
//! is, and nothing else in the box is read.

use html5ever::local_name;
use rustc_hash::FxHashMap;

use super::element::attribute;
use super::mathml;
use crate::parse::arena::{NONE, NodeId, NodeKind, ROOT, Tree};
use crate::parse::tag::Tag;
use crate::text::printable;

/// Class words of the boxes in which typesetting libraries put one formula.
const BOXES: &[&str] = &[
    "MJX_Assistive_MathML",
    "MathJax",
    "MathJax_CHTML",
    "MathJax_Display",
    "MathJax_MathML",
    "MathJax_SVG",
    "MathJax_SVG_Display",
    "katex",
    "katex-display",
    "katex-mathml",
    "mjx-chtml",
    "mwe-math-element",
    "mwe-math-mathml-a11y",
    "mwe-math-mathml-display",
    "mwe-math-mathml-inline",
    "temml",
    "tml-container",
];

/// Class words of what MathJax shows before or instead of its script.
const BEFORE_SCRIPT: &[&str] = &[
    "MathJax",
    "MathJax_CHTML",
    "MathJax_Display",
    "MathJax_Preview",
    "MathJax_SVG",
    "MathJax_SVG_Display",
    "mjx-chtml",
];

/// Class words of a picture of a formula.
const PICTURES: &[&str] = &[
    "latex",
    "math",
    "ql-img-displayed-equation",
    "ql-img-inline-formula",
    "tex",
    "mathtex-equation-editor",
    "Wirisformula",
];

/// Parts of the addresses of programs that draw TeX.
const SERVICES: &[&str] = &["latex", "mathtex", "mimetex"];

/// Most ancestors of MathML that are searched for a box, and most nodes of a container that are
/// searched for TeX.
const MAX_BOXES: usize = 5;

/// Most nodes of a box that are searched for prose.
const MAX_IN_BOX: usize = 64;

/// Most following siblings that are searched for the script, which is one of them.
const MAX_SIBLINGS: usize = 6;

/// A formula.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Formula {
    /// The TeX, on one line.
    pub(super) tex: String,
    /// Whether it stands on a line of its own.
    pub(super) is_display: bool,
}

/// The formulas in the MathML and scripts of a page, by the outermost box of each.
#[derive(Debug, Default)]
pub(super) struct Formulas {
    /// The element with the TeX, by the box.
    boxes: FxHashMap<NodeId, NodeId>,
    /// Whether there are scripts of MathJax.
    has_scripts: bool,
}

/// The formula at a place.
pub(super) enum Found {
    /// The element is not a formula.
    Nothing,
    /// The element shows a formula that is written elsewhere, or an empty one.
    Shown,
    Formula(Formula),
}

impl Formulas {
    /// Finds the formulas of a page.
    pub(super) fn find(tree: &Tree) -> Self {
        let mut found = Self::default();
        for (id, node) in tree.nodes().iter().enumerate() {
            let id = id as NodeId;
            match node.tag {
                Tag::Math => found.add(tree, outermost_box(tree, id), id),
                Tag::Custom if tree.element_name(id) == "mjx-container" => {
                    found.boxes.entry(id).or_insert(id);
                }
                Tag::Script if script_mode(tree, id).is_some() => {
                    found.has_scripts = true;
                    found.boxes.insert(id, id);
                }
                _ => {}
            }
        }
        found
    }

    /// Adds MathML. A box with two formulas does not count.
    fn add(&mut self, tree: &Tree, outer: NodeId, math: NodeId) {
        match self.boxes.get(&outer) {
            Some(&NONE) => {
                self.boxes.insert(math, math);
            }
            Some(&other) if tree.tag(other) == Tag::Math => {
                self.boxes.extend([(outer, NONE), (other, other), (math, math)]);
            }
            _ => {
                self.boxes.insert(outer, math);
            }
        }
    }

    /// Whether the page has no MathML, no script of MathJax and no `mjx-container`.
    pub(super) fn is_empty(&self) -> bool {
        self.boxes.is_empty()
    }

    /// The formula of an element.
    pub(super) fn at(&self, tree: &Tree, id: NodeId) -> Found {
        if self.has_scripts && is_before_script(tree, id) {
            return Found::Shown;
        }
        let Some(&source) = self.boxes.get(&id).filter(|&&source| source != NONE) else {
            return Found::Nothing;
        };
        let tex = match tree.tag(source) {
            Tag::Script => tidy(&tree.inner_text(source)),
            Tag::Math => math_tex(tree, source),
            // Glyphs without TeX are not text.
            _ => glyph_tex(tree, source),
        };
        if tex.is_empty() {
            return Found::Shown;
        }
        Found::Formula(Formula { tex, is_display: is_display(tree, id, source) })
    }
}

/// The TeX that MathJax 4 states on the glyphs of a formula.
fn glyph_tex(tree: &Tree, container: NodeId) -> String {
    let mut inside = tree.descendants(container).take(MAX_BOXES);
    inside.find_map(|id| attribute(tree, id, "data-latex")).map(tidy).unwrap_or_default()
}

/// The outermost box around a formula.
fn outermost_box(tree: &Tree, math: NodeId) -> NodeId {
    let (mut found, mut up) = (math, math);
    for _ in 0..MAX_BOXES {
        up = tree.node(up).parent;
        if up == NONE || up == ROOT {
            break;
        }
        let is_box = match tree.tag(up) {
            Tag::Custom => tree.element_name(up).starts_with("mjx-"),
            Tag::Span => has_class(tree, up, BOXES),
            Tag::Div => has_class(tree, up, BOXES) && !holds_prose(tree, up),
            _ => false,
        };
        if is_box {
            found = up;
        }
    }
    found
}

/// Whether a box has paragraphs or other parts of a text: then it is more than a formula.
fn holds_prose(tree: &Tree, id: NodeId) -> bool {
    tree.descendants(id).take(MAX_IN_BOX).any(|n| {
        let tag = tree.tag(n);
        matches!(tag, Tag::P | Tag::Li | Tag::Table) || tag.heading_level().is_some()
    })
}

fn has_class(tree: &Tree, id: NodeId, words: &[&str]) -> bool {
    tree.attr(id, &local_name!("class"))
        .is_some_and(|class| class.split_ascii_whitespace().any(|word| words.contains(&word)))
}

/// The part of a script's type after `math/tex`; `None` for other scripts.
fn script_mode<'t>(tree: &'t Tree<'_>, id: NodeId) -> Option<&'t str> {
    let kind = tree.attr(id, &local_name!("type"))?.trim();
    let head = kind.get(..8).filter(|head| head.eq_ignore_ascii_case("math/tex"))?;
    Some(&kind[head.len()..])
}

/// Whether this element is what MathJax shows for a script that follows it.
fn is_before_script(tree: &Tree, id: NodeId) -> bool {
    if !has_class(tree, id, BEFORE_SCRIPT) || tree.tag(id) == Tag::Div && holds_prose(tree, id) {
        return false;
    }
    let mut next = tree.node(id).next;
    for _ in 0..MAX_SIBLINGS {
        if next == NONE {
            return false;
        }
        let is_space = match tree.node(next).kind {
            NodeKind::Text => tree.text_of(next).trim().is_empty(),
            NodeKind::Comment => true,
            _ => has_class(tree, next, BEFORE_SCRIPT),
        };
        if !is_space {
            return script_mode(tree, next).is_some();
        }
        next = tree.node(next).next;
    }
    false
}

/// The TeX that MathML states, or that its tokens give.
fn math_tex(tree: &Tree, math: NodeId) -> String {
    let annotation = tree.descendants(math).find(|&id| {
        tree.element_name(id) == "annotation"
            && attribute(tree, id, "encoding").is_some_and(|encoding| {
                let encoding = encoding.trim().to_ascii_lowercase();
                matches!(&*encoding, "tex" | "latex" | "application/x-tex" | "application/x-latex")
            })
    });
    let stated = annotation
        .map(|id| tidy(&tree.inner_text(id)))
        .or_else(|| attribute(tree, math, "data-latex").map(tidy))
        .or_else(|| attribute(tree, math, "alttext").filter(|alt| is_tex(alt)).map(tidy));
    stated.filter(|tex| !tex.is_empty()).unwrap_or_else(|| tidy(&mathml::tex_of(tree, math)))
}

/// Whether a formula stands on a line of its own.
fn is_display(tree: &Tree, outer: NodeId, source: NodeId) -> bool {
    if let Some(mode) = script_mode(tree, source).filter(|_| tree.tag(source) == Tag::Script) {
        return mode.contains("display");
    }
    let is = |id, name, value: &str| {
        attribute(tree, id, name).is_some_and(|v| v.trim().eq_ignore_ascii_case(value))
    };
    is(source, "display", "block")
        || is(source, "mode", "display")
        || is(outer, "display", "true")
        || is(outer, "display", "block")
        || has_class(tree, outer, &["MathJax_Display", "MathJax_SVG_Display", "katex-display"])
        || has_class(tree, tree.node(source).parent, &["mwe-math-mathml-display"])
}

/// The formula that a picture shows, in its alternative text or title.
pub(super) fn of_picture(tree: &Tree, id: NodeId) -> Option<Formula> {
    let class = tree.attr(id, &local_name!("class")).unwrap_or_default();
    let address = tree.attr(id, &local_name!("src")).unwrap_or_default();
    let is_certain = class.contains("mwe-math-fallback-image");
    let by_class = is_certain || has_class(tree, id, PICTURES);
    if !by_class && !is_service(address) {
        return None;
    }
    let is_tex = |text: &str| is_tex(text) && (by_class || text.contains(['\\', '^', '{', '=']));
    let texts = [
        tree.attr(id, &local_name!("alt")),
        tree.attr(id, &local_name!("title")),
        attribute(tree, id, "data-latex"),
    ];
    let text = texts
        .into_iter()
        .flatten()
        .find(|text| !text.trim().is_empty() && (is_certain || is_tex(text)))?;
    let (tex, delimited) = undelimited(text.trim());
    let is_display = delimited
        || class.contains("image-display")
        || has_class(tree, id, &["ql-img-displayed-equation"]);
    Some(Formula { tex: tidy(tex), is_display }).filter(|f| !f.tex.trim_matches('$').is_empty())
}

/// Whether the address is one of a program that draws TeX: a part of it is the name of the program,
/// and a query follows.
fn is_service(address: &str) -> bool {
    let Some((path, query)) = address.split_once('?') else { return false };
    let path = path.split_once("//").map_or(path, |(_, rest)| rest);
    path.split(['/', '.']).any(|part| SERVICES.contains(&part)) || query.contains("cht=tx")
}

/// Whether alternative text is TeX and not words about a picture.
fn is_tex(text: &str) -> bool {
    let letters = |word: &str| word.bytes().filter(u8::is_ascii_alphabetic).count();
    text.contains(['\\', '^', '_', '=', '{', '<', '>', '+'])
        || text.split_whitespace().all(|word| letters(word) <= 3 && word.is_ascii())
}

/// TeX without the delimiters around it; true if they make it a displayed formula.
fn undelimited(text: &str) -> (&str, bool) {
    let pairs =
        [("$$", "$$", true), ("\\[", "\\]", true), ("$", "$", false), ("\\(", "\\)", false)];
    let found = pairs.iter().find_map(|&(open, close, display)| {
        Some((text.strip_prefix(open)?.strip_suffix(close)?, display))
    });
    found.unwrap_or((text, false))
}

/// TeX on one line, without comments and without a wrapper that only sets the style.
pub(super) fn tidy(tex: &str) -> String {
    let tex = tex.replace("<![CDATA[", "").replace("%]]>", "").replace("]]>", "");
    let mut out = String::with_capacity(tex.len());
    let mut lines = tex.lines().peekable();
    while let Some(line) = lines.next() {
        // A percent sign in the last line is a sign, as in `50% + x`.
        let line = if lines.peek().is_some() { without_comment(line) } else { line };
        for word in line.split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    let bare = out
        .strip_prefix("{\\displaystyle")
        .or_else(|| out.strip_prefix("{\\textstyle"))
        .and_then(|rest| rest.strip_suffix('}'))
        .filter(|rest| is_balanced(rest))
        .or_else(|| out.strip_prefix("\\displaystyle"))
        .filter(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
        .unwrap_or(&out);
    printable(bare.trim()).into_owned()
}

/// A line without a comment: from a percent sign that is not escaped.
fn without_comment(line: &str) -> &str {
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match c {
            '%' if !escaped => return &line[..at],
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    line
}

/// Whether each closing brace has an opening brace before it. Open braces at the end are allowed.
fn is_balanced(tex: &str) -> bool {
    let mut depth = 0i32;
    tex.bytes().all(|b| {
        depth += i32::from(b == b'{') - i32::from(b == b'}');
        depth >= 0
    })
}

/// Most bytes of the number of an equation, with its brackets.
const MAX_NUMBER: usize = 16;

/// Whether a table does nothing but set formulas and their numbers: it has no other text. A data
/// table must also have such a number, or be called one of equations.
pub(super) fn is_equation_table(tree: &Tree, table: NodeId, holds_data: bool) -> bool {
    let mut has_math = false;
    let class = tree.attr(table, &local_name!("class")).unwrap_or_default();
    let mut is_named = !holds_data || class.contains("eqn") || class.contains("equation");
    let mut at = tree.node(table).first_child;
    while at != NONE {
        let node = tree.node(at);
        let enters = match node.tag {
            Tag::Math => {
                has_math = true;
                false
            }
            Tag::Table => return false,
            _ => node.kind == NodeKind::Element,
        };
        let text = tree.text_of(at).trim();
        if !text.is_empty() && !is_number(text) {
            return false;
        }
        is_named |= text.starts_with('(');
        at = tree.after(at, table, enters).unwrap_or(NONE);
    }
    has_math && is_named
}

/// Whether a text is the number of an equation, such as `(7)` or `(Eq. 2a)`.
fn is_number(text: &str) -> bool {
    text.len() <= MAX_NUMBER
        && (text.starts_with('(') && text.ends_with(')') || matches!(text, "." | "," | ";"))
}

/// A row of such a table: its formulas as one, and the number.
pub(super) fn equation_row(tree: &Tree, row: NodeId) -> (String, String) {
    let (mut tex, mut number) = (String::new(), String::new());
    let mut at = tree.node(row).first_child;
    while at != NONE {
        let is_math = tree.tag(at) == Tag::Math;
        let (to, text) = if is_math {
            (&mut tex, math_tex(tree, at))
        } else {
            (&mut number, tree.text_of(at).trim().to_owned())
        };
        if !text.is_empty() {
            if !to.is_empty() {
                to.push(' ');
            }
            to.push_str(&text);
        }
        at = tree.after(at, row, !is_math).unwrap_or(NONE);
    }
    (tex, printable(&number).into_owned())
}
