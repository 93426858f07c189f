//! The options of the search for links.

use jiff::Timestamp;

use crate::setters::setters;

/// A place where links are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkOrigin {
    /// The feeds that a page names.
    Feeds,
    /// The sitemaps that `robots.txt` names.
    Sitemaps,
    /// The page itself.
    Page,
}

/// The links that a search covers.
///
/// ```
/// use cleancopy::links::{LinkOptions, LinkOrigin, parse_since};
///
/// let options = LinkOptions::default()
///     .with_since(parse_since("2024-03-05"))
///     .with_origins(vec![LinkOrigin::Feeds]);
/// assert!(options.since.is_some());
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct LinkOptions {
    /// The earliest date. Links with an earlier date are left out; links without a date are not.
    /// Default `None`: links of any date.
    pub since: Option<Timestamp>,
    /// Where links are searched if the address is one of a page. Default empty: in feeds and
    /// sitemaps, and on the page only if those list nothing.
    pub origins: Vec<LinkOrigin>,
}

impl LinkOptions {
    setters! {
        with_since: since, Option<Timestamp>;
        with_origins: origins, Vec<LinkOrigin>;
    }
}
