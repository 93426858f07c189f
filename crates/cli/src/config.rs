//! Adds the settings of files and of the environment to the words of the command line. An option on
//! the command line wins over a variable, a variable over a file, and a nearer file over another.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command, CommandFactory};

use crate::args::Cli;
use crate::settings::{Setting, files, of_environment, of_file};

/// The words with all settings, and where each setting comes from.
pub struct Configured {
    pub words: Vec<OsString>,
    pub used: Vec<Setting>,
}

impl Configured {
    /// Returns the source of the setting that an error of the command line names.
    pub fn source_of(&self, message: &str) -> Option<&Setting> {
        self.used.iter().find(|setting| {
            let option = format!("'--{}", setting.name);
            message
                .match_indices(&option)
                .any(|(at, _)| message[at + option.len()..].starts_with(['\'', ' ', '=', '.', '[']))
        })
    }
}

/// Returns the files and the settings, those that win first.
pub fn all_settings(
    file: Option<&PathBuf>,
    reads_files: bool,
) -> Result<(Vec<PathBuf>, Vec<Setting>), String> {
    let files = match file {
        Some(file) => vec![file.clone()],
        None if reads_files => files(),
        None => Vec::new(),
    };
    let mut settings = of_environment();
    for file in &files {
        let (of_command, of_all): (Vec<_>, Vec<_>) =
            of_file(file)?.into_iter().partition(|setting| setting.table.is_some());
        settings.extend(of_command.into_iter().chain(of_all));
    }
    Ok((files, settings))
}

/// Adds the settings to the words, which have the command first.
pub fn with_settings(words: Vec<OsString>) -> Result<Configured, String> {
    let unchanged = |words| Configured { words, used: Vec::new() };
    let (file, reads_files) = file_option(&words);
    let mut cli = Cli::command();
    cli.build();
    let (depth, command) = command_of(&cli, &words);
    // These commands show settings, or have none.
    if matches!(command.get_name(), "config" | "help")
        || command.get_arguments().all(|argument| argument.get_long() != Some("config"))
    {
        return Ok(unchanged(words));
    }
    let (_, settings) = all_settings(file.as_ref(), reads_files)?;
    if settings.is_empty() {
        return Ok(unchanged(words));
    }
    // Errors of the command line itself are reported later, without settings.
    let Ok(matches) = Cli::command().try_get_matches_from(&words) else {
        return Ok(unchanged(words));
    };
    let mut given = given_options(innermost(&matches), command);
    // An option that a setting turns off is settled, but nothing conflicts with it.
    let mut turned_off: Vec<String> = Vec::new();
    let table = if depth == 0 { "extract" } else { command.get_name() };
    let (mut used, mut added): (Vec<Setting>, Vec<OsString>) = (Vec::new(), Vec::new());
    for setting in settings {
        let is_for_us = setting.table.as_ref().is_none_or(|named| named == table);
        let name = setting.name.as_str();
        let Some(argument) =
            command.get_arguments().find(|argument| argument.get_long() == Some(name))
        else {
            if is_for_us && setting.table.is_some() {
                return Err(format!("{}: [{table}] has no option {name}", setting.source));
            }
            continue;
        };
        let conflicts = |given: &String| {
            let other = command.get_arguments().find(|a| a.get_long() == Some(given));
            other.is_some_and(|other| {
                let excludes = |one, other: &clap::Arg| {
                    command.get_arg_conflicts_with(one).iter().any(|c| c.get_id() == other.get_id())
                };
                excludes(argument, other) || excludes(other, argument)
            })
        };
        let is_settled = given.iter().chain(&turned_off).any(|given| given == name);
        if !is_for_us || is_settled || !setting.is_off && given.iter().any(conflicts) {
            continue;
        }
        if setting.is_off {
            turned_off.push(name.to_owned());
        } else {
            given.push(name.to_owned());
            let value = |value: &String| OsString::from(format!("--{name}={value}"));
            added.extend(setting.values.iter().map(value));
            if setting.values.is_empty() {
                added.push(format!("--{name}").into());
            }
        }
        used.push(setting);
    }
    let mut words = words;
    words.splice(depth + 1..depth + 1, added);
    Ok(Configured { words, used })
}

/// Returns the file of `--config`, and whether files are read at all.
fn file_option(words: &[OsString]) -> (Option<PathBuf>, bool) {
    let (mut file, mut reads_files) = (None, true);
    let mut rest = words.iter().skip(1).take_while(|word| *word != "--");
    while let Some(word) = rest.next() {
        match word.to_str() {
            Some("--no-config") => reads_files = false,
            Some("--config") => file = rest.next().map(PathBuf::from),
            Some(text) => {
                file = text.strip_prefix("--config=").map(PathBuf::from).or(file);
            }
            None => {}
        }
    }
    (file, reads_files)
}

/// Returns the command of the words, and how many words name it.
fn command_of<'c>(cli: &'c Command, words: &[OsString]) -> (usize, &'c Command) {
    let (mut depth, mut command) = (0, cli);
    while let Some(next) = words.get(depth + 1).and_then(|word| command.find_subcommand(word)) {
        (depth, command) = (depth + 1, next);
    }
    (depth, command)
}

fn innermost(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, inner)| innermost(inner))
}

/// Returns the long names of the options on the command line.
fn given_options(matches: &ArgMatches, command: &Command) -> Vec<String> {
    let is_given = |argument: &&clap::Arg| {
        let id = argument.get_id().as_str();
        matches!(matches.try_contains_id(id), Ok(true))
            && matches.value_source(id) == Some(ValueSource::CommandLine)
    };
    let given = command.get_arguments().filter(is_given);
    given.filter_map(|argument| argument.get_long().map(str::to_owned)).collect()
}
