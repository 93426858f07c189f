//! Batches of pages in Arrow: the columns of articles beside the columns of the input.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, RecordBatchReader};
use arrow_schema::{ArrowError, DataType, Field, SchemaRef};
use cleancopy::batch::panic_guard::guarded;
use cleancopy::batch::{PageRow, PageRows, arrow_column, arrow_field};
use cleancopy::fields::FieldInfo;
use pyo3::prelude::*;
use serde_json::{Map, Value};

use crate::cells::Cells;

/// Rows of one output batch of a stream: the memory of a stream does not depend on the size of its
/// batches.
const STREAM_ROWS: usize = 1_024;
/// The most bytes of the texts of one column: the type of the columns counts them in 31 bits.
const MAX_COLUMN_BYTES: usize = i32::MAX as usize;
/// How often a batch looks for an interrupt from the keyboard.
const TICK: Duration = Duration::from_millis(100);

/// The name of the column that names the kind of an error.
pub const ERROR_KIND: &str = "error_kind";

/// An output column that is made from the articles.
#[derive(Debug, Clone, Copy)]
pub enum OutputColumn {
    Field(&'static FieldInfo),
    ErrorKind,
}

impl OutputColumn {
    pub fn name(self) -> &'static str {
        match self {
            Self::Field(field) => field.name,
            Self::ErrorKind => ERROR_KIND,
        }
    }

    /// The column in the schema, with a prefix before its name.
    pub fn arrow_field(self, prefix: &str) -> Field {
        let field = match self {
            Self::Field(field) => arrow_field(field),
            Self::ErrorKind => Field::new(ERROR_KIND, DataType::Utf8, true),
        };
        let name = format!("{prefix}{}", field.name());
        field.with_name(name)
    }

    fn values(self, rows: &PageTable) -> ArrayRef {
        match self {
            Self::Field(field) => arrow_column(field, &rows.fields),
            Self::ErrorKind => {
                let mut column = StringBuilder::new();
                rows.kinds.iter().for_each(|kind| column.append_option(*kind));
                Arc::new(column.finish())
            }
        }
    }
}

/// The rows of a batch, by position.
struct PageTable {
    fields: Vec<Map<String, Value>>,
    /// The kind of the error of each row that failed.
    kinds: Vec<Option<&'static str>>,
}

/// The plan for each batch of a schema.
pub struct BatchPlan {
    pub rows: PageRows,
    /// The index of the column of pages.
    pub html: usize,
    /// The index of the column of addresses.
    pub url: Option<usize>,
    /// The indices of the columns that pass through.
    pub passed: Vec<usize>,
    pub columns: Vec<OutputColumn>,
    pub schema: SchemaRef,
    pub workers: usize,
}

/// The reason why there is no output batch.
pub enum BatchFailure {
    /// The user interrupted it, or the like.
    Python(PyErr),
    /// The message.
    Other(String),
}

impl BatchPlan {
    /// Extracts each row of a batch. `interrupt` is called now and then on this thread and may end
    /// the work.
    pub fn extract(
        &self,
        batch: &RecordBatch,
        interrupt: &dyn Fn() -> PyResult<()>,
    ) -> Result<RecordBatch, BatchFailure> {
        let rows = self.page_rows(batch, interrupt).map_err(BatchFailure::Python)?;
        // A bug here must not unwind into the code that reads a stream.
        let made = guarded(|| self.record_batch(batch, rows));
        made.and_then(|made| made).map_err(BatchFailure::Other)
    }

    fn record_batch(&self, batch: &RecordBatch, rows: Vec<PageRow>) -> Result<RecordBatch, String> {
        let rows = PageTable {
            kinds: rows.iter().map(|row| row.failure.as_ref().map(|f| f.name())).collect(),
            fields: rows.into_iter().map(|row| row.fields).collect(),
        };
        for column in &self.columns {
            check_size(&rows.fields, column.name())?;
        }
        let passed = self.passed.iter().map(|at| Arc::clone(batch.column(*at)));
        let made = self.columns.iter().map(|column| column.values(&rows));
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let columns = passed.chain(made).collect();
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
            .map_err(|e| e.to_string())
    }

