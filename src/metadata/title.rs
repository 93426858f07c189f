//! The headline, without the name of the site.

use std::sync::LazyLock;

use super::candidate::{Candidate, Field};
use super::focus::Focus;
use super::gather::Found;
use super::openings::Openings;
use super::plain::plain;
use crate::article::{Source, Sourced};

/// What stands between a headline and the name of a site.
const SEPARATORS: [&str; 21] = [
    " | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " / ", " ~ ", " │ ", " ｜ ",
    "｜", " ㅣ ", " ∣ ", " ‹ ", " › ", " < ", " > ", ": ",
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
/// What a stated title gains that is the heading taken for the headline, of whatever level.
const PRINTED: i32 = 8;
/// Any other heading that was taken for the headline.
const HEADING: i32 = 20;
/// `<title>`.
const DOCUMENT: i32 = 10;

/// Chooses the title: the one with most points. `names` are what the site calls itself.
pub(super) fn decide(found: &Found, focus: &Focus, names: &[String]) -> Option<Sourced<String>> {
    let sources = Sources { found, focus, names };
    // Nothing goes before the headline, so that where there is one the others are not read.
    let (title, _) = sources.headline().or_else(|| sources.all().into_iter().next())?;
    Some(title)
}

/// The titles that the page gives, most points first.
pub(super) fn titles(
    found: &Found,
    focus: &Focus,
    names: &[String],
) -> Vec<(Sourced<String>, i32)> {
    Sources { found, focus, names }.all()
}

/// Where titles come from.
struct Sources<'p> {
    found: &'p Found<'p>,
    focus: &'p Focus,
    names: &'p [String],
}

impl Sources<'_> {
    fn tidy(&self, text: &str) -> Option<String> {
        let text = plain(text);
        if text.len() > LONGEST || is_name(&text, self.names) {
            return None;
        }
        Some(without_site(&text, self.names, self.focus.printed.as_deref()))
            .filter(|t| !t.is_empty())
    }

    fn of_candidate(&self, candidate: &Candidate) -> Option<(Sourced<String>, i32)> {
        let title = Sourced::new(self.tidy(&candidate.value)?, candidate.source.clone());
        Some((title, STATED - PER_RANK * i32::from(candidate.rank)))
    }

    /// The title of the document.
    fn of_document(&self) -> Option<(Sourced<String>, i32)> {
        let title = self.tidy(self.found.title.as_deref()?)?;
        Some((Sourced::new(title, Source::Element("title".into())), DOCUMENT))
    }

    /// The heading taken for the headline.
    fn heading(&self) -> Option<Sourced<String>> {
        self.focus.printed.as_deref().map(|p| Sourced::new(plain(p), Source::Element("h1".into())))
    }

    /// That heading, where it is the headline beyond doubt.
    fn headline(&self) -> Option<(Sourced<String>, i32)> {
        let heading = self.heading()?;
        if !self.focus.agrees {
            return self.focus.alone.then_some((heading, ALONE));
        }
        // Of a headline with and without its kicker, or what a list of links puts behind it, the one without.
        let is_core = |whole: &str, core: &str| {
            let is_end =
                core.split_whitespace().nth(2).is_some() && key(whole).ends_with(&key(core));
            is_end || whole.strip_prefix(core).is_some_and(is_badge)
        };
        let stated = self.found.candidates.of(Field::Title);
        match stated.into_iter().find_map(|c| self.of_candidate(c)).or_else(|| self.of_document()) {
            Some((stated, _)) if is_core(&heading.value, &stated.value) => Some((stated, AGREED)),
            _ => Some((heading, AGREED)),
        }
    }

    /// All titles, most points first.
    fn all(&self) -> Vec<(Sourced<String>, i32)> {
        let headline = self.headline();
        let other = self.heading().filter(|_| headline.is_none()).map(|h| (h, HEADING));
        // Data that is printed over the text as well goes before other data. What is marked on the page is the printed itself.
        let printed = self.focus.printed.as_deref().map(key);
        let is_printed =
            |t: &Sourced<String>| printed.as_ref().is_some_and(|p| *p == key(&t.value));
        let stated = self.found.candidates.of(Field::Title).into_iter().filter_map(|c| {
            let (title, worth) = self.of_candidate(c)?;
            let more = if c.place.is_none() && is_printed(&title) { PRINTED } else { 0 };
            Some((title, worth + more))
        });
        let mut all: Vec<(Sourced<String>, i32)> =
            headline.into_iter().chain(stated).chain(other).chain(self.of_document()).collect();
        // Stable: of equal ones the first stands.
        all.sort_by_key(|(_, worth)| -worth);
        all
    }
}

/// Whether what follows a headline is what a list of links puts there: the host in brackets, a number of comments.
fn is_badge(rest: &str) -> bool {
    let number = rest.trim_end().trim_end_matches(|c: char| c.is_ascii_digit());
    let is_host = |part: &str| {
        part.strip_prefix('(')
            .and_then(|p| p.strip_suffix(')'))
            .is_some_and(|p| p.contains('.') && !p.contains(' '))
    };
    number.len() < rest.len() && (number.trim().is_empty() || is_host(number.trim()))
}

