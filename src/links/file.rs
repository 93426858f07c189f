//! What a file is that may list addresses: told by its bytes, since servers call feeds and sitemaps anything.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

use super::entry::Link;
use super::feed;
use super::page::{self, PageLinks};
use super::sitemap::{self, Sitemap};
use crate::batch::read_page;
use crate::error::Error;
use crate::page::Page;

/// Bytes at the front in which the root of an XML file is looked for: comments and declarations of style sheets may stand before it.
const PROLOGUE: usize = 64 << 10;

/// A file that was read.
#[derive(Debug)]
pub(super) enum File {
    Feed(Vec<Link>),
    Sitemap(Sitemap),
    Page(PageLinks),
}

/// Reads a file that came from `source`; a packed one within `limit` bytes.
pub(super) fn read(mut file: Page, source: &Url, limit: usize) -> Result<File, Error> {
    // `sitemap.xml.gz` is sent as a packed file, not as a packed transfer.
    file.bytes = read_page(&file.bytes[..], limit)?;
    let start = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes).trim_ascii_start();
    if start.starts_with(b"{") {
        return feed::read(start, source).map(File::Feed);
    }
    if start.starts_with(b"http://") || start.starts_with(b"https://") {
        return Ok(File::Sitemap(sitemap::read_lines(&String::from_utf8_lossy(start), source)));
    }
    match root(&String::from_utf8_lossy(&start[..start.len().min(PROLOGUE)])).as_deref() {
        Some("rss" | "RDF" | "feed") => feed::read(start, source).map(File::Feed),
        // The protocol knows UTF-8 only.
        Some("urlset" | "sitemapindex") => Ok(File::Sitemap(sitemap::read(&text(start), source))),
        _ => page::read(&file, source).map(File::Page),
    }
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// The name of the first element.
fn root(start: &str) -> Option<String> {
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
    use super::root;

    #[test]
    fn the_root_is_found_behind_what_may_stand_before_it() {
        let check =
            |text: &str, name: Option<&str>| assert_eq!(root(text).as_deref(), name, "{text}");
        check(
            "<?xml version='1.0'?><?xml-stylesheet href='a'?><!-- <rss> --><sm:urlset xmlns:sm='x'>",
            Some("urlset"),
        );
        check("<!DOCTYPE html><html>", Some("html"));
        check("<rss", None);
        check("plain", None);
    }
}
