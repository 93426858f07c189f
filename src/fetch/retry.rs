//! Decides whether to retry a failed attempt, and after which delay.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::error::{Error, ErrorKind};

/// Transient statuses: too many requests, and a failing server or gateway. 501 and 505 are
/// permanent.
const TRANSIENT_STATUSES: [u16; 5] = [429, 500, 502, 503, 504];

/// A failed attempt, with the decision about a retry.
#[derive(Debug)]
pub(super) struct FailedAttempt {
    pub(super) error: Error,
    pub(super) retry: Retry,
}

/// Whether and when to retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    Never,
    /// After our own back-off.
    AfterBackoff,
    /// After the time that the server asked for.
    AfterDelay(Duration),
}

impl From<Error> for FailedAttempt {
    /// A failure without a response. A timeout is not retried, because a retry would double the
    /// time.
    fn from(error: Error) -> Self {
        let is_transient = match error.kind() {
            ErrorKind::Network => true,
            ErrorKind::Connect => !is_permanent(&error),
            _ => false,
        };
        Self { retry: if is_transient { Retry::AfterBackoff } else { Retry::Never }, error }
    }
}

impl FailedAttempt {
    /// A response with an error status.
    pub(super) fn from_status(error: Error, status: u16, retry_after: Option<&str>) -> Self {
        let delay = retry_after.and_then(|text| parse_retry_after(text, Timestamp::now()));
        let retry = match delay {
            _ if !TRANSIENT_STATUSES.contains(&status) => Retry::Never,
            Some(delay) => Retry::AfterDelay(delay),
            None => Retry::AfterBackoff,
        };
        Self { error, retry }
    }
}

/// Whether a retry would fail too: the port is closed, or TLS failed.
fn is_permanent(error: &Error) -> bool {
    std::iter::successors(error.source(), |&e| e.source())
        .filter_map(|e| e.downcast_ref::<io::Error>())
        .any(|e| matches!(e.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::InvalidData))
}

/// The delay from `now` that a `Retry-After` header states: seconds, or a date in one of the three
/// formats of HTTP. `None` for anything else.
fn parse_retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let then =
        rfc2822::parse(text).map(|zoned| zoned.timestamp()).ok().or_else(|| obsolete_date(text))?;
    // A date in the past means no delay.
    Some(Duration::try_from(then.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// Parses `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
fn obsolete_date(text: &str) -> Option<Timestamp> {
    let formats = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    let parse = |format: &str| {
        jiff::civil::DateTime::strptime(format, text).ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()
    };
    formats.iter().find_map(|format| parse(format)).map(|zoned| zoned.timestamp())
}

/// The delay before retry `n`, counted from 1. It doubles with each retry, up to 60 seconds, and
/// half of it is random, so that clients that failed together do not return together.
pub(super) fn backoff(base: Duration, n: u32) -> Duration {
    const MAX: Duration = Duration::from_secs(60);
    let whole = base.saturating_mul(2_u32.saturating_pow(n.saturating_sub(1))).min(MAX);
    whole / 2 + (whole / 2).mul_f64(fastrand::f64())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::{backoff, parse_retry_after};

    #[track_caller]
    fn check(text: &str, seconds: Option<u64>) {
        let now: Timestamp = "1994-11-06T08:49:07Z".parse().expect("a moment");
        assert_eq!(parse_retry_after(text, now), seconds.map(Duration::from_secs), "{text}");
    }

    #[test]
    fn retry_after_is_parsed_in_every_format() {
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(30));
        check("Sunday, 06-Nov-94 08:49:37 GMT", Some(30));
        check("Sun Nov  6 08:49:37 1994", Some(30));
        check("Sat, 05 Nov 1994 08:49:37 GMT", Some(0));
        check("soon", None);
        check("-5", None);
        check("", None);
    }

    #[test]
    fn delays_double_up_to_a_minute() {
        let base = Duration::from_secs(1);
        for (n, whole) in [(1, 1), (2, 2), (3, 4), (7, 60), (4000, 60)] {
            let delay = backoff(base, n);
            assert!(
                delay >= Duration::from_secs(whole) / 2 && delay <= Duration::from_secs(whole),
                "{n}: {delay:?}"
            );
        }
    }
}
