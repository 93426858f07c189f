//! One fetched or stored page: the input of the extractor.

use url::Url;

/// The bytes of one page, its address and its HTTP headers.
///
/// ```
/// use cleancopy::Page;
///
/// let page = Page::from_html("<p>Copy.</p>").with_url("https://news.example/story")?;
/// assert_eq!(page.name(), "https://news.example/story");
/// # Ok::<(), cleancopy::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page {
    /// The address of the page, after redirects. Relative links resolve against it (or against
    /// `<base>`). `None` for a stored page of unknown origin, whose links then stay relative.
    pub url: Option<Url>,
    /// The body, without content encoding.
    pub bytes: Vec<u8>,
    /// The HTTP headers of the response; empty for a stored page.
    pub headers: Headers,
    /// The HTTP status; 200 for a stored page.
    pub status: u16,
    /// When the page was fetched; `None` for a stored page.
    pub fetched_at: Option<jiff::Timestamp>,
    /// The damage to the compressed bytes of the body; `None` for a body that was whole or
    /// not compressed. The article has a warning about it.
    pub damage: Option<BodyDamage>,
}

/// Damage to the compressed bytes of a body, part of which could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyDamage {
    /// Bytes that do not belong to the compressed data follow it; they were ignored.
    ExtraBytes {
        /// How many.
        count: usize,
    },
    /// The data is cut or damaged; only the part before the damage was read.
    Incomplete {
        /// The fault.
        why: &'static str,
    },
}

/// The HTTP headers that the extractor reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Headers {
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// `Content-Language`, as sent.
    pub content_language: Option<String>,
    /// `X-Robots-Tag`, as sent; several headers are joined with commas.
    pub x_robots_tag: Option<String>,
    /// `Date`, as sent: the time of the response, to which "2 hours ago" refers.
    pub date: Option<String>,
    /// `Last-Modified`, as sent.
    pub last_modified: Option<String>,
}

/// An empty stored page.
impl Default for Page {
    fn default() -> Self {
        Self::from_bytes(Vec::new())
    }
}

impl Page {
    /// A stored page of unknown origin.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        let headers = Headers::default();
        Self { url: None, bytes, headers, status: 200, fetched_at: None, damage: None }
    }

    /// A page whose text is decoded already. It is read as UTF-8, whatever its `<meta>` declares.
    #[must_use]
    pub fn from_html(html: &str) -> Self {
        let mut page = Self::from_bytes(html.as_bytes().to_vec());
        page.headers.content_type = Some("text/html; charset=utf-8".to_owned());
        page
    }

    /// Sets the address.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadUrl`](crate::ErrorKind::BadUrl) when `url` does not parse or is not `http`
    /// or `https`.
    pub fn with_url(mut self, url: &str) -> Result<Self, crate::Error> {
        let bad = || crate::Error::new(crate::ErrorKind::BadUrl).on(url);
        let parsed = Url::parse(url).map_err(|e| bad().because(e))?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err(bad());
        }
        self.url = Some(parsed);
        Ok(self)
    }

    /// Sets the HTTP headers.
    #[must_use]
    pub fn with_headers(mut self, headers: Headers) -> Self {
        self.headers = headers;
        self
    }

    /// The name of this page in messages: its URL, or `page`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.url.as_ref().map_or("page", Url::as_str)
    }
}
