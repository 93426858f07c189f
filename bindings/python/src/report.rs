//! The report on one page in Python, in all its forms.

use cleancopy::explain::Report;
use pyo3::prelude::*;

use crate::pickle::{Pickled, pickled};

/// Why each block of a page was kept or cut, and where each field comes from.
#[pyclass(frozen, module = "cleancopy", name = "Report")]
pub struct PyReport {
    summary: String,
    text: String,
    html: String,
    json: String,
}

impl PyReport {
    pub fn new(report: &Report) -> Self {
        let kept = report.blocks.iter().filter(|block| block.is_kept).count();
        let (name, kind, blocks) = (&report.name, report.page_kind, report.blocks.len());
        Self {
            summary: format!("<Report on {name}: {kind}, {kept} of {blocks} blocks kept>"),
            text: report.to_text(false),
            html: report.to_html(),
            json: report.to_json(),
        }
    }
}

#[pymethods]
impl PyReport {
    /// The report as text for a terminal, without colours.
    fn text(&self) -> &str {
        &self.text
    }

    /// The report as a self-contained HTML document.
    fn html(&self) -> &str {
        &self.html
    }

    /// The report as indented JSON.
    fn json(&self) -> &str {
        &self.json
    }

    /// The report in a notebook. The frame keeps its style away from the page around it.
    fn _repr_html_(&self) -> String {
        let document = self.html.replace('&', "&amp;").replace('"', "&quot;");
        format!(
            "<iframe srcdoc=\"{document}\" sandbox title=\"cleancopy report\" \
             style=\"width: 100%; height: 40em; border: 0\"></iframe>"
        )
    }

    fn __repr__(&self) -> &str {
        &self.summary
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        let state = (&*self.summary, &*self.text, &*self.html, &*self.json);
        pickled(py, "_restore_report", state)
    }
}

/// Restores a pickled report.
#[pyfunction]
pub fn _restore_report(summary: String, text: String, html: String, json: String) -> PyReport {
    PyReport { summary, text, html, json }
}
