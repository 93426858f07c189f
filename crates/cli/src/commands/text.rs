//! `cleancopy text`: cleans text that was extracted before.

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use clap::CommandFactory;
use cleancopy::Error;
use cleancopy::batch::in_order;
use cleancopy::batch::panic_guard::guarded;
use cleancopy::text_mode::{CleanText, RepeatCounter, Repeats, TextOptions, clean_text, read_text};

use crate::advice::message;
use crate::args::Cli;
use crate::args::shared::focus;
use crate::args::text::{RepeatsArg, TextArgs};
use crate::exit::Exit;
use crate::expand::expand_endings;
use crate::file_names::file_names;
use crate::input::{Input, TEXT_ENDINGS, has_ending};
use crate::interrupt;
use crate::loader::Loader;
use crate::mistakes::check_missing;
use crate::output::{Framing, OutputWriter, is_folder, output_failed, output_name};
use crate::reporter::{Reporter, colors_stdout};
use crate::same_file::{check_folder, check_outputs};
use crate::text_checks::{check_field, is_html, message as no_field, without_field};
use crate::text_rows::{self, RowReader};

/// Endings of files of JSON rows.
const ROW_ENDINGS: [&str; 4] = [".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"];
/// The field of a row that holds the text, without `--field`.
const DEFAULT_FIELD: &str = "text";

pub fn run(args: &TextArgs) -> Exit {
    let reporter = Reporter::new(&args.messages);
    if args.inputs.is_empty() && io::stdin().is_terminal() {
        if let Some(command) = Cli::command().find_subcommand_mut("text") {
            reporter.help(&command.render_help().ansi().to_string());
        }
        return Exit::Usage;
    }
    if let Err(missing) = check_missing(&args.inputs) {
        return reporter.nothing(&missing);
    }
    let expanded = expand_endings(&args.inputs, &TEXT_ENDINGS);
    let inputs = expanded.inputs;
    let planned = check_outputs(args.output.as_deref().into_iter(), &inputs)
        .and_then(|()| TextJob::new(args, &inputs))
        .and_then(|job| match args.output.as_deref().filter(|path| is_folder(path)) {
            Some(folder) => {
                let names = file_names(&inputs, job.extension());
                check_folder(folder, &names, &inputs).map(|()| job)
            }
            None => Ok(job),
        });
    let job = match planned {
        Ok(job) => job,
        Err(usage) => return reporter.usage(&usage),
    };
    if let Some(output) = &args.output {
        let name = output_name(Some(output));
        let message = move |_| format!("interrupted; {name} is not complete");
        interrupt::end_on_signals(message, Reporter::new(&args.messages));
    }
    let job = Arc::new(job.with_repeats_counted(&inputs));
    let mut tally = TextTally::default();
    let written = if job.field.is_some() {
        job.clean_rows(&inputs, &reporter, &mut tally)
    } else {
        job.clean_texts(&inputs, &reporter, &mut tally)
    };
    if let Err(e) = written {
        return output_failed(&e, &output_name(args.output.as_deref()), &reporter);
    }
    if let Some(note) = expanded.skipped.message("their endings are not those of texts") {
        reporter.note(&note);
    }
    if inputs.is_empty() {
        reporter.error(
            "no texts in the folder; file names must end in .txt, .text, .jsonl or .ndjson, \
             optionally with .gz",
        );
    } else if inputs.len() > 1 || job.field.is_some() {
        reporter.summary(&format!(
            "{} texts: {} changed, {} unchanged, {} failed",
            tally.all(),
            tally.changed,
            tally.same,
            tally.failed
        ));
    }
    tally.exit()
}

/// The plan for each text. It is complete before the first text is read.
struct TextJob {
    args: TextArgs,
    loader: Loader,
    /// The field of JSON rows; `None` for plain text.
    field: Option<String>,
    /// Whether a pass before counts the lines that repeat.
    counts_repeats: bool,
    repeats: Option<Arc<Repeats>>,
    jobs: usize,
    colors: bool,
}

