//! Elements that say what they hold: microdata and RDFa properties, `rel=author`, hentry classes, `<time>`.

use std::sync::LazyLock;

use html5ever::local_name;
use memchr::{memchr, memchr_iter};

use super::attributes::{Attributes, has_word};
use super::candidate::{Candidate, Candidates, Field, Place};
use super::gather::Area;
use super::plain::plain;
use crate::article::Source;
use crate::parse::arena::{NONE, NodeId, NodeKind, Tree};
use crate::parse::tag::Tag;
use crate::rules::FieldMarks;
use crate::text::WordMap;

/// Properties of a story, their field and rank.
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
];
/// Parts of addresses under which sites keep the pages of their writers.
const AUTHOR_PATHS: &[&str] = &[
    "author",
    "authors",
    "autor",
    "autores",
    "autoren",
    "autorinnen",
    "auteur",
    "auteurs",
    "autore",
    "autori",
    "contributor",
    "contributors",
    "writer",
    "writers",
    "columnist",
    "columnists",
    "journalist",
    "journalists",
    "journaliste",
    "journalistes",
    "reporter",
    "reporters",
    "byline",
    "bylines",
    "producers",
    "redakteure",
    "forfatter",
    "yazar",
    "yazarlar",
    "penulis",
    "skribent",
    "muallif",
];
/// The rank of a link to a writer's page.
pub(super) const LINKED: u8 = 13;
/// How the source of the name of a member of a forum is called.
pub(super) const USERNAME: &str = ".username";
/// Class tokens of the name of a member of a forum.
const USERNAMES: [&str; 2] = ["username", "bigusername"];
/// What standing in a doubtful part of the page adds to a rank.
pub(super) const DOUBT: u8 = 16;
/// Longest text of an element that is looked at, in bytes, and nodes under it.
const MAX_TEXT: usize = 300;
const MAX_UNDER: usize = 100;
/// Elements whose text is read on one page: each may hold the others, so the number bounds the time.
const MAX_READS: usize = 2_000;

/// What is left of the readings of element text.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MAX_READS)
    }
}

/// A `<meta itemprop>` in the story.
pub(super) fn meta(property: &str, content: &str, place: Place, out: &mut Candidates) {
    for name in property.split_ascii_whitespace() {
        let name = local(name);
        if name == "name" || name == "author" && content.contains("://") {
            continue;
        }
        if let Some((_, field, rank)) = PROPERTIES.iter().find(|(n, _, _)| *n == name) {
            push(*field, content, Source::Microdata(name.to_owned()), *rank, place, out);
        }
    }
}

/// Takes in one element with what its attributes say; `area` tells its children when they belong to another item.
pub(super) fn element(
    tree: &Tree<'_>,
    id: NodeId,
    said: &Attributes,
    area: &mut Area,
    budget: &mut Budget,
    out: &mut Candidates,
) {
    if area.place.aside || budget.0 == 0 {
        return;
    }
    if let Some(property) = said.itemprop.or(said.property) {
        self::property(tree, id, property, area, budget, out);
    }
    if tree.tag(id) == Tag::Other && matches!(tree.element_name(id), "byline" | "author") {
        read_as(
            tree,
            id,
            Field::Author,
            Source::Element("byline".into()),
            12,
            area.place,
            budget,
            out,
        );
    }
    if tree.tag(id) == Tag::Time {
        time(tree, id, said.class, area.place, budget, out);
        return;
    }
    if has_word(said.rel, "author") {
        read_as(
            tree,
            id,
            Field::Author,
            Source::Element("a[rel=author]".into()),
            10,
            area.place,
            budget,
            out,
        );
        return;
    }
    if tree.tag(id) == Tag::A && tree.attr(id, &local_name!("href")).is_some_and(leads_to_author) {
        read_as(
            tree,
            id,
            Field::Author,
            Source::Element("a[href*=author]".into()),
            LINKED,
            area.place,
            budget,
            out,
        );
        return;
    }
    // `<abbr title="Tuesday, 5 March 2024 at 9:30">2 hrs</abbr>`, of whatever class.
    if tree.tag(id) == Tag::Abbr && has_date(tree, id) && !said.class.names_date() {
        read_as(
            tree,
            id,
            Field::Published,
            Source::Element("abbr[title]".into()),
            20,
            area.place,
            budget,
            out,
        );
        return;
    }
    for word in [said.class, said.id] {
        by_class(tree, id, word, area.place, budget, out);
    }
}

