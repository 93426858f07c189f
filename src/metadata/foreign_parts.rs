//! Finds the parts of a page whose dates and names belong to something other than its article:
//! cards of other stories, quotes, answers of readers, the foot of the page.

mod comments;

use std::cell::{Cell, OnceCell};

use html5ever::local_name;
use rustc_hash::{FxHashMap, FxHashSet};

use super::author_links::is_author_link;
use super::headings::Headlines;
use crate::parse::Document;
use crate::parse::arena::{NONE, NodeId, NodeKind, ROOT, Tree};
use crate::parse::tag::Tag;
use crate::text::is_unspaced;

/// The most links and headings that are looked at; a page with more is a list.
const MAX_SEEDS: usize = 400;
/// The most containers above a link that may be its card.
const MAX_CLIMB: usize = 8;
/// Bytes of text of a card: a headline, a summary, a name and a date.
const MAX_CARD: usize = 700;
/// The fewest bytes of a link that can be a headline.
const MIN_LINK: usize = 28;
/// The fewest words of a headline, and the fewest characters of one without spaces.
const MIN_WORDS: usize = 4;
const MIN_WIDE: usize = 10;
/// A text of which one in so many bytes is a digit is a date.
const MAX_DIGIT_SHARE: usize = 6;
/// The smallest share of the text of a list of cards that is their headlines, in percent.
const MIN_LINKED: usize = 20;
/// That share in a card whose headline is only a link.
const MIN_LINKED_PLAIN: usize = 50;
/// The most elements of a card in a list without boxes.
const MAX_BETWEEN: usize = 8;
/// The most nodes inside a link that are looked at.
const MAX_INSIDE: usize = 40;
/// The elements, from a link upwards, of which one may be marked as a byline.
const MAX_BYLINE_CLIMB: usize = 4;
/// Bytes of text of a quotation; a longer one may be a story in a quotation's markup.
const MAX_QUOTE: usize = 1_500;
/// Bytes of the text that tells whether a part is the foot of the page.
const MAX_FOOT: usize = 4_000;
/// The most nodes read for the text of one part.
const MAX_NODES: usize = 2_000;
/// The most nodes read for all parts of a page: parts can be nested, so the limit bounds the time.
const MAX_READ: usize = 200_000;

/// The top elements of the parts that are not the article's. A page without a headline has none:
/// without it, nothing tells the article from a card.
pub(super) fn foreign_parts(document: &Document, headlines: &Headlines) -> FxHashSet<NodeId> {
    let tree = &document.tree;
    let budget = Cell::new(MAX_READ);
    let (found, prose) = (FxHashSet::default(), OnceCell::new());
    let mut finder = Finder { document, tree, headlines, found, budget, headline: None, prose };
    if !headlines.headings.is_empty() {
        finder.find();
    }
    finder.found
}

/// A link that may be the headline of another story.
#[derive(Debug, Clone, Copy)]
struct Seed {
    /// The link, or the heading around it.
    top: NodeId,
    /// Bytes of its text.
    length: usize,
    is_heading: bool,
    /// Whether it is a card by itself: a heading, or a link around blocks.
    is_box: bool,
}

/// The links inside an element.
#[derive(Debug, Clone, Copy, Default)]
struct Linked {
    seeds: usize,
    bytes: usize,
}

struct Finder<'a> {
    document: &'a Document<'a>,
    tree: &'a Tree<'a>,
    headlines: &'a Headlines,
    found: FxHashSet<NodeId>,
    /// The nodes that may still be read.
    budget: Cell<usize>,
    /// The headline above the node that is looked at: the last `<h1>` of the possible headlines, or
    /// else the first of them.
    headline: Option<NodeId>,
    /// The texts of the page that read like prose, in source order; found at the first use.
    prose: OnceCell<Vec<NodeId>>,
}

