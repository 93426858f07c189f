//! Relative dates such as "2 hours ago" in the languages of the news. They count from the time at
//! which the server sent the page, never from a clock.
//!
//! Only units that determine the day are read: minutes, hours, days, today and yesterday. "3 months
//! ago" may be any of thirty days.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::article::Moment;
use crate::text::fold;

/// The most bytes of a line that can be a relative date.
const LONGEST: usize = 60;
/// The largest number of a unit: older dates are printed in full.
const MOST: i64 = 90;

/// A unit that determines the day.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Unit {
    Minutes,
    Hours,
    Days,
}

/// Words for the units, folded: stems that a word begins with, separated by `|` as in the lists
/// below.
const UNITS: [(Unit, &str); 3] = [
    (
        Unit::Minutes,
        "min|λεπτ|мин|хв|хвілін|perc|dakika|dk|menit|phút|דק|دقيق|دقائق|دقیق|मिनट|মিনিট|นาที|分|분",
    ),
    (
        Unit::Hours,
        "hour|hr|h|std|stunde|heure|hora|ora|ore|uur|uren|godz|hodin|timm|time|tim|tunti|tuntia|tund|час|годин|гадзін|óra|órá|saat|jam|giờ|\
         שעה|שעות|ساع|घंटे|घंटा|ঘণ্টা|ชั่วโมง|小时|小時|時間|시간|ώρ|sat|ur|valand|stund",
    ),
    (
        Unit::Days,
        "day|d|tag|jour|día|dia|giorn|dag|dni|dzień|dnem|dny|päiv|päev|дн|ден|день|дзён|nap|gün|hari|ngày|ημέρ|μέρ|יום|ימים|يوم|أيام|ايام|\
         روز|दिन|দিন|วัน|天|日|일|zile|zi|dana|dien",
    ),
];
/// Words for "ago"; folded.
const AGO: &str = "ago|vor|för|il y a|hace|fa|há|atrás|geleden|temu|před|pred|sedan|siden|for|sitten|tagasi|назад|тому|таму|преди|пре|prije|önce|lalu|\
     yang lalu|trước|לפני|منذ|قبل|پیش|पहले|আগে|ที่แล้ว|ที่ผ่านมา|前|전|πριν|în urmă|acum|ezelőtt|fyrir|nazaj|prieš|pirms|fai";
/// Words for "one"; folded.
const ONE: &str = "a|an|one|einer|einem|une|un|una|um|uma|een|en|ett|et|jednou|один|bir";
/// Complete lines for the day on which the page was sent, and for the day before; folded.
const TODAY: &str = "today|heute|aujourd'hui|hoy|oggi|hoje|vandaag|dzisiaj|dziś|dnes|idag|i dag|tänään|сегодня|сьогодні|днес|bugün|hari ini|hôm nay|היום|\
     اليوم|امروز|आज|আজ|วันนี้|今天|今日|오늘|σήμερα";
const YESTERDAY: &str = "yesterday|gestern|hier|ayer|ieri|ontem|gisteren|wczoraj|včera|igår|i går|eilen|вчера|вчора|dün|kemarin|hôm qua|אתמול|أمس|دیروز|कल|\
     গতকাল|เมื่อวาน|昨天|昨日|어제|χθες";

/// The day of a line that is only a relative date, on a page that was sent at `sent`. `None` if the
/// line has other text, if the day is not determined, or if the time zone of `sent` is unknown.
pub(super) fn day(line: &str, sent: &Moment) -> Option<Date> {
    let Moment::Zoned { local: sent, .. } = sent else { return None };
    if line.len() > LONGEST {
        return None;
    }
    let folded = fold(line);
    let text = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let is_in = |names: &str| names.split('|').any(|name| name == text);
    if let Some(days) = if is_in(TODAY) { Some(0) } else { is_in(YESTERDAY).then_some(1) } {
        return sent.date().checked_sub(days.days()).ok();
    }
    let (count, unit) = parse_span(text)?;
    let then = match unit {
        Unit::Minutes => sent.checked_sub(count.minutes()),
        Unit::Hours => sent.checked_sub(count.hours()),
        Unit::Days => sent.checked_sub(count.days()),
    };
    then.ok().map(|then| then.date())
}

/// Whether a line is only a time span before now, such as "2 hours ago".
pub(super) fn is_span(line: &str) -> bool {
    line.len() <= LONGEST
        && parse_span(fold(line).trim_matches(|c: char| !c.is_alphanumeric())).is_some()
}

