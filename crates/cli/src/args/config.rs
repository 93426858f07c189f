//! Arguments of `cleancopy config`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

const DETAILS: &str = "\
Settings are the long names of options: 'rules = \"site-rules\"', 'jobs = 4', 'links = true'. Those at
the top of a file hold for all commands, those of a table such as [batch] for that command, and those
of [extract] for the command without a name. Paths are relative to the file.

The value of an option comes from the first of these that has one:
  1. the command line
  2. the variable of the environment, such as CLEANCOPY_USER_AGENT or CLEANCOPY_RULES
  3. the file of --config FILE; otherwise cleancopy.toml in this folder or the nearest one above
  4. cleancopy/cleancopy.toml in the folder for settings of the user (~/.config)

--no-config reads no files.

Exit codes:
  0  the settings were printed
  2  a file of settings is wrong
  4  the output cannot be written";

#[derive(Debug, Args)]
#[command(after_long_help = DETAILS)]
pub struct ConfigArgs {
    #[command(subcommand)]
    pub action: ConfigCommand,
}

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print each setting with the file or variable that it comes from
    #[command(after_long_help = DETAILS)]
    Show {
        /// Read settings from this file, and from no other
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Read no files of settings
        #[arg(long, conflicts_with = "config")]
        no_config: bool,
    },
}
