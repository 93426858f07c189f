//! An archive's bytes, unpacked member by member.
//!
//! A WARC file is a row of gzip members or zstd frames, one for each record, or it is not compressed at all. A damaged member
//! costs what is in it: the next one is looked for by its magic number, and must open with a record to be taken for one.

use std::io::{self, BufRead, Read};
use std::mem;

use flate2::bufread::GzDecoder;
use zstd::stream::read::Decoder as ZstdDecoder;

use super::raw::Raw;
use super::unpack::ZSTD_MAGIC;

/// How every record begins.
pub(crate) const RECORD: &[u8] = b"WARC/";
/// Magic number and method of a gzip member: there is no method but 8.
const GZIP_MEMBER: [u8; 3] = [0x1f, 0x8b, 8];
/// Bytes unpacked at a time.
const CHUNK: usize = 1 << 16;

/// What a read came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Filled {
    /// There are more bytes.
    More,
    /// The member ends here, and is whole.
    MemberEnd,
}

/// The unpacked bytes of one member after the other.
pub(crate) struct Members {
    state: State,
    packing: Packing,
    /// Unpacked bytes; those before `at` are consumed.
    ahead: Vec<u8>,
    at: usize,
    /// Stored offset of the member being read.
    member: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

enum State {
    /// Between two members.
    Between(Raw),
    Plain(Raw),
    Gzip(Box<GzDecoder<Raw>>),
    Zstd(ZstdDecoder<'static, Raw>),
    /// Only while a value moves, and after a decoder could not be made.
    Gone,
}

impl Members {
    /// Begins at the first member. How it is packed is told by the first bytes and, where those are damaged, by the name.
    pub fn open(mut raw: Raw, name: &str) -> io::Result<Self> {
        let start = raw.peek(RECORD.len())?;
        let packing = match start {
            _ if start.starts_with(RECORD) => Packing::None,
            _ if start.starts_with(&GZIP_MEMBER) || name.ends_with(".gz") => Packing::Gzip,
            // An archive with a dictionary opens with a frame of another number, so the name has a say here as well.
            _ if start.starts_with(&ZSTD_MAGIC) || name.ends_with(".zst") => Packing::Zstd,
            _ => Packing::None,
        };
        Ok(Self { state: State::Between(raw), packing, ahead: Vec::new(), at: 0, member: 0 })
    }

    pub fn is_packed(&self) -> bool {
        self.packing != Packing::None
    }

    /// Unpacked bytes that are at hand.
    pub fn ahead(&self) -> &[u8] {
        &self.ahead[self.at..]
    }

    pub fn consume(&mut self, count: usize) {
        self.at += count;
    }

    /// Stored offset of the next byte, or of the member that holds it.
    pub fn offset(&self) -> u64 {
        match &self.state {
            State::Plain(raw) => raw.offset() - self.ahead().len() as u64,
            State::Between(raw) if self.ahead().is_empty() => raw.offset(),
            _ => self.member,
        }
    }

    /// Begins the next member when one has ended. `false` at the end of the file.
    pub fn next_member(&mut self) -> io::Result<bool> {
        let State::Between(raw) = &mut self.state else { return Ok(true) };
        if raw.peek(1)?.is_empty() {
            return Ok(false);
        }
        self.member = raw.offset();
        let State::Between(raw) = mem::replace(&mut self.state, State::Gone) else {
            return Ok(false);
        };
        self.state = match self.packing {
            Packing::None => State::Plain(raw),
            Packing::Gzip => State::Gzip(Box::new(GzDecoder::new(raw))),
            Packing::Zstd => State::Zstd(ZstdDecoder::with_buffer(raw)?.single_frame()),
        };
        Ok(true)
    }

    /// Unpacks more of this member. An error means that it is damaged.
    pub fn fill(&mut self) -> io::Result<Filled> {
        self.ahead.drain(..self.at);
        self.at = 0;
        let len = self.ahead.len();
        self.ahead.resize(len + CHUNK, 0);
        let buffer = &mut self.ahead[len..];
        let count = match &mut self.state {
            State::Plain(raw) => raw.read(buffer),
            State::Gzip(decoder) => decoder.read(buffer),
            State::Zstd(decoder) => decoder.read(buffer),
            State::Between(_) | State::Gone => Ok(0),
        };
        self.ahead.truncate(len + count.as_ref().map_or(0, |n| *n));
        if count? > 0 {
            return Ok(Filled::More);
        }
        self.state = State::Between(self.take_raw()?);
        Ok(Filled::MemberEnd)
    }

    fn take_raw(&mut self) -> io::Result<Raw> {
        match mem::replace(&mut self.state, State::Gone) {
            State::Between(raw) | State::Plain(raw) => Ok(raw),
            State::Gzip(decoder) => Ok((*decoder).into_inner()),
            State::Zstd(decoder) => Ok(decoder.finish()),
            State::Gone => Err(io::Error::other("the decoder could not be made")),
        }
    }

    /// Leaves the record that began at `damaged` and goes to the next one after it. `false` when there is none.
    pub fn resume_after(&mut self, damaged: u64) -> io::Result<bool> {
        let mut raw = self.take_raw()?;
        self.ahead.clear();
        self.at = 0;
        raw.go_to(damaged + 1)?;
        if self.packing == Packing::None {
            let found = find_plain(&mut raw)?;
            self.state = State::Between(raw);
            return Ok(found);
        }
        let mark: &[u8] = if self.packing == Packing::Gzip { &GZIP_MEMBER } else { &ZSTD_MAGIC };
        loop {
            if !raw.find(mark)? {
                self.state = State::Between(raw);
                return Ok(false);
            }
            let offset = raw.offset();
            self.state = State::Between(raw);
            if self.opens_a_record() {
                return Ok(true);
            }
            raw = self.take_raw()?;
            raw.go_to(offset + 1)?;
            // A stream that cannot go back is at least not left where it was.
            if raw.offset() <= offset && !raw.fill_buf()?.is_empty() {
                raw.consume(1);
            }
            self.ahead.clear();
        }
    }

    /// Whether what stands here unpacks to the beginning of a record. If so, it stays at hand.
    fn opens_a_record(&mut self) -> bool {
        if !self.next_member().unwrap_or(false) {
            return false;
        }
        while self.ahead().len() < RECORD.len() {
            if !matches!(self.fill(), Ok(Filled::More)) {
                return false;
            }
        }
        self.ahead().starts_with(RECORD)
    }
}

/// Goes to the next line that reads like the first of a record, with a line like its second after it.
fn find_plain(raw: &mut Raw) -> io::Result<bool> {
    const LONGEST: usize = 80;
    while raw.find(b"WARC/1.")? {
        let start = raw.peek(LONGEST)?;
        let mut lines = start[..start.len().min(LONGEST)].split(|&b| b == b'\n');
        let first = lines.next().unwrap_or_default().trim_ascii_end();
        let second = lines.next().unwrap_or_default();
        let is_version =
            first.len() == b"WARC/1.0".len() && first.last().is_some_and(u8::is_ascii_digit);
        if is_version && (second.starts_with(b"WARC-") || second.starts_with(b"Content-")) {
            return Ok(true);
        }
        raw.consume(1);
    }
    Ok(false)
}
