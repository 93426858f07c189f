//! Arguments of extraction, the command without a name.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use cleancopy::WriteOptions;
use cleancopy::batch::KeepColumns;

use super::batch::{
    BatchArgs, BatchInputArgs, BatchOutputArgs, BatchSelectArgs, ContentArg, InputTypeArg, RunArgs,
};
use super::habits::HabitArgs;
use super::shared::{
    ExtractionArgs, FilterArgs, FormatArg, MessageArgs, NamesArgs, ReadArgs, ShownArgs,
};

#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// URLs, HTML files, folders, quoted patterns, or - for standard input [default: -]
    ///
    /// Files may be compressed with gzip or zstd, and may be MHTML. A folder is read with its
    /// subfolders, sorted by path; a file without a known ending is read if its first bytes are
    /// those of a page, and otherwise skipped and counted. Standard input may also be a list of
    /// files or addresses, one per line. For archives, tables and long lists of addresses, use
    /// 'cleancopy batch'.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,
    /// Also fetch the addresses in this file, or in - for standard input
    ///
    /// One address per line; blank lines and lines that start with # are skipped. Each address is
    /// fetched once.
    #[arg(long, short_alias = 'i', alias = "input-file", value_name = "FILE")]
    pub url_list: Option<PathBuf>,
    /// Pages processed in parallel [default: one per processor core; at least 16 with addresses]
    #[arg(
        long,
        alias = "parallel",
        value_name = "N",
        value_parser = clap::value_parser!(u16).range(1..)
    )]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(flatten)]
    pub extraction: ExtractionArgs,
    #[command(flatten)]
    pub read: ReadArgs,
    #[command(flatten)]
    pub messages: MessageArgs,
    #[command(flatten)]
    pub habits: HabitArgs,
}

/// The output: its place and its format.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Output format [default: by the ending of the output, otherwise text]
    #[arg(short, long, alias = "output-format", value_name = "FORMAT")]
    pub format: Option<FormatArg>,
    /// The option of another program that chose the format.
    #[arg(skip)]
    pub format_by: Option<&'static str>,
    /// Output file, or folder for one file per input [default: standard output]
    ///
    /// A folder is an existing folder, or a path that ends in /. A file appears only when it is
    /// complete. The ending of its name chooses the format: .txt, .md, .html, .json, .jsonl, .csv,
    /// .parquet or .arrow.
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub names: NamesArgs,
    /// Also write each table of an article as a CSV file into this folder
    ///
    /// The files are NAME-1.csv, NAME-2.csv and so on, where NAME is that of the input. A cell that
    /// spans columns or rows is written at its first place.
    #[arg(long, value_name = "DIR")]
    pub tables: Option<PathBuf>,
    /// Print fields instead of the text: title, authors, published, date and others
    ///
    /// One field gives one value per line. Several, separated by commas or by repeating the option,
    /// give a line per page with tabs between the fields. docs/fields.md lists the fields; a wrong
    /// name prints the list.
    #[arg(
        short,
        long,
        value_name = "NAME",
        value_parser = crate::property::FieldNames,
        hide_possible_values = true,
        conflicts_with_all = ["format", "with_metadata", "frontmatter"]
    )]
    pub property: Vec<String>,
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

impl ExtractArgs {
    /// Returns the arguments of a batch that writes the same pages as a table, or why there are
    /// none.
    pub fn into_batch(self, format: FormatArg) -> Result<BatchArgs, String> {
        let output = self.output;
        if output.with_metadata {
            return Err(
                "--with-metadata adds lines to a text; a table has a column for each field"
                    .to_owned(),
            );
        }
        if output.tables.is_some() {
            return Err(
                "--tables goes with the output of pages: text, Markdown, HTML or JSON".to_owned()
            );
        }
        if self.url_list.is_some() && !self.inputs.is_empty() {
            return Err(
                "pages and a list of addresses cannot share a table; write two tables".to_owned()
            );
        }
        if self.read.archived {
            return Err("--archived works with pages, not with a table; use -f jsonl".to_owned());
        }
        let input_type = self.url_list.is_some().then_some(InputTypeArg::Urls);
        let mut inputs = self.inputs;
        inputs.extend(self.url_list.map(PathBuf::into_os_string));
        if inputs.is_empty() {
            inputs.push("-".into());
        }
        // This command replaces an existing output in every other format too.
        let overwrite = output.output.as_deref().is_some_and(std::path::Path::is_file);
        Ok(BatchArgs {
            inputs,
            output: BatchOutputArgs {
                output: output.output,
                format: format.of_rows_arg(),
                each: None,
                names: NamesArgs::default(),
                content: vec![ContentArg::Text],
                shown: output.shown,
                comments: output.comments,
                errors: None,
                stats: None,
            },
            input: BatchInputArgs {
                input_type,
                html_column: None,
                url_column: None,
                id_column: None,
                keep_columns: KeepColumns::All,
                prefix: String::new(),
                base_url: self.read.base_url,
                max_bytes: self.read.max_bytes,
            },
            select: BatchSelectArgs {
                deduplicate: false,
                min_words: 0,
                filter: output.filter,
                shard: None,
            },
            run: RunArgs {
                resume: false,
                overwrite,
                unordered: false,
                fail_fast: false,
                page_timeout: 60,
                jobs: self.jobs,
            },
            extraction: self.extraction,
            fetch: self.read.fetch,
            messages: self.messages,
        })
    }
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
