//! Properties of an element, from its tag and attributes: landmark, visibility, class marks.

use html5ever::local_name;

use crate::block::Landmark;
use crate::parse::ClassMarks;
use crate::parse::arena::{NodeId, NodeKind, Tree};
use crate::parse::tag::Tag;
use crate::rules::{Mark, Marks};

/// Bytes of the longest text of a link to the heading that it is in.
const MAX_PERMALINK: usize = 16;

/// Elements whose content is never text of the page.
pub(super) fn is_skipped(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Script
            | Tag::Style
            | Tag::Head
            | Tag::Template
            | Tag::Svg
            | Tag::Math
            | Tag::Foreign
            | Tag::Select
            | Tag::Datalist
            | Tag::Textarea
            | Tag::Canvas
            | Tag::Progress
            | Tag::Meter
            | Tag::Map
            | Tag::Noembed
            | Tag::Rp
            | Tag::Rt
            | Tag::Title
            | Tag::Input
            | Tag::Meta
            | Tag::Link
    )
}

/// Elements that load external content; their own content is for browsers that cannot.
pub(super) fn is_embed(tag: Tag) -> bool {
    matches!(tag, Tag::Iframe | Tag::Embed | Tag::Object | Tag::Video | Tag::Audio | Tag::Frame)
}

/// The landmark of an element, by ARIA role or by tag.
pub(super) fn landmark(tree: &Tree, id: NodeId, tag: Tag) -> Option<Landmark> {
    let by_role = tree.attr(id, &local_name!("role")).and_then(|role| {
        match role.trim().to_ascii_lowercase().as_str() {
            "main" => Some(Landmark::Main),
            "article" => Some(Landmark::Article),
            "banner" => Some(Landmark::Header),
            "contentinfo" => Some(Landmark::Footer),
            "navigation" | "menu" | "menubar" | "tablist" | "directory" => {
                Some(Landmark::Navigation)
            }
            "complementary" => Some(Landmark::Aside),
            "search" | "form" => Some(Landmark::Form),
            "dialog" | "alertdialog" | "alert" | "tooltip" => Some(Landmark::Dialog),
            "button" => Some(Landmark::Button),
            _ => None,
        }
    });
    by_role.or(match tag {
        Tag::Main => Some(Landmark::Main),
        Tag::Article => Some(Landmark::Article),
        Tag::Section => Some(Landmark::Section),
        Tag::Header => Some(Landmark::Header),
        Tag::Footer => Some(Landmark::Footer),
        Tag::Nav | Tag::Menu => Some(Landmark::Navigation),
        Tag::Aside => Some(Landmark::Aside),
        Tag::Form | Tag::Fieldset | Tag::Search => Some(Landmark::Form),
        Tag::Dialog => Some(Landmark::Dialog),
        Tag::Button => Some(Landmark::Button),
        Tag::Figure => Some(Landmark::Figure),
        Tag::Ul | Tag::Ol | Tag::Dl | Tag::Dir => Some(Landmark::List),
        Tag::Li => Some(Landmark::Item),
        Tag::Table => Some(Landmark::Table),
        Tag::Blockquote => Some(Landmark::Quote),
        Tag::Noscript | Tag::Noframes => Some(Landmark::Noscript),
        Tag::Details => Some(Landmark::Details),
        _ => None,
    })
}

/// The class marks of an element, from class, id and properties.
pub(super) fn marks(tree: &Tree, class_marks: &ClassMarks, id: NodeId) -> Marks {
    let mut marks = Marks::default();
    for (attr, own) in tree.attrs(id).iter().zip(class_marks.of_element(tree, id)) {
        match attr.name {
            // A heading's id repeats its words, so it has no meaning of its own.
            local_name!("id") if tree.tag(id).heading_level().is_some() => {}
            local_name!("itemprop") | local_name!("property") => {
                marks.add(property(tree.value(attr)))
            }
            local_name!("aria-hidden") if tree.value(attr).eq_ignore_ascii_case("true") => {
                marks.add(Mark::AriaHidden)
            }
            _ => marks = marks.and(own.marks),
        }
    }
    marks
}

fn property(value: &str) -> Mark {
    let is_body = value.split_ascii_whitespace().any(|p| {
        matches!(
            p,
            "articleBody" | "text" | "reviewBody" | "content:encoded" | "schema:articleBody"
        )
    });
    if is_body { Mark::BodyProperty } else { Mark::OtherProperty }
}

/// Whether an attribute or inline style hides the element.
pub(super) fn is_hidden(tree: &Tree, id: NodeId) -> bool {
    tree.attrs(id).iter().any(|attr| match attr.name {
        local_name!("hidden") => true,
        local_name!("style") => hides(tree.value(attr)),
        _ => false,
    })
}

/// Whether a style declares `display: none` or `visibility: hidden`.
fn hides(style: &str) -> bool {
    style.split(';').filter_map(|d| d.split_once(':')).any(|(name, value)| {
        let value = value.trim().split(['!', ' ']).next().unwrap_or_default();
        let is =
            |n: &str, v: &str| name.trim().eq_ignore_ascii_case(n) && value.eq_ignore_ascii_case(v);
        is("display", "none") || is("visibility", "hidden")
    })
}

