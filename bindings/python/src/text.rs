//! Text mode in Python: cleans text that another program extracted.

use cleancopy::batch::panic_guard::guarded;
use cleancopy::text_mode::{self, TextOptions};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::errors::Failure;
use crate::pickle::{Pickled, pickled};
use crate::settings::focus;

/// A cleaned text with the reasons for its changes. `str` of it is the text.
#[pyclass(frozen, module = "cleancopy", name = "CleanText", get_all)]
pub struct PyCleanText {
    /// The kept lines.
    text: String,
    /// Each line that was cut or edited, with the rule and the reason.
    explanation: String,
    /// The text with all changes: `-` before a removed line, `+` before the rest of an edited one.
    diff: String,
    /// Whether any line was cut or edited.
    is_changed: bool,
    /// Whether the text has the chrome of a page, so that the classifier scored its lines.
    is_page: bool,
}

#[pymethods]
impl PyCleanText {
    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        let last = self.explanation.trim_end().lines().last().unwrap_or_default();
        format!("<CleanText {last}>")
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        let Self { text, explanation, diff, is_changed, is_page } = self;
        let state = (&**text, &**explanation, &**diff, *is_changed, *is_page);
        pickled(py, "_restore_clean_text", state)
    }
}

/// Restores a pickled text.
#[pyfunction]
pub fn _restore_clean_text(
    text: String,
    explanation: String,
    diff: String,
    is_changed: bool,
    is_page: bool,
) -> PyCleanText {
    PyCleanText { text, explanation, diff, is_changed, is_page }
}

/// Cleans text that another program extracted, line by line, and returns the rest.
///
/// With `explain`, the result is a `CleanText` with the reasons. Cleaning the result again changes
/// nothing.
#[pyfunction]
#[pyo3(signature = (text, *, focus = "balanced", explain = false))]
pub fn clean_text<'py>(
    text: &Bound<'py, PyString>,
    focus: &str,
    explain: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let py = text.py();
    let options = TextOptions { focus: self::focus(focus)?, repeats: None };
    // A lone surrogate becomes U+FFFD.
    let text = text.to_string_lossy().into_owned();
    let cleaned = py.detach(|| {
        guarded(|| {
            let cleaned = text_mode::clean_text(&text, &options);
            let (explanation, diff) = if explain {
                (cleaned.explain(false), cleaned.diff(false))
            } else {
                Default::default()
            };
            let (is_changed, is_page) = (cleaned.is_changed(), cleaned.is_page);
            PyCleanText { text: cleaned.text(), explanation, diff, is_changed, is_page }
        })
    });
    let cleaned = cleaned.map_err(|bug| Failure::of_bug(bug, None).into_py(py))?;
    if explain {
        return Ok(Bound::new(py, cleaned)?.into_any());
    }
    Ok(PyString::new(py, &cleaned.text).into_any())
}
