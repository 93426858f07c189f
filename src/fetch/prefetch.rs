//! Fetches addresses before they are needed, so that a slow host does not delay the others.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::fetcher::Fetcher;
use super::multipage::Pages;
use crate::error::{Error, ErrorKind};

/// The most addresses that are fetched or being fetched and not yet taken: 1,000. Lists are often
/// grouped by site, and the queue should reach the next site.
const MAX_QUEUED: usize = 1_000;
/// Bytes of fetched pages in the queue above which only the page that is taken next may start:
/// 64 MiB.
const MAX_BUFFERED_BYTES: usize = 64 << 20;
/// How often a waiting caller checks its stop flag.
const TICK: Duration = Duration::from_millis(100);

/// Fetches addresses concurrently, as far as the rate limit and the concurrency limits allow, and
/// returns the pages in the order of the addresses.
///
/// Dropping the queue cancels the fetches that are running.
#[derive(Debug)]
pub struct PrefetchQueue {
    fetcher: Fetcher,
    runtime: Handle,
    buffer: Arc<PrefetchBuffer>,
    /// The fetches that were started and not taken, in order.
    started: VecDeque<JoinHandle<Result<Pages, Error>>>,
    /// The number of the next fetch.
    next_number: u64,
}

/// Limits the memory of the pages that wait in the queue.
#[derive(Debug, Default)]
struct PrefetchBuffer {
    /// Bytes of the pages that are fetched and not taken.
    bytes: AtomicUsize,
    /// The number of the fetch that is taken next. It may always start, because all others wait
    /// for it.
    next_taken: AtomicU64,
    changed: Notify,
}

impl PrefetchBuffer {
    /// Waits until fetch `number` may start.
    async fn wait_for_capacity(&self, number: u64) {
        loop {
            let changed = self.changed.notified();
            if self.bytes.load(Ordering::SeqCst) < MAX_BUFFERED_BYTES
                || self.next_taken.load(Ordering::SeqCst) >= number
            {
                return;
            }
            changed.await;
        }
    }
}

impl PrefetchQueue {
    pub(super) fn new(fetcher: Fetcher, runtime: Handle) -> Self {
        let (buffer, started) = (Arc::default(), VecDeque::new());
        Self { fetcher, runtime, buffer, started, next_number: 0 }
    }

    /// Whether the queue holds 1,000 addresses, the most it should hold.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.started.len() >= MAX_QUEUED
    }

    /// Adds an address at the end of the queue and starts to fetch it.
    pub fn push(&mut self, url: String) {
        let (fetcher, number) = (self.fetcher.clone(), self.next_number);
        let buffer = Arc::clone(&self.buffer);
        self.next_number += 1;
        self.started.push_back(self.runtime.spawn(async move {
            buffer.wait_for_capacity(number).await;
            let pages = fetcher.get_pages(&url).await;
            buffer.bytes.fetch_add(size(&pages), Ordering::SeqCst);
            pages
        }));
    }

    /// Waits for the article of the first address in the queue and removes it from the queue.
    /// `None` if the queue is empty or if `stop` is set.
    ///
    /// Must not be called from async code.
    pub fn next(&mut self, stop: &AtomicBool) -> Option<Result<Pages, Error>> {
        let task = self.started.front_mut()?;
        let done = loop {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            // A timeout must be created inside the runtime.
            if let Ok(done) = self.runtime.block_on(async { timeout(TICK, &mut *task).await }) {
                break done;
            }
        };
        self.started.pop_front();
        let pages = done.unwrap_or_else(|e| Err(Error::new(ErrorKind::Network).because(e)));
        self.buffer.bytes.fetch_sub(size(&pages), Ordering::SeqCst);
        self.buffer.next_taken.fetch_add(1, Ordering::SeqCst);
        self.buffer.changed.notify_waiters();
        Some(pages)
    }
}

/// Bytes that a result holds.
fn size(pages: &Result<Pages, Error>) -> usize {
    pages.as_ref().map_or(0, |pages| {
        let further: usize = pages.further.iter().map(|page| page.bytes.len()).sum();
        pages.first.bytes.len() + further + pages.records.len()
    })
}

impl Drop for PrefetchQueue {
    fn drop(&mut self) {
        self.started.iter().for_each(JoinHandle::abort);
    }
}
