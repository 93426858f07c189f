//! A run: the builder and the checks before the first record.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::emitter::Emitter;
use super::error::BatchError;
use super::input::InputFile;
use super::input_paths::InputPaths;
use super::journal::{Checkpoint, Journal, StartMode};
use super::options::{BatchOptions, OutputShape};
use super::outputs::Outputs;
use super::page_names::{PageNames, known_names, page_files};
use super::reader::ProgressCounters;
use super::report::{Progress, RunEnd, RunReport};
use super::sink::{Output, Sink, check_writable};
use super::tally::Tally;

/// A run over many inputs.
///
/// ```no_run
/// use cleancopy::batch::{Batch, InputFile, Output};
///
/// let report = Batch::new([InputFile::new("crawl.warc.gz".into(), None)])
///     .output(Output::File("articles.jsonl".into()))
///     .on_progress(|progress| eprint!("\r{}", progress.tally))
///     .run()?;
/// assert!(report.tally.is_balanced());
/// # Ok::<(), cleancopy::batch::BatchError>(())
/// ```
pub struct Batch<'p> {
    inputs: Vec<(InputFile, usize)>,
    names: Vec<String>,
    output: Output,
    options: BatchOptions,
    stop: Arc<AtomicBool>,
    on_progress: Box<dyn FnMut(&Progress<'_>) + 'p>,
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("inputs", &self.inputs).finish_non_exhaustive()
    }
}

impl<'p> Batch<'p> {
    /// A run over these inputs, in this order, with default options. The rows are written to
    /// standard output unless [`Batch::output`] names another destination.
    pub fn new(inputs: impl IntoIterator<Item = InputFile>) -> Self {
        Self {
            inputs: inputs.into_iter().map(|input| (input, 0)).collect(),
            names: Vec::new(),
            output: Output::Stream(Box::new(std::io::stdout())),
            options: BatchOptions::default(),
            stop: Arc::default(),
            on_progress: Box::new(|_| {}),
        }
    }

    /// Sets the destination of the output.
    #[must_use]
    pub fn output(mut self, output: Output) -> Self {
        self.output = output;
        self
    }

    /// Sets a file of rows for each group of inputs, in an [`Output::Folder`]: the names of the
    /// files, and for each input the index of its file. Indexes must not decrease.
    ///
    /// # Panics
    ///
    /// If there are not as many indexes as inputs.
    #[must_use]
    pub fn row_files(mut self, names: Vec<String>, file_of_input: &[usize]) -> Self {
        assert_eq!(self.inputs.len(), file_of_input.len(), "one index for each input");
        for ((_, file), index) in self.inputs.iter_mut().zip(file_of_input) {
            *file = *index;
        }
        self.names = names;
        self
    }

    /// Sets the options.
    #[must_use]
    pub fn options(mut self, options: BatchOptions) -> Self {
        self.options = options;
        self
    }

    /// Sets a flag. When it becomes `true`, the run finishes the pages that are running, writes a
    /// checkpoint and ends.
    #[must_use]
    pub fn stop_flag(mut self, stop: Arc<AtomicBool>) -> Self {
        self.stop = stop;
        self
    }

