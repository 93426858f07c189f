//! Program code: the elements in it that are not code, the ends of its lines, and its language.

use html5ever::local_name;

use super::element::{self, attribute, elements};
use crate::parse::arena::{NONE, NodeId, NodeKind, Tree};
use crate::parse::tag::Tag;

/// Class words of the numbers of lines.
const NUMBERS: &[&str] = &[
    "blob-num",
    "crayon-nums",
    "gutter",
    "hljs-ln-numbers",
    "line-number",
    "line-numbers",
    "line-numbers-rows",
    "linenodiv",
    "lineno",
    "linenos",
    "linenumber",
    "ln",
    "lnt",
    "react-syntax-highlighter-line-number",
    "rouge-gutter",
];

/// Class words of the cell of code beside the numbers of lines.
const CODE_CELLS: &[&str] = &["blob-code", "code", "crayon-code", "hljs-ln-code", "rouge-code"];

/// Class words of a line of code.
const LINES: &[&str] = &["cl", "code-line", "codeLine", "line", "token-line", "view-line"];

/// Names that say that code has no language.
const NO_LANGUAGES: &[&str] = &[
    "auto",
    "default",
    "nohighlight",
    "none",
    "plain",
    "plaintext",
    "text",
    "txt",
    "undefined",
    "unknown",
];

/// Bytes of the longest label of a button that copies code.
const MAX_BUTTON: usize = 40;

/// Nodes that are read of a column of numbers.
const MAX_NUMBERS: usize = 20_000;

/// Boxes around code in which its language is looked for.
const MAX_BOXES: usize = 4;

/// Most elements in such a box; a larger one holds more than one listing.
const MAX_IN_BOX: usize = 3;

/// Most nodes inside code in which its language is looked for.
const MAX_INSIDE: usize = 16;

/// Characters of the longest name of a language.
const MAX_LANGUAGE: usize = 24;

fn classes<'t>(tree: &'t Tree<'_>, id: NodeId) -> impl Iterator<Item = &'t str> {
    tree.attr(id, &local_name!("class")).unwrap_or_default().split_ascii_whitespace()
}

/// Whether an element inside code does not belong to it: a button, or the number of a line.
pub(super) fn is_beside_code(tree: &Tree, id: NodeId, tag: Tag) -> bool {
    match tag {
        Tag::Button => return true,
        Tag::Custom if tree.element_name(id).contains("copy") => return true,
        _ if tree.attrs(id).is_empty() => return false,
        _ => {}
    }
    let copies = classes(tree, id)
        .any(|c| c.eq_ignore_ascii_case("copy") || c.contains("copy-b") || c.contains("clipboard"));
    if copies {
        let mut bytes = 0;
        return tree.descendants(id).all(|n| {
            bytes += tree.text_of(n).len();
            bytes <= MAX_BUTTON
        });
    }
    is_number_column(tree, id)
}

/// Whether an element shows the numbers of lines, by its attributes and its text. The class
/// `line-numbers` of a listing only asks for numbers.
pub(super) fn is_number_column(tree: &Tree, id: NodeId) -> bool {
    is_named_number(tree, id)
        && holds_numbers(tree, id)
        && (tree.tag(id) != Tag::Pre || counts_lines(tree, id))
}

/// Whether the class or another attribute says that an element shows numbers of lines.
fn is_named_number(tree: &Tree, id: NodeId) -> bool {
    classes(tree, id).any(|c| NUMBERS.contains(&c))
        || attribute(tree, id, "data-line-number").is_some_and(|number| {
            let text = tree.inner_text(id);
            let is_line = classes(tree, id).any(|c| LINES.contains(&c));
            !is_line && (text.trim().is_empty() || text.trim() == number.trim())
        })
        || tree.attr(id, &local_name!("style")).is_some_and(|style| {
            style
                .split_once("user-select")
                .is_some_and(|(_, v)| v.trim_start_matches([':', ' ']).starts_with("none"))
        })
}

/// Whether an element has no text but numbers.
fn holds_numbers(tree: &Tree, id: NodeId) -> bool {
    let mut nodes = 0;
    tree.descendants(id).all(|n| {
        nodes += 1;
        let is_part = |c: char| c.is_ascii_digit() || c.is_whitespace() || ".:|".contains(c);
        nodes <= MAX_NUMBERS && tree.text_of(n).chars().all(is_part)
    })
}

/// Whether the numbers in an element count lines: from 0 or 1, or several that each add one.
fn counts_lines(tree: &Tree, id: NodeId) -> bool {
    line_numbers(tree, id).is_some()
}

