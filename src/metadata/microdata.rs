//! Elements that state what they hold: microdata and RDFa properties, `rel=author`, hentry classes
//! and `<time>`.

use html5ever::local_name;

use super::attributes::{Attributes, has_word};
use super::author_links::is_author_link;
use super::candidate::{Candidate, Candidates, Field};
use super::plain::plain;
use super::position::{Area, Position};
use crate::article::Source;
use crate::parse::arena::{NONE, NodeId, NodeKind, Tree};
use crate::parse::tag::Tag;
use crate::rules::FieldMarks;

/// Properties of an article, with field and rank.
const PROPERTIES: &[(&str, Field, u8)] = &[
    ("headline", Field::Title, 2),
    ("name", Field::Title, 20),
    ("author", Field::Author, 8),
    ("creator", Field::Author, 9),
    ("datePublished", Field::Published, 8),
    ("dateCreated", Field::Published, 10),
    ("pubdate", Field::Published, 9),
    ("dateModified", Field::Modified, 8),
    ("articleSection", Field::Section, 8),
    ("inLanguage", Field::Language, 7),
    ("isAccessibleForFree", Field::IsFree, 1),
    ("isbn", Field::Isbn, 3),
];
/// The rank of a link to an author's page.
pub(super) const RANK_AUTHOR_LINK: u8 = 13;
/// The source name of a forum member's name.
pub(super) const USERNAME_SOURCE: &str = ".username";
/// Class words of a forum member's name.
const USERNAMES: [&str; 2] = ["username", "bigusername"];
/// Ranks added for an element in a doubtful part of the page.
pub(super) const DOUBTFUL_RANKS: u8 = 16;
/// The most bytes of an element's text that are read, and the most nodes below it.
const MAX_TEXT: usize = 300;
const MAX_UNDER: usize = 100;
/// The most elements whose text is read on one page: elements can be nested, so the limit bounds
/// the time.
const MAX_READS: usize = 2_000;

/// The number of element texts that may still be read.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MAX_READS)
    }
}

/// Reads a `<meta itemprop>` of the article.
pub(super) fn read_meta(property: &str, content: &str, position: Position, out: &mut Candidates) {
    for name in property.split_ascii_whitespace() {
        let name = without_vocabulary(name);
        if name == "name" || name == "author" && content.contains("://") {
            continue;
        }
        if let Some((_, field, rank)) = PROPERTIES.iter().find(|(n, _, _)| *n == name) {
            add_value(*field, content, Source::Microdata(name.to_owned()), *rank, position, out);
        }
    }
}

/// Reads one element with its attributes. Sets `area.foreign_item` if its children belong to
/// another item.
pub(super) fn read_element(
    tree: &Tree<'_>,
    id: NodeId,
    attributes: &Attributes,
    area: &mut Area,
    budget: &mut Budget,
    out: &mut Candidates,
) {
    if area.position.aside || budget.0 == 0 {
        return;
    }
    if let Some(property) = attributes.itemprop.or(attributes.property) {
        add_property(tree, id, property, area, budget, out);
    }
    if tree.tag(id) == Tag::Other && matches!(tree.element_name(id), "byline" | "author") {
        add_element_text(
            tree,
            id,
            Field::Author,
            Source::Element("byline".into()),
            12,
            area.position,
            budget,
            out,
        );
    }
    if tree.tag(id) == Tag::Time {
        add_time(tree, id, attributes.class, area.position, budget, out);
        return;
    }
    if has_word(attributes.rel, "author") {
        add_element_text(
            tree,
            id,
            Field::Author,
            Source::Element("a[rel=author]".into()),
            10,
            area.position,
            budget,
            out,
        );
        return;
    }
    if tree.tag(id) == Tag::A && tree.attr(id, &local_name!("href")).is_some_and(is_author_link) {
        add_element_text(
            tree,
            id,
            Field::Author,
            Source::Element("a[href*=author]".into()),
            RANK_AUTHOR_LINK,
            area.position,
            budget,
            out,
        );
        return;
    }
    // `<abbr title="Tuesday, 5 March 2024 at 9:30">2 hrs</abbr>`, of a class that names no date.
    if tree.tag(id) == Tag::Abbr && has_date(tree, id) && !attributes.class.names_date() {
        add_element_text(
            tree,
            id,
            Field::Published,
            Source::Element("abbr[title]".into()),
            20,
            area.position,
            budget,
            out,
        );
        return;
    }
    if is_section_link(tree, id) {
        return;
    }
    for word in [attributes.class, attributes.id] {
        add_by_class(tree, id, word, area.position, budget, out);
    }
}

