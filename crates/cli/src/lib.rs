//! The command line, on top of the library's public interface.
//!
//! `args` holds the arguments and help of each command, `commands` what each command does, and the
//! other files what commands share. Data goes to standard output and messages to standard error.
//! Only this crate prints.

mod advice;
mod archive;
mod args;
mod commands;
mod command_words;
mod config;
mod empty_pages;
pub mod eval;
mod exit;
mod expand;
mod file_names;
mod format;
mod habits;
mod input;
mod interrupt;
mod languages;
mod loader;
mod mistakes;
mod near;
mod output;
mod progress;
mod property;
mod reporter;
mod same_file;
mod settings;
pub mod site_rule_tests;
mod text_checks;
mod text_rows;
mod version;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use commands::{
    batch, config as config_command, explain, extract, generate, links, site_rules, text,
};
use reporter::Reporter;

/// Runs the command with the arguments of this process.
pub fn run() -> ExitCode {
    cleancopy::batch::panic_guard::install();
    let words: Vec<_> = std::env::args_os().collect();
    if version::is_asked_in_full(&words) {
        return output::print(&version::in_full()).into();
    }
    let words = command_words::in_order(words.into_iter());
    let configured = match config::with_settings(words) {
        Ok(configured) => configured,
        Err(usage) => return Reporter::default().usage(&usage).into(),
    };
    let args = match Cli::try_parse_from(&configured.words) {
        Ok(args) => args,
        Err(e) => {
            let exit = mistakes::report(&e, &configured.words);
            if let Some(setting) = configured.source_of(&e.to_string()) {
                let (name, source) = (&setting.name, &setting.source);
                Reporter::default().note(&format!("--{name} comes from {source}"));
            }
            return exit.into();
        }
    };
    let exit = match &args.command {
        None => extract::run(args.extract),
        Some(Command::Text(args)) => text::run(args),
        Some(Command::Batch(args)) => batch::run(args),
        Some(Command::Links(args)) => links::run(args),
        Some(Command::Explain(args)) => explain::run(args),
        Some(Command::Eval(args)) => commands::eval::run(args),
        Some(Command::SiteRules(args)) => site_rules::run(args),
        Some(Command::Config(args)) => config_command::run(args),
        Some(Command::Generate(args)) => generate::run(args),
    };
    exit.into()
}
