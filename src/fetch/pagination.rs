//! Finds the next page of an article: by `rel=next` and by the site rule.
//!
//! Blogs also use `rel=next` for the next post. The addresses of two pages of one article differ by
//! the page number and little else, so only such an address is followed. An address from a site
//! rule is always followed, because the author of the rule has seen the site. No link leads to
//! another host.

use html5ever::local_name;
use url::{Position, Url};

use crate::decode::decode;
use crate::options::Options;
use crate::page::Page;
use crate::parse::arena::ROOT;
use crate::parse::tag::Tag;
use crate::parse::{apply_site_rule, parse};
use crate::site_rules::{Key, SiteRules};

/// The highest page number. Larger numbers are those of articles.
const MAX_PAGE_NUMBER: u32 = 200;
/// The most letters around the page number that may differ too: `?page=2`, `/seite/2`.
const MAX_LETTERS: usize = 10;

/// The pagination links of a page, on its own host.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PaginationLinks {
    /// A page with the whole article.
    pub(super) single_page: Option<Url>,
    /// The next page of the article.
    pub(super) next: Option<Url>,
}

/// Finds the pagination links of a page.
pub(super) fn pagination_links(page: &Page, rules: Option<&SiteRules>) -> PaginationLinks {
    let options = Options::default();
    let (Some(from), Ok(decoded)) = (page.url.as_ref(), decode(page, &options)) else {
        return PaginationLinks::default();
    };
    let document = parse(decoded.text, Some(from), &options);
    // A rule with an error is ignored here; it is reported when the page is extracted.
    let rule_links = rules
        .and_then(|rules| apply_site_rule(&document, Some(from), rules).ok().flatten())
        .map(|ruled| ruled.links)
        .unwrap_or_default();
    let from_rule = |key: Key| {
        let found =
            rule_links.iter().filter(|(name, _)| *name == key.name()).flat_map(|(_, urls)| urls);
        let mut found = found.filter_map(|url| without_fragment(Url::parse(url).ok()?));
        found.find(|url| url != from && url.origin() == from.origin())
    };
    let (tree, base) = (&document.tree, document.base.as_ref().unwrap_or(from));
    let rel_next = tree
        .descendants(ROOT)
        .filter(|&node| matches!(tree.tag(node), Tag::Link | Tag::A))
        .filter_map(|node| {
            let is_next = tree
                .attr(node, &local_name!("rel"))?
                .split_ascii_whitespace()
                .any(|rel| rel.eq_ignore_ascii_case("next"));
            without_fragment(
                base.join(tree.attr(node, &local_name!("href"))?.trim())
                    .ok()
                    .filter(|_| is_next)?,
            )
        });
    let mut rel_next =
        rel_next.filter(|url| url.origin() == from.origin() && is_next_page(from, url));
    PaginationLinks {
        single_page: from_rule(Key::SinglePageLink),
        next: from_rule(Key::NextPageLink).or_else(|| rel_next.next()),
    }
}

fn without_fragment(mut url: Url) -> Option<Url> {
    url.set_fragment(None);
    Some(url)
}