/// Whether an address is that of a writer's page: `/authors/ada-pine`, `/?author=ada`.
fn leads_to_author(href: &str) -> bool {
    let host = memchr_iter(b':', href.as_bytes())
        .map(|at| at + 1)
        .find(|at| href[*at..].starts_with("//"));
    let rest = &href[host.unwrap_or(0)..];
    let (path, query) =
        memchr(b'?', rest.as_bytes()).map_or((rest, ""), |at| (&rest[..at], &rest[at + 1..]));
    let mut start = 0;
    let ends = memchr_iter(b'/', path.as_bytes()).chain([path.len()]);
    let mut parts = ends.map(|end| &path[std::mem::replace(&mut start, end + 1)..end]);
    let has_page = parts.any(is_author_path) && parts.any(|p| p.len() > 2);
    has_page
        || !query.is_empty()
            && query.split('&').any(|q| matches!(q.split_once('='), Some(("author" | "_author" | "autor", name)) if !name.is_empty()))
}

/// Pages have hundreds of links, so a part that is none of [`AUTHOR_PATHS`] is turned away quickly.
fn is_author_path(part: &str) -> bool {
    static PATHS: LazyLock<WordMap<()>> = LazyLock::new(|| AUTHOR_PATHS.iter().copied().collect());
    PATHS.get_lower(part, &mut String::new()).is_some()
}

fn property(
    tree: &Tree,
    id: NodeId,
    property: &str,
    area: &mut Area,
    budget: &mut Budget,
    out: &mut Candidates,
) {
    let is_item = tree.attr(id, &local_name!("itemscope")).is_some()
        || attr_named(tree, id, "typeof").is_some();
    for name in property.split_ascii_whitespace().map(local) {
        let known = PROPERTIES.iter().find(|(n, _, _)| *n == name);
        if let Some((_, field, rank)) = known.filter(|_| !area.foreign_item) {
            let source = Source::Microdata(name.to_owned());
            let content = tree
                .attr(id, &local_name!("content"))
                .or_else(|| tree.attr(id, &local_name!("datetime")));
            match content.filter(|c| !c.trim().is_empty()) {
                Some(content) => push(*field, content, source, *rank, area.place, out),
                None => read_as(tree, id, *field, source, *rank, area.place, budget, out),
            }
        }
    }
    // An item inside the story's item has properties of its own: the name of its publisher, the date of a comment.
    area.foreign_item |=
        is_item && !property.contains("mainEntity") && !property.contains("blogPost");
}

/// The property without its vocabulary.
fn local(name: &str) -> &str {
    name.rsplit([':', '/', '#']).next().unwrap_or(name)
}

fn time(
    tree: &Tree,
    id: NodeId,
    word: FieldMarks,
    place: Place,
    budget: &mut Budget,
    out: &mut Candidates,
) {
    if word.is_other_date() {
        return;
    }
    let is_publication = attr_named(tree, id, "pubdate").is_some() || word.names_date();
    // Systems write `class="published updated"` when both dates are one.
    let (field, rank) = match (word.names_change_date(), is_publication) {
        (true, false) => (Field::Modified, 10),
        (_, true) => (Field::Published, 10),
        _ => (Field::Published, 12),
    };
    let stated = tree
        .attr(id, &local_name!("datetime"))
        .filter(|d| d.chars().filter(char::is_ascii_digit).count() >= 6);
    match stated {
        Some(stated) => {
            push(field, stated, Source::Element("time[datetime]".into()), rank, place, out)
        }
        None => {
            read_as(tree, id, field, Source::Element("time".into()), rank + 1, place, budget, out)
        }
    }
}

