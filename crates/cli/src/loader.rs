//! Loads an input as a page: reads and decompresses files and standard input, fetches URLs.

use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use cleancopy::batch::{InputType, read_page, read_page_file};
use cleancopy::fetch::{BlockingFetcher, FetchOptions, Pages};
use cleancopy::{Error, ErrorKind, Page, SiteRules};
use url::Url;

use crate::advice::many_pages_error;
use crate::args::shared::ReadArgs;
use crate::input::{Input, unreadable_error};

/// Loads inputs. Threads share one loader.
pub struct Loader {
    base_url: Option<Url>,
    /// Bytes above which a page is refused.
    limit: usize,
    fetch: FetchOptions,
    /// Created at the first URL, since most runs need no network.
    fetcher: OnceLock<Result<BlockingFetcher, (ErrorKind, String)>>,
}

impl Loader {
    /// Creates a loader for the arguments.
    ///
    /// `by_hand`: a person typed at most one address. `rules` may name the next page of an article.
    pub fn new(args: &ReadArgs, by_hand: bool, rules: Option<&Arc<SiteRules>>) -> Self {
        let mut fetch = args.fetch.to_options(args.max_bytes, by_hand);
        fetch.rules = rules.cloned();
        Self {
            base_url: args.base_url.clone(),
            limit: args.max_bytes,
            fetch,
            fetcher: OnceLock::new(),
        }
    }

    /// Creates a loader for stored inputs of at most `limit` bytes.
    pub fn for_files(limit: usize) -> Self {
        Self { base_url: None, limit, fetch: FetchOptions::by_hand(), fetcher: OnceLock::new() }
    }

    /// Loads one input, with the further pages of its article if `--multipage` asks for them.
    pub fn load_all(&self, input: &Input) -> Result<Pages, Error> {
        match input {
            Input::Url(url) => self.fetcher(url)?.get_pages(url),
            _ => self.load(input).map(Pages::from),
        }
    }

    /// Loads one input.
    pub fn load(&self, input: &Input) -> Result<Page, Error> {
        let bytes = match input {
            Input::Url(url) => return self.fetcher(url)?.get(url),
            Input::Unreadable(path, kind) => return Err(unreadable_error(path, *kind)),
            Input::Stdin => read_page(io::stdin().lock(), self.limit),
            Input::File(path) if holds_many_pages(path) => {
                return Err(Error::new(many_pages_error()).on(input.name()));
            }
            Input::File(path) => read_page_file(path, self.limit),
        };
        let mut page = Page::from_bytes(bytes.map_err(|e| e.on(input.name()))?);
        page.url.clone_from(&self.base_url);
        Ok(page)
    }

    fn fetcher(&self, url: &str) -> Result<&BlockingFetcher, Error> {
        let fetcher = self.fetcher.get_or_init(|| {
            BlockingFetcher::new(self.fetch.clone()).map_err(|e| (e.kind().clone(), e.with_cause()))
        });
        fetcher
            .as_ref()
            .map_err(|(kind, why)| Error::new(kind.clone()).on(url).because(why.clone()))
    }
}

/// Whether a file is a table, JSON rows or an archive, by its name.
fn holds_many_pages(path: &Path) -> bool {
    InputType::by_name(path).is_some_and(|kind| kind != InputType::Html) && path.exists()
}
