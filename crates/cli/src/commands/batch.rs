//! `cleancopy batch`: many stored pages to rows, in a run that can be cut and continued.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use cleancopy::batch::{
    self, Batch, BatchError, BatchOptions, ColumnNames, Filters, InputFile, InputType, Output,
    OutputShape, RowFormat, RunEnd, RunReport, StartMode, Tally,
};
use cleancopy::files::{Durability, write_atomically};

use super::batch_inputs::{Inputs, inputs};
use crate::advice::batch_message;
use crate::args::batch::{BatchArgs, RowArg, contents};
use crate::exit::Exit;
use crate::progress::Meter;
use crate::reporter::Reporter;
use crate::sink::{is_folder, output_failed, output_name};

pub fn run(args: &BatchArgs) -> Exit {
    let reporter = Reporter::new(&args.reporter);
    let started = Instant::now();
    let planned = options(args).and_then(|options| Ok((inputs(args, options.shape)?, options)));
    let (Inputs { list, names }, mut options) = match planned {
        Ok(planned) => planned,
        Err(wrong) => {
            reporter.error(&wrong);
            return Exit::Usage;
        }
    };
    if list.iter().any(|(input, _)| input.kind == InputType::Urls) {
        options.notes.push(("fetching".to_owned(), options.fetch.summary()));
    }
    let output = match output(args, options.shape) {
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
    let mut meter = Meter::new(&args.reporter, bytes);
    let hash = options.hash();
    let (files, file_of_input): (Vec<InputFile>, Vec<usize>) = list.into_iter().unzip();
    let ran = Batch::new(files)
        .row_files(names, &file_of_input)
        .output(output)
        .options(options)
        .stop_flag(stop)
        .on_progress(|progress| meter.show(progress, &reporter))
        .run();
    meter.end();
    match ran {
        Ok(finished) => {
            let exit = report(args, &finished, &reporter);
            // Where nothing was done, the counts of the run that did it stay.
            let stats =
                args.output.stats.as_deref().filter(|_| finished.end != RunEnd::WasComplete);
            match stats.map(|path| (path, write_stats(path, &finished, &hash, started))) {
                Some((path, Err(e))) => output_failed(&e, &path.display().to_string(), &reporter),
                _ => exit,
            }
        }
        Err(BatchError::Write { path, source }) => {
            let exit = output_failed(&source, &path.display().to_string(), &reporter);
            // The journal may be what cannot be written, but then there is a part of it.
            if state.is_some_and(|folder| folder.join("journal").exists()) {
                reporter.note("nothing is lost: once it can be written, the same command with --resume goes on");
            }
            exit
        }
        Err(e) => {
            reporter.error(&batch_message(&e));
            Exit::Output
        }
    }
}

/// The library's options, or what is wrong with the command line.
fn options(args: &BatchArgs) -> Result<BatchOptions, String> {
    let BatchArgs { output, input, select, run, .. } = args;
    let target = output.output.as_deref().filter(|path| *path != Path::new("-"));
    let shape = match output.each {
        Some(each) => OutputShape::Pages(each.into()),
        None => OutputShape::Rows(
            output.format.or_else(|| by_ending(target?)).map_or(RowFormat::Jsonl, RowFormat::from),
        ),
    };
    let goes_to_files = target.is_some_and(|path| is_folder(path) || !is_device(path));
    if output.each.is_some() && !target.is_some_and(|path| is_folder(path) || !path.exists()) {
        return Err("--each needs a folder: -o FOLDER/".to_owned());
    }
    let is_table = |format| shape == OutputShape::Rows(format);
    if is_table(RowFormat::Parquet) && !goes_to_files {
        return Err("Parquet needs a file: -o FILE.parquet".to_owned());
    }
    if is_table(RowFormat::Arrow) && !goes_to_files {
        return Err("Arrow needs a file: -o FILE.arrow".to_owned());
    }
    if (run.resume || run.overwrite) && !goes_to_files {
        return Err(
            "only a run that writes to files can be resumed or overwritten; name one with -o"
                .to_owned(),
        );
    }
    if run.unordered && output.each.is_none() && target.is_some_and(is_folder) {
        return Err(
            "a file of rows for each input needs their order; leave out --unordered".to_owned()
        );
    }
    let start = match (run.resume, run.overwrite) {
        (true, _) => StartMode::Resume,
        (_, true) => StartMode::Overwrite,
        _ => StartMode::Fresh,
    };
    let mut options = BatchOptions::default();
    options.extract = args.extraction.to_options(input.max_bytes);
    options.extract.max_page_bytes = input.max_bytes;
    options.write.links = output.links;
    options.write.images = output.images;
    options.write.tables = !output.no_tables;
    options.write.comments = output.comments;
    options.shape = shape;
    options.contents = contents(&output.content);
    options.columns = ColumnNames::default()
        .with_html(input.html_column.clone())
        .with_url(input.url_column.clone())
        .with_id(input.id_column.clone());
    options.base_url = input.base_url.clone();
    options.deduplicate = select.deduplicate;
    options.filters = Filters::default()
        .with_min_words(select.min_words)
        .with_min_quality(select.min_quality.unwrap_or_default())
        .with_target_languages(select.target_language.clone());
    options.shard = select.shard.unwrap_or(options.shard);
    options.unordered = run.unordered;
    options.jobs = run.jobs.map_or(options.jobs, usize::from);
    options.page_timeout = Duration::from_secs(run.page_timeout);
    options.fail_fast = run.fail_fast;
    options.fetch = args.fetch.to_options(input.max_bytes, false);
    options.fetch.rules.clone_from(&args.extraction.rules);
    options.start = start;
    options.log = output.errors.clone();
    let rules = args.extraction.rules.as_ref().map(|rules| rules.text()).unwrap_or_default();
    options.notes = vec![
        ("filter lists".to_owned(), args.extraction.filter_list.join("\n")),
        ("site rules".to_owned(), rules),
    ];
    Ok(options)
}

/// The shape that the output's name asks for.
fn by_ending(path: &Path) -> Option<RowArg> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => Some(RowArg::Csv),
        "parquet" => Some(RowArg::Parquet),
        "arrow" | "arrows" | "feather" => Some(RowArg::Arrow),
        _ => None,
    }
}

