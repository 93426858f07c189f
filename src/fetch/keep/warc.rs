//! A web archive of the pages: WARC 1.1, every record a gzip member of its own, so that it can be read from any of them.

use std::fs::{File, TryLockError};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::torn::whole_length;
use super::{Kept, failed, now, sha256_hex};
use crate::error::Error;

/// An archive that grows at its end.
#[derive(Debug)]
pub(super) struct Archive {
    path: PathBuf,
    end: Mutex<End>,
}

/// The file, locked against other runs, and how long it is.
#[derive(Debug)]
struct End {
    file: File,
    length: u64,
}

impl Archive {
    /// Opens an archive, or goes on with one that is there: its records stay, but for the last one where that was cut short.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file =
            File::options().read(true).write(true).create(true).truncate(false).open(path)?;
        // Two that write at one end would cut each other's records.
        file.try_lock().map_err(|e| match e {
            TryLockError::WouldBlock => io::Error::new(
                io::ErrorKind::WouldBlock,
                "another run adds to it; wait for it or name another file",
            ),
            TryLockError::Error(e) => e,
        })?;
        let length = if file.metadata()?.is_file() { whole_length(&mut file)? } else { 0 };
        let mut end = End { file, length };
        end.cut()?;
        if length == 0 {
            end.add(&front()?)?;
        }
        Ok(Self { path: path.to_owned(), end: Mutex::new(end) })
    }

    /// Adds an answer.
    pub(super) fn add(&self, kept: &Kept) -> Result<(), Error> {
        let add =
            |packed: Vec<u8>| self.end.lock().unwrap_or_else(PoisonError::into_inner).add(&packed);
        response(kept).and_then(add).map_err(failed(&self.path))
    }
}

/// What an archive opens with: the record that says who wrote it.
pub(crate) fn front() -> io::Result<Vec<u8>> {
    let about = concat!(
        "software: cleancopy ",
        env!("CARGO_PKG_VERSION"),
        "\r\nformat: WARC File Format 1.1\r\n"
    );
    record("warcinfo", "", &now(), "application/warc-fields", &[about.as_bytes()], None)
}

/// An answer as a record.
pub(super) fn response(kept: &Kept) -> io::Result<Vec<u8>> {
    let page = &kept.page;
    let url = page.url.as_ref().map_or(kept.asked.as_str(), |url| url.as_str());
    // The body is kept with its content encoding undone, so it has another length.
    let head = format!("{}Content-Length: {}\r\n\r\n", kept.facts.head, page.bytes.len());
    let digest = sha256_hex(&page.bytes);
    let parts = [head.as_bytes(), &page.bytes];
    record(
        "response",
        url,
        &kept.facts.at,
        "application/http; msgtype=response",
        &parts,
        Some(&digest),
    )
}

impl End {
    /// Adds a whole record, or nothing of it: on a disk that is full, a part would stand before those that fit later.
    fn add(&mut self, record: &[u8]) -> io::Result<()> {
        let written = self.file.write_all(record);
        match written {
            Ok(()) => self.length += record.len() as u64,
            // When this fails too there is nothing better to say than why the record was not written.
            Err(_) => drop(self.cut()),
        }
        written
    }

    /// Cuts what is not known to be whole.
    fn cut(&mut self) -> io::Result<()> {
        if self.file.metadata()?.is_file() {
            self.file.set_len(self.length)?;
            self.file.seek(SeekFrom::Start(self.length))?;
        }
        Ok(())
    }
}

/// A record as a gzip member.
fn record(
    kind: &str,
    url: &str,
    at: &str,
    content_type: &str,
    block: &[&[u8]],
    digest: Option<&str>,
) -> io::Result<Vec<u8>> {
    let length: usize = block.iter().map(|part| part.len()).sum();
    let mut head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{}>\r\nWARC-Date: {at}\r\n",
        uuid()
    );
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
