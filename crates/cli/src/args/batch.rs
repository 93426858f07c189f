//! Arguments of `cleancopy batch`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cleancopy::batch::{Contents, InputType, KeepColumns};
use cleancopy::{Format, MAX_PAGE_BYTES};

use super::fetch::PageFetchArgs;
use super::shared::{
    ExtractionArgs, FilterArgs, FormatArg, MessageArgs, NamesArgs, ShownArgs, base_url,
};

const EXAMPLES: &str = "\
Examples:
  cleancopy batch crawl.warc.gz -o articles.jsonl      an archive, one row per page
  cleancopy batch 'crawl/*.warc.gz' -o rows/           one file of rows per archive
  cleancopy batch pages.parquet --html-column content -o articles.parquet
  cleancopy batch pages/ -o clean/ --each markdown     one file per page
  cleancopy batch crawl/ -o part3.jsonl --shard 3/64   machine 3 of 64
  cleancopy batch urls.txt -o articles.jsonl           fetch a list of addresses politely
  cleancopy batch crawl/ -o articles.jsonl --resume    continue after an interruption";

const DETAILS: &str = "\
The output appears when it is complete. Until then, its rows and the state of the run are in the
folder OUTPUT.part. After an error, an interrupt or a crash, the same command with --resume
continues there; no row is lost or written twice.

Each record counts once: written, empty (no article on the page), filtered (not HTML, an HTTP status
other than success, too short, low quality, another language), duplicate or failed. Written, empty
and failed records have a row.

Exit codes:
  0    some records gave text; all others were left out on purpose
  1    some records failed or hold no article
  2    wrong usage
  3    no record gave text
  4    the output cannot be written, or exists already
  130  interrupted; with -o, --resume continues";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{DETAILS}"))]
pub struct BatchArgs {
    /// Files, folders, quoted patterns, or - for standard input
    ///
    /// Formats: HTML pages, MHTML, JSON rows, CSV, Parquet, Arrow IPC, WARC and WET archives, tar,
    /// and lists of addresses; each may be compressed with gzip or zstd. Also ZIP and WACZ. A list
    /// of addresses has one http:// or https:// address per line and # for comments. With
    /// --input-type urls, it may also be JSON rows that have a field url. Standard input may also
    /// be a list of files, as ls and find print it. A folder is read with its subfolders, sorted by
    /// path; a file without a known ending is read if its first bytes are those of a page or of a
    /// web archive, and otherwise skipped and counted.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<OsString>,
    #[command(flatten)]
    pub output: BatchOutputArgs,
    #[command(flatten)]
    pub input: BatchInputArgs,
    #[command(flatten)]
    pub select: BatchSelectArgs,
    #[command(flatten)]
    pub run: RunArgs,
    #[command(flatten)]
    pub extraction: ExtractionArgs,
    #[command(flatten)]
    pub fetch: PageFetchArgs,
    #[command(flatten)]
    pub messages: MessageArgs,
}

/// The output: its place and its format.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct BatchOutputArgs {
    /// Output file, or folder for one file of rows per input [default: standard output]
    ///
    /// A folder is an existing folder, or a path that ends in /.
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Format of the rows [default: by the ending of the output, otherwise jsonl]
    ///
    /// Endings: .jsonl, .ndjson, .csv, .parquet, and for arrow (Arrow IPC) .arrow, .arrows or
    /// .feather. An unknown ending is refused, and so is one that contradicts --format. Parquet and
    /// Arrow need a file.
    #[arg(short, long, alias = "output-format", value_name = "FORMAT")]
    pub format: Option<RowFormatArg>,
    /// Write one file per page that has text, in this format, into the folder OUTPUT
    #[arg(
        long,
        value_name = "FORMAT",
        requires = "output",
        conflicts_with_all = ["format", "content"]
    )]
    pub each: Option<PageFormatArg>,
    #[command(flatten)]
    pub names: NamesArgs,
    /// Columns for the article text, separated by commas
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "text")]
    pub content: Vec<ContentArg>,
    #[command(flatten)]
    pub shown: ShownArgs,
    /// Include reader comments
    #[arg(long)]
    pub comments: bool,
    /// Write a JSON row with id and reason to this file, for each empty, filtered, duplicate or
    /// failed record
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Write the counts of the run to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub stats: Option<PathBuf>,
}

/// How inputs are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct BatchInputArgs {
    /// Format of the inputs [default: by name, otherwise by content]
    ///
    /// arrow reads Arrow IPC files and streams (.arrow, .arrows, .feather). Standard input is
    /// recognised by its content.
    #[arg(long, value_name = "TYPE")]
    pub input_type: Option<InputTypeArg>,
    /// Field or column that holds the HTML of a page [default: html]
    #[arg(long, value_name = "NAME")]
    pub html_column: Option<String>,
    /// Field or column that holds the address of a page [default: url]
    #[arg(long, value_name = "NAME")]
    pub url_column: Option<String>,
    /// Field or column that holds the identifier of a page [default: id]
    #[arg(long, value_name = "NAME")]
    pub id_column: Option<String>,
    /// Columns of the input that rows keep: names separated by commas, all or none
    ///
    /// They come after the columns of cleancopy and keep their types in Arrow and Parquet. The
    /// column of the HTML is not kept.
    #[arg(long, value_name = "LIST", default_value = "all", value_parser = keep_columns)]
    pub keep_columns: KeepColumns,
    /// Start of the names of the columns that cleancopy writes, if the input has columns with the
    /// same names
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub prefix: String,
    /// Address for pages without one, to resolve relative links
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<url::Url>,
    /// Size limit of a page, in bytes after decompression
    #[arg(long, value_name = "N", default_value_t = MAX_PAGE_BYTES)]
    pub max_bytes: usize,
}

