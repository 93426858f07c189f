//! A web archive of the pages: WARC 1.1, every record a gzip member of its own, so that it can be read from any of them.

use std::fs::File;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Kept, failed, now, sha256_hex};
use crate::error::Error;

/// An archive that grows at its end.
#[derive(Debug)]
pub(super) struct Archive {
    path: PathBuf,
    file: Mutex<File>,
}

impl Archive {
    /// Opens an archive, or goes on with one that is there: its members stay.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::options().create(true).append(true).open(path)?;
        if file.metadata()?.len() == 0 {
            let about = concat!("software: cleancopy ", env!("CARGO_PKG_VERSION"), "\r\nformat: WARC File Format 1.1\r\n");
            file.write_all(&record("warcinfo", "", &now(), "application/warc-fields", &[about.as_bytes()], None)?)?;
        }
        Ok(Self { path: path.to_owned(), file: Mutex::new(file) })
    }

    /// Adds an answer: with one write, so that members of several threads do not mix.
    pub(super) fn add(&self, kept: &Kept) -> Result<(), Error> {
        let page = &kept.page;
        let url = page.url.as_ref().map_or(kept.asked.as_str(), |url| url.as_str());
        // The body is kept with its content encoding undone, so it has another length.
        let head = format!("{}Content-Length: {}\r\n\r\n", kept.facts.head, page.bytes.len());
        let digest = sha256_hex(&page.bytes);
        let parts = [head.as_bytes(), &page.bytes];
        let packed = record("response", url, &kept.facts.at, "application/http; msgtype=response", &parts, Some(&digest));
        let write = |packed: Vec<u8>| self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&packed);
        packed.and_then(write).map_err(failed(&self.path))
    }
}

/// A record as a gzip member.
fn record(kind: &str, url: &str, at: &str, content_type: &str, block: &[&[u8]], digest: Option<&str>) -> io::Result<Vec<u8>> {
    let length: usize = block.iter().map(|part| part.len()).sum();
    let mut head = format!("WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{}>\r\nWARC-Date: {at}\r\n", uuid());
    if !url.is_empty() {
        head += &format!("WARC-Target-URI: {url}\r\n");
    }
    if let Some(digest) = digest {
        head += &format!("WARC-Payload-Digest: sha256:{digest}\r\n");
    }
    head += &format!("Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n");
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(head.as_bytes())?;
    block.iter().try_for_each(|part| out.write_all(part))?;
    out.write_all(b"\r\n\r\n")?;
    out.finish()
}

/// A random UUID, version 4.
fn uuid() -> String {
    // A hasher's key is the one source of chance in the standard library.
    let chance = || RandomState::new().build_hasher().finish();
    let bits = u128::from(chance()) << 64 | u128::from(chance());
    let bits = bits & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::uuid;

    #[test]
    fn identifiers_have_the_form_of_version_4_and_differ() {
        let (a, b) = (uuid(), uuid());
        assert_ne!(a, b);
        assert_eq!((a.len(), &a[14..15]), (36, "4"));
        assert!("89ab".contains(&a[19..20]), "{a}");
    }
}
