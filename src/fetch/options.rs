//! Settings of the fetcher: limits, politeness, request headers, and where responses are stored.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use url::Url;

use super::cookies::{self, SavedCookie};
use crate::error::{Error, ErrorKind};
use crate::options::MAX_PAGE_BYTES;
use crate::setters::setters;
use crate::site_rules::SiteRules;

/// The default `User-Agent`: the product and its version.
pub const USER_AGENT: &str = concat!("cleancopy/", env!("CARGO_PKG_VERSION"));
/// The most redirects of one request: 10. Browsers allow 20; no news page needs more than 5.
pub const MAX_REDIRECTS: usize = 10;

/// The private hosts that may be contacted. A host is private if its address is not part of the
/// public internet: loopback, link-local, private networks and reserved ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrivateHosts {
    /// No private host. For addresses that other people wrote.
    Refuse,
    /// The hosts of the addresses given to the fetcher, but not the hosts of redirects. For an
    /// address that the user typed.
    Named,
    /// All private hosts.
    Allow,
}

impl PrivateHosts {
    /// The word in [`FetchOptions::summary`]. It is part of the hash of settings in the rows of a
    /// batch, so it must not change.
    fn summary_word(self) -> &'static str {
        match self {
            Self::Refuse => "Refuse",
            Self::Named => "Named",
            Self::Allow => "Allow",
        }
    }
}

/// How pages are fetched.
///
/// ```
/// use std::time::Duration;
///
/// use cleancopy::fetch::FetchOptions;
///
/// let options = FetchOptions::default().with_delay(Duration::from_secs(5)).with_retries(0);
/// assert!(options.robots);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FetchOptions {
    /// Time for the connection, including TLS. Default 10 seconds.
    pub connect_timeout: Duration,
    /// Time from the request to the headers of the response, including the connection. Default 30
    /// seconds.
    pub first_byte_timeout: Duration,
    /// The longest time between two pieces of the body. Default 15 seconds.
    pub idle_timeout: Duration,
    /// Time for one attempt, including redirects, without the time spent waiting for a permit.
    /// Default 30 seconds.
    pub total_timeout: Duration,
    /// Bytes of the body, after content encoding is undone, above which a page is refused. Default
    /// [`MAX_PAGE_BYTES`].
    pub max_page_bytes: usize,
    /// The `User-Agent` header. Its first word is the name that is looked up in `robots.txt`.
    /// Default [`USER_AGENT`].
    pub user_agent: String,
    /// The private hosts that may be contacted. Default [`PrivateHosts::Refuse`].
    pub private_hosts: PrivateHosts,
    /// Whether `robots.txt` is obeyed. Default true.
    pub robots: bool,
    /// The shortest time between the starts of two requests to one host. A longer `Crawl-delay`
    /// takes precedence if `robots` is set. Default 1 second.
    pub delay: Duration,
    /// The most concurrent requests to one host. Default 1; 0 counts as 1.
    pub host_concurrency: usize,
    /// The most concurrent requests in all. Default 16; 0 counts as 1.
    pub concurrency: usize,
    /// The most retries after status 429, a server error or a broken connection. Default 2.
    pub retries: u32,
    /// The longest delay before the first retry. It doubles with each further one, up to 60
    /// seconds, and half of it is random. Default 1 second.
    pub backoff: Duration,
    /// The longest `Retry-After` that is honoured. If a server asks for more, there is no retry.
    /// Default 2 minutes.
    pub max_retry_after: Duration,
    /// The proxy for all requests. Default `None`: the environment variables `HTTP_PROXY`,
    /// `HTTPS_PROXY` and `NO_PROXY` apply.
    pub proxy: Option<Url>,
    /// The most pages of one article that [`Fetcher::get_pages`](super::Fetcher::get_pages)
    /// fetches. Default 1: it follows no pagination.
    pub max_pages: usize,
    /// Site rules, which can name the next page of an article or a page with all of it. Default
    /// `None`: only `rel=next` is followed.
    pub rules: Option<Arc<SiteRules>>,
    /// The folder of the cache; it is created if it is missing. Each use of a cached response
    /// revalidates it. Default `None`: nothing is cached.
    pub cache: Option<PathBuf>,
    /// Whether the network is not used, so that only cached responses are found. Default false.
    pub offline: bool,
    /// A folder that receives each page as a file, as it was sent. Default `None`.
    pub backup_dir: Option<PathBuf>,
    /// A web archive (WARC, one gzip member for each record) to which the pages are appended.
    /// Default `None`.
    pub warc_out: Option<PathBuf>,
    /// Whether [`Pages::records`](super::Pages::records) holds the archive records of the pages, so
    /// that the caller can store them. Default false.
    pub gives_records: bool,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) cookies: Vec<SavedCookie>,
}

