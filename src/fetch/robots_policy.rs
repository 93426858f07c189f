//! The permissions in `robots.txt` of each site. Each file is fetched once in a run.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;
use url::Url;

use super::error::{display_url, root_cause};
use super::robots::Robots;
use crate::error::{Error, ErrorKind};

/// Sites in memory above which unused ones are removed.
const MAX_SITES: usize = 10_000;

/// The rules of a site, or the kind and the root cause of the error that hides them.
type SiteRobots = Result<Robots, (ErrorKind, String)>;
/// Fetches and parses the `robots.txt` of a site.
pub(super) type RobotsFuture<'a> = Pin<Box<dyn Future<Output = Result<Robots, Error>> + Send + 'a>>;

/// The robots policies of the sites of a run.
#[derive(Debug, Default)]
pub(super) struct RobotsPolicy {
    sites: Mutex<HashMap<String, Arc<OnceCell<SiteRobots>>>>,
}

impl RobotsPolicy {
    /// Returns the site's `Crawl-delay` if `url` may be fetched. Concurrent callers wait for one
    /// download of the file.
    pub(super) async fn check<'a>(
        &self,
        url: &Url,
        fetch: impl FnOnce(Url) -> RobotsFuture<'a>,
    ) -> Result<Option<Duration>, Error> {
        self.with_robots(url, fetch, |robots| {
            match robots.allows(&url[url::Position::BeforePath..url::Position::AfterQuery]) {
                true => Ok(robots.crawl_delay),
                false => Err(Error::new(ErrorKind::Robots).on(display_url(url))),
            }
        })
        .await
    }

    /// Returns the sitemaps that a site names.
    pub(super) async fn sitemaps<'a>(
        &self,
        url: &Url,
        fetch: impl FnOnce(Url) -> RobotsFuture<'a>,
    ) -> Result<Vec<String>, Error> {
        self.with_robots(url, fetch, |robots| Ok(robots.sitemaps.clone())).await
    }

    async fn with_robots<'a, T>(
        &self,
        url: &Url,
        fetch: impl FnOnce(Url) -> RobotsFuture<'a>,
        evaluate: impl FnOnce(&Robots) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let site = self.site(url);
        let file = url
            .join("/robots.txt")
            .map_err(|e| Error::new(ErrorKind::BadUrl).on(display_url(url)).because(e))?;
        match site
            .get_or_init(|| async {
                fetch(file).await.map_err(|e| (e.kind().clone(), root_cause(&e)))
            })
            .await
        {
            Ok(robots) => evaluate(robots),
            // If the server is missing or private, the page itself would have failed in the same
            // way.
            Err((kind @ (ErrorKind::Connect | ErrorKind::PrivateAddress), why)) => {
                Err(error(kind.clone(), url, why))
            }
            Err((_, why)) => Err(error(ErrorKind::RobotsUnreachable, url, why)),
        }
    }

    fn site(&self, url: &Url) -> Arc<OnceCell<SiteRobots>> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        if sites.len() >= MAX_SITES {
            sites.retain(|_, site| Arc::strong_count(site) > 1);
        }
        Arc::clone(sites.entry(url.origin().ascii_serialization()).or_default())
    }
}

fn error(kind: ErrorKind, url: &Url, why: &str) -> Error {
    Error::new(kind).on(display_url(url)).because(why.to_owned())
}
