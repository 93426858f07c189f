//! When the story was published and changed: every date the page gives, as evidence, and the one with most of it.

mod weigh;

use jiff::ToSpan;
use jiff::civil::Date;
use url::Url;

use super::candidate::{Candidate, Field};
use super::date_words::Says;
use super::focus::{AT_END, DOUBTFUL_LINES, Focus};
use super::gather::Found;
use super::lines::Line;
use super::microdata::DOUBT;
use super::moment;
use super::months;
use super::printed_date::{Locale, find, find_early};
use super::relative;
use crate::article::{Moment, Source, Sourced};
use crate::rules::HENTRY_UPDATED;
use weigh::{doubt, in_local_time, weigh};

/// Up to this rank a source names the date of publication as data.
const STATED: u8 = 11;
/// Bytes from the start of a paragraph in which a dateline has its day.
const OPENING: usize = 24;
/// Longest line that is taken for the one that says when, in bytes.
const LONGEST: usize = 160;
/// Longest line that is nothing but the label of the next, in bytes: `Published on:`.
const LABEL: usize = 40;
/// Lines with dates that are weighed; a page with more of them is a list.
const MOST_LINES: usize = 40;

// What speaks for a date, in points: kinds of source in the order of their hit rates on the development pages. What is shown
// can outweigh data only where the data is of a vague kind (`<meta name=date>`) or other evidence agrees with what is shown.

/// Data that names the day of publication.
const DATA: i32 = 100;
/// A step of rank in data: from `datePublished` down to `<meta name=date>`.
const PER_RANK: i32 = 3;
/// The rank from which data is all worth the same.
const LAST: u8 = 14;
/// A whole date in the page's address.
const ADDRESS: i32 = 66;
/// A key of the page's scripts that names the day of publication.
const ISLAND: i32 = 68;
/// `<time>` and its like beside the headline.
const TIME: i32 = 76;
/// An element whose class says that it is a date.
const MARKED: i32 = 64;
/// What it loses in a part of the page that is often not the story.
const DOUBTFUL: i32 = 16;
/// A line of text.
const PRINTED: i32 = 54;
/// What a line loses that says when only from the moment at which the page was sent.
const RELATIVE: i32 = 16;
/// What a day loses that opens a paragraph: a dateline, or the day of what the paragraph tells.
const OPENS: i32 = 8;
/// An element with a date too far from the headline to be counted.
const FAR: i32 = 10;
/// What words such as "published" add and words such as "updated" take away.
const PUBLISHED: i32 = 8;
const CHANGED: i32 = 24;
/// Lines from the headline in which the line stands that says when.
const NEAR: u32 = 8;
/// The kinds of source that can confirm each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Data,
    Shown,
    Address,
    Island,
}

/// One date somewhere on the page, taken for that of publication.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    kind: Kind,
    pub(super) found: Sourced<Moment>,
    /// The other way to read a day and month in numbers.
    other: Option<Date>,
    pub(super) worth: i32,
    /// Shown beside the headline.
    is_near: bool,
}

impl Reading {
    fn new(kind: Kind, found: Sourced<Moment>, worth: i32) -> Self {
        Self { kind, found, other: None, worth, is_near: false }
    }
}

/// What is known of the page that helps to read its dates.
#[derive(Debug, Default)]
pub(super) struct Setting {
    pub(super) locale: Locale,
    /// Where the page came from, or the address that it gives as its own.
    pub(super) address: Option<Url>,
    /// When the server sent the page, where that is known.
    pub(super) sent: Option<Moment>,
}

impl Setting {
    /// A date in any form; a relative one only where the page came with the moment it is relative to.
    fn read(&self, text: &str) -> Option<Moment> {
        moment::read(text, &self.locale)
            .or_else(|| Some(Moment::Day(relative::day(text, self.sent.as_ref()?)?)))
    }
}

