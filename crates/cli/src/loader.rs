//! Loads an input as a page: reads and decompresses files and standard input, fetches URLs.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use cleancopy::batch::{
    Inflated, InputFile, InputType, check_fetched, is_input_by_content, page_from_stored,
    read_page_file, read_stdin,
};
use cleancopy::fetch::{BlockingFetcher, FetchOptions, Pages, refresh_target};
use cleancopy::text::one_line;
use cleancopy::{Error, ErrorKind, Page, SiteRules, Warning};
use url::Url;

use crate::advice::many_pages_error;
use crate::archive;
use crate::args::shared::ReadArgs;
use crate::input::{Input, NEVER_PAGES, has_ending, unreadable_error};

/// Loads inputs. Threads share one loader.
pub struct Loader {
    base_url: Option<Url>,
    /// Bytes above which a page is refused.
    limit: usize,
    /// Whether a page that is gone is taken from the Internet Archive.
    archived: bool,
    fetch: FetchOptions,
    /// Created at the first URL, since most runs need no network.
    fetcher: LazyFetcher,
    /// Created at the first page that is gone. It has a pace of its own.
    archive: LazyFetcher,
}

/// A fetcher, or why there is none, once it is needed.
type LazyFetcher = OnceLock<Result<BlockingFetcher, (ErrorKind, String)>>;

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
            archived: args.archived,
            fetch,
            fetcher: OnceLock::new(),
            archive: OnceLock::new(),
        }
    }

    /// Creates a loader for stored inputs of at most `limit` bytes.
    pub fn for_files(limit: usize) -> Self {
        let (fetch, fetcher, archive) = (FetchOptions::by_hand(), OnceLock::new(), OnceLock::new());
        Self { base_url: None, limit, archived: false, fetch, fetcher, archive }
    }

    /// Loads one input, with the further pages of its article if `--multipage` asks for them.
    /// `note` gets the origin of a copy.
    pub fn load_all(&self, input: &Input, note: &mut Vec<String>) -> Result<Pages, Error> {
        let Input::Url(url) = input else { return self.load(input, note).map(Pages::from) };
        let fetched = self.fetcher(url)?.get_pages(url).and_then(|pages| {
            check_fetched(&pages.first).map_err(|e| e.on(input.name()))?;
            pages.further.iter().chain([&pages.first]).for_each(|page| note_damage(page, note));
            Ok(pages)
        });
        self.or_archived(url, fetched, note)
    }

    /// Returns a copy of a page that is gone, if the user wants one.
    fn or_archived<P: From<Page>>(
        &self,
        url: &str,
        fetched: Result<P, Error>,
        note: &mut Vec<String>,
    ) -> Result<P, Error> {
        let gone = match fetched {
            Err(e) if self.archived && archive::is_gone(&e) => e,
            fetched => return fetched,
        };
        let copy = made(&self.archive, url, || archive::fetcher(&self.fetch))
            .and_then(|fetcher| archive::newest_copy(url, fetcher));
        match copy {
            Ok(Some(copy)) => {
                note.push(format!("this is a copy of the Internet Archive, of {}", copy.day));
                Ok(copy.page.into())
            }
            Ok(None) => Err(gone.because("the Internet Archive has no copy")),
            Err(e) => {
                let why = format!("the Internet Archive cannot be asked: {}", e.with_cause());
                Err(gone.because(why))
            }
        }
    }

    /// Loads one input as a page.
    pub fn load(&self, input: &Input, note: &mut Vec<String>) -> Result<Page, Error> {
        if let Input::Url(url) = input {
            let fetched = self.fetcher(url)?.get(url).and_then(|page| {
                note_damage(&page, note);
                check_fetched(&page).map(|()| page).map_err(|e| e.on(input.name()))
            });
            return self.or_archived(url, fetched, note);
        }
        let page = match many_pages(input) {
            Some(kind) => Err(Error::new(many_pages_error(kind))),
            None => self.read(input).and_then(page_from_stored),
        };
        let mut page = page.map_err(|e| e.on(input.name()))?;
        // A stored page that names its own address keeps it, as in a batch.
        page.url = page.url.or_else(|| self.base_url.clone());
        note_damage(&page, note);
        note.extend(refresh_target(&page).map(|target| {
            format!("this page only leads to {}; name that address", one_line(&target))
        }));
        Ok(page)
    }

    /// Loads one input as text, whatever it holds.
    pub fn load_text(&self, input: &Input) -> Result<Page, Error> {
        match input {
            Input::Url(url) => self.fetcher(url)?.get(url),
            _ => self.read(input).map(Page::from).map_err(|e| e.on(input.name())),
        }
    }

    /// Reads a file or standard input.
    fn read(&self, input: &Input) -> Result<Inflated, Error> {
        match input {
            Input::Unreadable(path, kind) => Err(unreadable_error(path, *kind)),
            Input::Stdin | Input::Url(_) => read_stdin(self.limit),
            Input::File(file) => read_page_file(&file.path, self.limit),
        }
    }

    fn fetcher(&self, url: &str) -> Result<&BlockingFetcher, Error> {
        made(&self.fetcher, url, || BlockingFetcher::new(self.fetch.clone()))
    }
}

/// Returns the fetcher, and makes it the first time. `url` is in the error.
fn made<'f>(
    fetcher: &'f LazyFetcher,
    url: &str,
    make: impl FnOnce() -> Result<BlockingFetcher, Error>,
) -> Result<&'f BlockingFetcher, Error> {
    let made = fetcher.get_or_init(|| make().map_err(|e| (e.kind().clone(), e.with_cause())));
    made.as_ref().map_err(|(kind, why)| Error::new(kind.clone()).on(url).because(why.clone()))
}

/// Returns the type of an input that is a table, JSON rows or an archive, by its name or its first
/// bytes; `None` for a page.
fn many_pages(input: &Input) -> Option<InputType> {
    let kind = match input {
        Input::Stdin => InputFile::stdin(None).kind,
        Input::File(file) if file.path.is_file() => {
            let named = InputType::by_name(&file.path);
            // The name of a page may be wrong too; 'read' looks at the bytes of those.
            named.unwrap_or_else(|| InputFile::new(file.path.clone(), None).kind)
        }
        _ => return None,
    };
    (!kind.is_one_page()).then_some(kind)
}

/// Whether a file of a folder is a page: by its ending or, if that tells nothing, its first bytes.
pub fn is_page_file(path: &Path) -> bool {
    InputType::by_name(path).map_or_else(|| is_page_by_content(path), InputType::is_one_page)
}

fn is_page_by_content(path: &Path) -> bool {
    !has_ending(path, &NEVER_PAGES)
        && is_input_by_content(path)
        && InputFile::new(path.to_owned(), None).kind.is_one_page()
}

/// Notes damage to the compressed bytes of a page: a part of a page must not pass for the whole.
fn note_damage(page: &Page, note: &mut Vec<String>) {
    note.extend(page.damage.map(|damage| Warning::BodyDamaged { damage }.to_string()));
}