/// The numbers of texts by outcome.
#[derive(Default)]
struct TextTally {
    changed: usize,
    same: usize,
    failed: usize,
}

impl TextTally {
    fn all(&self) -> usize {
        self.changed + self.same + self.failed
    }

    fn exit(&self) -> Exit {
        match (self.changed + self.same, self.failed) {
            (_, 0) if self.all() > 0 => Exit::Done,
            (0, _) => Exit::Nothing,
            _ => Exit::Partial,
        }
    }

    fn count(&mut self, outcome: &Result<(Vec<u8>, bool), String>) {
        match outcome {
            Ok((_, true)) => self.changed += 1,
            Ok((_, false)) => self.same += 1,
            Err(_) => self.failed += 1,
        }
    }
}

/// Whether a row was changed, or the error; `None` for a blank row.
type RowOutcome = Option<Result<bool, String>>;

impl TextJob {
    /// Returns the job, or what is wrong with the command line.
    fn new(args: &TextArgs, inputs: &[Input]) -> Result<Self, String> {
        let is_rows = |input: &Input| match input {
            Input::File(file) => has_ending(&file.path, &ROW_ENDINGS),
            Input::Unreadable(path, _) => has_ending(path, &ROW_ENDINGS),
            _ => false,
        };
        let rows = inputs.iter().filter(|i| is_rows(i)).count();
        if args.field.is_none() && rows > 0 && rows < inputs.len() {
            return Err(
                "plain texts and JSON rows cannot be mixed; clean them in two runs".to_owned()
            );
        }
        let has_stdin = inputs.iter().any(|i| matches!(i, Input::Stdin));
        if args.repeats == RepeatsArg::On && has_stdin {
            return Err(
                "--repeats on reads its input twice, which is not possible with standard input; \
                 name a file"
                    .to_owned(),
            );
        }
        let field = args.field.clone().or_else(|| (rows > 0).then(|| DEFAULT_FIELD.to_owned()));
        if let Some(field) = &field {
            check_field(inputs, field, args.max_bytes)?;
        }
        let is_several = inputs.len() > 1 || field.is_some();
        Ok(Self {
            args: args.clone(),
            loader: Loader::for_files(args.max_bytes),
            field,
            counts_repeats: args.repeats == RepeatsArg::On
                || args.repeats == RepeatsArg::Auto && is_several && !has_stdin,
            repeats: None,
            jobs: args.jobs.map_or_else(
                || std::thread::available_parallelism().map_or(1, usize::from),
                usize::from,
            ),
            colors: args.output.is_none() && colors_stdout(args.messages.color),
        })
    }

