//! The command without a name: inputs to articles.

use std::io::{self, IsTerminal, Read};
use std::ops::ControlFlow;
use std::path::Path;

use clap::CommandFactory;
use cleancopy::batch::guard::guarded;
use cleancopy::fetch::Pages;
use cleancopy::text::is_wanted_language;
use cleancopy::{Article, Cleaner, Format, Record, Warning, WriteOptions, write};

use super::args::{Cli, ExtractArgs, FormatArg};
use super::exit::Exit;
use super::input::{Input, PAGE_ENDINGS, add_list, expand};
use super::load::Loader;
use super::pool::in_order;
use super::property;
use super::sink::{Framing, Sink, is_folder, output_failed, output_name};
use super::talk::{Talk, message, one_line};

pub fn run(args: &ExtractArgs) -> Exit {
    let talk = Talk::new(&args.talk);
    if args.inputs.is_empty() && args.url_list.is_none() && io::stdin().is_terminal() {
        talk.show(&Cli::command().render_help().ansi().to_string());
        return Exit::Usage;
    }
    let plan = match Plan::new(args) {
        Ok(plan) => plan,
        Err(wrong) => {
            talk.error(&wrong);
            return Exit::Usage;
        }
    };
    let inputs = match all_inputs(args, &talk) {
        Ok(inputs) => inputs,
        Err(wrong) => {
            talk.error(&wrong);
            return Exit::Usage;
        }
    };
    let output = args.output.output.as_deref();
    let mut tally = Tally::default();
    let written = Sink::open(output, plan.framing, &inputs, plan.extension()).and_then(|sink| {
        let jobs = args.jobs.map_or_else(|| default_jobs(&inputs), usize::from);
        run_all(&plan, &inputs, jobs, sink, &talk, &mut tally)
    });
    if let Err(e) = written {
        return output_failed(&e, &output_name(output), &talk);
    }
    match inputs.len() {
        0 if args.url_list.is_some() => talk.error("no addresses in the list; write one a line"),
        0 => talk.error(
            "no pages in the folder; pages end in .html, .htm or .xhtml, with or without .gz",
        ),
        1 => {}
        _ => talk.summary(&tally.to_string()),
    }
    tally.exit()
}

/// What the arguments and the list name, in order; or what is wrong with the list.
fn all_inputs(args: &ExtractArgs, talk: &Talk) -> Result<Vec<Input>, String> {
    let Some(list) = &args.url_list else { return Ok(expand(&args.inputs, &PAGE_ENDINGS)) };
    let mut inputs =
        if args.inputs.is_empty() { Vec::new() } else { expand(&args.inputs, &PAGE_ENDINGS) };
    let is_stdin = list.as_os_str() == "-";
    if is_stdin && inputs.iter().any(|i| matches!(i, Input::Stdin)) {
        return Err("standard input cannot be both a page and the list of addresses".to_owned());
    }
    let bytes = if is_stdin {
        read_all(io::stdin().lock())
    } else {
        std::fs::File::open(list).and_then(read_all)
    };
    let bytes = bytes
        .map_err(|e| format!("{}: cannot read the list of addresses ({e})", list.display()))?;
    let repeated = add_list(&mut inputs, &String::from_utf8_lossy(&bytes));
    if repeated > 0 {
        talk.note(&format!("{}: {repeated} repeated addresses left out", list.display()));
    }
    Ok(inputs)
}

fn read_all(mut source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).map(|_| bytes)
}

/// A worker per core; where addresses are fetched, more, since most of them wait.
fn default_jobs(inputs: &[Input]) -> usize {
    /// As many as the fetcher lets run at once.
    const FETCHING: usize = 16;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if inputs.iter().any(|i| matches!(i, Input::Url(_))) { cores.max(FETCHING) } else { cores }
}

