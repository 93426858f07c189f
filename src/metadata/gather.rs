//! Walks the tree once and gathers every candidate for a field, with its position.

use std::borrow::Cow;

use html5ever::local_name;
use rustc_hash::FxHashSet;

use super::aside_marks::{ASIDE, DOUBTFUL, is_dateline};
use super::attributes::{Attributes, has_word};
use super::candidate::{Candidate, Candidates, Field};
use super::cards::Cards;
use super::foreign_parts::foreign_parts;
use super::headings::{Headlines, possible_headlines};
use super::locale::Locale;
use super::plain::plain;
use super::position::{Area, Position};
use super::printed_lines::{PrintedLine, PrintedLines};
use super::title_key::{MAX_CHANCE_BYTES, without_archive};
use super::{embedded_dates, meta_tags, microdata, moment};
use crate::article::{Source, Sourced};
use crate::parse::Document;
use crate::parse::arena::{NONE, NodeId, NodeKind, ROOT, Tree};
use crate::parse::tag::Tag;
use crate::rules::{Mark, Marks};

/// The most scripts of each kind that are read.
const MAX_SCRIPTS: usize = 200;
/// Bytes from which an attribute may hold the state of a part of the page.
const MIN_STATE: usize = 100;
/// The most dates in scripts that are considered.
const MAX_EMBEDDED_DATES: usize = 50;
/// The most licence links that are read: a page of pictures has one for each.
const MAX_LICENSES: u32 = 20;
/// The results of the walk.
#[derive(Debug, Default)]
pub(super) struct Gathered<'t> {
    pub(super) candidates: Candidates,
    /// The labelled values of a sharing card; one of them may be the author.
    cards: Cards,
    /// The texts of the JSON-LD scripts.
    pub(super) json_ld: Vec<String>,
    /// `<title>`, as plain text.
    pub(super) title: Option<String>,
    pub(super) html_lang: Option<String>,
    /// The `dir` attribute of `<body>`, otherwise of `<html>`: `ltr` or `rtl`.
    pub(super) direction: Option<Sourced<String>>,
    pub(super) lines: Vec<PrintedLine<'t>>,
    /// The scripts that may hold the state of the page.
    scripts: Vec<NodeId>,
    /// The dates in these scripts, filled in by [`Gathered::read_embedded_dates`].
    pub(super) embedded_dates: Vec<(String, String)>,
}

impl Gathered<'_> {
    /// The line in which a marked element begins.
    pub(super) fn line_of(&self, position: &Position) -> Option<usize> {
        usize::try_from(position.line)
            .ok()
            .filter(|at| self.lines.get(*at).is_some_and(|l| l.position.line == position.line))
    }

    /// Reads the dates in the page's scripts if no other data states one.
    pub(super) fn read_embedded_dates(&mut self, tree: &Tree) {
        let is_date = |value: &str| moment::read(value, &Locale::default()).is_some();
        let is_declared = self
            .candidates
            .of(Field::Published)
            .iter()
            .any(|c| c.position.is_none() && is_date(&c.value));
        if is_declared {
            return;
        }
        let in_scripts =
            self.scripts.iter().flat_map(|id| embedded_dates::find_all(&script_text(tree, *id)));
        // Frameworks that hydrate single parts of a page keep the state of each part in an
        // attribute.
        let is_state = |value: &&str| value.len() >= MIN_STATE && value.starts_with(['{', '[']);
        let has_any = tree.all_attrs().iter().any(|a| is_state(&tree.value(a)));
        let elements = has_any.then(|| tree.descendants(ROOT)).into_iter().flatten();
        let states = elements.flat_map(|id| tree.attrs(id)).map(|a| tree.value(a)).filter(is_state);
        let in_attributes = states.take(MAX_SCRIPTS).flat_map(embedded_dates::find_all);
        self.embedded_dates = in_scripts.chain(in_attributes).take(MAX_EMBEDDED_DATES).collect();
    }
}

/// Walks the whole tree once.
pub(super) fn gather<'t>(document: &'t Document<'_>) -> Gathered<'t> {
    let tree = &document.tree;
    let headlines = possible_headlines(tree);
    let mut walk = Walk {
        document,
        tree,
        foreign_parts: foreign_parts(document, &headlines),
        headlines,
        lines: PrintedLines::new(),
        budget: microdata::Budget::default(),
        licenses: 0,
        gathered: Gathered::default(),
    };
    let start = Area {
        position: Position::default(),
        unseen: false,
        foreign_item: false,
        heading: 0,
        set_off: false,
        around_heading: ROOT,
    };
    walk.visit_all(start);
    walk.gathered.cards.add_author(&mut walk.gathered.candidates);
    Gathered { lines: walk.lines.done, ..walk.gathered }
}

/// The text of a script. It is one node unless a page script appended to it.
fn script_text<'t>(tree: &'t Tree<'_>, id: NodeId) -> Cow<'t, str> {
    let child = tree.node(id).first_child;
    if child != NONE && tree.node(child).next == NONE {
        Cow::Borrowed(tree.text_of(child))
    } else {
        Cow::Owned(tree.inner_text(id))
    }
}

