//! Arguments of `cleancopy links`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cleancopy::links::{LinkOrigin, parse_since};
use regex::Regex;

use super::fetch::FetchArgs;
use super::shared::MessageArgs;

const EXAMPLES: &str = "\
Examples:
  cleancopy links https://news.example/                addresses from its feeds and sitemaps
  cleancopy links https://news.example/feed -f jsonl   with titles and dates
  cleancopy links https://news.example/sitemap.xml --since 2024-03-01 --url-filter /politics/
  cleancopy links https://news.example/ --limit 100 | cleancopy --url-list - -f jsonl
  cleancopy links https://news.example/ -o urls.txt && cleancopy batch urls.txt -o rows.jsonl";

const DETAILS: &str = "\
URL is a feed (RSS, Atom, JSON), a sitemap (XML, gzipped, a sitemap index, a news sitemap, plain
text) or a page. From a page, cleancopy reads the feeds that the page names and the sitemaps in
robots.txt of its host. If these list nothing, it lists the page's links to the same host. It
guesses no addresses and fetches no articles. robots.txt (without --ignore-robots) and --delay apply
even to a single URL.

Each address is listed once, in the order of the files. Limits for one URL: 1,000 files and a
million links.

Exit codes:
  0  links were found
  1  some files failed
  2  wrong usage
  3  no links
  4  the output cannot be written";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{DETAILS}"))]
pub struct LinksArgs {
    /// Addresses of feeds, sitemaps or pages, with https://
    #[arg(value_name = "URL", required = true)]
    pub urls: Vec<String>,
    /// Output format: addresses, or JSON rows with url, title, date and source [default: by the
    /// ending of the output, otherwise urls]
    #[arg(short, long, value_name = "FORMAT")]
    pub format: Option<LinkFormatArg>,
    /// Output file; it appears only when it is complete [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub select: LinkSelectArgs,
    #[command(flatten)]
    pub fetch: FetchArgs,
    #[command(flatten)]
    pub messages: MessageArgs,
}

/// The filters of links.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub struct LinkSelectArgs {
    /// Leave out links dated before this day or time (UTC); links without a date stay
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub since: Option<jiff::Timestamp>,
    /// Stop after this number of links
    #[arg(long, value_name = "N")]
    pub limit: Option<NonZeroUsize>,
    /// List only addresses that match this regular expression (may be repeated)
    ///
    /// One matching expression is enough. glob:PATTERN compares the whole address with a pattern.
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    pub url_filter: Vec<UrlPattern>,
    /// Leave out addresses that match; overrides --url-filter (may be repeated)
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    pub exclude: Vec<UrlPattern>,
    /// Take the links of a page from these sources [default: feeds and sitemaps; the page if these
    /// list nothing]
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

/// A pattern for addresses.
#[derive(Debug, Clone)]
pub enum UrlPattern {
    Regex(Regex),
    Glob(glob::Pattern),
}

impl UrlPattern {
    pub fn matches(&self, url: &str) -> bool {
        match self {
            Self::Regex(regex) => regex.is_match(url),
            Self::Glob(glob) => glob.matches(url),
        }
    }
}

fn pattern(text: &str) -> Result<UrlPattern, String> {
    match text.strip_prefix("glob:") {
        Some(text) => glob::Pattern::new(text).map(UrlPattern::Glob).map_err(|e| e.to_string()),
        None => Regex::new(text).map(UrlPattern::Regex).map_err(|e| e.to_string()),
    }
}

fn since(text: &str) -> Result<jiff::Timestamp, String> {
    parse_since(text).ok_or_else(|| {
        "write a day, such as 2024-03-05, or a moment, such as 2024-03-05T09:30:00Z".to_owned()
    })
}
