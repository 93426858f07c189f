//! Reads the pages in a ZIP archive, and the web archives in a WACZ.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::archive_bytes::ArchiveBytes;
use super::decompress::{io_error, read_to_limit};
use super::job::Content;
use super::member::{MAX_MEMBER_NAME, MemberKind, page_item, table_item};
use super::reader::{BoxReader, ProgressCounters, ReadOptions, Reader, ReaderItem};
use super::warc;
use crate::error::{Error, ErrorKind};

/// Opens an archive. Its index is at its end, so it must be a file.
pub(crate) fn open(
    path: Option<&Path>,
    options: &ReadOptions,
    counters: &ProgressCounters,
) -> Result<BoxReader, Error> {
    let path = path.ok_or_else(|| {
        Error::new(ErrorKind::Io)
            .because("a ZIP archive is read from a file, not from standard input")
    })?;
    let file = File::open(path).map_err(io_error)?;
    let size = file.metadata().map_or(0, |m| m.len());
    let archive = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    counters.bytes_read.fetch_add(size, Ordering::Relaxed);
    let is_wacz = archive.index_for_name("datapackage.json").is_some()
        && archive
            .file_names()
            .any(|name| name.is_ok_and(|name| MemberKind::by_name(&name) == MemberKind::Warc));
    let options = options.clone();
    Ok(Box::new(Members { path: path.to_owned(), archive, options, is_wacz, next: 0, inner: None }))
}

struct Members {
    path: PathBuf,
    archive: ZipArchive<BufReader<File>>,
    options: ReadOptions,
    /// Only the web archives of a WACZ hold pages; the rest is its index.
    is_wacz: bool,
    next: usize,
    /// The web archive that is being read, and its name.
    inner: Option<(String, BoxReader)>,
}

impl Reader for Members {
    fn next_item(&mut self) -> Option<ReaderItem> {
        loop {
            if let Some((name, reader)) = &mut self.inner {
                match reader.next_item() {
                    Some(ReaderItem::Page { id, url, at, content, more }) => {
                        let at = format!("{name}: {at}");
                        return Some(ReaderItem::Page { id, url, at, content, more });
                    }
                    Some(item) => return Some(item),
                    None => self.inner = None,
                }
            }
            if self.next >= self.archive.len() {
                return None;
            }
            self.next += 1;
            if let Some(item) = self.member(self.next - 1) {
                return Some(item);
            }
        }
    }
}

impl Members {
    /// The item of one member; `None` for a folder, and for a web archive, which is now open.
    fn member(&mut self, index: usize) -> Option<ReaderItem> {
        let limit = self.options.limit;
        let member = match self.archive.by_index(index) {
            Ok(member) => member,
            Err(e) => return Some(ReaderItem::failed(format!("file {}", index + 1), damaged(e))),
        };
        if !member.is_file() {
            return None;
        }
        let name = member.name().unwrap_or_else(|_| format!("file {}", index + 1).into());
        let name: String = name.chars().take(MAX_MEMBER_NAME).collect();
        let kind = MemberKind::by_name(&name);
        match kind {
            MemberKind::Warc => {
                let place = (member.data_start(), member.compressed_size(), member.compression());
                drop(member);
                return match self.open_warc(&name, place) {
                    Ok(reader) => {
                        self.inner = Some((name, reader));
                        None
                    }
                    Err(e) => Some(ReaderItem::failed(name, e)),
                };
            }
            _ if self.is_wacz => return Some(ReaderItem::NotAPage),
            MemberKind::Nothing => return Some(ReaderItem::NotAPage),
            MemberKind::Many => return Some(table_item(name)),
            MemberKind::Page | MemberKind::Perhaps => {}
        }
        let size = usize::try_from(member.size()).unwrap_or(usize::MAX).min(1 << 20);
        let bytes = read_to_limit(member, size, limit);
        Some(match bytes.map_err(|e| Error::new(ErrorKind::BadRecord).because(e)) {
            Ok(Ok(bytes)) => page_item(name, kind, Content::Stored(bytes)),
            Ok(Err(e)) | Err(e) => ReaderItem::failed(name, e),
        })
    }

    /// Opens a web archive inside this one. Its bytes are read from the file again, because the
    /// member that the index gives borrows the index.
    fn open_warc(
        &self,
        name: &str,
        (start, size, method): (Option<u64>, u64, CompressionMethod),
    ) -> Result<BoxReader, Error> {
        let start = start.ok_or_else(|| Error::new(ErrorKind::BadRecord))?;
        let mut file = File::open(&self.path).map_err(io_error)?;
        file.seek(SeekFrom::Start(start)).map_err(io_error)?;
        let stored = file.take(size);
        let stream: Box<dyn Read + Send> = match method {
            CompressionMethod::Stored => Box::new(stored),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(stored)),
            other => {
                let why = format!("it is compressed with {other}; unpack the archive first");
                return Err(Error::new(ErrorKind::BadRecord).because(why));
            }
        };
        let raw = ArchiveBytes::from_stream(stream, &Arc::default());
        warc::open_bytes(raw, &name.to_ascii_lowercase(), &self.options)
    }
}

fn damaged(e: zip::result::ZipError) -> Error {
    Error::new(ErrorKind::BadRecord).because(e)
}
