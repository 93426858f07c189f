//! One reading of a date on the page, and the points that several steps share.

use jiff::civil::Date;

use crate::article::{Moment, Sourced};

/// Data that names the day of publication.
pub(super) const POINTS_DATA: i32 = 100;
/// An element with a date too far from the headline to be counted.
pub(super) const POINTS_FAR: i32 = 10;
/// Bonus of words such as "published".
pub(super) const BONUS_PUBLISHED_WORD: i32 = 8;
/// Penalty of words such as "updated".
pub(super) const PENALTY_CHANGED_WORD: i32 = 24;

/// The kinds of source that can confirm each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateKind {
    Data,
    Shown,
    Address,
    Embedded,
}

/// One date on the page, as a candidate for the date of publication.
#[derive(Debug, Clone)]
pub(in crate::metadata) struct DateReading {
    pub(super) kind: DateKind,
    pub(in crate::metadata) found: Sourced<Moment>,
    /// The other interpretation of a day and month in numbers.
    pub(super) other: Option<Date>,
    pub(in crate::metadata) points: i32,
    /// Whether it is shown beside the headline.
    pub(super) is_near: bool,
}

impl DateReading {
    pub(super) fn new(kind: DateKind, found: Sourced<Moment>, points: i32) -> Self {
        Self { kind, found, other: None, points, is_near: false }
    }
}
