//! Creates the HTTP client: headers, cookies, proxy, TLS.

use std::sync::Arc;

use reqwest::cookie::Jar;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderMap, HeaderValue};
use reqwest::{Client, Proxy, redirect};

use super::error::display_url;
use super::options::FetchOptions;
use super::private_hosts::PrivateHostFilter;
use crate::error::{Error, ErrorKind};

/// Creates a client that resolves names with `filter` and does not follow redirects or retry.
pub(super) fn build_client(
    options: &FetchOptions,
    filter: &PrivateHostFilter,
    jar: &Arc<Jar>,
) -> Result<Client, Error> {
    let failed =
        |e: Box<dyn std::error::Error + Send + Sync>| Error::new(ErrorKind::Network).because(e);
    // An error means that the process has installed a TLS provider already, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let user_agent = HeaderValue::from_str(&options.user_agent).map_err(|e| failed(e.into()))?;
    let mut builder = Client::builder()
        .user_agent(user_agent)
        .default_headers(default_headers())
        .connect_timeout(options.connect_timeout)
        .dns_resolver(filter.clone())
        .cookie_provider(Arc::clone(jar))
        .redirect(redirect::Policy::none())
        // `body` undoes these, because the library refuses a body whose end is damaged.
        .no_gzip()
        .no_deflate()
        // `Transport` retries, with delays.
        .retry(reqwest::retry::never());
    if let Some(proxy) = &options.proxy {
        let bad = |e: reqwest::Error| {
            Error::new(ErrorKind::BadProxy).on(display_url(proxy)).because(e.without_url())
        };
        builder = builder.proxy(Proxy::all(proxy.clone()).map_err(bad)?);
    }
    builder.build().map_err(|e| failed(e.into()))
}

/// The headers of every request: HTML is preferred, in any language.
fn default_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(
        ACCEPT,
        HeaderValue::from_static("text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"),
    );
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, br, zstd, deflate"));
    // Without this header some servers answer 406. `*` states no preference.
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("*"));
    headers
}
