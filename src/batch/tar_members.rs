//! Reads the pages in a tar archive, which may be compressed with gzip or zstd.
//!
//! The entries of the `tar` crate borrow the archive, so a thread owns both and sends the members.

use std::io::Read;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::decompress::{io_error, open_decompressed};
use super::job::Content;
use super::member::{MAX_MEMBER_NAME, MemberKind, page_item, table_item};
use super::panic_guard::guarded;
use super::reader::{BoxReader, ProgressCounters, ReadOptions, Reader, ReaderItem};
use crate::error::{Error, ErrorKind};

/// Members that wait for the run: few, since each may have the size of the largest page.
const WAITING: usize = 2;

/// Opens an archive.
pub(crate) fn open(
    path: Option<&Path>,
    options: &ReadOptions,
    counters: &ProgressCounters,
) -> Result<BoxReader, Error> {
    let source = open_decompressed(path, &counters.bytes_read).map_err(io_error)?;
    let (sender, items) = sync_channel(WAITING);
    let limit = options.limit;
    std::thread::Builder::new()
        .name("tar".to_owned())
        .spawn(move || {
            let mut archive = tar::Archive::new(source);
            let sent = guarded(|| send_members(&mut archive, limit, &sender));
            let sent = sent.unwrap_or_else(|bug| Err(Error::new(ErrorKind::Io).because(bug)));
            if let Err(e) = sent {
                let _ = sender.send(ReaderItem::failed("the rest".to_owned(), e));
            }
        })
        .map_err(io_error)?;
    Ok(Box::new(Members { items }))
}

struct Members {
    items: Receiver<ReaderItem>,
}

impl Reader for Members {
    fn next_item(&mut self) -> Option<ReaderItem> {
        self.items.recv().ok()
    }
}

/// Sends all members in order. Ends early only if the reader was dropped.
fn send_members(
    archive: &mut tar::Archive<impl Read>,
    limit: usize,
    sender: &SyncSender<ReaderItem>,
) -> Result<(), Error> {
    let damaged = |e: std::io::Error| match e.raw_os_error() {
        Some(_) => io_error(e),
        None => Error::new(ErrorKind::BadRecord).because(e),
    };
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let kind = entry.header().entry_type();
        if !kind.is_file() && !kind.is_contiguous() && !kind.is_gnu_sparse() {
            continue;
        }
        let name: String = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name: String = name.trim_start_matches("./").chars().take(MAX_MEMBER_NAME).collect();
        let item = match MemberKind::by_name(&name) {
            MemberKind::Nothing => ReaderItem::NotAPage,
            MemberKind::Many | MemberKind::Warc => table_item(name),
            MemberKind::Perhaps | MemberKind::Page if entry.size() > limit as u64 => {
                ReaderItem::failed(name, Error::new(ErrorKind::TooLarge { limit }))
            }
            kind => {
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).map_err(damaged)?;
                if bytes.len() as u64 != entry.size() {
                    let e = Error::new(ErrorKind::BadRecord).because("the archive is cut off");
                    return Err(e.on(&name));
                }
                page_item(name, kind, Content::Stored(bytes))
            }
        };
        if sender.send(item).is_err() {
            return Ok(());
        }
    }
    Ok(())
}
