//! Applies the fields that the site rule of the page found: they replace what the page states.

use std::sync::Arc;

use super::byline::{self, Trust};
use super::locale::Locale;
use super::moment;
use super::plain::plain;
use crate::article::{Metadata, Source, Sourced};
use crate::parse::{SiteFindings, SiteValue};
use crate::site_rules::RuleLine;

/// The most bytes of a title; a longer one is a paragraph, and the expression matches the wrong
/// element.
const LONGEST_TITLE: usize = 600;

/// Sets the fields. An impossible value, such as a date without a day, leaves the page's own value
/// unchanged.
pub(super) fn apply(metadata: &mut Metadata, ruled: &SiteFindings, locale: &Locale) {
    let title = ruled
        .title
        .iter()
        .map(|v| (plain(&v.text), v))
        .find(|(text, _)| !text.is_empty() && text.len() <= LONGEST_TITLE);
    if let Some((text, value)) = title {
        metadata.title = Some(Sourced::new(text, source(&value.at)));
        // The alternative headline was chosen because it differs from the previous title.
        metadata.alternative_headline = metadata
            .alternative_headline
            .take()
            .filter(|a| Some(&a.value) != metadata.title.as_ref().map(|t| &t.value));
    }
    let mut authors: Vec<Sourced<String>> = Vec::new();
    for value in &ruled.authors {
        for name in names_in(&value.text) {
            if authors.iter().all(|a| a.value != name) {
                authors.push(Sourced::new(name, source(&value.at)));
            }
        }
    }
    if !authors.is_empty() {
        metadata.authors = authors;
    }
    let date =
        |v: &SiteValue| Some(Sourced::new(moment::read(&plain(&v.text), locale)?, source(&v.at)));
    metadata.published = ruled.dates.iter().find_map(date).or_else(|| metadata.published.take());
}

/// The names in a byline; a line without a recognised name is one name.
fn names_in(text: &str) -> Vec<String> {
    let line = plain(text);
    match byline::split_names(&line, Trust::Marked) {
        names if names.is_empty() && !line.is_empty() => vec![line],
        names => names,
    }
}

fn source(line: &Arc<RuleLine>) -> Source {
    Source::SiteRule(line.place.clone())
}
