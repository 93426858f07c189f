//! Arguments of `cleancopy generate`.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct GenerateArgs {
    #[command(subcommand)]
    pub target: GenerateCommand,
}

#[derive(Debug, Subcommand)]
pub enum GenerateCommand {
    /// Print completions for a shell, such as 'cleancopy generate completions bash'
    Completions {
        /// Shell that reads the completions
        shell: clap_complete::Shell,
    },
    /// Print the manual page, in roff
    Man,
}
