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

/// The sections of every page on what the program reads besides its arguments, in roff.
const SECTIONS: &str = "\
.SH ENVIRONMENT
.TP
CLEANCOPY_USER_AGENT, CLEANCOPY_RULES, ...
the value of the option of that name, unless the command line has it
.TP
CLEANCOPY_ARCHIVE
the address of the archive that \\-\\-archived asks, otherwise https://archive.org/
.TP
NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR
whether messages and reports have colours; \\-\\-color overrides them
.TP
HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY
proxies for downloads; \\-\\-proxy overrides them
.TP
XDG_CONFIG_HOME
the folder for settings of the user, otherwise ~/.config
.SH FILES
.TP
cleancopy.toml
settings, in this folder or the nearest one above it; \\-\\-no\\-config reads none
.TP
~/.config/cleancopy/cleancopy.toml
settings of the user
.TP
OUTPUT.part/, FOLDER/.cleancopy.part/
the state of an unfinished batch, which \\-\\-resume reads
";

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
        GenerateCommand::Man { dir: None } => man_page(command, &mut bytes),
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
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let mut commands = vec![command];
    while let Some(command) = commands.pop() {
        commands.extend(command.get_subcommands().filter(|c| !c.is_hide_set()).cloned());
        let name = command.get_display_name().unwrap_or(command.get_name());
        let path = dir.join(format!("{name}.1"));
        let mut page = Vec::new();
        man_page(command, &mut page)?;
        fs::write(path, page)?;
    }
    Ok(())
}

/// Writes one page, with the sections that the arguments do not have.
fn man_page(command: Command, page: &mut Vec<u8>) -> io::Result<()> {
    clap_mangen::Man::new(command).render(page)?;
    page.extend_from_slice(SECTIONS.as_bytes());
    Ok(())
}