/// Reads, extracts and writes every input; fails only when the output does.
fn run_all(
    plan: &Plan,
    inputs: &[Input],
    jobs: usize,
    mut sink: Sink,
    talk: &Talk,
    tally: &mut Tally,
) -> io::Result<()> {
    let mut result = Ok(());
    in_order(
        inputs,
        jobs,
        |input| plan.work(input),
        |index, outcome| {
            let name = inputs[index].name();
            outcome.details.iter().for_each(|d| talk.detail(&format!("{name}: {d}")));
            match &outcome.state {
                State::Written => {}
                State::Filtered(why) => talk.detail(&format!("{name}: left out, its {why}")),
                State::Empty(kind) if plan.property.is_some() => {
                    talk.note(&format!("{name}: the page does not state it (page kind: {kind})"))
                }
                State::Empty(kind) => {
                    talk.note(&format!("{name}: no article text found (page kind: {kind})"))
                }
                State::Failed(message) => talk.error(message),
            }
            tally.add(&outcome.state);
            result = sink.put(index, &name, &outcome.rendered);
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    result.and_then(|()| sink.finish())
}

/// What to do with each input, settled before the first is read.
struct Plan {
    loader: Loader,
    cleaner: Cleaner,
    write: WriteOptions,
    format: Format,
    framing: Framing,
    property: Option<String>,
    min_quality: f32,
    target_languages: Vec<String>,
    /// Whether the command line may name more than one page, however many it turns out to name.
    several: bool,
}

/// What became of one input.
struct Outcome {
    rendered: Vec<u8>,
    state: State,
    details: Vec<String>,
}

enum State {
    Written,
    /// No text, on a page of this kind.
    Empty(&'static str),
    /// Left out as asked, and why.
    Filtered(Unwanted),
    /// Why, with the input's name.
    Failed(String),
}

/// What was asked to leave a page out.
#[derive(Clone)]
enum Unwanted {
    Quality(f32),
    Language(String),
}

impl std::fmt::Display for Unwanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Quality(quality) => write!(f, "quality is {quality:.2}"),
            Self::Language(language) => write!(f, "language is {language}"),
        }
    }
}

impl Plan {
    /// The plan, or what is wrong with the command line.
    fn new(args: &ExtractArgs) -> Result<Self, String> {
        let format = match (args.output.format, args.output.frontmatter) {
            (None | Some(FormatArg::Markdown), true) => Format::Markdown,
            (Some(_), true) => {
                return Err(
                    "--frontmatter goes with Markdown; leave out --format or use -f markdown"
                        .to_owned(),
                );
            }
            (format, false) => format.map_or(Format::Text, Format::from),
        };
        if let Some(name) = &args.output.property {
            check_property(name, args)?;
        }
        let several = args.inputs.len() > 1
            || args.url_list.is_some()
            || args.inputs.iter().any(|i| Path::new(i).is_dir());
        let shares_stream = several && !args.output.output.as_deref().is_some_and(is_folder);
        let framing = match format {
            _ if !shares_stream || args.output.property.is_some() => Framing::None,
            Format::Text => Framing::TextHeads,
            Format::Markdown => Framing::MarkdownHeads,
            Format::Json => Framing::JsonArray,
            Format::Jsonl => Framing::None,
            Format::Html => {
                return Err("several HTML documents need a folder: -o FOLDER/".to_owned());
            }
        };
        let urls = args.inputs.iter().filter(|i| matches!(Input::of(i), Input::Url(_))).count();
        let mut write = args.output.to_options();
        write.comments |= args.output.property.as_deref() == Some("comments");
        Ok(Self {
            loader: Loader::new(
                &args.read,
                args.url_list.is_none() && urls <= 1,
                args.find.rules.as_ref(),
            ),
            cleaner: Cleaner::new(args.find.to_options(args.read.max_bytes)),
            write,
            format,
            framing,
            property: args.output.property.clone(),
            min_quality: args.output.min_quality.unwrap_or(0.0),
            target_languages: args.output.target_language.clone(),
            several,
        })
    }

