//! `cleancopy generate`: prints shell completions and the manual page, made from the help.

use std::io::{self, Write};

use clap::CommandFactory;

use crate::args::Cli;
use crate::args::generate::{GenerateArgs, GenerateCommand};
use crate::exit::Exit;
use crate::output::{output_failed, output_name};
use crate::reporter::Reporter;

pub fn run(args: &GenerateArgs) -> Exit {
    let mut command = Cli::command();
    let mut bytes = Vec::new();
    let rendered = match args.target {
        GenerateCommand::Completions { shell } => {
            clap_complete::generate(shell, &mut command, "cleancopy", &mut bytes);
            Ok(())
        }
        GenerateCommand::Man => clap_mangen::Man::new(command).render(&mut bytes),
    };
    match rendered.and_then(|()| io::stdout().lock().write_all(&bytes)) {
        Ok(()) => Exit::Done,
        Err(e) => output_failed(&e, &output_name(None), &Reporter::default()),
    }
}