    /// Returns the ending of the output files.
    fn extension(&self) -> &'static str {
        if self.field.is_some() { "jsonl" } else { "txt" }
    }

    fn options(&self) -> TextOptions<'_> {
        let focus = focus(self.args.precision, self.args.recall);
        TextOptions { focus, repeats: self.repeats.as_deref() }
    }

    /// Counts the lines of every text, in a pass before the cleaning. Read errors are reported by
    /// the cleaning, which reads the texts again.
    fn with_repeats_counted(self, inputs: &[Input]) -> Self {
        if !self.counts_repeats {
            return self;
        }
        let mut counter = RepeatCounter::default();
        let job = Arc::new(self);
        let counting_job = Arc::clone(&job);
        let count = move |input: Input| {
            let mut counter = RepeatCounter::default();
            // A panic here happens again during the cleaning, which reports it.
            let _ = guarded(|| match &counting_job.field {
                None => {
                    counting_job.load(&input).map(|text| counter.add(&text)).unwrap_or_default()
                }
                Some(field) => count_rows(&input, field, counting_job.args.max_bytes, &mut counter),
            });
            counter
        };
        // A counter holds hashes, a few bytes per line.
        in_order(
            inputs.to_vec(),
            job.jobs,
            |_| 1 << 16,
            count,
            |counted| {
                counter.merge(counted);
                ControlFlow::Continue(())
            },
        );
        let repeats = Some(Arc::new(counter.freeze()));
        Self {
            args: job.args.clone(),
            loader: Loader::for_files(job.args.max_bytes),
            field: job.field.clone(),
            repeats,
            ..*job
        }
    }

    /// Loads one input as text.
    fn load(&self, input: &Input) -> Result<String, Error> {
        read_text(self.loader.load_text(input)?.bytes).map_err(|e| e.on(input.name()))
    }

    /// Cleans files of plain text, in order.
    fn clean_texts(
        self: &Arc<Self>,
        inputs: &[Input],
        reporter: &Reporter,
        tally: &mut TextTally,
    ) -> io::Result<()> {
        let output = self.args.output.as_deref();
        let shares = inputs.len() > 1 && !output.is_some_and(is_folder);
        let mut sink = OutputWriter::open(
            output,
            if shares { Framing::TextHeads } else { Framing::None },
            Some(file_names(inputs, "txt")),
            ("txt", inputs),
        )?;
        let job = Arc::clone(self);
        let work = move |input: Input| {
            let clean = || match job.load(&input) {
                Ok(text) if is_html(&text) => Err(format!(
                    "{}: this is HTML; 'cleancopy {0}' extracts its article",
                    input.name()
                )),
                loaded => loaded.map(|text| job.clean(&text)).map_err(|e| message(&e)),
            };
            guarded(clean).unwrap_or_else(|bug| Err(format!("{}: {bug}", input.name())))
        };
        let size = |outcome: &Result<(Vec<u8>, bool), String>| {
            outcome.as_ref().map_or(0, |(rendered, _)| rendered.len())
        };
        let mut result = Ok(());
        let mut inputs_in_order = inputs.iter().enumerate();
        in_order(inputs.to_vec(), self.jobs, size, work, |outcome| {
            let Some((index, input)) = inputs_in_order.next() else {
                return ControlFlow::Break(());
            };
            tally.count(&outcome);
            match outcome {
                Err(failure) => reporter.error(&failure),
                Ok((rendered, _)) => {
                    result = sink.write_article(index, &input.name(), None, &rendered)
                }
            }
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        result.and_then(|()| sink.finish(true))
    }

    /// Cleans one text. Returns the output for it, and whether the text was changed.
    fn clean(&self, text: &str) -> (Vec<u8>, bool) {
        let clean = clean_text(text, &self.options());
        let mut out = self.report(&clean).unwrap_or_else(|| clean.text());
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        (out.into_bytes(), clean.is_changed())
    }

    /// Returns the report of `--explain` or `--diff`.
    fn report(&self, clean: &CleanText<'_>) -> Option<String> {
        match (self.args.explain, self.args.diff) {
            (true, _) => Some(clean.explain(self.colors)),
            (_, true) => Some(clean.diff(self.colors)),
            _ => None,
        }
    }

    /// Cleans files of JSON rows, in order: one row in, one row out.
    fn clean_rows(
        self: &Arc<Self>,
        inputs: &[Input],
        reporter: &Reporter,
        tally: &mut TextTally,
    ) -> io::Result<()> {
        let output = self.args.output.as_deref();
        if let Some(folder) = output.filter(|o| is_folder(o)) {
            std::fs::create_dir_all(folder)?;
            for (input, name) in inputs.iter().zip(file_names(inputs, "jsonl")) {
                let path = folder.join(name);
                let mut sink = self.open_rows(Some(&path))?;
                self.clean_row_file(input, &mut sink, reporter, tally)?;
                sink.finish(true)?;
            }
            return Ok(());
        }
        let mut sink = self.open_rows(output)?;
        for input in inputs {
            self.clean_row_file(input, &mut sink, reporter, tally)?;
        }
        sink.finish(true)
    }

    fn open_rows(&self, output: Option<&Path>) -> io::Result<OutputWriter> {
        OutputWriter::open(output, Framing::None, Some(Vec::new()), (self.extension(), &[]))
    }

    /// Cleans the rows of one input.
    fn clean_row_file(
        self: &Arc<Self>,
        input: &Input,
        sink: &mut OutputWriter,
        reporter: &Reporter,
        tally: &mut TextTally,
    ) -> io::Result<()> {
        let name = input.name();
        let mut number = 0;
        let mut read = || -> io::Result<Option<io::Result<()>>> {
            let mut rows = RowReader::open(input, self.args.max_bytes)?;
            loop {
                let chunk = rows.next_chunk()?;
                if chunk.is_empty() {
                    return Ok(None);
                }
                let field = self.field.as_deref().unwrap_or(DEFAULT_FIELD);
                if let (0, Some(names)) = (number, without_field(&chunk, field)) {
                    return Err(io::Error::other(no_field(field, &names)));
                }
                let mut out = Vec::new();
                let job = Arc::clone(self);
                in_order(
                    chunk,
                    self.jobs,
                    |(row, _): &(Vec<u8>, RowOutcome)| row.len(),
                    move |row| {
                        let (rendered, outcome) = job.clean_row(&row);
                        (rendered.unwrap_or(row), outcome)
                    },
                    |(row, outcome)| {
                        number += 1;
                        match outcome {
                            None => {}
                            Some(Ok(true)) => tally.changed += 1,
                            Some(Ok(false)) => tally.same += 1,
                            Some(Err(failure)) => {
                                tally.failed += 1;
                                reporter.error(&format!(
                                    "{name}: row {number}: {failure}; the row is unchanged"
                                ));
                            }
                        }
                        out.extend_from_slice(&row);
                        // The last row of a file may lack a line end; without one, it would be
                        // joined with the first row of the next file.
                        if !out.ends_with(b"\n") {
                            out.push(b'\n');
                        }
                        ControlFlow::Continue(())
                    },
                );
                if let Err(e) = sink.write_article(0, &name, None, &out) {
                    return Ok(Some(Err(e)));
                }
            }
        };
        match read() {
            Ok(None) => Ok(()),
            Ok(Some(unwritten)) => unwritten,
            Err(e) => {
                tally.failed += 1;
                reporter.error(&format!("{name}: {e}"));
                Ok(())
            }
        }
    }

    /// Cleans one row. Returns the output for it, if it differs from the row, and the outcome.
    fn clean_row(&self, row: &[u8]) -> (Option<Vec<u8>>, RowOutcome) {
        if row.trim_ascii().is_empty() {
            return (None, None);
        }
        let field = self.field.as_deref().unwrap_or(DEFAULT_FIELD);
        let work = || {
            let row = std::str::from_utf8(row).map_err(|e| format!("not UTF-8: {e}"))?;
            let found = text_rows::find_field(row, field)?;
            let (mut is_changed, mut reports) = (false, String::new());
            let new = text_rows::replace_field(row, &found, |text| {
                let clean = clean_text(text, &self.options());
                is_changed |= clean.is_changed();
                reports.extend(self.report(&clean));
                clean.text()
            });
            let out = if self.args.explain || self.args.diff { reports + "\n" } else { new };
            Ok((out.into_bytes(), is_changed))
        };
        match guarded(work).unwrap_or_else(Err) {
            Ok((out, is_changed)) => (Some(out), Some(Ok(is_changed))),
            Err(failure) => (None, Some(Err(failure))),
        }
    }
}

/// Counts the lines in the texts of rows; skips invalid rows.
fn count_rows(input: &Input, field: &str, limit: usize, counter: &mut RepeatCounter) {
    let Ok(mut rows) = RowReader::open(input, limit) else { return };
    while let Ok(chunk) = rows.next_chunk() {
        if chunk.is_empty() {
            return;
        }
        for row in chunk.iter().filter_map(|row| std::str::from_utf8(row).ok()) {
            let texts =
                text_rows::find_field(row, field).map(|found| found.texts).unwrap_or_default();
            texts.iter().for_each(|(_, text)| counter.add(text));
        }
    }
}
