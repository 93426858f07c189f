//! The tally of a run: how many records there were, and how many for each outcome.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::outcome::Outcome;

/// Reasons that are counted one by one. Further ones are counted together, so that hostile input
/// cannot grow the tally.
const MAX_REASONS: usize = 200;

/// Counts of records by outcome. `inputs` is always the sum of the five others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tally {
    /// All records.
    pub inputs: u64,
    /// Records that gave text.
    pub written: u64,
    /// Records that were read and hold no article.
    pub empty: u64,
    /// Records that were not wanted: not HTML, too short, of low quality, in another language.
    pub filtered: u64,
    /// Records with the text of an earlier one.
    pub duplicate: u64,
    /// Records that could not be read or worked on.
    pub failed: u64,
    /// Records of archives that are not responses of a server, such as requests; not part of
    /// `inputs`.
    pub not_pages: u64,
    /// The number of filtered records for each reason.
    pub reasons: BTreeMap<String, u64>,
    /// The number of empty records for each kind of page.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub empty_kinds: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts one record.
    pub fn count(&mut self, outcome: &Outcome) {
        self.inputs += 1;
        let count = match outcome {
            Outcome::Written => &mut self.written,
            Outcome::Empty(_) => &mut self.empty,
            Outcome::Filtered(_) => &mut self.filtered,
            Outcome::Duplicate(_) => &mut self.duplicate,
            Outcome::Failed(_) => &mut self.failed,
        };
        *count += 1;
        if let Outcome::Empty(kind) = outcome {
            *self.empty_kinds.entry(kind.clone()).or_default() += 1;
        }
        if let Outcome::Filtered(reason) = outcome {
            let is_known = self.reasons.len() < MAX_REASONS || self.reasons.contains_key(reason);
            let reason = if is_known { reason } else { "other reasons" };
            *self.reasons.entry(reason.to_owned()).or_default() += 1;
        }
    }

    /// Whether every record has exactly one outcome.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.inputs == self.written + self.empty + self.filtered + self.duplicate + self.failed
            && self.filtered == self.reasons.values().sum::<u64>()
            // A run of an earlier build did not count the kinds.
            && self.empty >= self.empty_kinds.values().sum::<u64>()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { inputs, written, empty, filtered, duplicate, failed, .. } = self;
        write!(
            f,
            "{inputs} inputs: {written} written, {empty} empty, {filtered} filtered, \
             {duplicate} duplicate, {failed} failed"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_REASONS, Outcome, Tally};

    #[test]
    fn every_record_is_counted_once_and_reasons_are_bounded() {
        let mut tally = Tally::default();
        for n in 0..2 * MAX_REASONS {
            tally.count(&Outcome::Filtered(format!("reason {n}")));
        }
        tally.count(&Outcome::Written);
        tally.count(&Outcome::Empty("listing".to_owned()));
        tally.count(&Outcome::Duplicate("page 1".to_owned()));
        tally.count(&Outcome::Failed("a bug".to_owned()));
        assert!(tally.is_balanced());
        assert_eq!(tally.reasons.len(), MAX_REASONS + 1);
        assert_eq!(
            tally.to_string(),
            "404 inputs: 1 written, 1 empty, 400 filtered, 1 duplicate, 1 failed"
        );
    }
}
