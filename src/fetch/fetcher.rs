//! The async fetcher: one address to one page, through the cache.

use std::collections::HashSet;
use std::sync::Arc;

use url::Url;

use super::body::{ExpectedBody, foreign_content_type, read_body};
use super::error::display_url;
use super::options::{FetchOptions, MAX_REDIRECTS};
use super::response::{is_http, page_headers, response_facts};
use super::retry::FailedAttempt;
use super::store::{FetchedPage, Store, StoredResponse};
use super::transport::{Request, Transport};
use crate::error::{Error, ErrorKind};
use crate::inflate::Inflated;
use crate::page::{BodyDamage, Page};
use crate::refresh::refresh_target;

/// Fetches pages over a pool of connections. Cloning is cheap; clones share the connections, the
/// cookies, the rate limits and the robots policies.
#[derive(Debug, Clone)]
pub struct Fetcher {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    transport: Transport,
    store: Store,
}

impl Fetcher {
    /// Creates a fetcher with its own pool of connections.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Network`] if the user agent is not a valid header value or the system provides
    /// no TLS roots; [`ErrorKind::BadProxy`]; [`ErrorKind::Io`] if the cache, the backup folder or
    /// the archive cannot be written.
    pub fn new(options: FetchOptions) -> Result<Self, Error> {
        let transport = Transport::new(options)?;
        let store = Store::new(&transport.options)?;
        Ok(Self { shared: Arc::new(Shared { transport, store }) })
    }

    /// Fetches one page.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadUrl`] before anything is sent; [`ErrorKind::PrivateAddress`],
    /// [`ErrorKind::Robots`] and [`ErrorKind::RobotsUnreachable`] for an address that must not be
    /// fetched, also after a redirect; [`ErrorKind::Connect`], [`ErrorKind::Timeout`],
    /// [`ErrorKind::TooManyRedirects`], [`ErrorKind::BadCompression`] or [`ErrorKind::Network`]
    /// from the transfer; [`ErrorKind::Status`] for any status other than success;
    /// [`ErrorKind::NotHtml`] and [`ErrorKind::TooLarge`] for a body that is not a page;
    /// [`ErrorKind::NotCached`] if the fetcher is offline; [`ErrorKind::Io`] if the page cannot be
    /// saved. The error names the URL, without a password.
    pub async fn get(&self, url: &str) -> Result<Page, Error> {
        let url = self.parse_named(url)?;
        self.fetch_page(&url).await.map(|fetched| fetched.page)
    }

    /// Fetches a file that need not be a page, such as a feed or a sitemap.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get`], without [`ErrorKind::NotHtml`].
    pub async fn get_file(&self, url: &str) -> Result<Page, Error> {
        let url = self.parse_named(url)?;
        self.get_linked_file(&url).await
    }

    /// Fetches a file whose address is from another file. Under
    /// [`PrivateHosts::Named`](super::PrivateHosts::Named) its host is not trusted.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get_file`].
    pub async fn get_linked_file(&self, url: &Url) -> Result<Page, Error> {
        if !is_http(url) {
            return Err(Error::new(ErrorKind::BadUrl).on(display_url(url)));
        }
        self.fetch(url, ExpectedBody::File).await.map(|fetched| fetched.page)
    }

    /// Returns the sitemaps that `robots.txt` of a site names, as they are written there. The file
    /// is fetched once in a run. Empty if the site has no such file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::RobotsUnreachable`], [`ErrorKind::Connect`] and [`ErrorKind::PrivateAddress`]
    /// if the file cannot be fetched; [`ErrorKind::NotCached`] if the fetcher is offline.
    pub async fn sitemaps(&self, site: &Url) -> Result<Vec<String>, Error> {
        if self.options().offline {
            return Err(Error::new(ErrorKind::NotCached).on(display_url(site)));
        }
        self.shared.transport.sitemaps(site).await
    }

    pub(super) fn options(&self) -> &FetchOptions {
        &self.shared.transport.options
    }

    /// Parses an address that the user named, and trusts its host.
    pub(super) fn parse_named(&self, url: &str) -> Result<Url, Error> {
        let url = parse_http_url(url)?;
        self.shared.transport.private_hosts.trust_named(&url);
        Ok(url)
    }

    /// Fetches one page, with retries.
    pub(super) async fn fetch_page(&self, url: &Url) -> Result<FetchedPage, Error> {
        self.fetch(url, ExpectedBody::Page).await
    }

