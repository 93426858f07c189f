//! How well the extractor does on the pages of a corpus: read the pages, score them, compare with the committed scores.
//!
//! `cleancopy eval` is for people and `tests/corpus.rs` for the gate; both call [`run`].

mod corpus;
mod gate;
mod score;

use std::path::Path;

pub use corpus::{CorpusPage, Expected, pages, read};
pub use gate::{CHANGED, Change, compare, from_csv, to_csv};
pub use score::{PageScore, score};

use cleancopy::Error;
use cleancopy::Options;

/// Scores every page of a corpus folder, in order of its name.
///
/// # Errors
///
/// [`ErrorKind::Io`](cleancopy::ErrorKind::Io) when a page lacks one of its three files or one of them does not read.
pub fn run(folder: &Path) -> Result<Vec<PageScore>, Error> {
    pages(folder)?.iter().map(|path| one(folder, path)).collect()
}

/// Scores one page of a corpus folder, given as `system/page`.
///
/// # Errors
///
/// As [`run`].
pub fn one(folder: &Path, name: &str) -> Result<PageScore, Error> {
    let page = read(folder, name)?;
    let extraction = cleancopy::extract(&page.page, &Options::default())?;
    Ok(score(&page, &extraction.article))
}
