//! The one walk over the tree: everything that may bear on a field, with its place.

use std::borrow::Cow;

use html5ever::local_name;
use rustc_hash::FxHashSet;

use super::attributes::{Attributes, has_word};
use super::candidate::{Candidate, Candidates, Field, Place};
use super::cards::Cards;
use super::headings::{self, SHORT};
use super::lines::{Line, Lines};
use super::plain::plain;
use super::printed_date::Locale;
use super::title::without_archive;
use super::{island, meta_tags, microdata, moment};
use crate::article::{Source, Sourced};
use crate::parse::Document;
use crate::parse::arena::{NONE, NodeId, NodeKind, ROOT, Tree};
use crate::parse::tag::Tag;
use crate::rules::{Mark, Marks};

/// Scripts of each kind that are read.
const MAX_SCRIPTS: usize = 200;
/// Bytes from which an attribute may hold the state of a part of the page.
const MIN_STATE: usize = 100;
/// Dates in scripts that are weighed.
const MAX_ISLAND_DATES: usize = 50;
/// Links to licences that are looked at: a page of pictures has one for each.
const MAX_LICENSES: u32 = 20;
/// What the walk found.
#[derive(Debug, Default)]
pub(super) struct Found<'t> {
    pub(super) candidates: Candidates,
    /// Labels of a card for sharing, whose values are writers or anything else.
    cards: Cards,
    /// The text of the scripts that hold JSON-LD.
    pub(super) json_ld: Vec<String>,
    /// `<title>`, as plain text.
    pub(super) title: Option<String>,
    pub(super) html_lang: Option<String>,
    /// `dir` of `<body>`, else of `<html>`: `ltr` or `rtl`.
    pub(super) direction: Option<Sourced<String>>,
    pub(super) lines: Vec<Line<'t>>,
    /// The scripts that may hold the state of the page.
    scripts: Vec<NodeId>,
    /// The dates in them, read by [`Found::read_islands`].
    pub(super) island_dates: Vec<(String, String)>,
}

impl Found<'_> {
    /// The line in which a marked element begins.
    pub(super) fn line_of(&self, place: &Place) -> Option<usize> {
        usize::try_from(place.line)
            .ok()
            .filter(|at| self.lines.get(*at).is_some_and(|l| l.place.line == place.line))
    }

    /// Reads the dates in the page's scripts, where nothing else states one as data.
    pub(super) fn read_islands(&mut self, tree: &Tree) {
        let is_date = |value: &str| moment::read(value, &Locale::default()).is_some();
        let is_stated = self
            .candidates
            .of(Field::Published)
            .iter()
            .any(|c| c.place.is_none() && is_date(&c.value));
        if is_stated {
            return;
        }
        let in_scripts = self.scripts.iter().flat_map(|id| island::dates(&script_text(tree, *id)));
        // Frameworks that wake single parts of a page keep the state of each in an attribute of its element.
        let is_state = |value: &&str| value.len() >= MIN_STATE && value.starts_with(['{', '[']);
        let has_any = tree.all_attrs().iter().any(|a| is_state(&tree.value(a)));
        let elements = has_any.then(|| tree.descendants(ROOT)).into_iter().flatten();
        let states = elements.flat_map(|id| tree.attrs(id)).map(|a| tree.value(a)).filter(is_state);
        let in_attributes = states.take(MAX_SCRIPTS).flat_map(island::dates);
        self.island_dates = in_scripts.chain(in_attributes).take(MAX_ISLAND_DATES).collect();
    }
}

/// What an element passes on to what is inside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) place: Place,
    /// No text of the page: scripts, styles, menus of a form.
    pub(super) unseen: bool,
    /// Inside an item of microdata that is not the story, or one that is already read.
    pub(super) foreign_item: bool,
    /// Level of the heading around it, 0 for none.
    pub(super) heading: u8,
    /// Inside emphasis or to the right.
    pub(super) set_off: bool,
    /// The nearest element around it that holds a headline, or the document.
    around_heading: NodeId,
}

