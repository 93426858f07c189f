//! Groups of names, and the points for each kind of source.

use crate::article::Sourced;

/// The highest rank of an author in data.
pub(super) const MAX_DATA_RANK: u8 = 7;
/// The highest rank of an element that states explicitly that it holds the author.
pub(super) const MAX_CERTAIN_RANK: u8 = 10;
/// The highest rank of an element whose class or link target states that.
pub(super) const MAX_CLASS_RANK: u8 = 14;

// Points of a group. The order of the kinds of source follows their hit rates on the development
// pages. The other values are the smallest steps that let a printed full name win over an account
// in data, and not over a full name in data.

/// Data that names a person.
pub(super) const POINTS_DATA: i32 = 100;
/// Data that names an organisation, beside which a person may be printed.
pub(super) const POINTS_ORGANISATION: i32 = 45;
/// A marked element beside the headline.
pub(super) const POINTS_MARKED: i32 = 84;
/// A line of text that begins with "By". It may name the author of another work, so even an account
/// name in data has more points.
pub(super) const POINTS_PRINTED: i32 = 52;
/// A line under the headline that is only a name, beside a line that is only a date.
pub(super) const POINTS_BESIDE_DATE: i32 = 50;
/// A line that is only a name, set off from the running text before it.
pub(super) const POINTS_SIGNED: i32 = 43;
/// Points that each further rank costs.
pub(super) const POINTS_PER_RANK: i32 = 2;
/// Penalty of an account name in data: `apine2`, `ada.pine`.
pub(super) const PENALTY_ACCOUNT: i32 = 45;
/// Penalty of a single word in data.
pub(super) const PENALTY_SINGLE_WORD: i32 = 20;
/// Penalty of the name of an organisation.
pub(super) const PENALTY_ORGANISATION: i32 = 25;
/// Bonus if another kind of source has the same name.
pub(super) const BONUS_CONFIRMED: i32 = 10;
/// Bonus of a longer form of another source's name: `Ada Pine` beside `Ada`.
pub(super) const BONUS_FULLER_NAME: i32 = 44;

/// The kinds of source that can confirm each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SourceKind {
    Data,
    Marked,
    Printed,
}

/// The names that one source gives.
#[derive(Debug)]
pub(in crate::metadata) struct NameGroup {
    pub(super) kind: SourceKind,
    /// At least one name, all from the same source.
    pub(in crate::metadata) names: Vec<Sourced<String>>,
    /// `add_name_points` adds the points of the names themselves and those for agreement.
    pub(in crate::metadata) points: i32,
}
