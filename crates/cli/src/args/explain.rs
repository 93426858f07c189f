//! Arguments of `cleancopy explain`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::shared::{ExtractionArgs, MessageArgs, ReadArgs, ReportFormatArg};

const EXAMPLES: &str = "\
Examples:
  cleancopy explain page.html                         what was kept, and the close calls
  cleancopy explain page.html --all                   every block with its verdict and reason
  cleancopy explain page.html --find 'Sign up'        only the blocks that contain this text
  cleancopy explain page.html --html report.html      a page for the browser, kept and cut coloured
  cleancopy explain page.html -f json | jq .blocks    for programs";

const DETAILS: &str = "\
Each reason names the stage that decided:
  rules       a phrase rule or another certain rule
  classifier  the trained model; the text gives the strongest reasons for the verdict and the
              score, JSON the features behind them
  groups      blocks that are kept or cut together, such as the rows of a table
  furniture   headline, standfirst, byline, captions
  fallback    text from embedded data, because the visible page lacks it
  clean       repeated text and leaked shortcodes, such as [gallery ids=1]
  site        a site rule (--rules)
  user        --keep, --prune or --filter-list

Exit codes:
  0  the page was explained
  2  wrong usage
  3  the page cannot be read
  4  the report cannot be written";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{DETAILS}"))]
pub struct ExplainArgs {
    /// A URL, a file, or - for standard input
    #[arg(value_name = "INPUT", required_unless_present = "html")]
    pub input: Option<OsString>,
    /// Show only the blocks that contain this text
    #[arg(long = "find", value_name = "TEXT")]
    pub find_text: Option<String>,
    /// Format of the report
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormatArg,
    /// Also show the blocks that were clearly cut
    ///
    /// Without it, the text shows what is kept and the close calls. JSON and --html have all
    /// blocks.
    #[arg(long)]
    pub all: bool,
    /// Write the report as a page for the browser: the whole text, kept and cut coloured
    ///
    /// Without FILE, the name is that of the input with .explain.html, in this folder; it is
    /// printed.
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    pub html: Option<Option<PathBuf>>,
    #[command(flatten)]
    pub extraction: ExtractionArgs,
    #[command(flatten)]
    pub read: ReadArgs,
    #[command(flatten)]
    pub messages: MessageArgs,
}
