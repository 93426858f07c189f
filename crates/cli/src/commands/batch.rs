//! `cleancopy batch`: extracts many pages in a run that can be interrupted and resumed.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use cleancopy::batch::{
    self, Batch, BatchError, BatchOptions, InputFile, InputType, Output, OutputShape, RowFormat,
    RunEnd, RunReport, StartMode, Tally,
};
use cleancopy::files::{Durability, write_atomically};

use super::batch_columns::{column_names, own_columns};
use super::batch_inputs::{BatchInputs, plan_inputs};
use crate::advice::batch_message;
use crate::args::batch::{BatchArgs, contents};
use crate::args::shared::FormatArg;
use crate::empty_pages::advice_for_many;
use crate::exit::Exit;
use crate::format::output_format;
use crate::mistakes::check_missing;
use crate::output::{is_folder, output_failed, output_name};
use crate::progress::ProgressMeter;
use crate::reporter::Reporter;
use crate::same_file::refusal;

/// The formats of rows.
const FORMATS: [FormatArg; 4] =
    [FormatArg::Jsonl, FormatArg::Csv, FormatArg::Parquet, FormatArg::Arrow];

const NO_INPUTS: &str = "no inputs in the folder; file names must end in .html, .mhtml, .jsonl, .csv, .parquet, .arrow, \
     .warc, .wet, .tar, .zip or .wacz, optionally with .gz or .zst";

pub fn run(args: &BatchArgs) -> Exit {
    let reporter = Reporter::new(&args.messages);
    if let Err(missing) = check_missing(&args.inputs) {
        return reporter.nothing(&missing);
    }
    if args.messages.verbose {
        args.extraction.loaded_filters().inspect(|loaded| reporter.detail(loaded));
    }
    let started = Instant::now();
    let planned = options(args).and_then(|mut options| {
        let inputs = plan_inputs(args, options.shape)?;
        options.own = own_columns(&args.input, &options.columns, &inputs.list)?;
        Ok((inputs, options))
    });
    let (BatchInputs { list, names, skipped }, mut options) = match planned {
        Ok(planned) => planned,
        Err(usage) => {
            reporter.error(&usage);
            return Exit::Usage;
        }
    };
    if list.is_empty() {
        skipped.inspect(|note| reporter.note(note));
        return reporter.nothing(NO_INPUTS);
    }
    if list.iter().any(|(input, _)| input.kind == InputType::Urls) {
        options.notes.push(("fetching".to_owned(), options.fetch.summary()));
    }
    let output = match open_output(args, options.shape) {
        Ok(output) => output,
        Err(e) => return output_failed(&e, &output_name(args.output.output.as_deref()), &reporter),
    };
    let state = output.state_folder();
    if let Some(path) = args.output.stats.as_deref()
        && let Err(e) = batch::check_writable(path)
    {
        return output_failed(&e, &path.display().to_string(), &reporter);
    }
    let stop = Arc::new(AtomicBool::new(false));
    stop_on_signals(&stop, &reporter);
    let bytes = list.iter().map(|(input, _)| input.size).sum();
    let is_list = list.iter().any(|(input, _)| input.kind == InputType::Urls);
    let mut meter =
        ProgressMeter::new(&args.messages, bytes, is_list, args.output.output.as_deref());
    let hash = options.hash();
    let (files, file_of_input): (Vec<InputFile>, Vec<usize>) = list.into_iter().unzip();
    let result = Batch::new(files)
        .row_files(names, &file_of_input)
        .output(output)
        .options(options)
        .stop_flag(stop)
        .on_progress(|progress| meter.show(progress, &reporter))
        .run();
    meter.end();
    if let Some(note) = skipped {
        reporter.note(&note);
    }
    match result {
        Ok(finished) => {
            let exit = report_end(args, &finished, state.is_some(), &reporter);
            // If the run was complete before, the counts of that run stay.
            let stats =
                args.output.stats.as_deref().filter(|_| finished.end != RunEnd::WasComplete);
            match stats.map(|path| (path, write_stats(path, &finished, &hash, started))) {
                Some((path, Err(e))) => output_failed(&e, &path.display().to_string(), &reporter),
                _ => exit,
            }
        }
        Err(BatchError::Write { path, source }) => {
            let exit = output_failed(&source, &path.display().to_string(), &reporter);
            // Even if the journal is what cannot be written, its beginning exists.
            if state.is_some_and(|folder| folder.join("journal").exists()) {
                reporter.note(
                    "no finished work is lost; when the output can be written again, \
                     the same command with --resume continues",
                );
            }
            exit
        }
        Err(BatchError::IsInput(path)) => reporter.usage(&refusal(&path)),
        Err(e) => {
            reporter.error(&batch_message(&e));
            Exit::Output
        }
    }
}

