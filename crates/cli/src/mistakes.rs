//! Messages for a wrong command line, which say what to write instead.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use crate::args::Cli;
use crate::exit::Exit;
use crate::input::Input;
use crate::near::nearest;
use crate::reporter::Reporter;

/// Options of other programs that have no counterpart with the same effect.
const HABITS: [(&[&str], &str); 5] = [
    (
        &["--feed", "--sitemap", "--crawl", "--explore", "--probe", "--list"],
        "'cleancopy links URL' lists the addresses in feeds, sitemaps and pages; \
         'cleancopy links URL | cleancopy --url-list -' extracts them",
    ),
    (
        &["--xml", "--xmltei", "--tei", "--validate-tei"],
        "cleancopy writes no XML; -f html and -f json have the same text and fields",
    ),
    (&["--csv"], "write it as -f csv"),
    (&["--no-images", "--no-links"], "images and links are left out anyway; leave the option out"),
    (&["--include-comments"], "write it as --comments"),
];
/// Words that a person may take for a command, with what to write instead.
const OTHER_WORDS: [(&[&str], &str); 4] = [
    (
        &["fetch", "extract", "get", "download", "parse", "clean", "read"],
        "a page needs no command: cleancopy https://news.example/story",
    ),
    (
        &["crawl", "feed", "feeds", "sitemap", "sitemaps", "discover", "spider", "urls", "link"],
        "cleancopy links lists the addresses in feeds, sitemaps and pages",
    ),
    (&["schema", "man", "completions", "completion"], "it is a part of cleancopy generate"),
    (&["version"], "cleancopy --version prints the version"),
];
/// Endings of file names that are also those of domains.
const FILE_ENDINGS: &str = "html htm xhtml mhtml mht txt text md json jsonl ndjson csv tsv xml gz \
    zst zip tar tgz warc wet wacz parquet arrow feather pdf doc docx php asp aspx jsp toml yaml yml \
    js css png jpg";

/// Reports an error of the command line, and returns the exit code. Help and the version are
/// printed.
pub fn report(e: &clap::Error, words: &[OsString]) -> Exit {
    match advice(e, words) {
        Some(message) => Reporter::default().usage(&message),
        None if e.use_stderr() => {
            let _ = e.print();
            Exit::Usage
        }
        // The reader of the help may close the pipe.
        None => {
            let _ = e.print();
            Exit::Done
        }
    }
}

/// Returns a message that says more than clap's; `None` where clap's says enough.
fn advice(e: &clap::Error, words: &[OsString]) -> Option<String> {
    let text = |kind| match e.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    match e.kind() {
        ErrorKind::UnknownArgument => {
            let option = text(ContextKind::InvalidArg)?.split('=').next().unwrap_or_default();
            if let Some((_, advice)) = HABITS.iter().find(|(names, _)| names.contains(&option)) {
                return Some(format!("there is no option {option}; {advice}"));
            }
            let cli = Cli::command();
            let here = words.get(1).and_then(|word| cli.find_subcommand(word)).unwrap_or(&cli);
            let others: Vec<String> = std::iter::once(&cli)
                .chain(cli.get_subcommands())
                .filter(|other| other.get_name() != here.get_name() && has_option(other, option))
                .map(|other| match other.get_name() {
                    "cleancopy" => "'cleancopy INPUT'".to_owned(),
                    name => format!("'cleancopy {name}'"),
                })
                .collect();
            let named = match here.get_name() {
                "cleancopy" => "'cleancopy INPUT'".to_owned(),
                name => format!("'cleancopy {name}'"),
            };
            (!others.is_empty()).then(|| {
                format!("{option} is an option of {}, not of {named}", others.join(" and "))
            })
        }
        ErrorKind::InvalidSubcommand => {
            let word = text(ContextKind::InvalidSubcommand)?;
            let is_shell = ["bash", "zsh", "fish", "elvish", "powershell"].contains(&word);
            is_shell.then(|| format!("write it as: cleancopy generate completions {word}"))
        }
        ErrorKind::ValueValidation => {
            let (option, value) =
                (text(ContextKind::InvalidArg)?, text(ContextKind::InvalidValue)?);
            let why = std::error::Error::source(e)?.to_string();
            let option = option.split(' ').next().unwrap_or_default();
            let is_number = why.contains("invalid digit") || why.contains("cannot parse integer");
            is_number.then(|| format!("{option} takes a whole number, such as 30, not '{value}'"))
        }
        _ => None,
    }
}

