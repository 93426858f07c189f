//! The one walk over the tree: everything that may bear on a field, with its place.

use html5ever::local_name;
use rustc_hash::FxHashSet;

use super::candidate::{Candidate, Candidates, Field, Place};
use super::cards::Cards;
use super::class_names::ClassNames;
use super::focus::LEAST_WORDS;
use super::plain::{clip, plain};
use super::printed_date::Locale;
use super::title::{key, without_archive};
use super::{island, meta_tags, microdata, moment};
use crate::article::{Source, Sourced};
use crate::parse::arena::{Kind, NONE, NodeId, ROOT, Tree};
use crate::parse::tag::Tag;
use crate::parse::{Document, NameMarks};
use crate::rules::{Mark, Marks};
use crate::text::squeeze;

/// Scripts of each kind that are read.
const MAX_SCRIPTS: usize = 200;
/// Bytes from which an attribute may hold the state of a part of the page.
const MIN_STATE: usize = 100;
/// Dates in scripts that are weighed.
const MAX_ISLAND_DATES: usize = 50;
/// Longest line kept whole, in bytes; of a longer one only the start matters, since bylines and dates are short.
const MAX_LINE: usize = 400;
/// Longest line that is kept where it is aside, in bytes: as long as a line that is hardly more than a date.
const SHORT_LINE: usize = 60;
/// Headings whose surroundings are looked at; a page with more is a list.
const MAX_HEADINGS: usize = 60;
/// Those of them that count where none is in the title.
const FIRST_HEADINGS: usize = 3;
/// Bytes of a heading that may be in a title by chance.
const SHORT: usize = 8;
/// Links to licences that are looked at: a page of pictures has one for each.
const MAX_LICENSES: u32 = 20;
/// Lines kept; a page of news has some hundreds.
const MAX_LINES: usize = 20_000;

/// A line of text: what stands between two block boundaries.
#[derive(Debug)]
pub(super) struct Line {
    /// Squeezed; cut at [`MAX_LINE`].
    pub(super) text: String,
    /// Bytes of the whole line.
    pub(super) length: usize,
    pub(super) place: Place,
    /// Level of the heading it is, 0 for none.
    pub(super) heading: u8,
    /// Whether all of it is set off from the text around it, as signatures are: in emphasis or to the right.
    pub(super) set_off: bool,
}

/// What the walk found.
#[derive(Debug, Default)]
pub(super) struct Found {
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
    pub(super) lines: Vec<Line>,
    /// The scripts that may hold the state of the page.
    scripts: Vec<NodeId>,
    /// The dates in them, read by [`Found::read_islands`].
    pub(super) island_dates: Vec<(String, String)>,
}

impl Found {
    /// The line in which a marked element begins.
    pub(super) fn line_of(&self, place: &Place) -> Option<usize> {
        usize::try_from(place.line).ok().filter(|at| self.lines.get(*at).is_some_and(|l| l.place.line == place.line))
    }

