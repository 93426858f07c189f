//! The accounts of a run: how many inputs there were and what became of each.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::job::Outcome;

/// Different reasons counted apart; further ones are counted together, so that hostile input cannot grow the accounts.
const MAX_REASONS: usize = 200;

/// Counts of inputs by fate. `inputs` is always the sum of the five others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// Pages that were worked on.
    pub inputs: u64,
    /// Those that gave text.
    pub written: u64,
    /// Those that were read and hold no article.
    pub empty: u64,
    /// Those that were not wanted: records of an archive that are no HTML page, texts that are too short.
    pub filtered: u64,
    /// Those with the text of an earlier one.
    pub duplicate: u64,
    /// Those that could not be read or worked on.
    pub failed: u64,
    /// Records of archives that hold no answer of a server at all, such as requests. They are no inputs.
    pub passed_over: u64,
    /// How often each reason was given for an input that was filtered, by reason.
    pub reasons: BTreeMap<String, u64>,
}

impl Ledger {
    /// Enters one input.
    pub(crate) fn enter(&mut self, outcome: &Outcome) {
        self.inputs += 1;
        self.passed_over += outcome.head.passed_over;
        let count = match outcome.fate.name() {
            "written" => &mut self.written,
            "empty" => &mut self.empty,
            "filtered" => &mut self.filtered,
            "duplicate" => &mut self.duplicate,
            _ => &mut self.failed,
        };
        *count += 1;
        if outcome.fate.name() == "filtered" {
            let reason = outcome.fate.reason();
            let is_known = self.reasons.len() < MAX_REASONS || self.reasons.contains_key(reason);
            *self
                .reasons
                .entry(if is_known { reason } else { "other reasons" }.to_owned())
                .or_default() += 1;
        }
    }

    /// Whether every input has exactly one fate.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.inputs == self.written + self.empty + self.filtered + self.duplicate + self.failed
            && self.filtered == self.reasons.values().sum::<u64>()
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { inputs, written, empty, filtered, duplicate, failed, .. } = self;
        write!(
            f,
            "{inputs} inputs: {written} written, {empty} empty, {filtered} filtered, {duplicate} duplicate, {failed} failed"
        )
    }
}
