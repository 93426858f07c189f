//! The declared language of a page.

use super::candidate::{Candidates, Field};
use super::locale::Locale;
use crate::article::{Source, Sourced};

/// Top-level domains of English-speaking countries that write the day first.
const DAY_FIRST: [&str; 17] = [
    "uk", "au", "nz", "ie", "in", "za", "sg", "my", "ng", "ke", "gh", "pk", "bd", "lk", "hk", "mt",
    "eu",
];
/// Countries that write the month first.
const MONTH_FIRST: [&str; 2] = ["US", "PH"];

/// The declared language. The `<html>` element comes first: browsers and screen readers act on it.
pub(super) fn decide(
    html_lang: Option<&str>,
    header: Option<&str>,
    found: &Candidates,
) -> Option<Sourced<String>> {
    let of_html =
        html_lang.and_then(tag).map(|t| Sourced::new(t, Source::Element("html[lang]".into())));
    let of_header =
        || header.and_then(tag).map(|t| Sourced::new(t, Source::Header("content-language")));
    of_html.or_else(|| found.first(Field::Language, tag)).or_else(of_header)
}

/// `en_US.UTF-8` becomes `en-US`; `None` if the text is not a language tag, such as an unfilled
/// template.
fn tag(text: &str) -> Option<String> {
    let text = text.trim().split(['.', '@', ';', ',']).next()?.trim();
    let mut parts = text.split(['-', '_']);
    let language = parts
        .next()
        .filter(|l| (2..=3).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_alphabetic()))?;
    let mut tag = language.to_ascii_lowercase();
    for part in parts {
        let is_part =
            (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if !is_part {
            break;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 => {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

/// How to read numbers in dates on a page with this language and host.
pub(super) fn locale(language: Option<&str>, host: Option<&str>) -> Locale {
    let mut parts = language.unwrap_or_default().split('-');
    let lang = parts.next().unwrap_or_default().to_owned();
    let region = parts.find(|p| p.len() == 2).unwrap_or_default();
    let top = host.and_then(|h| h.rsplit('.').next()).unwrap_or_default();
    let is_english = lang.is_empty() || lang == "en";
    // Templates say `en-US` everywhere, so the top-level domain of a country outweighs them.
    let by_host = !DAY_FIRST.contains(&top);
    let by_region = region.is_empty() || MONTH_FIRST.contains(&region);
    Locale { lang, month_first: is_english && by_host && by_region }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(tag(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn tags_are_tidied() {
        check("en_US", Some("en-US"));
        check("de", Some("de"));
        check("zh-hant-tw", Some("zh-Hant-TW"));
        check("PT-br.UTF-8", Some("pt-BR"));
        check("en, fr", Some("en"));
        check("{{lang}}", None);
        check("english", None);
        check("", None);
    }
}
