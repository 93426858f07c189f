//! Dates as feeds and sitemaps give them: a day, or a moment.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// When a link was published or last changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkDate {
    /// A day, of nobody says which zone.
    Day(Date),
    /// A moment.
    Moment(Timestamp),
}

impl LinkDate {
    /// Reads a date as sitemaps write it: W3C's profile of ISO 8601. A time without a zone is taken as UTC.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Some(Self::Moment(moment));
        }
        // The readers of the library take the day of a time as well, so a time is looked for first.
        if text.len() > "2024-03-05".len()
            && let Ok(local) = text.parse::<DateTime>()
        {
            return local.to_zoned(TimeZone::UTC).ok().map(|zoned| Self::Moment(zoned.timestamp()));
        }
        text.parse::<Date>().ok().map(Self::Day)
    }

    /// Whether it may be at this moment or after it. A day counts until its end, wherever that comes last.
    #[must_use]
    pub fn may_be_since(self, since: Timestamp) -> bool {
        /// The last zone is twelve hours behind UTC.
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

/// The moment a user means by a day (its beginning in UTC) or a moment; `None` for anything else.
#[must_use]
pub fn parse_since(text: &str) -> Option<Timestamp> {
    match LinkDate::read(text)? {
        LinkDate::Moment(moment) => Some(moment),
        LinkDate::Day(day) => day.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp()),
    }
}

#[cfg(test)]
mod tests {
    use super::{LinkDate, parse_since};

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(LinkDate::read(text).map(|d| d.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn dates_of_sitemaps_are_read_in_all_their_lengths() {
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
    fn a_day_counts_until_it_ends_everywhere() {
        let day = LinkDate::read("2024-03-05").expect("a day");
        let since = |text: &str| day.may_be_since(parse_since(text).expect("a moment"));
        assert!(
            since("2024-03-05") && since("2024-03-05T23:00:00Z") && since("2024-03-06T11:59:00Z")
        );
        assert!(!since("2024-03-06T12:00:00Z") && !since("2024-03-07"));
        let moment = LinkDate::read("2024-03-05T08:00:00Z").expect("a moment");
        assert!(!moment.may_be_since(parse_since("2024-03-05T08:00:01Z").expect("a moment")));
    }
}
