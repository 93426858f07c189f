//! From an address to a page: attempts, redirects, and on every hop guard, permission and turn.

use std::collections::HashSet;
use std::sync::Arc;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::{
    ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH,
    COOKIE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, PROXY_AUTHORIZATION, TRANSFER_ENCODING,
};
use reqwest::{Client, Proxy, Response, redirect};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::guard::Guard;
use super::keep::{Facts, Fetched, Keep, Kept};
use super::next_page::leads;
use super::options::{FetchOptions, MAX_REDIRECTS};
use super::pace::{Pace, Turn};
use super::permission::{Permission, Reading};
use super::retry::{Again, Failure, pause};
use super::robots::{self, Robots};
use super::{body, cookies, error, keep};
use crate::error::{Error, ErrorKind};
use crate::page::{Headers, Page};

/// Redirects of `robots.txt` that are followed, after RFC 9309; past them the site counts as one without the file.
const MAX_ROBOTS_REDIRECTS: usize = 5;
/// Headers that do not follow a redirect to another host.
const PRIVATE_HEADERS: [HeaderName; 3] = [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION];

/// What is asked for where it need not be a page. Some servers refuse anybody who does not name the type of their feed.
const ACCEPT_FILES: &str = "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,text/xml;q=0.9,text/html;q=0.8,*/*;q=0.5";

/// What an answer must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    /// What may be HTML.
    Page,
    /// Anything.
    File,
}

/// Fetches pages over connections that are kept and shared; cheap to clone. Clones share cookies, pace and permissions.
#[derive(Debug, Clone)]
pub struct Fetcher {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    client: Client,
    jar: Arc<Jar>,
    guard: Guard,
    pace: Pace,
    permission: Permission,
    keep: Keep,
    options: FetchOptions,
}

/// An article as it was fetched.
#[derive(Debug, Default)]
pub struct Pages {
    /// The page that was asked for.
    pub first: Page,
    /// Those that follow it, in order.
    pub further: Vec<Page>,
    /// Why one that is named is missing; it ends the others.
    pub failed: Option<Error>,
    /// The records of a web archive for them, each a gzip member; empty unless [asked for](FetchOptions::gives_records).
    pub records: Vec<u8>,
}

/// The head of an answer whose body may be read until `deadline`, while it is still our turn.
struct Answer {
    response: Response,
    url: Url,
    deadline: Instant,
    _turn: Turn,
}

impl Fetcher {
    /// A fetcher with its own pool of connections.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Network`] when the user agent is no header value or the system gives no TLS roots; [`ErrorKind::BadProxy`];
    /// [`ErrorKind::Io`] when a folder or archive to keep pages in cannot be written.
    pub fn new(options: FetchOptions) -> Result<Self, Error> {
        let failed =
            |e: Box<dyn std::error::Error + Send + Sync>| Error::new(ErrorKind::Network).because(e);
        // An error means another part of the process chose a provider first; it does as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let user_agent =
            HeaderValue::from_str(&options.user_agent).map_err(|e| failed(e.into()))?;
        let guard = Guard::new(options.private_hosts, options.proxy.as_ref());
        let jar = Arc::new(cookies::jar(&options.cookies));
        let mut builder = Client::builder()
            .user_agent(user_agent)
            .default_headers(default_headers())
            .connect_timeout(options.connect_timeout)
            .dns_resolver(guard.clone())
            .cookie_provider(Arc::clone(&jar))
            .redirect(redirect::Policy::none())
            // Failures are tried again here, with pauses.
            .retry(reqwest::retry::never());
        if let Some(proxy) = &options.proxy {
            let bad = |e: reqwest::Error| {
                Error::new(ErrorKind::BadProxy).on(error::name(proxy)).because(e.without_url())
            };
            builder = builder.proxy(Proxy::all(proxy.clone()).map_err(bad)?);
        }
        let client = builder.build().map_err(|e| failed(e.into()))?;
        let (pace, permission, keep) =
            (Pace::new(&options), Permission::default(), Keep::new(&options)?);
        Ok(Self {
            shared: Arc::new(Shared { client, jar, guard, pace, permission, keep, options }),
        })
    }

