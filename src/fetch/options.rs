//! How pages are fetched: limits, manners and what is said to servers.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use url::Url;

use super::cookies::{self, SavedCookie};
use crate::error::{Error, ErrorKind};
use crate::options::MAX_PAGE_BYTES;
use crate::site_rules::SiteRules;

/// The name given to servers: what this is, its version and where to read about it.
pub const USER_AGENT: &str =
    concat!("cleancopy/", env!("CARGO_PKG_VERSION"), " (+https://crates.io/crates/cleancopy)");
/// Redirects followed before giving up: 10. Browsers allow 20; no news page needs more than 5.
pub const MAX_REDIRECTS: usize = 10;

/// Which hosts of private networks may be fetched from. Loopback, link-local and all that is not the public internet counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivateHosts {
    /// None: for addresses that others wrote.
    Refuse,
    /// The hosts of the addresses that were asked for, but none that a redirect leads to: for an address typed by hand.
    Named,
    /// All.
    Allow,
}

/// How a page is fetched.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FetchOptions {
    /// Time for the connection, TLS included. Default 10 seconds.
    pub connect_timeout: Duration,
    /// Time from the request to the head of the answer, connection included. Default 30 seconds.
    pub first_byte_timeout: Duration,
    /// Time the server may stay silent between two pieces of the body. Default 15 seconds.
    pub idle_timeout: Duration,
    /// Time for everything, redirects included, without the time spent waiting for a turn. Each attempt has it anew.
    /// Default 60 seconds.
    pub total_timeout: Duration,
    /// Bytes of the body, content encoding undone, above which it is refused. Default [`MAX_PAGE_BYTES`].
    pub max_page_bytes: usize,
    /// The `User-Agent` header; its first word is the name looked for in `robots.txt`. Default [`USER_AGENT`].
    pub user_agent: String,
    /// Which private hosts may be fetched from. Default [`PrivateHosts::Refuse`].
    pub private_hosts: PrivateHosts,
    /// Whether `robots.txt` is obeyed. Default true.
    pub robots: bool,
    /// Least time between two requests to one host; `Crawl-delay` raises it. Default 1 second.
    pub delay: Duration,
    /// Requests under way at one host. Default 1.
    pub host_concurrency: usize,
    /// Requests under way in all. Default 16.
    pub concurrency: usize,
    /// Further attempts after 429, a failing server or a broken connection. Default 2.
    pub retries: u32,
    /// Pause before the second attempt; it doubles with each further one, and half of it is left to chance.
    /// Default 1 second.
    pub backoff: Duration,
    /// The longest `Retry-After` that is waited for; a server that asks for more gets no further attempt. Default 2 minutes.
    pub max_retry_after: Duration,
    /// The proxy for every request. Default none, and then what `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say.
    pub proxy: Option<Url>,
    /// Pages of one article that are fetched at most by those that fetch all of them. Default 1: nothing is followed.
    pub max_pages: usize,
    /// Rules for sites, which may say where an article goes on or is on one page. Default none: only `rel=next` does.
    pub rules: Option<Arc<SiteRules>>,
    /// A folder for what was fetched, created where there is none: a page that is in it is only asked for again with the question whether
    /// it changed. Default none.
    pub cache: Option<PathBuf>,
    /// Use no network: the cache answers, or nothing does. Default false.
    pub offline: bool,
    /// A folder for the pages as they came, a file for each address. Default none.
    pub backup_dir: Option<PathBuf>,
    /// A web archive (WARC, gzipped by record) that the pages are added to. Default none.
    pub warc_out: Option<PathBuf>,
    /// Give the records of such an archive with the pages, for the caller to keep: [`Pages::records`](super::Pages::records). Default false.
    pub gives_records: bool,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) cookies: Vec<SavedCookie>,
}

impl Default for FetchOptions {
    /// Safe for addresses that others wrote, and polite at any number of them.
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            first_byte_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_secs(60),
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
    /// For one address that a person typed: as a browser would fetch it. `robots.txt`, which is about crawlers, is not asked,
    /// nothing is delayed, and the host named may be a private one.
    #[must_use]
    pub fn by_hand() -> Self {
        Self {
            private_hosts: PrivateHosts::Named,
            robots: false,
            delay: Duration::ZERO,
            ..Self::default()
        }
    }

    /// What of these options may change a page, in words: who asks, what may be fetched, and the names of further headers. Their values
    /// are secrets, and a token that was renewed makes no other run.
    #[must_use]
    pub fn summary(&self) -> String {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        let Self { user_agent, robots, private_hosts, max_page_bytes, max_pages, .. } = self;
        format!(
            "as {user_agent}, robots {robots}, private hosts {private_hosts:?}, {max_page_bytes} bytes, {max_pages} pages, headers {}",
            headers.join(", ")
        )
    }

    /// Sends this header, written `NAME: VALUE`, with every request. `Authorization` and `Cookie` stay with the host that was
    /// asked first: a redirect to another does not carry them on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadHeader`] naming the header, without a value that may be secret.
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

    /// Begins with the cookies of a file in Netscape's format, as browsers' extensions and curl write them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadCookies`] naming the first line that is none.
    pub fn add_cookies(&mut self, file: &str) -> Result<(), Error> {
        self.cookies.extend(cookies::read(file)?);
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
