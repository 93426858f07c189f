//! The cleaner in Python: one page, many pages, batches of Arrow, reports.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_pyarrow::{FromPyArrow, IntoPyArrow, Table, ToPyArrow};
use arrow_schema::Schema;
use cleancopy::Cleaner;
use cleancopy::batch::panic_guard::guarded;
use cleancopy::explain::Report;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::article::PyArticle;
use crate::batch::{BatchFailure, BatchPlan, ExtractedStream};
use crate::columns::BatchArguments;
use crate::errors::Failure;
use crate::extraction::{extract_page, worker_count};
use crate::many::ArticleIterator;
use crate::page::read_page;
use crate::pickle::{Pickled, pickled};
use crate::report::PyReport;
use crate::settings::Settings;
use crate::values::hash_of;

/// Cleaners that the function `extract` keeps, so that calls with equal settings share one.
const SHARED_CLEANERS: usize = 8;

/// Extracts articles with the same settings, and reuses memory between pages.
///
/// It cannot be changed, threads can share it, and it pickles as its settings.
#[pyclass(frozen, module = "cleancopy", name = "Cleaner")]
pub struct PyCleaner {
    settings: Settings,
    cleaner: Arc<Cleaner>,
    filter_texts: Vec<String>,
}

impl PyCleaner {
    fn from_settings(py: Python<'_>, settings: Settings) -> PyResult<Self> {
        let loaded = py.detach(|| settings.load()).map_err(|e| e.into_py(py))?;
        let cleaner = Arc::new(Cleaner::new(loaded.options));
        Ok(Self { settings, cleaner, filter_texts: loaded.filter_texts })
    }

    fn plan(
        &self,
        py: Python<'_>,
        arguments: &BatchArguments,
        input: &Schema,
    ) -> PyResult<BatchPlan> {
        let wants_schema = self.settings.wants_schema();
        arguments.plan(py, Arc::clone(&self.cleaner), &self.filter_texts, wants_schema, input)
    }

    /// A lazy reader of the extracted batches of a stream.
    fn extracted_stream<'py>(
        &self,
        stream: &Bound<'py, PyAny>,
        arguments: &BatchArguments,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = stream.py();
        let input = RecordBatchStreamReader::from_pyarrow_bound(stream)?;
        let plan = self.plan(py, arguments, &input.schema())?;
        let reader: Box<dyn RecordBatchReader + Send> = Box::new(ExtractedStream::new(input, plan));
        reader.into_pyarrow(py)
    }
}

/// Runs the handlers of signals, such as the one that raises `KeyboardInterrupt`.
pub fn interrupt() -> PyResult<()> {
    Python::attach(|py| py.check_signals())
}

fn batch_error(failure: BatchFailure) -> PyErr {
    match failure {
        BatchFailure::Python(e) => e,
        BatchFailure::Other(message) => PyValueError::new_err(message),
    }
}

/// The `pyarrow.Table` of all extracted batches of a stream.
fn extracted_table<R: RecordBatchReader + Send>(
    py: Python<'_>,
    input: R,
    plan: BatchPlan,
) -> PyResult<Bound<'_, PyAny>> {
    let schema = Arc::clone(&plan.schema);
    let mut stream = ExtractedStream::new(input, plan);
    let batches: Result<Vec<RecordBatch>, _> =
        py.detach(|| std::iter::from_fn(|| stream.next_batch(&interrupt)).collect());
    let table = Table::try_new(batches.map_err(batch_error)?, schema);
    table.map_err(|e| PyValueError::new_err(e.to_string()))?.into_pyarrow(py)
}

