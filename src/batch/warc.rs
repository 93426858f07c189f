//! Reads web archives: the records of WARC and WET files. Damage costs only the records it hits.
//!
//! Responses of servers (`response`), stored pages (`resource`) and texts (`conversion`, as in WET
//! files) are pages. A `revisit` has no body of its own. All other records, such as requests and
//! metadata, are skipped.

use std::io;
use std::path::Path;

use super::archive_bytes::ArchiveBytes;
use super::archive_members::{ArchiveMembers, MemberRead, RECORD};
use super::decompress::io_error;
use super::job::Content;
use super::reader::{BoxReader, More, ProgressCounters, ReadOptions, Reader, ReaderItem};
use crate::error::{Error, ErrorKind};
use crate::page::Page;

/// The most bytes of a record's header; real ones have a few hundred.
const MAX_HEADER: usize = 64 << 10;
/// The most bytes that an HTTP header adds to a page.
const HTTP_HEADER: usize = 256 << 10;

/// Opens an archive.
pub(crate) fn open(
    path: Option<&Path>,
    options: &ReadOptions,
    counters: &ProgressCounters,
) -> Result<BoxReader, Error> {
    let name = path.map(|p| p.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let raw = ArchiveBytes::open(path, &counters.bytes_read).map_err(io_error)?;
    open_bytes(raw, &name, options)
}

/// Opens an archive whose bytes come from elsewhere; `name` is its name in lower case.
pub(crate) fn open_bytes(
    raw: ArchiveBytes,
    name: &str,
    options: &ReadOptions,
) -> Result<BoxReader, Error> {
    let members = ArchiveMembers::open(raw, name).map_err(io_error)?;
    Ok(Box::new(Records { members, limit: options.limit, start: 0, is_over: false }))
}

struct Records {
    members: ArchiveMembers,
    limit: usize,
    /// The stored offset of the current record.
    start: u64,
    is_over: bool,
}

/// The fields of a record's header that are needed.
#[derive(Debug, Default)]
struct RecordHeader {
    kind: String,
    id: Option<String>,
    url: Option<String>,
    content_type: String,
    payload_type: Option<String>,
    length: Option<u64>,
    /// When the page was fetched, in UTC.
    date: Option<String>,
}

/// Why a record cannot be read.
enum Damage {
    /// The record is damaged; the next one may be whole.
    Record(String),
    /// The source cannot be read.
    Io(io::Error),
}

impl From<io::Error> for Damage {
    fn from(e: io::Error) -> Self {
        if e.raw_os_error().is_some() { Self::Io(e) } else { Self::Record(e.to_string()) }
    }
}

impl Reader for Records {
    fn next_item(&mut self) -> Option<ReaderItem> {
        if self.is_over {
            return None;
        }
        match self.next_record() {
            Ok(found) => found,
            Err(Damage::Record(why)) => Some(self.damaged(&why)),
            Err(Damage::Io(e)) => {
                self.is_over = true;
                Some(ReaderItem::failed(
                    format!("byte {} and all after it", self.start),
                    io_error(e),
                ))
            }
        }
    }
}

impl Records {
    /// Reads the next record; `None` at the end of the file.
    fn next_record(&mut self) -> Result<Option<ReaderItem>, Damage> {
        if !self.skip_to_record()? {
            return Ok(None);
        }
        let header = self.read_header()?;
        let length = header
            .length
            .ok_or_else(|| Damage::Record("it does not state its length".to_owned()))?;
        let is_wanted = matches!(header.kind.as_str(), "response" | "resource" | "conversion");
        let is_kept = is_wanted && length <= (self.limit + HTTP_HEADER) as u64;
        let block = self.read_block(length, is_kept)?;
        self.check_end()?;
        Ok(Some(if is_wanted && !is_kept {
            self.too_large(header)
        } else {
            record_item(header, self.start, block)
        }))
    }

    /// Moves to the first byte of the next record, past blank lines. `false` at the end of the
    /// file.
    fn skip_to_record(&mut self) -> Result<bool, Damage> {
        loop {
            let blank =
                self.members.buffered().iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            self.members.consume(blank);
            self.start = self.members.offset();
            if !self.members.buffered().is_empty() {
                return Ok(true);
            }
            if !self.members.start_member()? {
                return Ok(false);
            }
            self.start = self.members.offset();
            self.members.read_more()?;
        }
    }

    /// Reads more bytes of this record. Some writers split a record into several members. A member
    /// that starts with a record belongs to the next record.
    fn read_more(&mut self) -> Result<(), Damage> {
        let before = self.members.buffered().len();
        if self.members.read_more()? == MemberRead::More {
            return Ok(());
        }
        if !self.members.start_member()? {
            return Err(Damage::Record("the file ends inside it".to_owned()));
        }
        while self.members.buffered().len() < before + RECORD.len()
            && self.members.read_more()? == MemberRead::More
        {}
        if self.members.buffered().get(before..).is_some_and(|new| new.starts_with(RECORD)) {
            return Err(Damage::Record("it is shorter than it states".to_owned()));
        }
        Ok(())
    }

    fn read_header(&mut self) -> Result<RecordHeader, Damage> {
        let end = loop {
            let ahead = self.members.buffered();
            if !RECORD.starts_with(&ahead[..ahead.len().min(RECORD.len())]) {
                return Err(Damage::Record("no record starts here".to_owned()));
            }
            if let Some(end) = header_end(ahead) {
                break end;
            }
            if ahead.len() > MAX_HEADER {
                return Err(Damage::Record("its header does not end".to_owned()));
            }
            self.read_more()?;
        };
        let header = RecordHeader::parse(&String::from_utf8_lossy(&self.members.buffered()[..end]));
        self.members.consume(end);
        Ok(header)
    }

    /// Reads the block of the record; empty if it is not kept.
    fn read_block(&mut self, length: u64, is_kept: bool) -> Result<Vec<u8>, Damage> {
        let mut block = Vec::new();
        let mut missing = length;
        while missing > 0 {
            let ahead = self.members.buffered();
            let count = ahead.len().min(usize::try_from(missing).unwrap_or(usize::MAX));
            if is_kept {
                block.extend_from_slice(&ahead[..count]);
            }
            self.members.consume(count);
            missing -= count as u64;
            if missing > 0 {
                self.read_more()?;
            }
        }
        Ok(block)
    }

    /// Checks that the record has the stated length and that the checksum of its member is correct.
    fn check_end(&mut self) -> Result<(), Damage> {
        while self.members.buffered().len() < 4 + RECORD.len() {
            // The end of a member is reached only if its checksum is correct.
            if self.members.read_more()? == MemberRead::MemberEnd {
                break;
            }
        }
        let ahead = self.members.buffered();
        let blank = ahead.iter().take(4).take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let rest = &ahead[blank..];
        let is_end = rest.is_empty() || rest.starts_with(RECORD) || blank == 4;
        if is_end && (blank > 0 || rest.is_empty() || self.members.is_compressed()) {
            return Ok(());
        }
        Err(Damage::Record("it does not end where it should".to_owned()))
    }

    /// Reports a damaged record and moves to the next one.
    fn damaged(&mut self, why: &str) -> ReaderItem {
        let found = self.members.skip_damaged(self.start);
        self.is_over = !matches!(found, Ok(true));
        let next = if self.is_over {
            "no record was found after it".to_owned()
        } else {
            format!("reading continues at byte {}", self.members.offset())
        };
        let error = Error::new(ErrorKind::BadRecord).because(format!("{why}; {next}"));
        ReaderItem::failed(format!("byte {}", self.start), error)
    }

    fn too_large(&self, header: RecordHeader) -> ReaderItem {
        let content = Content::Failed(Error::new(ErrorKind::TooLarge { limit: self.limit }));
        ReaderItem::Page {
            id: header.id,
            url: header.url,
            at: format!("byte {}", self.start),
            content,
            more: Box::new(More { fetched_at: header.date, ..More::default() }),
        }
    }
}

/// The item for a whole record.
fn record_item(header: RecordHeader, start: u64, block: Vec<u8>) -> ReaderItem {
    let stated = header.payload_type.as_deref();
    let content = match header.kind.as_str() {
        "response" if header.content_type.starts_with("application/http") => {
            match stated.filter(|t| !is_page(t)) {
                // The type that the archive detected is more reliable than the one the server
                // stated.
                Some(other) => Content::Filtered(not_html(other)),
                None => Content::Response(block),
            }
        }
        "response" => Content::Filtered(format!(
            "not a response of a web server: {}",
            essence(&header.content_type)
        )),
        "revisit" => Content::Filtered("revisit: the page is stored elsewhere".to_owned()),
        "resource" => match stated.unwrap_or(&header.content_type) {
            kind if is_page(kind) => {
                let mut page = Page::from_bytes(block);
                page.headers.content_type = Some(header.content_type);
                Content::Page(Box::new(page))
            }
            other => Content::Filtered(not_html(other)),
        },
        "conversion" if essence(&header.content_type) == "text/plain" => Content::Text(block),
        "conversion" => Content::Filtered(not_html(&header.content_type)),
        _ => return ReaderItem::NotAPage,
    };
    let more = Box::new(More { fetched_at: header.date, ..More::default() });
    ReaderItem::Page { id: header.id, url: header.url, at: format!("byte {start}"), content, more }
}

/// Whether a content type is HTML. An empty type counts as HTML; the bytes decide later.
pub(crate) fn is_page(content_type: &str) -> bool {
    matches!(essence(content_type).as_str(), "" | "text/html" | "application/xhtml+xml")
}

/// The reason for filtering a file of this type.
pub(crate) fn not_html(content_type: &str) -> String {
    format!("not HTML: {}", essence(content_type))
}

/// A content type without parameters, in lower case, at most 80 characters.
fn essence(content_type: &str) -> String {
    content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
        .chars()
        .take(80)
        .collect()
}

/// The start of the block, after the first blank line; `None` if there is none.
pub(crate) fn header_end(bytes: &[u8]) -> Option<usize> {
    let crlf = memchr::memmem::find(bytes, b"\r\n\r\n").map(|at| at + 4);
    let lf = memchr::memmem::find(bytes, b"\n\n").map(|at| at + 2);
    crlf.into_iter().chain(lf).min()
}

impl RecordHeader {
    fn parse(text: &str) -> Self {
        let mut header = Self::default();
        for (name, value) in text.lines().skip(1).filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            let bare = || Some(value.trim_start_matches('<').trim_end_matches('>').to_owned());
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => header.kind = value.to_ascii_lowercase(),
                "warc-record-id" => header.id = bare(),
                "warc-date" => {
                    let date: Option<jiff::Timestamp> = value.parse().ok();
                    header.date = date.map(|date| date.to_string());
                }
                "warc-target-uri" => header.url = bare(),
                "warc-identified-payload-type" => header.payload_type = Some(value.to_owned()),
                "content-type" => header.content_type = value.to_owned(),
                "content-length" => header.length = value.parse().ok(),
                _ => {}
            }
        }
        header
    }
}