/// An element whose class or id says what it holds.
fn by_class(
    tree: &Tree,
    id: NodeId,
    word: FieldMarks,
    place: Place,
    budget: &mut Budget,
    out: &mut Candidates,
) {
    if word.byline().is_some_and(|byline| USERNAMES.contains(&byline)) {
        username(tree, id, place, budget, out);
    } else if let Some(byline) = word.byline() {
        // In forums it is what a member has under every post.
        let rank = if byline == "signature" { 22 } else { 14 };
        read_as(
            tree,
            id,
            Field::Author,
            Source::Element(format!(".{byline}")),
            rank,
            place,
            budget,
            out,
        );
    }
    if word.names_change_date() {
        read_as(
            tree,
            id,
            Field::Modified,
            Source::Element(word.change_source().into()),
            20,
            place,
            budget,
            out,
        );
    } else if word.names_date() {
        read_as(
            tree,
            id,
            Field::Published,
            Source::Element(".date".into()),
            20,
            place,
            budget,
            out,
        );
    }
}

/// The name of a member of a forum, as a link to their page or alone in its element; what is under it is a menu, and a field asks for one.
fn username(tree: &Tree, id: NodeId, place: Place, budget: &mut Budget, out: &mut Candidates) {
    budget.0 = budget.0.saturating_sub(1);
    if matches!(tree.tag(id), Tag::Label | Tag::Input | Tag::Button | Tag::Form) {
        return;
    }
    if let Some(text) = short_text(tree, id, Field::Title) {
        let name = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        push(Field::Author, name, Source::Element(USERNAME.into()), 22, place, out);
    }
}

#[allow(clippy::too_many_arguments, reason = "an element, what it is read as, and where to")]
fn read_as(
    tree: &Tree,
    id: NodeId,
    field: Field,
    source: Source,
    rank: u8,
    place: Place,
    budget: &mut Budget,
    out: &mut Candidates,
) {
    budget.0 = budget.0.saturating_sub(1);
    // `<abbr class="published" title="2024-03-05T09:30:00">5 March</abbr>`
    let title = tree
        .attr(id, &local_name!("title"))
        .filter(|t| matches!(field, Field::Published | Field::Modified) && is_date(t));
    if let Some(title) = title {
        return push(field, title, source, rank, place, out);
    }
    if budget.0 > 0
        && let Some(text) = short_text(tree, id, field)
    {
        push(field, &text, source, rank, place, out);
    }
}

fn has_date(tree: &Tree, id: NodeId) -> bool {
    tree.attr(id, &local_name!("title")).is_some_and(is_date)
}

/// Whether a title gives a date and not what a click does: `2024-03-05T09:30`, `9:30 AM - 5 Mar 2024`.
fn is_date(title: &str) -> bool {
    title.len() < 60
        && title.bytes().filter(u8::is_ascii_digit).count() >= 6
        && title.bytes().any(|b| b.is_ascii_punctuation() || b == b' ')
}

/// The text of an element where it is short. Of an author, the part that is the name, and parts on their own lines as parts.
fn short_text(tree: &Tree, id: NodeId, field: Field) -> Option<String> {
    let mut text = String::new();
    let mut block = id;
    for (seen, under) in tree.descendants(id).enumerate() {
        if seen > MAX_UNDER || text.len() > MAX_TEXT {
            // What comes after the first line may be anything; the byline or date opens the element.
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
        // A line break in the source is a space; the ends of lines are those of elements.
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

fn push(field: Field, value: &str, source: Source, rank: u8, place: Place, out: &mut Candidates) {
    let value = if field == Field::Author {
        value.lines().map(plain).collect::<Vec<_>>().join("\n")
    } else {
        plain(value)
    };
    // Below what is beyond doubt, but before what is printed anywhere.
    let rank = if place.doubtful { rank + DOUBT } else { rank };
    out.add(Candidate { place: Some(place), ..Candidate::new(field, value, source, rank) });
}

/// An attribute whose name html5ever does not know.
fn attr_named<'t>(tree: &'t Tree<'_>, id: NodeId, name: &str) -> Option<&'t str> {
    tree.attrs(id).iter().find(|a| &*a.name == name).map(|a| tree.value(a))
}
