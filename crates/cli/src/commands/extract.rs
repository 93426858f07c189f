//! Extraction, the command without a name.

use std::io::{self, IsTerminal, Read};
use std::ops::ControlFlow;
use std::path::Path;

use clap::CommandFactory;
use cleancopy::batch::{InputFile, InputType, Outcome, PageNames, Tally, in_order, read_stdin};

use crate::advice::with_advice;
use crate::args::Cli;
use crate::args::extract::ExtractArgs;
use crate::args::shared::FormatArg;
use crate::commands::batch;
use crate::commands::extract_plan::{ExtractPlan, Processed};
use crate::empty_pages::advice_for_many;
use crate::exit::Exit;
use crate::expand::{Expanded, NOT_PAGES, Skipped, expand, ids, paths_on_stdin};
use crate::file_names::{file_names, file_paths};
use crate::format::output_format;
use crate::habits::replace;
use crate::input::{Input, add_url_list};
use crate::interrupt;
use crate::loader::is_page_file;
use crate::mistakes::{check_command_word, check_missing};
use crate::output::{OutputWriter, TableWriter, is_folder, output_failed, output_name};
use crate::progress::PageMeter;
use crate::reporter::Reporter;
use crate::same_file::{check_folder, check_outputs};

/// The formats that this command writes.
const FORMATS: [FormatArg; 8] = [
    FormatArg::Text,
    FormatArg::Markdown,
    FormatArg::Html,
    FormatArg::Json,
    FormatArg::Jsonl,
    FormatArg::Csv,
    FormatArg::Parquet,
    FormatArg::Arrow,
];

pub fn run(mut args: ExtractArgs) -> Exit {
    let reporter = Reporter::new(&args.messages);
    replace(&mut args).into_iter().for_each(|note| reporter.note(note));
    if let Err(usage) = check_words(&args) {
        return reporter.usage(&usage);
    }
    if args.inputs.is_empty() && args.url_list.is_none() && io::stdin().is_terminal() {
        reporter.help(&Cli::command().render_help().ansi().to_string());
        return Exit::Usage;
    }
    let format = match format(&args) {
        Ok(format) => format,
        Err(usage) => return reporter.usage(&usage),
    };
    if format.of_page().is_none() {
        if let Some(url) = args.inputs.iter().find(|i| matches!(Input::parse(i), Input::Url(_))) {
            return reporter.usage(&format!(
                "{}: a table takes addresses from a list: write them to a file, one per line, and \
                 name it with --url-list",
                url.display()
            ));
        }
        let list = args.url_list.as_deref().filter(|list| *list != Path::new("-"));
        if let Some(Err(e)) =
            list.map(|list| std::fs::File::open(list).map_err(|e| unread(list, &e)))
        {
            return reporter.usage(&e);
        }
        return match args.into_batch(format) {
            Ok(args) => batch::run(&args),
            Err(usage) => reporter.usage(&usage),
        };
    }
    run_pages(&args, format, &reporter)
}

/// Checks that the inputs are not words that mean something else.
fn check_words(args: &ExtractArgs) -> Result<(), String> {
    let is_number = |word: &std::ffi::OsString| {
        word.to_str().is_some_and(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit()))
            && !Path::new(word).exists()
    };
    if let (Some(_), Some(number)) =
        (args.read.fetch.multipage, args.inputs.iter().find(|word| is_number(word)))
    {
        let number = number.display();
        return Err(format!("write the number with an equals sign: --multipage={number}"));
    }
    check_command_word(args.inputs.first())
}

