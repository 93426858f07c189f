//! Articles of many pages: lazily, in order, with a bounded number of pages in memory.
//!
//! Only the thread that iterates runs Python: it pulls pages from the caller's iterable, and gives
//! them to the workers. The workers end with the iteration.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use cleancopy::{Cleaner, Error, ErrorKind, Page};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyTuple};

use crate::article::PyArticle;
use crate::errors::Failure;
use crate::extraction::extract_page;
use crate::page::{read_page, with_url};

/// The least number of pages that are pulled for each worker, if there are several: it extracts one
/// while the next one waits. `WINDOW_BYTES` may stop the pulling earlier.
const PULLED_PER_WORKER: usize = 2;
/// The most pages for each worker that are pulled while the next article is awaited: a slow page
/// does not hold up the others.
const WINDOW_PER_WORKER: usize = 32;
/// Bytes of pulled pages after which no page is pulled.
const WINDOW_BYTES: usize = 64 << 20;
/// How often a wait looks for an interrupt from the keyboard.
const TICK: Duration = Duration::from_millis(100);

type Extracted = Result<PyArticle, Failure>;

/// The articles of many pages, in order.
#[pyclass(module = "cleancopy", name = "ArticleIterator")]
pub struct ArticleIterator {
    state: Mutex<IterationState>,
}

/// The state of an iteration. One thread at a time has it.
struct IterationState {
    /// The caller's pages; `None` after the last one.
    pages: Option<Py<PyIterator>>,
    /// If true, an error ends the iteration; otherwise it takes the place of the article.
    raises: bool,
    pulled: VecDeque<Pulled>,
    pool: Pool,
}

/// A page that was pulled, in order.
struct Pulled {
    bytes: usize,
    result: PageResult,
}

/// The result of a pulled page.
enum PageResult {
    /// With one worker, the thread that iterates extracts the page when it is its turn.
    Queued(Box<Page>),
    /// A worker sends it.
    Awaited(Receiver<Extracted>),
    /// The result has arrived.
    Done(Box<Extracted>),
    /// The caller's iterable failed, or gave a value of a wrong type: this ends the iteration.
    InputFailed(PyErr),
}

/// The threads. They are started with the first page that is given to them.
struct Pool {
    cleaner: Arc<Cleaner>,
    jobs: Option<Sender<Job>>,
    /// Whether the iteration has ended, so that the pages that wait are not wanted any more.
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
    workers: usize,
}

/// A page, and where its result is sent.
type Job = (Page, Sender<Extracted>);

impl ArticleIterator {
    pub fn new(
        cleaner: Arc<Cleaner>,
        pages: Bound<'_, PyIterator>,
        workers: usize,
        raises: bool,
    ) -> Self {
        let (is_over, threads) = (Arc::default(), Vec::new());
        let pool = Pool { cleaner, jobs: None, is_over, threads, workers };
        let pages = Some(pages.unbind());
        let state = IterationState { pages, raises, pulled: VecDeque::new(), pool };
        Self { state: Mutex::new(state) }
    }

