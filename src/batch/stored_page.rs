//! Stored bytes as one page: HTML or MHTML, and nothing else.

use super::decompress::read_page;
use super::input_type::InputType;
use super::mhtml;
use super::sniff::{feed_or_sitemap, not_a_page, type_by_content};
use super::stdin::stdin;
use crate::error::{Error, ErrorKind};
use crate::page::Page;

/// The page in the bytes of a file. A page that was saved as MHTML has its address.
///
/// # Errors
///
/// [`ErrorKind::NotHtml`] for a feed, a sitemap, JSON, binary data, and text in which no tag begins
/// in the first 64 kB.
pub fn page_from_stored(bytes: Vec<u8>) -> Result<Page, Error> {
    if type_by_content(&bytes[..bytes.len().min(4096)]) == InputType::Mhtml {
        return mhtml::page(&bytes);
    }
    match not_a_page(&bytes) {
        Some(found) => Err(Error::new(ErrorKind::NotHtml { found })),
        None => Ok(Page::from_bytes(bytes)),
    }
}

/// Checks that a fetched page is not a feed or a sitemap.
///
/// # Errors
///
/// [`ErrorKind::NotHtml`].
pub fn check_fetched(page: &Page) -> Result<(), Error> {
    match feed_or_sitemap(&page.bytes) {
        Some(found) => Err(Error::new(ErrorKind::NotHtml { found })),
        None => Ok(()),
    }
}

/// Reads all of standard input as one page, which may be compressed with gzip or zstd.
///
/// # Errors
///
/// As [`read_page`].
pub fn read_stdin(limit: usize) -> Result<Vec<u8>, Error> {
    read_page(stdin(), limit)
}
