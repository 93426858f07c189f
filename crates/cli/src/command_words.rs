//! The words of the command line before clap reads them: flags that every command has may stand
//! before the command too.

use std::collections::VecDeque;
use std::ffi::OsString;

use clap::{Command, CommandFactory};

use crate::args::Cli;

/// Flags that every command takes, and whether a value follows.
const EVERYWHERE: [(&str, bool); 9] = [
    ("-q", false),
    ("--quiet", false),
    ("-v", false),
    ("--verbose", false),
    ("--no-config", false),
    ("--color", true),
    ("--jobs", true),
    ("--parallel", true),
    ("--config", true),
];

/// Returns the words with the flags of every command behind the command, where clap takes them. A
/// flag that has no meaning for a command, such as `--jobs` for one page, is left out.
pub fn in_order(words: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut rest: VecDeque<OsString> = words.collect();
    let mut ordered: Vec<OsString> = rest.pop_front().into_iter().collect();
    let mut flags = Vec::new();
    while let Some(count) = flag_words(&rest) {
        flags.extend(rest.drain(..count));
    }
    let mut cli = Cli::command();
    // Only a command that is built has the command 'help'.
    cli.build();
    let mut command = &cli;
    while let Some(next) = rest.front().and_then(|word| subcommand(command, word)) {
        command = next;
        ordered.extend(rest.pop_front());
    }
    if std::ptr::eq(command, &cli) {
        ordered.extend(flags);
        ordered.extend(rest);
        return ordered;
    }
    let mut all: VecDeque<OsString> = flags.into_iter().chain(rest).collect();
    while let Some(word) = all.front() {
        let is_end = word == "--";
        match flag_words(&all) {
            Some(count) if !takes(command, &all[0]) => drop(all.drain(..count)),
            Some(count) => ordered.extend(all.drain(..count)),
            None => ordered.extend(all.pop_front()),
        }
        if is_end {
            break;
        }
    }
    ordered.extend(all);
    ordered
}

/// Returns the number of words of a flag of every command that the words begin with.
fn flag_words(words: &VecDeque<OsString>) -> Option<usize> {
    let first = words.front()?.to_str()?;
    let (name, value) = first.split_once('=').map_or((first, None), |(n, v)| (n, Some(v)));
    let (_, has_value) = EVERYWHERE.iter().find(|(flag, _)| *flag == name)?;
    match (has_value, value) {
        (true, None) => (words.len() > 1).then_some(2),
        (true, Some(_)) | (false, None) => Some(1),
        (false, Some(_)) => None,
    }
}

/// Returns the subcommand with a name.
fn subcommand<'c>(command: &'c Command, word: &OsString) -> Option<&'c Command> {
    command.find_subcommand(word)
}

/// Whether a command has a flag.
fn takes(command: &Command, flag: &OsString) -> bool {
    let flag = flag.to_string_lossy();
    let name = flag.split('=').next().unwrap_or_default();
    command.get_arguments().any(|argument| match name.strip_prefix("--") {
        Some(long) => {
            argument.get_long() == Some(long)
                || argument.get_all_aliases().is_some_and(|aliases| aliases.contains(&long))
        }
        None => argument.get_short().is_some_and(|short| name == format!("-{short}")),
    })
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn flags_of_every_command_go_behind_the_command() {
        for (typed, expected) in [
            ("-q batch x -o y", "batch -q x -o y"),
            ("--color never --jobs=2 batch x", "batch --color never --jobs=2 x"),
            ("--jobs 2 explain x", "explain x"),
            ("explain x --jobs 2 -v", "explain x -v"),
            ("-v site-rules check x", "site-rules check -v x"),
            ("-q generate man", "generate man"),
            ("-q help", "help"),
            ("-v --color never help batch", "help batch"),
            ("-q x.html", "-q x.html"),
            ("-f text batch", "-f text batch"),
            ("text -- --jobs 2", "text -- --jobs 2"),
            ("--jobs", "--jobs"),
            ("", ""),
        ] {
            let words = ["cleancopy"].into_iter().chain(typed.split_whitespace());
            let ordered = in_order(words.map(Into::into));
            let ordered: Vec<_> = ordered[1..].iter().map(|w| w.to_string_lossy()).collect();
            assert_eq!(ordered.join(" "), expected, "{typed}");
        }
    }
}