#[pymethods]
impl PyCleaner {
    #[new]
    #[pyo3(signature = (**settings))]
    #[pyo3(text_signature = "(*, focus='balanced', keep=(), prune=(), extend=None, \
                             filter_list=None, rules=None, schema=False, max_bytes=67108864, \
                             max_depth=512, max_nodes=2000000)")]
    fn create(py: Python<'_>, settings: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        Self::from_settings(py, Settings::from_keywords(settings)?)
    }

    /// Extracts the article of one page. For a page without text, `bool(article)` is `False`.
    ///
    /// `url` is the page's address, against which links are resolved. `headers` are those of the
    /// HTTP response.
    #[pyo3(signature = (html, url = None, *, headers = None))]
    fn extract(
        &self,
        html: &Bound<'_, PyAny>,
        url: Option<&str>,
        headers: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyArticle> {
        let py = html.py();
        let page = read_page(html, url, headers)?;
        py.detach(|| extract_page(&self.cleaner, page)).map_err(|e| e.into_py(py))
    }

    /// Extracts many pages, lazily and in order. An item is a page or a pair of a page and its
    /// address; `None` as the address means that it is unknown.
    ///
    /// With more than one worker, threads extract pages ahead of the caller: at most 32 pages for
    /// each worker, and no more while those ahead have 64 MiB. `workers=None` starts one for each
    /// processor core. The threads end with the iteration. An error takes the place of its article,
    /// or is raised with `errors="raise"`.
    #[pyo3(signature = (pages, *, workers = None, errors = "return"))]
    fn extract_many(
        &self,
        pages: &Bound<'_, PyAny>,
        workers: Option<usize>,
        errors: &str,
    ) -> PyResult<ArticleIterator> {
        let raises = match errors {
            "raise" => true,
            "return" => false,
            _ => {
                return Err(PyValueError::new_err(format!(
                    "errors must be \"return\" or \"raise\", not {errors:?}"
                )));
            }
        };
        if pages.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err("pages must be an iterable of pages, not one page"));
        }
        let workers = worker_count(workers)?;
        Ok(ArticleIterator::new(Arc::clone(&self.cleaner), pages.try_iter()?, workers, raises))
    }

    /// Extracts each row of a batch of Arrow data: a record batch gives a `pyarrow.RecordBatch`, a
    /// table or data frame gives a `pyarrow.Table`, with the same rows in the same order.
    ///
    /// `html` names the column of pages. `url` names the column of their addresses; without it, the
    /// column `url` is used if there is one. All columns of the input pass through; that of the
    /// pages only with `keep_html`. The new columns follow: `status`, `error`, `error_kind`, then
    /// the fields that `fields` names. Without `fields`, these are all fields that apply except
    /// `comments`, and `content` chooses the forms of the text. `prefix` is put before the names of
    /// the new columns. A page that cannot be extracted is a row with an error.
    #[pyo3(signature = (batch, **arguments))]
    #[pyo3(
        text_signature = "($self, batch, *, html='html', url=None, keep_html=False, workers=1, \
                             content='text', fields=None, prefix='')"
    )]
    fn extract_batch<'py>(
        &self,
        batch: &Bound<'py, PyAny>,
        arguments: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = batch.py();
        let arguments = BatchArguments::from_keywords(arguments)?;
        if !batch.hasattr("__arrow_c_array__")? {
            check_is_stream(batch, "a record batch or a table")?;
            let input = RecordBatchStreamReader::from_pyarrow_bound(batch)?;
            let plan = self.plan(py, &arguments, &input.schema())?;
            return extracted_table(py, input, plan);
        }
        let batch = RecordBatch::from_pyarrow_bound(batch)?;
        let plan = self.plan(py, &arguments, &batch.schema())?;
        py.detach(|| plan.extract(&batch, &interrupt)).map_err(batch_error)?.to_pyarrow(py)
    }

    /// Extracts a stream of batches: a table, a data frame, a record batch reader. The result is a
    /// `pyarrow.RecordBatchReader`, which extracts when it is read, at most 1,024 rows at once. The
    /// arguments are those of `extract_batch`.
    #[pyo3(signature = (stream, **arguments))]
    #[pyo3(text_signature = "($self, stream, *, html='html', url=None, keep_html=False, \
                             workers=1, content='text', fields=None, prefix='')")]
    fn extract_batches<'py>(
        &self,
        stream: &Bound<'py, PyAny>,
        arguments: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        check_is_stream(stream, "a table, a data frame or a reader of record batches")?;
        self.extracted_stream(stream, &BatchArguments::from_keywords(arguments)?)
    }

    /// The `pyarrow.Schema` of the result of `extract_batch` for an input with the schema `input`.
    /// Without `input`, it has only the new columns. The arguments are those of `extract_batch`.
    #[pyo3(signature = (input = None, **arguments))]
    #[pyo3(text_signature = "($self, input=None, *, html='html', url=None, keep_html=False, \
                             workers=1, content='text', fields=None, prefix='')")]
    fn schema<'py>(
        &self,
        py: Python<'py>,
        input: Option<&Bound<'py, PyAny>>,
        arguments: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let arguments = BatchArguments::from_keywords(arguments)?;
        let Some(input) = input else {
            return arguments.made_schema(self.settings.wants_schema())?.to_pyarrow(py);
        };
        let input = Schema::from_pyarrow_bound(input)?;
        self.plan(py, &arguments, &input)?.schema.to_pyarrow(py)
    }

    /// Explains why each block of a page is kept or cut, and where each field comes from. `find`
    /// keeps only the blocks that contain a text.
    #[pyo3(signature = (html, url = None, *, find = None))]
    fn explain(
        &self,
        html: &Bound<'_, PyAny>,
        url: Option<&str>,
        find: Option<&str>,
    ) -> PyResult<PyReport> {
        let py = html.py();
        let page = read_page(html, url, None)?;
        let options = self.cleaner.options().clone().with_explain(true);
        let explained = py.detach(|| {
            guarded(|| {
                let report = Report::new(page.name(), &cleancopy::extract(&page, &options)?);
                Ok(PyReport::new(&match find {
                    Some(text) => report.find(text),
                    None => report,
                }))
            })
        });
        let url = page.url.as_ref().map(url::Url::as_str);
        match explained {
            Ok(Ok(report)) => Ok(report),
            Ok(Err(e)) => Err(Failure::of_page(e, url).into_py(py)),
            Err(bug) => Err(Failure::of_bug(bug, url).into_py(py)),
        }
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.settings == other.settings
    }

    fn __hash__(&self) -> u64 {
        hash_of(&self.settings)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let mut shown = Vec::new();
        for (name, value) in self.settings.to_keywords(py)? {
            shown.push(format!("{name}={}", value.repr()?));
        }
        Ok(format!("Cleaner({})", shown.join(", ")))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled(py, "_restore_cleaner", (self.settings.to_keywords(py)?,))
    }
}

