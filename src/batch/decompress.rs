//! Reads pages and files that may be compressed with gzip or zstd, within a limit.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::{GzDecoder, MultiGzDecoder};

use super::stdin::stdin;
use crate::error::{Error, ErrorKind};
use crate::inflate::{GZIP_MAGIC, Inflated, gunzip};

/// The first four bytes of a zstd frame.
pub(crate) const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The size of a decompressed page relative to its compressed size, for most pages.
pub(crate) const USUAL_RATIO: usize = 4;
/// Bytes read from a file at a time.
const CHUNK: usize = 1 << 18;

/// Reads a stored page, which may be compressed with gzip or zstd. A page of more than `limit`
/// bytes is refused; the limit applies to the decompressed page. Of a gzip file with a damaged end,
/// the part before the damage is returned.
///
/// # Errors
///
/// [`ErrorKind::TooLarge`], [`ErrorKind::BadCompression`], and [`ErrorKind::Io`] if the source
/// fails.
pub fn read_page(source: impl Read, limit: usize) -> Result<Inflated, Error> {
    read_sized(source, 0, limit)
}

/// Reads a stored page from a file; see [`read_page`].
///
/// # Errors
///
/// As [`read_page`].
pub fn read_page_file(path: &Path, limit: usize) -> Result<Inflated, Error> {
    let file = File::open(path).map_err(io_error)?;
    let size = file.metadata().map_or(0, |m| m.len());
    read_sized(file, usize::try_from(size).unwrap_or(usize::MAX), limit)
}

/// As [`read_page`]. The buffer is allocated for `size` bytes, the expected size of the source.
fn read_sized(mut source: impl Read, size: usize, limit: usize) -> Result<Inflated, Error> {
    let mut start = Vec::with_capacity(4);
    source.by_ref().take(4).read_to_end(&mut start).map_err(io_error)?;
    let stored = io::Cursor::new(start.clone()).chain(source);
    let expected_size = size.saturating_mul(USUAL_RATIO);
    if start.starts_with(&GZIP_MAGIC) {
        // Bytes that cannot be compressed grow by less than this.
        let stored_limit = limit.saturating_add(limit / 512).saturating_add(CHUNK);
        let stored = read_to_limit(stored, size, stored_limit).map_err(io_error)?;
        let too_large = |_| Error::new(ErrorKind::TooLarge { limit });
        return gunzip(&stored.map_err(too_large)?, limit);
    }
    let bytes = if start == ZSTD_MAGIC {
        let decompressed = zstd::stream::read::Decoder::new(stored)
            .and_then(|decoder| read_to_limit(decoder, expected_size, limit));
        decompressed.map_err(decompress_error)?
    } else {
        read_to_limit(stored, size, limit).map_err(io_error)?
    };
    bytes.map(Inflated::from)
}

/// Reads a source whose expected size is `size` bytes. The outer error is that of the source; the
/// inner one means that the page is over the limit.
pub(crate) fn read_to_limit(
    source: impl Read,
    size: usize,
    limit: usize,
) -> io::Result<Result<Vec<u8>, Error>> {
    // One spare byte, so that the end of the source is found without a reallocation.
    let mut bytes = Vec::with_capacity(size.min(limit).saturating_add(1));
    // One more byte than the limit distinguishes a page at the limit from a larger one.
    source.take((limit as u64).saturating_add(1)).read_to_end(&mut bytes)?;
    let is_over = bytes.len() > limit;
    Ok(if is_over { Err(Error::new(ErrorKind::TooLarge { limit })) } else { Ok(bytes) })
}

/// The error of a decoder. An error with a number is one of the system; any other means that the
/// data is damaged.
fn decompress_error(e: io::Error) -> Error {
    match e.raw_os_error() {
        Some(_) => io_error(e),
        None => Error::new(ErrorKind::BadCompression).because(e),
    }
}

pub(crate) fn io_error(e: io::Error) -> Error {
    Error::new(ErrorKind::Io).because(e)
}

/// Opens a file of lines, or standard input without a path, and decompresses gzip and zstd. Padding
/// between gzip members and after them is skipped.
///
/// # Errors
///
/// The error of the system.
pub fn open_lines(path: Option<&Path>) -> io::Result<Box<dyn BufRead + Send>> {
    open_decompressed(path, &Arc::default())
}

/// Opens a file, or standard input without a path. The bytes read are added to `bytes_read`.
fn open(path: Option<&Path>, bytes_read: &Arc<AtomicU64>) -> io::Result<CountedReader> {
    let source: Box<dyn Read + Send> = match path {
        Some(path) => Box::new(File::open(path)?),
        None => Box::new(stdin()),
    };
    Ok(CountedReader { source, bytes_read: Arc::clone(bytes_read) })
}

/// Opens a file, or standard input without a path, and decompresses gzip and zstd. The stored bytes
/// read are added to `bytes_read`.
pub(crate) fn open_decompressed(
    path: Option<&Path>,
    bytes_read: &Arc<AtomicU64>,
) -> io::Result<Box<dyn BufRead + Send>> {
    let mut source = BufReader::with_capacity(CHUNK, open(path, bytes_read)?);
    let start = source.fill_buf()?;
    if start.starts_with(&GZIP_MAGIC) {
        Ok(Box::new(BufReader::with_capacity(CHUNK, GzipMembers::new(source))))
    } else if start.starts_with(&ZSTD_MAGIC) {
        Ok(Box::new(BufReader::with_capacity(
            CHUNK,
            zstd::stream::read::Decoder::with_buffer(source)?,
        )))
    } else {
        Ok(Box::new(source))
    }
}

/// Decompresses gzip members one after the other. Padding after a member is skipped: copies to tape
/// and some servers add zeros and line ends.
struct GzipMembers<R: BufRead> {
    /// `None` only while a member is exchanged for the next one.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> GzipMembers<R> {
    fn new(source: R) -> Self {
        Self { member: Some(GzDecoder::new(source)) }
    }
}

impl<R: BufRead> Read for GzipMembers<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            if !skip_padding(member.get_mut())? {
                return Ok(0);
            }
            self.member = self.member.take().map(|member| GzDecoder::new(member.into_inner()));
        }
        Ok(0)
    }
}

/// Skips bytes that fill up a file after compressed data. `false` at the end of the source.
pub(crate) fn skip_padding(source: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let ahead = source.fill_buf()?;
        if ahead.is_empty() {
            return Ok(false);
        }
        let padding = ahead.iter().take_while(|b| matches!(b, 0 | b'\r' | b'\n')).count();
        if padding == 0 {
            return Ok(true);
        }
        source.consume(padding);
    }
}

/// Decompresses the first bytes of a source as far as possible.
pub(crate) fn decompressed_start(start: &[u8]) -> Vec<u8> {
    let mut decompressed = Vec::new();
    let limit = CHUNK as u64;
    // The bytes end in the middle of the compressed data, so an error is expected.
    if start.starts_with(&GZIP_MAGIC) {
        let _ = MultiGzDecoder::new(start).take(limit).read_to_end(&mut decompressed);
    } else if start.starts_with(&ZSTD_MAGIC) {
        let _ = zstd::stream::read::Decoder::with_buffer(start)
            .map(|decoder| decoder.take(limit).read_to_end(&mut decompressed));
    } else {
        decompressed.extend_from_slice(start);
    }
    decompressed
}

/// A source that counts the bytes read from it, for the progress bar.
struct CountedReader {
    source: Box<dyn Read + Send>,
    bytes_read: Arc<AtomicU64>,
}

impl Read for CountedReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
