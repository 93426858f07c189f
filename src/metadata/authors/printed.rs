//! Writers that only print names: in a line that says "By", beside a date, under the text.

use super::SiteNames;
use crate::article::{Source, Sourced};
use crate::metadata::date_words;
use crate::metadata::focus::{AT_END, DOUBTFUL_LINES, Focus};
use crate::metadata::lines::Line;
use crate::metadata::names::{self, Trust};
use crate::metadata::printed_date::{Locale, find};
use crate::metadata::title::{is_name, key};
use crate::text::fold;

/// Lines from the headline in which a byline is looked for in plain text.
const NEAR: u32 = 8;
/// Words of a name in a signature: more are those of a headline.
const SIGNED_WORDS: usize = 3;
/// Bytes of the paragraph over a signature.
const SIGNED_TEXT: usize = 80;
/// Bytes that may stand around each name of a signature: ` and `, `(…)`.
const JOINED: usize = 6;
/// Bytes of a line that is hardly more than a date, and of one that is nothing but a name.
const LONE_DATE: usize = 50;
const LONE_NAME: usize = 40;

/// A line that is nothing but a name, next to a line that is hardly more than a date, under the headline.
pub(super) fn beside_date(
    lines: &[Line],
    focus: &Focus,
    sites: &SiteNames,
) -> Option<(Sourced<String>, u32)> {
    focus.printed.as_ref()?;
    let is_plain = |l: &Line| l.heading == 0 && !l.place.aside && !l.place.doubtful;
    let is_date = |l: &Line| {
        l.length < LONE_DATE
            && l.text.bytes().any(|b| b.is_ascii_digit())
            && find(&l.text, &Locale::default()).is_some()
    };
    let is_lone =
        |l: &Line| l.length < LONE_NAME && names::looks_lone(&l.text) && !sites.has(&l.text);
    let below = |l: &Line| focus.distance(&l.place).filter(|d| (1..=NEAR).contains(d));
    let on_one_line =
        lines.iter().filter(|l| is_plain(l) && l.length < LONE_DATE + LONE_NAME).find_map(|l| {
            let distance = below(l)?;
            let name = beside(&l.text)?;
            (!sites.has(&name)).then(|| (Sourced::new(name, Source::Block), distance))
        });
    if on_one_line.is_some() {
        return on_one_line;
    }
    lines.windows(2).find_map(|pair| {
        let [a, b] = pair else { return None };
        below(a).or_else(|| below(b))?;
        let name = if is_lone(a) && is_plain(a) && is_date(b) {
            a
        } else if is_lone(b) && is_plain(b) && is_date(a) {
            b
        } else {
            return None;
        };
        let distance = below(name)?;
        let only = names::split(&name.text, Trust::Printed).into_iter().next()?;
        Some((Sourced::new(only, Source::Block), distance))
    })
}

/// The names in a line that closes the running text, set off from it, and is nothing else: the signature of its writers.
pub(super) fn signed(
    lines: &[Line],
    focus: &Focus,
    sites: &SiteNames,
) -> Option<Vec<Sourced<String>>> {
    let is_alone = |l: &Line| {
        l.set_off && l.heading == 0 && !l.place.doubtful && l.length < LONE_DATE + LONE_NAME
    };
    let names_in = |line: &Line| {
        let names = names::split(&line.text, Trust::Printed);
        let is_one = |n: &String| {
            (names::looks_lone(n) && n.split(' ').count() <= SIGNED_WORDS
                || names::signs_as_group(n))
                && !sites.has(n)
        };
        let are_names = !names.is_empty() && names.iter().all(is_one);
        let length: usize = names.iter().map(String::len).sum();
        // Nothing but the names, and what joins two.
        let is_all = are_names
            && line.text.len() <= length + JOINED * names.len()
            && !line.text.ends_with([':', '!', '?', ',']);
        is_all.then(|| names.into_iter().map(|n| Sourced::new(n, Source::Block)).collect())
    };
    (0..lines.len())
        .filter(|at| is_alone(&lines[*at]) && closes(lines, *at, focus))
        .find_map(|at| names_in(&lines[at]))
}

