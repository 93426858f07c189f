//! Stored bytes as one page: HTML or MHTML, and nothing else.

use super::decompress::read_page;
use super::input_type::InputType;
use super::mhtml;
use super::sniff::{found, not_a_page, type_by_content};
use super::stdin::stdin;
use crate::error::{Error, ErrorKind};
use crate::inflate::Inflated;
use crate::page::Page;

/// The page in the bytes of a file. A page that was saved as MHTML has its address.
///
/// # Errors
///
/// [`ErrorKind::NotHtml`] for a feed, a sitemap, JSON, binary data, and text in which no tag begins
/// in the first 64 kB.
pub fn page_from_stored(stored: Inflated) -> Result<Page, Error> {
    let Inflated { bytes, damage } = stored;
    if type_by_content(&bytes[..bytes.len().min(4096)]) == InputType::Mhtml {
        let mut page = mhtml::page(&bytes)?;
        page.damage = damage;
        return Ok(page);
    }
    match not_a_page(&bytes) {
        Some(found) => Err(Error::new(ErrorKind::NotHtml { found })),
        None => Ok(Inflated { bytes, damage }.into()),
    }
}

/// Checks that a fetched page is not a feed, a sitemap, JSON, code or binary data.
///
/// # Errors
///
/// [`ErrorKind::NotHtml`].
pub fn check_fetched(page: &Page) -> Result<(), Error> {
    // A server may send a text as a page, and the extractor finds out whether it holds one.
    match not_a_page(&page.bytes).filter(|&found| found != found::PLAIN_TEXT) {
        Some(found) => Err(Error::new(ErrorKind::NotHtml { found })),
        None => Ok(()),
    }
}

/// Reads all of standard input as one page, which may be compressed with gzip or zstd.
///
/// # Errors
///
/// As [`read_page`].
pub fn read_stdin(limit: usize) -> Result<Inflated, Error> {
    read_page(stdin(), limit)
}
