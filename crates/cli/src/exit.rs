//! Exit codes.

use std::process::ExitCode;

use cleancopy::batch::Tally;

/// The exit codes. Scripts depend on them, so they do not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Every input gave text.
    Done = 0,
    /// Some inputs failed or held no article.
    Partial = 1,
    /// The command line is wrong. clap uses the same number.
    Usage = 2,
    /// No input gave text.
    Nothing = 3,
    /// The output cannot be written.
    Output = 4,
    /// A signal ended the run, which can be resumed. Shells use this number for an interrupt.
    Interrupted = 130,
}

impl Exit {
    /// Returns the exit code of a run with this tally.
    pub fn from_tally(tally: &Tally) -> Self {
        match (tally.written, tally.empty + tally.failed) {
            (0, _) => Self::Nothing,
            (_, 0) => Self::Done,
            _ => Self::Partial,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