/// Runs with a format of pages.
fn run_pages(args: &ExtractArgs, format: FormatArg, reporter: &Reporter) -> Exit {
    let planned = all_inputs(args, reporter).and_then(|inputs| {
        let urls = inputs.list.iter().filter(|i| matches!(i, Input::Url(_))).count();
        let is_typed = args.url_list.is_none() && !args.inputs.is_empty();
        let plan = ExtractPlan::new(args, format, inputs.is_several, (urls, is_typed))?;
        let output = args.output.output.as_deref();
        args.output.names.check(output.is_some_and(is_folder), "-o FOLDER/")?;
        let extension = plan.format.extension();
        let mut of_template = Vec::new();
        let names = match args.output.names.to_option() {
            PageNames::Template(template) => {
                let names = ids(&inputs.list).into_iter().map_while(|id| template.name_of_id(&id));
                of_template.extend(names.map(|name| format!("{name}.{extension}")));
                None
            }
            PageNames::Folders => Some(file_paths(&inputs.list, extension)),
            _ => Some(file_names(&inputs.list, extension)),
        };
        check_output(output, &inputs.list, names.as_deref().unwrap_or(&of_template))?;
        check_more_files(args, &inputs.list)?;
        Ok((plan, names, inputs))
    });
    let (plan, names, ExtractInputs { list: inputs, skipped, .. }) = match planned {
        Ok(planned) => planned,
        Err(usage) => return reporter.usage(&usage),
    };
    // Pages that are missing are failed inputs beside those of a list.
    if args.url_list.is_none()
        && let Err(missing) = check_missing(&args.inputs)
    {
        return reporter.nothing(&missing);
    }
    let output = args.output.output.as_deref();
    let mut tally = Tally::default();
    if inputs.len() > 1 || output.is_some() {
        let (all, name) = (inputs.len(), output.map(|path| (output_name(output), is_folder(path))));
        let message = move |done: usize| interrupted(done, all, name.as_ref());
        interrupt::end_on_signals(message, Reporter::new(&args.messages));
    }
    let folder = args.output.tables.as_deref();
    let tables = match folder.map(|folder| TableWriter::open(folder, &inputs)).transpose() {
        Ok(tables) => tables,
        Err(e) => return output_failed(&e, &output_name(folder), reporter),
    };
    let sink = OutputWriter::open(output, plan.framing, names, (plan.format.extension(), &inputs));
    let written = sink.and_then(|sink| {
        let jobs = args.jobs.map_or_else(|| default_jobs(&inputs), usize::from);
        run_all(plan, &inputs, jobs, (sink, tables), (reporter, args), &mut tally)
    });
    if let Err(e) = written {
        return output_failed(&e, &output_name(output), reporter);
    }
    if let Some(note) = skipped.message(NOT_PAGES) {
        reporter.note(&note);
    }
    match inputs.len() {
        0 if args.url_list.is_some() => {
            reporter.error("no addresses in the list; write one per line")
        }
        0 => reporter.error(
            "no pages in the folder; file names must end in .html, .htm, .xhtml, .mhtml or .mht, \
             optionally with .gz or .zst, or the first bytes must be those of a page",
        ),
        1 => {}
        _ => reporter.summary(&tally.to_string()),
    }
    if inputs.len() > 1 {
        advice_for_many(&tally).inspect(|advice| reporter.note(advice));
    }
    if args.messages.verbose {
        args.extraction.loaded_filters().inspect(|loaded| reporter.detail(loaded));
        args.extraction.idle_selectors().for_each(|idle| reporter.detail(&idle));
    }
    if inputs.len() > 1 && tally.written == 0 {
        for (reason, count) in tally.reasons.iter().take(10) {
            reporter.note(&format!("left out {count}: {reason}"));
        }
    }
    Exit::from_tally(&tally)
}

/// Returns the message for a run that an interrupt ended.
fn interrupted(done: usize, all: usize, output: Option<&(String, bool)>) -> String {
    let left = match output {
        Some((name, true)) => format!("the files so far are in {name}"),
        Some((name, false)) => format!("{name} was not written"),
        None => "the output ends here".to_owned(),
    };
    format!(
        "interrupted after {done} of {all} inputs; {left}. A run of 'cleancopy batch' with -o can \
         be interrupted and continued with --resume"
    )
}

/// Refuses an output that would replace an input: a file, or a file in a folder.
fn check_output(output: Option<&Path>, inputs: &[Input], names: &[String]) -> Result<(), String> {
    match output {
        Some(folder) if is_folder(folder) => check_folder(folder, names, inputs),
        output => check_outputs(output.into_iter(), inputs),
    }
}

/// Refuses the other files of a run if they would replace an input or the list of addresses.
fn check_more_files(args: &ExtractArgs, inputs: &[Input]) -> Result<(), String> {
    let (output, archive) = (args.output.output.as_deref(), args.read.fetch.warc_out.as_deref());
    check_outputs(archive.into_iter(), inputs)?;
    let list: Vec<Input> =
        args.url_list.iter().map(|list| Input::File(list.clone().into())).collect();
    check_outputs(output.into_iter().chain(archive), &list)?;
    args.output.tables.as_deref().map_or(Ok(()), |folder| TableWriter::check(folder, inputs))
}

/// Returns the format that the arguments ask for.
fn format(args: &ExtractArgs) -> Result<FormatArg, String> {
    let output = &args.output;
    let by = output.format_by.unwrap_or("--format");
    let stated = match (output.format, output.frontmatter) {
        (Some(FormatArg::Markdown), true) => (output.format, by),
        (None, true) => (Some(FormatArg::Markdown), "--frontmatter"),
        (Some(_), true) => {
            return Err(format!("--frontmatter needs Markdown; leave out {by} or use -f markdown"));
        }
        (None, false) if !output.property.is_empty() => (Some(FormatArg::Text), "--property"),
        (format, false) => (format, by),
    };
    let format = output_format(stated, output.output.as_deref(), &FORMATS)?;
    Ok(format.unwrap_or(FormatArg::Text))
}

/// All inputs of the command.
struct ExtractInputs {
    list: Vec<Input>,
    skipped: Skipped,
    /// Whether the command line can name more than one page, even if it names one in this run.
    is_several: bool,
}