    /// Fetches one page.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadUrl`] before anything is sent; [`ErrorKind::PrivateAddress`], [`ErrorKind::Robots`] and
    /// [`ErrorKind::RobotsUnreachable`] for what must not be fetched, be it by a redirect; [`ErrorKind::Connect`],
    /// [`ErrorKind::Timeout`], [`ErrorKind::TooManyRedirects`], [`ErrorKind::BadCompression`] or [`ErrorKind::Network`] from
    /// the transfer; [`ErrorKind::Status`] for any answer but success; [`ErrorKind::NotHtml`] and [`ErrorKind::TooLarge`] for
    /// what is no page. The error names the URL, without a password it may hold.
    pub async fn get(&self, url: &str) -> Result<Page, Error> {
        let url = parse(url)?;
        self.shared.guard.named(&url);
        self.fetched(&url).await.map(|fetched| fetched.page)
    }

    async fn fetched(&self, url: &Url) -> Result<Fetched, Error> {
        self.shared.retried(url, || self.shared.page(url, Wants::Page)).await
    }

    /// Fetches an article and those of its pages that follow on the same host, as many as [`max_pages`](FetchOptions::max_pages) in all
    /// and none twice: over `rel=next`, or as the [rule](FetchOptions::rules) for the site says. Where that knows of a page with all of it,
    /// this page is taken instead of all others.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get`], for the first page. A further one that fails is the end, and [`Pages::failed`] says so.
    pub async fn get_pages(&self, url: &str) -> Result<Pages, Error> {
        let url = parse(url)?;
        self.shared.guard.named(&url);
        let Fetched { page, record } = self.fetched(&url).await?;
        let mut pages = Pages { first: page, records: record, ..Pages::default() };
        let mut seen: HashSet<Url> = pages.first.url.iter().cloned().collect();
        while pages.further.len() + 1 < self.shared.options.max_pages {
            let (last, rules) = (
                pages.further.last().unwrap_or(&pages.first).clone(),
                self.shared.options.rules.clone(),
            );
            // Parsing must not hold up the transfers.
            let leads = tokio::task::spawn_blocking(move || leads(&last, rules.as_deref()))
                .await
                .unwrap_or_default();
            let whole = leads.whole.filter(|_| pages.further.is_empty());
            let is_whole = whole.is_some();
            let Some(next) = whole.or(leads.next).filter(|next| seen.insert(next.clone())) else {
                break;
            };
            let fetched = self.fetched(&next).await;
            pages.records.extend(fetched.iter().flat_map(|fetched| &fetched.record));
            match fetched.map(|fetched| fetched.page) {
                // A page that leads back to one before has nothing new.
                Ok(page)
                    if page
                        .url
                        .as_ref()
                        .is_some_and(|url| *url != next && !seen.insert(url.clone())) =>
                {
                    break;
                }
                Ok(page) if is_whole => {
                    pages.first = page;
                    break;
                }
                Ok(page) => pages.further.push(page),
                Err(e) => {
                    pages.failed = Some(e);
                    break;
                }
            }
        }
        Ok(pages)
    }

    /// Fetches a file that need not be a page: a feed, a sitemap. What it is is left to whoever reads it.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get`], without [`ErrorKind::NotHtml`].
    pub async fn get_file(&self, url: &str) -> Result<Page, Error> {
        let url = parse(url)?;
        self.shared.guard.named(&url);
        self.get_linked_file(&url).await
    }

    /// As [`Fetcher::get_file`], for an address that another file names: under [`PrivateHosts::Named`](super::PrivateHosts::Named) its
    /// host is none that was asked for.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get_file`].
    pub async fn get_linked_file(&self, url: &Url) -> Result<Page, Error> {
        if !is_of_the_web(url) {
            return Err(Error::new(ErrorKind::BadUrl).on(error::name(url)));
        }
        self.shared
            .retried(url, || self.shared.page(url, Wants::File))
            .await
            .map(|fetched| fetched.page)
    }

