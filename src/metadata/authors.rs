//! Who wrote the story: what the page states, then what it marks, then what it prints near the headline.

use super::candidate::{Candidate, Field};
use super::focus::{AT_END, Focus};
use super::gather::{Found, Line};
use super::microdata::DOUBT;
use super::names::{self, Trust};
use super::title::is_name;
use crate::article::{Source, Sourced};
use crate::text::fold;

/// Up to this rank an author is stated as data.
const STATED: u8 = 7;
/// From this rank on it is an organisation where a person may be named elsewhere.
const ORGANISATION: u8 = 30;
/// Up to this rank an element says outright that it holds the author.
const CERTAIN: u8 = 10;
/// The distance, in lines, of what is too far from the headline to be counted.
const FAR: u32 = 500;
/// Most authors of one story; a longer list is the site's staff.
const MOST: usize = 25;
/// Lines from the headline in which a byline is looked for in plain text.
const NEAR: u32 = 8;

/// One way to find the authors, given the names that are the site's own.
type Way<'a> = &'a dyn Fn(&[String]) -> Vec<Sourced<String>>;

/// Decides the authors. `sites` are the site's own names.
pub(super) fn decide(found: &Found, focus: &Focus, sites: &[String]) -> Vec<Sourced<String>> {
    let candidates = found.candidates.of(Field::Author);
    let (stated, others): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|c| c.rank <= STATED);
    let (organisations, marked): (Vec<_>, Vec<_>) = others.into_iter().partition(|c| c.rank >= ORGANISATION && c.place.is_none());
    let marked = near(&marked, focus);
    let ways: [Way<'_>; 4] =
        [&|sites| of_groups(&stated, sites), &|sites| of_groups(&marked, sites), &|sites| of_lines(&found.lines, focus, sites), &|sites| {
            of_groups(&organisations, sites)
        }];
    let first = |sites: &[String]| ways.iter().map(|way| way(sites)).find(|authors| !authors.is_empty());
    // A page that names nobody but itself does name an author: a blog called after its writer, a house that signs as such.
    first(sites).or_else(|| first(&[])).unwrap_or_default()
}

/// The names of the first source that has any.
fn of_groups(candidates: &[&Candidate], sites: &[String]) -> Vec<Sourced<String>> {
    let mut authors: Vec<Sourced<String>> = Vec::new();
    let mut group: Option<&Source> = None;
    for candidate in candidates {
        if group != Some(&candidate.source) && !authors.is_empty() {
            break;
        }
        group = Some(&candidate.source);
        let trust = if candidate.place.is_none() { Trust::Data } else { Trust::Printed };
        let names = if is_name(&candidate.value, sites) { Vec::new() } else { names::split(&candidate.value, trust) };
        for name in names {
            let is_new = authors.iter().all(|a| fold(&a.value) != fold(&name));
            if is_new && !is_name(&name, sites) {
                authors.push(Sourced::new(name, candidate.source.clone()));
            }
        }
    }
    if authors.len() > MOST { Vec::new() } else { authors }
}

/// Marked bylines close to the headline, the best kind first.
fn near<'c>(candidates: &[&'c Candidate], focus: &Focus) -> Vec<&'c Candidate> {
    let distance = |c: &Candidate| {
        let found = c.place.as_ref().and_then(|p| focus.distance(p));
        // A property or `rel=author` stands for the story wherever it is: at its foot in many systems.
        let doubt = if c.place.is_some_and(|p| p.doubtful) { DOUBT } else { 0 };
        found.or((c.rank <= CERTAIN + doubt).then_some(FAR))
    };
    let mut close: Vec<(u8, u32, &Candidate)> = candidates.iter().filter_map(|c| Some((c.rank, distance(c)?, *c))).collect();
    close.sort_by_key(|(rank, distance, _)| (*rank, *distance));
    // Several names far from the headline are those of other stories.
    let far = || close.iter().filter(|(_, distance, _)| *distance >= FAR).map(|(_, _, c)| fold(&c.value));
    if far().any(|name| far().next().is_some_and(|first| first != name)) {
        close.retain(|(_, distance, _)| *distance < FAR);
    }
    // One byline: the same class further down is a biography or another story's.
    let nearest = close.first().map(|(rank, distance, _)| (*rank, *distance));
    close.into_iter().filter(|(r, d, _)| nearest.is_some_and(|(rank, n)| *r != rank || *d <= n + 3)).map(|(_, _, c)| c).collect()
}

/// A short line that begins with "By" or its like, or is nothing else and has the name on the line after it.
fn of_lines(lines: &[Line], focus: &Focus, sites: &[String]) -> Vec<Sourced<String>> {
    if focus.printed.is_none() {
        return Vec::new();
    }
    let is_short = |l: &Line| l.heading <= 1 && !l.place.aside && l.length < 200;
    let close = lines.iter().enumerate().filter(|(_, l)| l.heading != 1 && is_short(l) && names::says_by(&l.text));
    let mut close: Vec<(u32, usize)> =
        close.filter_map(|(at, l)| Some((focus.distance(&l.place)?, at))).filter(|(d, _)| *d <= NEAR || *d >= AT_END).collect();
    close.sort_unstable();
    for (_, at) in close {
        let own = names::split(&lines[at].text, Trust::Printed);
        let next = lines.get(at + 1).filter(|l| names::is_only_by(&lines[at].text) && is_short(l));
        let names = next.map_or(own, |l| names::split(&l.text, Trust::Printed));
        if !names.is_empty() && names.iter().all(|n| names::looks_printed(n) && !is_name(n, sites)) {
            return names.into_iter().map(|n| Sourced::new(n, Source::Block)).collect();
        }
    }
    Vec::new()
}
