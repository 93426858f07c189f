//! Who wrote the story: groups of names, each from one source, and the group with most evidence.

mod printed;

use std::cell::Cell;
use std::sync::LazyLock;

use super::candidate::{Candidate, Field};
use super::focus::{AT_END, Focus, PROSE};
use super::gather::Found;
use super::lines::Line;
use super::microdata::{self, DOUBT, LINKED};
use super::name_words::{REVIEWED, WRITTEN};
use super::names::{self, Trust};
use super::openings::Openings;
use super::title::{is_name, key};
use crate::article::{Source, Sourced};
use crate::text::fold;
use printed::{beside_date, of_lines, signed};

/// Up to this rank an author is stated as data.
const STATED: u8 = 7;
/// From this rank on it is an organisation where a person may be named elsewhere.
const ORGANISATION: u8 = 30;
/// Up to this rank an element says outright that it holds the author.
const CERTAIN: u8 = 10;
/// Up to this rank its class or the page it links to says so.
const NAMED: u8 = 14;
/// The distance, in lines, of what is too far from the headline to be counted.
const FAR: u32 = 500;
/// Most authors of one story; a longer list is the site's staff.
const MOST: usize = 25;

// What speaks for a group, in points. The order of the kinds of source is that of their hit rates on the development pages;
// the rest are the smallest steps that let a printed full name win over an account in data, and not over a full name there.

/// Data that names a person.
const DATA: i32 = 100;
/// Data that names an organisation beside which a person may be printed.
const HOUSE: i32 = 45;
/// A marked element beside the headline.
const MARKED: i32 = 84;
/// A line of text that says "By": it may speak of another's work, so even an account's name in data outweighs it.
const PRINTED: i32 = 52;
/// A line under the headline that is nothing but a name, beside one that is nothing but a date.
const BESIDE_DATE: i32 = 50;
/// A line that is nothing but a name, set off from the running text that it follows.
const SIGNED: i32 = 43;
/// A step of rank.
const PER_RANK: i32 = 2;
/// Bytes of a line that is nothing but a label: `Reviewed by:`.
const LONE_LABEL: usize = 40;
/// What a name in data that is an account's loses: `apine2`, `ada.pine`.
const ACCOUNT: i32 = 45;
/// What a single word in data loses.
const SINGLE: i32 = 20;
/// What the name of an organisation loses.
const GROUP: i32 = 25;
/// What another kind of source with the same name adds.
const AGREED: i32 = 10;
/// What a longer form of another source's name adds: `Ada Pine` beside `Ada`.
const FULLER: i32 = 44;
/// Lines between the parts of one byline.
const SAME_BYLINE: u32 = 3;
/// Worth from which data that adds names to the best group completes it.
const COMPLETES: i32 = 60;

/// The kinds of source that can confirm each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Data,
    Marked,
    Printed,
}

/// The names one source gives.
#[derive(Debug)]
pub(super) struct Group {
    kind: Kind,
    /// At least one, all of the same source.
    pub(super) names: Vec<Sourced<String>>,
    /// In points; the names' own worth and agreement are added by [`weigh`].
    pub(super) worth: i32,
}

/// The site's own names, which name no author.
struct SiteNames<'s> {
    names: &'s [String],
    /// Whether one was met, and so left out.
    is_met: Cell<bool>,
}

impl<'s> SiteNames<'s> {
    fn of(names: &'s [String]) -> Self {
        Self { names, is_met: Cell::new(false) }
    }

    fn has(&self, text: &str) -> bool {
        let is_own = is_name(text, self.names);
        self.is_met.set(self.is_met.get() || is_own);
        is_own
    }
}

/// Decides the authors. `sites` are the site's own names.
pub(super) fn decide(found: &Found, focus: &Focus, sites: &[String]) -> Vec<Sourced<String>> {
    choose(weighed(found, focus, sites)).unwrap_or_default()
}

/// Every group of names with its points.
pub(super) fn weighed(found: &Found, focus: &Focus, sites: &[String]) -> Vec<Group> {
    let own = SiteNames::of(sites);
    let mut all = groups(found, focus, &own);
    if all.is_empty() && own.is_met.get() {
        // A page that names nobody but itself does name an author: a blog called after its writer, a house that signs as such.
        all = groups(found, focus, &SiteNames::of(&[]));
    }
    if all.is_empty() {
        // Where nothing else names anybody, a class may stand for the story from afar: in the box at its foot.
        add_groups(marked(found, focus, NAMED), Kind::Marked, &own, &mut all);
    }
    weigh(all)
}

