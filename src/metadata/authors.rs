//! Chooses the authors: groups of names, each from one source, and the group with the most points
//! wins.

mod printed;

use std::cell::Cell;
use std::sync::LazyLock;

use super::byline::{self, Trust};
use super::byline_words::{AUTHOR_WORDS, REVIEWER_WORDS};
use super::candidate::{Candidate, Field};
use super::gather::Gathered;
use super::headline_location::{DISTANCE_AT_END, HeadlineLocation, MIN_PROSE_BYTES};
use super::microdata::{self, DOUBTFUL_RANKS, RANK_AUTHOR_LINK};
use super::phrase_finder::PhraseFinder;
use super::printed_lines::PrintedLine;
use super::title_key::{is_site_name, title_key};
use crate::article::{Source, Sourced};
use crate::text::fold;
use printed::{name_beside_date, printed_byline, signature};

/// The highest rank of an author in data.
const MAX_DATA_RANK: u8 = 7;
/// The lowest rank of an organisation that a page names beside a person.
const MIN_ORGANISATION_RANK: u8 = 30;
/// The highest rank of an element that states explicitly that it holds the author.
const MAX_CERTAIN_RANK: u8 = 10;
/// The highest rank of an element whose class or link target states that.
const MAX_CLASS_RANK: u8 = 14;
/// The distance, in lines, of an element that is too far from the headline to be counted.
const FAR_DISTANCE: u32 = 500;
/// The most authors of one article; a longer list is the staff of the site.
const MAX_AUTHORS: usize = 25;

// Points of a group. The order of the kinds of source follows their hit rates on the development
// pages. The other values are the smallest steps that let a printed full name win over an account
// in data, and not over a full name in data.

/// Data that names a person.
const POINTS_DATA: i32 = 100;
/// Data that names an organisation, beside which a person may be printed.
const POINTS_ORGANISATION: i32 = 45;
/// A marked element beside the headline.
const POINTS_MARKED: i32 = 84;
/// A line of text that begins with "By". It may name the author of another work, so even an account
/// name in data has more points.
const POINTS_PRINTED: i32 = 52;
/// A line under the headline that is only a name, beside a line that is only a date.
const POINTS_BESIDE_DATE: i32 = 50;
/// A line that is only a name, set off from the running text before it.
const POINTS_SIGNED: i32 = 43;
/// Points that each further rank costs.
const POINTS_PER_RANK: i32 = 2;
/// The most bytes of a line that is only a label: `Reviewed by:`.
const MAX_LONE_LABEL: usize = 40;
/// Penalty of an account name in data: `apine2`, `ada.pine`.
const PENALTY_ACCOUNT: i32 = 45;
/// Penalty of a single word in data.
const PENALTY_SINGLE_WORD: i32 = 20;
/// Penalty of the name of an organisation.
const PENALTY_ORGANISATION: i32 = 25;
/// Bonus if another kind of source has the same name.
const BONUS_CONFIRMED: i32 = 10;
/// Bonus of a longer form of another source's name: `Ada Pine` beside `Ada`.
const BONUS_FULLER_NAME: i32 = 44;
/// Lines between the parts of one byline.
const SAME_BYLINE_LINES: u32 = 3;
/// Points from which data completes the best group with further names.
const MIN_POINTS_TO_COMPLETE: i32 = 60;

/// The kinds of source that can confirm each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SourceKind {
    Data,
    Marked,
    Printed,
}

/// The names that one source gives.
#[derive(Debug)]
pub(super) struct NameGroup {
    kind: SourceKind,
    /// At least one name, all from the same source.
    pub(super) names: Vec<Sourced<String>>,
    /// [`add_name_points`] adds the points of the names themselves and those for agreement.
    pub(super) points: i32,
}

/// The site's own names, which are not authors.
struct SiteNames<'s> {
    names: &'s [String],
    /// Whether a name of the site occurred, and so was skipped.
    was_found: Cell<bool>,
}

impl<'s> SiteNames<'s> {
    fn new(names: &'s [String]) -> Self {
        Self { names, was_found: Cell::new(false) }
    }

    fn has(&self, text: &str) -> bool {
        let is_own = is_site_name(text, self.names);
        self.was_found.set(self.was_found.get() || is_own);
        is_own
    }
}

/// Chooses the authors. `sites` are the site's own names.
pub(super) fn decide(
    gathered: &Gathered,
    headline: &HeadlineLocation,
    sites: &[String],
) -> Vec<Sourced<String>> {
    choose(groups_with_points(gathered, headline, sites)).unwrap_or_default()
}

/// Every group of names with its points.
pub(super) fn groups_with_points(
    gathered: &Gathered,
    headline: &HeadlineLocation,
    sites: &[String],
) -> Vec<NameGroup> {
    let own = SiteNames::new(sites);
    let mut all = collect_groups(gathered, headline, &own);
    if all.is_empty() && own.was_found.get() {
        // On a page that names only its own site, the site is the author: a blog with its author's
        // name, an organisation that signs its articles.
        all = collect_groups(gathered, headline, &SiteNames::new(&[]));
    }
    if all.is_empty() {
        // If no other source names an author, a marked element far from the headline counts: the
        // box at the end of the article.
        add_groups(
            marked_bylines(gathered, headline, MAX_CLASS_RANK),
            SourceKind::Marked,
            &own,
            &mut all,
        );
    }
    add_name_points(all)
}