    /// The rows of the pages of a batch, in order.
    fn page_rows(
        &self,
        batch: &RecordBatch,
        interrupt: &dyn Fn() -> PyResult<()>,
    ) -> PyResult<Vec<PageRow>> {
        let pages = Cells::new(batch.column(self.html));
        let addresses = self.url.map(|at| Cells::new(batch.column(at)));
        let extract = |row: usize| {
            let page = pages.page(row).map(|mut page| {
                page.url = addresses.as_ref().and_then(|cells| cells.address(row));
                page
            });
            self.rows.row("", page)
        };
        let count = batch.num_rows();
        let workers = self.workers.min(count).max(1);
        let queue = RowQueue { next: AtomicUsize::new(0), count, is_over: AtomicBool::new(false) };
        let mut interrupted = None;
        let mut done: Vec<(usize, PageRow)> = thread::scope(|scope| {
            let work = || queue.rows().map(|row| (row, extract(row))).collect::<Vec<_>>();
            // A thread that cannot be started is one worker less.
            let others = (1..workers).filter_map(|_| {
                thread::Builder::new().name("cleancopy".to_owned()).spawn_scoped(scope, work).ok()
            });
            let others: Vec<_> = others.collect();
            let mut last_look = Instant::now();
            let mut done = Vec::new();
            for row in queue.rows() {
                done.push((row, extract(row)));
                if last_look.elapsed() > TICK {
                    last_look = Instant::now();
                    if let Err(e) = interrupt() {
                        queue.is_over.store(true, Ordering::Relaxed);
                        interrupted = Some(e);
                    }
                }
            }
            // A worker does not panic: each page is guarded.
            done.extend(others.into_iter().flat_map(|other| other.join().unwrap_or_default()));
            done
        });
        if let Some(e) = interrupted {
            return Err(e);
        }
        done.sort_unstable_by_key(|(row, _)| *row);
        Ok(done.into_iter().map(|(_, row)| row).collect())
    }
}

/// The rows that are left, shared by the workers.
struct RowQueue {
    next: AtomicUsize,
    count: usize,
    is_over: AtomicBool,
}

impl RowQueue {
    fn rows(&self) -> impl Iterator<Item = usize> {
        std::iter::from_fn(|| {
            let row = self.next.fetch_add(1, Ordering::Relaxed);
            (row < self.count && !self.is_over.load(Ordering::Relaxed)).then_some(row)
        })
    }
}

/// Refuses rows whose texts are too many bytes for one column.
fn check_size(rows: &[Map<String, Value>], name: &str) -> Result<(), String> {
    let bytes = |value: &Value| match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::len).sum(),
        _ => 0,
    };
    let total: usize = rows.iter().filter_map(|row| row.get(name)).map(bytes).sum();
    if total <= MAX_COLUMN_BYTES {
        return Ok(());
    }
    Err(format!(
        "the column {name:?} would have {total} bytes, more than 2 GiB; use smaller batches"
    ))
}

/// The batches of a stream, extracted one after the other as they are read.
pub struct ExtractedStream<R> {
    input: R,
    plan: BatchPlan,
    /// The batch of the input that is being worked on, and the next row of it.
    current: Option<(RecordBatch, usize)>,
}

impl<R: RecordBatchReader> ExtractedStream<R> {
    pub fn new(input: R, plan: BatchPlan) -> Self {
        Self { input, plan, current: None }
    }

    /// The next batch, as [`BatchPlan::extract`] gives it; `None` at the end.
    pub fn next_batch(
        &mut self,
        interrupt: &dyn Fn() -> PyResult<()>,
    ) -> Option<Result<RecordBatch, BatchFailure>> {
        loop {
            if let Some((batch, start)) = self.current.take() {
                let part = batch.slice(start, STREAM_ROWS.min(batch.num_rows() - start));
                let end = start + part.num_rows();
                if end < batch.num_rows() {
                    self.current = Some((batch, end));
                }
                return Some(self.plan.extract(&part, interrupt));
            }
            match self.input.next()? {
                Ok(batch) => self.current = Some((batch, 0)),
                Err(e) => return Some(Err(BatchFailure::Other(e.to_string()))),
            }
        }
    }
}

impl<R: RecordBatchReader> Iterator for ExtractedStream<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        // The reader of the stream looks for interrupts between its batches: an error of Python
        // would lose its type here.
        Some(self.next_batch(&|| Ok(()))?.map_err(arrow_error))
    }
}

impl<R: RecordBatchReader> RecordBatchReader for ExtractedStream<R> {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.plan.schema)
    }
}

fn arrow_error(failure: BatchFailure) -> ArrowError {
    ArrowError::ComputeError(match failure {
        BatchFailure::Python(e) => e.to_string(),
        BatchFailure::Other(message) => message,
    })
}
