//! Locates the headline, and measures how far other elements are from it.

use super::candidate::{Candidate, Field};
use super::gather::Gathered;
use super::position::Position;
use super::printed_lines::PrintedLine;
use super::title_key::{MIN_HEADLINE_WORDS, is_host, is_site_name_by_key, title_key};
use crate::parse::arena::{NONE, NodeId};
use crate::text::{WordMap, fold, lower, raw_tokens, tokens};

/// Lines above a headline that may still belong to it.
const MAX_LINES_ABOVE: u32 = 12;
/// Lines below a headline within which its byline and date are.
const MAX_LINES_BELOW: u32 = 30;
/// The distance of a line that follows the last running text of the article.
pub(super) const DISTANCE_AT_END: u32 = MAX_LINES_BELOW + 1;
/// Lines after the last running text that may still belong to the article: a signature, a credit.
const MAX_LINES_AFTER_TEXT: u32 = 4;
/// Lines that a doubtful part of the page adds to a distance.
pub(super) const DOUBTFUL_LINES: u32 = 8;
/// Likeness in percent from which a heading and a title describe the same article in different
/// words.
const MIN_RELATED: u32 = 30;
/// Likeness in percent from which a heading is that title.
const MIN_ALIKE: u32 = 60;
/// Points of a heading that is exactly a declared title.
const POINTS_EXACT_TITLE: u32 = 60;
/// Points of a heading that is the start of a declared title.
const POINTS_TITLE_START: u32 = 30;
/// Points of a first-level heading.
const POINTS_FIRST_LEVEL: u32 = 15;
/// Words of a heading that are compared with the titles.
const MAX_HEADING_WORDS: usize = 60;
/// Words above which a title is a paragraph and like no heading.
const MAX_TITLE_WORDS: usize = 100;
/// Bytes from which a line with a full stop is a sentence.
const MIN_SENTENCE: usize = 80;
/// Bytes from which a line is running text.
pub(super) const MIN_PROSE_BYTES: usize = 200;

/// The location of the headline on the page.
#[derive(Debug, Default)]
pub(super) struct HeadlineLocation {
    /// The line of the headline.
    line: Option<u32>,
    /// The `<article>` around it.
    article: Option<NodeId>,
    /// The last line of running text in that article.
    last_prose: u32,
    /// The headline as printed.
    pub(super) printed: Option<String>,
    /// Whether the printed headline is a first-level heading and matches a declared title.
    pub(super) matches_title: bool,
    /// Whether it is the page's only first-level heading and running text follows it.
    pub(super) is_only_heading: bool,
}

/// A heading of the page with its key.
struct Heading<'g> {
    line: &'g PrintedLine<'g>,
    key: String,
}

/// The declared titles in the forms in which headings are compared with them.
struct DeclaredTitles {
    words: Vec<TitleWords>,
    keys: Vec<String>,
}

/// The words of a title, in lower case.
struct TitleWords {
    words: WordMap<()>,
    /// Number of words, repeats included.
    count: usize,
}

impl HeadlineLocation {
    /// Finds the headline: the heading that matches a declared title, otherwise the only `<h1>`.
    ///
    /// `sites` are the names of the site, which is the first `<h1>` of old pages.
    pub(super) fn locate(gathered: &Gathered, sites: &[String]) -> Self {
        let titles = DeclaredTitles::new(gathered);
        let headings = headings(gathered, sites);
        let only_top = only_first_level(&headings);
        let best = best_match(&headings, &titles);
        let headline =
            only_top.filter(|top| beats_crosshead(gathered, &titles, top, best)).or(best);
        let matches_title = headline.is_some_and(|h| h.line.heading == 1);
        let Some(headline) = headline.or(only_top) else { return Self::default() };
        let line = headline.line.position.line;
        let article = Some(headline.line.position.article).filter(|a| *a != NONE);
        let last_prose = last_prose(gathered, article);
        let is_only_heading = titles.likeness(headline) >= MIN_RELATED
            && only_top.is_some_and(|top| top.line.position.line == line)
            && last_prose > Some(line);
        Self {
            line: Some(line),
            article,
            last_prose: last_prose.unwrap_or(0),
            printed: Some(headline.line.text.to_string()),
            matches_title,
            is_only_heading,
        }
    }

