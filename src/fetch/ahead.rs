//! Addresses fetched ahead of the one that is wanted next: hosts that make us wait hold up no other host.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::fetcher::{Fetcher, Pages};
use crate::error::{Error, ErrorKind};

/// Addresses under way or fetched and not taken: 1,000. Lists are often grouped by site, and the next site should be in sight.
const WINDOW: usize = 1_000;
/// Bytes of pages that wait to be taken, after which none is begun but the one that is wanted next: 64 MiB.
const WINDOW_BYTES: usize = 64 << 20;
/// How often it is looked whether the wait is to end.
const TICK: Duration = Duration::from_millis(100);

/// Fetches addresses at once, as far as pace and limits let it, and gives the pages in the order in which they were asked for.
///
/// What is under way when it is dropped is given up.
#[derive(Debug)]
pub struct Ahead {
    fetcher: Fetcher,
    runtime: Handle,
    room: Arc<Room>,
    /// Those that were begun and not taken, in order.
    begun: VecDeque<JoinHandle<Result<Pages, Error>>>,
    /// Number of the next to begin.
    number: u64,
}

/// Whether there is memory for another page.
#[derive(Debug, Default)]
struct Room {
    /// Bytes that wait to be taken.
    bytes: AtomicUsize,
    /// Number of the page that is taken next. It needs no room: all others wait for it.
    wanted: AtomicU64,
    changed: Notify,
}

impl Room {
    async fn enter(&self, number: u64) {
        loop {
            let changed = self.changed.notified();
            if self.bytes.load(Ordering::SeqCst) < WINDOW_BYTES
                || self.wanted.load(Ordering::SeqCst) >= number
            {
                return;
            }
            changed.await;
        }
    }
}

impl Ahead {
    pub(super) fn new(fetcher: Fetcher, runtime: Handle) -> Self {
        Self { fetcher, runtime, room: Arc::default(), begun: VecDeque::new(), number: 0 }
    }

    /// Whether as many were begun as may be.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.begun.len() >= WINDOW
    }

    /// Begins to fetch an address.
    pub fn begin(&mut self, url: String) {
        let (fetcher, room, number) = (self.fetcher.clone(), Arc::clone(&self.room), self.number);
        self.number += 1;
        self.begun.push_back(self.runtime.spawn(async move {
            room.enter(number).await;
            let pages = fetcher.get_pages(&url).await;
            room.bytes.fetch_add(size(&pages), Ordering::SeqCst);
            pages
        }));
    }

    /// The article that was asked for first of those not yet taken; waits for it. `None` when there is none, or when `stop` is set.
    ///
    /// Must not be called from async code.
    pub fn next(&mut self, stop: &AtomicBool) -> Option<Result<Pages, Error>> {
        let task = self.begun.front_mut()?;
        let done = loop {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            // The time limit needs the runtime around it when it is made.
            if let Ok(done) = self.runtime.block_on(async { timeout(TICK, &mut *task).await }) {
                break done;
            }
        };
        self.begun.pop_front();
        let pages = done.unwrap_or_else(|e| Err(Error::new(ErrorKind::Network).because(e)));
        self.room.bytes.fetch_sub(size(&pages), Ordering::SeqCst);
        self.room.wanted.fetch_add(1, Ordering::SeqCst);
        self.room.changed.notify_waiters();
        Some(pages)
    }
}

fn size(pages: &Result<Pages, Error>) -> usize {
    let pages = pages
        .iter()
        .map(|pages| (pages, pages.further.iter().map(|page| page.bytes.len()).sum::<usize>()));
    pages.map(|(pages, further)| pages.first.bytes.len() + further + pages.records.len()).sum()
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.begun.iter().for_each(JoinHandle::abort);
    }
}
