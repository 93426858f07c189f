//! Finds TeX that a page leaves as text, for a script that typesets it in the browser.

use html5ever::local_name;

use crate::parse::arena::{NONE, NodeId, NodeKind, Tree};
use crate::parse::tag::Tag;

/// Bytes of the longest formula.
const MAX_TEX: usize = 8 << 10;

/// Bytes of the longest name of an environment.
const MAX_NAME: usize = 23;

/// Formulas without an end after which the text of a page is not TeX. It bounds the time.
pub(super) const MAX_OPEN: u32 = 64;

/// Ancestors that may say whether their text is typeset.
const MAX_ANCESTORS: usize = 32;

/// Class words of an element whose text is a formula (pandoc, Sphinx, MkDocs, CKEditor).
const FORMULAS: &[&str] = &["arithmatex", "math", "math-tex", "mathjax_process", "tex2jax_process"];

/// Class words of an element whose text stays as it is.
const IGNORED: &[&str] = &["mathjax_ignore", "no-mathjax", "nomathjax", "tex2jax_ignore"];

/// The TeX of a page, as far as its scripts were read.
#[derive(Debug, Default)]
pub(super) struct RawTex {
    scripts: Option<Scripts>,
    /// The number of formulas without an end.
    pub(super) open: u32,
    /// The node and the byte in it where the text after a formula of several nodes begins.
    pub(super) resumes: Option<(NodeId, usize)>,
}

/// The scripts of a page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scripts {
    /// One typesets TeX.
    typeset: bool,
    /// A single dollar sign is a delimiter.
    dollar: bool,
}

/// A delimiter that opens a formula.
#[derive(Clone, Copy)]
pub(super) enum Opener<'t> {
    Pair { open: &'static str, close: &'static str, is_display: bool },
    Environment(&'t str),
}

impl RawTex {
    /// Where the text of a node begins; `None` if the whole node is part of a formula.
    pub(super) fn start_in(&mut self, id: NodeId) -> Option<usize> {
        match self.resumes {
            None => Some(0),
            Some((node, at)) if node == id => {
                self.resumes = None;
                Some(at)
            }
            Some(_) => None,
        }
    }

    /// The delimiters that count in a text node; `None` if its text stays as it is.
    pub(super) fn scripts_at(&mut self, tree: &Tree, id: NodeId) -> Option<Scripts> {
        if self.open > MAX_OPEN {
            return None;
        }
        let scripts = *self.scripts.get_or_insert_with(|| Scripts::find(tree));
        let (mut up, mut is_formula) = (tree.node(id).parent, false);
        // Without a script, only a class directly around the text speaks for a formula.
        let most = if scripts.typeset { MAX_ANCESTORS } else { 2 };
        for depth in 0..most {
            if up == NONE || matches!(tree.tag(up), Tag::Code | Tag::Pre) {
                break;
            }
            let class = tree.attr(up, &local_name!("class")).unwrap_or_default();
            let mut words = class.split_ascii_whitespace();
            if words.clone().any(|word| IGNORED.contains(&word)) {
                return None;
            }
            is_formula |= depth < 2 && words.clone().any(|word| FORMULAS.contains(&word));
            if words.any(|word| word.ends_with("_process")) {
                break;
            }
            up = tree.node(up).parent;
        }
        if up != NONE && matches!(tree.tag(up), Tag::Code | Tag::Pre) {
            return None;
        }
        (scripts.typeset || is_formula).then_some(scripts)
    }
}

impl Scripts {
    fn find(tree: &Tree) -> Self {
        let mut found = Self::default();
        for id in 0..tree.nodes().len() as NodeId {
            if tree.tag(id) != Tag::Script {
                continue;
            }
            let address = tree.attr(id, &local_name!("src")).unwrap_or_default();
            if !address.is_empty() {
                let address = address.to_ascii_lowercase();
                found.typeset |= address.contains("mathjax") || address.contains("katex");
                continue;
            }
            let text = tree.inner_text(id);
            if text.contains("MathJax") || text.contains("renderMathInElement") {
                found.typeset = true;
                let states = text.contains("inlineMath") || text.contains("left");
                found.dollar |= states && (text.contains("'$'") || text.contains("\"$\""));
            }
        }
        found
    }

