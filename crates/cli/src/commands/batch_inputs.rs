//! The inputs of a batch: what the arguments name, what it holds, and which file its rows go to.

use std::collections::HashSet;
use std::path::Path;

use cleancopy::batch::{InputFile, InputType, OutputShape, RowFormat};

use crate::args::batch::BatchArgs;
use crate::input::{Input, expand_by};
use crate::sink::is_folder;

/// What is read, each with the index of its output, and the names of the outputs in a folder.
pub struct Inputs {
    pub list: Vec<(InputFile, usize)>,
    pub names: Vec<String>,
}

/// All inputs in order, or what is wrong with them.
pub fn inputs(args: &BatchArgs, shape: OutputShape) -> Result<Inputs, String> {
    let kind = args.input.input_type.map(InputType::from);
    let output = args.output.output.as_deref();
    // An output that lies in the folder of the inputs is no input of the next run.
    let is_output = |path: &Path| {
        let names_it = |argument: &std::ffi::OsString| {
            output.is_some_and(|o| Path::new(argument).starts_with(o))
        };
        output.is_some_and(|o| path.starts_with(o)) && !args.inputs.iter().any(names_it)
    };
    let is_wanted = |path: &Path| InputType::by_name(path).is_some() && !is_output(path);
    let mut files = Vec::new();
    for input in expand_by(&args.inputs, &is_wanted) {
        files.push(match input {
            Input::Url(url) => {
                return Err(format!(
                    "{url}: a batch takes addresses from a list, one a line: give it the file, or - with --input-type urls"
                ));
            }
            Input::Stdin => InputFile::stdin(kind),
            Input::Unreadable(path, why) => InputFile::unreadable(path, why),
            Input::File(path) => InputFile::new(path, kind),
        });
    }
    // One file of many that is not there is an input that failed; where there is none at all, somebody has mistyped.
    let is_missing = |file: &InputFile| file.path.as_ref().is_some_and(|path| !path.exists());
    if let Some(first) = files.first().filter(|_| files.iter().all(is_missing)) {
        return Err(format!(
            "{}: there is no such file, and no file matches; nothing was read",
            first.name()
        ));
    }
    if files.is_empty() {
        return Err(
            "nothing to read in the folder; inputs end in .html, .jsonl, .csv, .parquet, .warc or .wet, with or without .gz or .zst"
                .to_owned(),
        );
    }
    match (shape, output) {
        (OutputShape::Rows(format), Some(path)) if is_folder(path) => {
            Ok(one_output_each(files, format))
        }
        _ => Ok(Inputs {
            list: files.into_iter().map(|file| (file, 0)).collect(),
            names: Vec::new(),
        }),
    }
}

/// A file of rows for each input that holds many pages; pages in files of their own that follow each other share one.
fn one_output_each(files: Vec<InputFile>, format: RowFormat) -> Inputs {
    let (mut list, mut names) = (Vec::new(), Vec::new());
    let mut taken = HashSet::new();
    let mut was_page = false;
    for file in files {
        let is_page = file.kind == InputType::Html;
        if !(is_page && was_page) {
            let stem = if is_page { "pages".to_owned() } else { file.stem() };
            // File systems that ignore case would take two names for one.
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
    Inputs { list, names }
}
