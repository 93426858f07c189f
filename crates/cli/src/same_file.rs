//! Refuses an output that is one of the inputs, which it would replace.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use cleancopy::batch::InputPaths;

use crate::input::Input;

/// Returns the files among the inputs.
pub fn read_files(inputs: &[Input]) -> InputPaths {
    InputPaths::new(inputs.iter().filter_map(|input| match input {
        Input::File(file) => Some(&file.path),
        _ => None,
    }))
}

/// Returns the error for an output that is one of the files.
pub fn check_output(read: &InputPaths, output: &Path) -> Result<(), String> {
    read.check(output).map_err(|_| refusal(output))
}

/// Returns the error for tables NAME-1.csv, NAME-2.csv and so on in a folder, if the name of a file
/// has that form.
pub fn check_tables(read: &InputPaths, folder: &Path, names: &[String]) -> Result<(), String> {
    let Ok(folder) = fs::canonicalize(folder) else { return Ok(()) };
    // On file systems that ignore case, names that differ in case only are the same file.
    let names: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let is_table = |path: &&Path| {
        let file = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let numbered = file.strip_suffix(".csv").and_then(|stem| stem.rsplit_once('-'));
        path.parent() == Some(&*folder)
            && numbered.is_some_and(|(name, number)| {
                names.contains(name) && number.bytes().all(|b| b.is_ascii_digit())
            })
    };
    read.real_paths().find(is_table).map_or(Ok(()), |path| Err(refusal(path)))
}

/// Returns the error for an output that is an input, whatever the spelling of the two paths.
pub fn check_outputs<'p>(
    outputs: impl Iterator<Item = &'p Path>,
    inputs: &[Input],
) -> Result<(), String> {
    let mut existing = outputs.filter(|path| path.is_file()).peekable();
    if existing.peek().is_none() {
        return Ok(());
    }
    let read = read_files(inputs);
    existing.try_for_each(|path| check_output(&read, path))
}

/// Returns the same for files with these names in a folder.
pub fn check_folder(folder: &Path, names: &[String], inputs: &[Input]) -> Result<(), String> {
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    check_outputs(paths.iter().map(PathBuf::as_path), inputs)
}

/// Returns the message for an output that is an input.
pub fn refusal(path: &Path) -> String {
    format!(
        "{} is an input and an output, so it would be replaced; choose another output",
        path.display()
    )
}