    fn state(&mut self) -> &mut IterationState {
        self.state.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl IterationState {
    /// Pulls pages: enough for all workers, and further ones while the next article is awaited.
    fn pull(&mut self, py: Python<'_>) -> PyResult<()> {
        let workers = self.pool.workers;
        let (least, most) = match workers {
            1 => (1, 1),
            _ => (workers * PULLED_PER_WORKER, workers * WINDOW_PER_WORKER),
        };
        let mut bytes: usize = self.pulled.iter().map(|page| page.bytes).sum();
        while self.pages.is_some() && self.pulled.len() < most {
            let is_enough = self.pulled.len() >= least && self.is_next_ready();
            if is_enough || (bytes >= WINDOW_BYTES && !self.pulled.is_empty()) {
                break;
            }
            let Some(pulled) = self.pull_one(py)? else { break };
            bytes += pulled.bytes;
            self.pulled.push_back(pulled);
        }
        Ok(())
    }

    /// Pulls one page; if there are several workers, gives it to them. `None` after the last page.
    fn pull_one(&mut self, py: Python<'_>) -> PyResult<Option<Pulled>> {
        let next = self.pages.as_ref().and_then(|pages| pages.bind(py).clone().next());
        let page = match next {
            None => {
                self.pages = None;
                return Ok(None);
            }
            Some(item) => item.and_then(|item| page_of_item(&item)),
        };
        let (bytes, result) = match page {
            Ok(Ok(page)) if self.pool.workers == 1 => {
                (page.bytes.len(), PageResult::Queued(Box::new(page)))
            }
            Ok(Ok(page)) => (page.bytes.len(), PageResult::Awaited(self.pool.give(page)?)),
            Ok(Err(failure)) => (0, PageResult::Done(Box::new(Err(failure)))),
            Err(error) => {
                self.pages = None;
                (0, PageResult::InputFailed(error))
            }
        };
        Ok(Some(Pulled { bytes, result }))
    }

    /// Whether the next result is there.
    fn is_next_ready(&mut self) -> bool {
        let Some(next) = self.pulled.front_mut() else { return false };
        let PageResult::Awaited(receiver) = &next.result else { return true };
        let Ok(result) = receiver.try_recv() else { return false };
        next.result = PageResult::Done(Box::new(result));
        true
    }

    /// The next article or failure; `None` after the last one.
    fn next(&mut self, py: Python<'_>) -> PyResult<Option<Extracted>> {
        self.pull(py)?;
        let Some(next) = self.pulled.pop_front() else { return Ok(None) };
        match next.result {
            PageResult::Queued(page) => {
                Ok(Some(py.detach(|| extract_page(&self.pool.cleaner, *page))))
            }
            PageResult::Awaited(receiver) => wait(py, receiver).map(Some),
            PageResult::Done(result) => Ok(Some(*result)),
            PageResult::InputFailed(error) => Err(error),
        }
    }

    /// Ends the iteration.
    fn end(&mut self, py: Python<'_>) {
        self.pages = None;
        self.pulled.clear();
        py.detach(|| self.pool.end());
    }
}

#[pymethods]
impl ArticleIterator {
    fn __iter__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let state = self.state();
        let error = match state.next(py) {
            Ok(Some(Ok(article))) => return Ok(Some(Bound::new(py, article)?.into_any())),
            Ok(Some(Err(failure))) if !state.raises => {
                return Ok(Some(failure.into_py(py).into_value(py).into_bound(py).into_any()));
            }
            Ok(Some(Err(failure))) => Some(failure.into_py(py)),
            Ok(None) => None,
            Err(error) => Some(error),
        };
        state.end(py);
        error.map_or(Ok(None), Err)
    }

    /// Ends the iteration early: pages that are being extracted are finished and dropped.
    fn close(&mut self, py: Python<'_>) {
        self.state().end(py);
    }
}

/// Waits for a result without the interpreter lock.
fn wait(py: Python<'_>, mut receiver: Receiver<Extracted>) -> PyResult<Extracted> {
    loop {
        let received;
        (receiver, received) = py.detach(move || {
            let received = receiver.recv_timeout(TICK);
            (receiver, received)
        });
        match received {
            Ok(result) => return Ok(result),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(PyRuntimeError::new_err("a worker thread ended early"));
            }
        }
    }
}

/// The page of an item: a page, or a pair of a page and its address. A page of `None` gives an
/// error for this item only; a batch treats a null likewise.
fn page_of_item(item: &Bound<'_, PyAny>) -> PyResult<Result<Page, Failure>> {
    let (html, url) = match item.cast::<PyTuple>() {
        Ok(pair) => pair.extract::<(Bound<'_, PyAny>, Option<String>)>()?,
        Err(_) => (item.clone(), None),
    };
    if html.is_none() {
        return Ok(Err(Failure::of_page(
            Error::new(ErrorKind::BadRow).because("it is None"),
            url.as_deref(),
        )));
    }
    Ok(with_url(read_page(&html, None, None)?, url.as_deref()))
}

impl Pool {
    /// Gives a page to the workers, which are started if there are none yet.
    fn give(&mut self, page: Page) -> PyResult<Receiver<Extracted>> {
        let (sender, receiver) = channel();
        if self.jobs.is_none() {
            self.start()?;
        }
        if let Some(jobs) = &self.jobs {
            // The workers hold the other end until this one is dropped.
            let _ = jobs.send((page, sender));
        }
        Ok(receiver)
    }

    fn start(&mut self) -> PyResult<()> {
        let (sender, receiver) = channel::<Job>();
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..self.workers {
            let (cleaner, receiver) = (Arc::clone(&self.cleaner), Arc::clone(&receiver));
            let is_over = Arc::clone(&self.is_over);
            let thread = Builder::new().name("cleancopy".to_owned()).spawn(move || {
                loop {
                    let job = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((page, result)) = job else { return };
                    if is_over.load(Ordering::Relaxed) {
                        return;
                    }
                    // The other end is gone if the iteration has ended in the meantime.
                    let _ = result.send(extract_page(&cleaner, page));
                }
            });
            self.threads.push(thread?);
        }
        self.jobs = Some(sender);
        Ok(())
    }

    /// Joins the threads.
    fn end(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.jobs = None;
        for thread in self.threads.drain(..) {
            // A worker does not panic: each page is guarded.
            let _ = thread.join();
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.end();
    }
}
