//! Arguments of `cleancopy eval`.

use std::path::PathBuf;

use clap::Args;

use super::shared::MessageArgs;

#[derive(Debug, Args)]
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
