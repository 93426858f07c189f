//! The cache: a file for each address, a line of JSON and the body.
//!
//! It is the user's own and nobody else is answered from it, so `private` is kept as well. `max-age` and `no-cache` change nothing: the
//! server is asked each time whether an entry still holds. `no-store` is obeyed. Nothing is ever evicted: only the user knows what is
//! wanted later without the network, and each file may be deleted by itself.

use std::fs;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Facts, Kept, failed, make_folder, sha256_hex, write_whole};
use crate::error::Error;
use crate::page::{Headers, Page};

/// The shape of the files. Those of another are no entries.
const VERSION: u32 = 1;

#[derive(Debug, Clone)]
pub(super) struct Cache {
    folder: PathBuf,
}

/// The first line of a file.
#[derive(Serialize, Deserialize)]
struct Entry {
    version: u32,
    /// What the entry is found by; two keys with one hash are told apart by it.
    key: String,
    asked: String,
    url: Option<String>,
    status: u16,
    content_type: Option<String>,
    content_language: Option<String>,
    x_robots_tag: Option<String>,
    /// Absent in entries of earlier versions.
    date: Option<String>,
    last_modified: Option<String>,
    facts: Facts,
    /// SHA-256 of the body, so that a damaged one is no answer.
    sha256: String,
}

impl Cache {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, key: &str) -> PathBuf {
        let hash = sha256_hex(key.as_bytes());
        // Folders with millions of files are slow on many systems.
        self.folder.join(&hash[..2]).join(&hash[2..])
    }

    pub(super) fn load(&self, key: &str) -> Option<Kept> {
        let mut bytes = fs::read(self.path(key)).ok()?;
        let end = memchr::memchr(b'\n', &bytes)?;
        let entry: Entry = serde_json::from_slice(&bytes[..end]).ok()?;
        bytes.drain(..=end);
        if entry.version != VERSION
            || entry.key != digest_of(key)
            || entry.sha256 != sha256_hex(&bytes)
        {
            return None;
        }
        let Entry { content_type, content_language, x_robots_tag, date, last_modified, .. } = entry;
        let url = entry.url.as_deref().and_then(|url| Url::parse(url).ok());
        let headers = Headers { content_type, content_language, x_robots_tag, date, last_modified };
        Some(Kept {
            asked: entry.asked,
            facts: entry.facts,
            page: Page { url, bytes, headers, status: entry.status },
        })
    }

    /// Removes an entry; there may be none.
    pub(super) fn forget(&self, key: &str) -> Result<(), Error> {
        let path = self.path(key);
        match fs::remove_file(&path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(failed(&path)(e)),
            _ => Ok(()),
        }
    }

    pub(super) fn store(&self, key: &str, kept: &Kept) -> Result<(), Error> {
        let Kept { asked, facts, page } = kept;
        let headers = page.headers.clone();
        let entry = Entry {
            version: VERSION,
            key: digest_of(key),
            asked: asked.clone(),
            url: page.url.as_ref().map(ToString::to_string),
            status: page.status,
            content_type: headers.content_type,
            content_language: headers.content_language,
            x_robots_tag: headers.x_robots_tag,
            date: headers.date,
            last_modified: headers.last_modified,
            facts: facts.clone(),
            sha256: sha256_hex(&page.bytes),
        };
        let path = self.path(key);
        path.parent().map_or(Ok(()), make_folder)?;
        // Strings and numbers are always JSON.
        let line = serde_json::to_vec(&entry).unwrap_or_default();
        write_whole(&path, &[&line, b"\n", &page.bytes])
    }
}

/// A key may hold a password, which is not written down.
fn digest_of(key: &str) -> String {
    sha256_hex(format!("{key} in a cache").as_bytes())
}
