//! Chooses the title: the headline without the name of the site.

use std::sync::LazyLock;

use super::candidate::{Candidate, Field};
use super::gather::Gathered;
use super::headline_location::HeadlineLocation;
use super::phrase_finder::PhraseFinder;
use super::plain::plain;
use super::title_key::{is_site_name, title_key};
use crate::article::{Source, Sourced};

/// Separators between a headline and the name of a site.
const SEPARATORS: [&str; 21] = [
    " | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " / ", " ~ ", " │ ", " ｜ ",
    "｜", " ㅣ ", " ∣ ", " ‹ ", " › ", " < ", " > ", ": ",
];
/// The most bytes of a title; a longer one is a paragraph.
const MAX_TITLE: usize = 600;

// Points for a title, on one scale over all its sources.

/// A first-level heading that matches a declared title.
const POINTS_MATCHING_HEADING: i32 = 120;
/// The only first-level heading, above running text.
const POINTS_ONLY_HEADING: i32 = 110;
/// A declared title of the best rank, and the points that each further rank costs.
const POINTS_DECLARED: i32 = 100;
const POINTS_PER_RANK: i32 = 2;
/// Bonus of a declared title that equals the heading chosen as the headline, whatever its level.
const BONUS_PRINTED: i32 = 8;
/// Any other heading that was chosen as the headline.
const POINTS_HEADING: i32 = 20;
/// `<title>`.
const POINTS_TITLE_ELEMENT: i32 = 10;

/// Chooses the title with the most points. `names` are the names of the site.
pub(super) fn decide(
    gathered: &Gathered,
    headline: &HeadlineLocation,
    names: &[String],
) -> Option<Sourced<String>> {
    let sources = Sources { gathered, headline, names };
    // No title has more points than this headline, so the others need not be read.
    let (title, _) = sources.certain_headline().or_else(|| sources.all().into_iter().next())?;
    Some(title)
}

/// All titles of the page, most points first.
pub(super) fn titles(
    gathered: &Gathered,
    headline: &HeadlineLocation,
    names: &[String],
) -> Vec<(Sourced<String>, i32)> {
    Sources { gathered, headline, names }.all()
}

/// The sources of titles.
struct Sources<'p> {
    gathered: &'p Gathered<'p>,
    headline: &'p HeadlineLocation,
    names: &'p [String],
}

impl Sources<'_> {
    fn tidy(&self, text: &str) -> Option<String> {
        let text = plain(text);
        if text.len() > MAX_TITLE || is_site_name(&text, self.names) {
            return None;
        }
        Some(without_site(&text, self.names, self.headline.printed.as_deref()))
            .filter(|t| !t.is_empty())
    }

    fn read_candidate(&self, candidate: &Candidate) -> Option<(Sourced<String>, i32)> {
        let title = Sourced::new(self.tidy(&candidate.value)?, candidate.source.clone());
        Some((title, POINTS_DECLARED - POINTS_PER_RANK * i32::from(candidate.rank)))
    }

    /// The title of the document.
    fn title_element(&self) -> Option<(Sourced<String>, i32)> {
        let title = self.tidy(self.gathered.title.as_deref()?)?;
        Some((Sourced::new(title, Source::Element("title".into())), POINTS_TITLE_ELEMENT))
    }

    /// The heading chosen as the headline.
    fn heading(&self) -> Option<Sourced<String>> {
        self.headline
            .printed
            .as_deref()
            .map(|p| Sourced::new(plain(p), Source::Element("h1".into())))
    }

    /// The same heading, if it is certainly the headline.
    fn certain_headline(&self) -> Option<(Sourced<String>, i32)> {
        let heading = self.heading()?;
        if !self.headline.matches_title {
            return self.headline.is_only_heading.then_some((heading, POINTS_ONLY_HEADING));
        }
        // Prefer the variant without kicker or suffix.
        let is_core = |whole: &str, core: &str| {
            let is_end = core.split_whitespace().nth(2).is_some()
                && title_key(whole).ends_with(&title_key(core));
            is_end || whole.strip_prefix(core).is_some_and(is_badge)
        };
        let declared = self.gathered.candidates.of(Field::Title);
        match declared
            .into_iter()
            .find_map(|c| self.read_candidate(c))
            .or_else(|| self.title_element())
        {
            Some((declared, _)) if is_core(&heading.value, &declared.value) => {
                Some((declared, POINTS_MATCHING_HEADING))
            }
            _ => Some((heading, POINTS_MATCHING_HEADING)),
        }
    }

    /// All titles, most points first.
    fn all(&self) -> Vec<(Sourced<String>, i32)> {
        let headline = self.certain_headline();
        let other = self.heading().filter(|_| headline.is_none()).map(|h| (h, POINTS_HEADING));
        // Data that is also printed above the text goes before other data. A marked element is
        // itself the printed text, so it gets no bonus.
        let printed = self.headline.printed.as_deref().map(title_key);
        let is_printed =
            |t: &Sourced<String>| printed.as_ref().is_some_and(|p| *p == title_key(&t.value));
        let declared = self.gathered.candidates.of(Field::Title).into_iter().filter_map(|c| {
            let (title, points) = self.read_candidate(c)?;
            let more = if c.position.is_none() && is_printed(&title) { BONUS_PRINTED } else { 0 };
            Some((title, points + more))
        });
        let mut all: Vec<(Sourced<String>, i32)> =
            headline.into_iter().chain(declared).chain(other).chain(self.title_element()).collect();
        // Stable sort: the first of equal candidates wins.
        all.sort_by_key(|(_, points)| -points);
        all
    }
}

