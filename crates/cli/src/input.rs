//! The inputs on the command line, expanded to a list of files and addresses.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use cleancopy::{Error, ErrorKind};
use walkdir::WalkDir;

/// Endings of the files that are read as pages from a folder. A file named on the command line is
/// read whatever its ending.
pub const PAGE_ENDINGS: [&str; 9] = [
    ".html.gz",
    ".htm.gz",
    ".xhtml.gz",
    ".html.zst",
    ".htm.zst",
    ".xhtml.zst",
    ".html",
    ".htm",
    ".xhtml",
];
/// Endings of the files that are read as texts from a folder.
pub const TEXT_ENDINGS: [&str; 8] =
    [".txt.gz", ".text.gz", ".jsonl.gz", ".ndjson.gz", ".txt", ".text", ".jsonl", ".ndjson"];

/// One file or address to read.
#[derive(Debug, Clone)]
pub enum Input {
    Url(String),
    File(PathBuf),
    Stdin,
    /// An entry of a folder that cannot be listed. It counts as a failed input, so that nothing is
    /// lost in silence.
    Unreadable(PathBuf, std::io::ErrorKind),
}

impl Input {
    /// Parses one argument: `-`, a URL or a path.
    pub fn parse(argument: &OsStr) -> Self {
        match argument.to_str() {
            Some("-") => Self::Stdin,
            // A URL with a scheme that cannot be fetched gives a better error than a missing file.
            Some(text) if has_scheme(text) => Self::Url(text.to_owned()),
            _ => Self::File(argument.into()),
        }
    }

    /// Returns the name for messages.
    pub fn name(&self) -> String {
        match self {
            Self::Url(url) => without_password(url),
            Self::File(path) | Self::Unreadable(path, _) => path.display().to_string(),
            Self::Stdin => "-".to_owned(),
        }
    }

    /// Returns the identifier in records: the file's stem, the URL, or `-`.
    pub fn id(&self) -> String {
        match self {
            Self::File(path) | Self::Unreadable(path, _) => stem(path),
            _ => self.name(),
        }
    }
}

/// Expands the arguments, in order. A folder is replaced by the files under it that have one of the
/// endings, sorted by path.
pub fn expand(arguments: &[OsString], endings: &[&str]) -> Vec<Input> {
    expand_matching(arguments, &|path| has_ending(path, endings))
}

/// Expands as [`expand`] does; `is_wanted` selects the files of a folder.
pub fn expand_matching(arguments: &[OsString], is_wanted: &dyn Fn(&Path) -> bool) -> Vec<Input> {
    if arguments.is_empty() {
        return vec![Input::Stdin];
    }
    let expanded = arguments.iter().flat_map(|argument| match Input::parse(argument) {
        Input::File(path) if !path.exists() => glob_matches(path),
        input => vec![input],
    });
    expanded
        .flat_map(|input| match input {
            Input::File(path) if path.is_dir() => files_under(&path, is_wanted),
            input => vec![input],
        })
        .collect()
}

/// Returns the files that a pattern matches, sorted by path. If the text is not a pattern, or if it
/// matches nothing, returns it as a path.
fn glob_matches(pattern: PathBuf) -> Vec<Input> {
    let paths =
        pattern.to_str().filter(|p| p.contains(['*', '?', '['])).and_then(|p| glob::glob(p).ok());
    let found = paths.into_iter().flatten().map(|entry| match entry {
        Ok(path) => Input::File(path),
        Err(e) => Input::Unreadable(e.path().to_owned(), e.error().kind()),
    });
    let found: Vec<Input> = found.collect();
    if found.is_empty() { vec![Input::File(pattern)] } else { found }
}

/// Adds the addresses of a list to the inputs, in order and without repeats. Returns how many
/// repeats it left out.
///
/// The list has one address per line; blank lines and lines that start with `#` are skipped. A line
/// that is not an address is added too, so that it fails with a message.
pub fn add_url_list(inputs: &mut Vec<Input>, list: &str) -> usize {
    let same = |url: &str| {
        url::Url::parse(url).map_or_else(
            |_| url.to_owned(),
            |mut parsed| {
                // A fragment does not change the page.
                parsed.set_fragment(None);
                parsed.into()
            },
        )
    };
    let named = |input: &Input| if let Input::Url(url) = input { Some(same(url)) } else { None };
    let mut seen: HashSet<String> = inputs.iter().filter_map(named).collect();
    let lines = list
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with('#'));
    let (mut all, before) = (0, inputs.len());
    inputs.extend(
        lines
            .inspect(|_| all += 1)
            .filter(|line| seen.insert(same(line)))
            .map(|line| Input::Url(line.to_owned())),
    );
    all - (inputs.len() - before)
}

fn files_under(folder: &Path, is_wanted: &dyn Fn(&Path) -> bool) -> Vec<Input> {
    // Symbolic links are followed, since collections often use them. The walker reports loops.
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    entries
        .into_iter()
        .filter_map(|entry| match entry {
            Ok(entry) => (entry.file_type().is_file() && is_wanted(entry.path()))
                .then(|| Input::File(entry.into_path())),
            Err(e) => {
                let kind = e.io_error().map_or(std::io::ErrorKind::Other, std::io::Error::kind);
                Some(Input::Unreadable(e.path().unwrap_or(folder).to_owned(), kind))
            }
        })
        .collect()
}

/// Whether a file's name ends in one of the endings, in any case.
pub fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    endings.iter().any(|ending| name.ends_with(*ending))
}

/// Returns the file's name without a known ending, otherwise without its last extension.
fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let lower = name.to_ascii_lowercase();
    let page = PAGE_ENDINGS
        .iter()
        .chain(&TEXT_ENDINGS)
        .find(|ending| lower.ends_with(*ending) && lower.len() > ending.len());
    match page {
        Some(ending) => name[..name.len() - ending.len()].to_owned(),
        None => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    }
}

/// Whether `text` starts with a scheme and `//`, which is a URL and hardly ever a file name.
fn has_scheme(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}

/// Removes user name and password from a URL, so that it can be shown and stored.
fn without_password(url: &str) -> String {
    let Ok(mut parsed) = url::Url::parse(url) else { return url.to_owned() };
    if parsed.username().is_empty() && parsed.password().is_none() {
        return url.to_owned();
    }
    let _ = parsed.set_username("");
    let _ = parsed.set_password(None);
    parsed.into()
}

/// Returns the error for an entry that could not be listed.
pub fn unreadable_error(path: &Path, kind: std::io::ErrorKind) -> Error {
    Error::new(ErrorKind::Io).on(path.display().to_string()).because(std::io::Error::from(kind))
}

#[cfg(test)]
mod tests {
    use super::Input;

    fn check(argument: &str, id: &str) {
        assert_eq!(Input::parse(argument.as_ref()).id(), id, "{argument}");
    }

    #[test]
    fn an_identifier_is_a_stem_or_an_address() {
        check("pages/a.b.html.gz", "a.b");
        check("pages/a.HTM", "a");
        check("page.txt", "page");
        check(".html", ".html");
        check("-", "-");
        check("https://news.example/a.html", "https://news.example/a.html");
        check("https://user:secret@news.example/", "https://news.example/");
    }
}
