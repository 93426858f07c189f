//! One fetched or stored page, before anything is decided about it.

use url::Url;

/// The bytes of one page and what came with them.
///
/// ```
/// let page = cleancopy::Page::from_html("<p>Copy.</p>").with_url("https://news.example/story").unwrap();
/// assert_eq!(page.url.unwrap().host_str(), Some("news.example"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Where the page came from, after redirects; relative links resolve against it (or against `<base>`). `None` for a
    /// stored page of unknown origin, whose links then stay relative.
    pub url: Option<Url>,
    /// The body, content encoding undone.
    pub bytes: Vec<u8>,
    /// What the server said of the body.
    pub headers: Headers,
    /// The HTTP status; 200 for a stored page.
    pub status: u16,
}

/// The few HTTP headers that bear on extraction; the others are dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers {
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// `Content-Language`, as sent.
    pub content_language: Option<String>,
    /// `X-Robots-Tag`, as sent; several with a comma between.
    pub x_robots_tag: Option<String>,
    /// `Date`, as sent: when the server sent the page. "2 hours ago" is read against it.
    pub date: Option<String>,
    /// `Last-Modified`, as sent.
    pub last_modified: Option<String>,
}

impl Page {
    /// A stored page of unknown origin.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { url: None, bytes, headers: Headers::default(), status: 200 }
    }

    /// A page whose text is already decoded: it is taken as UTF-8 whatever its `<meta>` says.
    #[must_use]
    pub fn from_html(html: &str) -> Self {
        let mut page = Self::from_bytes(html.as_bytes().to_vec());
        page.headers.content_type = Some("text/html; charset=utf-8".to_owned());
        page
    }

    /// Says where the page came from.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadUrl`](crate::ErrorKind::BadUrl) when `url` does not parse or is not `http` or `https`.
    pub fn with_url(mut self, url: &str) -> Result<Self, crate::Error> {
        let bad = || crate::Error::new(crate::ErrorKind::BadUrl).on(url);
        let parsed = Url::parse(url).map_err(|e| bad().because(e))?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err(bad());
        }
        self.url = Some(parsed);
        Ok(self)
    }

    /// How people would name this page in a message: its URL, or `page`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.url.as_ref().map_or("page", Url::as_str)
    }
}
