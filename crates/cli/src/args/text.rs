//! Arguments of `cleancopy text`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cleancopy::MAX_PAGE_BYTES;

use super::shared::MessageArgs;

const EXAMPLES: &str = "\
Examples:
  cleancopy text story.txt                    the article text without boilerplate
  cleancopy text scraped/ -o clean/           every *.txt of a folder, one file each
  cleancopy text rows.jsonl -o clean.jsonl    the field 'text' of each row; other fields stay
  cleancopy text rows.jsonl --field body      another field
  cleancopy text story.txt --explain          which lines are removed, by which rule and why
  pbpaste | cleancopy text --diff             the whole text, with removed lines marked";

const DETAILS: &str = "\
For HTML, use 'cleancopy page.html'.

The classifier scores lines only if at least four lines, and at least 3 % of all lines, are page
chrome (menus, account links, social networks, small print) or are cut by a rule. Otherwise only
rules and the list of labels remove lines. With several texts, lines that repeat in many of them are
removed too; each input is then read twice.

Exit codes:
  0  every text was read
  1  some texts failed
  2  wrong usage, or no row has the field
  3  no text was read
  4  the output cannot be written";

#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{DETAILS}"))]
pub struct TextArgs {
    /// Text files, JSON rows (.jsonl, .ndjson), folders, or - for standard input [default: -]
    ///
    /// Files may be gzipped. A folder is read with its subfolders, sorted by path: *.txt, *.text,
    /// *.jsonl and *.ndjson, also with .gz.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,
    /// Output file, or folder for one file per input [default: standard output]
    ///
    /// A folder is an existing folder, or a path that ends in /. A file appears only when it is
    /// complete.
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Read JSON rows and clean this field; other fields stay [default for .jsonl: text]
    #[arg(long, value_name = "NAME")]
    pub field: Option<String>,
    /// Remove lines that repeat in many texts of the run; not possible with standard input
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub repeats: RepeatsArg,
    /// Show the removed lines with rule and reason, instead of the text
    #[arg(long, conflicts_with = "diff")]
    pub explain: bool,
    /// Show the whole text with the removed lines marked
    #[arg(long)]
    pub diff: bool,
    /// When unsure, remove: keep a line only if its score is at least 0.75 instead of 0.45
    #[arg(long, conflicts_with = "recall")]
    pub precision: bool,
    /// When unsure, keep: keep a line if its score is at least 0.25 instead of 0.45
    #[arg(long)]
    pub recall: bool,
    /// Size limit of a text file or a row, in bytes after decompression
    #[arg(long, value_name = "N", default_value_t = MAX_PAGE_BYTES)]
    pub max_bytes: usize,
    /// Texts processed in parallel [default: one per processor core]
    #[arg(
        long,
        alias = "parallel",
        value_name = "N",
        value_parser = clap::value_parser!(u16).range(1..)
    )]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub messages: MessageArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RepeatsArg {
    /// On with several texts, unless one of them is standard input
    Auto,
    /// Always
    On,
    /// Never
    Off,
}
