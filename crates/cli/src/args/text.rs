//! Arguments of `cleancopy text`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cleancopy::MAX_PAGE_BYTES;

use super::shared::MessageArgs;

const TEXT_EXAMPLES: &str = "\
Examples:
  cleancopy text story.txt                          the story without what stands around it
  cleancopy text scraped/ -o clean/                 every *.txt of a folder, a file each
  cleancopy text rows.jsonl -o clean.jsonl          the field 'text' of each row; the others stay as written
  cleancopy text rows.jsonl --field body            another field
  cleancopy text story.txt --explain                which lines go, by which rule and why
  pbpaste | cleancopy text --diff                   the whole text, with what goes marked

A text that shows no frame of a page (menus, accounts, networks, small print) loses only what the rules are
certain of. One that does is weighed line by line. Over several texts, lines that repeat on many of them go too;
each input is then read twice.";

#[derive(Debug, Clone, Args)]
#[command(after_help = TEXT_EXAMPLES)]
pub struct TextArgs {
    /// Files of text or of JSON rows (.jsonl, .ndjson), gzipped or not, folders, or - for standard input
    ///
    /// Folders are read with everything under them: *.txt, *.text, *.jsonl and *.ndjson, also with .gz, sorted by path. Without inputs,
    /// standard input is read.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,
    /// Write to a file, whole or not at all; or one file per input into a folder (an existing one, or a path ending in /)
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// The inputs are rows of JSON: clean this field and leave the others as they are [default for .jsonl: text]
    #[arg(long, value_name = "NAME")]
    pub field: Option<String>,
    /// Cut lines that repeat on many texts of the run; standard input is read once, so it cannot be counted first
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub repeats: RepeatsArg,
    /// Show the lines that go, with rule and reason, instead of the text
    #[arg(long, conflicts_with = "diff")]
    pub explain: bool,
    /// Show the whole text with what goes marked
    #[arg(long)]
    pub diff: bool,
    /// When in doubt, rather lose a line of the story than keep one of the site: a line needs a score of 0.75
    #[arg(long, conflicts_with = "recall")]
    pub precision: bool,
    /// When in doubt, rather keep a line of the site than lose one of the story: half the usual score is enough
    #[arg(long)]
    pub recall: bool,
    /// Largest file of text or row read, in bytes after decompression
    #[arg(long, value_name = "N", default_value_t = MAX_PAGE_BYTES)]
    pub max_bytes: usize,
    /// Texts worked on at a time [default: one per processor core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub reporter: MessageArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RepeatsArg {
    /// Where there are several texts and none of them is standard input
    Auto,
    On,
    Off,
}