    /// Reads the dates in the page's scripts, where nothing else states one as data.
    pub(super) fn read_islands(&mut self, tree: &Tree) {
        let is_date = |value: &str| moment::read(value, &Locale::default()).is_some();
        let is_stated = self.candidates.of(Field::Published).iter().any(|c| c.place.is_none() && is_date(&c.value));
        if is_stated {
            return;
        }
        let in_scripts = self.scripts.iter().flat_map(|id| island::dates(&tree.inner_text(*id)));
        // Frameworks that wake single parts of a page keep the state of each in an attribute of its element.
        let values = tree.descendants(ROOT).flat_map(|id| tree.attrs(id)).map(|a| tree.value(a)).filter(|v| v.len() >= MIN_STATE);
        let in_attributes = values.filter(|v| v.starts_with(['{', '['])).take(MAX_SCRIPTS).flat_map(island::dates);
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
    heading: u8,
    /// Inside emphasis or to the right.
    set_off: bool,
}

/// Walks the whole tree once.
pub(super) fn gather(document: &Document) -> Found {
    let tree = &document.tree;
    let mut walk = Walk {
        tree,
        around_headings: around_headings(tree),
        marks: &document.names,
        names: ClassNames::default(),
        line: String::new(),
        length: 0,
        line_area: None,
        is_set_off: true,
        line_number: 0,
        budget: microdata::Budget::default(),
        licenses: 0,
        found: Found::default(),
    };
    let start = Area { place: Place::default(), unseen: false, foreign_item: false, heading: 0, set_off: false };
    let mut open: Vec<(NodeId, Area)> = vec![(ROOT, start)];
    for id in tree.descendants(ROOT) {
        let parent = tree.node(id).parent;
        while open.len() > 1 && open.last().is_some_and(|(o, _)| *o != parent) {
            let left = open.pop();
            walk.leave(left.map_or(ROOT, |(o, _)| o));
        }
        let area = open.last().map_or(start, |(_, a)| *a);
        match tree.node(id).kind {
            Kind::Text => walk.text(id, area),
            Kind::Element => open.push((id, walk.enter(id, area))),
            _ => {}
        }
    }
    walk.flush();
    walk.found.cards.add_writer(&mut walk.found.candidates);
    walk.found
}

/// Everything around the headline: a container that holds it is none of the parts that hold other things, whatever its class
/// says. The headline is not yet known, so it is any heading that is in the title, or one of the first `<h1>`.
fn around_headings(tree: &Tree) -> FxHashSet<NodeId> {
    let title = tree.descendants(ROOT).find(|id| tree.tag(*id) == Tag::Title).map(|id| key(&tree.inner_text(id))).unwrap_or_default();
    let is_heading = |id: &NodeId| matches!(tree.tag(*id), Tag::H1 | Tag::H2 | Tag::H3);
    let all: Vec<NodeId> = tree.descendants(ROOT).filter(is_heading).take(MAX_HEADINGS).collect();
    let in_title = |id: &NodeId| Some(key(&tree.inner_text(*id))).is_some_and(|k| k.len() > SHORT && title.contains(&k));
    let mut chosen: Vec<NodeId> = all.iter().copied().filter(in_title).collect();
    let tops: Vec<NodeId> = all.into_iter().filter(|id| tree.tag(*id) == Tag::H1).collect();
    if chosen.is_empty() {
        chosen = tops.into_iter().take(FIRST_HEADINGS).collect();
    } else if let [only] = tops[..]
        && tree.inner_text(only).split_whitespace().nth(LEAST_WORDS - 1).is_some()
    {
        // The headline in other words than the title, which a crosshead repeats.
        chosen.push(only);
    }
    let mut around = FxHashSet::default();
    for heading in chosen {
        let mut id = tree.node(heading).parent;
        while id != NONE && around.insert(id) {
            id = tree.node(id).parent;
        }
    }
    around
}

struct Walk<'a> {
    tree: &'a Tree<'a>,
    around_headings: FxHashSet<NodeId>,
    marks: &'a NameMarks,
    names: ClassNames<'a>,
    /// The line so far, and what is known of it.
    line: String,
    length: usize,
    line_area: Option<Area>,
    is_set_off: bool,
    line_number: u32,
    budget: microdata::Budget,
    licenses: u32,
    found: Found,
}