fn add_property(
    tree: &Tree,
    id: NodeId,
    property: &str,
    area: &mut Area,
    budget: &mut Budget,
    out: &mut Candidates,
) {
    let is_item = tree.attr(id, &local_name!("itemscope")).is_some()
        || attr_named(tree, id, "typeof").is_some();
    for name in property.split_ascii_whitespace().map(without_vocabulary) {
        let known = PROPERTIES.iter().find(|(n, _, _)| *n == name);
        if let Some((_, field, rank)) = known.filter(|_| !area.foreign_item) {
            let source = Source::Microdata(name.to_owned());
            let content = tree
                .attr(id, &local_name!("content"))
                .or_else(|| tree.attr(id, &local_name!("datetime")));
            match content.filter(|c| !c.trim().is_empty()) {
                Some(content) => add_value(*field, content, source, *rank, area.position, out),
                None => {
                    add_element_text(tree, id, *field, source, *rank, area.position, budget, out)
                }
            }
        }
    }
    // An item inside the article's item has its own properties: the name of the publisher, the date
    // of a comment.
    area.foreign_item |=
        is_item && !property.contains("mainEntity") && !property.contains("blogPost");
}

/// The property name without its vocabulary.
fn without_vocabulary(name: &str) -> &str {
    name.rsplit([':', '/', '#']).next().unwrap_or(name)
}

fn add_time(
    tree: &Tree,
    id: NodeId,
    word: FieldMarks,
    position: Position,
    budget: &mut Budget,
    out: &mut Candidates,
) {
    if word.is_other_date() {
        return;
    }
    let is_publication = attr_named(tree, id, "pubdate").is_some() || word.names_date();
    // Systems write `class="published updated"` if both dates are the same.
    let (field, rank) = match (word.names_change_date(), is_publication) {
        (true, false) => (Field::Modified, 10),
        (_, true) => (Field::Published, 10),
        _ => (Field::Published, 12),
    };
    let declared = tree
        .attr(id, &local_name!("datetime"))
        .filter(|d| d.chars().filter(char::is_ascii_digit).count() >= 6);
    match declared {
        Some(declared) => add_value(
            field,
            declared,
            Source::Element("time[datetime]".into()),
            rank,
            position,
            out,
        ),
        None => add_element_text(
            tree,
            id,
            field,
            Source::Element("time".into()),
            rank + 1,
            position,
            budget,
            out,
        ),
    }
}

/// Whether an element is a link to a section rather than to a person: the last part of its address
/// is its one word, as in `<a class="author" href="/manga">Manga</a>`.
fn is_section_link(tree: &Tree, id: NodeId) -> bool {
    let Some(href) = tree.attr(id, &local_name!("href")).filter(|_| tree.tag(id) == Tag::A) else {
        return false;
    };
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let path =
        path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').unwrap_or_default().1);
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let (Some(only), None) = (parts.next(), parts.next()) else { return false };
    tree.inner_text(id).trim().eq_ignore_ascii_case(only)
}

/// Adds the text of an element whose class or id states what it holds.
fn add_by_class(
    tree: &Tree,
    id: NodeId,
    word: FieldMarks,
    position: Position,
    budget: &mut Budget,
    out: &mut Candidates,
) {
    if word.byline().is_some_and(|byline| USERNAMES.contains(&byline)) {
        add_username(tree, id, position, budget, out);
    } else if let Some(byline) = word.byline() {
        // In forums every member has a signature under each post.
        let rank = if byline == "signature" { 22 } else { 14 };
        add_element_text(
            tree,
            id,
            Field::Author,
            Source::Element(format!(".{byline}")),
            rank,
            position,
            budget,
            out,
        );
    }
    if word.names_change_date() {
        add_element_text(
            tree,
            id,
            Field::Modified,
            Source::Element(word.change_source().into()),
            20,
            position,
            budget,
            out,
        );
    } else if word.names_date() {
        add_element_text(
            tree,
            id,
            Field::Published,
            Source::Element(".date".into()),
            20,
            position,
            budget,
            out,
        );
    }
}

/// Adds the name of a forum member, which is a link to their page or is alone in its element.
/// The lines below it are a menu. Form fields ask the reader for a name.
fn add_username(
    tree: &Tree,
    id: NodeId,
    position: Position,
    budget: &mut Budget,
    out: &mut Candidates,
) {
    budget.0 = budget.0.saturating_sub(1);
    if matches!(tree.tag(id), Tag::Label | Tag::Input | Tag::Button | Tag::Form) {
        return;
    }
    if let Some(text) = short_text(tree, id, Field::Title) {
        let name = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        add_value(Field::Author, name, Source::Element(USERNAME_SOURCE.into()), 22, position, out);
    }
}

