//! Finds authors in printed lines: a line that begins with "By", a name beside a date, a signature
//! under the text.

use super::site_names::SiteNames;
use crate::article::{Source, Sourced};
use crate::metadata::byline::{self, Trust};
use crate::metadata::date_words;
use crate::metadata::headline_location::{DISTANCE_AT_END, DOUBTFUL_LINES, HeadlineLocation};
use crate::metadata::locale::Locale;
use crate::metadata::printed_date::find_date;
use crate::metadata::printed_lines::PrintedLine;
use crate::metadata::title_key::{is_site_name, title_key};
use crate::text::fold;

/// Lines from the headline in which a byline is searched in plain text.
const NEAR_LINES: u32 = 8;
/// The most words of a name in a signature: a longer text is a headline.
const MAX_SIGNATURE_WORDS: usize = 3;
/// The fewest bytes of the paragraph above a signature.
const MIN_PARAGRAPH: usize = 80;
/// The most bytes around each name of a signature: ` and `, `(…)`.
const MAX_JOIN: usize = 6;
/// The most bytes of a line that is only a date, and of one that is only a name.
const MAX_DATE_LINE: usize = 50;
const MAX_NAME_LINE: usize = 40;

/// A line under the headline that is only a name, next to a line that is only a date; with its
/// distance.
pub(super) fn name_beside_date(
    lines: &[PrintedLine],
    headline: &HeadlineLocation,
    sites: &SiteNames,
) -> Option<(Sourced<String>, u32)> {
    headline.printed.as_ref()?;
    let is_plain = |l: &PrintedLine| l.heading == 0 && !l.position.aside && !l.position.doubtful;
    let is_date = |l: &PrintedLine| {
        l.length < MAX_DATE_LINE
            && l.text.bytes().any(|b| b.is_ascii_digit())
            && find_date(&l.text, &Locale::default()).is_some()
    };
    let is_lone = |l: &PrintedLine| {
        l.length < MAX_NAME_LINE && byline::is_only_a_name(&l.text) && !sites.has(&l.text)
    };
    let below =
        |l: &PrintedLine| headline.distance(&l.position).filter(|d| (1..=NEAR_LINES).contains(d));
    let on_one_line = lines
        .iter()
        .filter(|l| is_plain(l) && l.length < MAX_DATE_LINE + MAX_NAME_LINE)
        .find_map(|l| {
            let distance = below(l)?;
            let name = name_and_date(&l.text)?;
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
        let only = byline::split_names(&name.text, Trust::Printed).into_iter().next()?;
        Some((Sourced::new(only, Source::Block), distance))
    })
}

/// The names in the line that ends the running text, if it is set off and holds only names: the
/// signature of the authors.
pub(super) fn signature(
    lines: &[PrintedLine],
    headline: &HeadlineLocation,
    sites: &SiteNames,
) -> Option<Vec<Sourced<String>>> {
    let is_alone = |l: &PrintedLine| {
        l.set_off
            && l.heading == 0
            && !l.position.doubtful
            && l.length < MAX_DATE_LINE + MAX_NAME_LINE
    };
    let names_in = |line: &PrintedLine| {
        let names = byline::split_names(&line.text, Trust::Printed);
        let is_one = |n: &String| {
            (byline::is_only_a_name(n) && n.split(' ').count() <= MAX_SIGNATURE_WORDS
                || byline::signs_as_group(n))
                && !sites.has(n)
        };
        let are_names = !names.is_empty() && names.iter().all(is_one);
        let length: usize = names.iter().map(String::len).sum();
        // Only the names and the words that join them.
        let is_all = are_names
            && line.text.len() <= length + MAX_JOIN * names.len()
            && !line.text.ends_with([':', '!', '?', ',']);
        is_all.then(|| names.into_iter().map(|n| Sourced::new(n, Source::Block)).collect())
    };
    (0..lines.len())
        .filter(|at| is_alone(&lines[*at]) && closes_text(lines, *at, headline))
        .find_map(|at| names_in(&lines[at]))
}

/// Whether a line follows running text of the article and no running text follows it. Before
/// running text it is a crosshead, as in an interview.
fn closes_text(lines: &[PrintedLine], at: usize, headline: &HeadlineLocation) -> bool {
    let is_prose = |l: &PrintedLine| l.length >= MIN_PARAGRAPH && l.heading == 0;
    at > 0
        && is_prose(&lines[at - 1])
        && !lines.get(at + 1).is_some_and(is_prose)
        && headline.is_below(&lines[at].position)
}

