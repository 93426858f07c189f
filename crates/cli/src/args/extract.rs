//! Arguments of the command without a name: extraction.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use cleancopy::WriteOptions;

use super::shared::{ExtractionArgs, FormatArg, MessageArgs, ReadArgs, language, share};

#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// URLs, files (.html, .htm, .xhtml, gzipped or not), folders, quoted patterns, or - for standard input
    ///
    /// Folders are read with everything under them: *.html, *.htm and *.xhtml, also with .gz or .zst, sorted by path. Without
    /// inputs, standard input is read.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,
    /// Also fetch the addresses in this file, one a line, or - for standard input; each once, # opens a comment
    #[arg(long, value_name = "FILE")]
    pub url_list: Option<PathBuf>,
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(flatten)]
    pub extraction: ExtractionArgs,
    #[command(flatten)]
    pub read: ReadArgs,
    /// Pages worked on at a time [default: one per processor core; 16 where addresses are fetched]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub reporter: MessageArgs,
}

/// What is written, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Shape of the output [default: text]
    #[arg(short, long, value_name = "FORMAT")]
    pub format: Option<FormatArg>,
    /// Write to a file, whole or not at all; or one file per input into a folder (an existing one, or a path ending in /)
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Print one field instead of the article, a value per line: title, authors, published, date, ... text
    #[arg(short, long, value_name = "NAME", conflicts_with_all = ["format", "with_metadata", "frontmatter"])]
    pub property: Option<String>,
    /// Open with title, author, date, site and address
    #[arg(long)]
    pub with_metadata: bool,
    /// Markdown that opens with the fields as YAML
    #[arg(long)]
    pub frontmatter: bool,
    /// Keep the targets of links
    #[arg(long)]
    pub links: bool,
    /// Show images and captions
    #[arg(long)]
    pub images: bool,
    /// Leave out data tables
    #[arg(long)]
    pub no_tables: bool,
    /// Show reader comments after the story
    #[arg(long)]
    pub comments: bool,
    /// Leave out pages whose text is less likely to be good than this, 0 to 1 (see "quality" in JSON output)
    #[arg(long, value_name = "Q", value_parser = share)]
    pub min_quality: Option<f32>,
    /// Leave out pages in other languages, by their text or else by what they declare: en,de (may be repeated)
    #[arg(long, value_name = "LANG", value_delimiter = ',', value_parser = language)]
    pub target_language: Vec<String>,
}

impl OutputArgs {
    /// The library's options, without the identity of an input.
    pub fn to_options(&self) -> WriteOptions {
        WriteOptions::default()
            .with_links(self.links)
            .with_images(self.images)
            .with_tables(!self.no_tables)
            .with_comments(self.comments)
            .with_metadata(self.with_metadata || self.frontmatter)
    }
}
