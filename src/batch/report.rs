//! The reports of a run: its progress, its failures and its result.

use super::outcome::FailureKind;
use super::tally::Tally;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunEnd {
    /// All records are done and the output has its final name.
    Complete,
    /// The output was complete before; nothing was done.
    WasComplete,
    /// The stop flag was set. Running pages were finished; the rest can be resumed.
    Stopped,
    /// A record failed under [`BatchOptions::fail_fast`](super::BatchOptions::fail_fast). The rest
    /// can be resumed.
    FailedFast,
}

impl RunEnd {
    /// The name used in statistics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::WasComplete => "was complete",
            Self::Stopped => "stopped",
            Self::FailedFast => "stopped at a failure",
        }
    }
}

/// The result of a run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RunReport {
    /// How it ended.
    pub end: RunEnd,
    /// The outcomes of all records, including those of the runs that this one resumed.
    pub tally: Tally,
    /// The number of records that those earlier runs had done.
    pub resumed_from: u64,
}

/// How far a run has got.
#[derive(Debug)]
#[non_exhaustive]
pub struct Progress<'r> {
    /// The outcomes so far.
    pub tally: &'r Tally,
    /// Stored bytes of the inputs that were read.
    pub bytes_read: u64,
    /// The record that failed just now; `None` most of the time.
    pub failure: Option<Failure>,
}

/// A record that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The input and the error, on one line.
    pub message: String,
    /// The kind of the failure.
    pub kind: FailureKind,
}