impl Walk<'_> {
    fn text(&mut self, id: NodeId, area: Area) {
        let text = self.tree.text_of(id);
        if area.unseen || (self.line.is_empty() && text.trim_start().is_empty()) {
            return;
        }
        self.line_area.get_or_insert(area);
        self.is_set_off &= area.set_off || text.trim().is_empty();
        self.length += text.len();
        let room = MAX_LINE.saturating_sub(self.line.len());
        self.line.push_str(clip(text, room));
    }

    fn flush(&mut self) {
        if let Some(area) = self.line_area.take() {
            // Of what is aside only that a short line stands there can matter.
            let is_passed_over = area.place.aside && self.length > SHORT_LINE;
            let text = if is_passed_over { String::new() } else { squeeze(&self.line) };
            if !text.is_empty() || is_passed_over && !self.line.trim_start().is_empty() {
                let place = Place { line: self.line_number, ..area.place };
                // The white space between elements is none of the line's.
                let length = if is_passed_over || self.line.len() < self.length { self.length } else { text.len() };
                if self.found.lines.len() < MAX_LINES {
                    self.found.lines.push(Line { text, length, place, heading: area.heading, set_off: self.is_set_off });
                }
                self.line_number += 1;
            }
        }
        self.line.clear();
        (self.length, self.is_set_off) = (0, true);
    }

    fn leave(&mut self, id: NodeId) {
        if self.tree.tag(id).is_block() {
            self.flush();
        }
    }

    fn enter(&mut self, id: NodeId, outer: Area) -> Area {
        let tag = self.tree.tag(id);
        if tag.is_block() || tag == Tag::Br {
            self.flush();
        } else if tag == Tag::Time && !self.line.is_empty() {
            // The day and the time in elements of their own are set apart by a style.
            self.line.push(' ');
        }
        let mut area = outer;
        area.place.line = self.line_number;
        match tag {
            Tag::Meta => self.meta(id, outer),
            Tag::Link => self.link(id),
            Tag::Script => self.script(id),
            Tag::Title if self.found.title.is_none() => {
                self.found.title = Some(without_archive(&plain(&self.tree.inner_text(id))).to_owned())
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
        area.set_off |= matches!(tag, Tag::Em | Tag::I) || self.is_to_the_right(id);
        if !area.unseen && !matches!(tag, Tag::Html | Tag::Body | Tag::Head) {
            self.place(id, tag, &mut area);
            if tag == Tag::A && !area.place.aside {
                self.license(id, area.place);
            }
            microdata::element(self.tree, id, &mut self.names, &mut area, &mut self.budget, &mut self.found.candidates);
        }
        area
    }

    /// Whether the element starts a part of the page that is not the story.
    fn place(&mut self, id: NodeId, tag: Tag, area: &mut Area) {
        // What is aside stays so, and nothing else is asked of it.
        if area.place.aside {
            return;
        }
        let marks = self.marks(id, tag);
        let role = self.tree.attr(id, &local_name!("role")).unwrap_or_default();
        let is_landmark = matches!(role, "navigation" | "contentinfo" | "search" | "dialog");
        area.place.aside |= is_landmark || matches!(tag, Tag::Nav | Tag::Menu | Tag::Search | Tag::Dialog) || marks.has_any(&ASIDE);
        area.place.doubtful |= matches!(tag, Tag::Aside | Tag::Footer) || marks.has_any(&DOUBTFUL);
        if tag == Tag::Article {
            area.place.article = id;
        }
    }

    fn is_to_the_right(&self, id: NodeId) -> bool {
        self.tree.attrs(id).iter().any(|attr| match attr.name {
            local_name!("align") => self.tree.value(attr).eq_ignore_ascii_case("right"),
            local_name!("style") => self.tree.value(attr).split(';').any(|rule| {
                let sides = rule.split_once(':');
                sides
                    .is_some_and(|(name, side)| name.trim().eq_ignore_ascii_case("text-align") && side.trim().eq_ignore_ascii_case("right"))
            }),
            _ => false,
        })
    }

    /// Whether the names of an element are those of a container of the headline with a part's name behind, as BEM writes them:
    /// `CommentHead_date` beside the headline in `CommentHead` is no comment.
    fn is_part_of_head(&self, id: NodeId) -> bool {
        let mut around = self.tree.node(id).parent;
        while around != NONE && !self.around_headings.contains(&around) {
            around = self.tree.node(around).parent;
        }
        let classes = |id: NodeId| self.tree.attr(id, &local_name!("class")).unwrap_or_default().split_ascii_whitespace();
        let of_head = around != NONE && !matches!(self.tree.tag(around), Tag::Body | Tag::Html);
        of_head
            && classes(id)
                .filter_map(|c| c.split_once('_'))
                .any(|(block, _)| block.len() > SHORT && classes(around).any(|c| c.split('_').next() == Some(block)))
    }

    fn marks(&self, id: NodeId, tag: Tag) -> Marks {
        // The names of the outermost elements speak of the whole page: `has-sidebar`, `comments-open`.
        if tag == Tag::Main || self.around_headings.contains(&id) {
            return Marks::default();
        }
        let mut marks = Marks::default();
        for (attr, own) in self.tree.attrs(id).iter().zip(self.marks.of_element(self.tree, id)) {
            if matches!(attr.name, local_name!("class") | local_name!("id")) {
                marks = marks.and(*own);
            }
        }
        let is_none = tag == Tag::Article || marks.has(Mark::Story) || marks != Marks::default() && self.is_part_of_head(id);
        if is_none { Marks::default() } else { marks }
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
                    microdata::meta(self.tree.value(attr), content, area.place, &mut self.found.candidates);
                }
                _ => {}
            }
        }
    }

    fn link(&mut self, id: NodeId) {
        let Some(href) = self.tree.attr(id, &local_name!("href")) else { return };
        let rel = self.tree.attr(id, &local_name!("rel")).unwrap_or_default();
        let has = |word: &str| rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case(word));
        let add = |candidates: &mut Candidates, field, word: &str, rank| {
            candidates.add(Candidate::new(field, href, Source::Element(format!("link[rel={word}]")), rank));
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
        let rel = self.tree.attr(id, &local_name!("rel")).unwrap_or_default();
        if self.licenses == MAX_LICENSES || !rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("license")) {
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
        let found = Candidate::new(Field::License, href, Source::Element("a[rel=license]".into()), 4);
        self.found.candidates.add(Candidate { place: Some(place), ..found });
    }

    fn direction(&mut self, id: NodeId, element: &str) {
        let stated = self.tree.attr(id, &local_name!("dir")).unwrap_or_default().trim().to_ascii_lowercase();
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
        } else if self.found.scripts.len() < MAX_SCRIPTS && self.tree.attr(id, &local_name!("src")).is_none() {
            self.found.scripts.push(id);
        }
    }

    fn lang(&self, id: NodeId) -> Option<String> {
        let lang = self.tree.attrs(id).iter().find(|a| matches!(&*a.name, "lang" | "xml:lang"))?;
        Some(self.tree.value(lang).to_owned())
    }
}

/// Parts of a page that are never the story.
const ASIDE: [Mark; 8] =
    [Mark::Related, Mark::Popular, Mark::Comment, Mark::Navigation, Mark::Newsletter, Mark::Advert, Mark::Consent, Mark::Paywall];
/// Parts of a page that often are not.
const DOUBTFUL: [Mark; 8] =
    [Mark::Gallery, Mark::Card, Mark::Promo, Mark::Sidebar, Mark::Widget, Mark::Footer, Mark::Overlay, Mark::Player];

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
