//! One URL to one page: the only user of the network.
//!
//! TLS is always verified, only `http` and `https` are spoken, and every wait and every size has a limit. What comes back is a
//! [`Page`] whose content encoding is undone and whose address is the one after redirects; nothing of it is decided here.
//!
//! ```no_run
//! use cleancopy::fetch::{BlockingFetcher, FetchOptions};
//!
//! let fetcher = BlockingFetcher::new(FetchOptions::default())?;
//! let page = fetcher.get("https://news.example/story")?;
//! # Ok::<(), cleancopy::Error>(())
//! ```

mod body;
mod error;

use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Response, redirect};
use url::Url;

use crate::error::{Error, ErrorKind};
use crate::options::MAX_PAGE_BYTES;
use crate::page::{Headers, Page};

/// The name given to servers: what this is, its version and where to read about it.
pub const USER_AGENT: &str = concat!("cleancopy/", env!("CARGO_PKG_VERSION"), " (+https://crates.io/crates/cleancopy)");
/// Redirects followed before giving up: 10. Browsers allow 20; no news page needs more than 5.
pub const MAX_REDIRECTS: usize = 10;

/// How a page is fetched.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FetchOptions {
    /// Time for the connection, TLS included. Default 10 seconds.
    pub connect_timeout: Duration,
    /// Time the server may stay silent between two pieces of the body. Default 15 seconds.
    pub idle_timeout: Duration,
    /// Time for everything, redirects included. Default 60 seconds.
    pub total_timeout: Duration,
    /// Bytes of the body, content encoding undone, above which it is refused. Default [`MAX_PAGE_BYTES`].
    pub max_page_bytes: usize,
    /// The `User-Agent` header. Default [`USER_AGENT`].
    pub user_agent: String,
}

impl Default for FetchOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_secs(60),
            max_page_bytes: MAX_PAGE_BYTES,
            user_agent: USER_AGENT.to_owned(),
        }
    }
}

/// Fetches pages over connections that are kept and shared; cheap to clone.
#[derive(Debug, Clone)]
pub struct Fetcher {
    client: Client,
    max_page_bytes: usize,
}

impl Fetcher {
    /// A fetcher with its own pool of connections.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Network`] when the user agent is no header value or the system gives no TLS roots.
    pub fn new(options: FetchOptions) -> Result<Self, Error> {
        let failed = |e: Box<dyn std::error::Error + Send + Sync>| Error::new(ErrorKind::Network).because(e);
        // An error means another part of the process chose a provider first; it does as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let user_agent = HeaderValue::from_str(&options.user_agent).map_err(|e| failed(e.into()))?;
        let client = Client::builder()
            .user_agent(user_agent)
            .default_headers(default_headers())
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.idle_timeout)
            .timeout(options.total_timeout)
            .redirect(redirect::Policy::limited(MAX_REDIRECTS))
            .build()
            .map_err(|e| failed(e.into()))?;
        Ok(Self { client, max_page_bytes: options.max_page_bytes })
    }

    /// Fetches one page.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadUrl`] before anything is sent; [`ErrorKind::Connect`], [`ErrorKind::Timeout`],
    /// [`ErrorKind::TooManyRedirects`], [`ErrorKind::BadCompression`] or [`ErrorKind::Network`] from the transfer;
    /// [`ErrorKind::Status`] for any answer but success; [`ErrorKind::NotHtml`] and [`ErrorKind::TooLarge`] for what is no
    /// page. The error names the URL, without a password it may hold.
    pub async fn get(&self, url: &str) -> Result<Page, Error> {
        let url = parse(url)?;
        let response = self.client.get(url.clone()).send().await.map_err(|e| error::of_transfer(e, &url))?;
        let status = response.status();
        if !status.is_success() {
            return Err(Error::new(ErrorKind::Status(status.as_u16())).on(error::name(response.url())));
        }
        let mut page = Page { url: Some(response.url().clone()), bytes: Vec::new(), headers: headers(&response), status: status.as_u16() };
        if let Some(found) = page.headers.content_type.as_deref().and_then(body::not_html) {
            return Err(Error::new(ErrorKind::NotHtml { found }).on(error::name(response.url())));
        }
        page.bytes = body::read(response, self.max_page_bytes).await?;
        Ok(page)
    }
}

/// A [`Fetcher`] for programs without an async runtime: it brings its own. May be shared between threads.
#[derive(Debug)]
pub struct BlockingFetcher {
    fetcher: Fetcher,
    runtime: tokio::runtime::Runtime,
}

impl BlockingFetcher {
    /// A fetcher with its own runtime, of one thread.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::new`], and [`ErrorKind::Network`] when no thread can be started.
    pub fn new(options: FetchOptions) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|e| Error::new(ErrorKind::Network).because(e))?;
        Ok(Self { fetcher: Fetcher::new(options)?, runtime })
    }

    /// Fetches one page and waits for it. Must not be called from async code.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get`].
    pub fn get(&self, url: &str) -> Result<Page, Error> {
        self.runtime.block_on(self.fetcher.get(url))
    }
}

/// An `http` or `https` URL with a host.
fn parse(url: &str) -> Result<Url, Error> {
    let parsed = Url::parse(url.trim()).map_err(|e| Error::new(ErrorKind::BadUrl).on(url).because(e))?;
    if matches!(parsed.scheme(), "http" | "https") { Ok(parsed) } else { Err(Error::new(ErrorKind::BadUrl).on(error::name(&parsed))) }
}

/// What is asked for: HTML first, in any language.
fn default_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"));
    // Without this header some servers answer 406; `*` claims no language.
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("*"));
    headers
}

/// All of `X-Robots-Tag`: a server may send one for each robot.
fn robots(response: &Response) -> Option<String> {
    let values = response.headers().get_all("x-robots-tag").iter().map(|v| String::from_utf8_lossy(v.as_bytes()));
    Some(values.collect::<Vec<_>>().join(", ")).filter(|all| !all.is_empty())
}

/// The headers that bear on extraction.
fn headers(response: &Response) -> Headers {
    let text = |name: HeaderName| response.headers().get(name).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
    Headers {
        content_type: text(reqwest::header::CONTENT_TYPE),
        content_language: text(reqwest::header::CONTENT_LANGUAGE),
        x_robots_tag: robots(response),
        last_modified: text(reqwest::header::LAST_MODIFIED),
    }
}