impl Default for FetchOptions {
    /// Options that are safe for addresses that other people wrote, and polite with any number of
    /// them.
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            first_byte_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_secs(30),
            max_page_bytes: MAX_PAGE_BYTES,
            user_agent: USER_AGENT.to_owned(),
            private_hosts: PrivateHosts::Refuse,
            robots: true,
            delay: Duration::from_secs(1),
            host_concurrency: 1,
            concurrency: 16,
            retries: 2,
            backoff: Duration::from_secs(1),
            max_retry_after: Duration::from_secs(120),
            proxy: None,
            max_pages: 1,
            rules: None,
            cache: None,
            offline: false,
            backup_dir: None,
            warc_out: None,
            gives_records: false,
            headers: Vec::new(),
            cookies: Vec::new(),
        }
    }
}

impl FetchOptions {
    /// Options for one address that a person typed, which is fetched as a browser would fetch it:
    /// `robots.txt` is not obeyed, because it addresses crawlers, there is no delay, and the host
    /// may be private.
    #[must_use]
    pub fn by_hand() -> Self {
        Self {
            private_hosts: PrivateHosts::Named,
            robots: false,
            delay: Duration::ZERO,
            ..Self::default()
        }
    }

    setters! {
        with_connect_timeout: connect_timeout, Duration;
        with_first_byte_timeout: first_byte_timeout, Duration;
        with_idle_timeout: idle_timeout, Duration;
        with_total_timeout: total_timeout, Duration;
        with_max_page_bytes: max_page_bytes, usize;
        with_user_agent: user_agent, String;
        with_private_hosts: private_hosts, PrivateHosts;
        with_robots: robots, bool;
        with_delay: delay, Duration;
        with_host_concurrency: host_concurrency, usize;
        with_concurrency: concurrency, usize;
        with_retries: retries, u32;
        with_backoff: backoff, Duration;
        with_max_retry_after: max_retry_after, Duration;
        with_proxy: proxy, Option<Url>;
        with_max_pages: max_pages, usize;
        with_rules: rules, Option<Arc<SiteRules>>;
        with_cache: cache, Option<PathBuf>;
        with_offline: offline, bool;
        with_backup_dir: backup_dir, Option<PathBuf>;
        with_warc_out: warc_out, Option<PathBuf>;
        with_gives_records: gives_records, bool;
    }

    /// The options that may change the content of a page, in words: the user agent, what may be
    /// fetched, and the names of additional headers. Header values are left out, because they are
    /// secret and a renewed token does not change the pages.
    #[must_use]
    pub fn summary(&self) -> String {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        let Self { user_agent, robots, private_hosts, max_page_bytes, max_pages, .. } = self;
        format!(
            "as {user_agent}, robots {robots}, private hosts {}, {max_page_bytes} bytes, \
             {max_pages} pages, headers {}",
            private_hosts.summary_word(),
            headers.join(", ")
        )
    }

    /// Adds a header, written `NAME: VALUE`, to every request. `Authorization` and `Cookie` are not
    /// sent to another host to which a redirect leads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadHeader`] with the name of the header, without its value, which may be
    /// secret.
    pub fn add_header(&mut self, line: &str) -> Result<(), Error> {
        let (name, value) =
            line.split_once(':').ok_or_else(|| Error::new(ErrorKind::BadHeader).on(line))?;
        let bad = || Error::new(ErrorKind::BadHeader).on(name.trim());
        let parsed =
            HeaderName::from_bytes(name.trim().as_bytes()).map_err(|e| bad().because(e))?;
        let mut value = HeaderValue::from_str(value.trim()).map_err(|e| bad().because(e))?;
        value.set_sensitive(true);
        self.headers.push((parsed, value));
        Ok(())
    }

    /// Adds the cookies in the text of a file in Netscape's format, which curl and extensions of
    /// browsers write.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadCookies`] with the number of the first bad line.
    pub fn add_cookies(&mut self, file: &str) -> Result<(), Error> {
        self.cookies.extend(cookies::parse_cookie_file(file)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::FetchOptions;

    #[test]
    fn a_bad_header_is_named_without_its_value() {
        let mut options = FetchOptions::default();
        assert!(options.add_header("X-Edition: eu").is_ok());
        assert!(options.add_header("no colon").is_err());
        let error = options.add_header("X Key: s3cret").expect_err("a space in the name");
        assert!(
            error.to_string().contains("X Key") && !format!("{error:?}").contains("s3cret"),
            "{error:?}"
        );
        assert!(options.add_header("X-Key: a\nb").is_err());
    }
}
