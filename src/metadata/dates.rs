//! When the story was published and changed: the best stated date, else the address, else what is printed near the headline.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use url::Url;

use super::candidate::{Candidate, Field};
use super::focus::Focus;
use super::gather::{Found, Line};
use super::moment;
use super::printed_date::{Locale, find};
use crate::article::{Moment, Source, Sourced};
use crate::text::fold;

/// Up to this rank a source names the date of publication as data; behind it the address of the page is more reliable.
const STATED: u8 = 11;
/// Bytes from the start of a paragraph in which a dateline has its day.
const OPENING: usize = 24;
/// Longest line that is taken for the one that says when, in bytes.
const LONGEST: usize = 160;

/// The date of publication.
pub(super) fn published(found: &Found, focus: &Focus, locale: &Locale, url: Option<&Url>) -> Option<Sourced<Moment>> {
    let candidates = found.candidates.of(Field::Published);
    let (stated, shown): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|c| c.rank <= STATED);
    let address = url.and_then(of_address);
    first(&stated, locale)
        .map(|moment| in_local_time(moment, &stated, address.as_ref(), found, focus, locale))
        .or_else(|| near(&shown, 12, focus, locale))
        .or(address.clone())
        .or_else(|| near(&shown, 29, focus, locale))
        .or_else(|| of_lines(&found.lines, focus, locale))
        .or_else(|| first(&shown, locale))
}

/// A time in UTC on the day it had where the story was published, where the page says that too: in another field, in print
/// beside the headline, or in its address. Near midnight the day in UTC is the wrong one.
fn in_local_time(
    stated: Sourced<Moment>,
    candidates: &[&Candidate],
    address: Option<&Sourced<Moment>>,
    found: &Found,
    focus: &Focus,
    locale: &Locale,
) -> Sourced<Moment> {
    let Moment::Zoned { local: utc, offset } = stated.value else { return stated };
    if !offset.is_zero() {
        return stated;
    }
    let shifted = |local: DateTime| {
        let seconds = i32::try_from(local.duration_since(utc).as_secs()).ok()?;
        let is_zone = seconds != 0 && seconds % (15 * 60) == 0 && (-12 * 3600..=14 * 3600).contains(&seconds);
        Some(Moment::Zoned { local, offset: Offset::from_seconds(seconds).ok().filter(|_| is_zone)? })
    };
    let same = candidates.iter().find_map(|c| match moment::read(&c.value, locale)? {
        Moment::Zoned { local, offset }
            if !offset.is_zero() && offset.to_timestamp(local).ok()? == Offset::UTC.to_timestamp(utc).ok()? =>
        {
            Some(Sourced::new(Moment::Zoned { local, offset }, c.source.clone()))
        }
        _ => None,
    });
    let printed = || match of_lines(&found.lines, focus, locale)?.value {
        // Seconds are not printed.
        Moment::Local(local) => shifted(local.with().second(utc.second()).build().ok()?),
        Moment::Zoned { local, .. } => shifted(local.with().second(utc.second()).build().ok()?),
        Moment::Day(_) => None,
    };
    let printed = || printed().map(|moment| Sourced::new(moment, stated.source.clone()));
    let day_before_or_after = |a: &&Sourced<Moment>| matches!(a.value.date().until(utc.date()), Ok(span) if span.get_days().abs() == 1);
    same.or_else(printed).or_else(|| address.filter(day_before_or_after).cloned()).unwrap_or(stated)
}

/// The date of the last change; one before the publication is the template's.
pub(super) fn modified(found: &Found, locale: &Locale, published: Option<&Moment>) -> Option<Sourced<Moment>> {
    let candidates = found.candidates.of(Field::Modified);
    let modified = first(&candidates, locale)?;
    published.is_none_or(|p| p.date() <= modified.value.date()).then_some(modified)
}

fn first(candidates: &[&Candidate], locale: &Locale) -> Option<Sourced<Moment>> {
    candidates.iter().find_map(|c| Some(Sourced::new(moment::read(&c.value, locale)?, c.source.clone())))
}

/// Of the elements of up to `rank`, the one nearest to the headline.
fn near(candidates: &[&Candidate], rank: u8, focus: &Focus, locale: &Locale) -> Option<Sourced<Moment>> {
    let mut close: Vec<(u32, &&Candidate)> =
        candidates.iter().filter(|c| c.rank <= rank).filter_map(|c| Some((focus.distance(c.place.as_ref()?)?, c))).collect();
    close.sort_by_key(|(distance, c)| (*distance, c.rank));
    close.into_iter().find_map(|(_, c)| Some(Sourced::new(moment::read(&c.value, locale)?, c.source.clone())))
}

/// A short line near the headline that has a date in it.
fn of_lines(lines: &[Line], focus: &Focus, locale: &Locale) -> Option<Sourced<Moment>> {
    let mut best: Option<(u32, Moment)> = None;
    for line in lines.iter().filter(|l| !l.place.aside) {
        let Some(distance) = focus.distance(&line.place) else { continue };
        // The headline may speak of a day; the line that says when is another.
        if line.heading == 1 || !line.text.chars().any(char::is_numeric) {
            continue;
        }
        let worth = distance + u32::from(says_changed(&line.text)) * 10;
        let is_long = line.text.len() > LONGEST;
        if best.as_ref().is_none_or(|(b, _)| worth < *b)
            && let Some(printed) = find(&line.text, locale)
            // A paragraph may open with the day, as datelines do; a day inside it is another.
            && (!is_long || printed.start <= OPENING)
        {
            best = Some((worth, moment::with_time(printed.date, &line.text[printed.end..])));
        }
    }
    best.map(|(_, moment)| Sourced::new(moment, Source::Block))
}

fn says_changed(text: &str) -> bool {
    let text = fold(text);
    ["updated", "modified", "aktualisiert", "mis à jour", "actualizado", "aggiornato", "atualizado", "bijgewerkt"]
        .iter()
        .any(|w| text.starts_with(w) || text.starts_with(&format!("last {w}")))
}

/// A whole date in the path: `/2024/03/05/` or `-2024-03-05-` or `/20240305/`.
fn of_address(url: &Url) -> Option<Sourced<Moment>> {
    let parts: Vec<&str> = url.path().split(['/', '-', '_', '.']).collect();
    let three = parts.windows(3).find_map(|w| day(w[0], w[1], w[2]));
    let one = || parts.iter().filter(|p| p.len() == 8).find_map(|p| day(p.get(..4)?, p.get(4..6)?, p.get(6..8)?));
    let date = three.or_else(one)?;
    Some(Sourced::new(Moment::Day(date), Source::Url))
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    let number = |t: &str, most: usize| (t.len() <= most && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<i16>().ok())?;
    let year = number(year, 4).filter(|y| (1995..=2100).contains(y))?;
    let month = number(month, 2).map(i8::try_from)?.ok().or(None)?;
    Date::new(year, month, i8::try_from(number(day, 2)?).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: &str) {
        let found = Url::parse(url).ok().as_ref().and_then(of_address).map(|d| d.value.to_string()).unwrap_or_default();
        assert_eq!(found, expected, "{url}");
    }

    #[test]
    fn addresses_hold_dates() {
        check("https://news.example/2024/03/05/rain", "2024-03-05");
        check("https://news.example/2024/3/5/", "2024-03-05");
        check("https://news.example/rain-2024-03-05.html", "2024-03-05");
        check("https://news.example/a/20240305/rain", "2024-03-05");
        check("https://news.example/2024/03/rain", "");
        check("https://news.example/12345678", "");
        check("https://news.example/2024/13/45", "");
    }
}
