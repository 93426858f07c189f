//! How objects of this module pickle: a function that restores them, and its arguments.

use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// The result of `__reduce__`.
pub type Pickled<'py> = (Bound<'py, PyAny>, Bound<'py, PyTuple>);

/// Returns the result of `__reduce__`: the function of this name, and its arguments.
pub fn pickled<'py, S>(py: Python<'py>, function: &str, arguments: S) -> PyResult<Pickled<'py>>
where
    S: IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error = PyErr>,
{
    // Pickles refer to the function by this name.
    let function = py.import("cleancopy._cleancopy")?.getattr(function)?;
    Ok((function, arguments.into_pyobject(py)?))
}
