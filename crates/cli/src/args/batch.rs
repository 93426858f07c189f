//! Arguments of `cleancopy batch`, with the words of its help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cleancopy::batch::{Contents, InputType, RowFormat};
use cleancopy::{Format, MAX_PAGE_BYTES};

use super::fetch::PageFetchArgs;
use super::shared::{ExtractionArgs, MessageArgs, base_url, language, share};

const EXAMPLES: &str = "\
Examples:
  cleancopy batch crawl.warc.gz -o articles.jsonl         an archive, a row for each page
  cleancopy batch 'crawl/*.warc.gz' -o rows/              a file of rows for each archive
  cleancopy batch pages.parquet --html-column content -o articles.parquet
  cleancopy batch pages/ -o clean/ --each markdown        a file for each page
  cleancopy batch crawl/ -o part3.jsonl --shard 3/64      the third of 64 machines
  cleancopy batch urls.txt -o articles.jsonl              a list of addresses, one a line, fetched politely
  cleancopy batch crawl/ -o articles.jsonl --resume       go on after an interruption

The output appears when it is whole. Until then its rows and the state of the run are in a folder OUTPUT.part;
--resume goes on from there, whatever ended the run, and loses and doubles no row.

Every input is counted once: written, empty (no article on the page), filtered (not HTML, a redirect, too
short), duplicate or failed. Rows are written for written, empty and failed ones.

Exit codes:
  0 every input gave text or was left out on purpose   1 some failed or held no article   2 wrong usage
  3 none gave text   4 the output cannot be written    130 interrupted; --resume goes on";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct BatchArgs {
    /// Files, folders, quoted patterns, or - for standard input
    ///
    /// HTML pages, JSON rows, CSV, Parquet, WARC and WET, and lists of addresses (http:// or https://, one a line, or rows of JSON with a
    /// url under --input-type urls; # opens a comment), each also gzipped or as zstd. Folders are read with everything under them
    /// that is known by its ending, sorted by path.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<OsString>,
    #[command(flatten)]
    pub output: BatchOutputArgs,
    #[command(flatten)]
    pub input: BatchInputArgs,
    #[command(flatten)]
    pub select: SelectArgs,
    #[command(flatten)]
    pub run: RunArgs,
    #[command(flatten)]
    pub extraction: ExtractionArgs,
    #[command(flatten)]
    pub fetch: PageFetchArgs,
    #[command(flatten)]
    pub reporter: MessageArgs,
}

/// What is written, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct BatchOutputArgs {
    /// A file for all rows; or a folder (an existing one, or a path ending in /) for a file of rows per input [default: standard output]
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// OutputShape of the rows [default: by the ending of the output, otherwise jsonl]
    #[arg(short, long, value_name = "FORMAT")]
    pub format: Option<RowArg>,
    /// A file for each page that gives text, in this format, in the folder OUTPUT
    #[arg(long, value_name = "FORMAT", requires = "output", conflicts_with_all = ["format", "content"])]
    pub each: Option<EachArg>,
    /// What rows carry of an article
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "text")]
    pub content: Vec<ContentArg>,
    /// Keep the targets of links
    #[arg(long)]
    pub links: bool,
    /// Show images and captions
    #[arg(long)]
    pub images: bool,
    /// Leave out data tables
    #[arg(long)]
    pub no_tables: bool,
    /// Add reader comments
    #[arg(long)]
    pub comments: bool,
    /// A row for each input without text, as JSON: which, and why
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// The counts of the run, as JSON
    #[arg(long, value_name = "FILE")]
    pub stats: Option<PathBuf>,
}

/// How inputs are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct BatchInputArgs {
    /// What the inputs hold [default: by name, then by content; standard input by content]
    #[arg(long, value_name = "TYPE")]
    pub input_type: Option<InputArg>,
    /// Field or column of the page
    #[arg(long, value_name = "NAME", default_value = "html")]
    pub html_column: String,
    /// Field or column of its address
    #[arg(long, value_name = "NAME", default_value = "url")]
    pub url_column: String,
    /// Field or column of its identifier
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub id_column: String,
    /// Address of pages that come without one, for their relative links
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<url::Url>,
    /// Largest page read, in bytes after decompression
    #[arg(long, value_name = "N", default_value_t = MAX_PAGE_BYTES)]
    pub max_bytes: usize,
}