/// A number, a unit and a word for "ago", in any order that a language uses, and nothing else.
fn parse_span(text: &str) -> Option<(i64, Unit)> {
    // Some languages put it on both sides: `för 2 timmar sedan`.
    let rest =
        without_ago(without_ago(text, str::strip_prefix, str::chars), str::strip_suffix, |rest| {
            rest.chars().rev()
        });
    if rest.len() == text.len() {
        return None;
    }
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let (count, word) = if digits.is_empty() {
        let (first, word) = rest.split_once(' ')?;
        ONE.split('|').any(|one| one == first).then_some((1, word))?
    } else {
        (digits.parse().ok()?, rest[digits.len()..].trim())
    };
    let is_one_word =
        !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c.is_ascii_digit());
    // The longest stem: "min" is not "m", and "minuten" is not "mi".
    let unit =
        UNITS.iter().flat_map(|(unit, stems)| stems.split('|').map(move |stem| (*unit, stem)));
    let (unit, _) =
        unit.filter(|(_, stem)| begins(word, stem)).max_by_key(|(_, stem)| stem.len())?;
    (is_one_word && (1..=MOST).contains(&count)).then_some((count, unit))
}

/// Removes the longest word of [`AGO`] from one end. `beside` yields the characters next to it,
/// which must not be letters in scripts with spaces.
fn without_ago<'t, I: Iterator<Item = char>>(
    text: &'t str,
    strip: impl Fn(&'t str, &'static str) -> Option<&'t str>,
    beside: impl Fn(&'t str) -> I,
) -> &'t str {
    let is_apart = |word: &str, rest: &'t str| {
        !word.starts_with(char::is_lowercase)
            || beside(rest).next().is_none_or(|c| !c.is_alphabetic())
    };
    let stripped =
        AGO.split('|').filter_map(|word| strip(text, word).filter(|rest| is_apart(word, rest)));
    stripped.min_by_key(|rest| rest.len()).map_or(text, str::trim)
}

/// Whether a word begins with a stem; a stem of one letter must be the whole word.
fn begins(word: &str, stem: &str) -> bool {
    if stem.len() == 1 { word.trim_end_matches('.') == stem } else { word.starts_with(stem) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, proptest};

    use super::*;
    use crate::metadata::locale::Locale;
    use crate::metadata::moment;

    fn sent() -> Moment {
        moment::read("Tue, 05 Mar 2024 09:30:00 GMT", &Locale::default()).expect("a date")
    }

    fn check(line: &str, expected: &str) {
        assert_eq!(
            day(line, &sent()).map(|d| d.to_string()).unwrap_or_default(),
            expected,
            "{line}"
        );
    }

    #[test]
    fn relative_dates_are_read_in_many_languages() {
        for line in [
            "12 hours ago",
            "vor 12 Stunden",
            "il y a 12 heures",
            "hace 12 horas",
            "12 ore fa",
            "há 12 horas",
            "12 uur geleden",
            "12 godzin temu",
            "před 12 hodinami",
            "pred 12 hodinami",
            "för 12 timmar sedan",
            "12 timer siden",
            "for 12 timer siden",
            "12 tuntia sitten",
            "12 часов назад",
            "12 годин тому",
            "преди 12 часа",
            "πριν 12 ώρες",
            "12 órával ezelőtt",
            "acum 12 ore",
            "12 saat önce",
            "12 jam lalu",
            "12 jam yang lalu",
            "12 giờ trước",
            "לפני 12 שעות",
            "منذ 12 ساعة",
            "12 ساعت پیش",
            "12 घंटे पहले",
            "12 ঘণ্টা আগে",
            "12 ชั่วโมงที่แล้ว",
            "12小时前",
            "12 小時前",
            "12時間前",
            "12시간 전",
            "12h ago",
        ] {
            check(line, "2024-03-04");
        }
    }

    #[test]
    fn days_have_names_and_numbers() {
        check("Yesterday", "2024-03-04");
        check("gestern", "2024-03-04");
        check("昨天", "2024-03-04");
        check("heute", "2024-03-05");
        check("5 min ago", "2024-03-05");
        check("an hour ago", "2024-03-05");
        check("vor einem Tag", "2024-03-04");
        check("3 days ago", "2024-03-02");
        check("il y a 5 jours", "2024-02-29");
        check("3天前", "2024-03-02");
    }

    #[test]
    fn a_line_without_a_definite_day_gives_none() {
        check("3 months ago", "");
        check("2 weeks ago", "");
        check("2 years ago", "");
        check("a while ago", "");
        check("2 hours", "");
        check("ago", "");
        check("500 days ago", "");
        check("Police said 2 hours ago", "");
        check("2 hours ago in sport", "");
        check("", "");
        let local = moment::read("2024-03-05T09:30:00", &Locale::default()).expect("a date");
        assert_eq!(day("yesterday", &local), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn no_line_panics(line in "(vor |ago|há )?[0-9]{0,20} ?(hours|Tag|分|\\PC{0,4}) ?(ago|前|\\PC{0,4})") {
            let _ = day(&line, &sent());
        }
    }
}
