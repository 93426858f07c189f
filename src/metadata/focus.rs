//! Where the story is: its headline, and how far from it things stand.

use super::candidate::{Candidate, Field, Place};
use super::gather::Found;
use super::lines::Line;
use super::title::{is_host, is_name_by_key, key};
use crate::parse::arena::{NONE, NodeId};
use crate::text::{WordMap, fold, lower, raw_tokens, tokens};

/// Lines above a headline that may still belong to it.
const ABOVE: u32 = 12;
/// Lines below it in which its byline and date stand.
const BELOW: u32 = 30;
/// The distance of what follows the last running text of the story.
pub(super) const AT_END: u32 = BELOW + 1;
/// Lines behind the last running text of the story that may still belong to it: a signature, a credit.
const BEHIND: u32 = 4;
/// Lines by which what stands in a doubtful part of the page counts as further away.
pub(super) const DOUBTFUL_LINES: u32 = 8;
/// Percent of its words that a heading shares with a title when both speak of one story in different words.
const RELATED: u32 = 30;
/// Percent from which it is that title.
const ALIKE: u32 = 60;
/// What a heading gains that is a stated title and nothing else.
const TITLE: u32 = 60;
/// Words from which a heading is a headline by itself.
pub(super) const LEAST_WORDS: usize = 4;
/// Bytes that make a line running text.
pub(super) const PROSE: usize = 200;

/// The place of the headline.
#[derive(Debug, Default)]
pub(super) struct Focus {
    /// The line of the headline.
    headline: Option<u32>,
    /// The `<article>` around it.
    article: Option<NodeId>,
    /// The last line of running text in it.
    last_prose: u32,
    /// The headline as printed.
    pub(super) printed: Option<String>,
    /// Whether the printed headline is a first-level heading and says what the page says of itself.
    pub(super) agrees: bool,
    /// Whether it is the page's only first-level heading and running text follows it.
    pub(super) alone: bool,
}

/// Finds the headline: the heading that says what the page says of itself, else its only `<h1>`.
///
/// `sites` are the names of the site, which on old pages stands in the first `<h1>`.
pub(super) fn find(found: &Found, sites: &[String]) -> Focus {
    let titles: Vec<String> = stated_titles(found);
    let words: Vec<Words> = titles.iter().map(|t| Words::of(t)).collect();
    let keys: Vec<String> = titles.iter().map(|t| key(t)).collect();
    let seen =
        found.lines.iter().filter(|l| l.heading > 0 && !l.place.aside).map(|l| (l, key(&l.text)));
    let may_be =
        |(l, key): &(&Line, String)| !is_host(&l.text) && !is_name_by_key(key, &l.text, sites);
    let headings: Vec<(&Line, String)> = seen.filter(may_be).collect();
    let is_title = |l: &Line| position(&keys, &key(&l.text)) == TITLE;
    let mut best: Option<(u32, &Line)> = None;
    for (line, key) in &headings {
        let likeness = likeness(&words, &line.text);
        if likeness < ALIKE {
            continue;
        }
        let worth = likeness + if line.heading == 1 { 15 } else { 0 } + position(&keys, key);
        if best.is_none_or(|(b, _)| worth > b) {
            best = Some((worth, *line));
        }
    }
    let mut tops = headings.iter().map(|(l, _)| *l).filter(|l| l.heading == 1);
    let only = tops.next().filter(|_| tops.next().is_none());
    // A crosshead may share more words with the title than the headline over it does, as long as it is not the title itself.
    let is_related = |l: &Line| likeness(&words, &l.text) >= RELATED;
    // What ends a title behind the headline is the name of the site.
    let is_site =
        |l: &Line| keys.iter().any(|t| t.len() > key(&l.text).len() && t.ends_with(&key(&l.text)));
    // A slogan is short, or stands over something else than running text.
    let is_headline = |l: &Line| {
        let is_under = |p: &Line| {
            p.length >= PROSE && p.heading == 0 && !p.place.aside && p.place.line > l.place.line
        };
        tokens(&l.text).nth(LEAST_WORDS - 1).is_some() && found.lines.iter().any(is_under)
    };
    // What nobody wrote and no day saw is a page of a business: what stands over it is a slogan.
    let is_story = [Field::Published, Field::Author]
        .iter()
        .any(|field| !found.candidates.of(*field).is_empty());
    let over = only.filter(|_| is_story).filter(|o| {
        is_related(o)
            && is_headline(o)
            && !is_site(o)
            && best
                .is_some_and(|(_, l)| l.heading > 1 && l.place.line > o.place.line && !is_title(l))
    });
    let best = over.or(best.map(|(_, l)| l));
    let agrees = best.is_some_and(|l| l.heading == 1);
    let Some(line) = best.or(only) else { return Focus::default() };
    let article = Some(line.place.article).filter(|a| *a != NONE);
    let in_article = |l: &&Line| {
        article.is_none_or(|a| l.place.article == a) && !l.place.aside && !l.place.doubtful
    };
    let last_prose = found
        .lines
        .iter()
        .filter(in_article)
        .filter(|l| l.length >= PROSE)
        .map(|l| l.place.line)
        .max();
    let related = likeness(&words, &line.text) >= RELATED;
    let alone = related
        && only.is_some_and(|o| o.place.line == line.place.line)
        && last_prose > Some(line.place.line);
    Focus {
        headline: Some(line.place.line),
        article,
        last_prose: last_prose.unwrap_or(0),
        printed: Some(line.text.to_string()),
        agrees,
        alone,
    }
}

