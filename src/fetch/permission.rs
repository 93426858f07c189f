//! Leave to fetch: the `robots.txt` of each site, asked once in a run.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;
use url::Url;

use super::error;
use super::robots::Robots;
use crate::error::{Error, ErrorKind};

/// Sites remembered before those that nobody asks about are forgotten.
const MAX_SITES: usize = 10_000;

/// The rules of a site, or why there are none: the kind of the failure and its words.
type Answer = Result<Robots, (ErrorKind, String)>;
/// Reads the rules of a site.
pub(super) type Reading<'a> = Pin<Box<dyn Future<Output = Result<Robots, Error>> + Send + 'a>>;

/// The sites of a run.
#[derive(Debug, Default)]
pub(super) struct Permission {
    sites: Mutex<HashMap<String, Arc<OnceCell<Answer>>>>,
}

impl Permission {
    /// The site's `Crawl-delay` when `url` may be fetched. Several that ask at once wait for one reading.
    pub(super) async fn ask<'a>(
        &self,
        url: &Url,
        read: impl FnOnce(Url) -> Reading<'a>,
    ) -> Result<Option<Duration>, Error> {
        self.with_rules(url, read, |robots| {
            match robots.allows(&url[url::Position::BeforePath..url::Position::AfterQuery]) {
                true => Ok(robots.crawl_delay),
                false => Err(Error::new(ErrorKind::Robots).on(error::name(url))),
            }
        })
        .await
    }

    /// The sitemaps that a site names.
    pub(super) async fn sitemaps<'a>(
        &self,
        url: &Url,
        read: impl FnOnce(Url) -> Reading<'a>,
    ) -> Result<Vec<String>, Error> {
        self.with_rules(url, read, |robots| Ok(robots.sitemaps.clone())).await
    }

    async fn with_rules<'a, T>(
        &self,
        url: &Url,
        read: impl FnOnce(Url) -> Reading<'a>,
        answer: impl FnOnce(&Robots) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let site = self.site(url);
        let file = url
            .join("/robots.txt")
            .map_err(|e| Error::new(ErrorKind::BadUrl).on(error::name(url)).because(e))?;
        match site
            .get_or_init(|| async {
                read(file).await.map_err(|e| (e.kind().clone(), error::root(&e)))
            })
            .await
        {
            Ok(robots) => answer(robots),
            // Where there is no server, or none we may speak to, the page would have failed in the same way.
            Err((kind @ (ErrorKind::Connect | ErrorKind::PrivateAddress), why)) => {
                Err(failed(kind.clone(), url, why))
            }
            Err((_, why)) => Err(failed(ErrorKind::RobotsUnreachable, url, why)),
        }
    }

    fn site(&self, url: &Url) -> Arc<OnceCell<Answer>> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        if sites.len() >= MAX_SITES {
            sites.retain(|_, site| Arc::strong_count(site) > 1);
        }
        Arc::clone(sites.entry(url.origin().ascii_serialization()).or_default())
    }
}

fn failed(kind: ErrorKind, url: &Url, why: &str) -> Error {
    Error::new(kind).on(error::name(url)).because(why.to_owned())
}
