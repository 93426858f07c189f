//! Reads machine-readable dates: ISO 8601 with its variants, RFC 2822, digits alone; and the time
//! after a printed date.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use super::locale::Locale;
use super::plain::clip;
use super::printed_date::{digit, find_date};
use crate::article::Moment;

/// Plausible years; an unset clock gives 1970 and templates give year 1.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2100;
/// The most seconds between two times that are written for the same moment.
const SAME_SECONDS: i64 = 300;
/// The most bytes between a printed date and its time: `, um `, ` – `, ` at `.
const BEFORE_TIME: usize = 16;
/// Bytes after a date within which time and zone are.
const TIME: usize = 80;
/// Zone names with one offset, in minutes. Others, such as IST, are ambiguous.
const ZONES: [(&str, i32); 13] = [
    ("Z", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("EST", -300),
    ("EDT", -240),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("CET", 60),
    ("CEST", 120),
    ("JST", 540),
];

/// Reads a date in any form.
pub(super) fn read(text: &str, locale: &Locale) -> Option<Moment> {
    let text = text.trim().trim_matches(['"', '\'']).trim();
    let machine = digits_alone(text).or_else(|| iso(text)).and_then(plausible);
    machine.or_else(|| year_last(text, locale)).or_else(|| {
        let printed = find_date(text, locale)?;
        plausible(with_time(printed.date, &text[printed.end..]))
    })
}

/// `Tue Mar 05 09:30:00 CET 2024`: the format of C and Java, with the year after the time.
fn year_last(text: &str, locale: &Locale) -> Option<Moment> {
    let (start, year) = text
        .rsplit_once(' ')
        .filter(|(_, year)| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
    let (day, _) = start[..start.find(':')?].rsplit_once(' ')?;
    let printed = find_date(&format!("{day} {year}"), locale)?;
    plausible(with_time(printed.date, &start[day.len()..]))
}

/// The other day that a date in numbers may mean, if both orders are possible: `03/05/2024`.
pub(super) fn swapped_day_and_month(text: &str, read: &Moment) -> Option<Date> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_numbers = (1..=2).contains(&digits)
        && text.as_bytes().get(digits).is_some_and(|b| matches!(b, b'/' | b'-'));
    let date = read.date();
    let other = Date::new(date.year(), date.day(), date.month()).ok()?;
    (is_numbers && other != date).then_some(other)
}

/// Whether a date of publication is the moment of the last change: equal, or later by the minutes
/// that a system takes to write a page.
pub(super) fn is_change_moment(published: &Moment, changed: &Moment) -> bool {
    let at = |moment: &Moment| match moment {
        Moment::Day(date) => date.to_datetime(Time::midnight()),
        Moment::Local(local) => *local,
        // Both are compared in UTC.
        Moment::Zoned { local, offset } => {
            offset.to_timestamp(*local).map_or(*local, |t| Offset::UTC.to_datetime(t))
        }
    };
    let is_like = std::mem::discriminant(published) == std::mem::discriminant(changed);
    is_like && (0..=SAME_SECONDS).contains(&at(published).duration_since(at(changed)).as_secs())
}

/// The moment moved to another day.
pub(super) fn moved_to(moment: &Moment, date: Date) -> Moment {
    match moment {
        Moment::Day(_) => Moment::Day(date),
        Moment::Local(local) => Moment::Local(date.to_datetime(local.time())),
        Moment::Zoned { local, offset } => {
            Moment::Zoned { local: date.to_datetime(local.time()), offset: *offset }
        }
    }
}

/// Refuses dates that only an empty field gives.
fn plausible(moment: Moment) -> Option<Moment> {
    let date = moment.date();
    let is_epoch = date == Date::constant(1970, 1, 1) || date == Date::constant(1969, 12, 31);
    (YEARS.contains(&date.year()) && !is_epoch).then_some(moment)
}

/// `20240305`, `20240305093000`, seconds or milliseconds since 1970.
fn digits_alone(text: &str) -> Option<Moment> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    if whole.len() < 8 || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| whole.get(from..to)?.parse::<i8>().ok();
    match whole.len() {
        8 | 12 | 14 => {
            let date = Date::new(whole.get(..4)?.parse().ok()?, part(4, 6)?, part(6, 8)?).ok()?;
            let time = part(8, 10)
                .zip(part(10, 12))
                .and_then(|(h, m)| Time::new(h, m, part(12, 14).unwrap_or(0), 0).ok());
            Some(time.map_or(Moment::Day(date), |t| Moment::Local(date.to_datetime(t))))
        }
        10 | 13 => {
            let number: i64 = whole.parse().ok()?;
            let seconds = if whole.len() == 13 { number / 1000 } else { number };
            let local = jiff::Timestamp::from_second(seconds)
                .ok()?
                .to_zoned(jiff::tz::TimeZone::UTC)
                .datetime();
            Some(Moment::Zoned { local, offset: Offset::UTC })
        }
        _ => None,
    }
}

