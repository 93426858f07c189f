//! The pages for benchmarks: the corpus, and the folder in `CLEANCOPY_PAGES`.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use cleancopy::training::{Example, lines, stages};
use cleancopy::{Options, Page};

/// Pages in memory.
#[allow(dead_code, reason = "each benchmark asks for some of it")]
pub struct Set {
    pub pages: Vec<Page>,
    pub bytes: usize,
    pub options: Options,
}

#[allow(dead_code, reason = "each benchmark asks for some of it")]
impl Set {
    /// Reads the `*.html` and `*.html.gz` under a folder, decompressed, sorted by path.
    pub fn read(folder: &Path) -> Self {
        let mut pages: Vec<Page> =
            paths(folder).iter().map(|p| Page::from_bytes(bytes(p))).collect();
        let options = Options::default();
        // A file that is not a page costs nothing and would only dilute the figures.
        pages.retain(|p| stages::decode(p, &options).is_ok());
        let bytes = pages.iter().map(|p| p.bytes.len()).sum();
        Self { pages, bytes, options }
    }

    /// Loads the set with a name from [`names`].
    pub fn named(name: &str) -> Self {
        match name {
            "corpus" => Self::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")),
            _ => Self::read(&PathBuf::from(std::env::var_os(name).unwrap_or_default())),
        }
    }

    pub fn texts(&self) -> Vec<String> {
        self.pages.iter().filter_map(|p| stages::decode(p, &self.options).ok()).collect()
    }

    pub fn parsed(&self) -> Vec<stages::Parsed<'static>> {
        self.texts()
            .into_iter()
            .zip(&self.pages)
            .map(|(text, page)| stages::parse(text, page, &self.options))
            .collect()
    }

    pub fn visible_texts(&self) -> Vec<String> {
        self.parsed()
            .iter()
            .map(|p| lines::visible_text(&stages::blocks(p, &self.options), "\n"))
            .collect()
    }

    pub fn examples(&self) -> Vec<Example> {
        self.parsed()
            .iter()
            .zip(&self.pages)
            .map(|(parsed, page)| stages::segment(parsed, page, &self.options))
            .collect()
    }
}

/// Returns the names of the available sets.
pub fn names() -> Vec<&'static str> {
    if std::env::var_os("CLEANCOPY_PAGES").is_some() {
        vec!["corpus", "CLEANCOPY_PAGES"]
    } else {
        vec!["corpus"]
    }
}

/// Lists the pages under a folder, sorted.
fn paths(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in
            fs::read_dir(&folder).expect("a folder of pages").map(|e| e.expect("an entry").path())
        {
            let name = path.to_string_lossy();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".html") || name.ends_with(".html.gz") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn bytes(path: &Path) -> Vec<u8> {
    let stored = fs::read(path).expect("a page");
    if path.extension().is_none_or(|e| e != "gz") {
        return stored;
    }
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(&stored[..])
        .read_to_end(&mut out)
        .expect("a whole gzip file");
    out
}
