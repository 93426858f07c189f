//! Cuts further stories below the main one, such as those that a page loads while its reader
//! scrolls.
//!
//! Each paragraph of another story reads like the main one, so the classifier keeps it. Only its
//! start tells: a second headline with a byline or date of its own, in a box like that of the
//! first, with the address of another page. Entries of a live blog, crossheads and collections
//! lack one or the other.

use std::cell::OnceCell;
use std::ops::Range;

use super::declared::Declared;
use super::furniture::headline_of;
use super::main_story::{MainStory, Part, heading_level};
use super::measures::Measures;
use super::page_model::{PredictedKind, predict_kind};
use crate::block::{
    Block, Blocks, Boilerplate, Container, ContainerId, Landmark, SpanKind, Stage, Verdict,
};
use crate::metadata::{is_byline, names_day};
use crate::rules::Mark;
use crate::text::raw_tokens;

/// Words of the main story before another one can begin.
const MIN_WORDS_BEFORE: u32 = 40;
/// Words of running text that make another story.
const MIN_WORDS_OF_OTHER: u32 = 25;
/// Blocks after its headline within which these words stand.
const TEXT_REACH: usize = 60;
/// Words of a block that is a paragraph.
const MIN_PARAGRAPH_WORDS: u32 = 10;
/// Times by which another story may be longer than the first; beyond, the first is a teaser.
const MAX_TIMES_LONGER: u32 = 3;
/// The most further stories that are not certain; more of them are the content of a collection.
const MAX_UNCERTAIN: usize = 3;
/// The fewest words of a headline.
const MIN_HEADLINE_WORDS: u32 = 3;
/// Likeness to the page's title from which a heading repeats it.
const SAME_HEADLINE: f32 = 0.6;
/// Blocks around a headline within which its byline and date stand.
const BYLINE_REACH: usize = 6;
/// The most words of a byline or of a line with a date.
const MAX_BYLINE_WORDS: u32 = 14;
/// Share of linked words from which a headline leads to another page.
const LINKED: f32 = 0.9;
/// Words in a headline that announce a live blog, whose entries are signed and dated.
const LIVE: &[&str] =
    &["live", "liveblog", "ticker", "liveticker", "newsblog", "direct", "vivo", "diretta"];

/// A further story.
#[derive(Debug, Clone)]
struct OtherStory {
    /// Its blocks, from its headline on.
    blocks: Range<usize>,
    /// Whether its start is that of a story on any page; else only on a page with one article.
    is_certain: bool,
}

/// Cuts every further story.
pub(super) fn apply(
    blocks: &mut Blocks,
    measures: &Measures,
    declared: &Declared,
    kind: &OnceCell<PredictedKind>,
) {
    let Some(headline) = main_headline(blocks, measures, declared) else { return };
    let mut others = find_all(blocks, measures, declared, headline);
    // Few pages come this far.
    if others.iter().any(|other| !other.is_certain)
        && *kind.get_or_init(|| predict_kind(blocks, measures)) != PredictedKind::Article
    {
        others.retain(|other| other.is_certain);
    }
    for other in others {
        cut(&mut blocks.list, other.blocks);
    }
}

/// The further stories. A page on which another story begins before the first has text is a
/// collection and has none; one with many uncertain ones has only the certain ones.
fn find_all(
    blocks: &Blocks,
    measures: &Measures,
    declared: &Declared,
    headline: usize,
) -> Vec<OtherStory> {
    let mut story = MainStory::new(blocks, headline);
    let is_signed = Signs::after(blocks, measures, headline).any();
    let mut others: Vec<OtherStory> = Vec::new();
    let mut i = headline + 1;
    while i < blocks.list.len() {
        let Some(other) = other_story(blocks, measures, declared, &story, is_signed, i) else {
            story.add(blocks, measures, i);
            i += 1;
            continue;
        };
        let words: u32 = other.blocks.clone().map(|at| words_of_text(blocks, measures, at)).sum();
        if story.words < MIN_WORDS_BEFORE
            || !other.is_certain && words > MAX_TIMES_LONGER * story.words
        {
            return Vec::new();
        }
        i = other.blocks.end;
        others.push(other);
    }
    if others.iter().filter(|other| !other.is_certain).count() > MAX_UNCERTAIN {
        others.retain(|other| other.is_certain);
    }
    others
}

/// The printed headline of the page, if the page is one story by what it declares.
fn main_headline(blocks: &Blocks, measures: &Measures, declared: &Declared) -> Option<usize> {
    let headline = headline_of(blocks, measures)?;
    let is_live = raw_tokens(measures.folded(headline)).any(|word| LIVE.contains(&word));
    (declared.is_one_story()
        && !is_live
        && measures.blocks[headline].likeness.title >= SAME_HEADLINE)
        .then_some(headline)
}

