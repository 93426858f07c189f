//! Scores of the extractor on a corpus, compared with the committed scores.
//!
//! `cleancopy eval` prints them, and `tests/corpus.rs` fails if one is lower than before.

mod corpus;
mod regression;
mod score;

use std::path::Path;

use cleancopy::{Error, Options};

pub use corpus::{CorpusPage, Expected, page_names, read_page};
pub use regression::{SCORE_TOLERANCE, ScoreChange, compare, from_csv, to_csv};
pub use score::{PageScore, score};

/// Scores every page of a corpus folder, in the order of their names.
///
/// # Errors
///
/// [`ErrorKind::Io`](cleancopy::ErrorKind::Io) if one of the three files of a page is missing or
/// cannot be read.
pub fn score_corpus(folder: &Path) -> Result<Vec<PageScore>, Error> {
    page_names(folder)?.iter().map(|name| score_page(folder, name)).collect()
}

/// Scores one page of a corpus folder, given as `system/page`.
///
/// # Errors
///
/// As [`score_corpus`].
pub fn score_page(folder: &Path, name: &str) -> Result<PageScore, Error> {
    let page = read_page(folder, name)?;
    let extraction = cleancopy::extract(&page.page, &Options::default())?;
    Ok(score(&page, &extraction.article))
}
