//! Limits how many requests run at once, at one host and in all, and how close together they start.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::options::FetchOptions;

/// Hosts in memory above which unused ones are removed. A run over millions of hosts must not keep
/// them all.
const MAX_HOSTS: usize = 10_000;

/// The hosts of a run and their limits.
#[derive(Debug)]
pub(super) struct RateLimiter {
    hosts: Mutex<HashMap<String, Arc<HostLimit>>>,
    all_requests: Arc<Semaphore>,
    delay: Duration,
    host_concurrency: usize,
}

/// The limits of one host.
#[derive(Debug)]
struct HostLimit {
    requests: Arc<Semaphore>,
    /// The earliest start of the next request.
    next_start: Mutex<Instant>,
}

/// The right to one request. Dropping it ends the request.
#[derive(Debug)]
pub(super) struct Permit {
    host: Arc<HostLimit>,
    delay: Duration,
    _host_permit: Option<OwnedSemaphorePermit>,
    _global_permit: Option<OwnedSemaphorePermit>,
}

impl RateLimiter {
    pub(super) fn new(options: &FetchOptions) -> Self {
        let concurrency = options.concurrency.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            hosts: Mutex::default(),
            all_requests: Arc::new(Semaphore::new(concurrency)),
            delay: options.delay,
            host_concurrency: options.host_concurrency.clamp(1, Semaphore::MAX_PERMITS),
        }
    }

    /// Waits until a request to the host of `url` may start. `crawl_delay` is the delay that the
    /// site's `robots.txt` asks for.
    pub(super) async fn acquire(&self, url: &Url, crawl_delay: Option<Duration>) -> Permit {
        let host = self.host(url);
        let delay = self.delay.max(crawl_delay.unwrap_or_default());
        // These semaphores are never closed, so a permit always comes.
        let host_permit = Arc::clone(&host.requests).acquire_owned().await.ok();
        // During the sleep, another request or a `Retry-After` may have set a later start.
        while let Some(start) = host.reserve_start(delay) {
            sleep_until(start).await;
        }
        // The global permit comes last, so that requests that wait for one host do not block
        // others.
        let global_permit = Arc::clone(&self.all_requests).acquire_owned().await.ok();
        Permit { host, delay, _host_permit: host_permit, _global_permit: global_permit }
    }

    /// Blocks new requests to the host of `url` for this long.
    pub(super) fn block_host(&self, url: &Url, duration: Duration) {
        self.host(url).block(duration);
    }

    fn host(&self, url: &Url) -> Arc<HostLimit> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MAX_HOSTS {
            let now = Instant::now();
            hosts.retain(|_, host| {
                Arc::strong_count(host) > 1
                    || *host.next_start.lock().unwrap_or_else(PoisonError::into_inner) > now
            });
        }
        let new = || {
            Arc::new(HostLimit {
                requests: Arc::new(Semaphore::new(self.host_concurrency)),
                next_start: Mutex::new(Instant::now()),
            })
        };
        Arc::clone(hosts.entry(url.host_str().unwrap_or_default().to_owned()).or_insert_with(new))
    }
}

impl HostLimit {
    /// `None` if the request may start now; the next one may then start after `delay`. Otherwise
    /// the time of the next attempt.
    fn reserve_start(&self, delay: Duration) -> Option<Instant> {
        let mut next = self.next_start.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if *next > now {
            return Some(*next);
        }
        *next = now + delay;
        None
    }

    fn block(&self, duration: Duration) {
        let mut next = self.next_start.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (*next).max(Instant::now() + duration);
    }
}

impl Drop for Permit {
    /// The delay starts again when the response is read, so that a slow host gets longer pauses.
    fn drop(&mut self) {
        self.host.block(self.delay);
    }
}
