//! `cleancopy text`: text that was extracted before, cleaned.

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::sync::Arc;

use clap::CommandFactory;
use cleancopy::batch::in_order;
use cleancopy::batch::panic_guard::guarded;
use cleancopy::text_mode::{CleanText, RepeatCounter, Repeats, TextOptions, clean_text, read_text};
use cleancopy::{Error, Focus};

use crate::advice::message;
use crate::args::Cli;
use crate::args::text::{RepeatsArg, TextArgs};
use crate::exit::Exit;
use crate::input::{Input, TEXT_ENDINGS, expand, has_ending};
use crate::loader::Loader;
use crate::reporter::{Reporter, colors_stdout};
use crate::sink::{Framing, Sink, is_folder, output_failed, output_name};
use crate::text_rows::{self, Rows};

/// Endings of files of rows.
const ROW_ENDINGS: [&str; 4] = [".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"];
/// The field of a row that holds the text, unless another is named.
const FIELD: &str = "text";

pub fn run(args: &TextArgs) -> Exit {
    let reporter = Reporter::new(&args.reporter);
    if args.inputs.is_empty() && io::stdin().is_terminal() {
        if let Some(command) = Cli::command().find_subcommand_mut("text") {
            reporter.show(&command.render_help().ansi().to_string());
        }
        return Exit::Usage;
    }
    let inputs = expand(&args.inputs, &TEXT_ENDINGS);
    let job = match TextJob::new(args, &inputs) {
        Ok(job) => job,
        Err(wrong) => {
            reporter.error(&wrong);
            return Exit::Usage;
        }
    };
    let job = Arc::new(job.with_repeats_counted(&inputs));
    let mut tally = Tally::default();
    let written = if job.field.is_some() {
        job.rows(&inputs, &reporter, &mut tally)
    } else {
        job.texts(&inputs, &reporter, &mut tally)
    };
    if let Err(e) = written {
        return output_failed(&e, &output_name(args.output.as_deref()), &reporter);
    }
    if inputs.is_empty() {
        reporter.error("no texts in the folder; they end in .txt, .text, .jsonl or .ndjson, with or without .gz");
    } else if inputs.len() > 1 || job.field.is_some() {
        reporter.summary(&format!(
            "{} texts: {} cleaned, {} as they were, {} failed",
            tally.all(),
            tally.changed,
            tally.same,
            tally.failed
        ));
    }
    tally.exit()
}

/// What to do, settled before anything is read.
struct TextJob {
    args: TextArgs,
    loader: Loader,
    /// The field of the rows; none for files of plain text.
    field: Option<String>,
    /// Whether lines that repeat are counted first.
    counts: bool,
    repeats: Option<Arc<Repeats>>,
    jobs: usize,
    colors: bool,
}

/// What became of the texts.
#[derive(Default)]
struct Tally {
    changed: usize,
    same: usize,
    failed: usize,
}

impl Tally {
    fn all(&self) -> usize {
        self.changed + self.same + self.failed
    }

    fn exit(&self) -> Exit {
        match (self.changed + self.same, self.failed) {
            (_, 0) if self.all() > 0 => Exit::Done,
            (0, _) => Exit::Nothing,
            _ => Exit::Partly,
        }
    }

    fn add(&mut self, outcome: &Result<(Vec<u8>, bool), String>) {
        match outcome {
            Ok((_, true)) => self.changed += 1,
            Ok((_, false)) => self.same += 1,
            Err(_) => self.failed += 1,
        }
    }
}

/// Whether a row changed, or the error; `None` for a blank row.
type RowOutcome = Option<Result<bool, String>>;

