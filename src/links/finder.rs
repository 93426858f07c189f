//! Follows an address to its links: which files are fetched, in which order, and up to which
//! limits.

use std::collections::{HashSet, VecDeque};
use std::ops::ControlFlow;

use jiff::Timestamp;
use url::Url;

use super::entry::Link;
use super::file::{LinkFile, parse_link_file};
use super::options::{LinkOptions, LinkOrigin};
use super::page::PageLinks;
use super::sitemap::Sitemap;
use crate::error::{Error, ErrorKind};
use crate::fetch::BlockingFetcher;
use crate::options::MAX_PAGE_BYTES;
use crate::page::Page;

/// The most feeds and sitemaps that are fetched for one address: 1,000. For a publisher with one
/// sitemap for each day, that covers three years.
pub const MAX_FILES: usize = 1_000;
/// The most links in all: a million. Each is stored, so that none is reported twice.
pub const MAX_LINKS: usize = 1_000_000;
/// The most levels of sitemap indexes. The protocol allows only one, but publishers nest them by
/// year and month.
const MAX_DEPTH: usize = 4;

/// An event of the search.
#[derive(Debug)]
#[non_exhaustive]
pub enum CrawlEvent {
    /// A link that was not reported before.
    Link(Box<Link>),
    /// A feed or sitemap could not be read, or not completely. The search goes on.
    Failed(Error),
    /// A limit was reached.
    LimitReached(LimitReached),
}

/// What is left out because of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LimitReached {
    /// This number of files, because [`MAX_FILES`] were fetched.
    Files(usize),
    /// The sitemaps in an index that is nested too deeply.
    Depth,
    /// All links after [`MAX_LINKS`].
    Links,
}

/// A callback that receives the events in order and may end the search.
type Visitor<'v> = &'v mut dyn FnMut(CrawlEvent) -> ControlFlow<()>;

/// Finds links. Each link is reported only once in the life of the finder.
///
/// ```no_run
/// use std::ops::ControlFlow;
///
/// use cleancopy::fetch::{BlockingFetcher, FetchOptions};
/// use cleancopy::links::{CrawlEvent, LinkFinder, LinkOptions};
///
/// let fetcher = BlockingFetcher::new(FetchOptions::default())?;
/// let mut finder = LinkFinder::new(&fetcher, LinkOptions::default());
/// finder.find("https://news.example/", &mut |event| {
///     if let CrawlEvent::Link(link) = event {
///         println!("{}", link.url);
///     }
///     ControlFlow::Continue(())
/// })?;
/// # Ok::<(), cleancopy::Error>(())
/// ```
#[derive(Debug)]
pub struct LinkFinder<'f> {
    fetcher: &'f BlockingFetcher,
    options: LinkOptions,
    reported: HashSet<Url>,
    fetched: HashSet<Url>,
    /// The number of listed links, reported or not.
    listed: u64,
}

/// The files to fetch for one address, in order.
#[derive(Default)]
struct FileQueue {
    files: VecDeque<QueuedFile>,
    /// The number of files that were ever added.
    added: usize,
    /// The number of files that were refused because of [`MAX_FILES`].
    refused: usize,
}

/// A file to fetch.
struct QueuedFile {
    url: Url,
    /// The number of sitemap indexes that led to it.
    depth: usize,
}

impl<'f> LinkFinder<'f> {
    /// Creates a finder that has reported no link.
    #[must_use]
    pub fn new(fetcher: &'f BlockingFetcher, options: LinkOptions) -> Self {
        Self { fetcher, options, reported: HashSet::new(), fetched: HashSet::new(), listed: 0 }
    }

    /// Finds the links behind the address of a feed, a sitemap or a page. `visitor` may end the
    /// search, which is not an error.
    ///
    /// # Errors
    ///
    /// As [`BlockingFetcher::get_file`], and [`ErrorKind::BadFeed`], for the address itself. Errors
    /// of other files are reported as [`CrawlEvent::Failed`].
    pub fn find(&mut self, address: &str, visitor: Visitor<'_>) -> Result<(), Error> {
        let (file, url) = self.parse_fetched(self.fetcher.get_file(address), address)?;
        // The result is the same whether `visitor` has ended the search or not.
        let _ended = match file {
            LinkFile::Feed(links) => self.report_all(links, visitor),
            LinkFile::Sitemap(sitemap) => self.follow_sitemap(sitemap, url, visitor),
            LinkFile::Page(found) => self.follow_page(found, &url, visitor),
        };
        Ok(())
    }

    /// Parses a fetched file; returns it with its address after redirects.
    fn parse_fetched(
        &self,
        fetched: Result<Page, Error>,
        address: &str,
    ) -> Result<(LinkFile, Url), Error> {
        let page = fetched?;
        let url = page.url.clone().ok_or_else(|| Error::new(ErrorKind::BadUrl).on(address))?;
        let file = parse_link_file(page, &url, MAX_PAGE_BYTES).map_err(|e| e.on(url.as_str()))?;
        Ok((file, url))
    }

