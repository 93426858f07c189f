//! Sends requests: redirects, retries, `robots.txt`, the rate limit and the check for private
//! hosts.

use std::collections::HashSet;
use std::sync::Arc;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, COOKIE, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    PROXY_AUTHORIZATION,
};
use reqwest::{Client, Response};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::body::{BodyLimits, ExpectedBody, read_body_start};
use super::client::build_client;
use super::cookies;
use super::error::{display_url, transfer_error};
use super::options::FetchOptions;
use super::private_hosts::PrivateHostFilter;
use super::rate_limit::RateLimiter;
use super::response::{OpenResponse, redirect_target};
use super::retry::{FailedAttempt, Retry, backoff};
use super::robots::{self, Robots};
use super::robots_policy::{RobotsFuture, RobotsPolicy};
use super::store::StoredResponse;
use crate::error::{Error, ErrorKind};

/// The most redirects of `robots.txt`, as in RFC 9309. After more, the file counts as missing.
const MAX_ROBOTS_REDIRECTS: usize = 5;
/// Headers that are not sent to another host after a redirect.
const PRIVATE_HEADERS: [HeaderName; 3] = [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION];
/// The `Accept` header for files that need not be pages. Some servers refuse a request that does
/// not name the type of their feed.
const ACCEPT_FILES: &str = "application/rss+xml,application/atom+xml,application/feed+json,\
                            application/xml;q=0.9,text/xml;q=0.9,text/html;q=0.8,*/*;q=0.5";

/// Sends requests under the limits and policies of [`FetchOptions`].
#[derive(Debug)]
pub(super) struct Transport {
    client: Client,
    jar: Arc<Jar>,
    pub(super) private_hosts: PrivateHostFilter,
    rate_limiter: RateLimiter,
    robots_policy: RobotsPolicy,
    pub(super) options: FetchOptions,
}

/// A request whose redirects are followed.
#[derive(Clone, Copy)]
pub(super) struct Request<'r> {
    pub(super) url: &'r Url,
    /// The address whose host gets private headers; the same, unless a page led to `url`.
    pub(super) start: &'r Url,
    pub(super) expected: ExpectedBody,
    pub(super) max_redirects: usize,
    /// Whether `robots.txt` must allow each address.
    pub(super) obeys_robots: bool,
    /// The cached response to revalidate.
    pub(super) cached: Option<&'r StoredResponse>,
}

impl Transport {
    pub(super) fn new(options: FetchOptions) -> Result<Self, Error> {
        let private_hosts = PrivateHostFilter::new(options.private_hosts, options.proxy.as_ref());
        let jar = Arc::new(cookies::jar(&options.cookies));
        let client = build_client(&options, &private_hosts, &jar)?;
        let (rate_limiter, robots_policy) = (RateLimiter::new(&options), RobotsPolicy::default());
        Ok(Self { client, jar, private_hosts, rate_limiter, robots_policy, options })
    }

    /// Repeats an attempt until it succeeds, fails permanently, or has used all retries.
    pub(super) async fn with_retries<T, F: Future<Output = Result<T, FailedAttempt>>>(
        &self,
        url: &Url,
        attempt: impl Fn() -> F,
    ) -> Result<T, Error> {
        let mut attempts = 0;
        loop {
            let failure = match attempt().await {
                Ok(done) => return Ok(done),
                Err(failure) => failure,
            };
            attempts += 1;
            match failure.retry {
                _ if attempts > self.options.retries => return Err(failure.error),
                Retry::Never => return Err(failure.error),
                Retry::AfterBackoff => {
                    tokio::time::sleep(backoff(self.options.backoff, attempts)).await;
                }
                // A retry earlier than the server asks for would be impolite, so there is none.
                Retry::AfterDelay(delay) if delay > self.options.max_retry_after => {
                    return Err(failure.error);
                }
                // The rate limiter makes this request and all others to the host wait.
                Retry::AfterDelay(delay) => self.rate_limiter.block_host(url, delay),
            }
        }
    }

