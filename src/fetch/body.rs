//! Reads the body of a response within its limits, and refuses bodies that are not pages.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use tokio::time::{Instant, timeout_at};

use super::error::{display_url, transfer_error};
use crate::decode::foreign_format;
use crate::error::{Error, ErrorKind};
use crate::inflate::{Inflated, gunzip, inflate_body, worse_damage};

/// The first bytes of a file that identify its format.
const MAGIC_BYTES: usize = 16;
/// The most content codings of one body that are undone; no server uses more.
const MAX_CODINGS: usize = 4;

/// The size of the decompressed start of a body relative to its limit, above which it is refused.
const MAX_START_GROWTH: usize = 64;

/// A content coding that is undone here. The client undoes Brotli and zstd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
}

/// The body that a response must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExpectedBody {
    /// A file that can be HTML.
    Page,
    /// Any file.
    File,
}

impl ExpectedBody {
    /// The word in the keys of the cache. It must not change, or entries are no longer found.
    pub(super) fn cache_prefix(self) -> &'static str {
        match self {
            Self::Page => "Page",
            Self::File => "File",
        }
    }
}

/// How many bytes of a body are read, and for how long.
pub(super) struct BodyLimits {
    pub(super) bytes: usize,
    /// The longest time without a new piece.
    pub(super) idle: Duration,
    pub(super) deadline: Instant,
}

/// Reads the body piece by piece, so that a body over the limit never fills the memory, whatever
/// its compressed size.
pub(super) async fn read_body(
    mut response: Response,
    expected: ExpectedBody,
    limits: &BodyLimits,
) -> Result<Inflated, Error> {
    let url = response.url().clone();
    let fail = |kind| Error::new(kind).on(display_url(&url));
    let codings = remaining_codings(&content_encoding(response.headers()))
        .ok_or_else(|| fail(ErrorKind::BadCompression))?;
    // Compression never makes a body larger by more than a few bytes, so a compressed form over the
    // limit has a body over the limit.
    if response.content_length().is_some_and(|length| length > limits.bytes as u64) {
        return Err(fail(ErrorKind::TooLarge { limit: limits.bytes }));
    }
    let mut bytes = Vec::new();
    while let Some(piece) = next_piece(&mut response, limits).await? {
        if bytes.len() + piece.len() > limits.bytes {
            return Err(fail(ErrorKind::TooLarge { limit: limits.bytes }));
        }
        let was_checked =
            bytes.len() >= MAGIC_BYTES || expected == ExpectedBody::File || !codings.is_empty();
        bytes.extend_from_slice(&piece);
        if let (false, true, Some(found)) =
            (was_checked, bytes.len() >= MAGIC_BYTES, foreign_format(&bytes))
        {
            return Err(fail(ErrorKind::NotHtml { found }));
        }
    }
    let body = undo_codings(bytes, &codings, limits.bytes).map_err(|e| e.on(display_url(&url)))?;
    match foreign_format(&body.bytes) {
        Some(found) if expected == ExpectedBody::Page => Err(fail(ErrorKind::NotHtml { found })),
        _ => Ok(body),
    }
}

/// The content codings that the client left, the last one first. `None` if there is one that
/// neither the client nor this module knows.
fn remaining_codings(header: &str) -> Option<Vec<Coding>> {
    /// Codings that change the body and that cannot be undone here.
    const OTHER: [&str; 5] = ["br", "zstd", "compress", "x-compress", "dcb"];
    let mut codings = Vec::new();
    for name in header.rsplit(',').map(|name| name.trim().to_ascii_lowercase()) {
        match name.as_str() {
            "gzip" | "x-gzip" => codings.push(Coding::Gzip),
            "deflate" => codings.push(Coding::Deflate),
            other if OTHER.contains(&other) => return None,
            // `identity`, and the encodings of text that some servers write here.
            _ => {}
        }
    }
    (codings.len() <= MAX_CODINGS).then_some(codings)
}

/// Undoes content codings, in this order.
fn undo_codings(bytes: Vec<u8>, codings: &[Coding], limit: usize) -> Result<Inflated, Error> {
    let mut body = Inflated::from(bytes);
    for coding in codings {
        let undone = match coding {
            Coding::Gzip => gunzip(&body.bytes, limit),
            Coding::Deflate => inflate_body(&body.bytes, limit),
        }?;
        body = Inflated { damage: worse_damage(body.damage, undone.damage), ..undone };
    }
    Ok(body)
}