/// How many numbers of lines an element has, if it has nothing else: from 0 or 1, or several that
/// each add one.
pub(super) fn line_numbers(tree: &Tree, id: NodeId) -> Option<usize> {
    let (mut first, mut last, mut count) = (0u32, 0u32, 0usize);
    for (nodes, node) in tree.descendants(id).enumerate() {
        if nodes > MAX_NUMBERS {
            return None;
        }
        let parts = tree.text_of(node).split(|c: char| c.is_whitespace() || ".:|".contains(c));
        for part in parts.filter(|part| !part.is_empty()) {
            let number = part.parse::<u32>().ok()?;
            if count == 0 {
                first = number;
            } else if Some(number) != last.checked_add(1) {
                return None;
            }
            last = number;
            count += 1;
        }
    }
    (count > 0 && (first <= 1 || last > first)).then_some(count)
}

/// Whether a cell of a table shows the numbers of the lines beside it.
fn is_gutter(tree: &Tree, cell: NodeId) -> bool {
    let has_pre = || tree.descendants(cell).take(MAX_INSIDE).any(|n| tree.tag(n) == Tag::Pre);
    if is_named_number(tree, cell) {
        return holds_numbers(tree, cell);
    }
    // Without a class, several numbers beside a listing are a column of them.
    match line_numbers(tree, cell) {
        Some(1) => has_pre(),
        Some(_) => has_pre() || next_holds_pre(tree, cell),
        None => false,
    }
}

/// Whether the cell after this one has a listing.
fn next_holds_pre(tree: &Tree, cell: NodeId) -> bool {
    let mut next = tree.node(cell).next;
    while next != NONE && tree.node(next).kind != NodeKind::Element {
        next = tree.node(next).next;
    }
    next != NONE && tree.descendants(next).take(MAX_INSIDE).any(|n| tree.tag(n) == Tag::Pre)
}

/// Whether a table sets code: its first row has a cell of line numbers and one of code.
pub(super) fn is_code_table(tree: &Tree, table: NodeId) -> bool {
    let row = elements(tree, table)
        .find(|&c| matches!(tree.tag(c), Tag::Tbody | Tag::Tr))
        .map(|c| if tree.tag(c) == Tag::Tr { Some(c) } else { elements(tree, c).next() });
    let Some(row) = row.flatten() else { return false };
    let mut cells = elements(tree, row);
    let (Some(first), Some(second)) = (cells.next(), cells.next()) else { return false };
    let is_code = classes(tree, second).any(|c| CODE_CELLS.contains(&c))
        || tree
            .descendants(second)
            .take(MAX_INSIDE)
            .any(|n| matches!(tree.tag(n), Tag::Pre | Tag::Code));
    let has_prose = || {
        let inside = tree.descendants(second).take(MAX_INSIDE);
        inside.map(|n| tree.tag(n)).any(|t| t == Tag::P || t.heading_level().is_some())
    };
    is_code && is_gutter(tree, first) && !has_prose()
}

/// Whether a cell of a table of code is left out.
pub(super) fn is_number_cell(tree: &Tree, cell: NodeId) -> bool {
    tree.node(cell).next != NONE && is_gutter(tree, cell)
}

/// Whether preformatted text is code or verse, and not a page whose author forgot the end tag.
pub(super) fn is_one_block(tree: &Tree, pre: NodeId) -> bool {
    !tree.descendants(pre).any(|n| {
        let tag = tree.tag(n);
        tag.heading_level().is_some()
            || matches!(
                tag,
                Tag::Article | Tag::Main | Tag::Nav | Tag::Footer | Tag::Aside | Tag::Form
            )
    })
}

/// Whether an element inside code starts and ends a line.
pub(super) fn is_line(tree: &Tree, id: NodeId, tag: Tag) -> bool {
    !matches!(tag, Tag::Td | Tag::Th) && (tag.is_block() || element::is_styled_as_block(tree, id))
}

/// Whether each child of an element is a line although nothing in the text says so: all are lines
/// by their class or `code`, and there is no line end in or between them.
pub(super) fn holds_lines(tree: &Tree, id: NodeId) -> bool {
    let mut lines = 0;
    for child in tree.children(id) {
        match tree.node(child).kind {
            NodeKind::Text if tree.text_of(child).trim().is_empty() => {}
            NodeKind::Text => return false,
            NodeKind::Element => {
                let is_line = tree.tag(child) == Tag::Code
                    || classes(tree, child).any(|c| LINES.contains(&c));
                if !is_line {
                    return false;
                }
                lines += 1;
            }
            _ => {}
        }
    }
    lines > 1
        && !tree.descendants(id).any(|n| tree.tag(n) == Tag::Br || tree.text_of(n).contains('\n'))
}

