//! Whether a failure may pass, and how long to wait for it.

use std::error::Error as StdError;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::error::{Error, ErrorKind};

/// Statuses that pass: too many requests, and a server or gateway out of order. 501 and 505 are for ever.
const PASSING: [u16; 5] = [429, 500, 502, 503, 504];

/// A failed attempt, and what may be done about it.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) again: Again,
}

/// Whether to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    Never,
    /// After a pause of our own choice.
    Later,
    /// After the time the server asked for.
    After(Duration),
}

impl From<Error> for Failure {
    /// A failure without word from the server. One that took all its time is not tried again: it would take it twice.
    fn from(error: Error) -> Self {
        let passes = match error.kind() {
            ErrorKind::Network => true,
            ErrorKind::Connect => !is_settled(&error),
            _ => false,
        };
        Self { again: if passes { Again::Later } else { Again::Never }, error }
    }
}

impl Failure {
    /// An answer that is no success.
    pub(super) fn of_status(error: Error, status: u16, retry_after: Option<&str>) -> Self {
        let again = match retry_after.and_then(|text| wait(text, Timestamp::now())) {
            _ if !PASSING.contains(&status) => Again::Never,
            Some(wait) => Again::After(wait),
            None => Again::Later,
        };
        Self { error, again }
    }
}

/// Whether nobody will answer a moment later either: the port is closed, or TLS failed.
fn is_settled(error: &Error) -> bool {
    std::iter::successors(error.source(), |&e| e.source())
        .filter_map(|e| e.downcast_ref::<io::Error>())
        .any(|e| matches!(e.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::InvalidData))
}

/// What `Retry-After` says from now on: seconds or a date, in any of the three shapes HTTP knows. `None` for anything else.
fn wait(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let then =
        rfc2822::parse(text).map(|zoned| zoned.timestamp()).ok().or_else(|| old_date(text))?;
    // A date that is past means at once.
    Some(Duration::try_from(then.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
fn old_date(text: &str) -> Option<Timestamp> {
    let shapes = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    let read = |shape: &str| {
        jiff::civil::DateTime::strptime(shape, text).ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()
    };
    shapes.iter().find_map(|shape| read(shape)).map(|zoned| zoned.timestamp())
}

/// The pause before attempt `n`, counted from 1 for the second: doubled each time, half of it by chance, so that many
/// clients turned away together do not come back together.
pub(super) fn pause(base: Duration, n: u32) -> Duration {
    /// The longest pause.
    const MAX: Duration = Duration::from_secs(60);
    let whole = base.saturating_mul(2_u32.saturating_pow(n.saturating_sub(1))).min(MAX);
    // A hasher's key is the one source of chance in the standard library.
    let chance = RandomState::new().build_hasher().finish() % 1001;
    whole / 2 + (whole / 2).mul_f64(chance as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::{pause, wait};

    #[track_caller]
    fn check(text: &str, seconds: Option<u64>) {
        let now: Timestamp = "1994-11-06T08:49:07Z".parse().expect("a moment");
        assert_eq!(wait(text, now), seconds.map(Duration::from_secs), "{text}");
    }

    #[test]
    fn retry_after_is_read_in_all_its_shapes() {
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
    fn pauses_double_and_end_at_a_minute() {
        let base = Duration::from_secs(1);
        for (n, whole) in [(1, 1), (2, 2), (3, 4), (7, 60), (4000, 60)] {
            let pause = pause(base, n);
            assert!(
                pause >= Duration::from_secs(whole) / 2 && pause <= Duration::from_secs(whole),
                "{n}: {pause:?}"
            );
        }
    }
}