impl TextJob {
    /// The job, or what is wrong with the command line.
    fn new(args: &TextArgs, inputs: &[Input]) -> Result<Self, String> {
        let is_rows = |i: &Input| matches!(i, Input::File(path) | Input::Unreadable(path, _) if has_ending(path, &ROW_ENDINGS));
        let rows = inputs.iter().filter(|i| is_rows(i)).count();
        if args.field.is_none() && rows > 0 && rows < inputs.len() {
            return Err("texts and rows of JSON in one run; clean them in two".to_owned());
        }
        let has_stdin = inputs.iter().any(|i| matches!(i, Input::Stdin));
        if args.repeats == RepeatsArg::On && has_stdin {
            return Err(
                "--repeats reads its input twice, and standard input can be read once; name a file"
                    .to_owned(),
            );
        }
        let field = args.field.clone().or_else(|| (rows > 0).then(|| FIELD.to_owned()));
        let is_several = inputs.len() > 1 || field.is_some();
        Ok(Self {
            args: args.clone(),
            loader: Loader::of_files(args.max_bytes),
            field,
            counts: args.repeats == RepeatsArg::On
                || args.repeats == RepeatsArg::Auto && is_several && !has_stdin,
            repeats: None,
            jobs: args.jobs.map_or_else(
                || std::thread::available_parallelism().map_or(1, usize::from),
                usize::from,
            ),
            colors: args.output.is_none() && colors_stdout(args.reporter.color),
        })
    }

