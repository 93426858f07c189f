//! Whose turn it is: how many requests run at once, at one host and in all, and how far apart they stand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::options::FetchOptions;

/// Hosts remembered before those that nobody waits for are forgotten: a run over millions of hosts must not keep them all.
const MAX_HOSTS: usize = 10_000;

/// The hosts of a run.
#[derive(Debug)]
pub(super) struct Pace {
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    all: Arc<Semaphore>,
    delay: Duration,
    host_concurrency: usize,
}

#[derive(Debug)]
struct Host {
    lanes: Arc<Semaphore>,
    /// When the next request may begin.
    next: Mutex<Instant>,
}

/// The right to one request; given back when dropped.
#[derive(Debug)]
pub(super) struct Turn {
    host: Arc<Host>,
    delay: Duration,
    _lane: Option<OwnedSemaphorePermit>,
    _place: Option<OwnedSemaphorePermit>,
}

impl Pace {
    pub(super) fn new(options: &FetchOptions) -> Self {
        Self {
            hosts: Mutex::default(),
            all: Arc::new(Semaphore::new(options.concurrency.clamp(1, Semaphore::MAX_PERMITS))),
            delay: options.delay,
            host_concurrency: options.host_concurrency.clamp(1, Semaphore::MAX_PERMITS),
        }
    }

    /// Waits until a request to the host of `url` may begin. `crawl_delay` is what the site asks for.
    pub(super) async fn turn(&self, url: &Url, crawl_delay: Option<Duration>) -> Turn {
        let host = self.host(url);
        let delay = self.delay.max(crawl_delay.unwrap_or_default());
        // Nobody closes these semaphores, so a permit always comes.
        let lane = Arc::clone(&host.lanes).acquire_owned().await.ok();
        // Another request or a `Retry-After` may have moved the moment while we slept.
        while let Some(moment) = host.wait(delay) {
            sleep_until(moment).await;
        }
        // Only now, so that those who wait for one host take no place from the others.
        let place = Arc::clone(&self.all).acquire_owned().await.ok();
        Turn { host, delay, _lane: lane, _place: place }
    }

    /// Lets nobody begin at the host of `url` for this long.
    pub(super) fn hold(&self, url: &Url, wait: Duration) {
        self.host(url).hold(wait);
    }

    fn host(&self, url: &Url) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MAX_HOSTS {
            let now = Instant::now();
            hosts.retain(|_, host| {
                Arc::strong_count(host) > 1
                    || *host.next.lock().unwrap_or_else(PoisonError::into_inner) > now
            });
        }
        let new = || {
            Arc::new(Host {
                lanes: Arc::new(Semaphore::new(self.host_concurrency)),
                next: Mutex::new(Instant::now()),
            })
        };
        Arc::clone(hosts.entry(url.host_str().unwrap_or_default().to_owned()).or_insert_with(new))
    }
}

impl Host {
    /// `None`: begin now, and the next after `delay`. Otherwise when to ask again.
    fn wait(&self, delay: Duration) -> Option<Instant> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if *next > now {
            return Some(*next);
        }
        *next = now + delay;
        None
    }

    fn hold(&self, wait: Duration) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (*next).max(Instant::now() + wait);
    }
}

impl Drop for Turn {
    /// The pause begins when the answer is read: a host that is slow gets more of it.
    fn drop(&mut self) {
        self.host.hold(self.delay);
    }
}
