//! Recognises callouts: boxes of a text that are a note, a tip or a warning by their class.

use html5ever::local_name;

use super::element::attribute;
use crate::parse::arena::{NONE, NodeId, NodeKind, Tree};
use crate::parse::tag::Tag;

/// Class words of such boxes, by the systems that write them: GitHub, Docusaurus, MkDocs, Sphinx,
/// AsciiDoc, Obsidian, Quarto, Bootstrap, VuePress, Starlight, Confluence and others.
const BOXES: &[&str] = &[
    "markdown-alert",
    "theme-admonition",
    "admonitionblock",
    "admonition",
    "bs-callout",
    "callout",
    "custom-block",
    "hint-container",
    "hint",
    "starlight-aside",
    "confluence-information-macro",
    "notice",
    "notices",
    "alert",
];

/// The kinds, with the name that the text shows.
const KINDS: &[(&str, &str)] = &[
    ("note", "Note"),
    ("tip", "Tip"),
    ("hint", "Hint"),
    ("info", "Info"),
    ("information", "Info"),
    ("important", "Important"),
    ("warning", "Warning"),
    ("caution", "Caution"),
    ("danger", "Danger"),
    ("error", "Error"),
    ("success", "Success"),
    ("example", "Example"),
    ("question", "Question"),
    ("attention", "Attention"),
    ("seealso", "See also"),
];

/// Elements of a callout in which its title is looked for.
const MAX_TITLE: usize = 12;

/// Nodes between two boxes side by side.
const MAX_BETWEEN: usize = 4;

/// A callout.
pub(super) struct Callout {
    /// The element of its title.
    pub(super) title: Option<NodeId>,
    /// The name of its kind, if the page does not print it.
    pub(super) label: Option<&'static str>,
}

/// The callout that an element is.
pub(super) fn find(tree: &Tree, id: NodeId, tag: Tag) -> Option<Callout> {
    if !matches!(
        tag,
        Tag::Div | Tag::Aside | Tag::Section | Tag::Blockquote | Tag::Details | Tag::P
    ) {
        return None;
    }
    let class = tree.attr(id, &local_name!("class"))?;
    let name = kind(tree, id, tag, class)?;
    let inside = || tree.descendants(id).take(MAX_TITLE);
    let is_title = |&node: &NodeId| {
        tree.tag(node) == Tag::Summary
            || tree.tag(node).heading_level().is_some()
            || tree.attr(node, &local_name!("class")).is_some_and(|class| {
                let class = class.to_ascii_lowercase();
                ["title", "heading", "header"].iter().any(|word| class.contains(word))
            })
    };
    let title = inside().find(is_title);
    let first = inside().map(|node| tree.text_of(node).trim()).find(|text| !text.is_empty())?;
    let says_so = first.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    Some(Callout { title, label: (title.is_none() && !says_so).then_some(name) })
}

/// The name of the kind.
fn kind(tree: &Tree, id: NodeId, tag: Tag, class: &str) -> Option<&'static str> {
    let named = |word: &str| {
        KINDS.iter().find(|(kind, _)| word.eq_ignore_ascii_case(kind)).map(|(_, name)| *name)
    };
    let words = || class.split_ascii_whitespace();
    let is_alert = words().any(|word| word == "alert");
    // A box that a reader can close is a message of the page.
    if is_alert && words().any(|word| word.starts_with("alert-dismiss") || word == "fade") {
        return None;
    }
    let of_box = words().find_map(|word| {
        BOXES.iter().find_map(|base| {
            let kind = word.strip_prefix(base)?.strip_prefix(['-', '_'])?;
            named(kind.trim_matches(['-', '_']))
        })
    });
    if of_box.is_some() {
        return of_box;
    }
    let is_word_of_box = |word: &str| BOXES[..BOXES.len() - 1].contains(&word);
    if words().any(is_word_of_box) {
        // Words such as "hint" name a box and a kind; alone they may be anything.
        let is_box_beside =
            |at: usize| words().enumerate().any(|(i, word)| i != at && is_word_of_box(word));
        let of_word = |(at, word)| named(word).filter(|_| is_box_beside(at));
        return attribute(tree, id, "data-callout")
            .and_then(named)
            .or_else(|| words().enumerate().find_map(of_word));
    }
    if tag == Tag::Details { of_details(tree, id, class).and_then(named) } else { None }
}

/// The kind of a box that a reader opens (MkDocs), which has no other class. Boxes side by side are
/// the parts of an accordion, and a question is one of a list.
fn of_details<'c>(tree: &Tree, id: NodeId, class: &'c str) -> Option<&'c str> {
    let word = class.trim();
    let is_beside = |step: fn(&Tree, NodeId) -> NodeId| {
        let step = |at: &NodeId| Some(step(tree, *at)).filter(|at| *at != NONE);
        let mut near = std::iter::successors(step(&id), step).take(MAX_BETWEEN);
        near.find(|at| tree.node(*at).kind == NodeKind::Element)
            .is_some_and(|at| tree.tag(at) == Tag::Details)
    };
    let is_part =
        || is_beside(|tree, at| tree.node(at).next) || is_beside(|tree, at| tree.previous(at));
    (!word.eq_ignore_ascii_case("question") && !is_part()).then_some(word)
}
