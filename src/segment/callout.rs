//! Recognises callouts: boxes of a text that are a note, a tip or a warning by their class.

use html5ever::local_name;

use super::element::attribute;
use crate::parse::arena::{NodeId, Tree};
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
        let base = BOXES.iter().find(|base| word.starts_with(**base))?;
        named(word[base.len()..].trim_matches('-'))
    });
    let is_box = words().any(|word| BOXES[..BOXES.len() - 1].contains(&word));
    let is_box = is_box || tag == Tag::Details;
    of_box
        .or_else(|| if is_box { named(attribute(tree, id, "data-callout")?) } else { None })
        .or_else(|| if is_box { words().find_map(named) } else { None })
}