/// Which pages are written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub struct SelectArgs {
    /// Leave out texts that an earlier page of the run has, exactly or nearly
    #[arg(long, conflicts_with = "unordered")]
    pub deduplicate: bool,
    /// Leave out texts with fewer words
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub min_words: u32,
    /// Leave out pages whose text is less likely to be good than this, 0 to 1 (see "quality" in the rows)
    #[arg(long, value_name = "Q", value_parser = share)]
    pub min_quality: Option<f32>,
    /// Leave out pages in other languages, by their text or else by what they declare: en,de (may be repeated)
    #[arg(long, value_name = "LANG", value_delimiter = ',', value_parser = language)]
    pub target_language: Vec<String>,
    /// Every Nth page from the Ith on: the share of one machine of N
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub shard: Option<(u64, u64)>,
}

/// How the run goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
pub struct RunArgs {
    /// Continue an unfinished run; start one where there is none
    #[arg(long, requires = "output")]
    pub resume: bool,
    /// Start again, and replace what is there
    #[arg(long, requires = "output", conflicts_with = "resume")]
    pub overwrite: bool,
    /// Write rows as they are done instead of in the order of the inputs
    #[arg(long)]
    pub unordered: bool,
    /// Stop at the first input that fails
    #[arg(long)]
    pub fail_fast: bool,
    /// Seconds a page may take to extract
    #[arg(long, value_name = "SECS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub page_timeout: u64,
    /// Pages worked on at a time [default: one per processor core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RowArg {
    Jsonl,
    Csv,
    Parquet,
    Arrow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EachArg {
    #[value(alias = "txt")]
    Text,
    #[value(alias = "md")]
    Markdown,
    Html,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ContentArg {
    Text,
    #[value(alias = "md")]
    Markdown,
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputArg {
    Html,
    Jsonl,
    Csv,
    Parquet,
    Arrow,
    #[value(alias = "wet")]
    Warc,
    Urls,
}

impl From<RowArg> for RowFormat {
    fn from(arg: RowArg) -> Self {
        match arg {
            RowArg::Jsonl => Self::Jsonl,
            RowArg::Csv => Self::Csv,
            RowArg::Parquet => Self::Parquet,
            RowArg::Arrow => Self::Arrow,
        }
    }
}

impl From<EachArg> for Format {
    fn from(arg: EachArg) -> Self {
        match arg {
            EachArg::Text => Self::Text,
            EachArg::Markdown => Self::Markdown,
            EachArg::Html => Self::Html,
            EachArg::Json => Self::Json,
        }
    }
}

impl From<InputArg> for InputType {
    fn from(arg: InputArg) -> Self {
        match arg {
            InputArg::Html => Self::Html,
            InputArg::Jsonl => Self::Jsonl,
            InputArg::Csv => Self::Csv,
            InputArg::Parquet => Self::Parquet,
            InputArg::Arrow => Self::Arrow,
            InputArg::Warc => Self::Warc,
            InputArg::Urls => Self::Urls,
        }
    }
}

/// The list of `--content` as the library takes it.
pub fn contents(list: &[ContentArg]) -> Contents {
    let has = |arg| list.contains(&arg);
    Contents::default()
        .with_text(has(ContentArg::Text))
        .with_markdown(has(ContentArg::Markdown))
        .with_html(has(ContentArg::Html))
}

/// `I/N`, counted from 1, as the share counted from 0 and the number of shares.
fn shard(value: &str) -> Result<(u64, u64), String> {
    let numbers = value
        .split_once('/')
        .and_then(|(i, n)| Some((i.trim().parse::<u64>().ok()?, n.trim().parse::<u64>().ok()?)));
    match numbers {
        Some((i, n)) if (1..=n).contains(&i) => Ok((i - 1, n)),
        _ => Err("write it as I/N with I from 1 to N".to_owned()),
    }
}
