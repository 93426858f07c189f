//! Detects whether a file is a feed, a sitemap or a page, and parses it. Its bytes decide, because
//! servers send feeds and sitemaps with any content type.

use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

use super::entry::Link;
use super::feed::parse_feed;
use super::page::{PageLinks, page_links};
use super::sitemap::{Sitemap, parse_sitemap, parse_text_sitemap};
use crate::batch::read_page;
use crate::error::Error;
use crate::page::Page;

/// Bytes in which the root element of an XML file is searched. Comments and style sheet
/// declarations may come before it.
const PROLOGUE: usize = 64 << 10;

/// A parsed file that lists links.
#[derive(Debug)]
pub(super) enum LinkFile {
    Feed(Vec<Link>),
    Sitemap(Sitemap),
    Page(PageLinks),
}

/// Parses a file from the address `source`. A compressed file of more than `limit` bytes,
/// decompressed, is refused.
pub(super) fn parse_link_file(
    mut file: Page,
    source: &Url,
    limit: usize,
) -> Result<LinkFile, Error> {
    // `sitemap.xml.gz` is a compressed file; the transfer has no content encoding to undo.
    file.bytes = read_page(&file.bytes[..], limit)?;
    let start = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes).trim_ascii_start();
    if start.starts_with(b"{") {
        return parse_feed(start, source).map(LinkFile::Feed);
    }
    if start.starts_with(b"http://") || start.starts_with(b"https://") {
        let sitemap = parse_text_sitemap(&String::from_utf8_lossy(start), source);
        return Ok(LinkFile::Sitemap(sitemap));
    }
    match root_element(&String::from_utf8_lossy(&start[..start.len().min(PROLOGUE)])).as_deref() {
        Some("rss" | "RDF" | "feed") => parse_feed(start, source).map(LinkFile::Feed),
        // The sitemap protocol requires UTF-8.
        Some("urlset" | "sitemapindex") => {
            let sitemap = parse_sitemap(&String::from_utf8_lossy(start), source);
            Ok(LinkFile::Sitemap(sitemap))
        }
        _ => page_links(&file, source).map(LinkFile::Page),
    }
}

/// The local name of the root element; `None` if there is none.
fn root_element(start: &str) -> Option<String> {
    let mut reader = Reader::from_str(start);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                return Some(tag.local_name().as_ref().to_owned());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::root_element;

    #[test]
    fn the_root_is_found_after_comments_and_declarations() {
        let check = |text: &str, name: Option<&str>| {
            assert_eq!(root_element(text).as_deref(), name, "{text}")
        };
        check(
            "<?xml version='1.0'?><?xml-stylesheet href='a'?><!-- <rss> -->\
             <sm:urlset xmlns:sm='x'>",
            Some("urlset"),
        );
        check("<!DOCTYPE html><html>", Some("html"));
        check("<rss", None);
        check("plain", None);
    }
}