/// Refuses what is not a stream of Arrow data.
fn check_is_stream(value: &Bound<'_, PyAny>, wanted: &str) -> PyResult<()> {
    if value.hasattr("__arrow_c_stream__")? {
        return Ok(());
    }
    Err(PyTypeError::new_err(format!(
        "the data must be {wanted} with __arrow_c_stream__, as pyarrow, polars, duckdb and pandas have, \
         not {}",
        value.get_type().name()?
    )))
}

/// Restores a pickled cleaner from its keyword arguments.
#[pyfunction]
pub fn _restore_cleaner(settings: &Bound<'_, PyDict>) -> PyResult<PyCleaner> {
    PyCleaner::create(settings.py(), Some(settings))
}

/// Extracts the article of one page. The settings are those of `Cleaner`; calls with equal settings
/// share a cleaner, unless the settings name files.
#[pyfunction]
#[pyo3(signature = (html, url = None, *, headers = None, **settings))]
pub fn extract(
    html: &Bound<'_, PyAny>,
    url: Option<&str>,
    headers: Option<&Bound<'_, PyAny>>,
    settings: Option<&Bound<'_, PyDict>>,
) -> PyResult<PyArticle> {
    let py = html.py();
    let cleaner = shared_cleaner(py, Settings::from_keywords(settings)?)?;
    let page = read_page(html, url, headers)?;
    py.detach(|| extract_page(&cleaner, page)).map_err(|e| e.into_py(py))
}

/// The cleaner for some settings: a shared one, or a new one if they name files, which may
/// change.
fn shared_cleaner(py: Python<'_>, settings: Settings) -> PyResult<Arc<Cleaner>> {
    static SHARED: Mutex<Vec<(Settings, Arc<Cleaner>)>> = Mutex::new(Vec::new());
    // The lock is never held while Python code runs.
    let shared = || SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    let found = shared().iter().find(|(s, _)| *s == settings).map(|(_, c)| Arc::clone(c));
    if let Some(cleaner) = found {
        return Ok(cleaner);
    }
    let made = PyCleaner::from_settings(py, settings)?;
    if !made.settings.uses_files() {
        let mut shared = shared();
        if shared.len() >= SHARED_CLEANERS {
            shared.remove(0);
        }
        shared.push((made.settings, Arc::clone(&made.cleaner)));
    }
    Ok(made.cleaner)
}
