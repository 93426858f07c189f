//! The fetcher that all lists of addresses of a run share.

use std::sync::{Arc, OnceLock};

use crate::error::{Error, ErrorKind};
use crate::fetch::{BlockingFetcher, FetchOptions, PrefetchQueue};

/// The fetcher of a run, created when the first list is opened. All lists share its connections,
/// its cookies and its rate limits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    options: FetchOptions,
    fetcher: Arc<OnceLock<Result<BlockingFetcher, (ErrorKind, String)>>>,
}

impl Network {
    pub fn new(options: FetchOptions) -> Self {
        Self { options, fetcher: Arc::default() }
    }

    /// Creates a queue of pages to fetch.
    pub fn prefetch(&self) -> Result<PrefetchQueue, Error> {
        let create = || {
            BlockingFetcher::new(self.options.clone())
                .map_err(|e| (e.kind().clone(), e.with_cause()))
        };
        let fetcher = self.fetcher.get_or_init(create).as_ref();
        fetcher
            .map(BlockingFetcher::prefetch)
            .map_err(|(kind, why)| Error::new(kind.clone()).because(why.clone()))
    }
}
