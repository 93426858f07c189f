//! The pages of a corpus: bytes, truth, and what the page states of itself.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use cleancopy::Page;
use cleancopy::{Error, ErrorKind};

/// One page with its truth.
#[derive(Debug)]
pub struct CorpusPage {
    /// `system/page`.
    pub name: String,
    /// The bytes as a server would send them.
    pub page: Page,
    /// What a careful reader would keep, in Markdown.
    pub truth: String,
    /// What the page states, and the snippets at its borders.
    pub expected: Expected,
}

/// The `.json` of a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    url: String,
    #[serde(default)]
    headers: serde_json::Map<String, serde_json::Value>,
    /// The kind of page, by its name.
    pub page_kind: String,
    /// The fields the page states; a missing one is not judged.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// Snippets that must be in the output.
    pub must_have: Vec<String>,
    /// Snippets that must not.
    pub must_not: Vec<String>,
    /// What is hard about the page.
    pub because: String,
    /// Who read it.
    pub read_by: String,
}

/// The names of all pages in a folder, `system/page`, in order.
///
/// # Errors
///
/// [`ErrorKind::Io`] when the folder cannot be read.
pub fn pages(folder: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for system in entries(folder)? {
        if !folder.join(&system).is_dir() {
            continue;
        }
        for file in entries(&folder.join(&system))? {
            if let Some(page) = file.strip_suffix(".html") {
                names.push(format!("{system}/{page}"));
            }
        }
    }
    names.sort();
    Ok(names)
}

fn entries(folder: &Path) -> Result<Vec<String>, Error> {
    let io =
        |e: std::io::Error| Error::new(ErrorKind::Io).on(folder.display().to_string()).because(e);
    fs::read_dir(folder)
        .map_err(io)?
        .map(|e| e.map(|e| e.file_name().to_string_lossy().into_owned()).map_err(io))
        .collect()
}

/// Reads one page and its truth.
///
/// # Errors
///
/// [`ErrorKind::Io`] naming the file that is missing or does not parse; a page that nobody has read (`read_by` empty) counts
/// as missing.
pub fn read(folder: &Path, name: &str) -> Result<CorpusPage, Error> {
    let path = |extension: &str| folder.join(format!("{name}.{extension}"));
    let bytes = |extension: &str| {
        let path = path(extension);
        fs::read(&path)
            .map_err(|e| Error::new(ErrorKind::Io).on(path.display().to_string()).because(e))
    };
    let bad = |message: String| {
        Error::new(ErrorKind::Io).on(path("json").display().to_string()).because(message)
    };
    let expected: Expected =
        serde_json::from_slice(&bytes("json")?).map_err(|e| bad(e.to_string()))?;
    if expected.read_by.trim().is_empty() {
        return Err(bad("nobody has read this page: read_by is empty".to_owned()));
    }
    let mut page = Page::from_bytes(bytes("html")?).with_url(&expected.url)?;
    let header =
        |name: &str| expected.headers.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    page.headers.content_type = header("content-type");
    page.headers.content_language = header("content-language");
    page.headers.x_robots_tag = header("x-robots-tag");
    page.headers.date = header("date");
    page.headers.last_modified = header("last-modified");
    let truth = String::from_utf8(bytes("md")?).map_err(|e| bad(e.to_string()))?;
    Ok(CorpusPage { name: name.to_owned(), page, truth, expected })
}