/// The date of publication.
pub(super) fn published(
    found: &Found,
    focus: &Focus,
    setting: &Setting,
) -> Option<Sourced<Moment>> {
    let readings = weighed(found, focus, setting);
    let (_, best) =
        readings.iter().enumerate().max_by_key(|(at, r)| (r.worth, std::cmp::Reverse(*at)))?;
    Some(in_local_time(best, &readings))
}

/// Every date that may be that of publication, with its points.
pub(super) fn weighed(found: &Found, focus: &Focus, setting: &Setting) -> Vec<Reading> {
    let changes: Vec<Moment> = found
        .candidates
        .of(Field::Modified)
        .iter()
        .filter_map(|c| moment::read(&c.value, &setting.locale))
        .collect();
    let mut readings = readings(found, focus, setting);
    // No story is published after its page was sent, and what is printed of a later day than its last change is a day to come. The day
    // after allows for the zone.
    let sent = setting.sent.as_ref().map(|sent| sent.date().saturating_add(1.day()));
    let changed = changes.iter().map(|change| change.date().saturating_add(1.day())).max();
    let is_past =
        |r: &Reading, bound: Option<Date>| bound.is_none_or(|bound| r.found.value.date() <= bound);
    readings.retain(|r| is_past(r, sent) && (r.kind != Kind::Shown || is_past(r, changed)));
    doubt(weigh(readings), &changes)
}

fn readings(found: &Found, focus: &Focus, setting: &Setting) -> Vec<Reading> {
    let mut readings = Vec::new();
    let candidates = found.candidates.of(Field::Published);
    let read = |c: &Candidate| Some((setting.read(&c.value)?, Sourced::new((), c.source.clone())));
    for candidate in candidates {
        let Some((moment, Sourced { source, .. })) = read(candidate) else { continue };
        let other = moment::other_order(&candidate.value, &moment);
        let distance = candidate.place.map(|p| focus.distance(&p));
        let (kind, worth) = standing(candidate, distance);
        let is_near = kind == Kind::Shown && distance.flatten().is_some_and(|d| d <= NEAR);
        let label = candidate
            .place
            .filter(|_| is_near)
            .and_then(|p| label_in_line(found, found.line_of(&p)?, &moment, &setting.locale));
        let said = label.map(Says::of).unwrap_or_default();
        if said.other {
            continue;
        }
        let words =
            Some(words_in(&candidate.value)).filter(|w| *w != 0).unwrap_or_else(|| words(said));
        let worth = worth + words;
        readings.push(Reading {
            other,
            is_near,
            ..Reading::new(kind, Sourced::new(moment, source), worth)
        });
    }
    // An entry without a date of publication was published when it was last changed (hAtom 0.1).
    let entry = Source::Element(HENTRY_UPDATED.to_owned());
    let of_entry = found
        .candidates
        .of(Field::Modified)
        .into_iter()
        .find(|c| c.source == entry && c.place.is_some_and(|p| focus.distance(&p).is_some()));
    if let Some(moment) =
        of_entry.filter(|_| readings.is_empty()).and_then(|c| setting.read(&c.value))
    {
        readings.push(Reading::new(Kind::Shown, Sourced::new(moment, entry), FAR));
    }
    if let Some(day) = setting.address.as_ref().and_then(of_address) {
        readings.push(Reading::new(Kind::Address, day, ADDRESS));
    }
    readings.extend(of_lines(&found.lines, focus, &setting.locale));
    readings.extend(of_spans(&found.lines, focus, setting));
    if readings.iter().all(|r| r.kind != Kind::Data) {
        let islands = found.island_dates.iter().filter_map(|(key, value)| {
            Some(Sourced::new(moment::read(value, &setting.locale)?, Source::Island(key.clone())))
        });
        let islands: Vec<Sourced<Moment>> = islands.collect();
        // Several days are those of several stories.
        let is_one = islands.iter().all(|i| i.value.date() == islands[0].value.date());
        readings.extend(
            islands
                .into_iter()
                .take(1)
                .map(|i| Reading::new(Kind::Island, i, if is_one { ISLAND } else { FAR })),
        );
    }
    readings
}