/// Every group of names on the page, names of the site left out, in the order in which equal ones are preferred.
fn groups(found: &Found, focus: &Focus, sites: &SiteNames) -> Vec<Group> {
    let candidates = found.candidates.of(Field::Author);
    let mut groups = Vec::new();
    let data = candidates
        .iter()
        .filter(|c| c.rank <= STATED)
        .map(|c| (*c, DATA - PER_RANK * i32::from(c.rank)));
    add_groups(data, Kind::Data, sites, &mut groups);
    add_groups(marked(found, focus, CERTAIN), Kind::Marked, sites, &mut groups);
    if let Some((names, distance)) = of_lines(&found.lines, focus, sites) {
        groups.push(Group {
            kind: Kind::Printed,
            names,
            worth: PRINTED - i32::try_from(distance.min(AT_END) / 2).unwrap_or(0),
        });
    }
    if let Some((name, distance)) = beside_date(&found.lines, focus, sites) {
        groups.push(Group {
            kind: Kind::Printed,
            names: vec![name],
            worth: BESIDE_DATE - i32::try_from(distance).unwrap_or(0),
        });
    }
    if let Some(names) = signed(&found.lines, focus, sites) {
        groups.push(Group { kind: Kind::Printed, names, worth: SIGNED });
    }
    add_groups(
        candidates.iter().filter(|c| is_house(c)).map(|c| (*c, HOUSE)),
        Kind::Data,
        sites,
        &mut groups,
    );
    groups
}

/// The marked bylines with their points; up to a rank, wherever on the page they are.
fn marked<'c>(
    found: &'c Found,
    focus: &Focus,
    anywhere: u8,
) -> impl Iterator<Item = (&'c Candidate, i32)> {
    // A link to a writer's page in running text speaks of somebody.
    let is_told = |c: &Candidate| {
        c.place.and_then(|p| found.line_of(&p)).is_some_and(|at| found.lines[at].length >= PROSE)
    };
    let is_marked =
        |c: &&Candidate| c.rank > STATED && !is_house(c) && !(c.rank == LINKED && is_told(c));
    let mut marked: Vec<&Candidate> =
        found.candidates.of(Field::Author).into_iter().filter(is_marked).collect();
    let (reviewers, writers): (Vec<&Candidate>, Vec<&Candidate>) =
        marked.iter().partition(|c| is_reviewer(c, &found.lines));
    // Who reviewed a story stands for it only where nobody wrote it.
    marked = if writers.is_empty() { reviewers } else { writers };
    within(&marked, focus, anywhere)
        .into_iter()
        .map(|(c, distance)| (c, marked_points(c, distance)))
}

/// Whether the words before a name, on its line or alone on the one above, say that its bearer reviewed, edited or translated.
fn is_reviewer(candidate: &Candidate, lines: &[Line]) -> bool {
    static REVIEW: LazyLock<Openings> = LazyLock::new(|| Openings::new(REVIEWED));
    static WRITING: LazyLock<Openings> = LazyLock::new(|| Openings::new(WRITTEN));
    let Some(at) =
        candidate.place.and_then(|p| usize::try_from(p.line).ok()).filter(|at| *at < lines.len())
    else {
        return false;
    };
    let line = fold(&lines[at].text);
    let name = candidate.value.lines().map(fold).find(|line| !line.is_empty()).unwrap_or_default();
    let above = at
        .checked_sub(1)
        .map(|at| &*lines[at].text)
        .filter(|text| text.len() <= LONE_LABEL)
        .unwrap_or_default();
    let before = match line.find(&name) {
        Some(0) => fold(above),
        Some(at) => line[..at].to_owned(),
        None => return false,
    };
    let last = |words: &Openings| words.all(&before).map(|(at, word)| at + word.len()).max();
    last(&REVIEW) > last(&WRITING)
}

/// Whether data names an organisation.
fn is_house(candidate: &Candidate) -> bool {
    candidate.rank >= ORGANISATION && candidate.place.is_none()
}

/// The rank of a marked byline without what standing in a doubtful part of the page adds.
fn own_rank(byline: &Candidate) -> u8 {
    byline.rank.saturating_sub(if byline.place.is_some_and(|p| p.doubtful) { DOUBT } else { 0 })
}