    /// The sitemaps that the `robots.txt` of a site names, as they are written there. The file is read once in a run.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::RobotsUnreachable`], [`ErrorKind::Connect`] and [`ErrorKind::PrivateAddress`] when it cannot be read. A site without
    /// the file names none.
    pub async fn sitemaps(&self, site: &Url) -> Result<Vec<String>, Error> {
        if self.shared.options.offline {
            return Err(Error::new(ErrorKind::NotCached).on(error::name(site)));
        }
        self.shared.permission.sitemaps(site, |file| self.shared.read_robots(file)).await
    }
}

impl Shared {
    /// Tries until it works, cannot work, or has been tried often enough.
    async fn retried<T, F: Future<Output = Result<T, Failure>>>(
        &self,
        url: &Url,
        attempt: impl Fn() -> F,
    ) -> Result<T, Error> {
        let mut tries = 0;
        loop {
            let failure = match attempt().await {
                Ok(done) => return Ok(done),
                Err(failure) => failure,
            };
            tries += 1;
            match failure.again {
                _ if tries > self.options.retries => return Err(failure.error),
                Again::Never => return Err(failure.error),
                Again::Later => tokio::time::sleep(pause(self.options.backoff, tries)).await,
                // Sooner than asked would be rude, so it is later or not at all.
                Again::After(wait) if wait > self.options.max_retry_after => {
                    return Err(failure.error);
                }
                // The turn does the waiting, and that of all others for this host.
                Again::After(wait) => self.pace.hold(url, wait),
            }
        }
    }

    async fn page(&self, url: &Url, wants: Wants) -> Result<Fetched, Failure> {
        let key = format!("{wants:?} {url}");
        let cached = self.keep.cached(key.clone()).await;
        if self.options.offline {
            let cached =
                cached.ok_or_else(|| Error::new(ErrorKind::NotCached).on(error::name(url)))?;
            return Ok(self.cached_page(cached, wants).await?);
        }
        let answer =
            self.follow(url, wants, MAX_REDIRECTS, self.options.robots, cached.as_ref()).await?;
        let status = answer.response.status();
        if let (304, Some(cached)) = (status.as_u16(), cached) {
            return Ok(self.cached_page(cached, wants).await?);
        }
        if !status.is_success() {
            return Err(of_status(&answer));
        }
        let headers = headers(&answer.response);
        if wants == Wants::Page
            && let Some(found) = headers.content_type.as_deref().and_then(body::not_html)
        {
            return Err(Error::new(ErrorKind::NotHtml { found })
                .on(error::name(&answer.url))
                .into());
        }
        let limits = body::Limits {
            bytes: self.options.max_page_bytes,
            idle: self.options.idle_timeout,
            deadline: answer.deadline,
        };
        // The address goes into rows and links, where a password has no place.
        let from = Url::parse(&error::name(answer.response.url())).ok();
        let facts = facts(&answer.response);
        let bytes = body::read(answer.response, wants, &limits).await?;
        let page = Page { url: from, bytes, headers, status: status.as_u16() };
        if !self.keep.is_used() {
            return Ok(Fetched { page, record: Vec::new() });
        }
        Ok(self
            .keep
            .save(Some(key), wants == Wants::Page, Kept { asked: error::name(url), facts, page })
            .await?)
    }

    /// A page of the cache. It was within the limits of the run that fetched it, which may have been others.
    async fn cached_page(&self, cached: Kept, wants: Wants) -> Result<Fetched, Error> {
        let limit = self.options.max_page_bytes;
        if cached.page.bytes.len() > limit {
            return Err(Error::new(ErrorKind::TooLarge { limit }).on(cached.asked));
        }
        self.keep.save(None, wants == Wants::Page, cached).await
    }

