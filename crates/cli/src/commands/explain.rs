//! `cleancopy explain`: shows every block of one page with its decision.

use std::io::{self, Write};

use cleancopy::batch::panic_guard::guarded;
use cleancopy::explain::Report;
use cleancopy::extract;

use crate::advice::message;
use crate::args::explain::ExplainArgs;
use crate::args::shared::ReportFormatArg;
use crate::exit::Exit;
use crate::input::Input;
use crate::loader::Loader;
use crate::mistakes::check_missing;
use crate::output::{output_failed, output_name, write_file};
use crate::reporter::{Reporter, colors_stdout};

pub fn run(args: &ExplainArgs) -> Exit {
    let reporter = Reporter::new(&args.messages);
    let input = std::slice::from_ref(&args.input);
    if let Err(missing) = check_missing(input) {
        return reporter.nothing(&missing);
    }
    if std::path::Path::new(&args.input).is_dir() {
        return reporter.usage(&format!(
            "{}: it is a folder; 'cleancopy explain' takes one page",
            args.input.display()
        ));
    }
    let report = match report(args) {
        Ok(report) => report,
        Err(failure) => {
            reporter.error(&failure);
            return Exit::Nothing;
        }
    };
    let written = match (&args.html, args.format) {
        (Some(path), _) => write_file(path, report.to_html().as_bytes()),
        (None, ReportFormatArg::Text) => print(&report.to_text(colors_stdout(args.messages.color))),
        (None, ReportFormatArg::Json) => print(&report.to_json()),
    };
    match written {
        Ok(()) => Exit::Done,
        Err(e) => output_failed(&e, &output_name(args.html.as_deref()), &reporter),
    }
}

/// Returns the report on the input, or the error message.
fn report(args: &ExplainArgs) -> Result<Report, String> {
    let input = Input::parse(&args.input);
    let work = || {
        let page = Loader::new(&args.read, true, None).load(&input, &mut Vec::new())?;
        let options = args.extraction.to_options(args.read.max_bytes).with_explain(true);
        let extraction = extract(&page, &options).map_err(|e| e.on(input.name()))?;
        Ok(Report::new(&input.name(), &extraction))
    };
    let done = guarded(|| work().map_err(|e| message(&e)));
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
