//! Reads the body of a response within its limits, and refuses bodies that are not pages.

use std::time::Duration;

use reqwest::Response;
use tokio::time::{Instant, timeout_at};

use super::error::{display_url, transfer_error};
use crate::decode::foreign_format;
use crate::error::{Error, ErrorKind};

/// The first bytes of a file that identify its format.
const MAGIC_BYTES: usize = 16;
/// The content codings of HTTP. The client undoes one; a header that still names one means that the
/// body was encoded twice or that the client does not know the coding.
const CODINGS: [&str; 6] = ["gzip", "x-gzip", "br", "zstd", "deflate", "compress"];

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
) -> Result<Vec<u8>, Error> {
    let url = response.url().clone();
    let fail = |kind| Error::new(kind).on(display_url(&url));
    let coding = response
        .headers()
        .get(reqwest::header::CONTENT_ENCODING)
        .map(|v| v.as_bytes().to_ascii_lowercase());
    if coding.is_some_and(|c| {
        CODINGS.iter().any(|known| memchr::memmem::find(&c, known.as_bytes()).is_some())
    }) {
        return Err(fail(ErrorKind::BadCompression));
    }
    // The library reports a length only for a body without content encoding, so it is the real
    // size.
    if response.content_length().is_some_and(|length| length > limits.bytes as u64) {
        return Err(fail(ErrorKind::TooLarge { limit: limits.bytes }));
    }
    let mut bytes = Vec::new();
    while let Some(piece) = next_piece(&mut response, limits).await? {
        if bytes.len() + piece.len() > limits.bytes {
            return Err(fail(ErrorKind::TooLarge { limit: limits.bytes }));
        }
        let was_checked = bytes.len() >= MAGIC_BYTES || expected == ExpectedBody::File;
        bytes.extend_from_slice(&piece);
        if let (false, true, Some(found)) =
            (was_checked, bytes.len() >= MAGIC_BYTES, foreign_format(&bytes))
        {
            return Err(fail(ErrorKind::NotHtml { found }));
        }
    }
    match foreign_format(&bytes) {
        Some(found) if expected == ExpectedBody::Page => Err(fail(ErrorKind::NotHtml { found })),
        _ => Ok(bytes),
    }
}

/// Reads the body up to the limit and ignores the rest.
pub(super) async fn read_body_start(
    mut response: Response,
    limits: &BodyLimits,
) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while let Some(piece) = next_piece(&mut response, limits).await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() >= limits.bytes {
            bytes.truncate(limits.bytes);
            break;
        }
    }
    Ok(bytes)
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
    use super::foreign_content_type;

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
