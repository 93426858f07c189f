//! Finds the feeds of a page and its links to other pages of its host.

use html5ever::local_name;
use url::Url;

use super::entry::Link;
use crate::decode::decode;
use crate::error::Error;
use crate::options::Options;
use crate::page::Page;
use crate::parse::arena::{NodeId, ROOT, Tree};
use crate::parse::parse;
use crate::parse::tag::Tag;

/// Content types of feeds. `application/json` is not one: content management systems use it for the
/// data of the page itself.
const FEED_TYPES: [&str; 4] =
    ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"];
/// Extensions of files that are not pages.
const FILE_EXTENSIONS: [&str; 24] = [
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".ico", ".css", ".js", ".json",
    ".xml", ".pdf", ".zip", ".gz", ".mp3", ".mp4", ".m4a", ".webm", ".doc", ".docx", ".xls",
    ".xlsx", ".ics",
];

/// The feeds and links of a page, in order.
#[derive(Debug, Default)]
pub(super) struct PageLinks {
    pub(super) feeds: Vec<Url>,
    /// Links to pages of the same host.
    pub(super) links: Vec<Link>,
}

/// Finds the links of a page.
pub(super) fn page_links(page: &Page, source: &Url) -> Result<PageLinks, Error> {
    let options = Options::default();
    let decoded = decode(page, &options)?;
    let document = parse(decoded.text, page.url.as_ref(), &options);
    let (tree, base) = (&document.tree, document.base.as_ref().unwrap_or(source));
    let mut found = PageLinks::default();
    for node in tree.descendants(ROOT) {
        match tree.tag(node) {
            Tag::Link => found.feeds.extend(feed_url(tree, node, base)),
            Tag::A => found.links.extend(page_link(tree, node, base, source)),
            _ => {}
        }
    }
    Ok(found)
}

/// The address of the feed that a `<link>` names.
fn feed_url(tree: &Tree, node: NodeId, base: &Url) -> Option<Url> {
    let is_alternate = tree
        .attr(node, &local_name!("rel"))?
        .split_ascii_whitespace()
        .any(|rel| rel.eq_ignore_ascii_case("alternate"));
    let kind = tree
        .attr(node, &local_name!("type"))?
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let address = tree.attr(node, &local_name!("href"))?;
    let url =
        base.join(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    (is_alternate && FEED_TYPES.contains(&kind.as_str())).then_some(url)
}

/// The link of an `<a>` to another page of the same host.
fn page_link(tree: &Tree, node: NodeId, base: &Url, source: &Url) -> Option<Link> {
    let link = Link::new(tree.attr(node, &local_name!("href"))?, base, source)?;
    let path = link.url.path().to_ascii_lowercase();
    let is_file = FILE_EXTENSIONS.iter().any(|extension| path.ends_with(extension));
    let is_itself = link.url[..url::Position::AfterQuery] == source[..url::Position::AfterQuery];
    let is_wanted =
        site_host(&link.url) == site_host(source) && !is_file && !is_itself && path != "/";
    is_wanted.then(|| link.with_title(&tree.inner_text(node)))
}

/// The host without `www.`, and the port. Pages of one site have the same ones.
fn site_host(url: &Url) -> (&str, Option<u16>) {
    let host = url.host_str().unwrap_or_default();
    (host.strip_prefix("www.").unwrap_or(host), url.port())
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::page_links;
    use crate::page::Page;

    #[test]
    fn a_page_names_its_feeds_and_links_to_its_own_host() {
        let source = Url::parse("https://news.example/").expect("a URL");
        let page = Page::from_html(
            "<base href=/en/>\
             <link rel='alternate home' type='application/rss+xml; charset=utf-8' href=feed>\
             <link rel=alternate type=application/json href=wp-json>\
             <link rel=alternate hreflang=de href=/de>\
             <a href=rain#top><b>Rain</b>  all day</a><a href=https://www.news.example/snow></a>\
             <a href=https://other.example/x>x</a>\
             <a href=a.PDF>a</a><a href=mailto:a@b.example>a</a><a href=/>Home</a>\
             <a href=https://u:p@news.example/y>y</a>",
        );
        let page = page.with_url(source.as_str()).expect("a URL");
        let found = page_links(&page, &source).expect("a page");
        assert_eq!(
            found.feeds.iter().map(Url::as_str).collect::<Vec<_>>(),
            ["https://news.example/en/feed"]
        );
        let links: Vec<_> =
            found.links.iter().map(|l| (l.url.as_str(), l.title.as_deref())).collect();
        assert_eq!(
            links,
            [
                ("https://news.example/en/rain", Some("Rain all day")),
                ("https://www.news.example/snow", None)
            ]
        );
    }
}
