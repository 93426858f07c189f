//! The fetcher for programs without an async runtime.

use url::Url;

use super::ahead::Ahead;
use super::fetcher::{Fetcher, Pages};
use super::options::FetchOptions;
use crate::error::{Error, ErrorKind};
use crate::page::Page;

/// A [`Fetcher`] for programs without an async runtime: it brings its own. May be shared between threads.
#[derive(Debug)]
pub struct BlockingFetcher {
    fetcher: Fetcher,
    runtime: tokio::runtime::Runtime,
}

impl BlockingFetcher {
    /// A fetcher with its own runtime, of one thread.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::new`], and [`ErrorKind::Network`] when no thread can be started.
    pub fn new(options: FetchOptions) -> Result<Self, Error> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|e| Error::new(ErrorKind::Network).because(e))?;
        Ok(Self { fetcher: Fetcher::new(options)?, runtime })
    }

    /// Fetches one page and waits for it. Must not be called from async code.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get`].
    pub fn get(&self, url: &str) -> Result<Page, Error> {
        self.runtime.block_on(self.fetcher.get(url))
    }

    /// As [`Fetcher::get_pages`], and waits for them.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get_pages`].
    pub fn get_pages(&self, url: &str) -> Result<Pages, Error> {
        self.runtime.block_on(self.fetcher.get_pages(url))
    }

    /// For many addresses in a row, fetched at once and given in order. It must not outlive this fetcher, whose threads it uses.
    #[must_use]
    pub fn ahead(&self) -> Ahead {
        Ahead::new(self.fetcher.clone(), self.runtime.handle().clone())
    }

    /// As [`Fetcher::get_file`], and waits for it.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get_file`].
    pub fn get_file(&self, url: &str) -> Result<Page, Error> {
        self.runtime.block_on(self.fetcher.get_file(url))
    }

    /// As [`Fetcher::get_linked_file`], and waits for it.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get_linked_file`].
    pub fn get_linked_file(&self, url: &Url) -> Result<Page, Error> {
        self.runtime.block_on(self.fetcher.get_linked_file(url))
    }

    /// As [`Fetcher::sitemaps`], and waits for them.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::sitemaps`].
    pub fn sitemaps(&self, site: &Url) -> Result<Vec<String>, Error> {
        self.runtime.block_on(self.fetcher.sitemaps(site))
    }
}
