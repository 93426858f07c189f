//! Refuses an output that is one of the inputs, which it would replace.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::input::Input;

/// Returns the error for an output that is an input, whatever the spelling of the two paths.
pub fn check_outputs<'p>(
    outputs: impl Iterator<Item = &'p Path>,
    inputs: &[Input],
) -> Result<(), String> {
    // An output that does not exist cannot be an input.
    let real: Vec<(&Path, PathBuf)> =
        outputs.filter_map(|path| Some((path, fs::canonicalize(path).ok()?))).collect();
    let real: Vec<_> = real.into_iter().filter(|(_, real)| real.is_file()).collect();
    if real.is_empty() {
        return Ok(());
    }
    let read: HashSet<PathBuf> = inputs
        .iter()
        .filter_map(|input| match input {
            Input::File(file) => fs::canonicalize(&file.path).ok(),
            _ => None,
        })
        .collect();
    match real.iter().find(|(_, real)| read.contains(real)) {
        Some((path, _)) => Err(format!(
            "{} is an input and an output, so it would be replaced; choose another output",
            path.display()
        )),
        None => Ok(()),
    }
}
