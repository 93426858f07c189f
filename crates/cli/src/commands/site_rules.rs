//! `cleancopy site-rules`: checks whether site rules load, and whether they still work.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cleancopy::batch::read_page_file;
use cleancopy::text::one_line;
use cleancopy::{Error, MAX_PAGE_BYTES, Page, SiteRules};

use crate::advice::message;
use crate::args::shared::ReportFormatArg;
use crate::args::site_rules::{
    SiteRulesArgs, SiteRulesCheckArgs, SiteRulesCommand, SiteRulesTestArgs,
};
use crate::exit::Exit;
use crate::output::{output_failed, output_name};
use crate::reporter::Reporter;
use crate::site_rule_tests::{self, RuleReport, SavedPages, TestOutcome};

pub fn run(args: &SiteRulesArgs) -> Exit {
    let (reporter, done) = match &args.action {
        SiteRulesCommand::Test(args) => (Reporter::new(&args.messages), test(args)),
        SiteRulesCommand::Check(args) => (Reporter::new(&args.messages), check(args)),
    };
    let (text, exit) = match done {
        Ok(done) => done,
        Err(e) => {
            reporter.error(&message(&e));
            return Exit::Nothing;
        }
    };
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => exit,
        Err(e) => output_failed(&e, &output_name(None), &reporter),
    }
}

/// Runs the tests; returns the report and the exit code.
fn test(args: &SiteRulesTestArgs) -> Result<(String, Exit), Error> {
    let rules = Arc::new(SiteRules::load(&args.rules)?);
    let rules_folder = if args.rules.is_dir() {
        args.rules.as_path()
    } else {
        args.rules.parent().unwrap_or(Path::new("."))
    };
    let pages = SavedPages::open(args.pages.as_deref().unwrap_or(rules_folder))?;
    let report =
        site_rule_tests::run(&rules, &pages, Duration::from_secs(args.page_timeout), read_page);
    let tested = report.tests.len() - report.count(TestOutcome::Untested);
    let exit = match (report.is_bad(), tested) {
        (true, _) => Exit::Partial,
        (false, 0) => Exit::Nothing,
        (false, _) => Exit::Done,
    };
    let text = match args.format {
        ReportFormatArg::Text => tests_text(&report),
        ReportFormatArg::Json => report.to_json(),
    };
    Ok((text, exit))
}

fn read_page(path: &Path) -> Result<Page, Error> {
    let bytes =
        read_page_file(path, MAX_PAGE_BYTES).map_err(|e| e.on(path.display().to_string()))?;
    Ok(Page::from(bytes))
}

/// Renders each test and its problems, then the lines that matched nothing, then the counts.
fn tests_text(report: &RuleReport) -> String {
    let mut out = String::new();
    for test in &report.tests {
        let label = match test.outcome {
            TestOutcome::Passed => "ok  ",
            TestOutcome::Failed => "FAIL",
            TestOutcome::Untested => "skip",
        };
        let _ = writeln!(out, "{label}  {}  {}", test.place, test.page);
        for problem in &test.problems {
            let _ = writeln!(out, "      {problem}");
        }
    }
    for line in &report.lines {
        let label = if line.is_rot { "ROT " } else { "idle" };
        let pages =
            if line.pages == 1 { "1 page".to_owned() } else { format!("{} pages", line.pages) };
        let _ = writeln!(
            out,
            "{label}  {}  {}\n      matched nothing on {pages}",
            line.place, line.line
        );
    }
    for error in &report.errors {
        let _ = writeln!(out, "BAD   {error}");
    }
    let stale = report.lines.iter().filter(|l| l.is_rot).count();
    let [passed, failed, untested] =
        [TestOutcome::Passed, TestOutcome::Failed, TestOutcome::Untested].map(|o| report.count(o));
    let _ = writeln!(
        out,
        "{} tests: {passed} passed, {failed} failed, {untested} without a saved page; \
         {stale} stale lines, {} idle; {} files do not load",
        report.tests.len(),
        report.lines.len() - stale,
        report.errors.len(),
    );
    out
}

/// Loads the rules; returns the report and the exit code.
fn check(args: &SiteRulesCheckArgs) -> Result<(String, Exit), Error> {
    let rules = SiteRules::load(&args.rules)?;
    let errors: Vec<String> = rules.check().iter().map(|e| one_line(&message(e))).collect();
    let notes = rules.notes();
    let exit = if errors.is_empty() { Exit::Done } else { Exit::Partial };
    let text = match args.format {
        ReportFormatArg::Text => {
            let mut out: String = errors.iter().map(|e| format!("BAD   {e}\n")).collect();
            out.extend(
                notes.iter().map(|n| format!("note  {}: {}\n", n.place, one_line(&n.message))),
            );
            let _ = writeln!(
                out,
                "{} files: {} do not load, {} lines are ignored",
                rules.len(),
                errors.len(),
                notes.len()
            );
            out
        }
        ReportFormatArg::Json => {
            let notes: Vec<_> = notes
                .iter()
                .map(|n| serde_json::json!({"place": n.place, "message": n.message}))
                .collect();
            let report =
                serde_json::json!({"files": rules.len(), "errors": errors, "notes": notes});
            serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
        }
    };
    Ok((text, exit))
}
