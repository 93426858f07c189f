//! `cleancopy explain`: shows every block of one page with its decision.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use cleancopy::batch::panic_guard::guarded;
use cleancopy::explain::Report;
use cleancopy::fetch::Pages;
use cleancopy::text::one_line;
use cleancopy::{Error, Page, Warning, extract};

use crate::advice::message;
use crate::args::explain::ExplainArgs;
use crate::args::shared::ReportFormatArg;
use crate::exit::Exit;
use crate::file_names::file_names;
use crate::input::Input;
use crate::loader::Loader;
use crate::mistakes::check_missing;
use crate::output::{output_failed, output_name, write_file};
use crate::reporter::{Reporter, colors_stdout};
use crate::same_file::check_outputs;

pub fn run(args: &ExplainArgs) -> Exit {
    let reporter = Reporter::new(&args.messages);
    let (argument, html) = input_and_html(args);
    if let Err(missing) = check_missing(std::slice::from_ref(&argument)) {
        return reporter.nothing(&missing);
    }
    if Path::new(&argument).is_dir() {
        return reporter.usage(&format!(
            "{}: it is a folder; 'cleancopy explain' takes one page",
            argument.display()
        ));
    }
    let input = Input::parse(&argument);
    let is_named = matches!(html, Some(Some(_)));
    let html = html.map(|path| path.unwrap_or_else(|| report_name(&input)));
    if let Err(usage) = check_outputs(html.as_deref().into_iter(), std::slice::from_ref(&input)) {
        return reporter.usage(&usage);
    }
    let mut notes = Vec::new();
    let report = report(args, &input, &mut notes);
    notes.iter().for_each(|note| reporter.note(&format!("{}: {note}", input.name())));
    let report = match report {
        Ok(report) => report,
        Err(failure) => {
            reporter.error(&failure);
            return Exit::Nothing;
        }
    };
    if args.messages.verbose {
        args.extraction.loaded_filters().inspect(|loaded| reporter.detail(loaded));
        args.extraction.idle_selectors().for_each(|idle| reporter.detail(&idle));
    }
    let written = match (&html, args.format) {
        (Some(path), _) => write_file(path, report.to_html().as_bytes()),
        (None, ReportFormatArg::Text) => {
            let shown = match args.all || args.find_text.is_some() {
                true => report,
                false => report.without_clear_cuts(),
            };
            if shown.left_out > 0 {
                reporter.note("--all also shows the blocks that were clearly cut");
            }
            print(&shown.to_text(colors_stdout(args.messages.color)))
        }
        (None, ReportFormatArg::Json) => print(&report.to_json()),
    };
    match (written, &html) {
        (Ok(()), Some(path)) if !is_named => {
            reporter.summary(&path.display().to_string());
            Exit::Done
        }
        (Ok(()), _) => Exit::Done,
        (Err(e), _) => output_failed(&e, &output_name(html.as_deref()), &reporter),
    }
}

/// Returns the input and the value of `--html`. In `explain --html page.html`, the word is the
/// input.
fn input_and_html(args: &ExplainArgs) -> (OsString, Option<Option<PathBuf>>) {
    match (&args.input, &args.html) {
        (Some(input), html) => (input.clone(), html.clone()),
        (None, Some(Some(path))) => (path.clone().into_os_string(), Some(None)),
        (None, html) => ("-".into(), html.clone()),
    }
}

/// Returns the name of a report whose name is not given.
fn report_name(input: &Input) -> PathBuf {
    let names = file_names(std::slice::from_ref(input), "explain.html");
    names.into_iter().next().unwrap_or_default().into()
}

/// Returns the report on the input and the further pages of its article, or the error message.
/// `notes` gets what is worth knowing about the input.
fn report(args: &ExplainArgs, input: &Input, notes: &mut Vec<String>) -> Result<Report, String> {
    let mut work = || {
        let loader = Loader::new(&args.read, true, args.extraction.rules.as_ref());
        let Pages { first, further, failed, .. } = loader.load_all(input, notes)?;
        let options = args.extraction.to_options(args.read.max_bytes).with_explain(true);
        let report = |page: &Page| {
            let extraction = extract(page, &options).map_err(|e| e.on(input.name()))?;
            Ok(Report::new(&input.name(), &extraction))
        };
        let mut all = report(&first)?;
        for page in &further {
            all = all.with_further(report(page)?);
        }
        let missing = failed.map(|e| Warning::PageMissing { why: message(&e) });
        all.warnings.extend(missing.map(|warning| one_line(&warning.to_string())));
        Ok(all)
    };
    let done = guarded(|| work().map_err(|e: Error| message(&e)));
    let report = done.unwrap_or_else(|bug| Err(format!("{}: {bug}", input.name())))?;
    Ok(match &args.find_text {
        Some(text) => report.find(text),
        None => report,
    })
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
