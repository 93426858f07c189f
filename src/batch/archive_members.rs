//! Decompresses an archive member by member.
//!
//! A WARC file is a sequence of gzip members or zstd frames, one for each record, or it is not
//! compressed. Damage to a member costs only the records in it: the reader searches for the magic
//! number of the next member, which must begin with a record.

use std::io::{self, BufRead, Read};
use std::mem;

use flate2::bufread::GzDecoder;
use zstd::stream::read::Decoder as ZstdDecoder;

use super::archive_bytes::ArchiveBytes;
use super::decompress::{ZSTD_MAGIC, skip_padding};

/// The first bytes of every record.
pub(crate) const RECORD: &[u8] = b"WARC/";
/// The first bytes of every gzip member: the magic number and the only compression method.
const GZIP_MEMBER: [u8; 3] = [0x1f, 0x8b, 8];
/// Bytes decompressed at once.
const CHUNK: usize = 1 << 16;

/// The result of reading more bytes of a member.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum MemberRead {
    /// Bytes were read.
    More,
    /// The member ended, and its checksum is correct.
    MemberEnd,
}

/// The decompressed bytes of an archive.
pub(crate) struct ArchiveMembers {
    state: MemberState,
    compression: Compression,
    /// Decompressed bytes.
    buffer: Vec<u8>,
    /// Bytes of the buffer that were consumed.
    consumed: usize,
    /// The stored offset of the current member.
    member_offset: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compression {
    None,
    Gzip,
    Zstd,
}

enum MemberState {
    /// Between two members.
    Between(ArchiveBytes),
    Plain(ArchiveBytes),
    Gzip(Box<GzDecoder<ArchiveBytes>>),
    Zstd(ZstdDecoder<'static, ArchiveBytes>),
    /// The bytes were moved out, or a decoder could not be created.
    Invalid,
}

impl ArchiveMembers {
    /// Starts at the first member. The first bytes tell the compression, or the file name if they
    /// are damaged.
    pub fn open(mut raw: ArchiveBytes, name: &str) -> io::Result<Self> {
        let start = raw.peek(RECORD.len())?;
        let compression = match start {
            _ if start.starts_with(RECORD) => Compression::None,
            _ if start.starts_with(&GZIP_MEMBER) || name.ends_with(".gz") => Compression::Gzip,
            // An archive with a dictionary begins with another magic number, so the name counts
            // too.
            _ if start.starts_with(&ZSTD_MAGIC) || name.ends_with(".zst") => Compression::Zstd,
            _ => Compression::None,
        };
        Ok(Self {
            state: MemberState::Between(raw),
            compression,
            buffer: Vec::new(),
            consumed: 0,
            member_offset: 0,
        })
    }

    pub fn is_compressed(&self) -> bool {
        self.compression != Compression::None
    }

    /// The decompressed bytes in the buffer that are not consumed.
    pub fn buffered(&self) -> &[u8] {
        &self.buffer[self.consumed..]
    }

    pub fn consume(&mut self, count: usize) {
        self.consumed += count;
    }

    /// The stored offset of the next byte, or of the member that holds it.
    pub fn offset(&self) -> u64 {
        match &self.state {
            MemberState::Plain(raw) => raw.offset() - self.buffered().len() as u64,
            MemberState::Between(raw) if self.buffered().is_empty() => raw.offset(),
            _ => self.member_offset,
        }
    }

    /// Starts the next member if the last one has ended. `false` at the end of the file.
    pub fn start_member(&mut self) -> io::Result<bool> {
        let MemberState::Between(raw) = &mut self.state else { return Ok(true) };
        let is_compressed = self.compression != Compression::None;
        if raw.peek(1)?.is_empty() || is_compressed && !skip_padding(raw)? {
            return Ok(false);
        }
        self.member_offset = raw.offset();
        let MemberState::Between(raw) = mem::replace(&mut self.state, MemberState::Invalid) else {
            return Ok(false);
        };
        self.state = match self.compression {
            Compression::None => MemberState::Plain(raw),
            Compression::Gzip => MemberState::Gzip(Box::new(GzDecoder::new(raw))),
            Compression::Zstd => MemberState::Zstd(ZstdDecoder::with_buffer(raw)?.single_frame()),
        };
        Ok(true)
    }

