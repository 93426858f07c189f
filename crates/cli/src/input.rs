//! The inputs on the command line, expanded to a list of files and addresses.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use cleancopy::{Error, ErrorKind};

/// Endings of the files that are read as texts from a folder.
pub const TEXT_ENDINGS: [&str; 8] =
    [".txt.gz", ".text.gz", ".jsonl.gz", ".ndjson.gz", ".txt", ".text", ".jsonl", ".ndjson"];

/// Endings of files that may begin with HTML and are not pages.
pub const NEVER_PAGES: [&str; 14] = [
    ".md",
    ".markdown",
    ".rst",
    ".txt",
    ".text",
    ".css",
    ".js",
    ".mjs",
    ".json",
    ".svg",
    ".vue",
    ".xsl",
    ".xslt",
    ".php~",
];

/// One file or address to read.
#[derive(Debug, Clone)]
pub enum Input {
    Url(String),
    File(FileInput),
    Stdin,
    /// An entry of a folder that cannot be listed. It counts as a failed input, so that nothing is
    /// lost in silence.
    Unreadable(PathBuf, std::io::ErrorKind),
}

/// One file to read.
#[derive(Debug, Clone)]
pub struct FileInput {
    pub path: PathBuf,
    /// The path below the folder that was given, or the path as it was given.
    pub relative: PathBuf,
    /// Whether a folder or a pattern was given, not this file.
    pub is_found: bool,
}

impl From<PathBuf> for FileInput {
    /// A file that was given.
    fn from(path: PathBuf) -> Self {
        Self { relative: path.clone(), path, is_found: false }
    }
}

impl Input {
    /// Parses one argument: `-`, a URL or a path. An address with the scheme `file`, as browsers
    /// show it, is a path.
    pub fn parse(argument: &OsStr) -> Self {
        match argument.to_str() {
            Some("-") => Self::Stdin,
            // A URL with a scheme that cannot be fetched gives a better error than a missing file.
            Some(text) if has_scheme(text) => match file_of_url(text) {
                Some(path) => Self::File(path.into()),
                None => Self::Url(text.to_owned()),
            },
            _ => Self::File(PathBuf::from(argument).into()),
        }
    }

    /// Returns the name for messages.
    pub fn name(&self) -> String {
        match self {
            Self::Url(url) => without_password(url),
            Self::File(file) => file.path.display().to_string(),
            Self::Unreadable(path, _) => path.display().to_string(),
            Self::Stdin => "-".to_owned(),
        }
    }

    /// Returns the short identifier: the file's stem, the URL, or `-`.
    pub fn stem(&self) -> String {
        match self {
            Self::File(file) => stem(&file.path),
            Self::Unreadable(path, _) => stem(path),
            _ => self.name(),
        }
    }
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
    inputs.extend(lines.inspect(|_| all += 1).filter(|line| seen.insert(same(line))).map(|line| {
        match file_of_url(line) {
            Some(path) => Input::File(path.into()),
            None => Input::Url(line.to_owned()),
        }
    }));
    all - (inputs.len() - before)
}

/// Whether a file's name ends in one of the endings, in any case.
pub fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    endings.iter().any(|ending| name.ends_with(*ending))
}

/// Returns the file's name without a known ending, otherwise without its last extension.
pub fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let lower = name.to_ascii_lowercase();
    let is_text = |ending: &&&str| lower.ends_with(**ending) && lower.len() > ending.len();
    if let Some(ending) = TEXT_ENDINGS.iter().find(is_text) {
        return name[..name.len() - ending.len()].to_owned();
    }
    let known = cleancopy::batch::stem(path);
    if known == name {
        return path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    }
    known
}

/// Whether `text` starts with a scheme and `//`, which is a URL and hardly ever a file name.
fn has_scheme(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}

/// Returns the path in an address with the scheme `file`.
fn file_of_url(text: &str) -> Option<PathBuf> {
    url::Url::parse(text).ok().filter(|url| url.scheme() == "file")?.to_file_path().ok()
}

/// Removes user name and password from a URL, so that it can be shown and stored.
pub fn without_password(url: &str) -> String {
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
        assert_eq!(Input::parse(argument.as_ref()).stem(), id, "{argument}");
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
        check("file:///pages/big%20rain.html", "big rain");
    }
}
