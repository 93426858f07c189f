//! Labelled pages: bytes, gold text, and the expected metadata.

use std::fs;
use std::path::Path;

use cleancopy::{Error, ErrorKind, Page};
use serde::Deserialize;

/// One labelled page.
#[derive(Debug)]
pub struct CorpusPage {
    /// `system/page`.
    pub name: String,
    /// The page as a server would send it.
    pub page: Page,
    /// The gold text: what a careful reader would keep, in Markdown.
    pub gold: String,
    /// The expected metadata, and snippets at the borders of the text.
    pub expected: Expected,
}

/// The `.json` of a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    url: String,
    #[serde(default)]
    headers: serde_json::Map<String, serde_json::Value>,
    /// The expected page kind, by name.
    pub page_kind: String,
    /// The fields that the page states; a missing field is not scored.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// Snippets that the output must contain.
    pub must_have: Vec<String>,
    /// Snippets that the output must not contain.
    pub must_not: Vec<String>,
    /// The difficulty of the page.
    pub because: String,
    /// Name of the person who answers for the gold text.
    pub read_by: String,
}

/// Returns the names of all pages in a folder as `system/page`, sorted.
///
/// # Errors
///
/// [`ErrorKind::Io`] if the folder cannot be read.
pub fn page_names(folder: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for system in file_names(folder)? {
        if !folder.join(&system).is_dir() {
            continue;
        }
        for file in file_names(&folder.join(&system))? {
            if let Some(page) = file.strip_suffix(".html") {
                names.push(format!("{system}/{page}"));
            }
        }
    }
    names.sort();
    Ok(names)
}

fn file_names(folder: &Path) -> Result<Vec<String>, Error> {
    let io =
        |e: std::io::Error| Error::new(ErrorKind::Io).on(folder.display().to_string()).because(e);
    fs::read_dir(folder)
        .map_err(io)?
        .map(|e| e.map(|e| e.file_name().to_string_lossy().into_owned()).map_err(io))
        .collect()
}

/// Reads one labelled page.
///
/// # Errors
///
/// [`ErrorKind::Io`] with the file that is missing or does not parse, or if `read_by` is empty.
pub fn read_page(folder: &Path, name: &str) -> Result<CorpusPage, Error> {
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
        return Err(bad("the page is not signed: read_by is empty".to_owned()));
    }
    let mut page = Page::from_bytes(bytes("html")?).with_url(&expected.url)?;
    let header =
        |name: &str| expected.headers.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    page.headers.content_type = header("content-type");
    page.headers.content_language = header("content-language");
    page.headers.x_robots_tag = header("x-robots-tag");
    page.headers.date = header("date");
    page.headers.last_modified = header("last-modified");
    let gold = String::from_utf8(bytes("md")?).map_err(|e| bad(e.to_string()))?;
    Ok(CorpusPage { name: name.to_owned(), page, gold, expected })
}
