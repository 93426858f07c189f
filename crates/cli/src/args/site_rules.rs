//! Arguments of `cleancopy site-rules`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::{MessageArgs, ReportArg};

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
pub struct SiteRulesArgs {
    #[command(subcommand)]
    pub what: SiteRulesCommand,
}

#[derive(Debug, Subcommand)]
pub enum SiteRulesCommand {
    /// Run the tests of rules on saved pages; says which rules have rotted
    Test(SiteRulesTestArgs),
    /// Load every rule; says which files and lines cannot be used
    Check(SiteRulesCheckArgs),
}

#[derive(Debug, Args)]
#[command(after_help = TEST_HELP)]
pub struct SiteRulesTestArgs {
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
    pub reporter: MessageArgs,
}

#[derive(Debug, Args)]
#[command(after_help = CHECK_HELP)]
pub struct SiteRulesCheckArgs {
    /// Folder of rules: HOST.txt, HOST.toml
    #[arg(value_name = "DIR")]
    pub rules: PathBuf,
    /// Shape of the report
    #[arg(short, long, default_value = "text")]
    pub format: ReportArg,
    #[command(flatten)]
    pub reporter: MessageArgs,
}