    /// Fetches a page or file, with retries. A page that only leads to another one is followed, as
    /// often as a redirect.
    async fn fetch(&self, start: &Url, expected: ExpectedBody) -> Result<FetchedPage, Error> {
        let shared = &self.shared;
        let mut url = start.clone();
        let mut seen = HashSet::new();
        for _ in 0..=MAX_REDIRECTS {
            if !seen.insert(url.clone()) {
                break;
            }
            let attempt = || shared.fetch_once(&url, start, expected);
            let fetched = shared.transport.with_retries(&url, attempt).await?;
            let target = match expected {
                ExpectedBody::Page => refresh_target(&fetched.page),
                ExpectedBody::File => None,
            };
            match target.and_then(|target| Url::parse(&target).ok()) {
                Some(target) => url = target,
                None => return Ok(fetched),
            }
            url.set_fragment(None);
        }
        Err(Error::new(ErrorKind::TooManyRedirects).on(display_url(start)))
    }
}

impl Shared {
    /// Fetches a page or file once, or takes it from the cache. `start` is the address that led to
    /// it.
    async fn fetch_once(
        &self,
        url: &Url,
        start: &Url,
        expected: ExpectedBody,
    ) -> Result<FetchedPage, FailedAttempt> {
        let options = &self.transport.options;
        let key = format!("{} {url}", expected.cache_prefix());
        let cached = self.store.cached(key.clone()).await;
        if options.offline {
            let cached =
                cached.ok_or_else(|| Error::new(ErrorKind::NotCached).on(display_url(url)))?;
            return Ok(self.use_cached(cached, expected).await?);
        }
        let request = Request {
            url,
            start,
            expected,
            max_redirects: MAX_REDIRECTS,
            obeys_robots: options.robots,
            cached: cached.as_ref(),
        };
        let open = self.transport.send(request).await?;
        let status = open.response.status();
        if let (304, Some(cached)) = (status.as_u16(), cached) {
            return Ok(self.use_cached(cached, expected).await?);
        }
        if !status.is_success() {
            return Err(open.status_failure());
        }
        let headers = page_headers(&open.response);
        if expected == ExpectedBody::Page
            && let Some(found) = headers.content_type.as_deref().and_then(foreign_content_type)
        {
            return Err(Error::new(ErrorKind::NotHtml { found }).on(display_url(&open.url)).into());
        }
        let limits = self.transport.page_limits(open.deadline);
        // The address is written to rows and links, which must not show a password.
        let final_url = Url::parse(&display_url(open.response.url())).ok();
        let facts = response_facts(&open.response);
        let Inflated { bytes, damage } = read_body(open.response, expected, &limits).await?;
        let fetched_at = Some(jiff::Timestamp::now());
        let status = status.as_u16();
        let page = Page { url: final_url, bytes, headers, status, fetched_at, damage };
        if !self.store.is_used() {
            return Ok(FetchedPage { page, record: Vec::new() });
        }
        let response = StoredResponse { requested_url: display_url(url), facts, page };
        // Later runs must not take a part of a page for the whole.
        let is_whole = !matches!(response.page.damage, Some(BodyDamage::Incomplete { .. }));
        Ok(self
            .store
            .save(is_whole.then_some(key), expected == ExpectedBody::Page, response)
            .await?)
    }

    /// Returns a cached page. The run that fetched it may have had a higher limit, so the size is
    /// checked again.
    async fn use_cached(
        &self,
        cached: StoredResponse,
        expected: ExpectedBody,
    ) -> Result<FetchedPage, Error> {
        let limit = self.transport.options.max_page_bytes;
        if cached.page.bytes.len() > limit {
            return Err(Error::new(ErrorKind::TooLarge { limit }).on(cached.requested_url));
        }
        self.store.save(None, expected == ExpectedBody::Page, cached).await
    }
}

/// Parses an `http` or `https` URL.
fn parse_http_url(url: &str) -> Result<Url, Error> {
    let parsed =
        Url::parse(url.trim()).map_err(|e| Error::new(ErrorKind::BadUrl).on(url).because(e))?;
    if is_http(&parsed) {
        Ok(parsed)
    } else {
        Err(Error::new(ErrorKind::BadUrl).on(display_url(&parsed)))
    }
}