fn has_option(command: &Command, option: &str) -> bool {
    command.get_arguments().any(|argument| match option.strip_prefix("--") {
        Some(long) => argument.get_long() == Some(long),
        None => argument.get_short().is_some_and(|short| option == format!("-{short}")),
    })
}

/// Refuses a first word that is a command, or nearly one, and not a file.
pub fn check_command_word(first: Option<&OsString>) -> Result<(), String> {
    first.and_then(|word| command_meant(word)).map_or(Ok(()), Err)
}

/// Refuses inputs of which none exists. One missing file among others is a failed input; if all are
/// missing, the command line is probably mistyped.
pub fn check_missing(arguments: &[OsString]) -> Result<(), String> {
    let is_missing = |argument: &OsString| match Input::parse(argument) {
        Input::File(file) => is_missing(&file.path),
        _ => false,
    };
    match arguments.first() {
        Some(first) if arguments.iter().all(is_missing) => Err(missing(first)),
        _ => Ok(()),
    }
}

/// Whether there is no such file, and no file that the pattern matches.
fn is_missing(path: &Path) -> bool {
    let matches = || {
        let pattern = path.to_str().filter(|p| p.contains(['*', '?', '[']));
        pattern.and_then(|p| glob::glob(p).ok()).is_some_and(|mut found| found.next().is_some())
    };
    // A file in a folder that cannot be searched is not known to be missing.
    path.try_exists().is_ok_and(|exists| !exists) && !matches()
}

/// Returns the message for a file that is missing.
pub fn missing(argument: &OsStr) -> String {
    let name = argument.to_string_lossy();
    if name.contains(['*', '?', '[']) {
        return format!("{name}: there is no such file, and no file matches the name");
    }
    if is_like_address(&name) {
        return format!(
            "{name}: there is no such file; for a page of the web, write https://{name}"
        );
    }
    format!("{name}: there is no such file or folder")
}

/// Whether a text looks like an address without its scheme.
pub fn is_like_address(text: &str) -> bool {
    let host = text.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let (host, port) = host.split_once(':').map_or((host.as_str(), None), |(h, p)| (h, Some(p)));
    let is_port = port.is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    let mut labels = host.rsplit('.');
    let last = labels.next().unwrap_or_default();
    let is_domain = labels.next().is_some_and(|label| !label.is_empty())
        && (2..=24).contains(&last.len())
        && last.bytes().all(|b| b.is_ascii_alphabetic())
        && !FILE_ENDINGS.split_whitespace().any(|ending| ending == last);
    host.starts_with("www.") || is_domain || is_port && !host.is_empty()
}

/// Returns the message for a word that is a command, or nearly one, and not a file.
fn command_meant(word: &OsStr) -> Option<String> {
    let word = word.to_str()?;
    let is_word = word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-') && !word.is_empty();
    if !is_word || word == "-" || Path::new(word).exists() {
        return None;
    }
    let cli = Cli::command();
    if cli.find_subcommand(word).is_some() {
        return Some(format!(
            "the options of a command come behind it: cleancopy {word} [OPTIONS] INPUT"
        ));
    }
    let lower = word.to_ascii_lowercase();
    if let Some((_, instead)) = OTHER_WORDS.iter().find(|(words, _)| words.contains(&&*lower)) {
        return Some(format!("there is no file and no command {word}; {instead}"));
    }
    let name = nearest(word, cli.get_subcommands().map(Command::get_name))?;
    Some(format!("there is no file and no command {word}; did you mean {name}?"))
}

#[cfg(test)]
mod tests {
    use super::is_like_address;

    #[test]
    fn a_host_is_told_from_a_file_name() {
        for text in
            ["news.example/story", "www.example.com", "localhost:8000/a", "a.b.co.uk", "x.info"]
        {
            assert!(is_like_address(text), "{text}");
        }
        for text in [
            "story.html",
            "a/b.com",
            "rows.jsonl",
            "story",
            "",
            ".html",
            "a.1",
            "C:\\x",
            "crawl.warc.gz",
        ] {
            assert!(!is_like_address(text), "{text}");
        }
    }
}
