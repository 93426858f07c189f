//! Parses sitemaps: lists of addresses, indexes of sitemaps, and the dates and titles of news
//! sitemaps.
//!
//! The parser reads a stream of tags and is lenient, because many sitemaps are written by hand. A
//! damaged sitemap gives the entries before the damage.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;
use url::Url;

use super::date::LinkDate;
use super::entry::Link;
use crate::error::{Error, ErrorKind};

/// The most entries of one sitemap that are read. The protocol allows 50,000.
pub(super) const MAX_ENTRIES: usize = 100_000;
/// The most elements that are open at once. Sitemaps with news and images have five.
const MAX_DEPTH: usize = 64;

/// A parsed sitemap.
#[derive(Debug, Default)]
pub(super) struct Sitemap {
    pub(super) links: Vec<Link>,
    /// Whether the links are addresses of other sitemaps.
    pub(super) is_index: bool,
    /// Why the list is incomplete.
    pub(super) damage: Option<Error>,
}

/// The text of an entry, as it is parsed.
#[derive(Default)]
struct EntryText {
    address: String,
    title: String,
    last_modified: String,
    published: String,
}

impl EntryText {
    fn into_link(self, source: &Url) -> Option<Link> {
        if self.address.trim().is_empty() {
            return None;
        }
        let mut link = Link::new(&self.address, source, source)?.with_title(&self.title);
        // The date of publication is more useful than that of the last change.
        link.date =
            LinkDate::parse(&self.published).or_else(|| LinkDate::parse(&self.last_modified));
        Some(link)
    }
}

/// Parses a sitemap in XML.
pub(super) fn parse_sitemap(text: &str, source: &Url) -> Sitemap {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) =
        (false, true, true);
    let mut sitemap = Sitemap::default();
    let mut open: Vec<String> = Vec::new();
    let mut entry = EntryText::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                let name = tag.local_name().as_ref().to_owned();
                sitemap.is_index |= name == "sitemapindex";
                if is_entry(&name) {
                    entry = EntryText::default();
                }
                open.push(name);
                if open.len() > MAX_DEPTH {
                    sitemap.damage = Some(damage("it is nested too deeply"));
                    break;
                }
            }
            Ok(Event::End(tag)) => {
                let name = tag.local_name().as_ref().to_owned();
                open.pop();
                if is_entry(&name) {
                    sitemap.links.extend(std::mem::take(&mut entry).into_link(source));
                }
                if sitemap.links.len() >= MAX_ENTRIES {
                    sitemap.damage =
                        Some(damage(&format!("only its first {MAX_ENTRIES} entries were read")));
                    break;
                }
            }
            Ok(Event::Text(piece)) => add_text(&mut entry, &open, &piece),
            Ok(Event::CData(piece)) => add_text(&mut entry, &open, &piece),
            Ok(Event::GeneralRef(name)) => {
                let character = name.resolve_char_ref().ok().flatten();
                match character {
                    Some(character) => {
                        add_text(&mut entry, &open, character.encode_utf8(&mut [0; 4]))
                    }
                    None => {
                        add_text(&mut entry, &open, resolve_xml_entity(&name).unwrap_or_default())
                    }
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(e) => {
                sitemap.damage = Some(damage(&e.to_string()));
                break;
            }
        }
    }
    sitemap
}

/// Adds a piece of text to the field of its element. Images and videos of an entry have addresses
/// too, which are not that of the entry.
fn add_text(entry: &mut EntryText, open: &[String], piece: &str) {
    let [.., parent, name] = open else { return };
    let field = match (parent.as_str(), name.as_str()) {
        ("url" | "sitemap", "loc") => &mut entry.address,
        ("url" | "sitemap", "lastmod") => &mut entry.last_modified,
        ("news", "publication_date") => &mut entry.published,
        ("news", "title") => &mut entry.title,
        _ => return,
    };
    field.push_str(piece);
}

fn is_entry(name: &str) -> bool {
    matches!(name, "url" | "sitemap")
}

fn damage(why: &str) -> Error {
    Error::new(ErrorKind::BadFeed).because(why.to_owned())
}

/// Parses a sitemap of plain text: one address in each line.
pub(super) fn parse_text_sitemap(text: &str, source: &Url) -> Sitemap {
    let is_address = |line: &&str| line.starts_with("http://") || line.starts_with("https://");
    let lines = text.lines().map(str::trim).filter(is_address);
    let links =
        lines.filter_map(|line| Link::new(line, source, source)).take(MAX_ENTRIES).collect();
    Sitemap { links, ..Sitemap::default() }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{Sitemap, parse_sitemap, parse_text_sitemap};

    fn source() -> Url {
        Url::parse("https://news.example/sitemap.xml").expect("a URL")
    }

    fn lines(sitemap: &Sitemap) -> Vec<String> {
        let text = |l: &super::Link| {
            let (title, date) = (
                l.title.clone().unwrap_or_default(),
                l.date.map(|d| d.to_string()).unwrap_or_default(),
            );
            format!("{} {title} {date}", l.url.path()).trim_end().to_owned()
        };
        sitemap.links.iter().map(text).collect()
    }

    #[test]
    fn entries_have_their_own_address_and_date() {
        let sitemap = parse_sitemap(
            "<?xml version='1.0'?>\
             <urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:image='i'
              xmlns:news='n'>\
             <url><loc> https://news.example/a&amp;b </loc><lastmod>2024-03-05</lastmod>\
             <image:image><image:loc>/picture.jpg</image:loc>\
             </image:image></url><!-- none --><url><loc><![CDATA[/c]]></loc>\
             <lastmod>2024-04-01</lastmod>\
             <news:news><news:publication><news:name>N</news:name></news:publication>\
             <news:publication_date>2024-03-06T10:00:00Z\
             </news:publication_date><news:title>Rain &#38; wind</news:title></news:news></url>\
             <url><lastmod>2024-01-01</lastmod></url></urlset>",
            &source(),
        );
        assert_eq!(lines(&sitemap), ["/a&b  2024-03-05", "/c Rain & wind 2024-03-06T10:00:00Z"]);
        assert!(!sitemap.is_index && sitemap.damage.is_none());
    }

    #[test]
    fn an_index_is_distinguished_from_a_list() {
        let sitemap = parse_sitemap(
            "<sitemapindex><sitemap><loc>/1.xml</loc><lastmod>2024-03-05</lastmod></sitemap>\
             </sitemapindex>",
            &source(),
        );
        assert!(sitemap.is_index);
        assert_eq!(lines(&sitemap), ["/1.xml  2024-03-05"]);
    }

    #[test]
    fn a_damaged_sitemap_gives_the_entries_before_the_damage() {
        let sitemap = parse_sitemap(
            "<urlset><url><loc>/a</loc></url><url><loc>/b</loc></url><url <",
            &source(),
        );
        assert_eq!(lines(&sitemap), ["/a", "/b"]);
        assert!(sitemap.damage.is_some());
        assert!(parse_sitemap(&"<a>".repeat(1_000), &source()).damage.is_some());
    }

    #[test]
    fn plain_text_is_a_list_of_addresses() {
        assert_eq!(
            lines(&parse_text_sitemap(
                "https://news.example/a\r\n\nno address\nhttps://news.example/b",
                &source()
            )),
            ["/a", "/b"]
        );
    }
}
