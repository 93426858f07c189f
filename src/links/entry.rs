//! One link, and the conditions under which an address is one.

use url::Url;

use super::date::LinkDate;

/// The most characters of a title.
const MAX_TITLE: usize = 500;

/// An address that a feed, sitemap or page lists.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Link {
    /// The address, absolute and without a fragment.
    pub url: Url,
    /// The headline, or the text of the link, on one line; at most 500 characters. `None` if there
    /// is none.
    pub title: Option<String>,
    /// When the page was published or, if that is unknown, last changed. `None` if the list has no
    /// date.
    pub date: Option<LinkDate>,
    /// The feed, sitemap or page that lists it.
    pub source: Url,
}

impl Link {
    /// Creates a link to `address`, which may be relative. `None` if it is not an `http` or `https`
    /// address or if it has a user name or password.
    pub(super) fn new(address: &str, base: &Url, source: &Url) -> Option<Self> {
        let mut url = base.join(address.trim()).ok()?;
        // A fragment does not change the page.
        url.set_fragment(None);
        let has_no_credentials = url.username().is_empty() && url.password().is_none();
        let is_valid =
            matches!(url.scheme(), "http" | "https") && url.has_host() && has_no_credentials;
        is_valid.then(|| Self { url, title: None, date: None, source: source.clone() })
    }

    /// Sets the title. Runs of white space become one space.
    pub(super) fn with_title(mut self, title: &str) -> Self {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        self.title =
            Some(title.chars().take(MAX_TITLE).collect()).filter(|t: &String| !t.is_empty());
        self
    }
}
