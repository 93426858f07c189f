//! Detects whether a file is a feed, a sitemap or a page, and parses it. Its bytes decide, because
//! servers send feeds and sitemaps with any content type.

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

use super::entry::Link;
use super::feed::parse_feed;
use super::page::{PageLinks, page_links};
use super::sitemap::{Sitemap, parse_sitemap, parse_text_sitemap};
use crate::batch::read_page;
use crate::error::{Error, ErrorKind};
use crate::options::MAX_PAGE_BYTES;
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

/// The links of a saved feed, sitemap or page, in its order. `source` is its address; relative
/// links resolve against it, and of a page's links only those to its host are listed.
///
/// # Errors
///
/// [`ErrorKind::BadFeed`] for a damaged file and for a sitemap that lists other sitemaps;
/// [`ErrorKind::TooLarge`] and [`ErrorKind::BadCompression`].
pub fn links_in_file(file: Page, source: &Url) -> Result<Vec<Link>, Error> {
    let mut links = match parse_link_file(file, source, MAX_PAGE_BYTES)? {
        LinkFile::Feed(links) => links,
        LinkFile::Page(found) => found.links,
        LinkFile::Sitemap(Sitemap { is_index: true, .. }) => {
            return Err(Error::new(ErrorKind::BadFeed).because("it lists other sitemaps"));
        }
        LinkFile::Sitemap(Sitemap { damage: Some(damage), .. }) => return Err(damage),
        LinkFile::Sitemap(sitemap) => sitemap.links,
    };
    let mut listed = HashSet::new();
    links.retain(|link| listed.insert(link.url.clone()));
    Ok(links)
}

/// Parses a file from the address `source`. A compressed file of more than `limit` bytes,
/// decompressed, is refused.
pub(super) fn parse_link_file(
    mut file: Page,
    source: &Url,
    limit: usize,
) -> Result<LinkFile, Error> {
    // `sitemap.xml.gz` is a compressed file; the transfer has no content encoding to undo.
    file.bytes = read_page(&file.bytes[..], limit)?.bytes;
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
    use url::Url;

    use super::{links_in_file, root_element};
    use crate::page::Page;

    #[test]
    fn a_saved_file_lists_each_link_once_and_an_index_lists_none() {
        let source = Url::parse("https://news.example/").expect("a URL");
        let links = |text: &str| {
            let links = links_in_file(Page::from_html(text), &source).map_err(|e| e.to_string())?;
            Ok::<_, String>(links.iter().map(|l| l.url.to_string()).collect::<Vec<_>>())
        };
        let sitemap = "<urlset><url><loc>https://news.example/a</loc></url>\
             <url><loc>/a#x</loc></url></urlset>";
        assert_eq!(links(sitemap), Ok(vec!["https://news.example/a".to_owned()]));
        assert_eq!(links("<a href=/b>B</a>"), Ok(vec!["https://news.example/b".to_owned()]));
        let index =
            "<sitemapindex><sitemap><loc>https://a.example/s</loc></sitemap></sitemapindex>";
        assert!(links(index).is_err());
    }

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
