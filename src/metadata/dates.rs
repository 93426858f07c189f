//! Chooses the dates of publication and of the last change: every date on the page gets points, and
//! the one with the most points wins.

mod agreement;
mod reading;

use jiff::ToSpan;
use jiff::civil::Date;
use url::Url;

use super::candidate::{Candidate, Field};
use super::date_words::DateLabel;
use super::gather::Gathered;
use super::headline_location::{DISTANCE_AT_END, DOUBTFUL_LINES, HeadlineLocation, is_sentence};
use super::locale::Locale;
use super::microdata::DOUBTFUL_RANKS;
use super::moment;
use super::months;
use super::printed_date::{find_date, find_date_within};
use super::printed_lines::PrintedLine;
use super::relative_date;
use crate::article::{Moment, Source, Sourced};
use crate::rules::HENTRY_UPDATED;
use agreement::{add_agreement, in_local_time, penalise_change_moments};
use reading::{
    BONUS_PUBLISHED_WORD, DateKind, DateReading, PENALTY_CHANGED_WORD, POINTS_DATA, POINTS_FAR,
};

/// Properties below this rank name the date of publication as data.
const PROPERTY_RANKS: u8 = 11;
/// Bytes from the start of a paragraph within which a dateline has its date.
const DATELINE_BYTES: usize = 24;
/// The most bytes of a line that can be the line with the date of the article.
const MAX_LINE: usize = 160;
/// The fewest bytes of an entry in a list of days: a day and what happens on it.
const MIN_ENTRY: usize = 16;
/// The most bytes of a line that is only the label of the next line: `Published on:`.
const MAX_LABEL: usize = 40;
/// The most lines with dates that are considered; a page with more of them is a list.
const MAX_DATE_LINES: usize = 40;

// Points of a date. The kinds of source are in the order of their hit rates on the development
// pages. A shown date can outweigh data only if the data is of a vague kind (`<meta name=date>`) or
// if other evidence agrees with the shown date.

/// Points that each further rank costs in data: from `datePublished` down to `<meta name=date>`.
const POINTS_PER_RANK: i32 = 3;
/// The rank from which all data has the same points.
const LAST_RANK: u8 = 14;
/// A complete date in the page's address.
const POINTS_ADDRESS: i32 = 66;
/// A key in the page's scripts that names the day of publication.
const POINTS_EMBEDDED: i32 = 68;
/// `<time>` or a similar element beside the headline.
const POINTS_TIME_ELEMENT: i32 = 76;
/// An element whose class marks it as a date.
const POINTS_MARKED: i32 = 64;
/// Penalty of an element in a doubtful part of the page.
const PENALTY_DOUBTFUL: i32 = 16;
/// A line of text.
const POINTS_PRINTED: i32 = 54;
/// Penalty of a date relative to the time at which the server sent the page.
const PENALTY_RELATIVE: i32 = 16;
/// Penalty of a date that opens a paragraph: it may be a dateline or the day of an event.
const PENALTY_IN_PARAGRAPH: i32 = 8;
/// Lines from the headline within which the line with the date is.
const NEAR_LINES: u32 = 8;

/// Facts about the page that help to read its dates.
#[derive(Debug, Default)]
pub(super) struct DateContext {
    pub(super) locale: Locale,
    /// The address that the page came from, or else the one that it declares.
    pub(super) address: Option<Url>,
    /// The time at which the server sent the page, if known.
    pub(super) sent: Option<Moment>,
}

impl DateContext {
    /// Reads a date in any form. A relative date needs the time at which the page was sent.
    fn read_date(&self, text: &str) -> Option<Moment> {
        moment::read(text, &self.locale)
            .or_else(|| Some(Moment::Day(relative_date::day(text, self.sent.as_ref()?)?)))
    }
}

/// The date of publication.
pub(super) fn published(
    gathered: &Gathered,
    headline: &HeadlineLocation,
    context: &DateContext,
) -> Option<Sourced<Moment>> {
    let readings = dates_with_points(gathered, headline, context);
    let (_, best) =
        readings.iter().enumerate().max_by_key(|(at, r)| (r.points, std::cmp::Reverse(*at)))?;
    Some(in_local_time(best, &readings))
}

