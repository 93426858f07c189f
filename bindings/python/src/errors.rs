//! Errors of the library as Python exceptions. The classes are in `cleancopy/_errors.py`.

use cleancopy::{Error, ErrorKind};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// The kind of an exception for a panic, which is a bug of the library.
pub const BUG: &str = "bug";

/// A failure, before it becomes an exception. Worker threads make it without Python.
#[derive(Debug)]
pub struct Failure {
    class: Class,
    message: String,
    kind: &'static str,
    url: Option<String>,
    status: Option<u16>,
}

/// The class of an exception.
#[derive(Debug, Clone, Copy)]
enum Class {
    Base,
    Page,
    Settings,
    Fetch,
}

impl Failure {
    /// The failure of a page with this address.
    pub fn of_page(error: Error, url: Option<&str>) -> Self {
        let named = match url {
            Some(url) if error.input().is_none() => error.on(url),
            _ => error,
        };
        Self::new(&named, class(named.kind()), url)
    }

    /// The failure to load settings. An unreadable file also gives a `SettingsError`,
    /// although its kind is that of an I/O error.
    pub fn of_settings(error: &Error) -> Self {
        Self::new(error, Class::Settings, None)
    }

    /// The failure of a download. Whatever is not about the page or the settings is about the
    /// transfer.
    pub fn of_fetch(error: &Error, url: &str) -> Self {
        let class = match class(error.kind()) {
            Class::Base => Class::Fetch,
            other => other,
        };
        Self::new(error, class, Some(error.input().unwrap_or(url)))
    }

    /// A panic, by its message.
    pub fn of_bug(message: String, url: Option<&str>) -> Self {
        let url = url.map(str::to_owned);
        Self { class: Class::Base, message, kind: BUG, url, status: None }
    }

    fn new(error: &Error, class: Class, url: Option<&str>) -> Self {
        let status =
            if let ErrorKind::Status(status) = error.kind() { Some(*status) } else { None };
        Self {
            class,
            message: error.with_cause(),
            kind: error.kind().name(),
            url: url.map(str::to_owned),
            status,
        }
    }

    /// The exception.
    pub fn into_py(self, py: Python<'_>) -> PyErr {
        let Self { class, message, kind, url, status } = self;
        let made = class.python(py).and_then(|python| match class {
            Class::Fetch => python.call1((message, kind, url, status)),
            _ => python.call1((message, kind, url)),
        });
        made.map_or_else(|e| e, PyErr::from_value)
    }
}

/// The class of the errors of a kind.
fn class(kind: &ErrorKind) -> Class {
    match kind {
        ErrorKind::TooLarge { .. }
        | ErrorKind::NotHtml { .. }
        | ErrorKind::BadCompression
        | ErrorKind::BadFeed
        | ErrorKind::BadRow
        | ErrorKind::BadRecord
        | ErrorKind::TooSlow { .. } => Class::Page,
        ErrorKind::BadUrl
        | ErrorKind::BadSelector
        | ErrorKind::BadRules
        | ErrorKind::BadHeader
        | ErrorKind::BadCookies
        | ErrorKind::BadProxy
        | ErrorKind::MissingColumn { .. } => Class::Settings,
        ErrorKind::Status(_)
        | ErrorKind::Connect
        | ErrorKind::Timeout
        | ErrorKind::TooManyRedirects
        | ErrorKind::Network
        | ErrorKind::PrivateAddress
        | ErrorKind::Robots
        | ErrorKind::RobotsUnreachable
        | ErrorKind::NotCached => Class::Fetch,
        _ => Class::Base,
    }
}

impl Class {
    fn python(self, py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
        static BASE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        static PAGE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        static SETTINGS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        static FETCH: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let (cell, name) = match self {
            Self::Base => (&BASE, "CleancopyError"),
            Self::Page => (&PAGE, "PageError"),
            Self::Settings => (&SETTINGS, "SettingsError"),
            Self::Fetch => (&FETCH, "FetchError"),
        };
        cell.import(py, "cleancopy._errors", name)
    }
}
