//! Finds authors in elements that are marked as bylines.

use std::sync::LazyLock;

use super::name_group::{MAX_CERTAIN_RANK, MAX_DATA_RANK, POINTS_MARKED, POINTS_PER_RANK};
use crate::article::Source;
use crate::metadata::byline::{self, Trust};
use crate::metadata::byline_words::{AUTHOR_WORDS, REVIEWER_WORDS};
use crate::metadata::candidate::{Candidate, Field};
use crate::metadata::gather::Gathered;
use crate::metadata::headline_location::{DISTANCE_AT_END, HeadlineLocation, MIN_PROSE_BYTES};
use crate::metadata::microdata::{DOUBTFUL_RANKS, RANK_AUTHOR_LINK};
use crate::metadata::phrase_finder::PhraseFinder;
use crate::metadata::printed_lines::PrintedLine;
use crate::text::fold;

/// The most bytes of a line that is only a label: `Reviewed by:`.
const MAX_LONE_LABEL: usize = 40;
/// Lines between the parts of one byline.
const SAME_BYLINE_LINES: u32 = 3;
/// The distance, in lines, of an element that is too far from the headline to be counted.
const FAR_DISTANCE: u32 = 500;
/// The lowest rank of an organisation that a page names beside a person.
pub(super) const MIN_ORGANISATION_RANK: u8 = 30;

/// The marked bylines with their points. Those up to the rank `anywhere` count at any position on
/// the page.
pub(super) fn marked_bylines<'c>(
    gathered: &'c Gathered,
    headline: &HeadlineLocation,
    anywhere: u8,
) -> impl Iterator<Item = (&'c Candidate, i32)> {
    // A link to an author's page in running text is about somebody, not a byline.
    let is_in_prose = |c: &Candidate| {
        c.position
            .and_then(|p| gathered.line_of(&p))
            .is_some_and(|at| gathered.lines[at].length >= MIN_PROSE_BYTES)
    };
    let is_marked = |c: &&Candidate| {
        c.rank > MAX_DATA_RANK
            && !is_organisation(c)
            && !(c.rank == RANK_AUTHOR_LINK && is_in_prose(c))
    };
    let mut marked: Vec<&Candidate> =
        gathered.candidates.of(Field::Author).into_iter().filter(is_marked).collect();
    let (reviewers, authors): (Vec<&Candidate>, Vec<&Candidate>) =
        marked.iter().partition(|c| is_reviewer(c, &gathered.lines));
    // Reviewers count only if the page names no author.
    marked = if authors.is_empty() { reviewers } else { authors };
    close_bylines(&marked, headline, anywhere)
        .into_iter()
        .map(|(c, distance)| (c, marked_points(c, distance)))
}

/// Whether the words before a name, on its line or alone on the line above, say that this person
/// reviewed, edited or translated the article.
fn is_reviewer(candidate: &Candidate, lines: &[PrintedLine]) -> bool {
    static REVIEW: LazyLock<PhraseFinder> = LazyLock::new(|| PhraseFinder::new(REVIEWER_WORDS));
    static WRITING: LazyLock<PhraseFinder> = LazyLock::new(|| PhraseFinder::new(AUTHOR_WORDS));
    let Some(at) = candidate
        .position
        .and_then(|p| usize::try_from(p.line).ok())
        .filter(|at| *at < lines.len())
    else {
        return false;
    };
    let line = fold(&lines[at].text);
    let name = candidate.value.lines().map(fold).find(|line| !line.is_empty()).unwrap_or_default();
    let reviews = REVIEW.with_first_letter_of(&name).iter().any(|words| name.starts_with(words));
    if reviews || byline::is_credit(&name) {
        return true;
    }
    let above = at
        .checked_sub(1)
        .map(|at| &*lines[at].text)
        .map(|text| fold(text.trim_end_matches([' ', ':'])))
        .filter(|text| text.len() <= MAX_LONE_LABEL && ends_with_label(text))
        .unwrap_or_default();
    let before = match line.find(&name) {
        Some(0) => above,
        Some(at) => line[..at].to_owned(),
        None => return false,
    };
    let last =
        |words: &PhraseFinder| words.find_all(&before).map(|(at, word)| at + word.len()).max();
    last(&REVIEW) > last(&WRITING)
}

/// Whether a folded line ends with words that come before a name, so that the name is below it.
fn ends_with_label(line: &str) -> bool {
    REVIEWER_WORDS.iter().chain(AUTHOR_WORDS).any(|words| line.ends_with(words))
}

/// The rank of a marked byline without the ranks added for a doubtful part of the page.
fn own_rank(byline: &Candidate) -> u8 {
    byline.rank.saturating_sub(if byline.position.is_some_and(|p| p.doubtful) {
        DOUBTFUL_RANKS
    } else {
        0
    })
}

/// The points of a marked byline at this distance from the headline.
fn marked_points(byline: &Candidate, distance: u32) -> i32 {
    let rank = own_rank(byline);
    let cost = distance.min(DISTANCE_AT_END) / if rank <= MAX_CERTAIN_RANK { 4 } else { 2 };
    POINTS_MARKED
        - POINTS_PER_RANK * i32::from(rank.saturating_sub(MAX_DATA_RANK))
        - i32::try_from(cost).unwrap_or(0)
}

/// The marked bylines close to the headline, and those up to the rank `anywhere` at any distance,
/// with their distance, source by source.
fn close_bylines<'c>(
    candidates: &[&'c Candidate],
    headline: &HeadlineLocation,
    anywhere: u8,
) -> Vec<(&'c Candidate, u32)> {
    let distance = |c: &Candidate| {
        let found = c.position.as_ref().and_then(|p| headline.distance(p));
        // A property or `rel=author` belongs to the article wherever it is: many systems put it at
        // the end.
        let doubt = if c.position.is_some_and(|p| p.doubtful) { DOUBTFUL_RANKS } else { 0 };
        found.or((c.rank <= anywhere + doubt).then_some(FAR_DISTANCE))
    };
    let mut close: Vec<(&Candidate, u32)> =
        candidates.iter().filter_map(|c| Some((*c, distance(c)?))).collect();
    // Sorted by kind of source first, and doubtful ones last within a kind.
    close.sort_by_key(|(c, distance)| (own_rank(c), c.rank, *distance));
    // Several different names far from the headline belong to other articles.
    let far = || {
        close
            .iter()
            .filter(|(_, distance)| *distance >= FAR_DISTANCE)
            .map(|(c, _)| byline::split_names(&c.value, Trust::Marked))
    };
    let first = far().find(|names| !names.is_empty()).unwrap_or_default();
    if far().any(|names| !names.is_empty() && !names.iter().any(|n| first.contains(n))) {
        close.retain(|(_, distance)| *distance < FAR_DISTANCE);
    }
    // One byline only: the same class further down is a biography or belongs to another article.
    let nearest =
        |source: &Source| close.iter().filter(|(c, _)| c.source == *source).map(|(_, d)| *d).min();
    // Links to people further on name reviewers or testers.
    let reach = |c: &Candidate| if c.rank == RANK_AUTHOR_LINK { 1 } else { SAME_BYLINE_LINES };
    close
        .iter()
        .filter(|(c, d)| nearest(&c.source).is_some_and(|n| *d <= n + reach(c)))
        .copied()
        .collect()
}

/// Whether the candidate is an organisation in data.
pub(super) fn is_organisation(candidate: &Candidate) -> bool {
    candidate.rank >= MIN_ORGANISATION_RANK && candidate.position.is_none()
}
