//! Arguments of `cleancopy eval`.

use std::path::PathBuf;

use clap::Args;

use super::shared::MessageArgs;

const DETAILS: &str = "\
Exit codes:
  0  no page is worse than its score in scores.csv
  1  a page is worse, or has no score there
  2  wrong usage, or there are no labelled pages
  3  the folder or a page cannot be read
  4  the scores cannot be written";

#[derive(Debug, Args)]
#[command(after_long_help = DETAILS)]
pub struct EvalArgs {
    /// Folder of labelled pages: SYSTEM/PAGE.html, .md and .json
    #[arg(value_name = "CORPUS", default_value = "corpus")]
    pub corpus: PathBuf,
    /// Write the scores to CORPUS/scores.csv; later runs compare with them
    #[arg(long)]
    pub update: bool,
    /// Report only the pages whose score differs from scores.csv
    #[arg(long, conflicts_with = "update")]
    pub changes: bool,
    #[command(flatten)]
    pub messages: MessageArgs,
}
