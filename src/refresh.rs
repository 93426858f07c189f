//! Finds the target of a page that is only a redirect written in HTML.

use html5ever::local_name;

use crate::decode::decode;
use crate::options::Options;
use crate::page::Page;
use crate::parse::arena::ROOT;
use crate::parse::meta_refresh::refresh_address;
use crate::parse::parse;
use crate::parse::tag::Tag;
use crate::text::count_words;

/// Bytes of the largest page that may be only a redirect; a larger one has a story or a layout.
const MAX_BYTES: usize = 32 << 10;
/// The most words beside the redirect: "You will be forwarded in a moment. If not, click here."
const MAX_WORDS: u32 = 40;

/// The address to which a page leads that holds nothing but a `<meta http-equiv=refresh>`:
/// absolute, or as it is written where the page has no address. `None` for every other page, and
/// for one that leads to itself.
#[must_use]
pub fn refresh_target(page: &Page) -> Option<String> {
    if page.bytes.len() > MAX_BYTES || !mentions_refresh(&page.bytes) {
        return None;
    }
    let options = Options::default();
    let decoded = decode(page, &options).ok()?;
    let document = parse(decoded.text, page.url.as_ref(), &options);
    let tree = &document.tree;
    let (mut target, mut words) = (None, 0);
    let mut at = tree.after(ROOT, ROOT, true);
    while let Some(node) = at {
        let tag = tree.tag(node);
        if tag == Tag::Meta && target.is_none() {
            let is_refresh = tree
                .attr(node, &local_name!("http-equiv"))
                .is_some_and(|name| name.trim().eq_ignore_ascii_case("refresh"));
            let content = tree.attr(node, &local_name!("content")).filter(|_| is_refresh);
            target = content.and_then(refresh_address);
        }
        let is_shown = !matches!(tag, Tag::Script | Tag::Style | Tag::Title);
        words += if is_shown { count_words(tree.text_of(node)) } else { 0 };
        at = tree.after(node, ROOT, is_shown);
    }
    let target = target.filter(|_| words <= MAX_WORDS)?;
    let Some(base) = document.base.as_ref().or(page.url.as_ref()) else {
        return Some(target.to_owned());
    };
    let url = base.join(target).ok()?;
    let is_http = matches!(url.scheme(), "http" | "https");
    (is_http && page.url.as_ref() != Some(&url)).then(|| url.into())
}

/// Whether the word occurs at all, so that most short pages are not parsed. UTF-16 is not searched.
fn mentions_refresh(bytes: &[u8]) -> bool {
    memchr::memchr2_iter(b'r', b'R', bytes).any(|at| {
        bytes
            .get(at..at + b"refresh".len())
            .is_some_and(|word| word.eq_ignore_ascii_case(b"refresh"))
    })
}

#[cfg(test)]
mod tests {
    use super::refresh_target;
    use crate::page::Page;

    #[track_caller]
    fn check(html: &str, expected: Option<&str>) {
        let page = Page::from_html(html).with_url("https://mill.example/old").expect("an address");
        assert_eq!(refresh_target(&page).as_deref(), expected, "{html}");
    }

    #[test]
    fn the_target_is_read_in_every_notation() {
        let target = Some("https://mill.example/new");
        for content in [
            "0;url=/new",
            "0; URL='/new'",
            "3, url = &quot;https://mill.example/new&quot;",
            "0.5;/new",
            ";url=new",
            "0;url=/new ",
        ] {
            check(&format!("<meta http-equiv=\"refresh\" content=\"{content}\">"), target);
        }
        check(
            "<META CONTENT='0;url=/new' HTTP-EQUIV=Refresh><p>Click <a href=/new>here</a>.",
            target,
        );
        check("<noscript><meta http-equiv=refresh content='0;url=/new'></noscript>", target);
    }

    #[test]
    fn other_pages_lead_nowhere() {
        let refresh = "<meta http-equiv=refresh content='0;url=/new'>";
        check(&format!("{refresh}<p>{}", "The miller waits for rain. ".repeat(20)), None);
        // A story in a script without spaces has words too.
        check(&format!("{refresh}<p>{}", "磨坊主在等雨。".repeat(20)), None);
        check(&format!("{refresh}<p>{}", "ช่างสีข้าวกำลังรอฝน ".repeat(20)), None);
        check("<meta http-equiv=refresh content='300;url=/new'>", None);
        check("<meta http-equiv=refresh content='0'>", None);
        check("<meta http-equiv=refresh content='0;url=/old'>", None);
        check("<meta http-equiv=refresh content='0;url=javascript:alert(1)'>", None);
        check("<meta name=refresh content='0;url=/new'><p>Refresh.", None);
        check("", None);
    }

    #[test]
    fn a_page_without_an_address_names_its_target_as_written() {
        let page = Page::from_html("<meta http-equiv=refresh content='0;url=/new'>");
        assert_eq!(refresh_target(&page).as_deref(), Some("/new"));
    }
}