    /// The delimiter at the start of a text, which begins with a backslash or a dollar sign.
    pub(super) fn opener<'s>(self, text: &'s str) -> Option<Opener<'s>> {
        let pair = |open, close, is_display| Some(Opener::Pair { open, close, is_display });
        if text.starts_with("\\(") {
            return pair("\\(", "\\)", false);
        }
        if text.starts_with("\\[") {
            return pair("\\[", "\\]", true);
        }
        if text.starts_with("$$") {
            return pair("$$", "$$", true);
        }
        if self.dollar && text.starts_with('$') {
            // A space after the sign, as in a list of prices, opens no formula.
            let is_tight = text[1..].starts_with(|c: char| !c.is_whitespace());
            return if is_tight { pair("$", "$", false) } else { None };
        }
        let rest = text.strip_prefix("\\begin{")?;
        // A text may open environments without end, so only the start of each is searched.
        let length = rest.bytes().take(MAX_NAME + 1).position(|b| b == b'}')?;
        let name = &rest[..length];
        let is_name =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'*');
        is_name.then_some(Opener::Environment(name))
    }
}

/// Reads the text of a formula up to its end, through the text nodes and line breaks that follow.
pub(super) struct Reader<'t> {
    pub(super) tree: &'t Tree<'t>,
    pub(super) opener: Opener<'t>,
    pub(super) tex: String,
    /// Open braces.
    pub(super) braces: usize,
    /// Environments of the same name inside the formula.
    pub(super) nested: usize,
}

/// How the reading of one text ended.
enum Ended {
    /// At the end of the formula, and the byte after it.
    Closed(usize),
    /// At the end of the text.
    Open,
    /// Where the text cannot be a formula.
    Failed,
}

impl Reader<'_> {
    /// Reads from a byte of a text node. Returns where the text after the formula begins.
    pub(super) fn read(&mut self, id: NodeId, from: usize) -> Option<(NodeId, usize)> {
        let (mut node, mut from) = (id, from);
        loop {
            match self.tree.node(node).kind {
                NodeKind::Text => match self.read_text(self.tree.text_of(node), from) {
                    Ended::Closed(end) => return Some((node, end)),
                    Ended::Open => {}
                    Ended::Failed => return None,
                },
                NodeKind::Comment => {}
                _ if self.tree.tag(node) == Tag::Br => self.tex.push('\n'),
                _ if self.tree.tag(node) == Tag::Wbr => {}
                _ => return None,
            }
            node = self.tree.node(node).next;
            if node == NONE || self.tex.len() > MAX_TEX {
                return None;
            }
            from = 0;
        }
    }

    fn read_text(&mut self, text: &str, from: usize) -> Ended {
        let mut at = from;
        let is_sign = |b: &u8| matches!(b, b'\\' | b'$' | b'{' | b'}');
        while let Some(step) = text.as_bytes()[at..].iter().take(MAX_TEX).position(is_sign) {
            if self.tex.len() + step > MAX_TEX {
                return Ended::Failed;
            }
            self.tex.push_str(&text[at..at + step]);
            at += step;
            let rest = &text[at..];
            if self.braces == 0
                && let Some(length) = self.closes(rest)
            {
                return Ended::Closed(at + length);
            }
            if self.braces == 0 && (rest.starts_with("\\(") || rest.starts_with("\\[")) {
                return Ended::Failed;
            }
            match rest.as_bytes()[0] {
                b'{' => self.braces += 1,
                b'}' if self.braces == 0 => return Ended::Failed,
                b'}' => self.braces -= 1,
                b'$' if self.braces == 0 => return Ended::Failed,
                _ => {}
            }
            // A backslash and the character after it are one sign.
            let is_escape = rest.starts_with('\\');
            let after = rest.chars().nth(1).filter(|_| is_escape).map_or(0, char::len_utf8);
            self.tex.push_str(&rest[..1 + after]);
            at += 1 + after;
        }
        let rest = &text[at..];
        if self.tex.len() + rest.len() > MAX_TEX {
            return Ended::Failed;
        }
        self.tex.push_str(rest);
        Ended::Open
    }

    /// The length of the delimiter that closes the formula at the start of a text.
    fn closes(&mut self, rest: &str) -> Option<usize> {
        match self.opener {
            // A price after a price does not end a formula.
            Opener::Pair { close: "$", .. } => {
                let ends = rest.starts_with('$')
                    && !self.tex.ends_with(char::is_whitespace)
                    && !rest[1..].starts_with(|c: char| c.is_ascii_digit());
                ends.then_some(1)
            }
            Opener::Pair { close, .. } => rest.starts_with(close).then_some(close.len()),
            Opener::Environment(name) => {
                let is = |before: &str| {
                    rest.strip_prefix(before)
                        .and_then(|rest| rest.strip_prefix(name))
                        .is_some_and(|rest| rest.starts_with('}'))
                };
                if is("\\begin{") {
                    self.nested += 1;
                    return None;
                }
                if !is("\\end{") {
                    return None;
                }
                if self.nested > 0 {
                    self.nested -= 1;
                    return None;
                }
                let length = "\\end{}".len() + name.len();
                self.tex.push_str(&rest[..length]);
                Some(length)
            }
        }
    }
}
