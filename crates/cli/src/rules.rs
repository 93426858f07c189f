//! `cleancopy rules`: whether rules for sites load, and whether they still work.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::rule_tests::{self, Pages, RuleReport, TestOutcome};
use clap::{Args, Subcommand};
use cleancopy::batch::read_page_file;
use cleancopy::{Error, MAX_PAGE_BYTES, Page, SiteRules};

use super::args::{ReportArg, TalkArgs};
use super::exit::Exit;
use super::sink::{output_failed, output_name};
use super::talk::{Talk, message, one_line};

const EXAMPLES: &str = "\
Examples:
  cleancopy --rules site-rules/ story.html      use the rules of a folder
  cleancopy rules check site-rules/             which files do not load, which lines are not used
  cleancopy rules test site-rules/ --pages saved/
  cleancopy explain story.html --rules site-rules/ --base-url https://news.example/story";

const TEST_HELP: &str = "\
The page of a test is the file its 'page' names; else the one that index.csv in the folder of
pages names (url,file a line); else the one named by its address:
https://www.news.example/2024/rain?page=2 is news.example_2024_rain_page_2.html
(or .htm, .html.gz, .html.zst). Nothing is fetched.

Rot: no line with this key found anything on any page of the file's tests. Lines that strip, and
one of several ways to the same thing, are only said to be idle.

Exit codes:
  0 all is well   1 a test failed, a rule has rotted, or a file does not load   2 wrong usage
  3 nothing could be tested";

const CHECK_HELP: &str = "\
BAD is a file that does not load, with line and reason: pages of its host fail. A note is a line
that is read and not used.

Exit codes:
  0 all files load   1 some do not   2 wrong usage   3 there is no rule";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct RulesArgs {
    #[command(subcommand)]
    pub what: RulesWhat,
}

#[derive(Debug, Subcommand)]
pub enum RulesWhat {
    /// Run the tests of rules on saved pages; says which rules have rotted
    Test(RulesTestArgs),
    /// Load every rule; says which files and lines cannot be used
    Check(RulesCheckArgs),
}

#[derive(Debug, Args)]
#[command(after_help = TEST_HELP)]
pub struct RulesTestArgs {
    /// Folder of rules: HOST.txt, HOST.toml
    #[arg(value_name = "DIR")]
    pub rules: PathBuf,
    /// Folder of the saved pages [default: that of the rules]
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,
    /// Seconds a page may take to extract
    #[arg(long, value_name = "SECS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub page_timeout: u64,
    /// Shape of the report
    #[arg(short, long, default_value = "text")]
    pub format: ReportArg,
    #[command(flatten)]
    pub talk: TalkArgs,
}

#[derive(Debug, Args)]
#[command(after_help = CHECK_HELP)]
pub struct RulesCheckArgs {
    /// Folder of rules: HOST.txt, HOST.toml
    #[arg(value_name = "DIR")]
    pub rules: PathBuf,
    /// Shape of the report
    #[arg(short, long, default_value = "text")]
    pub format: ReportArg,
    #[command(flatten)]
    pub talk: TalkArgs,
}

pub fn run(args: &RulesArgs) -> Exit {
    let (talk, done) = match &args.what {
        RulesWhat::Test(args) => (Talk::new(&args.talk), test(args)),
        RulesWhat::Check(args) => (Talk::new(&args.talk), check(args)),
    };
    let (text, exit) = match done {
        Ok(done) => done,
        Err(e) => {
            talk.error(&message(&e));
            return Exit::Nothing;
        }
    };
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => exit,
        Err(e) => output_failed(&e, &output_name(None), &talk),
    }
}

fn test(args: &RulesTestArgs) -> Result<(String, Exit), Error> {
    let rules = Arc::new(SiteRules::load(&args.rules)?);
    let beside = if args.rules.is_dir() {
        args.rules.as_path()
    } else {
        args.rules.parent().unwrap_or(Path::new("."))
    };
    let pages = Pages::open(args.pages.as_deref().unwrap_or(beside))?;
    let report = rule_tests::run(&rules, &pages, Duration::from_secs(args.page_timeout), read);
    let tested = report.tests.len() - report.count(TestOutcome::Untested);
    let exit = match (report.is_bad(), tested) {
        (true, _) => Exit::Partly,
        (false, 0) => Exit::Nothing,
        (false, _) => Exit::Done,
    };
    let text = match args.format {
        ReportArg::Text => tests_text(&report),
        ReportArg::Json => report.to_json(),
    };
    Ok((text, exit))
}

fn read(path: &Path) -> Result<Page, Error> {
    let bytes =
        read_page_file(path, MAX_PAGE_BYTES).map_err(|e| e.on(path.display().to_string()))?;
    Ok(Page::from_bytes(bytes))
}

/// A line for each test and what is wrong with it, then the lines that found nothing, then the counts.
fn tests_text(report: &RuleReport) -> String {
    let mut out = String::new();
    for test in &report.tests {
        let word = match test.outcome {
            TestOutcome::Passed => "ok  ",
            TestOutcome::Failed => "FAIL",
            TestOutcome::Untested => "skip",
        };
        let _ = writeln!(out, "{word}  {}  {}", test.place, test.page);
        for problem in &test.problems {
            let _ = writeln!(out, "      {problem}");
        }
    }
    for line in &report.lines {
        let word = if line.is_rot { "ROT " } else { "idle" };
        let pages =
            if line.pages == 1 { "1 page".to_owned() } else { format!("{} pages", line.pages) };
        let _ =
            writeln!(out, "{word}  {}  {}\n      found nothing on {pages}", line.place, line.line);
    }
    for error in &report.errors {
        let _ = writeln!(out, "BAD   {error}");
    }
    let rotten = report.lines.iter().filter(|l| l.is_rot).count();
    let [passed, failed, untested] =
        [TestOutcome::Passed, TestOutcome::Failed, TestOutcome::Untested].map(|o| report.count(o));
    let _ = writeln!(
        out,
        "{} tests: {passed} passed, {failed} failed, {untested} without a saved page; {rotten} rotten lines, {} idle; {} files do not load",
        report.tests.len(),
        report.lines.len() - rotten,
        report.errors.len(),
    );
    out
}

fn check(args: &RulesCheckArgs) -> Result<(String, Exit), Error> {
    let rules = SiteRules::load(&args.rules)?;
    let errors: Vec<String> = rules.check().iter().map(|e| one_line(&message(e))).collect();
    let notes = rules.notes();
    let exit = if errors.is_empty() { Exit::Done } else { Exit::Partly };
    let text = match args.format {
        ReportArg::Text => {
            let mut out: String = errors.iter().map(|e| format!("BAD   {e}\n")).collect();
            out.extend(
                notes.iter().map(|n| format!("note  {}: {}\n", n.place, one_line(&n.message))),
            );
            let _ = writeln!(
                out,
                "{} files: {} do not load, {} lines are not used",
                rules.len(),
                errors.len(),
                notes.len()
            );
            out
        }
        ReportArg::Json => {
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
