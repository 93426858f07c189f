//! The next page of an article, where a page names one with `rel=next`.
//!
//! Blogs name the next post in the same way. A page of the same article differs from it by the number of the page and by little else, so
//! only such an address is followed.

use html5ever::local_name;
use url::{Position, Url};

use crate::decode::decode;
use crate::options::Options;
use crate::page::Page;
use crate::parse::arena::ROOT;
use crate::parse::parse;
use crate::parse::tag::Tag;

/// The highest number that is one of a page. Numbers of stories are larger.
const MAX_NUMBER: u32 = 200;
/// Letters around the number of a page that may differ too: `?page=2`, `/seite/2`.
const MAX_LETTERS: usize = 10;

/// The address of the next page, on the same host.
pub(super) fn next_page(page: &Page) -> Option<Url> {
    let from = page.url.as_ref()?;
    let options = Options::default();
    let decoded = decode(page, &options).ok()?;
    let document = parse(&decoded.text, Some(from), &options);
    let (tree, base) = (&document.tree, document.base.as_ref().unwrap_or(from));
    let named = tree.descendants(ROOT).filter(|&node| matches!(tree.tag(node), Tag::Link | Tag::A)).filter_map(|node| {
        let is_next = tree.attr(node, &local_name!("rel"))?.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("next"));
        let mut url = base.join(tree.attr(node, &local_name!("href"))?.trim()).ok().filter(|_| is_next)?;
        url.set_fragment(None);
        Some(url)
    });
    let mut named = named.filter(|url| url.origin() == from.origin() && is_next_of(from, url));
    named.next()
}

/// Whether the second address is that of the page after the first.
fn is_next_of(from: &Url, next: &Url) -> bool {
    let text = |url: &Url| url[Position::BeforePath..Position::AfterQuery].trim_end_matches('/').as_bytes().to_vec();
    let (from, next) = (text(from), text(next));
    let front = from.iter().zip(&next).take_while(|(a, b)| a == b).count();
    let back = from[front..].iter().rev().zip(next[front..].iter().rev()).take_while(|(a, b)| a == b).count();
    // Digits that both have at the edges belong to the number: 19 and 20, 1 and 11.
    let digits = |bytes: &mut dyn Iterator<Item = &u8>| bytes.take_while(|b| b.is_ascii_digit()).count();
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

    use super::{is_next_of, next_page};
    use crate::page::Page;

    #[track_caller]
    fn check(from: &str, next: &str, expected: bool) {
        let url = |path: &str| Url::parse("https://news.example/").expect("a URL").join(path).expect("a URL");
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
            next_page(&page).map(|url| url[url::Position::BeforePath..].to_owned())
        };
        assert_eq!(next("<link rel='prefetch NEXT' href='?page=2#top'>").as_deref(), Some("/rain?page=2"));
        assert_eq!(next("<p><a rel=next href=/rain/2>More</a>").as_deref(), Some("/rain/2"));
        assert_eq!(next("<link rel=next href=/snow><a rel=next href=/rain/2>2</a>").as_deref(), Some("/rain/2"));
        assert_eq!(next("<a rel=next href=https://other.example/rain?page=2>2</a>"), None);
        assert_eq!(next("<a href=/rain?page=2>2</a>"), None);
    }
}