/// Whether an element without `pre` is a listing: EnlighterJS replaces the listing of the page.
pub(super) fn is_drawn_listing(tree: &Tree, id: NodeId, tag: Tag) -> bool {
    match tag {
        Tag::Div => classes(tree, id).any(|c| c == "enlighter"),
        Tag::Ol | Tag::Ul => classes(tree, id).any(|c| c == "EnlighterJS"),
        _ => false,
    }
}

/// Whether an element repeats a listing that EnlighterJS shows, or has its buttons.
pub(super) fn repeats_listing(tree: &Tree, id: NodeId, tag: Tag) -> bool {
    let is = |id, test: &dyn Fn(&str) -> bool| classes(tree, id).any(test);
    match tag {
        Tag::Div => is(id, &|c| c == "enlighter-raw" || c.starts_with("enlighter-toolbar")),
        Tag::Pre if is(id, &|c| c.starts_with("EnlighterJS")) && element::is_hidden(tree, id) => {
            let mut next = tree.node(id).next;
            while next != NONE && tree.node(next).kind != NodeKind::Element {
                next = tree.node(next).next;
            }
            next != NONE && is(next, &|c| c.to_ascii_lowercase().starts_with("enlighter"))
        }
        _ => false,
    }
}

/// The listing directly after this one that continues it: both have one line and the same classes.
pub(super) fn next_line(tree: &Tree, pre: NodeId) -> Option<NodeId> {
    let mut next = tree.node(pre).next;
    while next != NONE && tree.node(next).kind != NodeKind::Element {
        if !tree.text_of(next).trim().is_empty() {
            return None;
        }
        next = tree.node(next).next;
    }
    let class = |id| tree.attr(id, &local_name!("class")).unwrap_or_default();
    let continues = next != NONE
        && tree.tag(next) == Tag::Pre
        && class(pre) == class(next)
        && !element::is_hidden(tree, pre)
        && has_one_line(tree, pre)
        && has_one_line(tree, next)
        && !is_number_column(tree, next)
        && !element::is_hidden(tree, next);
    continues.then_some(next)
}

fn has_one_line(tree: &Tree, pre: NodeId) -> bool {
    let mut ended = false;
    tree.descendants(pre).all(|n| {
        let text = tree.text_of(n);
        let is_open = !ended || text.trim().is_empty();
        ended |= text.trim_start().contains('\n');
        let inner = text.trim().contains('\n');
        let tag = tree.tag(n);
        is_open && !inner && tag != Tag::Br && !is_line(tree, n, tag)
    })
}

/// The language of a listing, from its classes and those of the boxes around it.
pub(super) fn language(tree: &Tree, pre: NodeId) -> Option<String> {
    let inside = tree.descendants(pre).take(MAX_INSIDE);
    let inside = inside.filter(|&n| matches!(tree.tag(n), Tag::Pre | Tag::Code));
    let mut stated = std::iter::once(pre).chain(inside).find_map(|n| stated_language(tree, n));
    let mut up = pre;
    for _ in 0..MAX_BOXES {
        up = tree.node(up).parent;
        if stated.is_some() || up == NONE || elements(tree, up).nth(MAX_IN_BOX).is_some() {
            break;
        }
        if !matches!(
            tree.tag(up),
            Tag::Div
                | Tag::Figure
                | Tag::Td
                | Tag::Tr
                | Tag::Tbody
                | Tag::Table
                | Tag::Custom
                | Tag::Span
        ) {
            break;
        }
        stated = stated_language(tree, up);
    }
    stated
}

fn stated_language(tree: &Tree, id: NodeId) -> Option<String> {
    let names = ["data-lang", "data-language", "data-enlighter-language"];
    let data = names.iter().find_map(|name| attribute(tree, id, name));
    let prefixes =
        ["language-", "lang-", "highlight-source-", "brush:", "highlight-", "enlighter-l-"];
    let by_prefix = || {
        classes(tree, id)
            .find_map(|c| prefixes.iter().find_map(|p| c.strip_prefix(p)).and_then(language_name))
    };
    // `brush: js` and `sourceCode js` are two words, as is `highlight js` on a figure.
    let is_figure = tree.tag(id) == Tag::Figure;
    let by_word = || {
        let opens = |c: &str| matches!(c, "brush:" | "sourceCode") || is_figure && c == "highlight";
        let mut words = classes(tree, id).skip_while(|c| !opens(c));
        words.nth(1).and_then(language_name)
    };
    data.and_then(language_name).or_else(by_prefix).or_else(by_word)
}

/// A name of a language in lower case; `None` if it is none.
fn language_name(name: &str) -> Option<String> {
    let name = name.trim().trim_end_matches([';', ',']).to_ascii_lowercase();
    let is_name = !name.is_empty()
        && name.len() <= MAX_LANGUAGE
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+#._-".contains(&b))
        && !NO_LANGUAGES.contains(&&*name);
    is_name.then_some(name)
}
