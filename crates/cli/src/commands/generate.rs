//! `cleancopy generate`: prints shell completions, manual pages and the schema of rows.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::{Command, CommandFactory};
use cleancopy::batch::{arrow_schema_json, json_schema, spark_schema};

use crate::args::Cli;
use crate::args::generate::{GenerateArgs, GenerateCommand, SchemaArg};
use crate::exit::Exit;
use crate::output::{output_failed, output_name};
use crate::reporter::Reporter;

pub fn run(args: &GenerateArgs) -> Exit {
    let mut command = Cli::command();
    let mut bytes = Vec::new();
    let rendered = match &args.target {
        GenerateCommand::Completions { shell } => {
            clap_complete::generate(*shell, &mut command, "cleancopy", &mut bytes);
            Ok(())
        }
        GenerateCommand::Man { dir: Some(dir) } => {
            return match write_man_pages(dir, command) {
                Ok(()) => Exit::Done,
                Err(e) => output_failed(&e, &output_name(Some(dir)), &Reporter::default()),
            };
        }
        GenerateCommand::Man { dir: None } => clap_mangen::Man::new(command).render(&mut bytes),
        GenerateCommand::Schema { format } => {
            let schema = match format {
                SchemaArg::Json => json_schema(),
                SchemaArg::Arrow => arrow_schema_json(),
                SchemaArg::Spark => spark_schema(),
            };
            writeln!(bytes, "{schema:#}")
        }
    };
    match rendered.and_then(|()| io::stdout().lock().write_all(&bytes)) {
        Ok(()) => Exit::Done,
        Err(e) => output_failed(&e, &output_name(None), &Reporter::default()),
    }
}

/// Writes the pages of the program and of each command.
fn write_man_pages(dir: &Path, command: Command) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    clap_mangen::generate_to(command, dir)
}
