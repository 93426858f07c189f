//! Where the saved page of an address is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use cleancopy::SiteTest;
use cleancopy::{Error, ErrorKind};

/// Endings that a saved page may have.
const ENDINGS: &[&str] = &[".html", ".htm", ".html.gz", ".html.zst"];
/// Bytes of a file name made from an address; file systems take 255.
const MAX_NAME: usize = 200;

/// A folder of saved pages.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    folder: PathBuf,
    /// File names by address, from `index.csv`.
    index: BTreeMap<String, String>,
}

impl Pages {
    /// Opens a folder. Its `index.csv`, where it has one, names files by address: `url,file` a line.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] for a folder or an index that cannot be read; [`ErrorKind::BadRow`] naming a line of the index without a file.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let failed = |path: &Path, e: std::io::Error| {
            Error::new(ErrorKind::Io).on(path.display().to_string()).because(e)
        };
        fs::read_dir(folder).map_err(|e| failed(folder, e))?;
        let path = folder.join("index.csv");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(failed(&path, e)),
        };
        let mut index = BTreeMap::new();
        for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            // Addresses may have commas and need no quotes: the file is behind the last one.
            let wrong = || {
                Error::new(ErrorKind::BadRow)
                    .on(format!("{}:{}", path.display(), at + 1))
                    .because("write it as url,file")
            };
            let (url, file) = line.rsplit_once(',').ok_or_else(wrong)?;
            let bare = |text: &str| text.trim().trim_matches('"').to_owned();
            index.insert(bare(url), bare(file));
        }
        Ok(Self { folder: folder.to_owned(), index })
    }

    /// The file with the page of a test, or what was looked for.
    pub(super) fn find(&self, test: &SiteTest) -> Result<PathBuf, String> {
        let url = test.url.as_deref().unwrap_or_default();
        if let Some(file) = test.page.as_ref().or_else(|| self.index.get(url)) {
            let is_inside = Path::new(file)
                .components()
                .all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
            let path = self.folder.join(file);
            return match is_inside {
                true if path.is_file() => Ok(path),
                true => Err(format!("no saved page {file}")),
                false => Err(format!("{file} is not inside the folder of pages")),
            };
        }
        let name = page_name(url);
        let found = ENDINGS
            .iter()
            .map(|ending| self.folder.join(format!("{name}{ending}")))
            .find(|path| path.is_file());
        found.ok_or_else(|| format!("no saved page {name}.html, and no line for it in index.csv"))
    }
}

/// The name, without its ending, under which the page of an address is looked for: the address without scheme, `www.` and fragment, with `_` for each
/// run of characters other than letters, digits, `.` and `-`.
///
/// ```
/// assert_eq!(crate::site_rule_tests::page_name("https://www.news.example/2024/rain?page=2"), "news.example_2024_rain_page_2");
/// ```
#[must_use]
pub fn page_name(url: &str) -> String {
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    let url = url.split('#').next().unwrap_or_default();
    let url = url.strip_prefix("www.").unwrap_or(url);
    let mut name = String::new();
    for c in url.chars() {
        if c.is_alphanumeric() || matches!(c, '.' | '-') {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    name.truncate(name.floor_char_boundary(MAX_NAME));
    name.truncate(name.trim_end_matches('_').len());
    name
}
