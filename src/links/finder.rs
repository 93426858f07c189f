//! From an address to the links behind it: which files are fetched, in which order, and where it ends.

use std::collections::{HashSet, VecDeque};
use std::ops::ControlFlow;

use jiff::Timestamp;
use url::Url;

use super::entry::Link;
use super::file::{self, File};
use super::page::PageLinks;
use super::sitemap::Sitemap;
use crate::error::{Error, ErrorKind};
use crate::fetch::BlockingFetcher;
use crate::options::MAX_PAGE_BYTES;
use crate::page::Page;

/// Feeds and sitemaps that are fetched for one address: 1,000. A publisher with a sitemap a day has three years in them.
pub const MAX_FILES: usize = 1_000;
/// Links that are given in all: a million. Each is remembered, so that none is given twice.
pub const MAX_LINKS: usize = 1_000_000;
/// Lists of sitemaps that may name each other. The protocol allows none in another, but publishers nest them by year and month.
const MAX_DEPTH: usize = 4;

/// Where links may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The feeds that a page names.
    Feeds,
    /// The sitemaps that `robots.txt` names.
    Sitemaps,
    /// The page itself.
    Page,
}

/// Which links are looked for.
#[derive(Debug, Clone, Default)]
pub struct LinkOptions {
    /// Leave out links that are known to be older. Those without a date stay. Default none.
    pub since: Option<Timestamp>,
    /// Where to look when the address is one of a page. Default empty: feeds and sitemaps, and only where these give nothing, the page.
    pub origins: Vec<Origin>,
}

/// What was come upon.
#[derive(Debug)]
pub enum Seen {
    /// A link, for the first time.
    Link(Box<Link>),
    /// A feed or sitemap that cannot be read, or not to its end. The others go on.
    Failed(Error),
    /// A limit was reached.
    Left(Left),
}

/// What was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// So many files, since [`MAX_FILES`] were fetched.
    Files(usize),
    /// What stands in lists of sitemaps that name each other over too many levels.
    DeepFiles,
    /// All links after [`MAX_LINKS`].
    Links,
}

/// Is told what is come upon, in order; may end the search.
type Visit<'v> = &'v mut dyn FnMut(Seen) -> ControlFlow<()>;

/// Finds links. What it has given it does not give again.
#[derive(Debug)]
pub struct Finder<'f> {
    fetcher: &'f BlockingFetcher,
    options: LinkOptions,
    given: HashSet<Url>,
    fetched: HashSet<Url>,
    /// Links that were listed, given or not.
    listed: u64,
}

/// Files to fetch for one address, in order.
#[derive(Default)]
struct Queue {
    files: VecDeque<Next>,
    /// Files that were ever in it.
    count: usize,
    /// Files that found no place in it.
    left: usize,
}

/// A file to fetch, and how many lists of sitemaps led to it.
struct Next {
    url: Url,
    depth: usize,
}

impl<'f> Finder<'f> {
    /// A finder that has given nothing yet.
    #[must_use]
    pub fn new(fetcher: &'f BlockingFetcher, options: LinkOptions) -> Self {
        Self { fetcher, options, given: HashSet::new(), fetched: HashSet::new(), listed: 0 }
    }

    /// Finds the links behind an address: that of a feed, a sitemap or a page. `visit` may end the search, which is no error.
    ///
    /// # Errors
    ///
    /// As [`BlockingFetcher::get_file`] and [`ErrorKind::BadFeed`] for the address itself. Files it leads to are told as [`Seen::Failed`].
    pub fn find(&mut self, address: &str, visit: Visit<'_>) -> Result<(), Error> {
        let (file, url) = self.read(self.fetcher.get_file(address), address)?;
        // Whether it was ended by `visit` makes no difference.
        let _ended = match file {
            File::Feed(links) => self.give_all(links, visit),
            File::Sitemap(sitemap) => self.of_sitemap(sitemap, url, visit),
            File::Page(found) => self.of_page(found, &url, visit),
        };
        Ok(())
    }

    /// A file that was fetched, and its address after redirects.
    fn read(&self, fetched: Result<Page, Error>, address: &str) -> Result<(File, Url), Error> {
        let page = fetched?;
        let url = page.url.clone().ok_or_else(|| Error::new(ErrorKind::BadUrl).on(address))?;
        let file = file::read(page, &url, MAX_PAGE_BYTES).map_err(|e| e.on(url.as_str()))?;
        Ok((file, url))
    }