/// Titles the page states for itself, as given.
pub(super) fn stated_titles(found: &Found) -> Vec<String> {
    let stated = found
        .candidates
        .of(Field::Title)
        .into_iter()
        .filter(|c| c.place.is_none())
        .map(|c| c.value.clone());
    stated.chain(found.title.clone()).collect()
}

/// Headlines open a title and names of sites close it; a title that is all headline settles it. All by their [keys](key).
fn position(titles: &[String], heading: &str) -> u32 {
    let best = titles
        .iter()
        .map(|t| {
            if t == heading {
                TITLE
            } else if t.starts_with(heading) {
                30
            } else {
                0
            }
        })
        .max();
    best.unwrap_or(0)
}

/// How much of a heading is in the title that has most of it, and the other way round where that is short: percent of the words.
fn likeness(titles: &[Words], heading: &str) -> u32 {
    let (mut length, mut shared) = (0, vec![0; titles.len()]);
    let mut buffer = String::new();
    for word in raw_tokens(heading).take(60) {
        length += 1;
        let word = lower(word, &mut buffer);
        titles
            .iter()
            .zip(&mut shared)
            .for_each(|(title, shared)| *shared += usize::from(title.words.get(word).is_some()));
    }
    let of = |(title, shared): (&Words, usize)| {
        if length == 0 || title.count == 0 || title.count > 100 {
            return 0;
        }
        // One word in common, such as the site's name, is no headline.
        let whole = if length == 1 && title.count > 3 { 3 } else { length };
        u32::try_from(shared * 100 / whole.max(title.count / 3)).unwrap_or(0)
    };
    titles.iter().zip(shared).map(of).max().unwrap_or(0)
}

/// The words of a title, in lower case.
struct Words {
    words: WordMap<()>,
    /// How many there are, repeats counted.
    count: usize,
}

impl Words {
    fn of(title: &str) -> Self {
        let (mut words, mut count) = (WordMap::default(), 0);
        for word in tokens(title) {
            words.entry(&word);
            count += 1;
        }
        Self { words, count }
    }
}

impl Focus {
    /// Whether an element can belong to the story at all.
    pub(super) fn admits(&self, candidate: &Candidate) -> bool {
        let Some(place) = candidate.place else { return true };
        let other = self.article.is_some_and(|a| place.article != NONE && place.article != a);
        !place.aside && !other
    }

    /// Whether a place is below the headline, and in no other article.
    pub(super) fn is_below(&self, place: &Place) -> bool {
        let is_of_story = !place.aside
            && self.article.is_none_or(|a| place.article == NONE || place.article == a);
        is_of_story && self.headline.is_some_and(|headline| place.line > headline)
    }

    /// How far from the headline a place is, in lines, those above it counted twice. `None` where it is too far, and zero
    /// everywhere where no headline was found.
    pub(super) fn distance(&self, place: &Place) -> Option<u32> {
        let Some(headline) = self.headline else {
            return Some(place.line.min(1_000)).filter(|_| !place.aside);
        };
        if self.article.is_some_and(|a| place.article != NONE && place.article != a) {
            return None;
        }
        let doubt = u32::from(place.doubtful) * DOUBTFUL_LINES;
        if place.line < headline {
            let above = headline - place.line;
            return (above <= ABOVE).then_some(above * 2 + doubt);
        }
        let below = place.line - headline;
        let after_end = place.line > self.last_prose
            && place.line - self.last_prose <= BEHIND
            && self.last_prose > headline;
        (below <= BELOW)
            .then_some((below + doubt).min(BELOW))
            .or_else(|| after_end.then_some(AT_END + doubt))
    }

    /// The titles folded, for comparison with data.
    pub(super) fn folded_titles(&self, found: &Found) -> Vec<String> {
        stated_titles(found).iter().chain(&self.printed).map(|t| fold(t)).collect()
    }
}
