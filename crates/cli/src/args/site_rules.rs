//! Arguments of `cleancopy site-rules`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::{MessageArgs, ReportFormatArg};

const EXAMPLES: &str = "\
Examples:
  cleancopy --rules site-rules/ story.html         use the rules of a folder
  cleancopy site-rules check site-rules/           files that do not load, lines that are ignored
  cleancopy site-rules test site-rules/ --pages saved/
  cleancopy explain story.html --rules site-rules/ --base-url https://news.example/story

docs/rules.md describes the formats.";

const TEST_HELP: &str = "\
A test reads a saved page; nothing is fetched. The file of the page is:
  - if the test has 'page', the file that 'page' names
  - otherwise, if index.csv in the folder of pages has the address (one url,file per line), the
    file named there
  - otherwise the file named after the address, with the ending .html, .htm, .html.gz or
    .html.zst: https://www.news.example/2024/rain?page=2 is news.example_2024_rain_page_2.html

The report:
  ok        the article has the required texts and lacks the forbidden ones
  FAIL      a required text is missing, a forbidden one is there, the page cannot be extracted,
            or this rule file does not apply to it
  skip      there is no saved page
  ROT       stale: no line with this key matched on any page of the file's tests
  idle      no error: this line matched nothing, but its key begins with 'strip', or another line
            with the same key (such as 'body') matched
  BAD       the file does not load

Exit codes:
  0  all tests passed
  1  a test failed, a rule is stale, or a file does not load
  2  wrong usage
  3  nothing could be tested";

const DETAILS: &str = "\
Exit codes:
  0  all files load, and all tests passed
  1  a file does not load, a test failed, or a rule is stale
  2  wrong usage
  3  there is nothing to check or to test";

const CHECK_HELP: &str = "\
The report:
  BAD   a file that does not load, with line and reason; pages of its host fail
  note  a line that is read but ignored

Exit codes:
  0  all files load
  1  some files do not load
  2  wrong usage
  3  there are no rules";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{DETAILS}"))]
pub struct SiteRulesArgs {
    #[command(subcommand)]
    pub action: SiteRulesCommand,
}

#[derive(Debug, Subcommand)]
pub enum SiteRulesCommand {
    /// Run the tests of site rules on saved pages and report stale rules
    Test(SiteRulesTestArgs),
    /// Load every site rule and report files and lines that cannot be used
    Check(SiteRulesCheckArgs),
}

#[derive(Debug, Args)]
#[command(after_long_help = TEST_HELP)]
pub struct SiteRulesTestArgs {
    /// Folder of site rules: HOST.txt or HOST.toml
    #[arg(value_name = "DIR")]
    pub rules: PathBuf,
    /// Folder of the saved pages [default: the folder of the rules]
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,
    /// Time limit for the extraction of one page, in seconds
    #[arg(
        long,
        value_name = "SECS",
        default_value_t = 60,
        value_parser = clap::value_parser!(u64).range(1..)
    )]
    pub page_timeout: u64,
    /// Format of the report
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormatArg,
    #[command(flatten)]
    pub messages: MessageArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = CHECK_HELP)]
pub struct SiteRulesCheckArgs {
    /// Folder of site rules: HOST.txt or HOST.toml
    #[arg(value_name = "DIR")]
    pub rules: PathBuf,
    /// Format of the report
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormatArg,
    #[command(flatten)]
    pub messages: MessageArgs,
}
