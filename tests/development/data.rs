//! The labelled development pages.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

/// Sets of pages whose gold is a whole text that people made or reviewed.
const SETS: [&str; 2] = ["wcxb-dev", "fundus-parsers"];

/// One labelled page: its id and its gold text.
pub struct Gold {
    pub id: String,
    pub text: String,
    page_type: String,
}

impl Gold {
    /// Whether the page is an article: all pages of the news set are.
    pub fn is_article(&self) -> bool {
        self.page_type.is_empty() || self.page_type == "article"
    }
}

/// The folder of the pages, which `CLEANCOPY_DEV` names.
pub fn folder() -> Option<PathBuf> {
    std::env::var_os("CLEANCOPY_DEV").map(PathBuf::from).filter(|folder| folder.is_dir())
}

/// The labels of the pages of these sets.
pub fn rows(sets: &[&str]) -> Vec<Value> {
    let folder = folder().expect("CLEANCOPY_DEV names the folder of the development pages");
    let files = sets.iter().map(|set| {
        let path = folder.join(set).join("gold.jsonl");
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    });
    let parse = |line: &str| serde_json::from_str(line).expect("a row of labels");
    files.flat_map(|file| file.lines().map(parse).collect::<Vec<_>>()).collect()
}

/// Whether the gold of a page has no known fault.
pub fn is_trusted(row: &Value) -> bool {
    row["suspect"].as_array().is_none_or(Vec::is_empty)
}

/// The gold texts without known faults.
pub fn golds() -> Vec<Gold> {
    let field = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = rows(&SETS);
    let golds = rows.iter().filter(|row| is_trusted(row)).map(|row| Gold {
        id: field(row, "id"),
        text: field(row, "text"),
        page_type: field(row, "page_type"),
    });
    golds.filter(|gold| !gold.text.is_empty()).collect()
}