/// Every candidate for the date of publication, with its points.
pub(super) fn dates_with_points(
    gathered: &Gathered,
    headline: &HeadlineLocation,
    context: &DateContext,
) -> Vec<DateReading> {
    let changes: Vec<Moment> = gathered
        .candidates
        .of(Field::Modified)
        .iter()
        .filter_map(|c| moment::read(&c.value, &context.locale))
        .collect();
    let mut readings = collect_dates(gathered, headline, context);
    // An article is not published after its page was sent, and a printed day after the last change
    // is a future event. One day more allows for the time zone.
    let sent = context.sent.as_ref().map(|sent| sent.date().saturating_add(1.day()));
    let changed = changes.iter().map(|change| change.date().saturating_add(1.day())).max();
    let is_past = |r: &DateReading, bound: Option<Date>| {
        bound.is_none_or(|bound| r.found.value.date() <= bound)
    };
    readings.retain(|r| is_past(r, sent) && (r.kind != DateKind::Shown || is_past(r, changed)));
    penalise_change_moments(add_agreement(readings), &changes)
}

fn collect_dates(
    gathered: &Gathered,
    headline: &HeadlineLocation,
    context: &DateContext,
) -> Vec<DateReading> {
    let mut readings = Vec::new();
    let candidates = gathered.candidates.of(Field::Published);
    let read =
        |c: &Candidate| Some((context.read_date(&c.value)?, Sourced::new((), c.source.clone())));
    for candidate in candidates {
        let Some((moment, Sourced { source, .. })) = read(candidate) else { continue };
        let other = moment::swapped_day_and_month(&candidate.value, &moment);
        let distance = candidate.position.map(|p| headline.distance(&p));
        let (kind, points) = kind_and_points(candidate, distance);
        let is_near =
            kind == DateKind::Shown && distance.flatten().is_some_and(|d| d <= NEAR_LINES);
        let label = candidate
            .position
            .filter(|_| is_near)
            .and_then(|p| label_in_line(gathered, gathered.line_of(&p)?, &moment, &context.locale));
        let label = label.map(DateLabel::read).unwrap_or_default();
        if label.other {
            continue;
        }
        let words = Some(label_points_in(&candidate.value))
            .filter(|w| *w != 0)
            .unwrap_or_else(|| label_points(label));
        let points = points + words;
        readings.push(DateReading {
            other,
            is_near,
            ..DateReading::new(kind, Sourced::new(moment, source), points)
        });
    }
    // An entry without a date of publication was published when it was last changed (hAtom 0.1).
    let entry = Source::Element(HENTRY_UPDATED.to_owned());
    let of_entry =
        gathered.candidates.of(Field::Modified).into_iter().find(|c| {
            c.source == entry && c.position.is_some_and(|p| headline.distance(&p).is_some())
        });
    if let Some(moment) =
        of_entry.filter(|_| readings.is_empty()).and_then(|c| context.read_date(&c.value))
    {
        readings.push(DateReading::new(DateKind::Shown, Sourced::new(moment, entry), POINTS_FAR));
    }
    if let Some(day) = context.address.as_ref().and_then(date_in_address) {
        readings.push(DateReading::new(DateKind::Address, day, POINTS_ADDRESS));
    }
    readings.extend(dates_in_lines(&gathered.lines, headline, &context.locale));
    readings.extend(relative_dates(&gathered.lines, headline, context));
    if readings.iter().all(|r| r.kind != DateKind::Data) {
        let embedded = gathered.embedded_dates.iter().filter_map(|(key, value)| {
            Some(Sourced::new(
                moment::read(value, &context.locale)?,
                Source::EmbeddedData(key.clone()),
            ))
        });
        let embedded: Vec<Sourced<Moment>> = embedded.collect();
        // Several different days belong to several articles.
        let is_one = embedded.iter().all(|i| i.value.date() == embedded[0].value.date());
        readings.extend(embedded.into_iter().take(1).map(|i| {
            DateReading::new(
                DateKind::Embedded,
                i,
                if is_one { POINTS_EMBEDDED } else { POINTS_FAR },
            )
        }));
    }
    readings
}