/// What speaks for a marked byline at a distance from the headline.
fn marked_points(byline: &Candidate, distance: u32) -> i32 {
    let rank = own_rank(byline);
    let far = distance.min(AT_END) / if rank <= CERTAIN { 4 } else { 2 };
    MARKED - PER_RANK * i32::from(rank.saturating_sub(STATED)) - i32::try_from(far).unwrap_or(0)
}

/// Takes the candidates, which come source by source, apart into names.
fn add_groups<'c>(
    candidates: impl Iterator<Item = (&'c Candidate, i32)>,
    kind: Kind,
    sites: &SiteNames,
    groups: &mut Vec<Group>,
) {
    let start = groups.len();
    let trust = if kind == Kind::Data { Trust::Data } else { Trust::Marked };
    for (candidate, worth) in candidates {
        // An account may be called anything.
        let trust = if candidate.source == Source::Element(microdata::USERNAME.to_owned()) {
            Trust::Data
        } else {
            trust
        };
        let names = if sites.has(&candidate.value) {
            Vec::new()
        } else {
            names::split(&candidate.value, trust)
        };
        for name in names.into_iter().filter(|n| !sites.has(n)) {
            let own = groups[start..]
                .iter()
                .rposition(|g| g.names[0].source == candidate.source)
                .map(|at| at + start);
            let name = Sourced::new(name, candidate.source.clone());
            match own {
                Some(at)
                    if kind == Kind::Marked
                        && is_said_of_writer(&name.value)
                        && has_person(&groups[at]) => {}
                Some(at)
                    if groups[at].names.iter().all(|n| fold(&n.value) != fold(&name.value)) =>
                {
                    groups[at].names.push(name)
                }
                Some(_) => {}
                None => groups.push(Group { kind, names: vec![name], worth }),
            }
        }
    }
    groups.retain(|g| g.names.len() <= MOST);
}

/// Whether it stands beside a person's name and is none: a word in small letters is what they write of, a group the house they are of.
fn is_said_of_writer(name: &str) -> bool {
    name.chars().all(char::is_lowercase) || names::shape(name) == names::Shape::Group
}

fn has_person(group: &Group) -> bool {
    group.names.iter().any(|n| names::shape(&n.value) == names::Shape::Person)
}

/// Adds what the names themselves are worth and what other kinds of source say of them.
pub(super) fn weigh(mut groups: Vec<Group>) -> Vec<Group> {
    let bonus: Vec<i32> = groups.iter().map(|g| own_worth(g) + confirmed(g, &groups)).collect();
    for (group, bonus) in groups.iter_mut().zip(bonus) {
        group.worth += bonus;
    }
    groups
}

fn own_worth(group: &Group) -> i32 {
    // What a forum or a blog marks as its writer may well be an account; in an article's data it is the login of whoever put it in.
    let is_login = |n: &Sourced<String>| group.kind == Kind::Data && !is_forum(&n.source);
    let of = |name: &Sourced<String>| match names::shape(&name.value) {
        names::Shape::Account if is_login(name) => -ACCOUNT,
        names::Shape::Single if is_login(name) => -SINGLE,
        names::Shape::Group => -GROUP,
        _ => 0,
    };
    group.names.iter().map(of).max().unwrap_or(0)
}

/// Whether the data is that of a thread, whose writers are accounts.
fn is_forum(source: &Source) -> bool {
    matches!(source, Source::JsonLd(path) if path.starts_with("DiscussionForumPosting") || path.starts_with("SocialMediaPosting"))
}

fn confirmed(group: &Group, all: &[Group]) -> i32 {
    let keys: Vec<String> = group.names.iter().map(|n| key(&n.value)).collect();
    let others = || all.iter().filter(|o| o.kind != group.kind).flat_map(|o| &o.names);
    let is_same = others().any(|n| keys.contains(&key(&n.value)));
    // A first name alone, and the whole name elsewhere.
    let is_fuller = group.names.len() == 1
        && all.iter().flat_map(|o| &o.names).any(|short| {
            let is_start = |n: &Sourced<String>| {
                fold(&n.value)
                    .strip_prefix(&fold(&short.value))
                    .is_some_and(|rest| rest.starts_with(' '))
            };
            // A name of one word; most are of several.
            !short.value.contains(' ')
                && group.names.iter().any(is_start)
                && names::shape(&short.value) == names::Shape::Single
        });
    if is_fuller {
        FULLER
    } else if is_same {
        AGREED
    } else {
        0
    }
}