/// The filters of pages.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub struct BatchSelectArgs {
    /// Leave out texts that are the same, or nearly the same, as an earlier text of the run
    #[arg(long, conflicts_with = "unordered")]
    pub deduplicate: bool,
    /// Leave out texts with fewer words
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub min_words: u32,
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Process only part I of N: records I, I+N and so on, for one of N machines
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub shard: Option<(u64, u64)>,
}

/// How the run proceeds.
#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
pub struct RunArgs {
    /// Continue an unfinished run, or start a new one
    #[arg(long, requires = "output")]
    pub resume: bool,
    /// Start again and replace an existing output
    #[arg(long, requires = "output", conflicts_with = "resume")]
    pub overwrite: bool,
    /// Write each row as soon as it is ready, not in the order of the inputs
    #[arg(long)]
    pub unordered: bool,
    /// After a record fails, start no further ones; those in progress are finished
    #[arg(long)]
    pub fail_fast: bool,
    /// Time limit for the extraction of one page, in seconds
    #[arg(
        long,
        value_name = "SECS",
        default_value_t = 60,
        value_parser = clap::value_parser!(u64).range(1..)
    )]
    pub page_timeout: u64,
    /// Pages processed in parallel [default: one per processor core]
    #[arg(
        long,
        alias = "parallel",
        value_name = "N",
        value_parser = clap::value_parser!(u16).range(1..)
    )]
    pub jobs: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RowFormatArg {
    #[value(alias = "ndjson")]
    Jsonl,
    Csv,
    Parquet,
    Arrow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PageFormatArg {
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
pub enum InputTypeArg {
    Html,
    Jsonl,
    Csv,
    Parquet,
    Arrow,
    #[value(alias = "wet")]
    Warc,
    Urls,
    #[value(alias = "mht")]
    Mhtml,
    Tar,
    #[value(alias = "wacz")]
    Zip,
}

impl From<RowFormatArg> for FormatArg {
    fn from(arg: RowFormatArg) -> Self {
        match arg {
            RowFormatArg::Jsonl => Self::Jsonl,
            RowFormatArg::Csv => Self::Csv,
            RowFormatArg::Parquet => Self::Parquet,
            RowFormatArg::Arrow => Self::Arrow,
        }
    }
}

impl FormatArg {
    /// Returns the format of rows as this command takes it; `None` for a page.
    pub fn of_rows_arg(self) -> Option<RowFormatArg> {
        Some(match self {
            Self::Jsonl => RowFormatArg::Jsonl,
            Self::Csv => RowFormatArg::Csv,
            Self::Parquet => RowFormatArg::Parquet,
            Self::Arrow => RowFormatArg::Arrow,
            Self::Text | Self::Markdown | Self::Html | Self::Json => return None,
        })
    }
}

impl From<PageFormatArg> for Format {
    fn from(arg: PageFormatArg) -> Self {
        match arg {
            PageFormatArg::Text => Self::Text,
            PageFormatArg::Markdown => Self::Markdown,
            PageFormatArg::Html => Self::Html,
            PageFormatArg::Json => Self::Json,
        }
    }
}

impl From<InputTypeArg> for InputType {
    fn from(arg: InputTypeArg) -> Self {
        match arg {
            InputTypeArg::Html => Self::Html,
            InputTypeArg::Jsonl => Self::Jsonl,
            InputTypeArg::Csv => Self::Csv,
            InputTypeArg::Parquet => Self::Parquet,
            InputTypeArg::Arrow => Self::Arrow,
            InputTypeArg::Warc => Self::Warc,
            InputTypeArg::Urls => Self::Urls,
            InputTypeArg::Mhtml => Self::Mhtml,
            InputTypeArg::Tar => Self::Tar,
            InputTypeArg::Zip => Self::Zip,
        }
    }
}

/// Converts the list of `--content` to the library's options.
pub fn contents(list: &[ContentArg]) -> Contents {
    let has = |arg| list.contains(&arg);
    Contents::default()
        .with_text(has(ContentArg::Text))
        .with_markdown(has(ContentArg::Markdown))
        .with_html(has(ContentArg::Html))
}

/// Parses the list of `--keep-columns`.
fn keep_columns(value: &str) -> Result<KeepColumns, String> {
    match value {
        "all" => Ok(KeepColumns::All),
        "none" => Ok(KeepColumns::None),
        list => {
            let names: Vec<String> = list.split(',').map(|name| name.trim().to_owned()).collect();
            match names.iter().all(|name| !name.is_empty()) {
                true => Ok(KeepColumns::Named(names)),
                false => Err("write names separated by commas, all or none".to_owned()),
            }
        }
    }
}

/// Parses `I/N` with I from 1; returns the shard counted from 0 and the number of shards.
fn shard(value: &str) -> Result<(u64, u64), String> {
    let numbers = value
        .split_once('/')
        .and_then(|(i, n)| Some((i.trim().parse::<u64>().ok()?, n.trim().parse::<u64>().ok()?)));
    match numbers {
        Some((i, n)) if (1..=n).contains(&i) => Ok((i - 1, n)),
        _ => Err("write it as I/N with I from 1 to N, such as 3/64".to_owned()),
    }
}