/// Whether a line follows running text of the story and none follows it. Before running text it is a crosshead, as in an interview.
fn closes(lines: &[Line], at: usize, focus: &Focus) -> bool {
    let is_prose = |l: &Line| l.length >= SIGNED_TEXT && l.heading == 0;
    at > 0
        && is_prose(&lines[at - 1])
        && !lines.get(at + 1).is_some_and(is_prose)
        && focus.is_below(&lines[at].place)
}

/// The name in a line of nothing but a name and a date: `5 March 2024 · Ada Pine`.
fn beside(line: &str) -> Option<String> {
    let date = find(line, &Locale::default())?;
    let is_mark = |c: char| !c.is_alphabetic() && c != '.';
    // Of what stands on the other side, only that the story was changed since.
    let is_nothing = |side: &str| {
        side.is_empty()
            || date_words::is_date_word(&fold(side.trim_matches(|c: char| !c.is_alphabetic())))
    };
    let name =
        match (line[..date.start].trim_matches(is_mark), line[date.end..].trim_matches(is_mark)) {
            (side, name) | (name, side) if is_nothing(side) => name,
            _ => return None,
        };
    // What says "By" is read as such a line.
    (names::looks_lone(name) && !names::says_by(name)).then(|| name.to_owned())
}

/// A short line that begins with "By" or its like, or is nothing else and has the name on the line after it; with its distance.
pub(super) fn of_lines(
    lines: &[Line],
    focus: &Focus,
    sites: &SiteNames,
) -> Option<(Vec<Sourced<String>>, u32)> {
    focus.printed.as_ref()?;
    let is_short = |l: &Line| !l.place.aside && l.length < 200;
    // Under a heading that only says "Author" the name follows; other headings that begin with "By" are headlines.
    let is_label =
        |l: &Line| l.heading == 0 || names::is_only_by(&l.text) || names::says_written(&l.text);
    let candidates = || lines.iter().enumerate().filter(|(_, l)| l.heading != 1 && is_short(l));
    // A line that says outright whom it names stands for the story wherever it is, if no other names somebody else.
    let is_outright =
        |l: &Line| focus.is_below(&l.place) && !l.place.doubtful && names::says_writer(&l.text);
    let mut outright = candidates().filter(|(_, l)| is_outright(l));
    let only = outright
        .next()
        .filter(|(_, first)| outright.all(|(_, l)| l.text == first.text))
        .map(|(at, _)| at);
    let reach = |l: &Line| if l.place.doubtful { NEAR + DOUBTFUL_LINES } else { NEAR };
    // The distance first: it is cheap, and most lines are far away.
    let distance = |at: usize, l: &Line| {
        let found = focus.distance(&l.place).filter(|d| *d <= reach(l) || *d >= AT_END);
        found.or_else(|| (Some(at) == only || closes(lines, at, focus)).then_some(AT_END))
    };
    let near = candidates().filter_map(|(at, l)| Some((distance(at, l)?, at)));
    let mut close: Vec<(u32, usize)> =
        near.filter(|(_, at)| is_label(&lines[*at]) && names::says_by(&lines[*at].text)).collect();
    close.sort_unstable();
    close.into_iter().find_map(|(distance, at)| {
        let own = names::split(&lines[at].text, Trust::Printed);
        let next = lines.get(at + 1).filter(|l| names::is_only_by(&lines[at].text) && is_short(l));
        let names = next.map_or(own, |l| names::split(&l.text, Trust::Marked));
        // A first name alone, or that of an account, is one where the line says when as well: `Posted by Ada, 5 March 2024`.
        let is_dated = || distance < AT_END && find(&lines[at].text, &Locale::default()).is_some();
        let is_one = |n: &String| {
            (names::looks_printed(n)
                || matches!(names::shape(n), names::Shape::Single | names::Shape::Account)
                    && is_dated())
                && (distance < AT_END || names::shape(n) == names::Shape::Person)
                && !sites.has(n)
                && !is_name(n, &focus.printed.iter().map(|p| key(p)).collect::<Vec<_>>())
        };
        let are_names = !names.is_empty() && names.iter().all(is_one);
        are_names.then(|| {
            (names.into_iter().map(|n| Sourced::new(n, Source::Block)).collect(), distance)
        })
    })
}
