//! Errors of a whole run. The error of one page is in the row of that page.

use std::io;
use std::path::{Path, PathBuf};

/// The reason why a run stopped or did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// Another process is writing this output.
    #[error("{} is being written by another run", .0.display())]
    InUse(PathBuf),
    /// An earlier run on this output did not finish.
    #[error("an unfinished run is in {}", .0.display())]
    Unfinished(PathBuf),
    /// The output exists already.
    #[error("{} exists", .0.display())]
    Exists(PathBuf),
    /// An output has the path of an input, which it would replace.
    #[error("{} is an input and an output, so it would be replaced", .0.display())]
    IsInput(PathBuf),
    /// The unfinished run had other settings.
    #[error("the unfinished run in {} had other settings ({what})", folder.display())]
    Differs {
        /// The folder of its state.
        folder: PathBuf,
        /// The settings that differ, with both values.
        what: String,
    },
    /// The state of an unfinished run is damaged or inconsistent.
    #[error("the state in {} cannot be used: {why}", path.display())]
    BadState {
        /// The file.
        path: PathBuf,
        /// The fault.
        why: String,
    },
    /// The output cannot be written.
    #[error("cannot write {} ({source})", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The tally does not add up, which is a bug.
    #[error("the counts do not add up, which is a bug in cleancopy ({0}); please report it")]
    Unbalanced(String),
}

impl BatchError {
    /// For `map_err`: the error of an output that cannot be written.
    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Write { path: path.to_owned(), source }
    }
}
