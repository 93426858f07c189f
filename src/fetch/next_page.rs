//! Where an article goes on: what its page names with `rel=next`, and what the rule for its site says.
//!
//! Blogs name the next post with `rel=next` too. A page of the same article differs from it by the number of the page and by little else,
//! so only such an address is followed. A rule is written for one site by somebody who has seen it, and is believed. Neither leads to
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

/// The highest number that is one of a page. Numbers of stories are larger.
const MAX_NUMBER: u32 = 200;
/// Letters around the number of a page that may differ too: `?page=2`, `/seite/2`.
const MAX_LETTERS: usize = 10;

/// The addresses that a page leads to, on its own host.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Leads {
    /// The whole article on one page.
    pub(super) whole: Option<Url>,
    /// The next of its pages.
    pub(super) next: Option<Url>,
}

/// Where the article of a page goes on.
pub(super) fn leads(page: &Page, rules: Option<&SiteRules>) -> Leads {
    let options = Options::default();
    let (Some(from), Ok(decoded)) = (page.url.as_ref(), decode(page, &options)) else {
        return Leads::default();
    };
    let document = parse(decoded.text, Some(from), &options);
    // A rule that cannot be used fails the page when it is extracted.
    let links = rules
        .and_then(|rules| apply_site_rule(&document, Some(from), rules).ok().flatten())
        .map(|ruled| ruled.links)
        .unwrap_or_default();
    let of_rule = |key: Key| {
        let found = links.iter().filter(|(name, _)| *name == key.name()).flat_map(|(_, urls)| urls);
        let mut found = found.filter_map(|url| without_fragment(Url::parse(url).ok()?));
        found.find(|url| url != from && url.origin() == from.origin())
    };
    let (tree, base) = (&document.tree, document.base.as_ref().unwrap_or(from));
    let named = tree
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
    let mut named = named.filter(|url| url.origin() == from.origin() && is_next_of(from, url));
    Leads {
        whole: of_rule(Key::SinglePageLink),
        next: of_rule(Key::NextPageLink).or_else(|| named.next()),
    }
}

fn without_fragment(mut url: Url) -> Option<Url> {
    url.set_fragment(None);
    Some(url)
}

/// Whether the second address is that of the page after the first.
fn is_next_of(from: &Url, next: &Url) -> bool {
    let text = |url: &Url| {
        url[Position::BeforePath..Position::AfterQuery].trim_end_matches('/').as_bytes().to_vec()
    };
    let (from, next) = (text(from), text(next));
    let front = from.iter().zip(&next).take_while(|(a, b)| a == b).count();
    let back = from[front..]
        .iter()
        .rev()
        .zip(next[front..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    // Digits that both have at the edges belong to the number: 19 and 20, 1 and 11.
    let digits =
        |bytes: &mut dyn Iterator<Item = &u8>| bytes.take_while(|b| b.is_ascii_digit()).count();
    let front = front - digits(&mut next[..front].iter().rev());
    let back = back - digits(&mut next[next.len() - back..].iter());
    let (old, new) = (&from[front..from.len() - back], &next[front..next.len() - back]);
    match number(new) {
        Some(2) => old.is_empty() || number(old).is_some_and(|n| n <= 1),
        Some(n) => number(old).is_some_and(|before| before + 1 == n),
        None => false,
    }
}

/// The number in a difference of two addresses, when it is the number of a page and hardly anything else.
fn number(difference: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(difference).ok()?;
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let number = numbers.next()?.parse().ok().filter(|n| *n <= MAX_NUMBER)?;
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    (numbers.next().is_none() && letters <= MAX_LETTERS).then_some(number)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{is_next_of, leads};
    use crate::page::Page;
    use crate::site_rules::SiteRules;

    #[track_caller]
    fn check(from: &str, next: &str, expected: bool) {
        let url = |path: &str| {
            Url::parse("https://news.example/").expect("a URL").join(path).expect("a URL")
        };
        assert_eq!(is_next_of(&url(from), &url(next)), expected, "{from} {next}");
    }

    #[test]
    fn pages_of_an_article_differ_by_their_number() {
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
    fn another_story_is_no_next_page() {
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
    fn links_of_either_kind_are_followed_on_their_own_host_only() {
        let next = |html: &str| {
            let page = Page::from_html(html).with_url("https://news.example/rain").expect("a URL");
            leads(&page, None).next.map(|url| url[url::Position::BeforePath..].to_owned())
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
    fn the_rule_of_a_site_goes_before_what_its_page_names() {
        let mut rules = SiteRules::default();
        rules.add(
            "news.example.txt",
            "next_page_link: //a[.='On']/@href\nsingle_page_link: //a[@class='all']\n",
        );
        let found = |html: &str| {
            let page = Page::from_html(html).with_url("https://news.example/rain").expect("a URL");
            let leads = leads(&page, Some(&rules));
            [leads.whole, leads.next]
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
