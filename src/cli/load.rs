//! An input to a page: files and standard input unpacked, URLs fetched.

use std::fs::File;
use std::io::{self, Read};
use std::sync::OnceLock;

use cleancopy::fetch::{BlockingFetcher, FetchOptions};
use cleancopy::{Error, ErrorKind, Page};
use flate2::read::MultiGzDecoder;
use url::Url;

use super::args::ReadArgs;
use super::input::{Input, unreadable};

/// The first two bytes of every gzip file. Saved pages carry them under any name.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Reads inputs. Shared between threads.
pub struct Loader {
    base_url: Option<Url>,
    limit: usize,
    fetch: FetchOptions,
    /// Made at the first URL: most runs need no network.
    fetcher: OnceLock<Result<BlockingFetcher, ErrorKind>>,
}

impl Loader {
    /// `by_hand`: at most one address is fetched, which a person typed.
    pub fn new(args: &ReadArgs, by_hand: bool) -> Self {
        let fetch = args.fetch.to_options(args.max_bytes, by_hand);
        Self { base_url: args.base_url.clone(), limit: args.max_bytes, fetch, fetcher: OnceLock::new() }
    }

    /// For stored inputs of at most `limit` bytes.
    pub fn of_files(limit: usize) -> Self {
        Self { base_url: None, limit, fetch: FetchOptions::by_hand(), fetcher: OnceLock::new() }
    }

    /// Reads one input.
    pub fn load(&self, input: &Input) -> Result<Page, Error> {
        let bytes = match input {
            Input::Url(url) => return self.fetch(url),
            Input::Unreadable(path, kind) => return Err(unreadable(path, *kind)),
            Input::Stdin => self.read(io::stdin().lock()),
            Input::File(path) => File::open(path).map_err(io_error).and_then(|file| self.read(file)),
        };
        let mut page = Page::from_bytes(bytes.map_err(|e| e.on(input.name()))?);
        page.url.clone_from(&self.base_url);
        Ok(page)
    }

    fn fetch(&self, url: &str) -> Result<Page, Error> {
        let fetcher = self.fetcher.get_or_init(|| BlockingFetcher::new(self.fetch.clone()).map_err(|e| e.kind().clone()));
        let fetcher = fetcher.as_ref().map_err(|kind| Error::new(kind.clone()).on(url))?;
        fetcher.get(url)
    }

    /// Everything `source` holds, unpacked where it is gzip, refused above the limit.
    fn read(&self, mut source: impl Read) -> Result<Vec<u8>, Error> {
        let mut start = Vec::with_capacity(2);
        source.by_ref().take(2).read_to_end(&mut start).map_err(io_error)?;
        if start == GZIP_MAGIC {
            return self.read_to_limit(MultiGzDecoder::new(start.chain(source))).map_err(|e| match e.raw_os_error() {
                Some(_) => io_error(e),
                None => Error::new(ErrorKind::BadCompression).because(e),
            })?;
        }
        self.read_to_limit(start.chain(source)).map_err(io_error)?
    }

    /// The outer error is the source's, the inner one is a page over the limit.
    fn read_to_limit(&self, source: impl Read) -> io::Result<Result<Vec<u8>, Error>> {
        let mut bytes = Vec::new();
        // One byte more tells a page at the limit from one over it.
        source.take((self.limit as u64).saturating_add(1)).read_to_end(&mut bytes)?;
        let is_over = bytes.len() > self.limit;
        Ok(if is_over { Err(Error::new(ErrorKind::TooLarge { limit: self.limit })) } else { Ok(bytes) })
    }
}

fn io_error(e: io::Error) -> Error {
    Error::new(ErrorKind::Io).because(e)
}