/// The kind and points of a date. A property of the article is data although it is printed; in a
/// doubtful part of the page, only beside the headline.
fn kind_and_points(candidate: &Candidate, distance: Option<Option<u32>>) -> (DateKind, i32) {
    let doubt = if candidate.position.is_some_and(|p| p.doubtful) { DOUBTFUL_RANKS } else { 0 };
    let own = candidate.rank.saturating_sub(doubt);
    let as_data =
        |rank: u8| (DateKind::Data, POINTS_DATA - POINTS_PER_RANK * i32::from(rank.min(LAST_RANK)));
    let is_property = |distance: Option<u32>| {
        let is_sure = doubt == 0 || distance.is_some_and(|d| d <= NEAR_LINES + DOUBTFUL_LINES);
        is_sure && own < PROPERTY_RANKS && matches!(candidate.source, Source::Microdata(_))
    };
    match distance {
        None => as_data(candidate.rank),
        Some(distance) if is_property(distance) => as_data(own),
        Some(None) => (DateKind::Shown, POINTS_FAR),
        Some(Some(distance)) => {
            let base = match candidate.rank {
                ..=13 => POINTS_TIME_ELEMENT,
                14..=29 => POINTS_MARKED,
                _ => POINTS_MARKED - PENALTY_DOUBTFUL,
            };
            (
                DateKind::Shown,
                base - distance_cost(distance) - i32::from(candidate.rank.min(20)) / 10,
            )
        }
    }
}

/// The points that the distance from the headline costs.
fn distance_cost(distance: u32) -> i32 {
    i32::try_from(distance.min(40)).unwrap_or(0) * 2 / 3
}

/// The text before a date in its short line. The printed day may differ by one from a date in UTC.
fn label_in_line<'f>(
    gathered: &'f Gathered,
    at: usize,
    moment: &Moment,
    locale: &Locale,
) -> Option<&'f str> {
    let line = gathered.lines.get(at).filter(|l| l.text.len() <= MAX_LINE)?;
    let printed = find_date(&line.text, locale)?;
    let days = printed.date.until(moment.date()).map_or(0, |span| span.get_days());
    (days.abs() <= 1).then(|| label(&gathered.lines, at, printed.start))
}

/// The label of a date in a line: the words before it, or the line above if the date opens its
/// line.
fn label<'l>(lines: &'l [PrintedLine], at: usize, start: usize) -> &'l str {
    let above = at
        .checked_sub(1)
        .map(|above| &*lines[above].text)
        .filter(|t| t.len() <= MAX_LABEL && t.ends_with([':', '：']));
    above.filter(|_| start == 0).unwrap_or(&lines[at].text[..start])
}

/// The points for the words in an element with a date.
fn label_points_in(value: &str) -> i32 {
    // Data has no words.
    if value.len() < 12 || value.starts_with(|c: char| c.is_ascii_digit()) {
        0
    } else {
        label_points(DateLabel::read(value))
    }
}

/// The points for the words beside a date.
fn label_points(label: DateLabel) -> i32 {
    match (label.published, label.changed) {
        (true, false) => BONUS_PUBLISHED_WORD,
        (false, true) => -PENALTY_CHANGED_WORD,
        _ => 0,
    }
}

/// The date of the last change; one before the publication comes from the template.
pub(super) fn modified(
    gathered: &Gathered,
    locale: &Locale,
    published: Option<&Moment>,
) -> Option<Sourced<Moment>> {
    let candidates = gathered.candidates.of(Field::Modified);
    let modified = candidates
        .iter()
        .find_map(|c| Some(Sourced::new(moment::read(&c.value, locale)?, c.source.clone())))?;
    published.is_none_or(|p| p.date() <= modified.value.date()).then_some(modified)
}