/// Whether the text after a headline was added by a list of links: the host in brackets, the number
/// of comments.
fn is_badge(rest: &str) -> bool {
    let number = rest.trim_end().trim_end_matches(|c: char| c.is_ascii_digit());
    let is_host = |part: &str| {
        part.strip_prefix('(')
            .and_then(|p| p.strip_suffix(')'))
            .is_some_and(|p| p.contains('.') && !p.contains(' '))
    };
    number.len() < rest.len() && (number.trim().is_empty() || is_host(number.trim()))
}

/// Another headline of the page: one that neither contains the title nor is a part of it,
/// regardless of case and punctuation.
pub(super) fn alternative(
    gathered: &Gathered,
    title: &str,
    names: &[String],
) -> Option<Sourced<String>> {
    let differs = |text: &str| {
        let text = without_site(text, names, Some(title));
        let (one, other) = (title_key(&text), title_key(title));
        (text.len() <= MAX_TITLE
            && !is_site_name(&text, names)
            && !one.contains(&other)
            && !other.contains(&one))
        .then_some(text)
    };
    let is_shared = |c: &&&Candidate| match &c.source {
        Source::Meta(name) => name.eq_ignore_ascii_case("og:title"),
        _ => false,
    };
    let shared = || {
        let titles = gathered.candidates.of(Field::Title);
        titles
            .iter()
            .filter(is_shared)
            .find_map(|c| Some(Sourced::new(differs(&c.value)?, c.source.clone())))
    };
    gathered.candidates.first(Field::AlternativeTitle, differs).or_else(shared)
}

/// The names of the site as [keys](title_key), from its declared name and from its host.
pub(super) fn site_names(gathered: &Gathered, host: Option<&str>) -> Vec<String> {
    let mut names: Vec<String> =
        gathered.candidates.of(Field::SiteName).iter().map(|c| title_key(&c.value)).collect();
    if let Some(host) = host {
        let host = host.strip_prefix("www.").unwrap_or(host);
        names.push(title_key(host));
        // The label before the top-level domain, or before `co.uk`.
        let labels: Vec<&str> = host.split('.').collect();
        names.extend(labels.iter().rev().skip(1).find(|l| l.len() > 3).map(|l| title_key(l)));
    }
    names.retain(|n| !n.is_empty());
    names
}

/// Removes the name of the site from both ends, as long as there is evidence for it.
fn without_site(text: &str, names: &[String], printed: Option<&str>) -> String {
    static FINDER: LazyLock<PhraseFinder> = LazyLock::new(|| PhraseFinder::new(&SEPARATORS));
    let printed = printed.map(title_key);
    let is_printed = |part: &str| printed.as_deref().is_some_and(|p| p == title_key(part));
    let mut text = text.trim();
    for _ in 0..4 {
        if FINDER.find_first(text).is_none() {
            break;
        }
        // The printed headline may contain a separator itself.
        if is_printed(text) {
            break;
        }
        let Some(shorter) = SEPARATORS.iter().find_map(|s| cut_site(text, s, names, is_printed))
        else {
            break;
        };
        text = shorter.trim();
    }
    text.to_owned()
}

fn cut_site<'t>(
    text: &'t str,
    separator: &str,
    names: &[String],
    is_printed: impl Fn(&str) -> bool,
) -> Option<&'t str> {
    let (head, tail) = text.rsplit_once(separator)?;
    if !head.trim().is_empty() && (is_site_name(tail, names) || is_printed(head)) {
        return Some(head);
    }
    let (head, tail) = text.split_once(separator)?;
    if tail.trim().is_empty() {
        return None;
    }
    if is_printed(head) {
        return Some(head);
    }
    (is_site_name(head, names) && separator != ": " || is_printed(tail)).then_some(tail)
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
    fn the_site_name_is_removed_only_with_evidence() {
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
