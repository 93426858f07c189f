//! An input to a page: files and standard input unpacked, URLs fetched.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use cleancopy::batch::read_page;
use cleancopy::fetch::{BlockingFetcher, FetchOptions};
use cleancopy::{Error, ErrorKind, Page};
use url::Url;

use super::args::ReadArgs;
use super::input::{Input, unreadable};

/// Reads inputs. Shared between threads.
pub struct Loader {
    base_url: Option<Url>,
    limit: usize,
    fetch: FetchOptions,
    /// Made at the first URL: most runs need no network.
    fetcher: OnceLock<Result<BlockingFetcher, ErrorKind>>,
    /// One page at a time from one host, however many threads there are.
    hosts: Mutex<HashMap<String, Arc<Mutex<()>>>>,
}

impl Loader {
    pub fn new(args: &ReadArgs) -> Self {
        Self {
            base_url: args.base_url.clone(),
            limit: args.max_bytes,
            fetch: args.to_options(),
            fetcher: OnceLock::new(),
            hosts: Mutex::default(),
        }
    }

    /// Reads one input.
    pub fn load(&self, input: &Input) -> Result<Page, Error> {
        let bytes = match input {
            Input::Url(url) => return self.fetch(url),
            Input::Unreadable(path, kind) => return Err(unreadable(path, *kind)),
            Input::Stdin => read_page(io::stdin().lock(), self.limit),
            Input::File(path) => File::open(path).map_err(io_error).and_then(|file| read_page(file, self.limit)),
        };
        let mut page = Page::from_bytes(bytes.map_err(|e| e.on(input.name()))?);
        page.url.clone_from(&self.base_url);
        Ok(page)
    }

    fn fetch(&self, url: &str) -> Result<Page, Error> {
        let fetcher = self.fetcher.get_or_init(|| BlockingFetcher::new(self.fetch.clone()).map_err(|e| e.kind().clone()));
        let fetcher = fetcher.as_ref().map_err(|kind| Error::new(kind.clone()).on(url))?;
        let host = Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default();
        let turn = Arc::clone(self.hosts.lock().unwrap_or_else(PoisonError::into_inner).entry(host).or_default());
        let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
        fetcher.get(url)
    }
}

fn io_error(e: io::Error) -> Error {
    Error::new(ErrorKind::Io).because(e)
}
