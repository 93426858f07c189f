//! The cache: one file for each address, with a line of JSON followed by the body.
//!
//! The cache is private to the user, so `private` responses are cached too. Each use revalidates an
//! entry, so `max-age` and `no-cache` change nothing. `no-store` is obeyed. No entry is ever
//! evicted, because only the user knows which pages are needed offline later; each file can be
//! deleted by hand.

use std::fs;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::response::{ResponseFacts, StoredResponse};
use super::write::{create_folder, io_error, write_file};
use crate::digest::sha256_hex;
use crate::error::Error;
use crate::page::{Headers, Page};

/// The version of the file format. Files of another version are ignored.
const VERSION: u32 = 1;

#[derive(Debug, Clone)]
pub(super) struct Cache {
    folder: PathBuf,
}

/// The first line of a file. The field names are part of the format.
#[derive(Serialize, Deserialize)]
struct Entry {
    version: u32,
    /// A digest of the key, to detect two keys whose file names are the same.
    key: String,
    asked: String,
    url: Option<String>,
    status: u16,
    content_type: Option<String>,
    content_language: Option<String>,
    x_robots_tag: Option<String>,
    /// Missing in entries of earlier program versions.
    date: Option<String>,
    last_modified: Option<String>,
    /// Missing in entries of earlier program versions.
    #[serde(default)]
    fetched_at: Option<String>,
    facts: ResponseFacts,
    /// SHA-256 of the body, to detect damage.
    sha256: String,
}

impl Cache {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, key: &str) -> PathBuf {
        let hash = sha256_hex(key.as_bytes());
        // Subfolders, because a folder with millions of files is slow on many systems.
        self.folder.join(&hash[..2]).join(&hash[2..])
    }

    /// Loads an entry; `None` if there is none or if it is damaged.
    pub(super) fn load(&self, key: &str) -> Option<StoredResponse> {
        let mut bytes = fs::read(self.path(key)).ok()?;
        let end = memchr::memchr(b'\n', &bytes)?;
        let entry: Entry = serde_json::from_slice(&bytes[..end]).ok()?;
        bytes.drain(..=end);
        if entry.version != VERSION
            || entry.key != key_digest(key)
            || entry.sha256 != sha256_hex(&bytes)
        {
            return None;
        }
        let Entry { content_type, content_language, x_robots_tag, date, last_modified, .. } = entry;
        let url = entry.url.as_deref().and_then(|url| Url::parse(url).ok());
        let fetched_at = entry.fetched_at.as_deref().and_then(|at| at.parse().ok());
        let headers = Headers { content_type, content_language, x_robots_tag, date, last_modified };
        Some(StoredResponse {
            requested_url: entry.asked,
            facts: entry.facts,
            page: Page { url, bytes, headers, status: entry.status, fetched_at, damage: None },
        })
    }

    /// Removes an entry, if there is one.
    pub(super) fn remove(&self, key: &str) -> Result<(), Error> {
        let path = self.path(key);
        match fs::remove_file(&path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(io_error(&path)(e)),
            _ => Ok(()),
        }
    }

    /// Writes an entry.
    pub(super) fn save(&self, key: &str, response: &StoredResponse) -> Result<(), Error> {
        let StoredResponse { requested_url, facts, page } = response;
        let headers = page.headers.clone();
        let entry = Entry {
            version: VERSION,
            key: key_digest(key),
            asked: requested_url.clone(),
            url: page.url.as_ref().map(ToString::to_string),
            status: page.status,
            content_type: headers.content_type,
            content_language: headers.content_language,
            x_robots_tag: headers.x_robots_tag,
            date: headers.date,
            last_modified: headers.last_modified,
            fetched_at: page.fetched_at.map(|at| at.to_string()),
            facts: facts.clone(),
            sha256: sha256_hex(&page.bytes),
        };
        let path = self.path(key);
        path.parent().map_or(Ok(()), create_folder)?;
        // Serialising strings and numbers does not fail.
        let line = serde_json::to_vec(&entry).unwrap_or_default();
        write_file(&path, &[&line, b"\n", &page.bytes])
    }
}

/// A digest of a key. The key itself may hold a password, so it is not stored.
fn key_digest(key: &str) -> String {
    sha256_hex(format!("{key} in a cache").as_bytes())
}