    /// The rules of a site. A site without the file allows all; one that fails to give it is left alone, so that is an error.
    async fn robots(&self, file: &Url) -> Result<Robots, Failure> {
        let answer = match self.follow(file, Wants::File, MAX_ROBOTS_REDIRECTS, false, None).await {
            Err(failure) if *failure.error.kind() == ErrorKind::TooManyRedirects => {
                return Ok(Robots::default());
            }
            answer => answer?,
        };
        match answer.response.status().as_u16() {
            200..=299 => {}
            // Too many requests is no word about the file.
            status @ 400..=499 if status != 429 => return Ok(Robots::default()),
            _ => return Err(of_status(&answer)),
        }
        let limits = body::Limits {
            bytes: robots::MAX_BYTES,
            idle: self.options.idle_timeout,
            deadline: answer.deadline,
        };
        let file = body::read_start(answer.response, &limits).await?;
        Ok(Robots::parse(&file, robots::product(&self.options.user_agent)))
    }

    /// Follows redirects to the answer that is none.
    async fn follow(
        &self,
        start: &Url,
        wants: Wants,
        max_redirects: usize,
        asks_robots: bool,
        cached: Option<&Kept>,
    ) -> Result<Answer, Failure> {
        let mut left = self.options.total_timeout;
        let mut url = start.clone();
        let mut seen = HashSet::new();
        let too_many =
            || Failure::from(Error::new(ErrorKind::TooManyRedirects).on(error::name(start)));
        for _ in 0..=max_redirects {
            // A page that sets a cookie and leads to itself is no circle, but one that does so with the same cookies is.
            if !seen.insert((url.clone(), self.jar.cookies(&url))) {
                return Err(too_many());
            }
            self.guard.check(&url)?;
            let crawl_delay = if asks_robots {
                self.permission.ask(&url, |file| self.read_robots(file)).await?
            } else {
                None
            };
            let turn = self.pace.turn(&url, crawl_delay).await;
            let began = Instant::now();
            let deadline = began + left;
            let response = self.send(&url, start, wants, deadline, cached).await?;
            let Some(target) = target(&response, &url)? else {
                return Ok(Answer { response, url, deadline, _turn: turn });
            };
            left = left.saturating_sub(began.elapsed());
            url = target;
        }
        Err(too_many())
    }

    /// Boxed, since following redirects asks for `robots.txt` and reading that follows redirects.
    fn read_robots(&self, file: Url) -> Reading<'_> {
        Box::pin(async move { self.retried(&file, || self.robots(&file)).await })
    }

    /// One request, up to the head of its answer.
    async fn send(
        &self,
        url: &Url,
        start: &Url,
        wants: Wants,
        deadline: Instant,
        cached: Option<&Kept>,
    ) -> Result<Response, Error> {
        let is_same_host =
            url.origin() == start.origin() || url.host() == start.host() && url.scheme() == "https";
        let headers = self
            .options
            .headers
            .iter()
            .filter(|(name, _)| is_same_host || !PRIVATE_HEADERS.contains(name));
        let mut request = self.client.get(url.clone());
        if wants == Wants::File {
            request = request.header(ACCEPT, ACCEPT_FILES);
        }
        // What the server said to recognise its answer by belongs to the address that gave it, be it behind a redirect.
        if let Some(Kept { facts, .. }) = cached.filter(|kept| {
            kept.page.url.as_ref().is_some_and(|from| from.as_str() == error::name(url))
        }) {
            let conditions =
                [(IF_NONE_MATCH, &facts.etag), (IF_MODIFIED_SINCE, &facts.last_modified)];
            for (name, value) in
                conditions.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
            {
                request = request.header(name, value);
            }
        }
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let limit = deadline.min(Instant::now() + self.options.first_byte_timeout);
        let late = |e| Error::new(ErrorKind::Timeout).on(error::name(url)).because(e);
        timeout_at(limit, request.send())
            .await
            .map_err(late)?
            .map_err(|e| error::of_transfer(e, url))
    }
}