struct Walk<'a> {
    document: &'a Document<'a>,
    tree: &'a Tree<'a>,
    headlines: Headlines,
    foreign_parts: FxHashSet<NodeId>,
    lines: PrintedLines<'a>,
    budget: microdata::Budget,
    licenses: u32,
    gathered: Gathered<'a>,
}

impl Walk<'_> {
    /// Visits the tree in document order.
    fn visit_all(&mut self, start: Area) {
        // The area of the current node, and those of its ancestors.
        let (mut area, mut outer) = (start, Vec::new());
        let mut id = self.tree.node(ROOT).first_child;
        while id != NONE {
            let node = self.tree.node(id);
            match node.kind {
                NodeKind::Text if area.unseen => {}
                NodeKind::Text => self.lines.add(self.tree.text_of(id), area),
                NodeKind::Element => {
                    let inner = self.enter(id, area);
                    if node.first_child != NONE {
                        outer.push(std::mem::replace(&mut area, inner));
                        id = node.first_child;
                        continue;
                    }
                    self.leave(node.tag);
                }
                _ => {}
            }
            let mut node = node;
            while node.next == NONE
                && let Some(left) = outer.pop()
            {
                node = self.tree.node(node.parent);
                self.leave(node.tag);
                area = left;
            }
            id = node.next;
        }
        self.lines.end();
    }

    fn leave(&mut self, tag: Tag) {
        if tag.is_block() {
            self.lines.end();
        }
    }

    fn enter(&mut self, id: NodeId, outer: Area) -> Area {
        let tag = self.tree.tag(id);
        if tag.is_block() || tag == Tag::Br {
            self.lines.end();
        } else if tag == Tag::Time {
            // Only styling separates day and time in separate elements, not a space.
            self.lines.add_space();
        }
        let attributes = Attributes::read(self.document, id);
        let mut area = outer;
        area.position.line = self.lines.number;
        // An ancestor of a heading also contains everything that the nested ancestors contain.
        if self.tree.node(id).parent == outer.around_heading && self.headlines.around.contains(&id)
        {
            area.around_heading = id;
        }
        match tag {
            Tag::Meta => self.meta(id, outer),
            Tag::Link => self.link(id, attributes.rel),
            Tag::Script => self.script(id),
            Tag::Title if self.gathered.title.is_none() => {
                self.gathered.title =
                    Some(without_archive(&plain(&self.tree.inner_text(id))).to_owned())
            }
            Tag::Html => {
                self.gathered.html_lang = self.lang(id);
                self.direction(id, "html[dir]");
            }
            Tag::Body => self.direction(id, "body[dir]"),
            _ => {}
        }
        area.unseen |= is_unseen(tag);
        area.heading = tag.heading_level().unwrap_or(area.heading);
        area.set_off |= matches!(tag, Tag::Em | Tag::I) || attributes.is_to_the_right;
        if !area.unseen && !matches!(tag, Tag::Html | Tag::Body | Tag::Head) {
            self.mark_area(id, tag, &attributes, outer.around_heading, &mut area);
            if tag == Tag::A && !area.position.aside && has_word(attributes.rel, "license") {
                self.license(id, area.position);
            }
            microdata::read_element(
                self.tree,
                id,
                &attributes,
                &mut area,
                &mut self.budget,
                &mut self.gathered.candidates,
            );
        }
        area
    }

    /// Marks the area as aside or doubtful if the element starts a part of the page that is not the
    /// article. `around` is the nearest ancestor that contains a headline.
    fn mark_area(
        &mut self,
        id: NodeId,
        tag: Tag,
        attributes: &Attributes,
        around: NodeId,
        area: &mut Area,
    ) {
        // Everything inside an aside part is aside, so the other properties do not matter.
        if area.position.aside {
            return;
        }
        let is_landmark = attributes
            .role
            .is_some_and(|role| matches!(role, "navigation" | "contentinfo" | "search" | "dialog"));
        area.position.aside = is_landmark
            || matches!(tag, Tag::Nav | Tag::Menu | Tag::Search | Tag::Dialog)
            || self.foreign_parts.contains(&id);
        area.position.doubtful |= matches!(tag, Tag::Aside | Tag::Footer);
        let is_of_other_work = attributes.class.is_of_other_work() && tag != Tag::Body;
        let (says_aside, says_doubtful) =
            (attributes.marks.meets(ASIDE) || is_of_other_work, attributes.marks.meets(DOUBTFUL));
        if (says_aside || says_doubtful)
            && !self.is_of_article(id, tag, attributes.marks, area.around_heading, around)
            && !(self.tree.node(id).parent == around
                && is_dateline(self.tree, id, attributes.marks))
        {
            area.position.aside |= says_aside;
            area.position.doubtful |= says_doubtful;
        }
        if tag == Tag::Article {
            area.position.article = id;
        }
    }

    /// Whether an element belongs to the article even if its class words say otherwise.
    fn is_of_article(
        &self,
        id: NodeId,
        tag: Tag,
        marks: Marks,
        nearest: NodeId,
        around: NodeId,
    ) -> bool {
        // The class words of the outermost elements describe the whole page: `has-sidebar`,
        // `comments-open`.
        matches!(tag, Tag::Main | Tag::Article)
            || nearest == id
            || marks.has(Mark::Story)
            || self.is_bem_child_of_headline(id, around)
    }

    /// Whether the element's class is a BEM child (`Block_element`) of the headline's container:
    /// `CommentHead_date` beside the headline in `CommentHead` is not a comment.
    fn is_bem_child_of_headline(&self, id: NodeId, around: NodeId) -> bool {
        let own = self.tree.attr(id, &local_name!("class")).unwrap_or_default();
        if !own.contains('_') || matches!(self.tree.tag(around), Tag::Body | Tag::Html) {
            return false;
        }
        let of_head = self.tree.attr(around, &local_name!("class")).unwrap_or_default();
        let mut parts = own.split_ascii_whitespace().filter_map(|c| c.split_once('_'));
        parts.any(|(block, _)| {
            block.len() > MAX_CHANCE_BYTES
                && of_head.split_ascii_whitespace().any(|c| c.split('_').next() == Some(block))
        })
    }

    fn meta(&mut self, id: NodeId, area: Area) {
        let Some(content) = self.tree.attr(id, &local_name!("content")) else { return };
        for attr in self.tree.attrs(id) {
            match attr.name {
                local_name!("property") | local_name!("name") | local_name!("http-equiv") => {
                    let name = self.tree.value(attr);
                    meta_tags::read(name, content, &mut self.gathered.candidates);
                    self.gathered.cards.read_meta(name, content);
                }
                local_name!("itemprop") if !area.foreign_item && !area.position.aside => {
                    microdata::read_meta(
                        self.tree.value(attr),
                        content,
                        area.position,
                        &mut self.gathered.candidates,
                    );
                }
                _ => {}
            }
        }
    }

    fn link(&mut self, id: NodeId, rel: Option<&str>) {
        let Some(href) = self.tree.attr(id, &local_name!("href")) else { return };
        let has = |word: &str| has_word(rel, word);
        let add = |candidates: &mut Candidates, field, word: &str, rank| {
            candidates.add(Candidate::new(
                field,
                href,
                Source::Element(format!("link[rel={word}]")),
                rank,
            ));
        };
        if has("canonical") {
            add(&mut self.gathered.candidates, Field::Canonical, "canonical", 0);
        }
        if has("amphtml") {
            add(&mut self.gathered.candidates, Field::Amp, "amphtml", 0);
        }
        if has("license") {
            add(&mut self.gathered.candidates, Field::License, "license", 2);
        }
        if has("image_src") {
            add(&mut self.gathered.candidates, Field::Image, "image_src", 8);
        }
    }

    /// Adds a link to the licence of the page. A link inside a figure is the licence of the
    /// picture.
    fn license(&mut self, id: NodeId, position: Position) {
        if self.licenses == MAX_LICENSES {
            return;
        }
        self.licenses += 1;
        let mut parent = self.tree.node(id).parent;
        while parent != NONE {
            if matches!(self.tree.tag(parent), Tag::Figure | Tag::Figcaption) {
                return;
            }
            parent = self.tree.node(parent).parent;
        }
        let href = self.tree.attr(id, &local_name!("href")).unwrap_or_default();
        let candidate =
            Candidate::new(Field::License, href, Source::Element("a[rel=license]".into()), 4);
        self.gathered.candidates.add(Candidate { position: Some(position), ..candidate });
    }

    fn direction(&mut self, id: NodeId, element: &str) {
        let declared =
            self.tree.attr(id, &local_name!("dir")).unwrap_or_default().trim().to_ascii_lowercase();
        if matches!(declared.as_str(), "ltr" | "rtl") {
            self.gathered.direction =
                Some(Sourced::new(declared, Source::Element(element.to_owned())));
        }
    }

    fn script(&mut self, id: NodeId) {
        let kind = self.tree.attr(id, &local_name!("type")).unwrap_or_default();
        if kind.to_ascii_lowercase().contains("ld+json") {
            if self.gathered.json_ld.len() < MAX_SCRIPTS {
                self.gathered.json_ld.push(self.tree.inner_text(id));
            }
        } else if self.gathered.scripts.len() < MAX_SCRIPTS
            && self.tree.attr(id, &local_name!("src")).is_none()
        {
            self.gathered.scripts.push(id);
        }
    }

    fn lang(&self, id: NodeId) -> Option<String> {
        let lang = self.tree.attrs(id).iter().find(|a| matches!(&*a.name, "lang" | "xml:lang"))?;
        Some(self.tree.value(lang).to_owned())
    }
}

fn is_unseen(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Script
            | Tag::Style
            | Tag::Template
            | Tag::Svg
            | Tag::Math
            | Tag::Select
            | Tag::Datalist
            | Tag::Textarea
            | Tag::Title
            | Tag::Noembed
            | Tag::Iframe
            | Tag::Option
    )
}
