//! The command line: its commands, their arguments and their help, one file per command.

pub mod batch;
pub mod eval;
pub mod explain;
pub mod extract;
pub mod fetch;
pub mod generate;
pub mod links;
pub mod shared;
pub mod site_rules;
pub mod text;

use clap::{Parser, Subcommand};

use batch::BatchArgs;
use eval::EvalArgs;
use explain::ExplainArgs;
use extract::ExtractArgs;
use generate::GenerateArgs;
use links::LinksArgs;
use site_rules::SiteRulesArgs;
use text::TextArgs;

const EXAMPLES: &str = "\
Examples:
  cleancopy https://news.example/story          the article as plain text
  cleancopy -f markdown --links story.html      as Markdown, with its links
  cleancopy -f jsonl pages/ -o articles.jsonl   every saved page of a folder, a row each
  cleancopy -f html pages/ -o clean/            a file for each page
  cleancopy -f jsonl --url-list urls.txt -o articles.jsonl
  curl -s https://news.example/story | cleancopy -p title
  cleancopy explain story.html --find 'Sign up' why this line was kept or cut
  cleancopy text story.txt                      text that was extracted before, cleaned
  cleancopy rules test site-rules/              which rules for sites have rotted
  cleancopy batch crawl.warc.gz -o rows.jsonl   archives and tables of pages, in runs that can be resumed
  cleancopy links https://news.example/ | cleancopy --url-list -

Several articles in one stream: text has a line '==> NAME <==' before each, Markdown a comment
with the name, JSON is an array, JSONL a row for each. HTML needs a folder.

Exit codes:
  0 every input gave text   1 some failed or held no article   2 wrong usage
  3 none gave text          4 the output cannot be written";

/// Turns news pages into clean copy: the article's text as its writer filed it, and its metadata.
#[derive(Debug, Parser)]
#[command(name = "cleancopy", version, args_conflicts_with_subcommands = true, after_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// A subcommand; without one, articles are extracted.
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub extract: ExtractArgs,
}

/// What else can be done. A new subcommand is a variant here, a line in `main` and a file in `cli`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Clean text that was extracted before: consent prompts, widget parameters, menus, share bars
    Text(TextArgs),
    /// Extract many stored pages: archives, tables, folders; can be interrupted and resumed
    Batch(Box<BatchArgs>),
    /// List addresses of articles: from feeds, sitemaps and pages
    Links(Box<LinksArgs>),
    /// Show every block of a page: kept or cut, by which rule and why
    Explain(Box<ExplainArgs>),
    /// Score the extractor on a folder of labelled pages
    Eval(EvalArgs),
    /// Check and test site rules, the ones that --rules reads
    #[command(alias = "rules")]
    SiteRules(SiteRulesArgs),
    /// Print shell completions or the manual page
    Generate(GenerateArgs),
}