/// Every group of names on the page, without names of the site. Among equal groups the earlier one
/// is preferred.
fn collect_groups(
    gathered: &Gathered,
    headline: &HeadlineLocation,
    sites: &SiteNames,
) -> Vec<NameGroup> {
    let candidates = gathered.candidates.of(Field::Author);
    let mut groups = Vec::new();
    let data = candidates
        .iter()
        .filter(|c| c.rank <= MAX_DATA_RANK)
        .map(|c| (*c, POINTS_DATA - POINTS_PER_RANK * i32::from(c.rank)));
    add_groups(data, SourceKind::Data, sites, &mut groups);
    add_groups(
        marked_bylines(gathered, headline, MAX_CERTAIN_RANK),
        SourceKind::Marked,
        sites,
        &mut groups,
    );
    if let Some((names, distance)) = printed_byline(&gathered.lines, headline, sites) {
        groups.push(NameGroup {
            kind: SourceKind::Printed,
            names,
            points: POINTS_PRINTED - i32::try_from(distance.min(DISTANCE_AT_END) / 2).unwrap_or(0),
        });
    }
    if let Some((name, distance)) = name_beside_date(&gathered.lines, headline, sites) {
        groups.push(NameGroup {
            kind: SourceKind::Printed,
            names: vec![name],
            points: POINTS_BESIDE_DATE - i32::try_from(distance).unwrap_or(0),
        });
    }
    if let Some(names) = signature(&gathered.lines, headline, sites) {
        groups.push(NameGroup { kind: SourceKind::Printed, names, points: POINTS_SIGNED });
    }
    add_groups(
        candidates.iter().filter(|c| is_organisation(c)).map(|c| (*c, POINTS_ORGANISATION)),
        SourceKind::Data,
        sites,
        &mut groups,
    );
    groups
}

/// The marked bylines with their points. Those up to the rank `anywhere` count at any position on
/// the page.
fn marked_bylines<'c>(
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
    let above = at
        .checked_sub(1)
        .map(|at| &*lines[at].text)
        .filter(|text| text.len() <= MAX_LONE_LABEL)
        .unwrap_or_default();
    let before = match line.find(&name) {
        Some(0) => fold(above),
        Some(at) => line[..at].to_owned(),
        None => return false,
    };
    let last =
        |words: &PhraseFinder| words.find_all(&before).map(|(at, word)| at + word.len()).max();
    last(&REVIEW) > last(&WRITING)
}