/// A date in the order year, month, day at the start, with the time and zone after it.
fn iso(text: &str) -> Option<Moment> {
    let mut scan = Scan { rest: text };
    let year = scan.number(4, 4)?;
    let separated = scan.eat(['-', '/', '.']);
    let month = scan.number(if separated { 1 } else { 2 }, 2)?;
    if separated && !scan.eat(['-', '/', '.']) {
        return None;
    }
    let day = scan.number(if separated { 1 } else { 2 }, 2)?;
    let date =
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
            .ok()?;
    Some(with_time(date, scan.rest))
}

/// The date, with the time and zone after it if present.
pub(super) fn with_time(date: Date, rest: &str) -> Moment {
    let plain = in_ascii(rest);
    let Some((time, rest)) = time(&plain) else { return Moment::Day(date) };
    let local = date.to_datetime(time);
    // Exactly midnight without a zone is how systems fill in a day.
    match zone(rest) {
        Some(offset) => Moment::Zoned { local, offset },
        None if time == Time::midnight() => Moment::Day(date),
        None => Moment::Local(DateTime::from_parts(date, time)),
    }
}

/// The start of a text, with digits of any script converted to ASCII.
fn in_ascii(text: &str) -> Cow<'_, str> {
    let text = clip(text, TIME);
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let plain =
        |c: char| digit(c).and_then(|d| char::from_digit(u32::try_from(d).ok()?, 10)).unwrap_or(c);
    Cow::Owned(text.chars().map(plain).collect())
}

/// `T09:30:15.123`, `, 9.30 Uhr`, ` at 9:30 pm`, `9h30`; returns the time and the rest.
fn time(text: &str) -> Option<(Time, &str)> {
    let start = text.bytes().take(BEFORE_TIME).position(|b| b.is_ascii_digit())?;
    let is_filler = |c: char| !matches!(c, '+' | '(' | '/' | ';');
    if !text[..start].chars().all(is_filler) {
        return None;
    }
    let mut scan = Scan { rest: &text[start..] };
    let hour = scan.number(1, 2)?;
    let compact = text.starts_with('T') && scan.rest.starts_with(|c: char| c.is_ascii_digit());
    if !compact && !scan.eat([':', 'h', '.']) {
        return None;
    }
    let minute = scan.number(2, 2)?;
    let second = if compact || scan.eat([':']) { scan.number(2, 2).unwrap_or(0) } else { 0 };
    if scan.eat(['.', ',']) {
        scan.skip_digits();
    }
    let after = scan.rest.trim_start();
    let half = after.get(..4).or_else(|| after.get(..2)).unwrap_or_default().to_ascii_lowercase();
    let is_half = |a: &str, b: &str| half.starts_with(a) || half.starts_with(b);
    let hour = match (hour, is_half("pm", "p.m."), is_half("am", "a.m.")) {
        (1..=11, true, _) => hour + 12,
        (12, _, true) => 0,
        _ => hour,
    };
    let rest = if is_half("pm", "am") {
        &after[2..]
    } else if is_half("p.m.", "a.m.") {
        &after[4..]
    } else {
        scan.rest
    };
    let time = Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second.min(59)).ok()?,
        0,
    )
    .ok()?;
    Some((time, rest))
}