impl Finder<'_> {
    fn find(&mut self) {
        let mut seeds = Vec::new();
        for (id, node) in (0..).zip(self.tree.nodes()) {
            match node.tag {
                Tag::A if seeds.len() < MAX_SEEDS => seeds.extend(self.seed(id)),
                Tag::Blockquote if self.length(id, MAX_QUOTE) <= MAX_QUOTE => self.add(id),
                Tag::Figcaption => self.add(id),
                Tag::Footer if self.is_foot_of_page(id) => self.add(id),
                tag if tag.heading_level().is_none() => {}
                tag if self.headlines.headings.contains(&id) => {
                    let is_headline = tag == Tag::H1 || self.headline.is_none();
                    self.headline = if is_headline { Some(id) } else { self.headline };
                }
                _ if self.headline.is_some() => self.add_comments_below(id),
                _ => {}
            }
        }
        self.add_cards(&seeds);
    }

    /// Adds a part unless it contains the headline.
    fn add(&mut self, id: NodeId) {
        if !self.headlines.around.contains(&id) && !self.headlines.headings.contains(&id) {
            self.found.insert(id);
        }
    }

    /// A link as the headline of another story: a heading or a long text, and not inside a
    /// paragraph.
    fn seed(&self, link: NodeId) -> Option<Seed> {
        let tree = self.tree;
        let length = self.length(link, MAX_CARD);
        if length == 0 || length > MAX_CARD {
            return None;
        }
        let parent = |id: &NodeId| Some(tree.node(*id).parent).filter(|id| *id != NONE);
        let around =
            std::iter::successors(parent(&link), parent).find(|id| tree.tag(*id).is_block())?;
        let top = if tree.tag(around).heading_level().is_some() { around } else { link };
        let inside = || tree.descendants(link).take(MAX_INSIDE).map(|id| tree.tag(id));
        let is_heading = top != link || inside().any(|tag| tag.heading_level().is_some());
        // Most links are short, so the questions that cost more come last.
        let is_in_paragraph =
            || tree.tag(around) == Tag::P && self.length(around, 2 * length) > length;
        let is_headline = is_heading
            || length >= MIN_LINK && has_words(&tree.inner_text(link)) && !is_in_paragraph();
        let is_own =
            self.headlines.headings.contains(&top) || self.headlines.around.contains(&link);
        if !is_headline || is_own || !self.leads_to_page(link) || self.is_byline(link) {
            return None;
        }
        let is_box = is_heading || inside().any(|tag| tag.is_block() || tag == Tag::Time);
        Some(Seed { top, length, is_heading, is_box })
    }

    /// Whether a link leads to another page that is not the author's.
    fn leads_to_page(&self, link: NodeId) -> bool {
        self.tree.attr(link, &local_name!("href")).map(str::trim).is_some_and(|href| {
            !href.is_empty()
                && !["#", "mailto:", "javascript:"].iter().any(|start| href.starts_with(start))
                && !is_author_link(href)
        })
    }

    /// Adds the box around each link: the largest one that has no second headline. In a list
    /// without boxes, it also adds what stands between two headlines.
    fn add_cards(&mut self, seeds: &[Seed]) {
        let mut linked: FxHashMap<NodeId, Linked> = FxHashMap::default();
        for seed in seeds {
            for id in self.containers(seed.top) {
                let linked = linked.entry(id).or_default();
                linked.seeds += 1;
                linked.bytes += seed.length;
            }
        }
        for seed in seeds {
            let least = if seed.is_heading { 0 } else { MIN_LINKED_PLAIN };
            let is_card = |id: &NodeId| {
                let length = self.length(*id, MAX_CARD);
                linked[id].seeds == 1 && length <= MAX_CARD && seed.length * 100 >= length * least
            };
            let card = self.containers(seed.top).take_while(is_card).last();
            if seed.is_box || card.is_some() {
                let top = card.unwrap_or(seed.top);
                self.found.insert(top);
                self.add_until_next(top, &linked);
            }
        }
    }

    /// Adds what follows a card up to the next one, if their container is a list of cards.
    fn add_until_next(&mut self, card: NodeId, linked: &FxHashMap<NodeId, Linked>) {
        let Some(list) = self.containers(card).next() else { return };
        let Linked { seeds, bytes } = linked.get(&list).copied().unwrap_or_default();
        let most = seeds * MAX_CARD;
        if seeds < 2 || bytes * 100 < self.length(list, most).min(most) * MIN_LINKED {
            return;
        }
        let next = |id: &NodeId| Some(self.tree.node(*id).next).filter(|id| *id != NONE);
        let between = std::iter::successors(next(&card), next)
            .take_while(|id| !linked.contains_key(id))
            .take(MAX_BETWEEN);
        self.found.extend(between);
    }

    /// The containers above an element that do not contain the headline, nearest first.
    fn containers(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<'_> {
        let parent = |id: &NodeId| Some(self.tree.node(*id).parent).filter(|id| *id != NONE);
        std::iter::successors(parent(&id), parent)
            .take_while(|id| !self.headlines.around.contains(id) && *id != ROOT)
            .take(MAX_CLIMB)
    }

    /// Whether a link is marked as a byline, or the elements just above it are.
    fn is_byline(&self, link: NodeId) -> bool {
        let Document { tree, class_marks, .. } = self.document;
        let parent = |id: &NodeId| Some(tree.node(*id).parent).filter(|id| *id != NONE);
        std::iter::successors(Some(link), parent).take(MAX_BYLINE_CLIMB).any(|id| {
            let attributes = tree.attrs(id).iter().zip(class_marks.of_element(tree, id));
            let mut classes = attributes.filter(|(attr, _)| attr.name == local_name!("class"));
            classes.any(|(_, named)| named.field.byline().is_some())
        })
    }

    /// Whether a footer is that of the page: it states the copyright, or stands below everything.
    fn is_foot_of_page(&self, footer: NodeId) -> bool {
        let tree = self.tree;
        let parent = tree.node(footer).parent;
        let is_last = parent != NONE && tree.tag(parent) == Tag::Body;
        let states_copyright = || {
            let mut read = 0;
            let texts = tree.descendants(footer).take(MAX_NODES).map(|id| tree.text_of(id));
            texts
                .take_while(|text| {
                    read += text.len();
                    read <= MAX_FOOT
                })
                .any(|text| text.contains('©') || text.contains("opyright"))
        };
        is_last || states_copyright()
    }

    /// Bytes of an element's text without white space at the ends of its parts; more than `most` if
    /// it is longer.
    fn length(&self, id: NodeId, most: usize) -> usize {
        let mut length = 0;
        for (seen, under) in self.tree.descendants(id).enumerate() {
            let node = self.tree.node(under);
            if node.kind == NodeKind::Text
                && !matches!(self.tree.tag(node.parent), Tag::Script | Tag::Style | Tag::Template)
            {
                length += self.tree.text_of(under).trim().len();
            }
            self.budget.set(self.budget.get().saturating_sub(1));
            if length > most || seen > MAX_NODES || self.budget.get() == 0 {
                return most + 1;
            }
        }
        length
    }
}

/// Whether a text has the words of a headline, not those of a date or of the name of a section.
fn has_words(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let words = text.split_whitespace().count();
    // Scripts without spaces have long texts of one word; Korean has few spaces.
    let is_wide = |c: &char| is_unspaced(*c) || ('\u{ac00}'..='\u{d7a3}').contains(c);
    let is_long = || text.chars().filter(is_wide).count() >= MIN_WIDE;
    digits * MAX_DIGIT_SHARE < text.len() && (words >= MIN_WORDS || is_long())
}
