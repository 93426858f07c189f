//! The paths of the inputs, which no output may replace.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::BatchError;

/// The files among the inputs, whatever the spelling of their paths.
#[derive(Debug, Default)]
pub struct InputPaths {
    real: HashSet<PathBuf>,
}

impl InputPaths {
    /// The files that exist.
    pub fn new(files: impl Iterator<Item = impl AsRef<Path>>) -> Self {
        Self { real: files.filter_map(|path| fs::canonicalize(path).ok()).collect() }
    }

    /// The files that are below a folder. Most runs have none, so that they look up no path.
    #[must_use]
    pub fn below(mut self, folder: &Path) -> Self {
        match fs::canonicalize(folder) {
            Ok(folder) => self.real.retain(|path| path.starts_with(&folder)),
            Err(_) => self.real.clear(),
        }
        self
    }

    /// The absolute paths of the files, in any order.
    pub fn real_paths(&self) -> impl Iterator<Item = &Path> {
        self.real.iter().map(PathBuf::as_path)
    }

    /// Refuses an output that is one of the files.
    ///
    /// # Errors
    ///
    /// [`BatchError::IsInput`].
    pub fn check(&self, output: &Path) -> Result<(), BatchError> {
        if self.real.is_empty() {
            return Ok(());
        }
        // An output that does not exist cannot be an input.
        match fs::canonicalize(output) {
            Ok(real) if self.real.contains(&real) => Err(BatchError::IsInput(output.to_owned())),
            _ => Ok(()),
        }
    }
}
