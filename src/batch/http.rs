//! Parses HTTP responses as archives store them.
//!
//! Archives differ in which encodings they undo before they store a body, and seldom state it. So
//! an encoding that the header names is undone only if the body has it.

use std::io::Read;

use super::decompress::{USUAL_RATIO, ZSTD_MAGIC, read_to_limit};
use super::warc::{header_end, is_page, not_html};
use crate::error::{Error, ErrorKind};
use crate::inflate::{GZIP_MAGIC, Inflated, gunzip, inflate_body, worse_damage};
use crate::page::{Headers, Page};

/// The most encodings of one body that are undone; no server uses more.
const MAX_ENCODINGS: usize = 4;

/// A parsed response.
pub(crate) enum ParsedResponse {
    Page(Box<Page>),
    /// Not a page, for this reason.
    Filtered(String),
}

/// Parses a response and decompresses its body. A body of more than `limit` bytes is refused.
pub(crate) fn parse_response(block: &[u8], limit: usize) -> Result<ParsedResponse, Error> {
    let bad = |why: &str| Error::new(ErrorKind::BadRecord).because(why.to_owned());
    let end = header_end(block).ok_or_else(|| bad("its HTTP header does not end"))?;
    let head = String::from_utf8_lossy(&block[..end]);
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(parse_status)
        .ok_or_else(|| bad("it does not hold an HTTP response"))?;
    let head = ResponseHead::parse(lines);
    if !(200..300).contains(&status) {
        return Ok(ParsedResponse::Filtered(format!("HTTP status {status}")));
    }
    if let Some(kind) = head.page_headers.content_type.as_deref().filter(|t| !is_page(t)) {
        return Ok(ParsedResponse::Filtered(not_html(kind)));
    }
    let body = &block[end..];
    let dechunked = if head.transfer_encoding.contains("chunked") { dechunk(body) } else { None };
    let inflated =
        decode(dechunked.unwrap_or_else(|| body.to_vec()), &head.content_encoding, limit)?;
    let mut page = Page::from(inflated);
    page.headers = head.page_headers;
    page.status = status;
    Ok(ParsedResponse::Page(Box::new(page)))
}

/// The number in `HTTP/1.1 200 OK`.
fn parse_status(line: &str) -> Option<u16> {
    let mut words = line.split_ascii_whitespace();
    words.next().filter(|version| version.starts_with("HTTP/"))?;
    words.next()?.parse().ok()
}

/// The headers that are needed.
#[derive(Default)]
struct ResponseHead {
    page_headers: Headers,
    transfer_encoding: String,
    content_encoding: String,
}

impl ResponseHead {
    fn parse<'h>(lines: impl Iterator<Item = &'h str>) -> Self {
        let mut head = Self::default();
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "content-type" => head.page_headers.content_type = Some(value.to_owned()),
                "content-language" => head.page_headers.content_language = Some(value.to_owned()),
                "x-robots-tag" => {
                    let all = head.page_headers.x_robots_tag.get_or_insert_default();
                    all.push_str(if all.is_empty() { "" } else { ", " });
                    all.push_str(value);
                }
                "date" => head.page_headers.date = Some(value.to_owned()),
                "last-modified" => head.page_headers.last_modified = Some(value.to_owned()),
                "transfer-encoding" => head.transfer_encoding = value.to_ascii_lowercase(),
                "content-encoding" => head.content_encoding = value.to_ascii_lowercase(),
                _ => {}
            }
        }
        head
    }
}

/// Joins the chunks of a body; `None` if it is not chunked. A truncated body gives the bytes that
/// are there.
fn dechunk(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let Some(end) = memchr::memchr(b'\n', &rest[..rest.len().min(1024)]) else {
            return (!out.is_empty()).then_some(out);
        };
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        // A chunk starts with a line that is only a number; a body that is not chunked does not.
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
fn decode(mut bytes: Vec<u8>, encodings: &str, limit: usize) -> Result<Inflated, Error> {
    let mut damage = None;
    for encoding in encodings.rsplit(',').map(str::trim).take(MAX_ENCODINGS) {
        let size = bytes.len().saturating_mul(USUAL_RATIO);
        let decoded = match encoding {
            "gzip" | "x-gzip" if bytes.starts_with(&GZIP_MAGIC) => Ok(gunzip(&bytes, limit)),
            "deflate" if is_markup(&bytes) => continue,
            "deflate" => Ok(inflate_body(&bytes, limit)),
            "zstd" if bytes.starts_with(&ZSTD_MAGIC) => {
                zstd::stream::read::Decoder::new(&bytes[..])
                    .and_then(|d| read_to_limit(d, size, limit))
                    .map(|read| read.map(Inflated::from))
            }
            // Brotli has no magic number. A body that starts with an angle bracket is decoded
            // already.
            "br" if !is_markup(&bytes) => read_to_limit(brotli_reader(&bytes), size, limit)
                .map(|read| read.map(Inflated::from)),
            _ => continue,
        };
        let undone = decoded.map_err(|e| Error::new(ErrorKind::BadCompression).because(e))??;
        bytes = undone.bytes;
        damage = worse_damage(damage, undone.damage);
    }
    if bytes.len() > limit {
        return Err(Error::new(ErrorKind::TooLarge { limit }));
    }
    Ok(Inflated { bytes, damage })
}

fn brotli_reader(bytes: &[u8]) -> impl Read {
    brotli::Decompressor::new(bytes, 1 << 16)
}

fn is_markup(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{ParsedResponse, parse_response};

    const PAGE: &[u8] = b"<p>Rain all day, said the mayor.";

    fn response(headers: &str, body: &[u8]) -> Vec<u8> {
        [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", headers.as_bytes(), b"\r\n", body]
            .concat()
    }

    #[track_caller]
    fn check(headers: &str, body: &[u8]) {
        match parse_response(&response(headers, body), 1_000) {
            Ok(ParsedResponse::Page(page)) => assert_eq!(
                String::from_utf8_lossy(&page.bytes),
                String::from_utf8_lossy(PAGE),
                "{headers}"
            ),
            Ok(ParsedResponse::Filtered(why)) => panic!("{headers}: {why}"),
            Err(e) => panic!("{headers}: {}", e.with_cause()),
        }
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).expect("memory takes it");
        out.finish().expect("memory takes it")
    }

    #[test]
    fn encodings_are_undone_only_if_the_body_has_them() {
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
    fn chunks_are_joined_only_if_there_are_any() {
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
    fn a_compression_bomb_is_refused() {
        let bomb = gzip(&vec![b' '; 10_000_000]);
        assert!(parse_response(&response("Content-Encoding: gzip\r\n", &bomb), 1_000).is_err());
    }

    #[test]
    fn other_responses_are_filtered_with_a_reason() {
        let reason = |block: &[u8]| match parse_response(block, 1_000) {
            Ok(ParsedResponse::Filtered(why)) => why,
            _ => String::new(),
        };
        assert_eq!(
            reason(b"HTTP/1.1 200 OK\r\nContent-Type: image/png; x=y\r\n\r\n"),
            "not HTML: image/png"
        );
        assert_eq!(reason(b"HTTP/1.1 404 Not Found\r\n\r\n"), "HTTP status 404");
        assert!(parse_response(b"SSH-2.0\r\n\r\n", 1_000).is_err());
    }
}
