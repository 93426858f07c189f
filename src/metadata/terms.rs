//! The publisher, the licence, and the terms of use for machines.

use url::Url;

use super::candidate::{Candidates, Field};
use super::values::{absolute, short_value};
use crate::article::{Source, Sourced};

/// The most bytes of a name or of a single signal.
const MAX_NAME: usize = 200;
/// The most bytes of an address.
const MAX_ADDRESS: usize = 2_000;
/// The most signals kept; real pages have fewer than ten.
const MAX_RIGHTS: usize = 50;

/// The name of a publisher. `article:publisher` mostly holds the address of a page on Facebook, and
/// other fields a handle or a number.
pub(super) fn publisher(text: &str) -> Option<String> {
    let is_address = text.contains("://")
        || text.starts_with("www.")
        || (text.contains('/') && !text.contains(' '));
    let is_name =
        !is_address && !text.starts_with(['@', '#']) && text.contains(char::is_alphabetic);
    short_value(text, MAX_NAME).filter(|_| is_name)
}

/// Whether `address` is an absolute web address of usual length.
pub(super) fn is_web_address(address: &str) -> bool {
    address.len() <= MAX_ADDRESS
        && (address.starts_with("https://") || address.starts_with("http://"))
}

/// The licence: an address, or in JSON-LD also a name such as "CC BY 4.0".
pub(super) fn license(candidates: &Candidates, base: Option<&Url>) -> Option<Sourced<String>> {
    candidates.of(Field::License).into_iter().find_map(|c| {
        let text = c.value.trim();
        let is_address =
            text.starts_with("http:") || text.starts_with("https:") || text.starts_with('/');
        let value = match c.source {
            Source::JsonLd(_) if !is_address => {
                short_value(text, MAX_NAME).filter(|t| !t.contains(':') || t.contains(' '))
            }
            _ => absolute(text, base).filter(|a| a.len() <= MAX_ADDRESS),
        };
        Some(Sourced::new(value?, c.source.clone()))
    })
}