/// The group with most points, or one beside it that has its names and further people.
fn choose(groups: Vec<Group>) -> Option<Vec<Sourced<String>>> {
    let (_, best) =
        groups.iter().enumerate().max_by_key(|(at, g)| (g.worth, std::cmp::Reverse(*at)))?;
    let keys: Vec<String> = best.names.iter().map(|n| key(&n.value)).collect();
    let completes = |g: &&Group| {
        let has = |k: &String| g.names.iter().any(|n| key(&n.value) == *k);
        let people = g.names.iter().all(|n| names::shape(&n.value) == names::Shape::Person);
        g.kind == Kind::Data
            && g.names.len() > keys.len()
            && g.worth >= COMPLETES
            && people
            && keys.iter().all(has)
    };
    Some(groups.iter().find(completes).unwrap_or(best).names.clone())
}

/// Marked bylines close to the headline, and those up to a rank wherever they are, with their distance, source by source.
fn within<'c>(
    candidates: &[&'c Candidate],
    focus: &Focus,
    anywhere: u8,
) -> Vec<(&'c Candidate, u32)> {
    let distance = |c: &Candidate| {
        let found = c.place.as_ref().and_then(|p| focus.distance(p));
        // A property or `rel=author` stands for the story wherever it is: at its foot in many systems.
        let doubt = if c.place.is_some_and(|p| p.doubtful) { DOUBT } else { 0 };
        found.or((c.rank <= anywhere + doubt).then_some(FAR))
    };
    let mut close: Vec<(&Candidate, u32)> =
        candidates.iter().filter_map(|c| Some((*c, distance(c)?))).collect();
    // By what they are first, and of the same kind the doubtful last.
    close.sort_by_key(|(c, distance)| (own_rank(c), c.rank, *distance));
    // Several names far from the headline are those of other stories.
    let far = || {
        close
            .iter()
            .filter(|(_, distance)| *distance >= FAR)
            .map(|(c, _)| names::split(&c.value, Trust::Marked))
    };
    let first = far().find(|names| !names.is_empty()).unwrap_or_default();
    if far().any(|names| !names.is_empty() && !names.iter().any(|n| first.contains(n))) {
        close.retain(|(_, distance)| *distance < FAR);
    }
    // One byline: the same class further down is a biography or another story's.
    let nearest =
        |source: &Source| close.iter().filter(|(c, _)| c.source == *source).map(|(_, d)| *d).min();
    // Links to people further on are to who reviewed or tested.
    let reach = |c: &Candidate| if c.rank == LINKED { 1 } else { SAME_BYLINE };
    close
        .iter()
        .filter(|(c, d)| nearest(&c.source).is_some_and(|n| *d <= n + reach(c)))
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(kind: Kind, names: &[&str], worth: i32) -> Group {
        Group {
            kind,
            names: names.iter().map(|n| Sourced::new((*n).to_owned(), Source::Block)).collect(),
            worth,
        }
    }

    fn check(groups: Vec<Group>, expected: &[&str]) {
        let found: Vec<String> =
            choose(weigh(groups)).unwrap_or_default().into_iter().map(|n| n.value).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_printed_name_beats_an_account_and_not_a_name() {
        let printed = || group(Kind::Marked, &["Ada Pine"], 74);
        check(vec![group(Kind::Data, &["apine2"], 100), printed()], &["Ada Pine"]);
        check(vec![group(Kind::Data, &["ada.pine"], 100), printed()], &["Ada Pine"]);
        check(vec![group(Kind::Data, &["Bo Fir"], 100), printed()], &["Bo Fir"]);
        check(vec![group(Kind::Data, &["Ada"], 100), printed()], &["Ada Pine"]);
        check(vec![group(Kind::Data, &["apine2"], 100)], &["apine2"]);
        check(vec![group(Kind::Data, &["Valley News Team"], 90), printed()], &["Ada Pine"]);
        check(vec![], &[]);
    }

    #[test]
    fn the_whole_list_is_taken_where_other_data_names_the_first() {
        let list = |kind| group(kind, &["Ada Pine", "Bo Fir"], 74);
        check(
            vec![group(Kind::Data, &["Ada Pine"], 100), list(Kind::Data)],
            &["Ada Pine", "Bo Fir"],
        );
        check(vec![group(Kind::Data, &["Ada Pine"], 100), list(Kind::Marked)], &["Ada Pine"]);
    }
}