    fn follow_sitemap(
        &mut self,
        sitemap: Sitemap,
        url: Url,
        visitor: Visitor<'_>,
    ) -> ControlFlow<()> {
        let mut queue = FileQueue::default();
        self.fetched.insert(url.clone());
        self.take_sitemap(sitemap, &url, 0, &mut queue, visitor)?;
        self.fetch_queue(queue, visitor)
    }

    fn follow_page(
        &mut self,
        found: PageLinks,
        url: &Url,
        visitor: Visitor<'_>,
    ) -> ControlFlow<()> {
        let origins = self.options.origins.clone();
        let is_wanted = |origin| origins.is_empty() || origins.contains(&origin);
        let mut queue = FileQueue::default();
        if is_wanted(LinkOrigin::Feeds) {
            found.feeds.into_iter().for_each(|url| self.enqueue(&mut queue, url, 0));
        }
        if is_wanted(LinkOrigin::Sitemaps) {
            match self.fetcher.sitemaps(url) {
                Ok(sitemaps) => sitemaps
                    .iter()
                    .filter_map(|address| url.join(address).ok())
                    .for_each(|url| self.enqueue(&mut queue, url, 0)),
                Err(e) => visitor(CrawlEvent::Failed(e))?,
            }
        }
        let listed_before = self.listed;
        self.fetch_queue(queue, visitor)?;
        let is_needed = !origins.is_empty() || self.listed == listed_before;
        if is_wanted(LinkOrigin::Page) && is_needed {
            self.report_all(found.links, visitor)
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Adds a file to the queue, unless it was fetched or added before or the limit is reached.
    fn enqueue(&mut self, queue: &mut FileQueue, url: Url, depth: usize) {
        if queue.added >= MAX_FILES {
            queue.refused += usize::from(!self.fetched.contains(&url));
        } else if self.fetched.insert(url.clone()) {
            queue.added += 1;
            queue.files.push_back(QueuedFile { url, depth });
        }
    }

    /// Fetches the files of a queue and the files that they list, in order.
    fn fetch_queue(&mut self, mut queue: FileQueue, visitor: Visitor<'_>) -> ControlFlow<()> {
        while let Some(QueuedFile { url, depth }) = queue.files.pop_front() {
            match self.parse_fetched(self.fetcher.get_linked_file(&url), url.as_str()) {
                Ok((LinkFile::Feed(links), _)) => self.report_all(links, visitor)?,
                Ok((LinkFile::Sitemap(sitemap), url)) => {
                    self.take_sitemap(sitemap, &url, depth, &mut queue, visitor)?
                }
                Ok((LinkFile::Page(_), url)) => visitor(CrawlEvent::Failed(
                    Error::new(ErrorKind::BadFeed).on(url.as_str()).because("it is a page"),
                ))?,
                Err(e) => visitor(CrawlEvent::Failed(e))?,
            }
        }
        if queue.refused > 0 {
            visitor(CrawlEvent::LimitReached(LimitReached::Files(queue.refused)))
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Reports the links of a sitemap, or adds the sitemaps of an index to the queue.
    fn take_sitemap(
        &mut self,
        sitemap: Sitemap,
        url: &Url,
        depth: usize,
        queue: &mut FileQueue,
        visitor: Visitor<'_>,
    ) -> ControlFlow<()> {
        let Sitemap { links, is_index, damage } = sitemap;
        if !is_index {
            self.report_all(links, visitor)?;
        } else if depth >= MAX_DEPTH {
            visitor(CrawlEvent::LimitReached(LimitReached::Depth))?;
        } else {
            // The date of a sitemap is that of its newest entry, so an old one has no new links.
            let since = self.options.since;
            links
                .into_iter()
                .filter(|link| is_since(link, since))
                .for_each(|link| self.enqueue(queue, link.url, depth + 1));
        }
        match damage {
            Some(error) => visitor(CrawlEvent::Failed(error.on(url.as_str()))),
            None => ControlFlow::Continue(()),
        }
    }

    /// Reports the links that are not too old and were not reported before.
    fn report_all(&mut self, links: Vec<Link>, visitor: Visitor<'_>) -> ControlFlow<()> {
        for link in links {
            self.listed += 1;
            if self.reported.len() >= MAX_LINKS {
                visitor(CrawlEvent::LimitReached(LimitReached::Links))?;
                return ControlFlow::Break(());
            }
            if is_since(&link, self.options.since) && self.reported.insert(link.url.clone()) {
                visitor(CrawlEvent::Link(Box::new(link)))?;
            }
        }
        ControlFlow::Continue(())
    }
}

/// Whether a link may be from `since` or later; a link without a date may be.
fn is_since(link: &Link, since: Option<Timestamp>) -> bool {
    since.is_none_or(|since| link.date.is_none_or(|date| date.may_be_since(since)))
}