/// The dates in lines near the headline.
fn dates_in_lines(
    lines: &[PrintedLine],
    headline: &HeadlineLocation,
    locale: &Locale,
) -> Vec<DateReading> {
    let mut readings = Vec::new();
    // The headline may mention a day; the date of the article is in another line.
    for (at, line) in lines.iter().enumerate().filter(|(_, l)| !l.position.aside && l.heading != 1)
    {
        // A line that repeats the headline has its date, at any distance.
        let named = headline
            .printed
            .as_ref()
            .filter(|h| line.heading == 0 && line.text.starts_with(h.as_str()))
            .map(String::len);
        let Some(distance) = headline.distance(&line.position).or(named.map(|_| DISTANCE_AT_END))
        else {
            continue;
        };
        let is_long = line.text.len() > MAX_LINE || is_sentence(line);
        // A paragraph may open with the date, like a dateline, or state it after repeating the
        // headline; a day further inside is another one.
        let reach = if is_long { DATELINE_BYTES + named.unwrap_or(0) } else { usize::MAX };
        let Some(printed) = find_date_within(&line.text, reach, locale) else { continue };
        // A day inside the story is that of an event.
        let is_in_story = || is_long && named.is_none() && headline.is_below_prose(lines, at);
        if is_in_story() || is_entry(lines, at, printed.date, locale) {
            continue;
        }
        let label = DateLabel::read(label(lines, at, printed.start));
        if label.other {
            continue;
        }
        let moment = moment::with_time(printed.date, &line.text[printed.end..]);
        let other = moment::swapped_day_and_month(&line.text[printed.start..printed.end], &moment);
        let words = label_points(label);
        let opens = if is_long { PENALTY_IN_PARAGRAPH } else { 0 };
        let reading = DateReading::new(
            DateKind::Shown,
            Sourced::new(moment, Source::Block),
            POINTS_PRINTED - distance_cost(distance) + words - opens,
        );
        readings.push(DateReading {
            other,
            is_near: distance <= NEAR_LINES && words >= 0,
            ..reading
        });
        if readings.len() == MAX_DATE_LINES {
            break;
        }
    }
    readings
}

/// Whether a line is an entry of a list of days: it begins with a day, and so does the line above
/// or below it, with another day.
fn is_entry(lines: &[PrintedLine], at: usize, day: Date, locale: &Locale) -> bool {
    let opening_day = |at: usize| {
        let line =
            lines.get(at).filter(|l| l.text.len() > MIN_ENTRY && l.text.len() <= MAX_LINE)?;
        find_date_within(&line.text, 0, locale).map(|found| found.date)
    };
    let is_other = |neighbour: Option<usize>| {
        neighbour.and_then(opening_day).is_some_and(|other| other != day)
    };
    opening_day(at).is_some() && (is_other(at.checked_sub(1)) || is_other(Some(at + 1)))
}

/// Lines near the headline that are only "2 hours ago" or similar, on a page with a known sending
/// time.
fn relative_dates(
    lines: &[PrintedLine],
    headline: &HeadlineLocation,
    context: &DateContext,
) -> Vec<DateReading> {
    let Some(sent) = &context.sent else { return Vec::new() };
    let near = lines.iter().filter(|l| !l.position.aside && !l.position.doubtful && l.heading == 0);
    let found = near.filter_map(|line| {
        let distance = headline.distance(&line.position)?;
        let day = relative_date::day(&line.text, sent)?;
        let points = POINTS_PRINTED - distance_cost(distance) - PENALTY_RELATIVE;
        Some(DateReading::new(
            DateKind::Shown,
            Sourced::new(Moment::Day(day), Source::Block),
            points,
        ))
    });
    found.take(MAX_DATE_LINES).collect()
}

/// A complete date in the path: `/2024/03/05/`, `/2024/march/05/`, `-2024-03-05-` or `/20240305/`.
fn date_in_address(url: &Url) -> Option<Sourced<Moment>> {
    let parts: Vec<&str> = url.path().split(['/', '-', '_', '.']).collect();
    let three = parts.windows(3).find_map(|w| parse_day(w[0], w[1], w[2]));
    let one = || {
        parts
            .iter()
            .filter(|p| p.len() == 8)
            .find_map(|p| parse_day(p.get(..4)?, p.get(4..6)?, p.get(6..8)?))
    };
    let date = three.or_else(one)?;
    Some(Sourced::new(Moment::Day(date), Source::Url))
}

fn parse_day(year: &str, month: &str, day: &str) -> Option<Date> {
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
            .and_then(date_in_address)
            .map(|d| d.value.to_string())
            .unwrap_or_default();
        assert_eq!(found, expected, "{url}");
    }

    #[test]
    fn dates_are_read_from_addresses() {
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
