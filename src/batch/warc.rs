//! Web archives: the records of WARC and WET files, one by one, and damage that costs only what it hits.
//!
//! Answers of servers (`response`), stored pages (`resource`) and texts (`conversion`, as in WET files) are pages. A `revisit`
//! has no body of its own. All else (requests, metadata) is passed over.

use std::io;
use std::path::Path;

use super::job::Content;
use super::members::{Filled, Members, RECORD};
use super::raw::Raw;
use super::reader::{BoxReader, ProgressCounters, ReadOptions, Reader, ReaderItem};
use super::unpack::io_error;
use crate::error::{Error, ErrorKind};
use crate::page::Page;

/// Bytes of a record's header; real ones have a few hundred.
const MAX_HEADER: usize = 64 << 10;
/// Bytes that an HTTP header may add to a page.
const HTTP_HEADER: usize = 256 << 10;

/// The records of an archive.
pub(crate) fn open(
    path: Option<&Path>,
    options: &ReadOptions,
    counters: &ProgressCounters,
) -> Result<BoxReader, Error> {
    let name = path.map(|p| p.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let members = Raw::open(path, &counters.bytes_read)
        .and_then(|raw| Members::open(raw, &name))
        .map_err(io_error)?;
    Ok(Box::new(Records { members, limit: options.limit, start: 0, is_over: false }))
}

struct Records {
    members: Members,
    limit: usize,
    /// Stored offset of the record being read.
    start: u64,
    is_over: bool,
}

/// The header of a record, as far as it is needed.
#[derive(Debug, Default)]
struct Header {
    kind: String,
    id: Option<String>,
    url: Option<String>,
    content_type: String,
    payload_type: Option<String>,
    length: Option<u64>,
}

/// Why a record cannot be read.
enum Damage {
    Record(String),
    /// Not the record but the disk.
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
        match self.record() {
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
    /// The next record; nothing at the end of the file.
    fn record(&mut self) -> Result<Option<ReaderItem>, Damage> {
        if !self.go_to_record()? {
            return Ok(None);
        }
        let header = self.header()?;
        let length =
            header.length.ok_or_else(|| Damage::Record("it does not say its length".to_owned()))?;
        let is_wanted = matches!(header.kind.as_str(), "response" | "resource" | "conversion");
        let is_kept = is_wanted && length <= (self.limit + HTTP_HEADER) as u64;
        let block = self.block(length, is_kept)?;
        self.end()?;
        Ok(Some(if is_wanted && !is_kept {
            self.too_large(header)
        } else {
            found(header, self.start, block)
        }))
    }

    /// Goes to the first byte of a record, over the line ends between. `false` at the end of the file.
    fn go_to_record(&mut self) -> Result<bool, Damage> {
        loop {
            let blank =
                self.members.ahead().iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            self.members.consume(blank);
            self.start = self.members.offset();
            if !self.members.ahead().is_empty() {
                return Ok(true);
            }
            if !self.members.next_member()? {
                return Ok(false);
            }
            self.start = self.members.offset();
            self.members.fill()?;
        }
    }

    /// More bytes of this record. Some writers cut a record into several members; one that opens a record is another record's.
    fn more(&mut self) -> Result<(), Damage> {
        let before = self.members.ahead().len();
        if self.members.fill()? == Filled::More {
            return Ok(());
        }
        if !self.members.next_member()? {
            return Err(Damage::Record("the file ends inside it".to_owned()));
        }
        while self.members.ahead().len() < before + RECORD.len()
            && self.members.fill()? == Filled::More
        {}
        if self.members.ahead().get(before..).is_some_and(|new| new.starts_with(RECORD)) {
            return Err(Damage::Record("it is shorter than it says".to_owned()));
        }
        Ok(())
    }

    fn header(&mut self) -> Result<Header, Damage> {
        let end = loop {
            let ahead = self.members.ahead();
            if !RECORD.starts_with(&ahead[..ahead.len().min(RECORD.len())]) {
                return Err(Damage::Record("no record begins here".to_owned()));
            }
            if let Some(end) = header_end(ahead) {
                break end;
            }
            if ahead.len() > MAX_HEADER {
                return Err(Damage::Record("its header does not end".to_owned()));
            }
            self.more()?;
        };
        let header = Header::parse(&String::from_utf8_lossy(&self.members.ahead()[..end]));
        self.members.consume(end);
        Ok(header)
    }

    /// The block of the record, or nothing of it when it is not to be kept.
    fn block(&mut self, length: u64, is_kept: bool) -> Result<Vec<u8>, Damage> {
        let mut block = Vec::new();
        let mut missing = length;
        while missing > 0 {
            let ahead = self.members.ahead();
            let count = ahead.len().min(usize::try_from(missing).unwrap_or(usize::MAX));
            if is_kept {
                block.extend_from_slice(&ahead[..count]);
            }
            self.members.consume(count);
            missing -= count as u64;
            if missing > 0 {
                self.more()?;
            }
        }
        Ok(block)
    }

    /// Sees that the record ends where it says, and that the checksum of its member is right.
    fn end(&mut self) -> Result<(), Damage> {
        while self.members.ahead().len() < 4 + RECORD.len() {
            // The end of a member is reached only when its checksum is right.
            if self.members.fill()? == Filled::MemberEnd {
                break;
            }
        }
        let ahead = self.members.ahead();
        let blank = ahead.iter().take(4).take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let rest = &ahead[blank..];
        let is_end = rest.is_empty() || rest.starts_with(RECORD) || blank == 4;
        if is_end && (blank > 0 || rest.is_empty() || self.members.is_packed()) {
            return Ok(());
        }
        Err(Damage::Record("it does not end where it says".to_owned()))
    }

    /// Says which record is damaged and goes on with the next.
    fn damaged(&mut self, why: &str) -> ReaderItem {
        let found = self.members.resume_after(self.start);
        self.is_over = !matches!(found, Ok(true));
        let next = if self.is_over {
            "no record was found after it".to_owned()
        } else {
            format!("goes on at byte {}", self.members.offset())
        };
        let error = Error::new(ErrorKind::BadRecord).because(format!("{why}; {next}"));
        ReaderItem::failed(format!("byte {}", self.start), error)
    }

    fn too_large(&self, header: Header) -> ReaderItem {
        let content = Content::Failed(Error::new(ErrorKind::TooLarge { limit: self.limit }));
        ReaderItem::Page {
            id: header.id,
            url: header.url,
            at: format!("byte {}", self.start),
            content,
        }
    }
}

/// What a whole record is.
fn found(header: Header, start: u64, block: Vec<u8>) -> ReaderItem {
    let stated = header.payload_type.as_deref();
    let content = match header.kind.as_str() {
        "response" if header.content_type.starts_with("application/http") => {
            match stated.filter(|t| !is_page(t)) {
                // What the archive found out about the body counts more than what the server said.
                Some(other) => Content::Filtered(not_html(other)),
                None => Content::Response(block),
            }
        }
        "response" => Content::Filtered(format!(
            "no answer of a web server: {}",
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
    ReaderItem::Page { id: header.id, url: header.url, at: format!("byte {start}"), content }
}

/// Whether a content type is one of HTML. None at all may be one too: the bytes decide then.
pub(crate) fn is_page(content_type: &str) -> bool {
    matches!(essence(content_type).as_str(), "" | "text/html" | "application/xhtml+xml")
}

/// The reason why something is left out.
pub(crate) fn not_html(content_type: &str) -> String {
    format!("not HTML: {}", essence(content_type))
}

/// A content type without its parameters, as short as one is.
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

/// Where the block begins: after the first empty line.
pub(crate) fn header_end(bytes: &[u8]) -> Option<usize> {
    let crlf = memchr::memmem::find(bytes, b"\r\n\r\n").map(|at| at + 4);
    let lf = memchr::memmem::find(bytes, b"\n\n").map(|at| at + 2);
    crlf.into_iter().chain(lf).min()
}

impl Header {
    fn parse(text: &str) -> Self {
        let mut header = Self::default();
        for (name, value) in text.lines().skip(1).filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            let bare = || Some(value.trim_start_matches('<').trim_end_matches('>').to_owned());
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => header.kind = value.to_ascii_lowercase(),
                "warc-record-id" => header.id = bare(),
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
