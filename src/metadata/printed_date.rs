//! Reads a printed date: in any language of the month table, or in numbers, in the calendars of
//! [`super::calendars`].

mod tokens;

use jiff::civil::Date;

use super::calendars::{self, FIRST_YEAR};
use super::locale::Locale;
pub(super) use tokens::digit;
use tokens::{Part, Token, Tokens};

/// Bytes of a text in which a date is searched; a line with a date is short.
const WINDOW: usize = 400;
/// Digits of the shortest date: `5 Mar 24`.
const LEAST_DIGITS: usize = 3;
/// The most marks between two parts of one date: `5., March - 2024` has two.
const MAX_GAP: usize = 2;

/// Languages that print the year, the day and then the month.
const YEAR_DAY_MONTH: [&str; 3] = ["lv", "kk", "uz"];

/// A date and its byte range in the text, so that the time can be read after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PrintedDate {
    pub(super) date: Date,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The first date in `text`.
pub(super) fn find_date(text: &str, locale: &Locale) -> Option<PrintedDate> {
    find_date_within(text, usize::MAX, locale)
}

/// The first date in `text`, if it begins within the first `reach` bytes.
pub(super) fn find_date_within(text: &str, reach: usize, locale: &Locale) -> Option<PrintedDate> {
    let text = super::plain::clip(text, WINDOW);
    // Most lines have no date, so their words need not be read.
    let ascii = text.bytes().filter(u8::is_ascii_digit).count();
    let counts = |c: &char| digit(*c).is_some() || *c == FIRST_YEAR;
    if ascii < LEAST_DIGITS
        && (text.is_ascii() || text.chars().filter(counts).count() < LEAST_DIGITS)
    {
        return None;
    }
    // A date never spans a word that dates do not contain, so the text between two such words is
    // read separately.
    let mut tokens = Tokens::new(text, locale);
    let (mut run, mut is_after_word) = (Vec::new(), false);
    loop {
        let next = tokens.next();
        match next {
            Some(token) if token.part != Part::Word => run.push(token),
            _ => {
                if let Some(found) = first_between(&run, is_after_word, locale) {
                    return Some(found).filter(|found| found.start <= reach);
                }
                next.filter(|word| word.start <= reach)?;
                run.clear();
                is_after_word = true;
            }
        }
    }
}

/// The first date in the tokens between two words.
fn first_between(tokens: &[Token], is_after_word: bool, locale: &Locale) -> Option<PrintedDate> {
    // `iOS 9.3.24` is a version: short numbers after a word are not a date.
    let is_short =
        |at: usize| at == 0 && is_after_word && matches!(tokens[at].part, Part::Number(_, 1));
    let of_numbers = |at: usize| {
        numeric_date(&tokens[at..], locale).filter(|p| !(is_short(at) && p.end - p.start < 8))
    };
    (0..tokens.len()).find_map(|at| of_numbers(at).or_else(|| named_date(&tokens[at..], locale)))
}

/// Three parts with only fillers between: a day, a month name and a year, in any common order.
fn named_date(tokens: &[Token], locale: &Locale) -> Option<PrintedDate> {
    use Part::{Month, Number, PersianMonth};
    let [a, b, c] = three_parts(tokens)?;
    let date = match (a.part, b.part, c.part) {
        (Number(day, 1..=2), PersianMonth(month), Number(year, 4)) => {
            calendars::persian_day(year, month, day)
        }
        (Number(day, 1..=2), Month(month), Number(year, digits)) => {
            day_of(full_year(year, digits, locale)?, month, day)
        }
        (Month(month), Number(day, 1..=2), Number(year, 4)) => day_of(year, month, day),
        (Number(year, 4), Month(month), Number(day, 1..=2)) => day_of(year, month, day),
        (Number(year, 4), Number(day, 1..=2), Month(month))
            if YEAR_DAY_MONTH.contains(&locale.lang.as_str()) =>
        {
            day_of(year, month, day)
        }
        _ => None,
    }?;
    Some(PrintedDate { date, start: a.start, end: c.end })
}

/// The first three numbers or months, if only a few marks are between them.
fn three_parts(tokens: &[Token]) -> Option<[Token; 3]> {
    let mut found = [*tokens.first()?; 3];
    let (mut count, mut gap) = (0, 0);
    for token in tokens {
        match token.part {
            Part::Number(..) | Part::Month(_) | Part::PersianMonth(_) => {
                found[count] = *token;
                (count, gap) = (count + 1, 0);
                if count == 3 {
                    return Some(found);
                }
            }
            Part::Word | Part::Mark(':' | '|') => return None,
            Part::Mark(_) => gap += 1,
        }
        if gap > MAX_GAP || count == 0 {
            return None;
        }
    }
    None
}

/// `2024-03-05`, `5.3.2024`, `03/05/24`, `2024年3月5日`.
fn numeric_date(tokens: &[Token], locale: &Locale) -> Option<PrintedDate> {
    let [a, m1, b, m2, c, ..] = tokens else { return None };
    let (
        Part::Number(x, dx),
        Part::Mark(s1),
        Part::Number(y, 1..=2),
        Part::Mark(s2),
        Part::Number(z, dz),
    ) = (a.part, m1.part, b.part, m2.part, c.part)
    else {
        return None;
    };
    let east_asian = matches!((s1, s2), ('年', '月') | ('년', '월'));
    if !east_asian && (s1 != s2 || !matches!(s1, '.' | '/' | '-' | '–')) {
        return None;
    }
    let date = match (dx, dz) {
        (4, 1..=2) if calendars::is_persian(&locale.lang, x) => {
            calendars::persian_day(x, i8::try_from(y).ok()?, z)
        }
        (1..=2, 4) if calendars::is_persian(&locale.lang, z) => {
            calendars::persian_day(z, i8::try_from(y).ok()?, x)
        }
        (4, 1..=2) => day_of(x, i8::try_from(y).ok()?, z),
        // `5.3.24`, but not the parts of a version or an address.
        (1..=2, 4) | (2, 2) | (1, 2)
            if !east_asian
                && (dx + dz > 3
                    || s1 == '.' && !tokens.get(5).is_some_and(|t| t.part == Part::Mark('.'))) =>
        {
            let year = full_year(z, dz, locale)?;
            let month_first = if x > 12 {
                false
            } else {
                y > 12 || (s1 == '/' && locale.month_first) || (s1 == '-' && locale.month_first)
            };
            let (day, month) = if month_first { (y, x) } else { (x, y) };
            day_of(year, i8::try_from(month).ok()?, day)
        }
        _ => None,
    }?;
    Some(PrintedDate { date, start: a.start, end: c.end })
}

/// Expands a two-digit year to this century; in Thai, to the Buddhist era.
fn full_year(year: i32, digits: usize, locale: &Locale) -> Option<i32> {
    match digits {
        2 if locale.lang == "th" && year > 50 => Some(2500 + year),
        2 if year < 70 => Some(2000 + year),
        4 => Some(year),
        _ => None,
    }
}

fn day_of(year: i32, month: i8, day: i32) -> Option<Date> {
    let year = if (2500..2643).contains(&year) { year - 543 } else { year };
    let date = Date::new(i16::try_from(year).ok()?, month, i8::try_from(day).ok()?).ok()?;
    (1990..=2100).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests;
