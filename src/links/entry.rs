//! One link, and how an address becomes one.

use url::Url;

use super::date::LinkDate;

/// Characters of a title that are kept.
const MAX_TITLE: usize = 500;

/// An address that was listed, and what the list says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address, without a fragment.
    pub url: Url,
    /// The headline, or the text of the link.
    pub title: Option<String>,
    /// When it was published or, failing that, last changed.
    pub date: Option<LinkDate>,
    /// The feed, sitemap or page that lists it.
    pub source: Url,
}

impl Link {
    /// The link to `address`, which may be relative. `None` where that is no address of the web, or holds a password.
    pub(super) fn new(address: &str, base: &Url, source: &Url) -> Option<Self> {
        let mut url = base.join(address.trim()).ok()?;
        // A fragment is the reader's: it does not change the page.
        url.set_fragment(None);
        let is_plain = url.username().is_empty() && url.password().is_none();
        let is_fine = matches!(url.scheme(), "http" | "https") && url.has_host() && is_plain;
        is_fine.then(|| Self { url, title: None, date: None, source: source.clone() })
    }

    /// With a title, whose white space is made alike.
    pub(super) fn titled(mut self, title: &str) -> Self {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        self.title =
            Some(title.chars().take(MAX_TITLE).collect()).filter(|t: &String| !t.is_empty());
        self
    }
}