/// Another headline that the page gives: one that neither contains the title nor is a part of it, whatever the case and punctuation.
pub(super) fn alternative(found: &Found, title: &str, names: &[String]) -> Option<Sourced<String>> {
    let differs = |text: &str| {
        let text = without_site(text, names, Some(title));
        let (one, other) = (key(&text), key(title));
        (text.len() <= LONGEST
            && !is_name(&text, names)
            && !one.contains(&other)
            && !other.contains(&one))
        .then_some(text)
    };
    let is_shared = |c: &&&Candidate| matches!(&c.source, Source::Meta(name) if name.eq_ignore_ascii_case("og:title"));
    let shared = || {
        let titles = found.candidates.of(Field::Title);
        titles
            .iter()
            .filter(is_shared)
            .find_map(|c| Some(Sourced::new(differs(&c.value)?, c.source.clone())))
    };
    found.candidates.first(Field::AlternativeTitle, differs).or_else(shared)
}

/// The names of the site in letters and digits only, from what it calls itself and from its host.
pub(super) fn site_names(found: &Found, host: Option<&str>) -> Vec<String> {
    let mut names: Vec<String> =
        found.candidates.of(Field::SiteName).iter().map(|c| key(&c.value)).collect();
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

/// The part of a document's title that names the page, where the old theme of a blogging system put the site and the archive before it.
pub(super) fn without_archive(title: &str) -> &str {
    title.rsplit_once(" » Blog Archive » ").map_or(title, |(_, page)| page)
}

/// Whether a text is nothing but the name of a host, as sites call themselves: `valley.example`.
pub(super) fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let top = text.rsplit('.').next().unwrap_or_default();
    text.contains('.')
        && (2..=7).contains(&top.len())
        && top.bytes().all(|b| b.is_ascii_lowercase())
        && text.split('.').all(is_label)
}

/// Letters and digits in lower case.
pub(super) fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    key_into(text, &mut out);
    out
}

/// [`key`] at the end of `out`.
pub(super) fn key_into(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && c != 'ʼ' {
            // Folding makes the letter-like apostrophe one of many.
            out.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
        }
    }
}

/// Whether `text` is a name of the site: the same letters, or the name with a short addition such as "News".
pub(super) fn is_name(text: &str, names: &[String]) -> bool {
    is_name_by_key(&key(text), text, names)
}

/// [`is_name`] for a text whose [`key`] is known.
pub(super) fn is_name_by_key(key: &str, text: &str, names: &[String]) -> bool {
    let close = |n: &str| {
        n.chars().count() > 3
            && key.chars().count() <= n.chars().count() + 8
            && text.split_whitespace().count() <= 5
    };
    !key.is_empty()
        && names.iter().any(|n| key.starts_with(n.as_str()) && (n.len() == key.len() || close(n)))
}

/// Cuts the name of the site off either end, as often as there is evidence for it.
fn without_site(text: &str, names: &[String], printed: Option<&str>) -> String {
    static SEPARATING: LazyLock<Openings> = LazyLock::new(|| Openings::new(&SEPARATORS));
    let printed = printed.map(key);
    let is_printed = |part: &str| printed.as_deref().is_some_and(|p| p == key(part));
    let mut text = text.trim();
    for _ in 0..4 {
        if SEPARATING.find(text).is_none() {
            break;
        }
        // The printed headline may contain a separator itself.
        if is_printed(text) {
            break;
        }
        let Some(shorter) = SEPARATORS.iter().find_map(|s| cut(text, s, names, is_printed)) else {
            break;
        };
        text = shorter.trim();
    }
    text.to_owned()
}

fn cut<'t>(
    text: &'t str,
    separator: &str,
    names: &[String],
    is_printed: impl Fn(&str) -> bool,
) -> Option<&'t str> {
    let (head, tail) = text.rsplit_once(separator)?;
    if !head.trim().is_empty() && (is_name(tail, names) || is_printed(head)) {
        return Some(head);
    }
    let (head, tail) = text.split_once(separator)?;
    if tail.trim().is_empty() {
        return None;
    }
    if is_printed(head) {
        return Some(head);
    }
    (is_name(head, names) && separator != ": " || is_printed(tail)).then_some(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, printed: Option<&str>, expected: &str) {
        let names = vec!["thevalley".to_owned(), "valleynewsexample".to_owned()];
        assert_eq!(without_site(text, &names, printed), expected, "{text}");
    }

    #[test]
    fn badges_are_hosts_and_numbers() {
        for (rest, expected) in [
            (" (valley.example) 87", true),
            (" 87", true),
            (" (valley.example)", false),
            (" and more", false),
            ("", false),
        ] {
            assert_eq!(is_badge(rest), expected, "{rest}");
        }
    }

    #[test]
    fn hosts_and_archives_are_told() {
        assert!(is_host("valley.example") && is_host("news.valley-1.example"));
        assert!(!is_host("Rain.") && !is_host("Rain in valley.example") && !is_host("3.14"));
        assert_eq!(
            without_archive("The Valley » Blog Archive » Rain » and more"),
            "Rain » and more"
        );
        assert_eq!(without_archive("The Valley » Rain"), "The Valley » Rain");
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
