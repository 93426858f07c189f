//! `cleancopy generate`: shell completions and the manual page, from the same words as the help.

use std::io::{self, Write};

use clap::CommandFactory;

use super::args::{Cli, GenerateArgs, GenerateWhat};
use super::exit::Exit;
use super::sink::{output_failed, output_name};
use super::talk::Talk;

pub fn run(args: &GenerateArgs) -> Exit {
    let mut command = Cli::command();
    let mut bytes = Vec::new();
    let rendered = match args.what {
        GenerateWhat::Completions { shell } => {
            clap_complete::generate(shell, &mut command, "cleancopy", &mut bytes);
            Ok(())
        }
        GenerateWhat::Man => clap_mangen::Man::new(command).render(&mut bytes),
    };
    match rendered.and_then(|()| io::stdout().lock().write_all(&bytes)) {
        Ok(()) => Exit::Done,
        Err(e) => output_failed(&e, &output_name(None), &Talk::default()),
    }
}