/// Walks the whole tree once.
pub(super) fn gather<'t>(document: &'t Document<'_>) -> Found<'t> {
    let tree = &document.tree;
    let mut walk = Walk {
        document,
        tree,
        around_headings: headings::around(tree),
        lines: Lines::new(),
        budget: microdata::Budget::default(),
        licenses: 0,
        found: Found::default(),
    };
    let start = Area {
        place: Place::default(),
        unseen: false,
        foreign_item: false,
        heading: 0,
        set_off: false,
        around_heading: ROOT,
    };
    walk.whole(start);
    walk.found.cards.add_writer(&mut walk.found.candidates);
    Found { lines: walk.lines.done, ..walk.found }
}

/// The text of a script, which is one node but for what a page adds to it later.
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
    around_headings: FxHashSet<NodeId>,
    lines: Lines<'a>,
    budget: microdata::Budget,
    licenses: u32,
    found: Found<'a>,
}

impl Walk<'_> {
    /// Goes through the tree in document order.
    fn whole(&mut self, start: Area) {
        // What is around the node, and what that is in.
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
            // The day and the time in elements of their own are set apart by a style.
            self.lines.add_space();
        }
        let said = Attributes::of(self.document, id);
        let mut area = outer;
        area.place.line = self.lines.number;
        // What holds a headline stands in what holds it as well.
        if self.tree.node(id).parent == outer.around_heading && self.around_headings.contains(&id) {
            area.around_heading = id;
        }
        match tag {
            Tag::Meta => self.meta(id, outer),
            Tag::Link => self.link(id, said.rel),
            Tag::Script => self.script(id),
            Tag::Title if self.found.title.is_none() => {
                self.found.title =
                    Some(without_archive(&plain(&self.tree.inner_text(id))).to_owned())
            }
            Tag::Html => {
                self.found.html_lang = self.lang(id);
                self.direction(id, "html[dir]");
            }
            Tag::Body => self.direction(id, "body[dir]"),
            _ => {}
        }
        area.unseen |= is_unseen(tag);
        area.heading = tag.heading_level().unwrap_or(area.heading);
        area.set_off |= matches!(tag, Tag::Em | Tag::I) || said.is_to_the_right;
        if !area.unseen && !matches!(tag, Tag::Html | Tag::Body | Tag::Head) {
            self.place(id, tag, &said, outer.around_heading, &mut area);
            if tag == Tag::A && !area.place.aside && has_word(said.rel, "license") {
                self.license(id, area.place);
            }
            microdata::element(
                self.tree,
                id,
                &said,
                &mut area,
                &mut self.budget,
                &mut self.found.candidates,
            );
        }
        area
    }

    /// Whether the element starts a part of the page that is not the story; `around` is what holds a headline around it.
    fn place(&mut self, id: NodeId, tag: Tag, said: &Attributes, around: NodeId, area: &mut Area) {
        // What is aside stays so, and nothing else is asked of it.
        if area.place.aside {
            return;
        }
        let is_landmark = said
            .role
            .is_some_and(|role| matches!(role, "navigation" | "contentinfo" | "search" | "dialog"));
        area.place.aside =
            is_landmark || matches!(tag, Tag::Nav | Tag::Menu | Tag::Search | Tag::Dialog);
        area.place.doubtful |= matches!(tag, Tag::Aside | Tag::Footer);
        let (says_aside, says_doubtful) = (said.marks.meets(ASIDE), said.marks.meets(DOUBTFUL));
        if (says_aside || says_doubtful)
            && !self.is_of_story(id, tag, said.marks, area.around_heading, around)
        {
            area.place.aside |= says_aside;
            area.place.doubtful |= says_doubtful;
        }
        if tag == Tag::Article {
            area.place.article = id;
        }
    }

    /// Whether an element is of the story whatever its names say.
    fn is_of_story(
        &self,
        id: NodeId,
        tag: Tag,
        marks: Marks,
        nearest: NodeId,
        around: NodeId,
    ) -> bool {
        // The names of the outermost elements speak of the whole page: `has-sidebar`, `comments-open`.
        matches!(tag, Tag::Main | Tag::Article)
            || nearest == id
            || marks.has(Mark::Story)
            || self.is_part_of_head(id, around)
    }

    /// Whether the names of an element are those of the container of the headline around it with a part's name behind, as BEM writes them:
    /// `CommentHead_date` beside the headline in `CommentHead` is no comment.
    fn is_part_of_head(&self, id: NodeId, around: NodeId) -> bool {
        let own = self.tree.attr(id, &local_name!("class")).unwrap_or_default();
        if !own.contains('_') || matches!(self.tree.tag(around), Tag::Body | Tag::Html) {
            return false;
        }
        let of_head = self.tree.attr(around, &local_name!("class")).unwrap_or_default();
        let mut parts = own.split_ascii_whitespace().filter_map(|c| c.split_once('_'));
        parts.any(|(block, _)| {
            block.len() > SHORT
                && of_head.split_ascii_whitespace().any(|c| c.split('_').next() == Some(block))
        })
    }

    fn meta(&mut self, id: NodeId, area: Area) {
        let Some(content) = self.tree.attr(id, &local_name!("content")) else { return };
        for attr in self.tree.attrs(id) {
            match attr.name {
                local_name!("property") | local_name!("name") | local_name!("http-equiv") => {
                    let name = self.tree.value(attr);
                    meta_tags::read(name, content, &mut self.found.candidates);
                    self.found.cards.read(name, content);
                }
                local_name!("itemprop") if !area.foreign_item && !area.place.aside => {
                    microdata::meta(
                        self.tree.value(attr),
                        content,
                        area.place,
                        &mut self.found.candidates,
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
            add(&mut self.found.candidates, Field::Canonical, "canonical", 0);
        }
        if has("amphtml") {
            add(&mut self.found.candidates, Field::Amp, "amphtml", 0);
        }
        if has("license") {
            add(&mut self.found.candidates, Field::License, "license", 2);
        }
        if has("image_src") {
            add(&mut self.found.candidates, Field::Image, "image_src", 8);
        }
    }

    /// A link to the licence of the page. One in a figure speaks of the picture.
    fn license(&mut self, id: NodeId, place: Place) {
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
        let found =
            Candidate::new(Field::License, href, Source::Element("a[rel=license]".into()), 4);
        self.found.candidates.add(Candidate { place: Some(place), ..found });
    }

    fn direction(&mut self, id: NodeId, element: &str) {
        let stated =
            self.tree.attr(id, &local_name!("dir")).unwrap_or_default().trim().to_ascii_lowercase();
        if matches!(stated.as_str(), "ltr" | "rtl") {
            self.found.direction = Some(Sourced::new(stated, Source::Element(element.to_owned())));
        }
    }

    fn script(&mut self, id: NodeId) {
        let kind = self.tree.attr(id, &local_name!("type")).unwrap_or_default();
        if kind.to_ascii_lowercase().contains("ld+json") {
            if self.found.json_ld.len() < MAX_SCRIPTS {
                self.found.json_ld.push(self.tree.inner_text(id));
            }
        } else if self.found.scripts.len() < MAX_SCRIPTS
            && self.tree.attr(id, &local_name!("src")).is_none()
        {
            self.found.scripts.push(id);
        }
    }

    fn lang(&self, id: NodeId) -> Option<String> {
        let lang = self.tree.attrs(id).iter().find(|a| matches!(&*a.name, "lang" | "xml:lang"))?;
        Some(self.tree.value(lang).to_owned())
    }
}

/// Parts of a page that are never the story.
const ASIDE: Marks = Marks::from_list(&[
    Mark::Related,
    Mark::Popular,
    Mark::Comment,
    Mark::Navigation,
    Mark::Newsletter,
    Mark::Advert,
    Mark::Consent,
    Mark::Paywall,
]);
/// Parts of a page that often are not.
const DOUBTFUL: Marks = Marks::from_list(&[
    Mark::Gallery,
    Mark::Card,
    Mark::Promo,
    Mark::Sidebar,
    Mark::Widget,
    Mark::Footer,
    Mark::Overlay,
    Mark::Player,
]);

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
