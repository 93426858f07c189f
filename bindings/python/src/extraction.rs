//! The extraction of one page without Python: worker threads run it.

use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use cleancopy::batch::panic_guard::guarded;
use cleancopy::{Cleaner, Page};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::article::PyArticle;
use crate::errors::Failure;

/// Extracts one page. A panic is a failure of that page.
pub fn extract_page(cleaner: &Cleaner, page: Page) -> Result<PyArticle, Failure> {
    let url = page.url.as_ref().map(url::Url::as_str);
    match guarded(|| cleaner.extract(&page)) {
        Ok(Ok(extraction)) => Ok(PyArticle::new(extraction.article, page.url)),
        Ok(Err(e)) => Err(Failure::of_page(e, url)),
        Err(bug) => Err(Failure::of_bug(bug, url)),
    }
}

/// The number of threads: as given, or one for each processor core that this process may use.
pub fn worker_count(workers: Option<usize>) -> PyResult<usize> {
    match workers {
        Some(0) => Err(PyValueError::new_err("workers is at least 1")),
        Some(count) => Ok(count),
        None => Ok(available_parallelism().map_or(1, NonZeroUsize::get)),
    }
}