    /// The ending of output files.
    fn extension(&self) -> &'static str {
        match self.format {
            Format::Text => "txt",
            Format::Markdown => "md",
            Format::Html => "html",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
        }
    }

    /// One input from address to output. Never panics, whatever the page.
    fn work(&self, input: &Input) -> Outcome {
        let done = guarded(|| self.extract(input).map_err(|e| message(&e)));
        match done.unwrap_or_else(|bug| Err(format!("{}: {bug}", input.name()))) {
            Ok(outcome) => outcome,
            Err(failure) => self.failed(input, failure),
        }
    }

    fn extract(&self, input: &Input) -> Result<Outcome, cleancopy::Error> {
        let Pages { first: page, further, failed, .. } = self.loader.load_all(input)?;
        let mut article =
            self.cleaner.extract_pages(&page, &further).map_err(|e| e.on(input.name()))?;
        article.warnings.extend(failed.map(|e| Warning::PageMissing { why: message(&e) }));
        if let Some(why) = self.unwanted(&article) {
            return Ok(Outcome {
                rendered: Vec::new(),
                state: State::Filtered(why),
                details: Vec::new(),
            });
        }
        let options = WriteOptions { id: Some(input.id()), url: page.url, ..self.write.clone() };
        let mut rendered = Vec::new();
        let has_content = if let Some(name) = &self.property {
            let prefix = self.several.then(|| one_line(&input.id()));
            rendered = property::lines(&Record::new(&article, &options), name, prefix.as_deref())
                .into_bytes();
            !rendered.is_empty()
        } else {
            // Only an article is worth a file of its own; records are written for every input.
            if article.has_text() || self.writes_records() {
                write(&article, self.format, &options, &mut rendered)
                    .expect("memory takes all that is written");
            }
            article.has_text()
        };
        let state = if has_content { State::Written } else { State::Empty(article.kind.name()) };
        let details = article.warnings.iter().map(ToString::to_string).collect();
        Ok(Outcome { rendered, state, details })
    }

    /// Why the page is to be left out, if it is.
    fn unwanted(&self, article: &Article) -> Option<Unwanted> {
        if article.quality < self.min_quality {
            return Some(Unwanted::Quality(article.quality));
        }
        let other = article.language().filter(|l| !is_wanted_language(l, &self.target_languages));
        other.map(|l| Unwanted::Language(one_line(l)))
    }

    /// A failed input: in JSON it has a row like the others, so that nothing is lost.
    fn failed(&self, input: &Input, failure: String) -> Outcome {
        let rendered = if self.writes_records() {
            Record::failed(input.id(), one_line(&failure)).to_json(self.format == Format::Json)
                + "\n"
        } else {
            String::new()
        };
        Outcome {
            rendered: rendered.into_bytes(),
            state: State::Failed(failure),
            details: Vec::new(),
        }
    }

    fn writes_records(&self) -> bool {
        self.property.is_none() && matches!(self.format, Format::Json | Format::Jsonl)
    }
}

/// Whether a field of this name can exist.
fn check_property(name: &str, args: &ExtractArgs) -> Result<(), String> {
    let is_known = property::names().contains(&name)
        || args.find.extend.iter().any(|(extra, _)| extra == name);
    if is_known {
        Ok(())
    } else {
        Err(format!("there is no field {name}; there are {}", property::names().join(", ")))
    }
}

/// How many inputs there were and what became of them; the parts add up.
#[derive(Default)]
struct Tally {
    written: usize,
    empty: usize,
    /// Left out for their quality, and for their language.
    poor: usize,
    foreign: usize,
    failed: usize,
}

impl Tally {
    fn add(&mut self, state: &State) {
        match state {
            State::Written => self.written += 1,
            State::Empty(_) => self.empty += 1,
            State::Filtered(Unwanted::Quality(_)) => self.poor += 1,
            State::Filtered(Unwanted::Language(_)) => self.foreign += 1,
            State::Failed(_) => self.failed += 1,
        }
    }

    fn exit(&self) -> Exit {
        match (self.written, self.empty + self.failed) {
            (0, _) => Exit::Nothing,
            (_, 0) => Exit::Done,
            _ => Exit::Partly,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { written, empty, poor, foreign, failed } = self;
        write!(
            f,
            "{} inputs: {written} written, {empty} empty, ",
            written + empty + poor + foreign + failed
        )?;
        for (count, what) in [(poor, "quality"), (foreign, "language")] {
            if *count > 0 {
                write!(f, "{count} left out for their {what}, ")?;
            }
        }
        write!(f, "{failed} failed")
    }
}
