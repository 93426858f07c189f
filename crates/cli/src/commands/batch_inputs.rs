//! The inputs of a batch: their files and formats, and the output file for the rows of each.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use cleancopy::batch::{InputFile, InputType, OutputShape, RowFormat, is_input_by_content};

use crate::args::batch::BatchArgs;
use crate::expand::{Expanded, NOT_PAGES, expand, ids, paths_on_stdin, shown_path};
use crate::input::{Input, NEVER_PAGES, has_ending};
use crate::output::is_folder;
use crate::same_file::{check_output, check_outputs, read_files};

/// The input files, each with the index of its output file, and the names of the output files.
pub struct BatchInputs {
    pub list: Vec<(InputFile, usize)>,
    pub names: Vec<String>,
    /// How many files of folders are not read, and why.
    pub skipped: Option<String>,
}

/// Returns all inputs in order, or what is wrong with them.
pub fn plan_inputs(args: &BatchArgs, shape: OutputShape) -> Result<BatchInputs, String> {
    let kind = args.input.input_type.map(InputType::from);
    let output = args.output.output.as_deref();
    // Skip the output of an earlier run if it is inside an input folder.
    let is_output = |path: &Path| {
        let names_it = |argument: &std::ffi::OsString| {
            output.is_some_and(|o| Path::new(argument).starts_with(o))
        };
        output.is_some_and(|o| path.starts_with(o)) && !args.inputs.iter().any(names_it)
    };
    let is_wanted = |path: &Path| is_input_file(path) && !is_output(path);
    let listed = match &args.inputs[..] {
        [one] if one == "-" && kind.is_none() => paths_on_stdin(),
        _ => None,
    };
    let arguments = listed.as_deref().unwrap_or(&args.inputs);
    let Expanded { inputs, skipped } = expand(arguments, &is_wanted);
    let outputs = [&args.output.output, &args.output.errors, &args.output.stats];
    let archive = args.fetch.warc_out.as_deref();
    check_outputs(outputs.into_iter().filter_map(|path| path.as_deref()).chain(archive), &inputs)?;
    let read = read_files(&inputs);
    let mut files = Vec::new();
    for (id, input) in ids(&inputs).into_iter().zip(inputs) {
        let shown_path = shown_path(&input).map(PathBuf::from);
        let mut file = match input {
            Input::Url(url) => {
                return Err(format!(
                    "{url}: a batch takes addresses from a list, one per line: \
                     name the file, or use - with --input-type urls"
                ));
            }
            Input::Stdin => InputFile::stdin(kind),
            Input::Unreadable(path, why) => InputFile::unreadable(path, why),
            Input::File(file) => InputFile::new(file.path, kind),
        };
        if file.path.is_some() {
            // The lines of a list are named by its whole file name.
            file.id = (file.kind != InputType::Urls).then_some(id);
            file.shown_path = shown_path;
        }
        files.push(file);
    }
    let skipped = skipped.message(NOT_PAGES);
    let (list, names) = match (shape, output) {
        (OutputShape::Rows(format), Some(path)) if is_folder(path) => {
            let (list, names) = output_per_input(files, format);
            names.iter().try_for_each(|name| check_output(&read, &path.join(name)))?;
            (list, names)
        }
        _ => (files.into_iter().map(|file| (file, 0)).collect(), Vec::new()),
    };
    Ok(BatchInputs { list, names, skipped })
}

/// Whether a file of a folder is an input: by its ending or, if that tells nothing, by its first
/// bytes.
fn is_input_file(path: &Path) -> bool {
    InputType::by_name(path).is_some()
        || !has_ending(path, &NEVER_PAGES) && is_input_by_content(path)
}

/// Plans one file of rows per archive or table. Consecutive files of one page each share one file
/// of rows.
fn output_per_input(
    files: Vec<InputFile>,
    format: RowFormat,
) -> (Vec<(InputFile, usize)>, Vec<String>) {
    let (mut list, mut names) = (Vec::new(), Vec::new());
    let mut taken = HashSet::new();
    let mut was_page = false;
    for file in files {
        let is_page = file.kind.is_one_page();
        if !(is_page && was_page) {
            let stem = if is_page { "pages".to_owned() } else { file.stem() };
            // On file systems that ignore case, names that differ in case only are the same file.
            let numbered =
                std::iter::once(stem.clone()).chain((2..).map(|n| format!("{stem}-{n}")));
            let name = numbered
                .into_iter()
                .find(|name| taken.insert(name.to_lowercase()))
                .unwrap_or_default();
            names.push(format!("{name}.{}", format.name()));
        }
        was_page = is_page;
        list.push((file, names.len() - 1));
    }
    (list, names)
}
