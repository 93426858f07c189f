//! A file read forward, with its offset, that can go back where the system lets it.

use std::fs::File;
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::stdin::stdin;

/// Bytes read at a time.
const CHUNK: usize = 1 << 18;

/// The bytes of an archive as they are stored.
pub(crate) struct Raw {
    source: Source,
    buffer: Vec<u8>,
    /// What of the buffer was consumed.
    at: usize,
    /// Offset of the byte after the buffer.
    end: u64,
    /// The furthest that was read, for the progress bar.
    furthest: u64,
    read: Arc<AtomicU64>,
}

enum Source {
    File(File),
    /// Standard input, or another stream that cannot go back.
    Stream(Box<dyn Read + Send>),
}

impl Raw {
    /// Opens a file, or standard input without a path.
    pub fn open(path: Option<&Path>, read: &Arc<AtomicU64>) -> io::Result<Self> {
        let source = match path {
            None => Source::Stream(Box::new(stdin())),
            Some(path) => {
                let mut file = File::open(path)?;
                // A pipe with a name is a file that cannot go back.
                if file.stream_position().is_ok() {
                    Source::File(file)
                } else {
                    Source::Stream(Box::new(file))
                }
            }
        };
        Ok(Self { source, buffer: Vec::new(), at: 0, end: 0, furthest: 0, read: Arc::clone(read) })
    }

    /// Offset of the next byte.
    pub fn offset(&self) -> u64 {
        self.end - (self.buffer.len() - self.at) as u64
    }

    /// Goes to an offset, or as near after it as a stream can.
    pub fn go_to(&mut self, offset: u64) -> io::Result<()> {
        let start = self.end - self.buffer.len() as u64;
        if (start..=self.end).contains(&offset) {
            self.at = (offset - start) as usize;
        } else if let Source::File(file) = &mut self.source {
            file.seek(SeekFrom::Start(offset))?;
            self.buffer.clear();
            (self.at, self.end) = (0, offset);
        }
        Ok(())
    }

    /// At least `count` of the next bytes, or all there are, without consuming them.
    pub fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.buffer.len() - self.at < count && self.read_more()? > 0 {}
        Ok(&self.buffer[self.at..])
    }

    /// Goes to the next place where `mark` stands. `false` at the end.
    pub fn find(&mut self, mark: &[u8]) -> io::Result<bool> {
        loop {
            let ahead = self.peek(mark.len())?;
            if let Some(found) = memchr::memmem::find(ahead, mark) {
                self.at += found;
                return Ok(true);
            }
            // The end of what was read may be the beginning of the mark.
            let passed = ahead.len().saturating_sub(mark.len() - 1);
            self.at += passed;
            if passed == 0 && self.read_more()? == 0 {
                return Ok(false);
            }
        }
    }

    fn read_more(&mut self) -> io::Result<usize> {
        self.buffer.drain(..self.at);
        self.at = 0;
        let len = self.buffer.len();
        self.buffer.resize(len + CHUNK, 0);
        let count = match &mut self.source {
            Source::File(file) => file.read(&mut self.buffer[len..]),
            Source::Stream(stream) => stream.read(&mut self.buffer[len..]),
        };
        self.buffer.truncate(len + count.as_ref().map_or(0, |n| *n));
        let count = count?;
        self.end += count as u64;
        self.read.fetch_add(self.end.saturating_sub(self.furthest), Ordering::Relaxed);
        self.furthest = self.furthest.max(self.end);
        Ok(count)
    }
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ahead = self.peek(1)?;
        let count = ahead.len().min(buffer.len());
        buffer[..count].copy_from_slice(&ahead[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Raw {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}