/// Returns the inputs of the arguments and of the list, in order, or what is wrong with the list.
fn all_inputs(args: &ExtractArgs, reporter: &Reporter) -> Result<ExtractInputs, String> {
    let only_stdin = match &args.inputs[..] {
        [] => args.url_list.is_none(),
        [one] => one == "-",
        _ => false,
    };
    if only_stdin && args.url_list.is_none() {
        if let Some(paths) = paths_on_stdin() {
            let Expanded { inputs, skipped } = expand(&paths, &is_page_file);
            return Ok(ExtractInputs { list: inputs, skipped, is_several: true });
        }
        if InputFile::stdin(None).kind == InputType::Urls {
            let bytes = read_stdin(usize::MAX).map_err(|e| e.with_cause())?;
            let mut list = Vec::new();
            add_list(&mut list, &bytes.bytes, "-", reporter);
            let skipped = Skipped::default();
            return Ok(ExtractInputs { list, skipped, is_several: true });
        }
    }
    let is_several = args.inputs.len() > 1
        || args.url_list.is_some()
        || args.inputs.iter().any(|i| !matches!(Input::parse(i), Input::Url(_)) && is_many(i));
    let expanded = match (&args.url_list, args.inputs.is_empty()) {
        (Some(_), true) => Expanded::default(),
        _ => expand(&args.inputs, &is_page_file),
    };
    let Expanded { inputs: mut list, skipped } = expanded;
    if let Some(file) = &args.url_list {
        let is_stdin = file.as_os_str() == "-";
        if is_stdin && list.iter().any(|i| matches!(i, Input::Stdin)) {
            return Err("standard input cannot be both a page and the list of addresses".to_owned());
        }
        let bytes = if is_stdin {
            read_all(io::stdin().lock())
        } else {
            std::fs::File::open(file).and_then(read_all)
        };
        let bytes = bytes.map_err(|e| unread(file, &e))?;
        add_list(&mut list, &bytes, &file.display().to_string(), reporter);
    }
    Ok(ExtractInputs { list, skipped, is_several })
}

/// Returns the message for a list that cannot be read.
fn unread(list: &Path, e: &io::Error) -> String {
    format!("{}: cannot read the list of addresses ({e})", list.display())
}

/// Whether an argument is a folder or a pattern.
fn is_many(argument: &std::ffi::OsStr) -> bool {
    let path = Path::new(argument);
    path.is_dir() || !path.exists() && argument.to_string_lossy().contains(['*', '?', '['])
}

fn add_list(inputs: &mut Vec<Input>, list: &[u8], name: &str, reporter: &Reporter) {
    let repeated = add_url_list(inputs, &String::from_utf8_lossy(list));
    if repeated > 0 {
        reporter.note(&format!("{name}: {repeated} repeated addresses were left out"));
    }
}

fn read_all(mut source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).map(|_| bytes)
}

/// Returns one job per core; more if addresses are fetched, since those jobs mostly wait.
fn default_jobs(inputs: &[Input]) -> usize {
    /// The default of `--concurrency`.
    const FETCHING: usize = 16;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if inputs.iter().any(|i| matches!(i, Input::Url(_))) { cores.max(FETCHING) } else { cores }
}

/// Reads, extracts and writes every input. Fails only if the output cannot be written.
fn run_all(
    plan: ExtractPlan,
    inputs: &[Input],
    jobs: usize,
    (mut sink, tables): (OutputWriter, Option<TableWriter>),
    (reporter, args): (&Reporter, &ExtractArgs),
    tally: &mut Tally,
) -> io::Result<()> {
    let is_property = !plan.properties.is_empty();
    let is_single = inputs.len() == 1;
    let meter = PageMeter::new(&args.messages, inputs.len(), args.output.output.as_deref());
    let mut result = Ok(());
    let mut inputs_in_order = inputs.iter().enumerate();
    in_order(
        inputs.iter().cloned().zip(ids(inputs)).collect::<Vec<_>>(),
        jobs,
        |processed: &Processed| processed.rendered.len(),
        move |(input, id)| plan.process(&input, &id),
        |processed| {
            let Some((index, input)) = inputs_in_order.next() else {
                return ControlFlow::Break(());
            };
            let name = input.name();
            interrupt::count_done();
            meter.advance();
            let report = || {
                processed.notes.iter().for_each(|n| reporter.note(&format!("{name}: {n}")));
                processed.details.iter().for_each(|d| reporter.detail(&format!("{name}: {d}")));
                match &processed.outcome {
                    Outcome::Written => {}
                    Outcome::Empty(kind) if is_property => reporter.note(&format!(
                        "{name}: the page does not state this field (page kind: {kind})"
                    )),
                    Outcome::Empty(kind) => {
                        let message = format!("{name}: no article text found (page kind: {kind})");
                        reporter.note(&with_advice(&message, processed.next_step.as_deref()))
                    }
                    Outcome::Filtered(why) | Outcome::Duplicate(why) => {
                        let line = format!("{name}: left out: {why}");
                        if is_single { reporter.note(&line) } else { reporter.detail(&line) }
                    }
                    Outcome::Failed(message) => reporter.error(message),
                }
            };
            meter.suspend(report);
            tally.count(&processed.outcome);
            result = sink
                .write_article(index, &name, processed.file, &processed.rendered)
                .and_then(|()| {
                    tables.as_ref().map_or(Ok(()), |tables| tables.write(index, &processed.tables))
                });
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    meter.end();
    // An output in which nothing succeeded does not appear.
    result.and_then(|()| sink.finish(tally.written > 0))
}
