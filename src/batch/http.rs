//! HTTP responses as archives store them: the bytes that came over the wire, or nearly those.
//!
//! Archives differ in what they undo before they store a body and seldom say so. So a transfer or content encoding is undone
//! where the body really has it, and otherwise the body is taken as it is.

use std::io::Read;

use super::unpack::{GZIP_MAGIC, PACKED, ZSTD_MAGIC, read_to_limit};
use super::warc::{header_end, is_page, not_html};
use crate::error::{Error, ErrorKind};
use crate::page::{Headers, Page};

/// Encodings of one body that are undone; no server stacks more.
const MAX_ENCODINGS: usize = 4;

/// A response that was stored.
pub(crate) enum Stored {
    Page(Box<Page>),
    /// No page, for this reason.
    Filtered(String),
}

/// Reads a response. Its body is unpacked, and refused above `limit` bytes.
pub(crate) fn read(block: &[u8], limit: usize) -> Result<Stored, Error> {
    let bad = |why: &str| Error::new(ErrorKind::BadRecord).because(why.to_owned());
    let end = header_end(block).ok_or_else(|| bad("its HTTP header does not end"))?;
    let head = String::from_utf8_lossy(&block[..end]);
    let mut lines = head.lines();
    let status = lines.next().and_then(status).ok_or_else(|| bad("it holds no HTTP response"))?;
    let head = RecordHead::parse(lines);
    if !(200..300).contains(&status) {
        return Ok(Stored::Filtered(format!("HTTP status {status}")));
    }
    if let Some(kind) = head.kept.content_type.as_deref().filter(|t| !is_page(t)) {
        return Ok(Stored::Filtered(not_html(kind)));
    }
    let body = &block[end..];
    let joined = if head.transfer_encoding.contains("chunked") { dechunk(body) } else { None };
    let bytes = unpack(joined.unwrap_or_else(|| body.to_vec()), &head.content_encoding, limit)?;
    let mut page = Page::from_bytes(bytes);
    page.headers = head.kept;
    page.status = status;
    Ok(Stored::Page(Box::new(page)))
}

/// The number in `HTTP/1.1 200 OK`.
fn status(line: &str) -> Option<u16> {
    let mut words = line.split_ascii_whitespace();
    words.next().filter(|version| version.starts_with("HTTP/"))?;
    words.next()?.parse().ok()
}

/// The headers that bear on the body.
#[derive(Default)]
struct RecordHead {
    kept: Headers,
    transfer_encoding: String,
    content_encoding: String,
}

impl RecordHead {
    fn parse<'h>(lines: impl Iterator<Item = &'h str>) -> Self {
        let mut head = Self::default();
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "content-type" => head.kept.content_type = Some(value.to_owned()),
                "content-language" => head.kept.content_language = Some(value.to_owned()),
                "x-robots-tag" => {
                    let all = head.kept.x_robots_tag.get_or_insert_default();
                    all.push_str(if all.is_empty() { "" } else { ", " });
                    all.push_str(value);
                }
                "date" => head.kept.date = Some(value.to_owned()),
                "last-modified" => head.kept.last_modified = Some(value.to_owned()),
                "transfer-encoding" => head.transfer_encoding = value.to_ascii_lowercase(),
                "content-encoding" => head.content_encoding = value.to_ascii_lowercase(),
                _ => {}
            }
        }
        head
    }
}