    /// Decompresses more of this member. An error means that it is damaged.
    pub fn read_more(&mut self) -> io::Result<MemberRead> {
        self.buffer.drain(..self.consumed);
        self.consumed = 0;
        let len = self.buffer.len();
        self.buffer.resize(len + CHUNK, 0);
        let buffer = &mut self.buffer[len..];
        let count = match &mut self.state {
            MemberState::Plain(raw) => raw.read(buffer),
            MemberState::Gzip(decoder) => decoder.read(buffer),
            MemberState::Zstd(decoder) => decoder.read(buffer),
            MemberState::Between(_) | MemberState::Invalid => Ok(0),
        };
        self.buffer.truncate(len + count.as_ref().map_or(0, |n| *n));
        if count? > 0 {
            return Ok(MemberRead::More);
        }
        self.state = MemberState::Between(self.take_bytes()?);
        Ok(MemberRead::MemberEnd)
    }

    fn take_bytes(&mut self) -> io::Result<ArchiveBytes> {
        match mem::replace(&mut self.state, MemberState::Invalid) {
            MemberState::Between(raw) | MemberState::Plain(raw) => Ok(raw),
            MemberState::Gzip(decoder) => Ok((*decoder).into_inner()),
            MemberState::Zstd(decoder) => Ok(decoder.finish()),
            MemberState::Invalid => Err(io::Error::other("the decoder could not be created")),
        }
    }

    /// Skips the damaged record at offset `damaged` and moves to the next record. `false` if there
    /// is none.
    pub fn skip_damaged(&mut self, damaged: u64) -> io::Result<bool> {
        let mut raw = self.take_bytes()?;
        self.buffer.clear();
        self.consumed = 0;
        raw.seek_to(damaged + 1)?;
        if self.compression == Compression::None {
            let found = skip_to_plain_record(&mut raw)?;
            self.state = MemberState::Between(raw);
            return Ok(found);
        }
        let magic: &[u8] =
            if self.compression == Compression::Gzip { &GZIP_MEMBER } else { &ZSTD_MAGIC };
        loop {
            if !raw.skip_to(magic)? {
                self.state = MemberState::Between(raw);
                return Ok(false);
            }
            let offset = raw.offset();
            self.state = MemberState::Between(raw);
            if self.starts_with_record() {
                return Ok(true);
            }
            raw = self.take_bytes()?;
            raw.seek_to(offset + 1)?;
            // A stream that cannot seek moves at least one byte, to guarantee progress.
            if raw.offset() <= offset && !raw.fill_buf()?.is_empty() {
                raw.consume(1);
            }
            self.buffer.clear();
        }
    }

    /// Whether the next bytes decompress to the start of a record. If so, they stay in the buffer.
    fn starts_with_record(&mut self) -> bool {
        if !self.start_member().unwrap_or(false) {
            return false;
        }
        while self.buffered().len() < RECORD.len() {
            if !matches!(self.read_more(), Ok(MemberRead::More)) {
                return false;
            }
        }
        self.buffered().starts_with(RECORD)
    }
}

/// Moves to the next two lines that look like the first two lines of a record.
fn skip_to_plain_record(raw: &mut ArchiveBytes) -> io::Result<bool> {
    /// Bytes that hold the first line and the start of the second.
    const LOOKAHEAD: usize = 80;
    while raw.skip_to(b"WARC/1.")? {
        let start = raw.peek(LOOKAHEAD)?;
        let mut lines = start[..start.len().min(LOOKAHEAD)].split(|&b| b == b'\n');
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