/// The terms of use for machines from the page and its server, each as `source: value`, without
/// repeats.
pub(super) fn rights(candidates: &Candidates, header: Option<&str>) -> Vec<Sourced<String>> {
    let mut found: Vec<Sourced<String>> = Vec::new();
    let mut add = |name: &str, value: &str, source: &Source| {
        let value = value.trim();
        let signal = format!("{name}: {value}");
        let is_new =
            !value.is_empty() && value.len() <= MAX_NAME && found.iter().all(|f| f.value != signal);
        if is_new && found.len() < MAX_RIGHTS {
            found.push(Sourced::new(signal, source.clone()));
        }
    };
    for candidate in candidates.of(Field::Rights) {
        let Source::Meta(name) = &candidate.source else { continue };
        let name = name.to_ascii_lowercase();
        if name.starts_with("tdm") {
            add(&name, &candidate.value, &candidate.source);
        } else {
            // One value often lists several words.
            candidate
                .value
                .to_ascii_lowercase()
                .split([',', ';'])
                .for_each(|word| add(&name, word, &candidate.source));
        }
    }
    let sent = super::plain::plain(super::plain::clip(header.unwrap_or_default(), 10 * MAX_NAME))
        .to_ascii_lowercase();
    sent.split(',').for_each(|word| add("x-robots-tag", word, &Source::Header("x-robots-tag")));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Metadata;
    use crate::options::Options;
    use crate::page::Page;

    fn fields(html: &str) -> Metadata {
        let mut page =
            Page::from_html(html).with_url("https://news.example/rain").expect("an address");
        page.headers.x_robots_tag = Some("noai, googlebot: NoIndex".to_owned());
        super::super::read(
            &crate::parse::parse(html, page.url.as_ref(), &Options::default()),
            &page,
        )
        .metadata
    }

    #[track_caller]
    fn check(found: &Option<Sourced<String>>, expected: Option<&str>) {
        assert_eq!(found.as_ref().map(|f| f.value.as_str()), expected);
    }

    #[test]
    fn a_publisher_is_a_name() {
        for (text, expected) in [
            ("Valley Press", true),
            ("Sud/Nord Verlag", true),
            ("https://www.facebook.com/valley", false),
            ("facebook.com/valley", false),
            ("@valley", false),
            ("1234567", false),
            ("", false),
        ] {
            assert_eq!(publisher(text).is_some(), expected, "{text}");
        }
        let meta = "<meta property=article:publisher content=https://facebook.com/valley><meta name=citation_publisher content='Valley Press'>";
        check(&fields(meta).publisher, Some("Valley Press"));
    }

    #[test]
    fn the_licence_of_the_page_is_read() {
        check(
            &fields("<link rel=license href=/terms>").license,
            Some("https://news.example/terms"),
        );
        check(
            &fields("<h1>Rain</h1><p>Text <a rel='license noopener' href=//cc.example/by>CC</a>")
                .license,
            Some("https://cc.example/by"),
        );
        check(
            &fields("<figure><img><figcaption><a rel=license href=//cc.example/by>CC</a></figure>")
                .license,
            None,
        );
        check(&fields("<a rel=license href='javascript:alert(1)'>CC</a>").license, None);
        let data = |license: &str| {
            fields(&format!(r#"<script type=application/ld+json>{{"@type":"Article","license":{license}}}</script>"#)).license
        };
        check(&data(r#""CC BY 4.0""#), Some("CC BY 4.0"));
        check(&data(r#"{"url":"/by"}"#), Some("https://news.example/by"));
        check(&data(r#""javascript:alert(1)""#), None);
        check(&fields("<p>Rain").license, None);
    }

    #[test]
    fn rights_are_listed_as_stated() {
        let html = "<meta name=robots content='NoIndex,noai, noai'><meta name=tdm-reservation content=1>\
            <meta name=TDM-Policy content=https://news.example/Policy.json><meta name=robots content=' , '>";
        let found: Vec<String> = fields(html).rights.into_iter().map(|r| r.value).collect();
        let expected = [
            "robots: noindex",
            "robots: noai",
            "tdm-reservation: 1",
            "tdm-policy: https://news.example/Policy.json",
            "x-robots-tag: noai",
            "x-robots-tag: googlebot: noindex",
        ];
        assert_eq!(found, expected);
        let many: String =
            (0..1_000).map(|n| format!("<meta name=robots content=a{n},b{n}>")).collect();
        assert_eq!(fields(&many).rights.len(), MAX_RIGHTS);
    }

    #[test]
    fn other_versions_of_a_page_are_addresses() {
        let found = fields(
            "<html dir=LTR><link rel=amphtml href=/amp/rain><meta property=og:video content=data:x>\
            <meta name=twitter:player content=https://v.example/1><body dir=rtl>",
        );
        check(&found.amp_url, Some("https://news.example/amp/rain"));
        check(&found.video, Some("https://v.example/1"));
        check(&found.direction, Some("rtl"));
        let found = fields(
            "<html dir=auto><link rel=amphtml href='javascript:x'><meta property=og:video content=' '>",
        );
        assert_eq!((found.amp_url, found.video, found.direction), (None, None, None));
    }

    #[test]
    fn another_headline_has_other_words() {
        let page = |shared: &str| {
            fields(&format!(
                "<title>Rain closes the bridge</title><meta property=og:title content='{shared}'>\
            <h1>Rain closes the bridge</h1><p>It rained."
            ))
        };
        check(
            &page("What the mayor says of the flood | News").alternative_headline,
            Some("What the mayor says of the flood"),
        );
        for same in [
            "Rain closes the bridge",
            "RAIN closes the bridge!",
            "Rain closes the…",
            "Rain closes the bridge - Valley",
            "",
        ] {
            check(&page(same).alternative_headline, None);
        }
        let data = r#"<script type=application/ld+json>{"@type":"Article","headline":"Rain","alternativeHeadline":"<b>Water</b> rises"}</script>"#;
        check(&fields(data).alternative_headline, Some("Water rises"));
    }
}
