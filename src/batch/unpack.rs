//! Compressed bytes to bytes, within a limit.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::stdin::stdin;
use crate::error::{Error, ErrorKind};

/// The first two bytes of every gzip file. Saved pages carry them under any name.
pub(crate) const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// The first four bytes of a zstd frame.
pub(crate) const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// How many times its size a packed page unpacks to, mostly.
pub(crate) const PACKED: usize = 4;
/// Bytes read from a file at a time.
const CHUNK: usize = 1 << 18;

/// Everything a stored page holds, unpacked where it is gzip or zstd, refused above `limit` bytes.
///
/// # Errors
///
/// [`ErrorKind::TooLarge`], [`ErrorKind::BadCompression`], and [`ErrorKind::Io`] when the source fails.
pub fn read_page(source: impl Read, limit: usize) -> Result<Vec<u8>, Error> {
    read_sized(source, 0, limit)
}

/// As [`read_page`], of a file.
///
/// # Errors
///
/// As [`read_page`].
pub fn read_page_file(path: &Path, limit: usize) -> Result<Vec<u8>, Error> {
    let file = File::open(path).map_err(io_error)?;
    let size = file.metadata().map_or(0, |m| m.len());
    read_sized(file, usize::try_from(size).unwrap_or(usize::MAX), limit)
}

/// As [`read_page`], of a source that is likely to hold `size` bytes: room is made for them at once.
fn read_sized(mut source: impl Read, size: usize, limit: usize) -> Result<Vec<u8>, Error> {
    let mut start = Vec::with_capacity(4);
    source.by_ref().take(4).read_to_end(&mut start).map_err(io_error)?;
    let packed = io::Cursor::new(start.clone()).chain(source);
    let unpacked_size = size.saturating_mul(PACKED);
    if start.starts_with(&GZIP_MAGIC) {
        read_to_limit(MultiGzDecoder::new(BufReader::new(packed)), unpacked_size, limit)
            .map_err(unpack_error)?
    } else if start == ZSTD_MAGIC {
        let unpacked = zstd::stream::read::Decoder::new(packed)
            .and_then(|decoder| read_to_limit(decoder, unpacked_size, limit));
        unpacked.map_err(unpack_error)?
    } else {
        read_to_limit(packed, size, limit).map_err(io_error)?
    }
}

/// What a source holds that is likely to give `size` bytes. The outer error is the source's, the inner one is a page over the limit.
pub(crate) fn read_to_limit(
    source: impl Read,
    size: usize,
    limit: usize,
) -> io::Result<Result<Vec<u8>, Error>> {
    // Without a byte to spare, the end could not be told from more.
    let mut bytes = Vec::with_capacity(size.min(limit).saturating_add(1));
    // One byte more tells a page at the limit from one over it.
    source.take((limit as u64).saturating_add(1)).read_to_end(&mut bytes)?;
    let is_over = bytes.len() > limit;
    Ok(if is_over { Err(Error::new(ErrorKind::TooLarge { limit })) } else { Ok(bytes) })
}

/// The error of a decoder: the system's where it has a number, otherwise the data is damaged.
fn unpack_error(e: io::Error) -> Error {
    match e.raw_os_error() {
        Some(_) => io_error(e),
        None => Error::new(ErrorKind::BadCompression).because(e),
    }
}

pub(crate) fn io_error(e: io::Error) -> Error {
    Error::new(ErrorKind::Io).because(e)
}

/// Opens a file, or standard input without a path. What is read of it is added to `read`.
pub(crate) fn open(path: Option<&Path>, read: &Arc<AtomicU64>) -> io::Result<Counted> {
    let source: Box<dyn Read + Send> = match path {
        Some(path) => Box::new(File::open(path)?),
        None => Box::new(stdin()),
    };
    Ok(Counted { source, read: Arc::clone(read) })
}

/// As [`open`], unpacked where it is gzip or zstd.
pub(crate) fn open_unpacked(
    path: Option<&Path>,
    read: &Arc<AtomicU64>,
) -> io::Result<Box<dyn BufRead + Send>> {
    let mut source = BufReader::with_capacity(CHUNK, open(path, read)?);
    let start = source.fill_buf()?;
    if start.starts_with(&GZIP_MAGIC) {
        Ok(Box::new(BufReader::with_capacity(CHUNK, MultiGzDecoder::new(source))))
    } else if start.starts_with(&ZSTD_MAGIC) {
        Ok(Box::new(BufReader::with_capacity(
            CHUNK,
            zstd::stream::read::Decoder::with_buffer(source)?,
        )))
    } else {
        Ok(Box::new(source))
    }
}

/// What the first bytes of a source unpack to, as far as they do.
pub(crate) fn unpacked_start(start: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    let limit = CHUNK as u64;
    // They end in the middle of what is packed, so an error is nothing to say.
    if start.starts_with(&GZIP_MAGIC) {
        let _ = MultiGzDecoder::new(start).take(limit).read_to_end(&mut unpacked);
    } else if start.starts_with(&ZSTD_MAGIC) {
        let _ = zstd::stream::read::Decoder::with_buffer(start)
            .map(|packed| packed.take(limit).read_to_end(&mut unpacked));
    } else {
        unpacked.extend_from_slice(start);
    }
    unpacked
}

/// A source that counts what is read of it, for the progress bar.
pub(crate) struct Counted {
    source: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