/// As what a date counts, and its points. A property of the story is data although it is printed; in a doubtful part of the page only
/// beside the headline.
fn standing(candidate: &Candidate, distance: Option<Option<u32>>) -> (Kind, i32) {
    let doubt = if candidate.place.is_some_and(|p| p.doubtful) { DOUBT } else { 0 };
    let own = candidate.rank.saturating_sub(doubt);
    let as_data = |rank: u8| (Kind::Data, DATA - PER_RANK * i32::from(rank.min(LAST)));
    let is_property = |distance: Option<u32>| {
        let is_sure = doubt == 0 || distance.is_some_and(|d| d <= NEAR + DOUBTFUL_LINES);
        is_sure && own < STATED && matches!(candidate.source, Source::Microdata(_))
    };
    match distance {
        None => as_data(candidate.rank),
        Some(distance) if is_property(distance) => as_data(own),
        Some(None) => (Kind::Shown, FAR),
        Some(Some(distance)) => {
            let base = match candidate.rank {
                ..=13 => TIME,
                14..=29 => MARKED,
                _ => MARKED - DOUBTFUL,
            };
            (Kind::Shown, base - far(distance) - i32::from(candidate.rank.min(20)) / 10)
        }
    }
}

/// What the distance from the headline costs.
fn far(distance: u32) -> i32 {
    i32::try_from(distance.min(40)).unwrap_or(0) * 2 / 3
}

/// What stands before a date in its short line. One in UTC may be printed as the day before or after.
fn label_in_line<'f>(
    found: &'f Found,
    at: usize,
    moment: &Moment,
    locale: &Locale,
) -> Option<&'f str> {
    let line = found.lines.get(at).filter(|l| l.text.len() <= LONGEST)?;
    let printed = find(&line.text, locale)?;
    let days = printed.date.until(moment.date()).map_or(0, |span| span.get_days());
    (days.abs() <= 1).then(|| label(&found.lines, at, printed.start))
}

/// What says of a date in a line which one it is: the words before it, or those of the line above where the date opens its own.
fn label<'l>(lines: &'l [Line], at: usize, start: usize) -> &'l str {
    let above = at
        .checked_sub(1)
        .map(|above| &*lines[above].text)
        .filter(|t| t.len() <= LABEL && t.ends_with([':', '：']));
    above.filter(|_| start == 0).unwrap_or(&lines[at].text[..start])
}

/// What the words in the value of an element say of its date.
fn words_in(value: &str) -> i32 {
    // Data has no words.
    if value.len() < 12 || value.starts_with(|c: char| c.is_ascii_digit()) {
        0
    } else {
        words(Says::of(value))
    }
}

/// What the words beside a date are worth.
fn words(said: Says) -> i32 {
    match (said.published, said.changed) {
        (true, false) => PUBLISHED,
        (false, true) => -CHANGED,
        _ => 0,
    }
}

/// The date of the last change; one before the publication is the template's.
pub(super) fn modified(
    found: &Found,
    locale: &Locale,
    published: Option<&Moment>,
) -> Option<Sourced<Moment>> {
    let candidates = found.candidates.of(Field::Modified);
    let modified = candidates
        .iter()
        .find_map(|c| Some(Sourced::new(moment::read(&c.value, locale)?, c.source.clone())))?;
    published.is_none_or(|p| p.date() <= modified.value.date()).then_some(modified)
}