    /// Whether a candidate can belong to the article at all.
    pub(super) fn admits(&self, candidate: &Candidate) -> bool {
        let Some(position) = candidate.position else { return true };
        let is_other =
            self.article.is_some_and(|a| position.article != NONE && position.article != a);
        !position.aside && !is_other
    }

    /// Whether a position is below the headline and not in another article.
    pub(super) fn is_below(&self, position: &Position) -> bool {
        let is_of_article = !position.aside
            && self.article.is_none_or(|a| position.article == NONE || position.article == a);
        is_of_article && self.line.is_some_and(|headline| position.line > headline)
    }

    /// Whether running text of the article stands between the headline and this line.
    pub(super) fn is_below_prose(&self, lines: &[PrintedLine], at: usize) -> bool {
        let Some(headline) = self.line else { return false };
        let above = lines[..at].iter().rev().take_while(|l| l.position.line > headline);
        let is_prose = |l: &&PrintedLine| l.length >= MIN_PROSE_BYTES || is_sentence(l);
        let mut prose = above.filter(|l| !l.position.aside && l.heading == 0).filter(is_prose);
        prose.next().is_some()
    }

    /// The distance of a position from the headline, in lines; lines above it count twice. `None`
    /// if it is too far. Without a headline, the distance from the start of the page.
    pub(super) fn distance(&self, position: &Position) -> Option<u32> {
        let Some(headline) = self.line else {
            return Some(position.line.min(1_000)).filter(|_| !position.aside);
        };
        if self.article.is_some_and(|a| position.article != NONE && position.article != a) {
            return None;
        }
        let doubt = u32::from(position.doubtful) * DOUBTFUL_LINES;
        if position.line < headline {
            let above = headline - position.line;
            return (above <= MAX_LINES_ABOVE).then_some(above * 2 + doubt);
        }
        let below = position.line - headline;
        let is_after_text = position.line > self.last_prose
            && position.line - self.last_prose <= MAX_LINES_AFTER_TEXT
            && self.last_prose > headline;
        (below <= MAX_LINES_BELOW)
            .then_some((below + doubt).min(MAX_LINES_BELOW))
            .or_else(|| is_after_text.then_some(DISTANCE_AT_END + doubt))
    }

    /// The titles, folded for comparison with data.
    pub(super) fn folded_titles(&self, gathered: &Gathered) -> Vec<String> {
        declared_titles(gathered).iter().chain(&self.printed).map(|t| fold(t)).collect()
    }
}

/// Whether a line is a sentence and longer than a byline.
pub(super) fn is_sentence(line: &PrintedLine) -> bool {
    line.text.len() >= MIN_SENTENCE && line.text.ends_with(['.', '!', '?', '。', '”', '"', '»'])
}

/// The headings that may be the headline: not aside, and not a name of the site.
fn headings<'g>(gathered: &'g Gathered, sites: &[String]) -> Vec<Heading<'g>> {
    let all = gathered.lines.iter().filter(|l| l.heading > 0 && !l.position.aside);
    all.map(|line| Heading { line, key: title_key(&line.text) })
        .filter(|h| !is_host(&h.line.text) && !is_site_name_by_key(&h.key, &h.line.text, sites))
        .collect()
}

/// The only first-level heading; `None` if there are several.
fn only_first_level<'h, 'g>(headings: &'h [Heading<'g>]) -> Option<&'h Heading<'g>> {
    let mut tops = headings.iter().filter(|h| h.line.heading == 1);
    tops.next().filter(|_| tops.next().is_none())
}

/// The heading that matches a declared title best; the first of equal ones wins.
fn best_match<'h, 'g>(
    headings: &'h [Heading<'g>],
    titles: &DeclaredTitles,
) -> Option<&'h Heading<'g>> {
    let mut best: Option<(u32, &Heading)> = None;
    for heading in headings {
        let likeness = titles.likeness(heading);
        if likeness < MIN_ALIKE {
            continue;
        }
        let level = if heading.line.heading == 1 { POINTS_FIRST_LEVEL } else { 0 };
        let points = likeness + level + titles.match_points(&heading.key);
        if best.is_none_or(|(most, _)| points > most) {
            best = Some((points, heading));
        }
    }
    best.map(|(_, heading)| heading)
}