    fn options(&self) -> TextOptions<'_> {
        let focus = match (self.args.precision, self.args.recall) {
            (true, _) => Focus::Precision,
            (_, true) => Focus::Recall,
            _ => Focus::Balanced,
        };
        TextOptions { focus, repeats: self.repeats.as_deref() }
    }

    /// The first pass: counts the lines of every text. The second pass reports what cannot be read.
    fn with_repeats_counted(self, inputs: &[Input]) -> Self {
        if !self.counts {
            return self;
        }
        let mut counter = RepeatCounter::default();
        let job = Arc::new(self);
        let own = Arc::clone(&job);
        let count = move |input: Input| {
            let mut counter = RepeatCounter::default();
            // A panic here happens in the second pass too, which reports it.
            let _ = guarded(|| match &own.field {
                None => own.load(&input).map(|text| counter.add(&text)).unwrap_or_default(),
                Some(field) => count_rows(&input, field, own.args.max_bytes, &mut counter),
            });
            counter
        };
        // A counter holds hashes, some bytes for each line.
        in_order(
            inputs.to_vec().into_iter(),
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
            loader: Loader::of_files(job.args.max_bytes),
            field: job.field.clone(),
            repeats,
            ..*job
        }
    }

    fn load(&self, input: &Input) -> Result<String, Error> {
        read_text(self.loader.load(input)?.bytes).map_err(|e| e.on(input.name()))
    }

    /// Files of text, in order.
    fn texts(
        self: &Arc<Self>,
        inputs: &[Input],
        reporter: &Reporter,
        tally: &mut Tally,
    ) -> io::Result<()> {
        let output = self.args.output.as_deref();
        let shares = inputs.len() > 1 && !output.is_some_and(is_folder);
        let mut sink = Sink::open(
            output,
            if shares { Framing::TextHeads } else { Framing::None },
            inputs,
            "txt",
        )?;
        let job = Arc::clone(self);
        let work = move |input: Input| {
            let clean = || job.load(&input).map(|text| job.clean(&text)).map_err(|e| message(&e));
            guarded(clean).unwrap_or_else(|bug| Err(format!("{}: {bug}", input.name())))
        };
        let size = |outcome: &Result<(Vec<u8>, bool), String>| {
            outcome.as_ref().map_or(0, |(rendered, _)| rendered.len())
        };
        let mut result = Ok(());
        let mut in_turn = inputs.iter().enumerate();
        in_order(inputs.to_vec().into_iter(), self.jobs, size, work, |outcome| {
            let Some((index, input)) = in_turn.next() else { return ControlFlow::Break(()) };
            tally.add(&outcome);
            match outcome {
                Err(failure) => reporter.error(&failure),
                Ok((rendered, _)) => result = sink.put(index, &input.name(), &rendered),
            }
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        result.and_then(|()| sink.finish())
    }

    /// One text to what is written of it, and whether it changed.
    fn clean(&self, text: &str) -> (Vec<u8>, bool) {
        let clean = clean_text(text, &self.options());
        let mut out = self.report(&clean).unwrap_or_else(|| clean.text());
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        (out.into_bytes(), clean.is_changed())
    }

    /// The report that was asked for instead of the text.
    fn report(&self, clean: &CleanText<'_>) -> Option<String> {
        match (self.args.explain, self.args.diff) {
            (true, _) => Some(clean.explain(self.colors)),
            (_, true) => Some(clean.diff(self.colors)),
            _ => None,
        }
    }

    /// Files of rows, in order: one row in, one row out.
    fn rows(
        self: &Arc<Self>,
        inputs: &[Input],
        reporter: &Reporter,
        tally: &mut Tally,
    ) -> io::Result<()> {
        let output = self.args.output.as_deref();
        if let Some(folder) = output.filter(|o| is_folder(o)) {
            std::fs::create_dir_all(folder)?;
            for (input, name) in inputs.iter().zip(crate::file_names::file_names(inputs, "jsonl")) {
                let mut sink = Sink::open(Some(&folder.join(name)), Framing::None, &[], "jsonl")?;
                self.rows_of(input, &mut sink, reporter, tally)?;
                sink.finish()?;
            }
            return Ok(());
        }
        let mut sink = Sink::open(output, Framing::None, &[], "jsonl")?;
        for input in inputs {
            self.rows_of(input, &mut sink, reporter, tally)?;
        }
        sink.finish()
    }

    fn rows_of(
        self: &Arc<Self>,
        input: &Input,
        sink: &mut Sink,
        reporter: &Reporter,
        tally: &mut Tally,
    ) -> io::Result<()> {
        let name = input.name();
        let mut number = 0;
        let mut read = || -> io::Result<Option<io::Result<()>>> {
            let mut rows = Rows::open(input, self.args.max_bytes)?;
            loop {
                let chunk = rows.chunk()?;
                if chunk.is_empty() {
                    return Ok(None);
                }
                let mut out = Vec::new();
                let job = Arc::clone(self);
                in_order(
                    chunk.into_iter(),
                    self.jobs,
                    |(row, _): &(Vec<u8>, RowOutcome)| row.len(),
                    move |row| {
                        let (rendered, outcome) = job.row(&row);
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
                                    "{name}: row {number}: {failure}; left as it is"
                                ));
                            }
                        }
                        out.extend_from_slice(&row);
                        // The last row of a file may have no line end; the first of the next must not be glued to it.
                        if !out.ends_with(b"\n") {
                            out.push(b'\n');
                        }
                        ControlFlow::Continue(())
                    },
                );
                if let Err(e) = sink.put(0, &name, &out) {
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

    /// A row as it goes out, if it changes, and what became of it; nothing for a blank one.
    fn row(&self, row: &[u8]) -> (Option<Vec<u8>>, RowOutcome) {
        if row.trim_ascii().is_empty() {
            return (None, None);
        }
        let field = self.field.as_deref().unwrap_or(FIELD);
        let work = || {
            let row = std::str::from_utf8(row).map_err(|e| format!("no UTF-8: {e}"))?;
            let found = text_rows::find(row, field)?;
            let (mut is_changed, mut reports) = (false, String::new());
            let new = text_rows::replace(row, &found, |text| {
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

/// Counts the texts of rows; what is no row is passed over.
fn count_rows(input: &Input, field: &str, limit: usize, counter: &mut RepeatCounter) {
    let Ok(mut rows) = Rows::open(input, limit) else { return };
    while let Ok(chunk) = rows.chunk() {
        if chunk.is_empty() {
            return;
        }
        for row in chunk.iter().filter_map(|row| std::str::from_utf8(row).ok()) {
            let texts = text_rows::find(row, field).map(|found| found.texts).unwrap_or_default();
            texts.iter().for_each(|(_, text)| counter.add(text));
        }
    }
}
