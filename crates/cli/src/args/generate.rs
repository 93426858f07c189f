//! Arguments of `cleancopy generate`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

const DETAILS: &str = "\
Exit codes:
  0  it was printed
  2  wrong usage
  4  the output cannot be written";

#[derive(Debug, Args)]
#[command(after_long_help = DETAILS)]
pub struct GenerateArgs {
    #[command(subcommand)]
    pub target: GenerateCommand,
}

#[derive(Debug, Subcommand)]
pub enum GenerateCommand {
    /// Print completions for a shell, such as 'cleancopy generate completions bash'
    #[command(after_long_help = DETAILS)]
    Completions {
        /// Shell that reads the completions
        shell: clap_complete::Shell,
    },
    /// Print the manual page, in roff; with a folder, write the pages of all commands into it
    #[command(after_long_help = DETAILS)]
    Man {
        /// Folder for the pages cleancopy.1, cleancopy-batch.1 and so on
        dir: Option<PathBuf>,
    },
    /// Print the schema of rows
    #[command(after_long_help = DETAILS)]
    Schema {
        /// Form of the schema
        #[arg(short, long, value_name = "FORM", default_value = "json")]
        format: SchemaArg,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaArg {
    /// JSON Schema of a JSON row
    #[value(alias = "json-schema")]
    Json,
    /// Arrow schema of Parquet and Arrow, as JSON
    #[value(alias = "parquet")]
    Arrow,
    /// Schema that StructType.fromJson of Spark reads
    Spark,
}
