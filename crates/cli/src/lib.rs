//! The command line, on top of the library's public interface.
//!
//! `args` holds the arguments and help of each command, `commands` what each command does, and the
//! other files what commands share. Data goes to standard output and messages to standard error.
//! Only this crate prints.

mod advice;
mod args;
mod commands;
pub mod eval;
mod exit;
mod expand;
mod file_names;
mod format;
mod input;
mod loader;
mod near;
mod output;
mod progress;
mod property;
mod reporter;
mod same_file;
pub mod site_rule_tests;
mod text_rows;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use commands::{batch, explain, extract, generate, links, site_rules, text};

/// Runs the command with the arguments of this process.
pub fn run() -> ExitCode {
    cleancopy::batch::panic_guard::install();
    let args = Cli::parse();
    let exit = match &args.command {
        None => extract::run(args.extract),
        Some(Command::Text(args)) => text::run(args),
        Some(Command::Batch(args)) => batch::run(args),
        Some(Command::Links(args)) => links::run(args),
        Some(Command::Explain(args)) => explain::run(args),
        Some(Command::Eval(args)) => commands::eval::run(args),
        Some(Command::SiteRules(args)) => site_rules::run(args),
        Some(Command::Generate(args)) => generate::run(args),
    };
    exit.into()
}
