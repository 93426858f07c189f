//! The command line: pages in, clean copy out.

mod cli;

use std::process::ExitCode;

use clap::Parser;

use cli::args::{Cli, Command};

fn main() -> ExitCode {
    cleancopy::batch::guard::install();
    let args = Cli::parse();
    let exit = match &args.command {
        None => cli::extract::run(&args.extract),
        Some(Command::Text(args)) => cli::text::run(args),
        Some(Command::Batch(args)) => cli::batch::run(args),
        Some(Command::Links(args)) => cli::links::run(args),
        Some(Command::Explain(args)) => cli::explain::run(args),
        Some(Command::Eval(args)) => cli::eval::run(args),
        Some(Command::Rules(args)) => cli::rules::run(args),
        Some(Command::Generate(args)) => cli::generate::run(args),
    };
    exit.into()
}