/// The name in a line of only a name and a date: `5 March 2024 · Ada Pine`.
fn name_and_date(line: &str) -> Option<String> {
    let date = find_date(line, &Locale::default())?;
    let is_mark = |c: char| !c.is_alphabetic() && c != '.';
    // The other side of the date may only say that the article was changed.
    let is_label_or_empty = |side: &str| {
        side.is_empty()
            || date_words::is_date_word(&fold(side.trim_matches(|c: char| !c.is_alphabetic())))
    };
    let name =
        match (line[..date.start].trim_matches(is_mark), line[date.end..].trim_matches(is_mark)) {
            (side, name) | (name, side) if is_label_or_empty(side) => name,
            _ => return None,
        };
    // A line that begins with "By" is read by [`printed_byline`].
    (byline::is_only_a_name(name) && !byline::opens_with_by(name)).then(|| name.to_owned())
}

/// A short line that begins with "By" or an equivalent, or that is only such a label with the name
/// on the next line; with its distance.
pub(super) fn printed_byline(
    lines: &[PrintedLine],
    headline: &HeadlineLocation,
    sites: &SiteNames,
) -> Option<(Vec<Sourced<String>>, u32)> {
    headline.printed.as_ref()?;
    let is_short = |l: &PrintedLine| !l.position.aside && l.length < 200;
    // Under a heading that is only "Author" the name follows; other headings that begin with "By"
    // are headlines.
    let is_label = |l: &PrintedLine| {
        l.heading == 0 || byline::is_only_by(&l.text) || byline::opens_with_written_by(&l.text)
    };
    let candidates = || lines.iter().enumerate().filter(|(_, l)| l.heading != 1 && is_short(l));
    // A line with an explicit label counts anywhere on the page, unless another one has different
    // names.
    let is_explicit = |l: &PrintedLine| {
        headline.is_below(&l.position)
            && !l.position.doubtful
            && byline::opens_with_author_label(&l.text)
    };
    let mut explicit = candidates().filter(|(_, l)| is_explicit(l));
    let only = explicit
        .next()
        .filter(|(_, first)| explicit.all(|(_, l)| l.text == first.text))
        .map(|(at, _)| at);
    let reach = |l: &PrintedLine| {
        if l.position.doubtful { NEAR_LINES + DOUBTFUL_LINES } else { NEAR_LINES }
    };
    // The distance comes first: it is cheap, and most lines are far away.
    let distance = |at: usize, l: &PrintedLine| {
        let found =
            headline.distance(&l.position).filter(|d| *d <= reach(l) || *d >= DISTANCE_AT_END);
        found.or_else(|| {
            (Some(at) == only || closes_text(lines, at, headline)).then_some(DISTANCE_AT_END)
        })
    };
    let near = candidates().filter_map(|(at, l)| Some((distance(at, l)?, at)));
    let mut close: Vec<(u32, usize)> = near
        .filter(|(_, at)| is_label(&lines[*at]) && byline::opens_with_by(&lines[*at].text))
        .collect();
    close.sort_unstable();
    close.into_iter().find_map(|(distance, at)| {
        let own = byline::split_names(&lines[at].text, Trust::Printed);
        let next = lines.get(at + 1).filter(|l| byline::is_only_by(&lines[at].text) && is_short(l));
        let names = next.map_or(own, |l| byline::split_names(&l.text, Trust::Marked));
        // A first name alone or an account name counts only if the line also has a date: `Posted by
        // Ada, 5 March 2024`.
        let is_dated = || {
            distance < DISTANCE_AT_END && find_date(&lines[at].text, &Locale::default()).is_some()
        };
        let is_one = |n: &String| {
            (byline::looks_like_name(n)
                || matches!(
                    byline::name_shape(n),
                    byline::NameShape::Single | byline::NameShape::Account
                ) && is_dated())
                && (distance < DISTANCE_AT_END
                    || byline::name_shape(n) == byline::NameShape::Person)
                && !sites.has(n)
                && !is_site_name(
                    n,
                    &headline.printed.iter().map(|p| title_key(p)).collect::<Vec<_>>(),
                )
        };
        let are_names = !names.is_empty() && names.iter().all(is_one);
        are_names.then(|| {
            (names.into_iter().map(|n| Sourced::new(n, Source::Block)).collect(), distance)
        })
    })
}
