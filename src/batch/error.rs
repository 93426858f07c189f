//! Why a whole run cannot start or go on. What is wrong with one page is in that page's row.

use std::io;
use std::path::{Path, PathBuf};

/// Why a run stopped or did not start. Messages say what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// Another process writes this output.
    #[error("{} is being written by another run; wait for it or name another output", .0.display())]
    InUse(PathBuf),
    /// An earlier run on this output did not finish.
    #[error("an unfinished run is in {}; --resume continues it, --overwrite starts again", .0.display())]
    Unfinished(PathBuf),
    /// The output is there already.
    #[error("{} exists; --overwrite replaces it, --resume leaves it as it is", .0.display())]
    Exists(PathBuf),
    /// The unfinished run was another one.
    #[error("the unfinished run in {} had other settings ({what}); resume with those, or start again with --overwrite", folder.display())]
    Differs {
        /// Where its state is.
        folder: PathBuf,
        /// The settings that differ, with both values.
        what: String,
    },
    /// The state of an unfinished run does not make sense.
    #[error("the state in {} cannot be used: {why}; start again with --overwrite", path.display())]
    BadState {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The output cannot be written.
    #[error("cannot write {} ({source})", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The counts do not add up: a bug.
    #[error("the counts do not add up, which is a bug in cleancopy ({0}); please report it")]
    Unbalanced(String),
}

impl BatchError {
    /// For `map_err`: an output that cannot be written.
    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Write { path: path.to_owned(), source }
    }
}
