//! Reads the status and the headers of a response.

use reqwest::Response;
use reqwest::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, DATE, ETAG,
    HeaderName, HeaderValue, LAST_MODIFIED, LOCATION, RETRY_AFTER, TRANSFER_ENCODING,
};
use tokio::time::Instant;
use url::Url;

use super::error::display_url;
use super::rate_limit::Permit;
use super::retry::FailedAttempt;
use super::store::{ResponseFacts, now};
use crate::error::{Error, ErrorKind};
use crate::page::Headers;

/// A response whose body is not read yet. It holds its permit, so the request counts as running.
pub(super) struct OpenResponse {
    pub(super) response: Response,
    /// The address after redirects.
    pub(super) url: Url,
    /// The end of the time for the body.
    pub(super) deadline: Instant,
    pub(super) _permit: Permit,
}

impl OpenResponse {
    /// The failure for a status that is not success.
    pub(super) fn status_failure(&self) -> FailedAttempt {
        let status = self.response.status().as_u16();
        let retry_after =
            self.response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let error = Error::new(ErrorKind::Status(status)).on(display_url(&self.url));
        FailedAttempt::from_status(error, status, retry_after)
    }
}

/// Whether the scheme is `http` or `https`.
pub(super) fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// The target of a redirect from `url`; `None` if the response is not a redirect.
pub(super) fn redirect_target(response: &Response, url: &Url) -> Result<Option<Url>, Error> {
    let location = response.headers().get(LOCATION);
    let (301 | 302 | 303 | 307 | 308, Some(location)) = (response.status().as_u16(), location)
    else {
        return Ok(None);
    };
    let location = text(location);
    let bad = || Error::new(ErrorKind::BadUrl).on(display_url(url));
    let mut target = url.join(&location).map_err(|e| bad().because(e))?;
    // The server does not see a fragment, and a changing one would hide a redirect loop.
    target.set_fragment(None);
    if is_http(&target) {
        Ok(Some(target))
    } else {
        Err(bad().because(format!("it redirects to {}", display_url(&target))))
    }
}

/// The headers that extraction uses.
pub(super) fn page_headers(response: &Response) -> Headers {
    let value = |name: HeaderName| response.headers().get(name).map(text);
    Headers {
        content_type: value(CONTENT_TYPE),
        content_language: value(CONTENT_LANGUAGE),
        x_robots_tag: robots_tag(response),
        date: value(DATE),
        last_modified: value(LAST_MODIFIED),
    }
}

/// All values of `X-Robots-Tag`: a server may send one for each crawler.
fn robots_tag(response: &Response) -> Option<String> {
    let values = response.headers().get_all("x-robots-tag").iter().map(text);
    Some(values.collect::<Vec<_>>().join(", ")).filter(|all| !all.is_empty())
}

/// The data of a response that the store keeps beside the page.
pub(super) fn response_facts(response: &Response) -> ResponseFacts {
    /// Headers that describe the transfer and not the content.
    const TRANSFER_HEADERS: [HeaderName; 3] = [CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING];
    let (status, headers) = (response.status(), response.headers());
    let mut head = format!(
        "HTTP/1.1 {} {}\r\n",
        status.as_u16(),
        status.canonical_reason().unwrap_or_default()
    );
    for (name, value) in headers.iter().filter(|(name, _)| !TRANSFER_HEADERS.contains(name)) {
        head += &format!("{name}: {}\r\n", text(value));
    }
    ResponseFacts {
        at: now(),
        head,
        etag: headers.get(ETAG).map(text),
        last_modified: headers.get(LAST_MODIFIED).map(text),
        is_no_store: headers
            .get_all(CACHE_CONTROL)
            .iter()
            .any(|value| has_directive(&text(value), "no-store")),
    }
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

/// Whether a comma-separated list contains this directive, in any case.
fn has_directive(list: &str, directive: &str) -> bool {
    list.split(',').any(|part| part.trim().eq_ignore_ascii_case(directive))
}