/// `Z`, `+01:00`, ` +0100`, `GMT+0100`, `EST`.
fn zone(text: &str) -> Option<Offset> {
    let mut text = text.trim_start();
    let mut named = None;
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if let Some((name, minutes)) =
        ZONES.iter().find(|(n, _)| text[..letters].eq_ignore_ascii_case(n))
    {
        named = Offset::from_seconds(minutes * 60).ok();
        text = &text[name.len()..];
    }
    let sign = match text.chars().next() {
        Some('+') => 1,
        Some('-' | '−') => -1,
        _ => return named,
    };
    let mut scan = Scan { rest: text.trim_start_matches(['+', '-', '−']) };
    let hours = scan.number(1, 2)?;
    scan.eat([':']);
    let minutes = scan.number(2, 2).unwrap_or(0);
    (hours <= 15 && minutes < 60)
        .then(|| Offset::from_seconds(sign * (hours * 60 + minutes) * 60).ok())?
}

/// A text read from the front.
struct Scan<'t> {
    rest: &'t str,
}

impl Scan<'_> {
    /// A number of `least` to `most` digits.
    fn number(&mut self, least: usize, most: usize) -> Option<i32> {
        let digits = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.rest.split_at(digits);
        if digits < least {
            return None;
        }
        self.rest = rest;
        number.parse().ok()
    }

    fn eat<const N: usize>(&mut self, any: [char; N]) -> bool {
        let Some(rest) = self.rest.strip_prefix(any) else { return false };
        self.rest = rest;
        true
    }

    fn skip_digits(&mut self) {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = read(text, &Locale::default()).map(|m| m.to_string()).unwrap_or_default();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn machine_dates_are_read_in_every_form() {
        check("2024-03-05", "2024-03-05");
        check("2024-03-05T09:30:00+01:00", "2024-03-05T09:30:00+01:00");
        check("2024-03-05T09:30:00.123Z", "2024-03-05T09:30:00Z");
        check("2024-03-05T09:30:00-0530", "2024-03-05T09:30:00-05:30");
        check("2024-03-05 09:30:00 +0100", "2024-03-05T09:30:00+01:00");
        check("2024-03-05T09:30", "2024-03-05T09:30:00");
        check("2024-3-5 9:30 PM", "2024-03-05T21:30:00");
        check("20240305", "2024-03-05");
        check("20240305T093000Z", "2024-03-05T09:30:00Z");
        check("1709631000", "2024-03-05T09:30:00Z");
        check("1709631000000", "2024-03-05T09:30:00Z");
        check("Tue, 05 Mar 2024 09:30:00 GMT", "2024-03-05T09:30:00Z");
        check("Tue Mar 05 2024 09:30:00 GMT+0100 (CET)", "2024-03-05T09:30:00+01:00");
        check("Tue Mar 05 09:30:00 CET 2024", "2024-03-05T09:30:00+01:00");
        check("Tue Mar  5 09:30:00 2024", "2024-03-05T09:30:00");
        check("March 5, 2024 at 9:30 p.m. EST", "2024-03-05T21:30:00-05:00");
        check("5. März 2024, 9.30 Uhr", "2024-03-05T09:30:00");
        check("۱۵ اسفند ۱۴۰۲ - ۰۹:۳۰", "2024-03-05T09:30:00");
        check("2024-03-05T00:00:00", "2024-03-05");
    }

    #[test]
    fn impossible_dates_are_refused() {
        check("1970-01-01T00:00:00Z", "");
        check("0001-01-01T00:00:00", "");
        check("2024-13-45", "");
        check("2024-02-30", "");
        check("99999999", "");
        check("9999-12-31", "");
        check("2024-03-05T99:99", "2024-03-05");
        check("", "");
        check("ä2024", "");
        check("2024-03-05Täääääääää9:30", "2024-03-05");
    }
}
