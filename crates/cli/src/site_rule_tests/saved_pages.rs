//! Finds the saved page of an address.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use cleancopy::SiteTest;
use cleancopy::{Error, ErrorKind};

/// Endings of saved pages.
const ENDINGS: &[&str] = &[".html", ".htm", ".html.gz", ".html.zst"];
/// Maximum bytes of a file name made from an address; file systems allow 255.
const MAX_NAME: usize = 200;

/// A folder of saved pages.
#[derive(Debug, Clone, Default)]
pub struct SavedPages {
    folder: PathBuf,
    /// File names by address, from `index.csv`.
    index: BTreeMap<String, String>,
}

impl SavedPages {
    /// Opens a folder. An `index.csv` in it names files by address, one `url,file` per line.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] for a folder or an index that cannot be read, and [`ErrorKind::BadRow`]
    /// for a line of the index without a file.
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
            // An address may contain commas and needs no quotes: the file follows the last comma.
            let bad_row = || {
                Error::new(ErrorKind::BadRow)
                    .on(format!("{}:{}", path.display(), at + 1))
                    .because("write the line as url,file")
            };
            let (url, file) = line.rsplit_once(',').ok_or_else(bad_row)?;
            let bare = |text: &str| text.trim().trim_matches('"').to_owned();
            index.insert(bare(url), bare(file));
        }
        Ok(Self { folder: folder.to_owned(), index })
    }

    /// Returns the file with the page of a test, or a message that names the missing file.
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
        found.ok_or_else(|| {
            format!("no saved page {name}.html, and no line for the address in index.csv")
        })
    }
}

/// Returns the file name, without its ending, for the page of an address: the address without
/// scheme, `www.` and fragment, with one `_` for each run of characters other than letters, digits,
/// `.` and `-`.
///
/// ```
/// assert_eq!(
///     cleancopy_cli::site_rule_tests::page_name("https://www.news.example/2024/rain?page=2"),
///     "news.example_2024_rain_page_2"
/// );
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