    /// Sets a callback for progress. The run calls it often, on the calling thread.
    #[must_use]
    pub fn on_progress(mut self, callback: impl FnMut(&Progress<'_>) + 'p) -> Self {
        self.on_progress = Box::new(callback);
        self
    }

    /// Runs all inputs through the extractor.
    ///
    /// # Errors
    ///
    /// [`BatchError`] if the output cannot be written or exists already. An error of one record is
    /// in its row.
    pub fn run(self) -> Result<RunReport, BatchError> {
        let Self { inputs, names, output, mut options, stop, mut on_progress } = self;
        let targets = targets(&output, &names);
        let state = output.state_folder();
        let archive = state.as_ref().and_then(|_| options.take_archive());
        let settings = options.run_settings(&inputs);
        if options.page_names == PageNames::Folders {
            options.page_files = Arc::new(page_files(&inputs));
        }
        let mut side_files = options.log.iter().chain(&archive);
        check_inputs(&inputs, &output, targets.iter().chain(side_files.clone()), &options)?;
        side_files.try_for_each(|path| check_writable(path).map_err(BatchError::write(path)))?;
        if let Some(folder) = &state {
            if was_complete(&output, &targets, archive.as_deref(), folder, options.start)? {
                let (end, tally) = (RunEnd::WasComplete, Tally::default());
                return Ok(RunReport { end, tally, resumed_from: 0 });
            }
            if let Output::Folder(folder) | Output::Pages(folder) = &output {
                fs::create_dir_all(folder).map_err(BatchError::write(folder))?;
            }
        }
        let opened =
            state.map(|folder| Journal::open(&folder, &settings, options.start)).transpose()?;
        let (journal, from) =
            opened.map_or((None, Checkpoint::default()), |(journal, last)| (Some(journal), last));
        let sink = match output {
            Output::Stream(out) => Sink::Stream { out, has_header: false },
            Output::File(_) | Output::Folder(_) => Sink::Files { targets, rows: None },
            Output::Pages(folder) => {
                let read = input_paths(&inputs).below(&folder);
                Sink::Pages { folder, read, not_synced: Vec::new() }
            }
        };
        let outputs = Outputs::open(&options, archive, sink, journal.as_ref(), &from)?;
        let counters = ProgressCounters { stop, ..ProgressCounters::default() };
        let last_output = inputs.last().map_or(0, |(_, output)| *output);
        Emitter::new(options, outputs, journal, from, counters, last_output)
            .run(inputs, &mut *on_progress)
    }
}

/// The final names of the files of rows.
fn targets(output: &Output, names: &[String]) -> Vec<PathBuf> {
    match output {
        Output::File(path) => vec![path.clone()],
        Output::Folder(folder) => names.iter().map(|name| folder.join(name)).collect(),
        Output::Stream(_) | Output::Pages(_) => Vec::new(),
    }
}

/// The files among the inputs.
fn input_paths(inputs: &[(InputFile, usize)]) -> InputPaths {
    InputPaths::new(inputs.iter().filter_map(|(input, _)| input.path.as_ref()))
}

/// Refuses outputs that would replace an input, as far as their names are known. [`Sink::put`]
/// checks the others.
fn check_inputs<'o>(
    inputs: &[(InputFile, usize)],
    output: &Output,
    mut files: impl Iterator<Item = &'o PathBuf>,
    options: &BatchOptions,
) -> Result<(), BatchError> {
    let read = input_paths(inputs);
    files.try_for_each(|path| read.check(path))?;
    let (Output::Pages(folder), OutputShape::Pages(format)) = (output, options.shape) else {
        return Ok(());
    };
    let (read, names) = (read.below(folder), known_names(inputs, &options.page_files, format));
    names.iter().try_for_each(|name| read.check(&folder.join(name)))
}

/// Whether the whole output exists already. Refuses an output that must not be touched.
fn was_complete(
    output: &Output,
    targets: &[PathBuf],
    archive: Option<&Path>,
    state: &Path,
    start: StartMode,
) -> Result<bool, BatchError> {
    if start == StartMode::Overwrite || state.join("journal").exists() {
        return Ok(false);
    }
    let is_taken = match output {
        Output::Pages(folder) => fs::read_dir(folder)
            .is_ok_and(|mut entries| entries.any(|e| e.is_ok_and(|e| e.path() != state))),
        _ => targets.iter().any(|t| t.exists()),
    };
    let is_whole = matches!(output, Output::Pages(_)) || targets.iter().all(|t| t.exists());
    match (is_taken, start) {
        (false, _) => match archive.filter(|path| path.exists()) {
            Some(archive) => Err(BatchError::Exists(archive.to_owned())),
            None => Ok(false),
        },
        (true, StartMode::Resume) if is_whole => Ok(true),
        _ => {
            let taken = targets.iter().find(|t| t.exists()).cloned();
            Err(BatchError::Exists(
                taken.unwrap_or_else(|| state.parent().unwrap_or(state).to_owned()),
            ))
        }
    }
}
