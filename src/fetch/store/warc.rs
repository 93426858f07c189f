//! Writes web archives: WARC 1.1, with one gzip member for each record, so that a reader can start
//! at any record.

use std::fs::{File, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::response::{StoredResponse, now};
use super::truncated::length_of_whole_records;
use super::write::io_error;
use crate::digest::sha256_hex;
use crate::error::Error;
use crate::page::BodyDamage;

/// An archive to which records are appended.
#[derive(Debug)]
pub(super) struct Archive {
    path: PathBuf,
    file: Mutex<ArchiveFile>,
}

/// The file, locked against other runs, and its length up to the last whole record.
#[derive(Debug)]
struct ArchiveFile {
    file: File,
    length: u64,
}

impl Archive {
    /// Opens an archive, or creates it. A truncated record at the end of an old archive is removed.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file =
            File::options().read(true).write(true).create(true).truncate(false).open(path)?;
        // Two writers would damage each other's records.
        file.try_lock().map_err(|e| match e {
            TryLockError::WouldBlock => io::Error::new(
                io::ErrorKind::WouldBlock,
                "another run writes to it; wait for it or name another file",
            ),
            TryLockError::Error(e) => e,
        })?;
        let length =
            if file.metadata()?.is_file() { length_of_whole_records(&mut file)? } else { 0 };
        let mut archive = ArchiveFile { file, length };
        archive.remove_partial_record()?;
        if length == 0 {
            archive.append(&archive_start()?)?;
        }
        Ok(Self { path: path.to_owned(), file: Mutex::new(archive) })
    }

    /// Appends a response.
    pub(super) fn append(&self, response: &StoredResponse) -> Result<(), Error> {
        let append = |record: Vec<u8>| {
            self.file.lock().unwrap_or_else(PoisonError::into_inner).append(&record)
        };
        response_record(response).and_then(append).map_err(io_error(&self.path))
    }
}

/// The first record of an archive, which names the software that wrote it.
pub(crate) fn archive_start() -> io::Result<Vec<u8>> {
    let about = concat!(
        "software: cleancopy ",
        env!("CARGO_PKG_VERSION"),
        "\r\nformat: WARC File Format 1.1\r\n"
    );
    record("warcinfo", "", &now(), "application/warc-fields", &[about.as_bytes()], "")
}

/// A response as a record.
pub(super) fn response_record(response: &StoredResponse) -> io::Result<Vec<u8>> {
    let StoredResponse { requested_url, facts, page } = response;
    let url = page.url.as_ref().map_or(requested_url.as_str(), |url| url.as_str());
    // The body is stored with its content encoding undone, so the length is not that of the
    // transfer.
    let head = format!("{}Content-Length: {}\r\n\r\n", facts.head, page.bytes.len());
    let digest = sha256_hex(&page.bytes);
    let parts = [head.as_bytes(), &page.bytes];
    let mut fields = format!("WARC-Payload-Digest: sha256:{digest}\r\n");
    if let Some(BodyDamage::Incomplete { .. }) = page.damage {
        fields.push_str("WARC-Truncated: unspecified\r\n");
    }
    record("response", url, &facts.at, "application/http; msgtype=response", &parts, &fields)
}

impl ArchiveFile {
    /// Appends a whole record or nothing. If the disk is full, a partial record would damage the
    /// smaller records that still fit after it.
    fn append(&mut self, record: &[u8]) -> io::Result<()> {
        let written = self.file.write_all(record);
        match written {
            Ok(()) => self.length += record.len() as u64,
            // If this fails too, the first error is still the one to report.
            Err(_) => drop(self.remove_partial_record()),
        }
        written
    }

    /// Truncates the file after the last whole record.
    fn remove_partial_record(&mut self) -> io::Result<()> {
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
    more_fields: &str,
) -> io::Result<Vec<u8>> {
    let length: usize = block.iter().map(|part| part.len()).sum();
    let mut head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{}>\r\nWARC-Date: {at}\r\n",
        uuid()
    );
    if !url.is_empty() {
        head += &format!("WARC-Target-URI: {url}\r\n");
    }
    head += more_fields;
    head += &format!("Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n");
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(head.as_bytes())?;
    block.iter().try_for_each(|part| out.write_all(part))?;
    out.write_all(b"\r\n\r\n")?;
    out.finish()
}

/// A random UUID, version 4.
fn uuid() -> String {
    let bits = fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
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
