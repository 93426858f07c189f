//! Other calendars in which pages print dates: the Persian solar calendar, and years counted by
//! eras.

use jiff::ToSpan;
use jiff::civil::Date;

/// Languages that write dates in numbers in the Persian solar calendar.
const PERSIAN: [&str; 3] = ["fa", "ps", "prs"];
/// Years of that calendar in which a web page can be dated: from 1990 to 2100. The lunar years of
/// Arabic pages begin later, but overlap, so numbers alone are read by the language of the page.
const PERSIAN_YEARS: std::ops::RangeInclusive<i32> = 1368..=1479;
/// Its months, folded: the names used in Iran and those used in Afghanistan.
const PERSIAN_MONTHS: [&str; 12] = [
    "فروردین حمل",
    "اردیبهشت ثور",
    "خرداد جوزا",
    "تیر سرطان",
    "مرداد امرداد اسد",
    "شهریور سنبله",
    "مهر میزان",
    "ابان عقرب",
    "اذر قوس",
    "دی جدی",
    "بهمن دلو",
    "اسفند حوت",
];
/// Its first six months have 31 days, the next five 30.
const LONG_MONTHS: i32 = 6;
/// Added to its years so that the cycle of leap years begins with one, and the days up to that
/// beginning.
const CYCLE_START: i32 = 1595;
const DAYS_BEFORE: i32 = 355_668;
/// Leap years in a cycle of 33 years; all but one gap are four years.
const CYCLE: i32 = 33;
const LEAPS: i32 = 8;

/// Eras with the year before their first year: those of Japan within the age of the web, and that
/// of Taiwan.
const ERAS: [(&str, i32); 5] =
    [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("民國", 1911), ("民国", 1911)];
/// The first year of an era, which has no number.
pub(super) const FIRST_YEAR: char = '元';

/// The month of the Persian solar calendar with this folded name, 1 to 12.
pub(super) fn persian_month(word: &str) -> Option<i8> {
    if !word.starts_with(|c| ('\u{600}'..='\u{6ff}').contains(&c)) {
        return None;
    }
    // Arabic keyboards write the same letters with other characters.
    let word: String = word.chars().map(|c| if matches!(c, 'ي' | 'ى') { 'ی' } else { c }).collect();
    (1i8..)
        .zip(PERSIAN_MONTHS)
        .find(|(_, names)| names.split(' ').any(|name| name == word))
        .map(|(month, _)| month)
}

/// Whether numbers such as `1402/12/15` belong to that calendar in a language.
pub(super) fn is_persian(lang: &str, year: i32) -> bool {
    PERSIAN.contains(&lang) && PERSIAN_YEARS.contains(&year)
}

/// The day of a date in the Persian solar calendar. Its leap years come in cycles of 33 years from
/// 1800 to 2256.
pub(super) fn persian_day(year: i32, month: i8, day: i32) -> Option<Date> {
    let month = i32::from(month) - 1;
    let longest = if month < LONG_MONTHS { 31 } else { 30 };
    if !PERSIAN_YEARS.contains(&year) || !(0..12).contains(&month) || !(1..=longest).contains(&day)
    {
        return None;
    }
    let new_year = |year: i32| {
        let years = year + CYCLE_START;
        years * 365 + years / CYCLE * LEAPS + (years % CYCLE + 3) / 4 - DAYS_BEFORE
    };
    let of_year = month * 30 + month.min(LONG_MONTHS) + day;
    // The last month has a thirtieth day in leap years only.
    let days = new_year(year) + of_year;
    (days <= new_year(year + 1)).then(|| Date::constant(0, 1, 1).checked_add(days.days()).ok())?
}

/// The year before the first year of the era that a word ends with: `公開日令和` before a number, `令和元`
/// without one.
pub(super) fn era(word: &str) -> Option<i32> {
    let word = word.trim_end_matches(FIRST_YEAR);
    ERAS.iter().find(|(name, _)| word.ends_with(name)).map(|(_, before)| *before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(year: i32, month: i8, day: i32, expected: &str) {
        let found = persian_day(year, month, day).map(|d| d.to_string()).unwrap_or_default();
        assert_eq!(found, expected, "{year}-{month}-{day}");
    }

    #[test]
    fn persian_days_match_the_almanac() {
        check(1399, 4, 2, "2020-06-22");
        check(1402, 12, 15, "2024-03-05");
        check(1403, 1, 1, "2024-03-20");
        check(1403, 12, 30, "2025-03-20");
        check(1404, 1, 1, "2025-03-21");
        check(1379, 6, 31, "2000-09-21");
        check(1408, 1, 1, "2029-03-20");
        // Not a leap year, not a day of the month, not a month, not a year of the web.
        check(1402, 12, 30, "");
        check(1402, 7, 31, "");
        check(1402, 13, 1, "");
        check(1202, 1, 1, "");
    }

    #[test]
    fn eras_are_recognised_at_the_end_of_a_word() {
        assert_eq!(era("令和"), Some(2018));
        assert_eq!(era("公開日令和元"), Some(2018));
        assert_eq!(era("中華民國"), Some(1911));
        assert_eq!(era("令和風"), None);
    }
}
