//! What several tests need: the labelled development pages, where this machine has them.

use std::fs;
use std::path::PathBuf;

/// Sets of the development pages whose gold is a whole text that people made or reviewed.
#[allow(dead_code, reason = "not every test asks")]
const SETS: [&str; 2] = ["wcxb-dev", "fundus-parsers"];

#[allow(dead_code, reason = "not every test asks")]
/// One labelled page: its id and the gold text, paragraphs apart.
pub struct Gold {
    pub id: String,
    pub text: String,
    page_type: String,
}

impl Gold {
    /// Whether the page is an article: all pages of the news set are.
    #[allow(dead_code, reason = "not every test asks")]
    pub fn is_article(&self) -> bool {
        self.page_type.is_empty() || self.page_type == "article"
    }
}

/// The folder of the development pages: what `CLEANCOPY_DEV` names, or beside the checkout. They are third-party pages and no part of the project.
pub fn folder() -> PathBuf {
    std::env::var_os("CLEANCOPY_DEV")
        .map_or_else(|| PathBuf::from("../shared/eval/dev"), PathBuf::from)
}

/// The labels of the development pages of these sets, as they are; empty where the pages are not there.
pub fn rows(sets: &[&str]) -> Vec<serde_json::Value> {
    let files = sets
        .iter()
        .filter_map(|set| fs::read_to_string(folder().join(set).join("gold.jsonl")).ok());
    files
        .flat_map(|f| f.lines().filter_map(|l| serde_json::from_str(l).ok()).collect::<Vec<_>>())
        .collect()
}

/// Whether nobody has found fault with the gold of a page.
pub fn is_trusted(row: &serde_json::Value) -> bool {
    row["suspect"].as_array().is_none_or(Vec::is_empty)
}

/// The gold texts of the development pages, without those that are suspect; empty where the pages are not there.
#[allow(dead_code, reason = "not every test asks")]
pub fn golds() -> Vec<Gold> {
    let field =
        |row: &serde_json::Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    rows(&SETS)
        .iter()
        .filter(|row| is_trusted(row))
        .map(|row| Gold {
            id: field(row, "id"),
            text: field(row, "text"),
            page_type: field(row, "page_type"),
        })
        .filter(|gold| !gold.text.is_empty())
        .collect()
}
