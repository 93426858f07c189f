//! Arguments of `cleancopy eval`.

use std::path::PathBuf;

use clap::Args;

use super::shared::MessageArgs;

#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Folder of the corpus: SYSTEM/PAGE.html, .md and .json
    #[arg(value_name = "CORPUS", default_value = "corpus")]
    pub corpus: PathBuf,
    /// Write the scores to scores.csv in the corpus, for the gate to compare with
    #[arg(long)]
    pub update: bool,
    /// Say only which pages differ from scores.csv
    #[arg(long, conflicts_with = "update")]
    pub changes: bool,
    #[command(flatten)]
    pub reporter: MessageArgs,
}