/// Returns the library's options, or what is wrong with the command line.
fn options(args: &BatchArgs) -> Result<BatchOptions, String> {
    let BatchArgs { output, input, select, run, .. } = args;
    let target = output.output.as_deref().filter(|path| *path != Path::new("-"));
    let shape = match output.each {
        Some(each) => OutputShape::Pages(each.into()),
        None => OutputShape::Rows(
            output_format((output.format.map(FormatArg::from), "--format"), target, &FORMATS)?
                .and_then(FormatArg::of_rows)
                .unwrap_or(RowFormat::Jsonl),
        ),
    };
    let writes_files = target.is_some_and(|path| is_folder(path) || !is_device(path));
    if output.each.is_some() && !target.is_some_and(|path| is_folder(path) || !path.exists()) {
        return Err("--each needs a folder: -o FOLDER/".to_owned());
    }
    let is_table = |format| shape == OutputShape::Rows(format);
    if is_table(RowFormat::Parquet) && !writes_files {
        return Err("Parquet needs a file: -o FILE.parquet".to_owned());
    }
    if is_table(RowFormat::Arrow) && !writes_files {
        return Err("Arrow needs a file: -o FILE.arrow".to_owned());
    }
    output.names.check(output.each.is_some(), "-o FOLDER/ --each markdown")?;
    if (run.resume || run.overwrite) && !writes_files {
        return Err(
            "--resume and --overwrite need an output file or folder; name one with -o".to_owned()
        );
    }
    if run.unordered && output.each.is_none() && target.is_some_and(is_folder) {
        return Err("--unordered does not work with one file of rows per input; leave it out, \
             or name a single output file"
            .to_owned());
    }
    let start = match (run.resume, run.overwrite) {
        (true, _) => StartMode::Resume,
        (_, true) => StartMode::Overwrite,
        _ => StartMode::Fresh,
    };
    let mut options = BatchOptions::default();
    options.extract = args.extraction.to_options(input.max_bytes);
    options.write = output.shown.to_options().with_comments(output.comments);
    options.shape = shape;
    options.page_names = output.names.to_option();
    options.contents = contents(&output.content);
    options.columns = column_names(input);
    options.base_url = input.base_url.clone();
    options.deduplicate = select.deduplicate;
    options.filters = select.filter.to_filters().with_min_words(select.min_words);
    options.shard = select.shard.unwrap_or(options.shard);
    options.unordered = run.unordered;
    options.jobs = run.jobs.map_or(options.jobs, usize::from);
    options.page_timeout = Duration::from_secs(run.page_timeout);
    options.fail_fast = run.fail_fast;
    options.fetch = args.fetch.to_options(input.max_bytes, false);
    options.fetch.rules.clone_from(&args.extraction.rules);
    options.start = start;
    options.log = output.errors.clone();
    options.note_rules(&args.extraction.filter_list, args.extraction.rules.as_deref());
    Ok(options)
}

