//! An input to a page: files and standard input unpacked, URLs fetched.

use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use cleancopy::batch::{InputType, read_page, read_page_file};
use cleancopy::fetch::{BlockingFetcher, FetchOptions, Pages};
use cleancopy::{Error, ErrorKind, Page, SiteRules};
use url::Url;

use crate::advice::many_pages;
use crate::args::shared::ReadArgs;
use crate::input::{Input, unreadable};

/// Reads inputs. Shared between threads.
pub struct Loader {
    base_url: Option<Url>,
    limit: usize,
    fetch: FetchOptions,
    /// Made at the first URL: most runs need no network.
    fetcher: OnceLock<Result<BlockingFetcher, (ErrorKind, String)>>,
}

impl Loader {
    /// `by_hand`: at most one address is fetched, which a person typed. `rules` may say where an article goes on.
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

    /// For stored inputs of at most `limit` bytes.
    pub fn of_files(limit: usize) -> Self {
        Self { base_url: None, limit, fetch: FetchOptions::by_hand(), fetcher: OnceLock::new() }
    }

    /// Reads one input, with its further pages where these are wanted.
    pub fn load_all(&self, input: &Input) -> Result<Pages, Error> {
        match input {
            Input::Url(url) => self.fetcher(url)?.get_pages(url),
            _ => self.load(input).map(Pages::from),
        }
    }

    /// Reads one input.
    pub fn load(&self, input: &Input) -> Result<Page, Error> {
        let bytes = match input {
            Input::Url(url) => return self.fetcher(url)?.get(url),
            Input::Unreadable(path, kind) => return Err(unreadable(path, *kind)),
            Input::Stdin => read_page(io::stdin().lock(), self.limit),
            Input::File(path) if holds_many(path) => {
                return Err(Error::new(many_pages()).on(input.name()));
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

/// Whether a file's name says that it is a table, rows or an archive.
fn holds_many(path: &Path) -> bool {
    InputType::by_name(path).is_some_and(|kind| kind != InputType::Html) && path.exists()
}
