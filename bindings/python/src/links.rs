//! Lists the addresses of articles in Python, from feeds, sitemaps and pages.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use cleancopy::batch::read_page_file;
use cleancopy::fetch::{BlockingFetcher, FetchOptions, PrivateHosts};
use cleancopy::links::{
    CrawlEvent, LimitReached, Link, LinkFinder, LinkOptions, links_in_file, parse_since,
};
use cleancopy::{Error, MAX_PAGE_BYTES, Page};
use pyo3::exceptions::{PyRuntimeWarning, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyString;
use url::Url;

use crate::cleaner::interrupt;
use crate::errors::Failure;
use crate::pickle::Pickled;

/// An address that a feed, sitemap or page lists.
#[pyclass(frozen, module = "cleancopy", name = "Link", eq, hash, get_all)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct PyLink {
    /// The address, absolute and without a fragment.
    url: String,
    /// The headline, or the text of the link; at most 500 characters. `None` if there is none.
    title: Option<String>,
    /// When the page was published or, if that is unknown, last changed, as a day or a time in
    /// UTC, in ISO 8601. `None` if the list has no date.
    date: Option<String>,
    /// The feed, sitemap or page that lists it.
    source: String,
}

#[pymethods]
impl PyLink {
    #[new]
    #[pyo3(signature = (url, title = None, date = None, source = String::new()))]
    #[pyo3(text_signature = "(url, title=None, date=None, source='')")]
    fn create(url: String, title: Option<String>, date: Option<String>, source: String) -> Self {
        Self { url, title, date, source }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let url = PyString::new(py, &self.url).repr()?;
        let title = self.title.as_deref().into_pyobject(py)?.repr()?;
        let date = self.date.as_deref().into_pyobject(py)?.repr()?;
        Ok(format!("Link({url}, title={title}, date={date})"))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        let state = (&*self.url, self.title.as_deref(), self.date.as_deref(), &*self.source);
        Ok((py.get_type::<Self>().into_any(), state.into_pyobject(py)?))
    }
}

/// The result of a search for links.
#[derive(Default)]
struct Found {
    links: Vec<PyLink>,
    /// Files that could not be read, and limits that were reached.
    warnings: Vec<String>,
    /// The error of a signal that ended the search.
    interrupted: Option<PyErr>,
}

/// Lists the articles that a feed, a sitemap or a page names, each only once.
///
/// An address is fetched, and so are the feeds and sitemaps that it leads to, at a polite rate; the
/// articles are not. A file must be a saved feed, sitemap or page. `base_url` is the address of the
/// file; without it, relative links and all links of a saved page are left out.
///
/// `since` (a date, a datetime or their text in ISO 8601) leaves out links with an earlier date.
/// If `url_or_file` cannot be read, that is an error. Further files that cannot be read, and limits
/// that are reached, give warnings.
#[pyfunction]
#[pyo3(signature = (url_or_file, *, since = None, limit = None, base_url = None))]
pub fn links(
    py: Python<'_>,
    url_or_file: &Bound<'_, PyAny>,
    since: Option<&Bound<'_, PyAny>>,
    limit: Option<usize>,
    base_url: Option<&str>,
) -> PyResult<Vec<PyLink>> {
    let since = since.map(since_text).transpose()?;
    let options = LinkOptions::default().with_since(match since {
        None => None,
        Some(text) => Some(parse_since(&text).ok_or_else(|| {
            PyValueError::new_err(format!(
                "since must be a day or a time in ISO 8601, not {text:?}"
            ))
        })?),
    });
    let limit = limit.unwrap_or(usize::MAX);
    let address = url_or_file
        .extract::<String>()
        .ok()
        .filter(|text| text.starts_with("http://") || text.starts_with("https://"));
    let found = match address {
        Some(address) => py
            .detach(|| fetched_links(&address, options, limit))
            .map_err(|e| Failure::of_fetch(&e, &address).into_py(py))?,
        None => {
            let path: PathBuf = url_or_file.extract()?;
            // The system's own error, such as FileNotFoundError, says most.
            std::fs::File::open(&path)?;
            py.detach(|| saved_links(&path, base_url, &options, limit))
                .map_err(|e| Failure::of_page(e, base_url).into_py(py))?
        }
    };
    if let Some(e) = found.interrupted {
        return Err(e);
    }
    let category = py.get_type::<PyRuntimeWarning>();
    for warning in found.warnings {
        let message = std::ffi::CString::new(warning.replace('\0', " "))?;
        PyErr::warn(py, &category, &message, 1)?;
    }
    Ok(found.links)
}

/// The text of a date or a datetime.
fn since_text(since: &Bound<'_, PyAny>) -> PyResult<String> {
    match since.cast::<PyString>() {
        Ok(text) => text.extract(),
        Err(_) => since.call_method0("isoformat")?.extract(),
    }
}

fn fetched_links(address: &str, options: LinkOptions, limit: usize) -> Result<Found, Error> {
    let fetch = FetchOptions::default().with_private_hosts(PrivateHosts::Named);
    let fetcher = BlockingFetcher::new(fetch)?;
    let mut found = Found::default();
    LinkFinder::new(&fetcher, options).find(address, &mut |event| {
        match event {
            CrawlEvent::Link(link) if found.links.len() < limit => {
                found.links.push(python_link(&link));
            }
            CrawlEvent::Failed(e) => found.warnings.push(e.with_cause()),
            CrawlEvent::LimitReached(limit) => found.warnings.push(limit_message(limit)),
            _ => {}
        }
        found.interrupted = interrupt().err();
        if found.interrupted.is_some() {
            return ControlFlow::Break(());
        }
        if found.links.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(found)
}

fn saved_links(
    path: &Path,
    base_url: Option<&str>,
    options: &LinkOptions,
    limit: usize,
) -> Result<Found, Error> {
    let named = |e: Error| e.on(path.display().to_string());
    let mut page = Page::from(read_page_file(path, MAX_PAGE_BYTES).map_err(named)?);
    if let Some(base) = base_url {
        page = page.with_url(base)?;
    }
    let absolute = std::path::absolute(path).ok().and_then(|path| Url::from_file_path(path).ok());
    let Some(source) = page.url.clone().or(absolute) else { return Ok(Found::default()) };
    let links = links_in_file(page, &source).map_err(named)?;
    let is_wanted = |link: &&Link| {
        options.since.is_none_or(|since| link.date.is_none_or(|date| date.may_be_since(since)))
    };
    let links = links.iter().filter(is_wanted).take(limit).map(python_link).collect();
    Ok(Found { links, ..Found::default() })
}

fn python_link(link: &Link) -> PyLink {
    PyLink {
        url: link.url.to_string(),
        title: link.title.clone(),
        date: link.date.map(|date| date.to_string()),
        source: link.source.to_string(),
    }
}

fn limit_message(limit: LimitReached) -> String {
    match limit {
        LimitReached::Files(count) => format!("{count} further sitemaps and feeds were not read"),
        LimitReached::Depth => "sitemap indexes nested too deeply were not read".to_owned(),
        LimitReached::Links => "there are too many links; the others are left out".to_owned(),
        _ => "a limit was reached; some links are left out".to_owned(),
    }
}