/// Whether the only first-level heading is the headline although a lower heading below it is the
/// best match.
///
/// A crosshead may share more words with the title than the headline above it. It is the headline
/// only if it is exactly a title.
fn beats_crosshead(
    gathered: &Gathered,
    titles: &DeclaredTitles,
    top: &Heading,
    best: Option<&Heading>,
) -> bool {
    is_article(gathered)
        && titles.likeness(top) >= MIN_RELATED
        && has_headline_form(gathered, top)
        && !titles.end_with_site(&top.key)
        && best.is_some_and(|b| {
            b.line.heading > 1
                && b.line.position.line > top.line.position.line
                && titles.match_points(&b.key) != POINTS_EXACT_TITLE
        })
}

/// Whether the page has an author or a date. A page without both presents a business, and its top
/// heading is a slogan.
fn is_article(gathered: &Gathered) -> bool {
    [Field::Published, Field::Author].iter().any(|field| !gathered.candidates.of(*field).is_empty())
}

/// Whether a heading has enough words and running text below it. A slogan is short, or is above
/// other things than running text.
fn has_headline_form(gathered: &Gathered, heading: &Heading) -> bool {
    let is_prose_below = |line: &PrintedLine| {
        line.length >= MIN_PROSE_BYTES
            && line.heading == 0
            && !line.position.aside
            && line.position.line > heading.line.position.line
    };
    tokens(&heading.line.text).nth(MIN_HEADLINE_WORDS - 1).is_some()
        && gathered.lines.iter().any(is_prose_below)
}

/// The last line of running text in the article.
fn last_prose(gathered: &Gathered, article: Option<NodeId>) -> Option<u32> {
    let is_in_article = |l: &&PrintedLine| {
        article.is_none_or(|a| l.position.article == a) && !l.position.aside && !l.position.doubtful
    };
    gathered
        .lines
        .iter()
        .filter(is_in_article)
        .filter(|l| l.length >= MIN_PROSE_BYTES)
        .map(|l| l.position.line)
        .max()
}

/// The titles that the page declares, as given.
fn declared_titles(gathered: &Gathered) -> Vec<String> {
    let declared = gathered
        .candidates
        .of(Field::Title)
        .into_iter()
        .filter(|c| c.position.is_none())
        .map(|c| c.value.clone());
    declared.chain(gathered.title.clone()).collect()
}

impl DeclaredTitles {
    fn new(gathered: &Gathered) -> Self {
        let titles = declared_titles(gathered);
        Self {
            words: titles.iter().map(|t| TitleWords::new(t)).collect(),
            keys: titles.iter().map(|t| title_key(t)).collect(),
        }
    }

    /// Points of a heading by its [key](title_key): headings that are a prefix of a title are
    /// preferred, since the name of the site follows the headline. An exact match wins.
    fn match_points(&self, key: &str) -> u32 {
        let points = |title: &String| {
            if title == key {
                POINTS_EXACT_TITLE
            } else if title.starts_with(key) {
                POINTS_TITLE_START
            } else {
                0
            }
        };
        self.keys.iter().map(points).max().unwrap_or(0)
    }

    /// Whether a longer title ends with this key, as titles end with the name of the site.
    fn end_with_site(&self, key: &str) -> bool {
        self.keys.iter().any(|title| title.len() > key.len() && title.ends_with(key))
    }

    /// The share of a heading's words in the most similar title, in percent. A heading that is
    /// much shorter than the title counts as longer.
    fn likeness(&self, heading: &Heading) -> u32 {
        let (mut length, mut shared) = (0, vec![0; self.words.len()]);
        let mut buffer = String::new();
        for word in raw_tokens(&heading.line.text).take(MAX_HEADING_WORDS) {
            length += 1;
            let word = lower(word, &mut buffer);
            self.words.iter().zip(&mut shared).for_each(|(title, shared)| {
                *shared += usize::from(title.words.get(word).is_some())
            });
        }
        let percent = |(title, shared): (&TitleWords, usize)| {
            if length == 0 || title.count == 0 || title.count > MAX_TITLE_WORDS {
                return 0;
            }
            // One shared word, such as the name of the site, does not make a headline.
            let length = if length == 1 && title.count > 3 { 3 } else { length };
            u32::try_from(shared * 100 / length.max(title.count / 3)).unwrap_or(0)
        };
        self.words.iter().zip(shared).map(percent).max().unwrap_or(0)
    }
}

impl TitleWords {
    fn new(title: &str) -> Self {
        let (mut words, mut count) = (WordMap::default(), 0);
        for word in tokens(title) {
            words.entry(&word);
            count += 1;
        }
        Self { words, count }
    }
}
