//! The fetcher for programs without an async runtime.

use url::Url;

use super::fetcher::Fetcher;
use super::multipage::Pages;
use super::options::FetchOptions;
use super::prefetch::PrefetchQueue;
use crate::error::{Error, ErrorKind};
use crate::page::Page;

/// A [`Fetcher`] for programs without an async runtime: it has its own. Threads can share it.
///
/// No method may be called from async code.
#[derive(Debug)]
pub struct BlockingFetcher {
    fetcher: Fetcher,
    runtime: tokio::runtime::Runtime,
}

impl BlockingFetcher {
    /// Creates a fetcher with its own runtime of one thread.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::new`], and [`ErrorKind::Network`] if no thread can be started.
    pub fn new(options: FetchOptions) -> Result<Self, Error> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|e| Error::new(ErrorKind::Network).because(e))?;
        Ok(Self { fetcher: Fetcher::new(options)?, runtime })
    }

    /// Fetches one page and waits for it.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get`].
    pub fn get(&self, url: &str) -> Result<Page, Error> {
        self.runtime.block_on(self.fetcher.get(url))
    }

    /// Fetches the pages of an article and waits for them; see [`Fetcher::get_pages`].
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get_pages`].
    pub fn get_pages(&self, url: &str) -> Result<Pages, Error> {
        self.runtime.block_on(self.fetcher.get_pages(url))
    }

    /// Creates a queue for many addresses, which are fetched concurrently and returned in order.
    /// The queue uses the threads of this fetcher and must not outlive it.
    #[must_use]
    pub fn prefetch(&self) -> PrefetchQueue {
        PrefetchQueue::new(self.fetcher.clone(), self.runtime.handle().clone())
    }

    /// Fetches a file and waits for it; see [`Fetcher::get_file`].
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get_file`].
    pub fn get_file(&self, url: &str) -> Result<Page, Error> {
        self.runtime.block_on(self.fetcher.get_file(url))
    }

    /// Fetches a file that another file names and waits for it; see [`Fetcher::get_linked_file`].
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get_linked_file`].
    pub fn get_linked_file(&self, url: &Url) -> Result<Page, Error> {
        self.runtime.block_on(self.fetcher.get_linked_file(url))
    }

    /// Returns the sitemaps of a site; see [`Fetcher::sitemaps`].
    ///
    /// # Errors
    ///
    /// As [`Fetcher::sitemaps`].
    pub fn sitemaps(&self, site: &Url) -> Result<Vec<String>, Error> {
        self.runtime.block_on(self.fetcher.sitemaps(site))
    }
}
