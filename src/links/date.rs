//! The date of a link in a feed or sitemap: a day or a time.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// When a link was published or last changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkDate {
    /// A day in an unknown time zone.
    Day(Date),
    /// An exact time.
    Moment(Timestamp),
}

impl LinkDate {
    /// Parses a date in the format of sitemaps, the W3C profile of ISO 8601. A time without a zone
    /// counts as UTC.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Some(Self::Moment(moment));
        }
        // `Date` also parses a text with a time, so a time is tried first.
        if text.len() > "2024-03-05".len()
            && let Ok(local) = text.parse::<DateTime>()
        {
            return local.to_zoned(TimeZone::UTC).ok().map(|zoned| Self::Moment(zoned.timestamp()));
        }
        text.parse::<Date>().ok().map(Self::Day)
    }

    /// Whether the date may be at this time or later. A day lasts until its end in the last time
    /// zone.
    #[must_use]
    pub fn may_be_since(self, since: Timestamp) -> bool {
        /// The last time zone is twelve hours behind UTC.
        const LAST_ZONE: jiff::SignedDuration = jiff::SignedDuration::from_hours(12);
        match self {
            Self::Moment(moment) => moment >= since,
            Self::Day(day) => {
                let end = day
                    .tomorrow()
                    .ok()
                    .and_then(|next| next.to_zoned(TimeZone::UTC).ok())
                    .map(|z| z.timestamp());
                end.and_then(|end| end.checked_add(LAST_ZONE).ok()).is_none_or(|end| end > since)
            }
        }
    }
}

impl fmt::Display for LinkDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Moment(moment) => moment.fmt(f),
        }
    }
}

/// Parses a day, which means its start in UTC, or a time. `None` for anything else.
///
/// ```
/// let since = cleancopy::links::parse_since("2024-03-05").unwrap();
/// assert_eq!(since.to_string(), "2024-03-05T00:00:00Z");
/// ```
#[must_use]
pub fn parse_since(text: &str) -> Option<Timestamp> {
    match LinkDate::parse(text)? {
        LinkDate::Moment(moment) => Some(moment),
        LinkDate::Day(day) => day.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp()),
    }
}

#[cfg(test)]
mod tests {
    use super::{LinkDate, parse_since};

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(LinkDate::parse(text).map(|d| d.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn dates_of_sitemaps_are_parsed_in_every_precision() {
        check(" 2024-03-05 ", Some("2024-03-05"));
        check("2024-03-05T09:30+01:00", Some("2024-03-05T08:30:00Z"));
        check("2024-03-05T09:30:15.25Z", Some("2024-03-05T09:30:15.25Z"));
        check("2024-03-05T09:30:00", Some("2024-03-05T09:30:00Z"));
        check("2024-03-05 09:30:00", Some("2024-03-05T09:30:00Z"));
        check("yesterday", None);
        check("2024-02-31", None);
        check("", None);
    }

    #[test]
    fn a_day_lasts_until_its_end_in_every_time_zone() {
        let day = LinkDate::parse("2024-03-05").expect("a day");
        let since = |text: &str| day.may_be_since(parse_since(text).expect("a moment"));
        assert!(
            since("2024-03-05") && since("2024-03-05T23:00:00Z") && since("2024-03-06T11:59:00Z")
        );
        assert!(!since("2024-03-06T12:00:00Z") && !since("2024-03-07"));
        let moment = LinkDate::parse("2024-03-05T08:00:00Z").expect("a moment");
        assert!(!moment.may_be_since(parse_since("2024-03-05T08:00:01Z").expect("a moment")));
    }
}
