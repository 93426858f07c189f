//! Fetches an article that is split over several pages.

use std::collections::HashSet;

use url::Url;

use super::fetcher::Fetcher;
use super::pagination::pagination_links;
use super::store::FetchedPage;
use crate::error::Error;
use crate::page::Page;

/// The pages of an article.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Pages {
    /// The page at the requested address.
    pub first: Page,
    /// The pages after it, in order. Empty for an article on one page.
    pub further: Vec<Page>,
    /// The error of a page that could not be fetched. The pages after it are missing too.
    pub failed: Option<Error>,
    /// The web archive records of the pages, each a gzip member. Empty unless
    /// [`FetchOptions::gives_records`](super::FetchOptions::gives_records) is set.
    pub records: Vec<u8>,
}

impl From<Page> for Pages {
    /// An article on one page.
    fn from(first: Page) -> Self {
        Self { first, ..Self::default() }
    }
}

impl Fetcher {
    /// Fetches an article with its further pages on the same host, at most
    /// [`max_pages`](super::FetchOptions::max_pages) in all and none twice. It follows `rel=next`,
    /// or the [site rule](super::FetchOptions::rules). If the rule knows a single page with the
    /// whole article, that page replaces the others.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get`], for the first page. If a further page fails, the result ends before it
    /// and [`Pages::failed`] holds the error.
    pub async fn get_pages(&self, url: &str) -> Result<Pages, Error> {
        let url = self.parse_named(url)?;
        let FetchedPage { page, record } = self.fetch_page(&url).await?;
        let mut pages = Pages { records: record, ..Pages::from(page) };
        let mut seen: HashSet<Url> = pages.first.url.iter().cloned().collect();
        while pages.further.len() + 1 < self.options().max_pages {
            let last = pages.further.last().unwrap_or(&pages.first).clone();
            let rules = self.options().rules.clone();
            // Parsing must not block the transfers.
            let links =
                tokio::task::spawn_blocking(move || pagination_links(&last, rules.as_deref()))
                    .await
                    .unwrap_or_default();
            let single_page = links.single_page.filter(|_| pages.further.is_empty());
            let is_single_page = single_page.is_some();
            let next = single_page.or(links.next).filter(|next| seen.insert(next.clone()));
            let Some(next) = next else { break };
            let fetched = self.fetch_page(&next).await;
            pages.records.extend(fetched.iter().flat_map(|fetched| &fetched.record));
            let is_repeat = |page: &Page| {
                page.url.as_ref().is_some_and(|url| *url != next && seen.contains(url))
            };
            match fetched.map(|fetched| fetched.page) {
                // A redirect to an earlier page brings nothing new.
                Ok(page) if is_repeat(&page) => break,
                Ok(page) if is_single_page => {
                    pages.first = page;
                    break;
                }
                Ok(page) => {
                    seen.extend(page.url.clone());
                    pages.further.push(page);
                }
                Err(e) => {
                    pages.failed = Some(e);
                    break;
                }
            }
        }
        Ok(pages)
    }
}