/// Whether a path names something that cannot be replaced: a pipe, a terminal.
fn is_device(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

fn output(args: &BatchArgs, shape: OutputShape) -> io::Result<Output> {
    let Some(path) = args.output.output.as_deref().filter(|path| *path != Path::new("-")) else {
        return Ok(Output::Stream(Box::new(io::BufWriter::with_capacity(1 << 16, io::stdout()))));
    };
    Ok(match shape {
        _ if is_device(path) => Output::Stream(Box::new(File::options().write(true).open(path)?)),
        OutputShape::Pages(_) => Output::Pages(path.to_owned()),
        _ if is_folder(path) => Output::Folder(path.to_owned()),
        // Through a link, the file it names is written and not the link.
        _ => Output::File(std::fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path))),
    })
}

/// The first signal ends the run in order, the second at once.
fn stop_on_signals(stop: &Arc<AtomicBool>, reporter: &Reporter) {
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        let at_once = signal_hook::flag::register_conditional_shutdown(
            signal,
            Exit::Interrupted as i32,
            Arc::clone(stop),
        );
        if let Err(e) = at_once.and_then(|_| signal_hook::flag::register(signal, Arc::clone(stop)))
        {
            reporter.detail(&format!("an interrupt will end the run at once ({e})"));
        }
    }
}

/// Says how the run went.
fn report(args: &BatchArgs, finished: &RunReport, reporter: &Reporter) -> Exit {
    let RunReport { end, tally, resumed_from, .. } = finished;
    let name = output_name(args.output.output.as_deref());
    if *end == RunEnd::WasComplete {
        reporter.note(&format!(
            "{name} is there already, from a run that was completed; nothing was done"
        ));
        return Exit::Done;
    }
    let before =
        if *resumed_from > 0 { format!(" ({resumed_from} of them before)") } else { String::new() };
    reporter.summary(&format!("{tally}{before}"));
    for (reason, count) in tally.reasons.iter().take(10) {
        reporter.detail(&format!("filtered {count}: {reason}"));
    }
    if tally.inputs == 0 && *end == RunEnd::Complete && args.select.shard.is_none() {
        reporter.note("there are no pages in the inputs; --input-type says what they hold, where that was not seen");
    }
    match end {
        RunEnd::Stopped => {
            reporter.note("stopped; the same command with --resume goes on");
            Exit::Interrupted
        }
        RunEnd::FailedFast => {
            reporter.note(
                "stopped at the first failure; the same command with --resume goes on after it",
            );
            Exit::Partly
        }
        _ => exit(tally, args.select.shard.is_some()),
    }
}

fn exit(tally: &Tally, is_shard: bool) -> Exit {
    // With more machines than pages, some machines have nothing to do.
    if tally.inputs == 0 && is_shard { Exit::Done } else { Exit::from_tally(tally) }
}

fn write_stats(path: &Path, finished: &RunReport, hash: &str, started: Instant) -> io::Result<()> {
    let RunReport { end, tally, resumed_from, .. } = finished;
    let seconds = started.elapsed().as_secs_f64();
    let done = tally.inputs - resumed_from;
    let mut stats = serde_json::to_value(tally)?;
    let further = serde_json::json!({
        "end": end.name(), "resumed_from": resumed_from, "seconds": seconds, "inputs_per_second": done as f64 / seconds.max(0.001),
        "extractor": concat!("cleancopy ", env!("CARGO_PKG_VERSION")), "options": hash,
    });
    if let (Some(stats), serde_json::Value::Object(further)) = (stats.as_object_mut(), further) {
        stats.extend(further);
    }
    let json = serde_json::to_string_pretty(&stats)? + "\n";
    write_atomically(path, &[json.as_bytes()], Durability::PowerLoss)
}
