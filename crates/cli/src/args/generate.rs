//! Arguments of `cleancopy generate`.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct GenerateArgs {
    #[command(subcommand)]
    pub what: GenerateCommand,
}

#[derive(Debug, Subcommand)]
pub enum GenerateCommand {
    /// Completions for a shell
    Completions {
        /// The shell they are for
        shell: clap_complete::Shell,
    },
    /// The manual page, in roff
    Man,
}