/// The value of all headers `Content-Encoding` of a response, joined as HTTP reads them.
fn content_encoding(headers: &HeaderMap) -> String {
    let values: Vec<_> =
        headers.get_all(CONTENT_ENCODING).iter().map(|value| value.as_bytes()).collect();
    String::from_utf8_lossy(&values.join(&b", "[..])).into_owned()
}

/// Reads the body up to the limit and ignores the rest.
pub(super) async fn read_body_start(
    mut response: Response,
    limits: &BodyLimits,
) -> Result<Vec<u8>, Error> {
    let codings = remaining_codings(&content_encoding(response.headers())).unwrap_or_default();
    let mut bytes = Vec::new();
    while let Some(piece) = next_piece(&mut response, limits).await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() >= limits.bytes {
            bytes.truncate(limits.bytes);
            break;
        }
    }
    if codings.is_empty() {
        return Ok(bytes);
    }
    // The start may be cut anywhere, and it may grow to more than the limit.
    let grown = limits.bytes.saturating_mul(MAX_START_GROWTH);
    let mut start = undo_codings(bytes, &codings, grown)?.bytes;
    start.truncate(limits.bytes);
    Ok(start)
}

async fn next_piece(
    response: &mut Response,
    limits: &BodyLimits,
) -> Result<Option<impl AsRef<[u8]> + std::ops::Deref<Target = [u8]> + use<>>, Error> {
    let url = response.url().clone();
    let limit = limits.deadline.min(Instant::now() + limits.idle);
    let timed_out = |e| Error::new(ErrorKind::Timeout).on(display_url(&url)).because(e);
    timeout_at(limit, response.chunk())
        .await
        .map_err(timed_out)?
        .map_err(|e| transfer_error(e, &url))
}

/// The format that a `Content-Type` states, if it is clearly not HTML. `None` for HTML, XML, text
/// and anything unclear: servers send pages as `text/plain` and `application/octet-stream`.
pub(super) fn foreign_content_type(content_type: &str) -> Option<&'static str> {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/pdf" => Some("a PDF"),
        "application/zip" | "application/x-zip-compressed" => Some("a ZIP archive"),
        "application/json" => Some("JSON"),
        // SVG is XML and could hold a page, but no news page is sent as one.
        _ => match essence.split('/').next() {
            Some("image") => Some("an image"),
            Some("video") => Some("a video"),
            Some("audio") => Some("audio"),
            Some("font") => Some("a font"),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};

    use super::{Coding, content_encoding, foreign_content_type, remaining_codings, undo_codings};
    use crate::page::BodyDamage;

    #[test]
    fn the_last_coding_is_undone_first() {
        use Coding::{Deflate, Gzip};
        for (header, codings) in [
            ("", Some(vec![])),
            ("identity", Some(vec![])),
            ("X-GZip", Some(vec![Gzip])),
            ("deflate, gzip", Some(vec![Gzip, Deflate])),
            ("gzip, br", None),
            ("compress", None),
            ("gzip,gzip,gzip,gzip,gzip", None),
        ] {
            assert_eq!(remaining_codings(header), codings, "{header}");
        }
    }

    #[test]
    fn all_headers_with_codings_count() {
        let mut headers = HeaderMap::new();
        assert_eq!(content_encoding(&headers), "");
        headers.append(CONTENT_ENCODING, HeaderValue::from_static("deflate"));
        headers.append(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(content_encoding(&headers), "deflate, gzip");
    }

    #[test]
    fn missing_bytes_matter_more_than_added_ones() {
        use std::io::Write;
        let gzip = |bytes: &[u8]| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
            encoder.write_all(bytes).expect("memory takes it");
            encoder.finish().expect("memory takes it")
        };
        let story = gzip("It rained all day in the valley. ".repeat(40).as_bytes());
        let mut body = gzip(&story[..story.len() - 9]);
        body.extend_from_slice(b"junk");
        let undone = undo_codings(body, &[Coding::Gzip, Coding::Gzip], 1 << 20).expect("a body");
        assert!(matches!(undone.damage, Some(BodyDamage::Incomplete { .. })), "{undone:?}");
    }

    fn check(content_type: &str, expected: Option<&str>) {
        assert_eq!(foreign_content_type(content_type), expected, "{content_type}");
    }

    #[test]
    fn only_types_that_are_clearly_not_html_are_refused() {
        check("text/html; charset=windows-1252", None);
        check("application/xhtml+xml", None);
        check("application/octet-stream", None);
        check("", None);
        check("Application/PDF; qs=0.001", Some("a PDF"));
        check("image/webp", Some("an image"));
    }
}
