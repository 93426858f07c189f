//! The command line, over the library's public interface: one file per subcommand, and what they
//! share.
//!
//! Standard output is for data, standard error for people. Only the files here print.

mod args;
mod batch;
mod batch_args;
mod batch_inputs;
mod fetch_args;
pub mod eval;
mod eval_command;
mod exit;
mod explain;
mod extract;
mod generate;
mod input;
mod links;
mod links_args;
mod load;
mod names;
mod pool;
mod progress;
mod property;
mod rows;
pub mod rule_tests;
mod rules;
mod sink;
mod talk;
mod text;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

/// Runs the command with the arguments of this process.
pub fn run() -> ExitCode {
    cleancopy::batch::guard::install();
    let args = Cli::parse();
    let exit = match &args.command {
        None => extract::run(&args.extract),
        Some(Command::Text(args)) => text::run(args),
        Some(Command::Batch(args)) => batch::run(args),
        Some(Command::Links(args)) => links::run(args),
        Some(Command::Explain(args)) => explain::run(args),
        Some(Command::Eval(args)) => eval_command::run(args),
        Some(Command::Rules(args)) => rules::run(args),
        Some(Command::Generate(args)) => generate::run(args),
    };
    exit.into()
}
