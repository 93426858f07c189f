//! The extension module `cleancopy._cleancopy`.
use pyo3::prelude::*;
#[pymodule(gil_used = false)]
fn _cleancopy(_m: &Bound<'_, PyModule>) -> PyResult<()> { Ok(()) }