/// The blocks of another story, if it begins with the block `i`.
fn other_story(
    blocks: &Blocks,
    measures: &Measures,
    declared: &Declared,
    story: &MainStory,
    is_main_signed: bool,
    i: usize,
) -> Option<OtherStory> {
    let block = &blocks.list[i];
    let level = heading_level(block)?;
    let m = &measures.blocks[i];
    if m.shape.words < MIN_HEADLINE_WORDS || m.likeness.title >= SAME_HEADLINE || block.is_settled()
    {
        return None;
    }
    let part = story.part_at(blocks, measures, i);
    let container = &blocks.containers[part.container as usize];
    let counterpart =
        story.counterpart(blocks, part.container).map(|id| &blocks.containers[id as usize]);
    let is_own = |kind: &SpanKind| match kind {
        SpanKind::Link(href) => declared.is_own_link(href),
        _ => true,
    };
    let is_top = Some(level) <= heading_level(&blocks.list[story.headline]).or(Some(1));
    let is_linked = m.link_density >= LINKED && block.spans.iter().all(|s| is_own(&s.kind));
    let is_twin = counterpart.is_some_and(|own| own.path == container.path);
    let are_articles = counterpart.is_some_and(|own| is_article(own) && is_article(container));
    let has_addresses = container.has_address && counterpart.is_some_and(|own| own.has_address);
    let has_twin = is_twin || are_articles;
    let is_next = counterpart.is_some() && container.marks.has(Mark::Related);
    // Most headings end here, before their surroundings are read.
    if !is_main_signed && !is_next && (part.is_open || !has_twin) {
        return None;
    }
    let signs = Signs::read(blocks, measures, story, part, i);
    let is_signed = is_main_signed && (is_top && signs.any() || signs.byline && signs.day);
    let is_another = if part.is_open {
        is_signed
    } else if are_articles {
        is_top || signs.any() || is_linked || container.hidden
    } else if is_twin {
        let is_marked = container.marks.has_any(&[Mark::Article, Mark::Story]);
        (signs.any() || is_marked) && (is_top || is_linked) || signs.byline || has_addresses
    } else {
        is_signed || is_next
    };
    if !is_another {
        return None;
    }
    let is_certain = has_twin && (level == 1 && signs.any() || has_addresses);
    let other =
        |container| OtherStory { blocks: i..story.end_of(blocks, container, i), is_certain };
    if !part.is_open && has_text(blocks, measures, story, part.container, i) {
        return Some(other(part.container));
    }
    // Headline and text stand side by side, each perhaps in a box of its own.
    let around = story.around(blocks, part);
    ((part.is_open || has_twin) && has_text(blocks, measures, story, around, i))
        .then(|| other(around))
}

/// Whether enough running text follows the block `i` inside a container. The reach is limited, so
/// that a page of headings costs no more than its size.
fn has_text(
    blocks: &Blocks,
    measures: &Measures,
    story: &MainStory,
    container: ContainerId,
    i: usize,
) -> bool {
    let after = (i..blocks.list.len()).take(TEXT_REACH);
    let inside = after.take_while(|at| story.is_inside(&blocks.list[*at], container));
    inside.map(|at| words_of_text(blocks, measures, at)).sum::<u32>() >= MIN_WORDS_OF_OTHER
}

fn is_article(container: &Container) -> bool {
    container.landmark == Some(Landmark::Article)
}

/// The words of a block if it is kept running text, else 0. Hidden text counts too.
fn words_of_text(blocks: &Blocks, measures: &Measures, i: usize) -> u32 {
    let block = &blocks.list[i];
    let words = measures.blocks[i].shape.words;
    let is_text = block.is_body() && heading_level(block).is_none() && words >= MIN_PARAGRAPH_WORDS;
    if is_text { words } else { 0 }
}

/// The lines beside a headline that only the start of a story has.
#[derive(Debug, Clone, Copy, Default)]
struct Signs {
    byline: bool,
    day: bool,
}

impl Signs {
    /// Reads the short lines after the headline `i`, and those before it in a part of its own.
    fn read(blocks: &Blocks, measures: &Measures, story: &MainStory, part: Part, i: usize) -> Self {
        let mut signs = Self::after(blocks, measures, i);
        let before = (0..i)
            .rev()
            .take(BYLINE_REACH / 2)
            .take_while(|at| !part.is_open && story.is_inside(&blocks.list[*at], part.container));
        before.for_each(|at| signs.read_line(blocks, measures, at));
        signs
    }

    /// Reads the short lines between the headline `i` and its first paragraph.
    fn after(blocks: &Blocks, measures: &Measures, i: usize) -> Self {
        let mut signs = Self::default();
        let after = (i + 1..blocks.list.len()).take(BYLINE_REACH);
        let is_end = |at: &usize| {
            let m = &measures.blocks[*at];
            let is_next = heading_level(&blocks.list[*at]).is_some() && m.link_density >= LINKED;
            m.prose > MAX_BYLINE_WORDS || is_next
        };
        after.take_while(|at| !is_end(at)).for_each(|at| signs.read_line(blocks, measures, at));
        signs
    }

    fn read_line(&mut self, blocks: &Blocks, measures: &Measures, at: usize) {
        let block = &blocks.list[at];
        let is_short = (1..=MAX_BYLINE_WORDS).contains(&measures.blocks[at].shape.words);
        if is_short && heading_level(block).is_none() {
            self.byline |= is_byline(&block.text);
            self.day |= names_day(&block.text);
        }
    }

    fn any(self) -> bool {
        self.byline || self.day
    }
}

fn cut(list: &mut [Block], story: Range<usize>) {
    let headline = list[story.start].text.clone();
    for block in list[story].iter_mut().filter(|b| b.is_kept() && !b.is_settled()) {
        block.add_ruling(
            Verdict::Cut(Boilerplate::Related),
            Stage::Groups,
            "another-story",
            format!("it belongs to “{headline}”"),
        );
    }
}
