//! The stored bytes of an archive: a buffered reader that knows its offset and can seek in files.

use std::fs::File;
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::stdin::stdin;

/// Bytes read at once.
const CHUNK: usize = 1 << 18;

/// The bytes of an archive as they are stored. The layers above it are
/// [`ArchiveMembers`](super::archive_members::ArchiveMembers), which decompresses, and the reader
/// of records in `warc`.
pub(crate) struct ArchiveBytes {
    source: ByteSource,
    buffer: Vec<u8>,
    /// Bytes of the buffer that were consumed.
    consumed: usize,
    /// The offset of the byte after the buffer.
    end: u64,
    /// The highest offset read so far, so that the progress bar counts no byte twice.
    furthest: u64,
    bytes_read: Arc<AtomicU64>,
}

enum ByteSource {
    File(File),
    /// Standard input or another stream that cannot seek.
    Stream(Box<dyn Read + Send>),
}

impl ArchiveBytes {
    /// Opens a file, or standard input without a path.
    pub fn open(path: Option<&Path>, bytes_read: &Arc<AtomicU64>) -> io::Result<Self> {
        let source = match path {
            None => ByteSource::Stream(Box::new(stdin())),
            Some(path) => {
                let mut file = File::open(path)?;
                // A named pipe is a file that cannot seek.
                if file.stream_position().is_ok() {
                    ByteSource::File(file)
                } else {
                    ByteSource::Stream(Box::new(file))
                }
            }
        };
        Ok(Self::new(source, bytes_read))
    }

    /// Reads an archive that is stored inside another file.
    pub fn from_stream(stream: Box<dyn Read + Send>, bytes_read: &Arc<AtomicU64>) -> Self {
        Self::new(ByteSource::Stream(stream), bytes_read)
    }

    fn new(source: ByteSource, bytes_read: &Arc<AtomicU64>) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            consumed: 0,
            end: 0,
            furthest: 0,
            bytes_read: Arc::clone(bytes_read),
        }
    }

    /// The offset of the next byte.
    pub fn offset(&self) -> u64 {
        self.end - (self.buffer.len() - self.consumed) as u64
    }

    /// Moves to an offset. A stream can only move inside its buffer; otherwise it stays where it
    /// is.
    pub fn seek_to(&mut self, offset: u64) -> io::Result<()> {
        let start = self.end - self.buffer.len() as u64;
        if (start..=self.end).contains(&offset) {
            self.consumed = (offset - start) as usize;
        } else if let ByteSource::File(file) = &mut self.source {
            file.seek(SeekFrom::Start(offset))?;
            self.buffer.clear();
            (self.consumed, self.end) = (0, offset);
        }
        Ok(())
    }

    /// Returns at least `count` of the next bytes, or all that are left, without consuming them.
    pub fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.buffer.len() - self.consumed < count && self.read_more()? > 0 {}
        Ok(&self.buffer[self.consumed..])
    }

    /// Moves to the next occurrence of `pattern`. `false` if there is none.
    pub fn skip_to(&mut self, pattern: &[u8]) -> io::Result<bool> {
        loop {
            let ahead = self.peek(pattern.len())?;
            if let Some(found) = memchr::memmem::find(ahead, pattern) {
                self.consumed += found;
                return Ok(true);
            }
            // The last bytes may be the beginning of the pattern.
            let passed = ahead.len().saturating_sub(pattern.len() - 1);
            self.consumed += passed;
            if passed == 0 && self.read_more()? == 0 {
                return Ok(false);
            }
        }
    }

    fn read_more(&mut self) -> io::Result<usize> {
        self.buffer.drain(..self.consumed);
        self.consumed = 0;
        let len = self.buffer.len();
        self.buffer.resize(len + CHUNK, 0);
        let count = match &mut self.source {
            ByteSource::File(file) => file.read(&mut self.buffer[len..]),
            ByteSource::Stream(stream) => stream.read(&mut self.buffer[len..]),
        };
        self.buffer.truncate(len + count.as_ref().map_or(0, |n| *n));
        let count = count?;
        self.end += count as u64;
        self.bytes_read.fetch_add(self.end.saturating_sub(self.furthest), Ordering::Relaxed);
        self.furthest = self.furthest.max(self.end);
        Ok(count)
    }
}

impl Read for ArchiveBytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ahead = self.peek(1)?;
        let count = ahead.len().min(buffer.len());
        buffer[..count].copy_from_slice(&ahead[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for ArchiveBytes {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }

    fn consume(&mut self, count: usize) {
        self.consumed += count;
    }
}
