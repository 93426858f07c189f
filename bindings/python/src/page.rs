//! A page as Python passes it: text, bytes, or a `Page` with address and headers.

use cleancopy::Headers;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyMemoryView, PyString};

use crate::errors::Failure;
use crate::pickle::{Pickled, pickled};

/// A fetched or stored page: its bytes, with its address, HTTP status and headers.
///
/// `fetch` returns pages, and each function that takes HTML takes a page too.
#[pyclass(frozen, module = "cleancopy", name = "Page", skip_from_py_object)]
#[derive(Clone)]
pub struct PyPage {
    page: cleancopy::Page,
}

impl PyPage {
    pub fn new(page: cleancopy::Page) -> Self {
        Self { page }
    }
}

#[pymethods]
impl PyPage {
    #[new]
    #[pyo3(signature = (html, url = None, *, status = 200, headers = None))]
    fn create(
        html: &Bound<'_, PyAny>,
        url: Option<&str>,
        status: u16,
        headers: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let mut page = read_page(html, url, headers)?;
        page.status = status;
        Ok(Self { page })
    }

    /// The address, after redirects; `None` where it is unknown.
    #[getter]
    fn url(&self) -> Option<&str> {
        self.page.url.as_ref().map(url::Url::as_str)
    }

    /// The HTTP status; 200 for a stored page.
    #[getter]
    fn status(&self) -> u16 {
        self.page.status
    }

    /// The body, without content encoding.
    #[getter]
    fn bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.page.bytes)
    }

    /// The headers that the extractor reads, by their names in lower case; empty for a stored page.
    #[getter]
    fn headers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (name, value) in named_headers(&self.page.headers) {
            if let Some(value) = value {
                dict.set_item(name, value)?;
            }
        }
        Ok(dict)
    }

    fn __eq__(&self, other: &Self) -> bool {
        let (a, b) = (&self.page, &other.page);
        (&a.url, &a.bytes, &a.headers, a.status) == (&b.url, &b.bytes, &b.headers, b.status)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        let state = (self.bytes(py), self.url(), self.status(), self.headers(py)?);
        pickled(py, "_restore_page", state)
    }

    fn __repr__(&self) -> String {
        let (name, bytes) = (self.page.name(), self.page.bytes.len());
        format!("<Page {name} status={} {bytes} bytes>", self.page.status)
    }
}

/// Restores a pickled page.
#[pyfunction]
pub fn _restore_page(
    bytes: Vec<u8>,
    url: Option<&str>,
    status: u16,
    headers: &Bound<'_, PyAny>,
) -> PyResult<PyPage> {
    let mut page =
        with_url(cleancopy::Page::from_bytes(bytes), url).map_err(|e| e.into_py(headers.py()))?;
    page.headers = read_headers(headers)?;
    page.status = status;
    Ok(PyPage { page })
}

/// Copies a page from Python. Text is read as UTF-8 whatever its `<meta>` declares; bytes are
/// decoded as the page and its headers say.
pub fn read_page(
    html: &Bound<'_, PyAny>,
    url: Option<&str>,
    headers: Option<&Bound<'_, PyAny>>,
) -> PyResult<cleancopy::Page> {
    let mut page = if let Ok(text) = html.cast::<PyString>() {
        // A lone surrogate, as Python leaves it after a lenient decoding, becomes U+FFFD.
        cleancopy::Page::from_html(&text.to_string_lossy())
    } else if let Ok(bytes) = html.cast::<PyBytes>() {
        cleancopy::Page::from_bytes(bytes.as_bytes().to_vec())
    } else if let Ok(bytes) = html.cast::<PyByteArray>() {
        cleancopy::Page::from_bytes(bytes.to_vec())
    } else if let Ok(page) = html.cast::<PyPage>() {
        page.get().page.clone()
    } else if html.is_instance_of::<PyMemoryView>() {
        let bytes = html.call_method0("tobytes")?;
        cleancopy::Page::from_bytes(bytes.cast::<PyBytes>()?.as_bytes().to_vec())
    } else {
        return Err(PyTypeError::new_err(format!(
            "a page is str, bytes, bytearray, memoryview or cleancopy.Page, not {}",
            html.get_type().name()?
        )));
    };
    if let Some(headers) = headers {
        let type_of_text =
            page.headers.content_type.take().filter(|_| html.is_instance_of::<PyString>());
        page.headers = read_headers(headers)?;
        page.headers.content_type = type_of_text.or(page.headers.content_type);
    }
    with_url(page, url).map_err(|e| e.into_py(html.py()))
}

/// Sets the address of a page, if there is one.
pub fn with_url(page: cleancopy::Page, url: Option<&str>) -> Result<cleancopy::Page, Failure> {
    match url {
        Some(url) => page.with_url(url).map_err(|e| Failure::of_page(e, Some(url))),
        None => Ok(page),
    }
}

/// The headers that the extractor reads, with their names.
fn named_headers(headers: &Headers) -> [(&'static str, &Option<String>); 5] {
    [
        ("content-type", &headers.content_type),
        ("content-language", &headers.content_language),
        ("x-robots-tag", &headers.x_robots_tag),
        ("date", &headers.date),
        ("last-modified", &headers.last_modified),
    ]
}

/// Reads a mapping of header names, in any case, to values. Headers that the extractor does not
/// read are ignored.
fn read_headers(headers: &Bound<'_, PyAny>) -> PyResult<Headers> {
    let mut read = Headers::default();
    for item in headers.call_method0("items")?.try_iter()? {
        let (name, value): (String, String) = item?.extract()?;
        let target = match name.to_ascii_lowercase().as_str() {
            "content-type" => &mut read.content_type,
            "content-language" => &mut read.content_language,
            "x-robots-tag" => &mut read.x_robots_tag,
            "date" => &mut read.date,
            "last-modified" => &mut read.last_modified,
            _ => continue,
        };
        *target = Some(value);
    }
    Ok(read)
}
