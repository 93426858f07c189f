//! The extension module `cleancopy._cleancopy`: the library for Python.
//!
//! The package `cleancopy` re-exports its public names. The interpreter lock is released while a
//! page is extracted. Threads are started and joined within one call or one iteration, so forked
//! processes work.

mod article;
mod batch;
mod block;
mod cells;
mod cleaner;
mod columns;
mod errors;
mod extraction;
mod fetch;
mod links;
mod many;
mod page;
mod pickle;
mod report;
mod restore;
mod settings;
mod text;
mod values;

use std::sync::Once;

use cleancopy::batch::panic_guard;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

#[pymodule(gil_used = false)]
fn _cleancopy(module: &Bound<'_, PyModule>) -> PyResult<()> {
    // Each interpreter of the process imports the module.
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(panic_guard::install);
    let py = module.py();
    article::add_field_properties(&py.get_type::<article::PyArticle>())?;
    module.add_class::<article::PyArticle>()?;
    module.add_class::<block::PyBlock>()?;
    module.add_class::<block::PySpan>()?;
    module.add_class::<cleaner::PyCleaner>()?;
    module.add_class::<links::PyLink>()?;
    module.add_class::<many::ArticleIterator>()?;
    module.add_class::<page::PyPage>()?;
    module.add_class::<report::PyReport>()?;
    module.add_class::<text::PyCleanText>()?;
    module.add_function(wrap_pyfunction!(cleaner::extract, module)?)?;
    module.add_function(wrap_pyfunction!(text::clean_text, module)?)?;
    module.add_function(wrap_pyfunction!(fetch::fetch, module)?)?;
    module.add_function(wrap_pyfunction!(links::links, module)?)?;
    module.add_function(wrap_pyfunction!(article::_restore_article, module)?)?;
    module.add_function(wrap_pyfunction!(block::_restore_block, module)?)?;
    module.add_function(wrap_pyfunction!(cleaner::_restore_cleaner, module)?)?;
    module.add_function(wrap_pyfunction!(page::_restore_page, module)?)?;
    module.add_function(wrap_pyfunction!(report::_restore_report, module)?)?;
    module.add_function(wrap_pyfunction!(text::_restore_clean_text, module)?)?;
    let fields: Vec<&str> = article::article_fields().map(|field| field.name).collect();
    module.add("FIELDS", PyTuple::new(py, fields)?)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    Ok(())
}
