//! Arguments of extraction, the command without a name.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use cleancopy::WriteOptions;

use super::shared::{ExtractionArgs, FilterArgs, FormatArg, MessageArgs, ReadArgs, ShownArgs};

#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// URLs, HTML files, folders, quoted patterns, or - for standard input [default: -]
    ///
    /// Files may be compressed with gzip or zstd. A folder is read with its subfolders, sorted by
    /// path: *.html, *.htm and *.xhtml, also with .gz or .zst. For archives, tables and
    /// long lists of addresses, use 'cleancopy batch'.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,
    /// Also fetch the addresses in this file, or in - for standard input
    ///
    /// One address per line; blank lines and lines that start with # are skipped. Each address is
    /// fetched once.
    #[arg(long, value_name = "FILE")]
    pub url_list: Option<PathBuf>,
    /// Pages processed in parallel [default: one per processor core; at least 16 with addresses]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(flatten)]
    pub extraction: ExtractionArgs,
    #[command(flatten)]
    pub read: ReadArgs,
    #[command(flatten)]
    pub messages: MessageArgs,
}

/// The output: its place and its format.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Output format [default: text]
    #[arg(short, long, value_name = "FORMAT")]
    pub format: Option<FormatArg>,
    /// Output file, or folder for one file per input [default: standard output]
    ///
    /// A folder is an existing folder, or a path that ends in /. A file appears only when it is
    /// complete. The ending of its name does not choose the format; use --format.
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Print one field, one value per line: title, authors, published, date, text and others
    ///
    /// docs/fields.md lists the fields; a wrong name prints the list.
    #[arg(
        short,
        long,
        value_name = "NAME",
        conflicts_with_all = ["format", "with_metadata", "frontmatter"]
    )]
    pub property: Option<String>,
    /// Start the text with title, authors, date, site name and address
    #[arg(long)]
    pub with_metadata: bool,
    /// Write Markdown that starts with the fields as YAML
    #[arg(long)]
    pub frontmatter: bool,
    #[command(flatten)]
    pub shown: ShownArgs,
    /// Include reader comments, after the article
    #[arg(long)]
    pub comments: bool,
    #[command(flatten)]
    pub filter: FilterArgs,
}

impl OutputArgs {
    /// Returns the library's options, without the identifier and address of an input.
    pub fn to_options(&self) -> WriteOptions {
        self.shown
            .to_options()
            .with_comments(self.comments)
            .with_metadata(self.with_metadata || self.frontmatter)
    }
}