#[allow(clippy::too_many_arguments, reason = "an element, what it is read as, and where to")]
fn add_element_text(
    tree: &Tree,
    id: NodeId,
    field: Field,
    source: Source,
    rank: u8,
    position: Position,
    budget: &mut Budget,
    out: &mut Candidates,
) {
    budget.0 = budget.0.saturating_sub(1);
    // `<abbr class="published" title="2024-03-05T09:30:00">5 March</abbr>`
    let title = tree
        .attr(id, &local_name!("title"))
        .filter(|t| matches!(field, Field::Published | Field::Modified) && is_date(t));
    if let Some(title) = title {
        return add_value(field, title, source, rank, position, out);
    }
    if budget.0 > 0
        && let Some(text) = short_text(tree, id, field)
    {
        add_value(field, &text, source, rank, position, out);
    }
}

fn has_date(tree: &Tree, id: NodeId) -> bool {
    tree.attr(id, &local_name!("title")).is_some_and(is_date)
}

/// Whether a title attribute holds a date rather than a description: `2024-03-05T09:30`, `9:30 AM -
/// 5 Mar 2024`.
fn is_date(title: &str) -> bool {
    title.len() < 60
        && title.bytes().filter(u8::is_ascii_digit).count() >= 6
        && title.bytes().any(|b| b.is_ascii_punctuation() || b == b' ')
}

/// The text of an element if it is short. For an author it is the part marked as the name, if any;
/// blocks become lines.
fn short_text(tree: &Tree, id: NodeId, field: Field) -> Option<String> {
    let mut text = String::new();
    let mut block = id;
    for (seen, under) in tree.descendants(id).enumerate() {
        if seen > MAX_UNDER || text.len() > MAX_TEXT {
            // The text after the first line may be anything; a byline or date comes first.
            return text
                .split_once('\n')
                .map(|(first, _)| first.to_owned())
                .filter(|f| !f.trim().is_empty() && f.len() < MAX_TEXT);
        }
        if field == Field::Author && has_word(tree.attr(under, &local_name!("itemprop")), "name") {
            return tree
                .attr(under, &local_name!("content"))
                .map(str::to_owned)
                .or_else(|| short_text(tree, under, Field::Title));
        }
        let parent = tree.tag(tree.node(under).parent);
        if matches!(parent, Tag::Script | Tag::Style | Tag::Svg | Tag::Foreign | Tag::Title) {
            continue;
        }
        let tag = tree.tag(under);
        let is_left = tree.node(under).kind == NodeKind::Text
            && std::mem::replace(&mut block, block_around(tree, under, id)) != block;
        if !text.is_empty() && (is_left || tag.is_block() || matches!(tag, Tag::Br | Tag::Time)) {
            text.push('\n');
        } else if field == Field::Author
            && matches!(tag, Tag::A | Tag::Span | Tag::Strong | Tag::B)
            && !text.is_empty()
        {
            text.push(' ');
        }
        // A line break in the source is a space; only elements end lines.
        text.extend(
            tree.text_of(under).chars().map(|c| if c == '\n' || c == '\r' { ' ' } else { c }),
        );
    }
    (text.len() <= MAX_TEXT).then_some(text)
}

/// The nearest block around a text, up to `top`.
fn block_around(tree: &Tree, text: NodeId, top: NodeId) -> NodeId {
    let mut id = tree.node(text).parent;
    while id != top && id != NONE && !tree.tag(id).is_block() {
        id = tree.node(id).parent;
    }
    id
}

fn add_value(
    field: Field,
    value: &str,
    source: Source,
    rank: u8,
    position: Position,
    out: &mut Candidates,
) {
    let value = if field == Field::Author {
        value.lines().map(plain).collect::<Vec<_>>().join("\n")
    } else {
        plain(value)
    };
    // The same mark in a part of the page that is not doubtful wins.
    let rank = if position.doubtful { rank + DOUBTFUL_RANKS } else { rank };
    out.add(Candidate { position: Some(position), ..Candidate::new(field, value, source, rank) });
}

/// The value of an attribute whose name html5ever does not know.
fn attr_named<'t>(tree: &'t Tree<'_>, id: NodeId, name: &str) -> Option<&'t str> {
    tree.attrs(id).iter().find(|a| &*a.name == name).map(|a| tree.value(a))
}
