//! The headline, without the name of the site.

use super::candidate::{Candidate, Field};
use super::focus::Focus;
use super::gather::Found;
use super::plain::plain;
use crate::article::{Source, Sourced};

/// What stands between a headline and the name of a site.
const SEPARATORS: [&str; 21] = [
    " | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " / ", " ~ ", " │ ", " ｜ ", "｜", " ㅣ ", " ∣ ", " ‹ ", " › ", " < ",
    " > ", ": ",
];
/// Longest title, in bytes; a longer one is a text.
const LONGEST: usize = 600;

// What speaks for a title, in points: one order over all its sources.

/// The first-level heading that says what the page says of itself.
const AGREED: i32 = 120;
/// The only first-level heading, over running text.
const ALONE: i32 = 110;
/// A stated title of the best rank, and a step of rank.
const STATED: i32 = 100;
const PER_RANK: i32 = 2;
/// Any other heading that was taken for the headline.
const HEADING: i32 = 20;
/// `<title>`.
const DOCUMENT: i32 = 10;

/// Chooses the title: the one with most points. `names` are what the site calls itself.
pub(super) fn decide(found: &Found, focus: &Focus, names: &[String]) -> Option<Sourced<String>> {
    titles(found, focus, names).next().map(|(title, _)| title)
}

/// The titles that the page gives, most points first.
pub(super) fn titles<'e>(found: &'e Found, focus: &'e Focus, names: &'e [String]) -> impl Iterator<Item = (Sourced<String>, i32)> + 'e {
    let printed = focus.printed.as_deref();
    let tidy = move |text: &str| {
        let text = plain(text);
        if text.len() > LONGEST || is_name(&text, names) {
            return None;
        }
        Some(without_site(&text, names, printed)).filter(|t| !t.is_empty())
    };
    let points = |rank: u8| STATED - PER_RANK * i32::from(rank);
    let of_candidate = move |c: &Candidate| Some((Sourced::new(tidy(&c.value)?, c.source.clone()), points(c.rank)));
    let stated = found.candidates.of(Field::Title);
    let heading = printed.map(|p| Sourced::new(plain(p), Source::Element("h1".into())));
    // Of a headline with and without its kicker, the one without.
    let agreed = heading.clone().filter(|_| focus.agrees).map(|h| match stated.iter().find_map(|c| of_candidate(c)) {
        Some((s, _)) if key(&h.value).ends_with(&key(&s.value)) && s.value.split_whitespace().count() > 2 => (s, AGREED),
        _ => (h, AGREED),
    });
    let alone = heading.clone().filter(|_| focus.alone && !focus.agrees).map(|h| (h, ALONE));
    let printed = agreed.or(alone);
    let other = heading.filter(|_| printed.is_none()).map(|h| (h, HEADING));
    let of_title = move || found.title.as_deref().and_then(tidy).map(|t| (Sourced::new(t, Source::Element("title".into())), DOCUMENT));
    let stated = stated.into_iter().filter_map(of_candidate);
    printed.into_iter().chain(stated).chain(other).chain(std::iter::once_with(of_title).flatten())
}

/// Another headline that the page gives: one that neither contains the title nor is a part of it, whatever the case and punctuation.
pub(super) fn alternative(found: &Found, title: &str, names: &[String]) -> Option<Sourced<String>> {
    let differs = |text: &str| {
        let text = without_site(text, names, Some(title));
        let (one, other) = (key(&text), key(title));
        (text.len() <= LONGEST && !is_name(&text, names) && !one.contains(&other) && !other.contains(&one)).then_some(text)
    };
    let is_shared = |c: &&&Candidate| matches!(&c.source, Source::Meta(name) if name.eq_ignore_ascii_case("og:title"));
    let shared = || {
        let titles = found.candidates.of(Field::Title);
        titles.iter().filter(is_shared).find_map(|c| Some(Sourced::new(differs(&c.value)?, c.source.clone())))
    };
    found.candidates.first(Field::AlternativeTitle, differs).or_else(shared)
}

/// The names of the site in letters and digits only, from what it calls itself and from its host.
pub(super) fn site_names(found: &Found, host: Option<&str>) -> Vec<String> {
    let mut names: Vec<String> = found.candidates.of(Field::SiteName).iter().map(|c| key(&c.value)).collect();
    if let Some(host) = host {
        let host = host.strip_prefix("www.").unwrap_or(host);
        names.push(key(host));
        // The label before the top-level domain, or before `co.uk`.
        let labels: Vec<&str> = host.split('.').collect();
        names.extend(labels.iter().rev().skip(1).find(|l| l.len() > 3).map(|l| key(l)));
    }
    names.retain(|n| !n.is_empty());
    names
}

/// Letters and digits in lower case.
pub(super) fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && c != 'ʼ' {
            // Folding makes the letter-like apostrophe one of many.
            out.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
        }
    }
    out
}

/// Whether `text` is a name of the site: the same letters, or the name with a short addition such as "News".
pub(super) fn is_name(text: &str, names: &[String]) -> bool {
    let key = key(text);
    let close = |n: &String| n.chars().count() > 3 && key.starts_with(n.as_str()) && key.chars().count() <= n.chars().count() + 8;
    !key.is_empty() && names.iter().any(|n| *n == key || close(n) && text.split_whitespace().count() <= 5)
}

/// Cuts the name of the site off either end, as often as there is evidence for it.
fn without_site(text: &str, names: &[String], printed: Option<&str>) -> String {
    let mut text = text.trim();
    for _ in 0..4 {
        let Some(shorter) = SEPARATORS.iter().find_map(|s| cut(text, s, names, printed)) else { break };
        text = shorter.trim();
    }
    text.to_owned()
}

fn cut<'t>(text: &'t str, separator: &str, names: &[String], printed: Option<&str>) -> Option<&'t str> {
    let same = |part: &str| printed.is_some_and(|p| key(p) == key(part));
    // The printed headline may contain the separator itself.
    if same(text) {
        return None;
    }
    if let Some((head, tail)) = text.rsplit_once(separator)
        && !head.trim().is_empty()
        && (is_name(tail, names) || same(head))
    {
        return Some(head);
    }
    let (head, tail) = text.split_once(separator)?;
    if tail.trim().is_empty() {
        return None;
    }
    if same(head) {
        return Some(head);
    }
    (is_name(head, names) && separator != ": " || same(tail)).then_some(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, printed: Option<&str>, expected: &str) {
        let names = vec!["thevalley".to_owned(), "valleynewsexample".to_owned()];
        assert_eq!(without_site(text, &names, printed), expected, "{text}");
    }

    #[test]
    fn the_site_goes_only_with_evidence() {
        check("Rain in the hills | The Valley", None, "Rain in the hills");
        check("The Valley - Rain in the hills", None, "Rain in the hills");
        check("Rain in the hills - Weather - The Valley News", None, "Rain in the hills - Weather");
        check("Rain in the hills - Weather - Home", Some("Rain in the hills"), "Rain in the hills");
        check("Rain - and more rain", None, "Rain - and more rain");
        check("Rain - and more", Some("Rain - and more"), "Rain - and more");
        check("The Valley: what it was", None, "The Valley: what it was");
        check(" | ", None, "|");
    }
}