/// Whether the candidate is an organisation in data.
fn is_organisation(candidate: &Candidate) -> bool {
    candidate.rank >= MIN_ORGANISATION_RANK && candidate.position.is_none()
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

/// Splits the candidates, which come source by source, into names.
fn add_groups<'c>(
    candidates: impl Iterator<Item = (&'c Candidate, i32)>,
    kind: SourceKind,
    sites: &SiteNames,
    groups: &mut Vec<NameGroup>,
) {
    let start = groups.len();
    let trust = if kind == SourceKind::Data { Trust::Data } else { Trust::Marked };
    for (candidate, points) in candidates {
        // An account name can be any text.
        let trust = if candidate.source == Source::Element(microdata::USERNAME_SOURCE.to_owned()) {
            Trust::Data
        } else {
            trust
        };
        let names = if sites.has(&candidate.value) {
            Vec::new()
        } else {
            byline::split_names(&candidate.value, trust)
        };
        for name in names.into_iter().filter(|n| !sites.has(n)) {
            let own = groups[start..]
                .iter()
                .rposition(|g| g.names[0].source == candidate.source)
                .map(|at| at + start);
            let name = Sourced::new(name, candidate.source.clone());
            match own {
                Some(at)
                    if kind == SourceKind::Marked
                        && describes_author(&name.value)
                        && has_person(&groups[at]) => {}
                Some(at)
                    if groups[at].names.iter().all(|n| fold(&n.value) != fold(&name.value)) =>
                {
                    groups[at].names.push(name)
                }
                Some(_) => {}
                None => groups.push(NameGroup { kind, names: vec![name], points }),
            }
        }
    }
    groups.retain(|g| g.names.len() <= MAX_AUTHORS);
}

/// Whether a name beside a person's name describes that person: a word in lower case is their
/// subject, an organisation is their employer.
fn describes_author(name: &str) -> bool {
    name.chars().all(char::is_lowercase)
        || byline::name_shape(name) == byline::NameShape::Organisation
}

fn has_person(group: &NameGroup) -> bool {
    group.names.iter().any(|n| byline::name_shape(&n.value) == byline::NameShape::Person)
}

/// Adds the points of the names themselves and those for agreement with other kinds of source.
fn add_name_points(mut groups: Vec<NameGroup>) -> Vec<NameGroup> {
    let bonus: Vec<i32> =
        groups.iter().map(|g| name_points(g) + confirmation_points(g, &groups)).collect();
    for (group, bonus) in groups.iter_mut().zip(bonus) {
        group.points += bonus;
    }
    groups
}

fn name_points(group: &NameGroup) -> i32 {
    // In forums and blogs an account may be the author; in an article's data it is the login of the
    // person who entered the article.
    let is_login = |n: &Sourced<String>| group.kind == SourceKind::Data && !is_forum(&n.source);
    let of = |name: &Sourced<String>| match byline::name_shape(&name.value) {
        byline::NameShape::Account if is_login(name) => -PENALTY_ACCOUNT,
        byline::NameShape::Single if is_login(name) => -PENALTY_SINGLE_WORD,
        byline::NameShape::Organisation => -PENALTY_ORGANISATION,
        _ => 0,
    };
    group.names.iter().map(of).max().unwrap_or(0)
}

/// Whether the data is that of a forum thread, whose authors are accounts.
fn is_forum(source: &Source) -> bool {
    matches!(source, Source::JsonLd(path) if path.starts_with("DiscussionForumPosting") || path.starts_with("SocialMediaPosting"))
}

fn confirmation_points(group: &NameGroup, all: &[NameGroup]) -> i32 {
    let keys: Vec<String> = group.names.iter().map(|n| title_key(&n.value)).collect();
    let others = || all.iter().filter(|o| o.kind != group.kind).flat_map(|o| &o.names);
    let is_same = others().any(|n| keys.contains(&title_key(&n.value)));
    // Elsewhere only the first name, here the full name.
    let is_fuller = group.names.len() == 1
        && all.iter().flat_map(|o| &o.names).any(|short| {
            let is_start = |n: &Sourced<String>| {
                fold(&n.value)
                    .strip_prefix(&fold(&short.value))
                    .is_some_and(|rest| rest.starts_with(' '))
            };
            // A name of one word; most have several.
            !short.value.contains(' ')
                && group.names.iter().any(is_start)
                && byline::name_shape(&short.value) == byline::NameShape::Single
        });
    if is_fuller {
        BONUS_FULLER_NAME
    } else if is_same {
        BONUS_CONFIRMED
    } else {
        0
    }
}

/// The group with the most points, or a data group that has all its names and further people.
fn choose(groups: Vec<NameGroup>) -> Option<Vec<Sourced<String>>> {
    let (_, best) =
        groups.iter().enumerate().max_by_key(|(at, g)| (g.points, std::cmp::Reverse(*at)))?;
    let keys: Vec<String> = best.names.iter().map(|n| title_key(&n.value)).collect();
    let completes = |g: &&NameGroup| {
        let has = |k: &String| g.names.iter().any(|n| title_key(&n.value) == *k);
        let people =
            g.names.iter().all(|n| byline::name_shape(&n.value) == byline::NameShape::Person);
        g.kind == SourceKind::Data
            && g.names.len() > keys.len()
            && g.points >= MIN_POINTS_TO_COMPLETE
            && people
            && keys.iter().all(has)
    };
    Some(groups.iter().find(completes).unwrap_or(best).names.clone())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn group(kind: SourceKind, names: &[&str], points: i32) -> NameGroup {
        NameGroup {
            kind,
            names: names.iter().map(|n| Sourced::new((*n).to_owned(), Source::Block)).collect(),
            points,
        }
    }

    fn check(groups: Vec<NameGroup>, expected: &[&str]) {
        let found: Vec<String> = choose(add_name_points(groups))
            .unwrap_or_default()
            .into_iter()
            .map(|n| n.value)
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_printed_name_beats_an_account_but_not_a_full_name() {
        let printed = || group(SourceKind::Marked, &["Ada Pine"], 74);
        check(vec![group(SourceKind::Data, &["apine2"], 100), printed()], &["Ada Pine"]);
        check(vec![group(SourceKind::Data, &["ada.pine"], 100), printed()], &["Ada Pine"]);
        check(vec![group(SourceKind::Data, &["Bo Fir"], 100), printed()], &["Bo Fir"]);
        check(vec![group(SourceKind::Data, &["Ada"], 100), printed()], &["Ada Pine"]);
        check(vec![group(SourceKind::Data, &["apine2"], 100)], &["apine2"]);
        check(vec![group(SourceKind::Data, &["Valley News Team"], 90), printed()], &["Ada Pine"]);
        check(vec![], &[]);
    }

    #[test]
    fn a_longer_list_in_data_completes_the_first_name() {
        let list = |kind| group(kind, &["Ada Pine", "Bo Fir"], 74);
        check(
            vec![group(SourceKind::Data, &["Ada Pine"], 100), list(SourceKind::Data)],
            &["Ada Pine", "Bo Fir"],
        );
        check(
            vec![group(SourceKind::Data, &["Ada Pine"], 100), list(SourceKind::Marked)],
            &["Ada Pine"],
        );
    }
}