    fn of_sitemap(&mut self, sitemap: Sitemap, url: Url, visit: Visit<'_>) -> ControlFlow<()> {
        let mut queue = Queue::default();
        self.fetched.insert(url.clone());
        self.take_sitemap(sitemap, &url, 0, &mut queue, visit)?;
        self.walk(queue, visit)
    }

    fn of_page(&mut self, found: PageLinks, url: &Url, visit: Visit<'_>) -> ControlFlow<()> {
        let origins = self.options.origins.clone();
        let is_wanted = |origin| origins.is_empty() || origins.contains(&origin);
        let mut queue = Queue::default();
        if is_wanted(Origin::Feeds) {
            found.feeds.into_iter().for_each(|url| self.line_up(&mut queue, url, 0));
        }
        if is_wanted(Origin::Sitemaps) {
            match self.fetcher.sitemaps(url) {
                Ok(named) => named
                    .iter()
                    .filter_map(|name| url.join(name).ok())
                    .for_each(|url| self.line_up(&mut queue, url, 0)),
                Err(e) => visit(Seen::Failed(e))?,
            }
        }
        let before = self.listed;
        self.walk(queue, visit)?;
        let is_needed = !origins.is_empty() || self.listed == before;
        if is_wanted(Origin::Page) && is_needed {
            self.give_all(found.links, visit)
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Puts a file last, unless it was in the queue before or there is no place for it.
    fn line_up(&mut self, queue: &mut Queue, url: Url, depth: usize) {
        if queue.count >= MAX_FILES {
            queue.left += usize::from(!self.fetched.contains(&url));
        } else if self.fetched.insert(url.clone()) {
            queue.count += 1;
            queue.files.push_back(Next { url, depth });
        }
    }

    /// Fetches files and those they name, in the order they are named, each once.
    fn walk(&mut self, mut queue: Queue, visit: Visit<'_>) -> ControlFlow<()> {
        while let Some(Next { url, depth }) = queue.files.pop_front() {
            match self.read(self.fetcher.get_linked_file(&url), url.as_str()) {
                Ok((File::Feed(links), _)) => self.give_all(links, visit)?,
                Ok((File::Sitemap(sitemap), url)) => {
                    self.take_sitemap(sitemap, &url, depth, &mut queue, visit)?
                }
                Ok((File::Page(_), url)) => visit(Seen::Failed(
                    Error::new(ErrorKind::BadFeed).on(url.as_str()).because("it is a page"),
                ))?,
                Err(e) => visit(Seen::Failed(e))?,
            }
        }
        if queue.left > 0 {
            visit(Seen::Left(Left::Files(queue.left)))
        } else {
            ControlFlow::Continue(())
        }
    }

    fn take_sitemap(
        &mut self,
        sitemap: Sitemap,
        url: &Url,
        depth: usize,
        queue: &mut Queue,
        visit: Visit<'_>,
    ) -> ControlFlow<()> {
        let Sitemap { links, is_index, damage } = sitemap;
        if !is_index {
            self.give_all(links, visit)?;
        } else if depth >= MAX_DEPTH {
            visit(Seen::Left(Left::DeepFiles))?;
        } else {
            // The date of a sitemap is that of its newest entry, so an old one holds nothing new.
            let since = self.options.since;
            links
                .into_iter()
                .filter(|link| is_since(link, since))
                .for_each(|link| self.line_up(queue, link.url, depth + 1));
        }
        match damage {
            Some(error) => visit(Seen::Failed(error.on(url.as_str()))),
            None => ControlFlow::Continue(()),
        }
    }

    /// Gives those links that were not given before and are not too old.
    fn give_all(&mut self, links: Vec<Link>, visit: Visit<'_>) -> ControlFlow<()> {
        for link in links {
            self.listed += 1;
            if self.given.len() >= MAX_LINKS {
                visit(Seen::Left(Left::Links))?;
                return ControlFlow::Break(());
            }
            if is_since(&link, self.options.since) && self.given.insert(link.url.clone()) {
                visit(Seen::Link(Box::new(link)))?;
            }
        }
        ControlFlow::Continue(())
    }
}

fn is_since(link: &Link, since: Option<Timestamp>) -> bool {
    since.is_none_or(|since| link.date.is_none_or(|date| date.may_be_since(since)))
}
