//! What was fetched, kept on disk: in a cache that is asked again, as plain files, in a web archive.
//!
//! A page that cannot be kept is an error of that page: what was asked to be kept and is not must not pass in silence.

mod backup;
mod cache;
mod torn;
mod warc;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::cache::Cache;
use self::warc::Archive;
pub(crate) use self::warc::front;
use super::options::FetchOptions;
use crate::digest::sha256_hex;
use crate::error::{Error, ErrorKind};
use crate::files::{Durability, write_atomically};
use crate::page::Page;

/// An answer, with what is needed to ask whether it still holds.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// The address that was asked for, without a password.
    pub(super) asked: String,
    pub(super) facts: Facts,
    pub(super) page: Page,
}

/// What is kept of an answer beside its page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Facts {
    /// When it came, in UTC, to the second.
    pub(super) at: String,
    /// Status line and headers, with a line end after each, without those that speak of the transfer.
    pub(super) head: String,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    /// The server forbids to keep it for answering from (`Cache-Control: no-store`).
    #[serde(skip)]
    pub(super) is_not_for_stores: bool,
}

/// The present moment as archives write it: to the second, which is all that readers of WARC 1.0 know.
pub(super) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The places where answers are kept. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct Keep {
    cache: Option<Cache>,
    backup: Option<PathBuf>,
    archive: Option<Arc<Archive>>,
    gives_records: bool,
}

/// A page that is kept everywhere, with its record of a web archive where that is asked for.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) page: Page,
    /// A gzip member; empty where it is not asked for.
    pub(super) record: Vec<u8>,
}

impl Keep {
    /// Makes the folders and opens the archive, so that what cannot be written is known before anything is fetched.
    pub(super) fn new(options: &FetchOptions) -> Result<Self, Error> {
        let folder = |path: &Option<PathBuf>| {
            path.as_deref().map(|path| make_folder(path).map(|()| path.to_owned())).transpose()
        };
        let archive = options
            .warc_out
            .as_deref()
            .map(|path| Archive::open(path).map(Arc::new).map_err(failed(path)))
            .transpose()?;
        let gives_records = options.gives_records;
        Ok(Self {
            cache: folder(&options.cache)?.map(Cache::new),
            backup: folder(&options.backup_dir)?,
            archive,
            gives_records,
        })
    }

    /// Whether anything is kept at all.
    pub(super) fn is_used(&self) -> bool {
        self.cache.is_some()
            || self.backup.is_some()
            || self.archive.is_some()
            || self.gives_records
    }

    /// What the cache holds under a key; nothing where that is damaged.
    pub(super) async fn cached(&self, key: String) -> Option<Kept> {
        let cache = self.cache.clone()?;
        tokio::task::spawn_blocking(move || cache.load(&key)).await.ok().flatten()
    }

    /// Keeps an answer everywhere; in the cache under a key. One from the cache, without a key, is not written to it again.
    pub(super) async fn save(
        &self,
        key: Option<String>,
        is_page: bool,
        kept: Kept,
    ) -> Result<Fetched, Error> {
        let keep = self.clone();
        // Packing and writing must not hold up the transfers.
        let done = tokio::task::spawn_blocking(move || {
            keep.save_now(key.as_deref(), is_page, &kept)
                .map(|record| Fetched { page: kept.page, record })
        })
        .await;
        done.unwrap_or_else(|e| Err(Error::new(ErrorKind::Io).because(e)))
    }

    fn save_now(&self, key: Option<&str>, is_page: bool, kept: &Kept) -> Result<Vec<u8>, Error> {
        match (&self.cache, key) {
            // What it held before is no longer the answer.
            (Some(cache), Some(key)) if kept.facts.is_not_for_stores => cache.forget(key)?,
            (Some(cache), Some(key)) => cache.store(key, kept)?,
            _ => {}
        }
        // Feeds and sitemaps are no pages to look at later.
        if !is_page {
            return Ok(Vec::new());
        }
        if let Some(folder) = &self.backup {
            backup::save(folder, kept)?;
        }
        if let Some(archive) = &self.archive {
            archive.add(kept)?;
        }
        // Memory takes it.
        Ok(if self.gives_records { warc::response(kept).unwrap_or_default() } else { Vec::new() })
    }
}

fn make_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(failed(path))
}

/// For `map_err`: what cannot be read or written.
fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    move |e| Error::new(ErrorKind::Io).on(path.display().to_string()).because(e)
}

/// Writes a file that is there whole or not at all, also when two threads write it at once.
fn write_whole(target: &Path, parts: &[&[u8]]) -> Result<(), Error> {
    write_atomically(target, parts, Durability::ProcessExit).map_err(failed(target))
}
