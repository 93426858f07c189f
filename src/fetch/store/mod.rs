//! Saves responses: in a cache, as plain files, in a web archive.
//!
//! If a page cannot be saved, the fetch of that page fails: a page that the user wanted to save
//! must not be lost silently.

mod response;
mod write;
mod truncated;
mod backup;
mod cache;
mod warc;

use std::path::PathBuf;
use std::sync::Arc;

use self::cache::Cache;
pub(super) use self::response::{ResponseFacts, StoredResponse, now};
use self::warc::Archive;
pub(crate) use self::warc::archive_start;
use self::write::{create_folder, io_error};
use super::options::FetchOptions;
use crate::error::{Error, ErrorKind};
use crate::page::Page;

/// The places where responses are saved. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct Store {
    cache: Option<Cache>,
    backup: Option<PathBuf>,
    archive: Option<Arc<Archive>>,
    gives_records: bool,
}

/// A page that is saved everywhere, with its record for a web archive if the caller wants one.
#[derive(Debug)]
pub(super) struct FetchedPage {
    pub(super) page: Page,
    /// A gzip member; empty if no record is wanted.
    pub(super) record: Vec<u8>,
}

impl Store {
    /// Creates the folders and opens the archive, so that a path that cannot be written is an error
    /// before anything is fetched.
    pub(super) fn new(options: &FetchOptions) -> Result<Self, Error> {
        let folder = |path: &Option<PathBuf>| {
            path.as_deref().map(|path| create_folder(path).map(|()| path.to_owned())).transpose()
        };
        let archive = options
            .warc_out
            .as_deref()
            .map(|path| Archive::open(path).map(Arc::new).map_err(io_error(path)))
            .transpose()?;
        Ok(Self {
            cache: folder(&options.cache)?.map(Cache::new),
            backup: folder(&options.backup_dir)?,
            archive,
            gives_records: options.gives_records,
        })
    }

    /// Whether responses are saved at all.
    pub(super) fn is_used(&self) -> bool {
        self.cache.is_some()
            || self.backup.is_some()
            || self.archive.is_some()
            || self.gives_records
    }

    /// Loads the cached response for a key; `None` if there is none or if it is damaged.
    pub(super) async fn cached(&self, key: String) -> Option<StoredResponse> {
        let cache = self.cache.clone()?;
        tokio::task::spawn_blocking(move || cache.load(&key)).await.ok().flatten()
    }

    /// Saves a response everywhere, in the cache under `key`. Without a key, which is for a
    /// response that comes from the cache, it is not written there again.
    pub(super) async fn save(
        &self,
        key: Option<String>,
        is_page: bool,
        response: StoredResponse,
    ) -> Result<FetchedPage, Error> {
        let store = self.clone();
        // Compression and writing must not block the transfers.
        let done = tokio::task::spawn_blocking(move || {
            store
                .save_now(key.as_deref(), is_page, &response)
                .map(|record| FetchedPage { page: response.page, record })
        })
        .await;
        done.unwrap_or_else(|e| Err(Error::new(ErrorKind::Io).because(e)))
    }

    /// Saves a response and returns its archive record.
    fn save_now(
        &self,
        key: Option<&str>,
        is_page: bool,
        response: &StoredResponse,
    ) -> Result<Vec<u8>, Error> {
        match (&self.cache, key) {
            // An older entry is out of date.
            (Some(cache), Some(key)) if response.facts.is_no_store => cache.remove(key)?,
            (Some(cache), Some(key)) => cache.save(key, response)?,
            _ => {}
        }
        // Feeds and sitemaps are cached, but they are not pages that a user wants to keep.
        if !is_page {
            return Ok(Vec::new());
        }
        if let Some(folder) = &self.backup {
            backup::save(folder, response)?;
        }
        if let Some(archive) = &self.archive {
            archive.append(response)?;
        }
        // Writing to memory does not fail.
        Ok(if self.gives_records {
            warc::response_record(response).unwrap_or_default()
        } else {
            Vec::new()
        })
    }
}