/// The short lines near the headline that have a date in them.
fn of_lines(lines: &[Line], focus: &Focus, locale: &Locale) -> Vec<Reading> {
    let mut readings = Vec::new();
    // The headline may speak of a day; the line that says when is another.
    for (at, line) in lines.iter().enumerate().filter(|(_, l)| !l.place.aside && l.heading != 1) {
        // The line that names the headline says when that was posted, wherever it stands.
        let named = focus
            .printed
            .as_ref()
            .filter(|h| line.heading == 0 && line.text.starts_with(h.as_str()))
            .map(String::len);
        let Some(distance) = focus.distance(&line.place).or(named.map(|_| AT_END)) else {
            continue;
        };
        let is_long = line.text.len() > LONGEST;
        // A paragraph may open with the day, as datelines do, or say behind the headline when it was posted; a day inside it is another.
        let reach = if is_long { OPENING + named.unwrap_or(0) } else { usize::MAX };
        let Some(printed) = find_early(&line.text, reach, locale) else { continue };
        let said = Says::of(label(lines, at, printed.start));
        if said.other {
            continue;
        }
        let moment = moment::with_time(printed.date, &line.text[printed.end..]);
        let other = moment::other_order(&line.text[printed.start..printed.end], &moment);
        let words = words(said);
        let opens = if is_long { OPENS } else { 0 };
        let reading = Reading::new(
            Kind::Shown,
            Sourced::new(moment, Source::Block),
            PRINTED - far(distance) + words - opens,
        );
        readings.push(Reading { other, is_near: distance <= NEAR && words >= 0, ..reading });
        if readings.len() == MOST_LINES {
            break;
        }
    }
    readings
}

/// Lines near the headline that are nothing but "2 hours ago" or its like, on a page that came with the moment of its sending.
fn of_spans(lines: &[Line], focus: &Focus, setting: &Setting) -> Vec<Reading> {
    let Some(sent) = &setting.sent else { return Vec::new() };
    let near = lines.iter().filter(|l| !l.place.aside && !l.place.doubtful && l.heading == 0);
    let found = near.filter_map(|line| {
        let distance = focus.distance(&line.place)?;
        let day = relative::day(&line.text, sent)?;
        let worth = PRINTED - far(distance) - RELATIVE;
        Some(Reading::new(Kind::Shown, Sourced::new(Moment::Day(day), Source::Block), worth))
    });
    found.take(MOST_LINES).collect()
}

/// A whole date in the path: `/2024/03/05/`, `/2024/march/05/`, `-2024-03-05-` or `/20240305/`.
fn of_address(url: &Url) -> Option<Sourced<Moment>> {
    let parts: Vec<&str> = url.path().split(['/', '-', '_', '.']).collect();
    let three = parts.windows(3).find_map(|w| day(w[0], w[1], w[2]));
    let one = || {
        parts
            .iter()
            .filter(|p| p.len() == 8)
            .find_map(|p| day(p.get(..4)?, p.get(4..6)?, p.get(6..8)?))
    };
    let date = three.or_else(one)?;
    Some(Sourced::new(Moment::Day(date), Source::Url))
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    let number = |t: &str, most: usize| {
        (t.len() <= most && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<i16>().ok())?
    };
    let year = number(year, 4).filter(|y| (1995..=2100).contains(y))?;
    let by_name = || months::month(&months::fold_word(month), "");
    let month = number(month, 2).map(i8::try_from).and_then(Result::ok).or_else(by_name)?;
    Date::new(year, month, i8::try_from(number(day, 2)?).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: &str) {
        let found = Url::parse(url)
            .ok()
            .as_ref()
            .and_then(of_address)
            .map(|d| d.value.to_string())
            .unwrap_or_default();
        assert_eq!(found, expected, "{url}");
    }

    #[test]
    fn addresses_hold_dates() {
        check("https://news.example/2024/03/05/rain", "2024-03-05");
        check("https://news.example/2024/3/5/", "2024-03-05");
        check("https://news.example/rain-2024-03-05.html", "2024-03-05");
        check("https://news.example/a/20240305/rain", "2024-03-05");
        check("https://news.example/2024/march/05/rain", "2024-03-05");
        check("https://news.example/2024/03/rain", "");
        check("https://news.example/12345678", "");
        check("https://news.example/2024/13/45", "");
    }
}
