//! Chooses the authors: groups of names, each from one source, and the group with the most points
//! wins.

mod marked;
mod name_group;
mod printed;
mod site_names;

use super::byline::{self, Trust};
use super::candidate::{Candidate, Field};
use super::gather::Gathered;
use super::headline_location::{DISTANCE_AT_END, HeadlineLocation};
use super::microdata;
use super::title_key::title_key;
use crate::article::{Source, Sourced};
use crate::text::fold;
use marked::{is_organisation, marked_bylines};
use name_group::{
    BONUS_CONFIRMED, BONUS_FULLER_NAME, MAX_CERTAIN_RANK, MAX_CLASS_RANK, MAX_DATA_RANK, NameGroup,
    PENALTY_ACCOUNT, PENALTY_ORGANISATION, PENALTY_SINGLE_WORD, POINTS_BESIDE_DATE, POINTS_DATA,
    POINTS_ORGANISATION, POINTS_PER_RANK, POINTS_PRINTED, POINTS_SIGNED, SourceKind,
};
use printed::{name_beside_date, printed_byline, signature};
use site_names::SiteNames;

/// The most authors of one article; a longer list is the staff of the site.
const MAX_AUTHORS: usize = 25;
/// Points from which data completes the best group with further names.
const MIN_POINTS_TO_COMPLETE: i32 = 60;

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
    let Source::JsonLd(path) = source else { return false };
    path.starts_with("DiscussionForumPosting") || path.starts_with("SocialMediaPosting")
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
