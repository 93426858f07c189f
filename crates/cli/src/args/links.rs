//! Arguments of `cleancopy links`, with the words of its help.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cleancopy::links::{LinkOrigin, parse_since};
use regex::Regex;

use super::fetch::FetchArgs;
use super::shared::MessageArgs;

const EXAMPLES: &str = "\
Examples:
  cleancopy links https://news.example/                   what its feeds and sitemaps list
  cleancopy links https://news.example/feed -f jsonl      with titles and dates
  cleancopy links https://news.example/sitemap.xml --since 2024-03-01 --url-filter /politics/
  cleancopy links https://news.example/ --limit 100 | cleancopy --url-list - -f jsonl
  cleancopy links https://news.example/ -o urls.txt && cleancopy batch urls.txt -o articles.jsonl

The address is that of a feed (RSS, Atom, JSON), a sitemap (also gzipped, a list of sitemaps, a
news sitemap, plain text) or a page. Of a page, the feeds it names and the sitemaps in its
robots.txt are read; where these list nothing, its links to its own host. Nothing is guessed and
no article is fetched. robots.txt and --delay hold for one address too.

Each address is listed once, in the order of the files. At most 1000 files are read for an
address, and a million links listed.

Exit codes:
  0 links were found   1 some files failed   2 wrong usage   3 no links
  4 the output cannot be written";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct LinksArgs {
    /// Addresses of feeds, sitemaps or pages
    #[arg(value_name = "URL", required = true)]
    pub urls: Vec<String>,
    /// Shape of the output: addresses alone, or rows with url, title, date and source
    #[arg(short, long, value_name = "FORMAT", default_value = "urls")]
    pub format: LinkFormatArg,
    /// Write to a file, whole or not at all [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub select: LinkSelectArgs,
    #[command(flatten)]
    pub fetch: FetchArgs,
    #[command(flatten)]
    pub reporter: MessageArgs,
}

/// Which links are listed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub struct LinkSelectArgs {
    /// Leave out what is dated before this day or moment (UTC); links without a date stay
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub since: Option<jiff::Timestamp>,
    /// Stop after so many links
    #[arg(long, value_name = "N")]
    pub limit: Option<NonZeroUsize>,
    /// Only addresses in which this regular expression is found; or glob:PATTERN for the whole address (may be repeated: one is enough)
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    pub url_filter: Vec<Pattern>,
    /// No addresses in which this is found, written likewise; stronger than --url-filter (may be repeated)
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    pub exclude: Vec<Pattern>,
    /// Where to look from a page [default: feeds and sitemaps, and the page where these list nothing]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub from: Vec<OriginArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LinkFormatArg {
    #[value(alias = "text")]
    Urls,
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OriginArg {
    Feeds,
    Sitemaps,
    Page,
}

impl From<OriginArg> for LinkOrigin {
    fn from(arg: OriginArg) -> Self {
        match arg {
            OriginArg::Feeds => Self::Feeds,
            OriginArg::Sitemaps => Self::Sitemaps,
            OriginArg::Page => Self::Page,
        }
    }
}

/// What an address is compared with.
#[derive(Debug, Clone)]
pub enum Pattern {
    Regex(Regex),
    Glob(glob::Pattern),
}

impl Pattern {
    pub fn matches(&self, url: &str) -> bool {
        match self {
            Self::Regex(regex) => regex.is_match(url),
            Self::Glob(glob) => glob.matches(url),
        }
    }
}

fn pattern(text: &str) -> Result<Pattern, String> {
    match text.strip_prefix("glob:") {
        Some(text) => glob::Pattern::new(text).map(Pattern::Glob).map_err(|e| e.to_string()),
        None => Regex::new(text).map(Pattern::Regex).map_err(|e| e.to_string()),
    }
}

fn since(text: &str) -> Result<jiff::Timestamp, String> {
    parse_since(text).ok_or_else(|| {
        "write a day, such as 2024-03-05, or a moment, such as 2024-03-05T09:30:00Z".to_owned()
    })
}
