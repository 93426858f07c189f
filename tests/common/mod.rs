//! What several tests need: the labelled development pages, where this machine has them.

use std::fs;
use std::path::PathBuf;

/// Sets of the development pages whose gold is a whole text that people made or reviewed.
const SETS: [&str; 2] = ["wcxb-dev", "fundus-parsers"];

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

/// The gold texts of the development pages, without those marked as suspect; empty where the pages are not there.
///
/// They stand in the folder that `CLEANCOPY_DEV` names or beside the checkout; they are third-party pages and no part of the project.
pub fn golds() -> Vec<Gold> {
    let folder = std::env::var_os("CLEANCOPY_DEV").map_or_else(|| PathBuf::from("../shared/eval/dev"), PathBuf::from);
    let rows = SETS.iter().filter_map(|set| fs::read_to_string(folder.join(set).join("gold.jsonl")).ok());
    let rows: Vec<serde_json::Value> =
        rows.flat_map(|f| f.lines().filter_map(|l| serde_json::from_str(l).ok()).collect::<Vec<_>>()).collect();
    let is_trusted = |row: &&serde_json::Value| !row["suspect"].as_bool().unwrap_or(false);
    let field = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    rows.iter()
        .filter(is_trusted)
        .map(|row| Gold { id: field(row, "id"), text: field(row, "text"), page_type: field(row, "page_type") })
        .filter(|gold| !gold.text.is_empty())
        .collect()
}