/// Whether `next` is the address of the page after `from`.
fn is_next_page(from: &Url, next: &Url) -> bool {
    let text = |url: &Url| {
        url[Position::BeforePath..Position::AfterQuery].trim_end_matches('/').as_bytes().to_vec()
    };
    let (from, next) = (text(from), text(next));
    let prefix = from.iter().zip(&next).take_while(|(a, b)| a == b).count();
    let suffix = from[prefix..]
        .iter()
        .rev()
        .zip(next[prefix..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    // Digits at the edges of the common part belong to the page number: 19 and 20, 1 and 11.
    let digits =
        |bytes: &mut dyn Iterator<Item = &u8>| bytes.take_while(|b| b.is_ascii_digit()).count();
    let prefix = prefix - digits(&mut next[..prefix].iter().rev());
    let suffix = suffix - digits(&mut next[next.len() - suffix..].iter());
    let (old, new) = (&from[prefix..from.len() - suffix], &next[prefix..next.len() - suffix]);
    match page_number(new) {
        Some(2) => old.is_empty() || page_number(old).is_some_and(|n| n <= 1),
        Some(n) => page_number(old).is_some_and(|before| before + 1 == n),
        None => false,
    }
}

/// The page number in the differing part of an address; `None` if there is much else in it.
fn page_number(difference: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(difference).ok()?;
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let number = numbers.next()?.parse().ok().filter(|n| *n <= MAX_PAGE_NUMBER)?;
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    (numbers.next().is_none() && letters <= MAX_LETTERS).then_some(number)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{is_next_page, pagination_links};
    use crate::page::Page;
    use crate::site_rules::SiteRules;

    #[track_caller]
    fn check(from: &str, next: &str, expected: bool) {
        let url = |path: &str| {
            Url::parse("https://news.example/").expect("a URL").join(path).expect("a URL")
        };
        assert_eq!(is_next_page(&url(from), &url(next)), expected, "{from} {next}");
    }

    #[test]
    fn a_next_page_differs_by_its_number() {
        for (from, next) in [
            ("/rain", "/rain?page=2"),
            ("/rain/", "/rain/2/"),
            ("/rain.html", "/rain-2.html"),
            ("/rain?page=9", "/rain?page=10"),
            ("/rain?page=19&x=1", "/rain?page=20&x=1"),
            ("/rain/seite/2", "/rain/seite/3"),
            ("/rain?p=1", "/rain?p=2"),
            ("/rain,1,x.html", "/rain,2,x.html"),
        ] {
            check(from, next, true);
        }
    }

    #[test]
    fn another_story_is_not_a_next_page() {
        for (from, next) in [
            ("/2024/rain", "/2024/snow"),
            ("/rain-1234", "/rain-1235"),
            ("/rain?page=2", "/rain?page=4"),
            ("/rain?page=3", "/rain?page=2"),
            ("/rain", "/rain"),
            ("/rain", "/rain/comments"),
            ("/rain", "/rain-and-much-more-of-it-2"),
        ] {
            check(from, next, false);
        }
    }

    #[test]
    fn both_kinds_of_links_stay_on_their_own_host() {
        let next = |html: &str| {
            let page = Page::from_html(html).with_url("https://news.example/rain").expect("a URL");
            pagination_links(&page, None)
                .next
                .map(|url| url[url::Position::BeforePath..].to_owned())
        };
        assert_eq!(
            next("<link rel='prefetch NEXT' href='?page=2#top'>").as_deref(),
            Some("/rain?page=2")
        );
        assert_eq!(next("<p><a rel=next href=/rain/2>More</a>").as_deref(), Some("/rain/2"));
        assert_eq!(
            next("<link rel=next href=/snow><a rel=next href=/rain/2>2</a>").as_deref(),
            Some("/rain/2")
        );
        assert_eq!(next("<a rel=next href=https://other.example/rain?page=2>2</a>"), None);
        assert_eq!(next("<a href=/rain?page=2>2</a>"), None);
    }

    #[test]
    fn a_site_rule_takes_precedence_over_rel_next() {
        let mut rules = SiteRules::default();
        rules.add(
            "news.example.txt",
            "next_page_link: //a[.='On']/@href\nsingle_page_link: //a[@class='all']\n",
        );
        let found = |html: &str| {
            let page = Page::from_html(html).with_url("https://news.example/rain").expect("a URL");
            let links = pagination_links(&page, Some(&rules));
            [links.single_page, links.next]
                .map(|url| url.map(|url| url[url::Position::BeforePath..].to_owned()))
        };
        let some = |path: &str| Some(path.to_owned());
        let next = "<link rel=next href=?page=2>";
        assert_eq!(
            found(&format!("{next}<a href=/part-two#top>On</a>")),
            [None, some("/part-two")]
        );
        assert_eq!(
            found(&format!("{next}<a class=all href=?print>All</a>")),
            [some("/rain?print"), some("/rain?page=2")]
        );
        assert_eq!(
            found(&format!("{next}<a href=//other.example/2>On</a><a class=all href=/rain#x>")),
            [None, some("/rain?page=2")]
        );
    }
}
