//! Downloads one page from Python, as the command does for an address that a person typed.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use cleancopy::fetch::{BlockingFetcher, FetchOptions, PrivateHosts};
use cleancopy::{Error, ErrorKind, MAX_PAGE_BYTES, Page};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::errors::Failure;
use crate::page::PyPage;

/// Fetches one page. Every function that takes HTML also takes the result.
///
/// It is fetched as a browser would fetch it: `robots.txt` is not obeyed unless `robots` is set,
/// and the host may be in a private network unless `private` is false. `timeout` is in seconds, for
/// one attempt; `cookies` is a file in Netscape's format; `cache` is the folder of
/// the cache; with `offline`, pages come only from there.
#[pyfunction]
#[pyo3(signature = (
    url, *, timeout = 30.0, retries = 2, max_bytes = MAX_PAGE_BYTES, user_agent = None,
    headers = None, cookies = None, proxy = None, robots = false, private = true, cache = None,
    offline = false
))]
#[pyo3(text_signature = "(url, *, timeout=30.0, retries=2, max_bytes=67108864, user_agent=None, \
                         headers=None, cookies=None, proxy=None, robots=False, private=True, \
                         cache=None, offline=False)")]
#[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub fn fetch(
    py: Python<'_>,
    url: &str,
    timeout: f64,
    retries: u32,
    max_bytes: usize,
    user_agent: Option<String>,
    headers: Option<&Bound<'_, PyAny>>,
    cookies: Option<PathBuf>,
    proxy: Option<&str>,
    robots: bool,
    private: bool,
    cache: Option<PathBuf>,
    offline: bool,
) -> PyResult<PyPage> {
    let timeout = Duration::try_from_secs_f64(timeout)
        .ok()
        .filter(|timeout| !timeout.is_zero())
        .ok_or_else(|| PyValueError::new_err("timeout must be a positive number of seconds"))?;
    let defaults = FetchOptions::by_hand();
    let mut options = FetchOptions::by_hand()
        .with_total_timeout(timeout)
        .with_connect_timeout(defaults.connect_timeout.min(timeout))
        .with_first_byte_timeout(defaults.first_byte_timeout.min(timeout))
        .with_idle_timeout(defaults.idle_timeout.min(timeout))
        .with_retries(retries)
        .with_max_page_bytes(max_bytes)
        .with_user_agent(user_agent.unwrap_or(defaults.user_agent))
        .with_robots(robots)
        .with_private_hosts(if private { PrivateHosts::Named } else { PrivateHosts::Refuse })
        .with_cache(cache)
        .with_offline(offline);
    let settings = |e: Error| Failure::of_settings(&e).into_py(py);
    if let Some(proxy) = proxy {
        let parsed = url::Url::parse(proxy)
            .map_err(|e| settings(Error::new(ErrorKind::BadProxy).on(proxy).because(e)))?;
        options.proxy = Some(parsed);
    }
    if let Some(headers) = headers {
        for item in headers.call_method0("items")?.try_iter()? {
            let (name, value): (String, String) = item?.extract()?;
            options.add_header(&format!("{name}: {value}")).map_err(settings)?;
        }
    }
    if let Some(path) = cookies {
        options.add_cookies(&fs::read_to_string(path)?).map_err(settings)?;
    }
    let page = py.detach(|| fetch_page(url, options));
    page.map(PyPage::new).map_err(|e| Failure::of_fetch(&e, url).into_py(py))
}

/// Fetches one page. The fetcher and its thread end with this call.
fn fetch_page(url: &str, options: FetchOptions) -> Result<Page, Error> {
    BlockingFetcher::new(options)?.get(url)
}
