//! Arguments of `cleancopy explain`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::shared::{ExtractionArgs, MessageArgs, ReadArgs, ReportArg};

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A URL, a file, or - for standard input
    #[arg(value_name = "INPUT")]
    pub input: OsString,
    /// Show only the blocks that contain this text
    #[arg(long = "find", value_name = "TEXT")]
    pub find_text: Option<String>,
    /// Shape of the report
    #[arg(short, long, default_value = "text")]
    pub format: ReportArg,
    /// Write a page to read in a browser instead: the whole text, coloured by what was kept and cut
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    #[command(flatten)]
    pub extraction: ExtractionArgs,
    #[command(flatten)]
    pub read: ReadArgs,
    #[command(flatten)]
    pub reporter: MessageArgs,
}
