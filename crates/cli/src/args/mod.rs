//! Arguments and help of the commands, one file per command.

pub mod batch;
pub mod config;
pub mod eval;
pub mod explain;
pub mod extract;
pub mod fetch;
pub mod generate;
pub mod habits;
pub mod links;
pub mod shared;
pub mod site_rules;
pub mod text;

use clap::{Parser, Subcommand};

use batch::BatchArgs;
use config::ConfigArgs;
use eval::EvalArgs;
use explain::ExplainArgs;
use extract::ExtractArgs;
use generate::GenerateArgs;
use links::LinksArgs;
use site_rules::SiteRulesArgs;
use text::TextArgs;

const EXAMPLES: &str = "\
Examples:
  cleancopy https://news.example/story           the article as plain text
  cleancopy page.html -f markdown --links        a saved page as Markdown, with its links
  cleancopy pages/ -f jsonl -o articles.jsonl    a folder of saved pages, one row per page
  cleancopy pages/ -f html -o clean/             one file per page
  cleancopy --url-list urls.txt -f jsonl         the addresses in a file
  curl -s URL | cleancopy -p title               one field of a page on standard input
  cleancopy explain page.html --find 'Sign up'   why a line was kept or cut
  cleancopy batch crawl.warc.gz -o rows.jsonl    archives and tables; resumable
  cleancopy links https://news.example/          article addresses from feeds and sitemaps
  cleancopy text story.txt                       clean text that was extracted before
  cleancopy site-rules test site-rules/          find site rules that no longer match";

const DETAILS: &str = "\
Several articles on one stream:
  text      a line '==> NAME <==' comes before each article
  markdown  a comment with the name comes before each article
  json      all articles form one array
  jsonl     each article is one row
  html      needs a folder as the output

Exit codes:
  0  every input gave text, or was left out on purpose
  1  some inputs failed or hold no article
  2  wrong usage
  3  no input gave text
  4  the output cannot be written";

/// Extracts the article text and the metadata of news pages, without the site around them.
#[derive(Debug, Parser)]
#[command(
    name = "cleancopy",
    version,
    args_conflicts_with_subcommands = true,
    after_help = EXAMPLES,
    after_long_help = format!("{EXAMPLES}\n\n{DETAILS}"),
    max_term_width = 100
)]
pub struct Cli {
    /// The subcommand; without one, cleancopy extracts articles.
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub extract: ExtractArgs,
}

/// The subcommands. A new one is a variant here, an arm in `crate::run`, and a file in both `args`
/// and `commands`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Clean text that was extracted before: cut consent prompts, menus, share bars
    Text(TextArgs),
    /// Extract many pages from archives, tables, folders or address lists; resumable
    Batch(Box<BatchArgs>),
    /// List article addresses found in feeds, sitemaps and pages
    Links(Box<LinksArgs>),
    /// Show every block of a page: kept or cut, by which stage and rule, and why
    Explain(Box<ExplainArgs>),
    /// Score the extractor on a folder of labelled pages
    Eval(EvalArgs),
    /// Check and test the site rules that --rules reads
    #[command(alias = "rules")]
    SiteRules(SiteRulesArgs),
    /// Show the settings of files and of the environment, with their sources
    Config(ConfigArgs),
    /// Print shell completions, manual pages or the schema of rows
    Generate(GenerateArgs),
}