/// Where an answer leads, if it leads anywhere.
fn target(response: &Response, url: &Url) -> Result<Option<Url>, Error> {
    let location = response.headers().get(reqwest::header::LOCATION);
    let (301 | 302 | 303 | 307 | 308, Some(location)) = (response.status().as_u16(), location)
    else {
        return Ok(None);
    };
    let location = String::from_utf8_lossy(location.as_bytes());
    let bad = || Error::new(ErrorKind::BadUrl).on(error::name(url));
    let mut target = url.join(&location).map_err(|e| bad().because(e))?;
    // A fragment is the reader's; and it would hide a circle.
    target.set_fragment(None);
    if is_of_the_web(&target) {
        Ok(Some(target))
    } else {
        Err(bad().because(format!("it leads to {}", error::name(&target))))
    }
}

fn of_status(answer: &Answer) -> Failure {
    let status = answer.response.status().as_u16();
    let retry_after =
        answer.response.headers().get(reqwest::header::RETRY_AFTER).and_then(|v| v.to_str().ok());
    Failure::of_status(
        Error::new(ErrorKind::Status(status)).on(error::name(&answer.url)),
        status,
        retry_after,
    )
}

/// An `http` or `https` URL with a host.
fn parse(url: &str) -> Result<Url, Error> {
    let parsed =
        Url::parse(url.trim()).map_err(|e| Error::new(ErrorKind::BadUrl).on(url).because(e))?;
    if is_of_the_web(&parsed) {
        Ok(parsed)
    } else {
        Err(Error::new(ErrorKind::BadUrl).on(error::name(&parsed)))
    }
}

fn is_of_the_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// What is asked for: HTML first, in any language.
fn default_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(
        ACCEPT,
        HeaderValue::from_static("text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"),
    );
    // Without this header some servers answer 406; `*` claims no language.
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("*"));
    headers
}

/// All of `X-Robots-Tag`: a server may send one for each robot.
fn robots_tag(response: &Response) -> Option<String> {
    let values = response
        .headers()
        .get_all("x-robots-tag")
        .iter()
        .map(|v| String::from_utf8_lossy(v.as_bytes()));
    Some(values.collect::<Vec<_>>().join(", ")).filter(|all| !all.is_empty())
}

/// What is kept of an answer beside its page.
fn facts(response: &Response) -> Facts {
    /// Of the transfer, and not of what was transferred.
    const OF_TRANSFER: [HeaderName; 3] = [CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING];
    let (status, all) = (response.status(), response.headers());
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let mut head = format!(
        "HTTP/1.1 {} {}\r\n",
        status.as_u16(),
        status.canonical_reason().unwrap_or_default()
    );
    for (name, value) in all.iter().filter(|(name, _)| !OF_TRANSFER.contains(name)) {
        head += &format!("{name}: {}\r\n", text(value));
    }
    Facts {
        at: keep::now(),
        head,
        etag: all.get(ETAG).map(text),
        last_modified: all.get(LAST_MODIFIED).map(text),
        is_not_for_stores: all
            .get_all(CACHE_CONTROL)
            .iter()
            .any(|value| has_word(&text(value), "no-store")),
    }
}

/// Whether a list by commas has this word, whatever its case.
fn has_word(list: &str, word: &str) -> bool {
    list.split(',').any(|part| part.trim().eq_ignore_ascii_case(word))
}

/// The headers that bear on extraction.
fn headers(response: &Response) -> Headers {
    let text = |name: HeaderName| {
        response.headers().get(name).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned())
    };
    Headers {
        content_type: text(reqwest::header::CONTENT_TYPE),
        content_language: text(reqwest::header::CONTENT_LANGUAGE),
        x_robots_tag: robots_tag(response),
        date: text(reqwest::header::DATE),
        last_modified: text(reqwest::header::LAST_MODIFIED),
    }
}
