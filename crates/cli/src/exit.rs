//! How a run ended, as the number a script sees.

use std::process::ExitCode;

use cleancopy::batch::Tally;

/// The exit codes, a promise to users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Every input gave text.
    Done = 0,
    /// Some inputs failed or held no article.
    Partly = 1,
    /// The command line makes no sense. clap ends with the same number.
    Usage = 2,
    /// No input gave text.
    Nothing = 3,
    /// The output cannot be written.
    Output = 4,
    /// A signal ended the run, which can be resumed. The number is the shell's for an interrupt.
    Interrupted = 130,
}

impl Exit {
    /// The exit code of a run with this tally.
    pub fn from_tally(tally: &Tally) -> Self {
        match (tally.written, tally.empty + tally.failed) {
            (0, _) => Self::Nothing,
            (_, 0) => Self::Done,
            _ => Self::Partly,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