/// Whether a path is a pipe or a device, which cannot be replaced by a new file.
fn is_device(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

/// Opens the output that the arguments name.
fn open_output(args: &BatchArgs, shape: OutputShape) -> io::Result<Output> {
    let Some(path) = args.output.output.as_deref().filter(|path| *path != Path::new("-")) else {
        return Ok(Output::Stream(Box::new(io::BufWriter::with_capacity(1 << 16, io::stdout()))));
    };
    Ok(match shape {
        _ if is_device(path) => Output::Stream(Box::new(File::options().write(true).open(path)?)),
        OutputShape::Pages(_) => Output::Pages(path.to_owned()),
        _ if is_folder(path) => Output::Folder(path.to_owned()),
        // For a symbolic link, the file that it points to is written, not the link.
        _ => Output::File(std::fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path))),
    })
}

/// Makes the first signal end the run in order, and the second one immediately.
fn stop_on_signals(stop: &Arc<AtomicBool>, reporter: &Reporter) {
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        let second = signal_hook::flag::register_conditional_shutdown(
            signal,
            Exit::Interrupted as i32,
            Arc::clone(stop),
        );
        if let Err(e) = second.and_then(|_| signal_hook::flag::register(signal, Arc::clone(stop))) {
            reporter.detail(&format!("an interrupt will end the run immediately ({e})"));
        }
    }
}

/// Reports how the run ended, and returns the exit code. A run can be resumed if it has a state
/// folder.
fn report_end(
    args: &BatchArgs,
    finished: &RunReport,
    can_resume: bool,
    reporter: &Reporter,
) -> Exit {
    let RunReport { end, tally, resumed_from, .. } = finished;
    let name = output_name(args.output.output.as_deref());
    if *end == RunEnd::WasComplete {
        reporter.note(&format!("{name} is already complete; nothing was done"));
        return Exit::Done;
    }
    let before = if *resumed_from > 0 {
        format!(" ({resumed_from} of them in earlier runs)")
    } else {
        String::new()
    };
    reporter.summary(&format!("{tally}{before}"));
    advice_for_many(tally).inspect(|advice| reporter.note(advice));
    args.extraction.idle_selectors().for_each(|idle| reporter.detail(&idle));
    for (reason, count) in tally.reasons.iter().take(10) {
        // Nobody wonders about single pages that are left out, but about all of them.
        let line = format!("filtered {count}: {reason}");
        if tally.written == 0 { reporter.note(&line) } else { reporter.detail(&line) }
    }
    if tally.inputs == 0 && *end == RunEnd::Complete && args.select.shard.is_none() {
        reporter.note(
            "no pages found in the inputs; if the input format was misdetected, set --input-type",
        );
    }
    let stopped = |end: &str| match can_resume {
        true => format!("{end}; the same command with --resume continues"),
        false => end.to_owned(),
    };
    match end {
        RunEnd::Stopped => {
            reporter.note(&stopped("stopped"));
            Exit::Interrupted
        }
        RunEnd::FailedFast => {
            reporter.note(&stopped("stopped at the first failure"));
            Exit::Partial
        }
        _ => exit_code(tally, args.select.shard.is_some()),
    }
}

/// Returns the exit code of a run that reached its end.
fn exit_code(tally: &Tally, is_shard: bool) -> Exit {
    // With more shards than records, some shards are empty.
    if tally.inputs == 0 && is_shard { Exit::Done } else { Exit::from_tally(tally) }
}

/// Writes the file of `--stats`.
fn write_stats(path: &Path, finished: &RunReport, hash: &str, started: Instant) -> io::Result<()> {
    let RunReport { end, tally, resumed_from, .. } = finished;
    let seconds = started.elapsed().as_secs_f64();
    let done = tally.inputs - resumed_from;
    let mut stats = serde_json::to_value(tally)?;
    let more = serde_json::json!({
        "end": end.name(),
        "resumed_from": resumed_from,
        "seconds": seconds,
        "inputs_per_second": done as f64 / seconds.max(0.001),
        "extractor": concat!("cleancopy ", env!("CARGO_PKG_VERSION")),
        "options": hash,
    });
    if let (Some(stats), serde_json::Value::Object(more)) = (stats.as_object_mut(), more) {
        stats.extend(more);
    }
    let json = serde_json::to_string_pretty(&stats)? + "\n";
    write_atomically(path, &[json.as_bytes()], Durability::PowerLoss)
}