    /// Sends a request and follows redirects to the final response.
    pub(super) async fn send(&self, request: Request<'_>) -> Result<OpenResponse, FailedAttempt> {
        let mut time_left = self.options.total_timeout;
        let mut url = request.url.clone();
        let mut seen = HashSet::new();
        let too_many = || {
            let error = Error::new(ErrorKind::TooManyRedirects).on(display_url(request.url));
            FailedAttempt::from(error)
        };
        for _ in 0..=request.max_redirects {
            // A page may set a cookie and redirect to itself. It is a loop only if the cookies are
            // the same.
            if !seen.insert((url.clone(), self.jar.cookies(&url))) {
                return Err(too_many());
            }
            self.private_hosts.check(&url)?;
            let crawl_delay = if request.obeys_robots {
                self.robots_policy.check(&url, |file| self.fetch_robots(file)).await?
            } else {
                None
            };
            let permit = self.rate_limiter.acquire(&url, crawl_delay).await;
            let start = Instant::now();
            let deadline = start + time_left;
            let response = self.send_once(&url, request, deadline).await?;
            let Some(target) = redirect_target(&response, &url)? else {
                return Ok(OpenResponse { response, url, deadline, _permit: permit });
            };
            time_left = time_left.saturating_sub(start.elapsed());
            url = target;
        }
        Err(too_many())
    }

    /// Sends one request to `url`, which may be a redirect target, and waits for the headers.
    async fn send_once(
        &self,
        url: &Url,
        request: Request<'_>,
        deadline: Instant,
    ) -> Result<Response, Error> {
        let start = request.start;
        let is_same_host =
            url.origin() == start.origin() || url.host() == start.host() && url.scheme() == "https";
        let headers = self
            .options
            .headers
            .iter()
            .filter(|(name, _)| is_same_host || !PRIVATE_HEADERS.contains(name));
        let mut builder = self.client.get(url.clone());
        if request.expected == ExpectedBody::File {
            builder = builder.header(ACCEPT, ACCEPT_FILES);
        }
        // The validators belong to the address that gave the response, also behind a redirect.
        if let Some(StoredResponse { facts, .. }) = request.cached.filter(|cached| {
            cached.page.url.as_ref().is_some_and(|from| from.as_str() == display_url(url))
        }) {
            let conditions =
                [(IF_NONE_MATCH, &facts.etag), (IF_MODIFIED_SINCE, &facts.last_modified)];
            for (name, value) in
                conditions.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
            {
                builder = builder.header(name, value);
            }
        }
        for (name, value) in headers {
            builder = builder.header(name, value);
        }
        let limit = deadline.min(Instant::now() + self.options.first_byte_timeout);
        let timed_out = |e| Error::new(ErrorKind::Timeout).on(display_url(url)).because(e);
        timeout_at(limit, builder.send())
            .await
            .map_err(timed_out)?
            .map_err(|e| transfer_error(e, url))
    }

    /// The limits for the body of a page.
    pub(super) fn page_limits(&self, deadline: Instant) -> BodyLimits {
        BodyLimits { bytes: self.options.max_page_bytes, idle: self.options.idle_timeout, deadline }
    }

    /// The sitemaps that `robots.txt` of a site names.
    pub(super) async fn sitemaps(&self, site: &Url) -> Result<Vec<String>, Error> {
        self.robots_policy.sitemaps(site, |file| self.fetch_robots(file)).await
    }

    /// Fetches `robots.txt`, with retries. The future is boxed because `send` calls this method and
    /// this method calls `send`.
    fn fetch_robots(&self, file: Url) -> RobotsFuture<'_> {
        Box::pin(async move { self.with_retries(&file, || self.fetch_robots_once(&file)).await })
    }

    /// Fetches `robots.txt` once. A site without the file allows everything. If the server fails to
    /// send it, that is an error, and the site must not be crawled.
    async fn fetch_robots_once(&self, file: &Url) -> Result<Robots, FailedAttempt> {
        let request = Request {
            url: file,
            start: file,
            expected: ExpectedBody::File,
            max_redirects: MAX_ROBOTS_REDIRECTS,
            obeys_robots: false,
            cached: None,
        };
        let open = match self.send(request).await {
            Err(failure) if *failure.error.kind() == ErrorKind::TooManyRedirects => {
                return Ok(Robots::default());
            }
            open => open?,
        };
        match open.response.status().as_u16() {
            200..=299 => {}
            // Status 429 does not mean that the file is missing.
            status @ 400..=499 if status != 429 => return Ok(Robots::default()),
            _ => return Err(open.status_failure()),
        }
        let limits = BodyLimits { bytes: robots::MAX_BYTES, ..self.page_limits(open.deadline) };
        let file = read_body_start(open.response, &limits).await?;
        Ok(Robots::parse(&file, robots::product_token(&self.options.user_agent)))
    }
}