/// Whether a `data-` attribute of a block holds the address of a page.
pub(super) fn has_address(tree: &Tree, id: NodeId) -> bool {
    tree.attrs(id).iter().any(|attr| {
        attr.name.strip_prefix("data-").is_some_and(|name| {
            let is_named = ["url", "href", "permalink", "history", "canonical", "path", "uri"]
                .iter()
                .any(|word| name.contains(word));
            let is_media = ["image", "img", "bg", "background", "src", "svg", "video", "photo"]
                .iter()
                .any(|word| name.contains(word));
            is_named && !is_media && tree.value(attr).contains('/')
        })
    })
}

/// Whether browsers show an element on lines of its own.
pub(super) fn has_own_lines(tree: &Tree, id: NodeId, tag: Tag) -> bool {
    tag.is_block() || is_styled_as_block(tree, id)
}

/// Whether an inline style makes an inline element a block.
pub(super) fn is_styled_as_block(tree: &Tree, id: NodeId) -> bool {
    tree.attr(id, &local_name!("style")).is_some_and(|style| {
        style.split(';').filter_map(|d| d.split_once(':')).any(|(name, value)| {
            name.trim().eq_ignore_ascii_case("display")
                && matches!(value.trim(), "block" | "flex" | "grid" | "table" | "list-item")
        })
    })
}

/// The value of an attribute whose name the parser does not know.
pub(super) fn attribute<'t>(tree: &'t Tree<'_>, id: NodeId, name: &str) -> Option<&'t str> {
    tree.attrs(id).iter().find(|a| &*a.name == name).map(|a| tree.value(a))
}

/// The children of a node that are elements.
pub(super) fn elements<'t>(tree: &'t Tree<'_>, id: NodeId) -> impl Iterator<Item = NodeId> + 't {
    tree.children(id).filter(|&c| tree.node(c).kind == NodeKind::Element)
}

/// Whether the text of an element is only the sign of a name or a subject. Twitter strikes these
/// out to set them apart.
pub(super) fn holds_sign(tree: &Tree, id: NodeId) -> bool {
    let mut children = tree.children(id);
    let is_sign = |child| matches!(tree.text_of(child), "@" | "#" | "$");
    children.next().is_some_and(is_sign) && children.next().is_none()
}

/// Whether an inline style strikes the text out.
pub(super) fn is_struck(tree: &Tree, id: NodeId) -> bool {
    tree.attr(id, &local_name!("style"))
        .is_some_and(|style| style.contains("text-decoration") && style.contains("line-through"))
}

/// Whether the attributes of raised text say that it is the mark of a note.
pub(super) fn is_note_mark(tree: &Tree, id: NodeId) -> bool {
    tree.attrs(id).iter().any(|attr| match attr.name {
        local_name!("id") | local_name!("role") => true,
        local_name!("class") => {
            let class = tree.value(attr).to_ascii_lowercase();
            ["ref", "note", "cit", "fn"].iter().any(|word| class.contains(word))
        }
        _ => false,
    })
}

/// Whether an element inside a caption names the maker or owner of the picture.
pub(super) fn is_credit(tree: &Tree, id: NodeId, tag: Tag) -> bool {
    let words = ["credit", "photographer", "copyright", "attribution", "byline", "author"];
    tag == Tag::Small
        || tree.attr(id, &local_name!("class")).is_some_and(|class| {
            let class = class.to_ascii_lowercase();
            words.iter().any(|word| class.contains(word))
                || class.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == "source")
        })
}

/// Whether a `q` has quotation marks in its text.
pub(super) fn has_quotes(tree: &Tree, id: NodeId) -> bool {
    let mut texts = tree.descendants(id).map(|node| tree.text_of(node).trim_start());
    texts
        .find(|text| !text.is_empty())
        .is_some_and(|text| text.starts_with(['“', '"', '„', '«', '‘']))
}

/// The text of nodes; `None` if it has more than `most` bytes. White space at the ends of its parts
/// does not count.
pub(super) fn short_text(
    tree: &Tree,
    nodes: impl Iterator<Item = NodeId>,
    most: usize,
) -> Option<String> {
    let (mut out, mut bytes) = (String::new(), 0);
    for node in nodes {
        let text = tree.text_of(node);
        bytes += text.trim().len();
        if bytes > most {
            return None;
        }
        out.push_str(text);
    }
    Some(out)
}

/// Whether an element inside a heading is the link to the heading itself, or the one to edit its
/// section.
pub(super) fn is_permalink(tree: &Tree, id: NodeId, tag: Tag) -> bool {
    let class = tree.attr(id, &local_name!("class")).unwrap_or_default();
    if class.split_ascii_whitespace().any(|c| c == "mw-editsection") {
        return true;
    }
    if tag != Tag::A {
        return false;
    }
    let Some(text) = short_text(tree, tree.descendants(id), MAX_PERMALINK) else { return false };
    let text = text.trim();
    let is_sign = matches!(text, "#" | "##" | "¶" | "§" | "🔗" | "⚓" | "⚓︎" | "∞");
    let is_word = matches!(&*text.to_ascii_lowercase(), "permalink" | "anchor" | "link" | "[link]");
    let leads_here = || tree.attr(id, &local_name!("href")).is_some_and(|h| h.contains('#'));
    (is_sign || is_word) && leads_here()
}