/// The chunks of a body as one; `None` when it is not chunked. What is cut off at its end is missing.
fn dechunk(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let Some(end) = memchr::memchr(b'\n', &rest[..rest.len().min(1024)]) else {
            return (!out.is_empty()).then_some(out);
        };
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        // Nothing but chunks begins with a line that is a number and no more.
        let Ok(size) = usize::from_str_radix(size, 16) else {
            return (!out.is_empty()).then_some(out);
        };
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(&rest[..size.min(rest.len())]);
        if size >= rest.len() {
            return Some(out);
        }
        rest = &rest[size..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// Undoes the content encodings, the last one first.
fn unpack(mut bytes: Vec<u8>, encodings: &str, limit: usize) -> Result<Vec<u8>, Error> {
    for encoding in encodings.rsplit(',').map(str::trim).take(MAX_ENCODINGS) {
        let size = bytes.len().saturating_mul(PACKED);
        let unpacked = match encoding {
            "gzip" | "x-gzip" if bytes.starts_with(&GZIP_MAGIC) => {
                read_to_limit(flate2::read::MultiGzDecoder::new(&bytes[..]), size, limit)
            }
            // Half the servers that say deflate send it without the zlib header.
            "deflate" if bytes.first().is_some_and(|b| b & 0x0f == 8) => {
                read_to_limit(flate2::read::ZlibDecoder::new(&bytes[..]), size, limit)
            }
            "deflate" if is_markup(&bytes) => continue,
            "deflate" => read_to_limit(flate2::read::DeflateDecoder::new(&bytes[..]), size, limit),
            "zstd" if bytes.starts_with(&ZSTD_MAGIC) => {
                zstd::stream::read::Decoder::new(&bytes[..])
                    .and_then(|d| read_to_limit(d, size, limit))
            }
            // Brotli has no magic number; a page that is one already is known by its angle bracket.
            "br" if !is_markup(&bytes) => read_to_limit(brotli_of(&bytes), size, limit),
            _ => continue,
        };
        bytes = unpacked.map_err(|e| Error::new(ErrorKind::BadCompression).because(e))??;
    }
    if bytes.len() > limit { Err(Error::new(ErrorKind::TooLarge { limit })) } else { Ok(bytes) }
}

fn brotli_of(bytes: &[u8]) -> impl Read {
    brotli::Decompressor::new(bytes, 1 << 16)
}

fn is_markup(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{Stored, read};

    const PAGE: &[u8] = b"<p>Rain all day, said the mayor.";

    fn response(headers: &str, body: &[u8]) -> Vec<u8> {
        [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", headers.as_bytes(), b"\r\n", body]
            .concat()
    }

    #[track_caller]
    fn check(headers: &str, body: &[u8]) {
        match read(&response(headers, body), 1_000) {
            Ok(Stored::Page(page)) => assert_eq!(
                String::from_utf8_lossy(&page.bytes),
                String::from_utf8_lossy(PAGE),
                "{headers}"
            ),
            Ok(Stored::Filtered(why)) => panic!("{headers}: {why}"),
            Err(e) => panic!("{headers}: {}", e.with_cause()),
        }
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).expect("memory takes it");
        out.finish().expect("memory takes it")
    }

    #[test]
    fn encodings_are_undone_where_the_body_has_them() {
        let deflate = |zlib| {
            let mut out = flate2::Compress::new(flate2::Compression::default(), zlib);
            let mut bytes = Vec::with_capacity(1_000);
            out.compress_vec(PAGE, &mut bytes, flate2::FlushCompress::Finish)
                .expect("memory takes it");
            bytes
        };
        let mut brotli = Vec::new();
        brotli::CompressorWriter::new(&mut brotli, 4_096, 5, 20)
            .write_all(PAGE)
            .expect("memory takes it");
        check("", PAGE);
        check("Content-Encoding: gzip\r\n", &gzip(PAGE));
        check("Content-Encoding: deflate\r\n", &deflate(true));
        check("Content-Encoding: deflate\r\n", &deflate(false));
        check("Content-Encoding: br\r\n", &brotli);
        check("Content-Encoding: zstd\r\n", &zstd::encode_all(PAGE, 3).expect("memory takes it"));
        for encoding in ["gzip", "deflate", "br", "zstd", "none"] {
            check(&format!("Content-Encoding: {encoding}\r\n"), PAGE);
        }
    }

    #[test]
    fn chunks_are_joined_where_there_are_any() {
        let chunked = |body: &[u8]| {
            let (a, b) = body.split_at(7);
            [b"7\r\n", a, b"\r\n", format!("{:X};x=y\r\n", b.len()).as_bytes(), b, b"\r\n0\r\n\r\n"]
                .concat()
        };
        check("Transfer-Encoding: chunked\r\n", &chunked(PAGE));
        check("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", &chunked(&gzip(PAGE)));
        check("Transfer-Encoding: chunked\r\n", PAGE);
        check("Transfer-Encoding: chunked\r\n", &[b"20\r\n", PAGE].concat());
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = gzip(&vec![b' '; 10_000_000]);
        assert!(read(&response("Content-Encoding: gzip\r\n", &bomb), 1_000).is_err());
    }

    #[test]
    fn what_is_no_page_is_left_out_with_a_reason() {
        let reason = |block: &[u8]| match read(block, 1_000) {
            Ok(Stored::Filtered(why)) => why,
            _ => String::new(),
        };
        assert_eq!(
            reason(b"HTTP/1.1 200 OK\r\nContent-Type: image/png; x=y\r\n\r\n"),
            "not HTML: image/png"
        );
        assert_eq!(reason(b"HTTP/1.1 404 Not Found\r\n\r\n"), "HTTP status 404");
        assert!(read(b"SSH-2.0\r\n\r\n", 1_000).is_err());
    }
}
