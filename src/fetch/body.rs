//! The body of an answer: whether it can be a page, and its bytes within the limit.

use std::time::Duration;

use reqwest::Response;
use tokio::time::{Instant, timeout_at};

use super::error;
use super::fetcher::Wants;
use crate::decode::foreign_format;
use crate::error::{Error, ErrorKind};

/// First bytes that tell a format.
const MAGIC_BYTES: usize = 16;
/// Content codings that we undo; one that is still named was applied twice or is none of them.
const CODINGS: [&str; 6] = ["gzip", "x-gzip", "br", "zstd", "deflate", "compress"];

/// How much of a body is read, and how long.
pub(super) struct Limits {
    pub(super) bytes: usize,
    /// The longest silence.
    pub(super) idle: Duration,
    pub(super) deadline: Instant,
}

/// Reads the body piece by piece, so that neither a long answer nor a small one that unpacks to a long one fills the memory.
pub(super) async fn read(
    mut response: Response,
    wants: Wants,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let url = response.url().clone();
    let fail = |kind| Error::new(kind).on(error::name(&url));
    let coding = response
        .headers()
        .get(reqwest::header::CONTENT_ENCODING)
        .map(|v| v.as_bytes().to_ascii_lowercase());
    if coding.is_some_and(|c| {
        CODINGS.iter().any(|known| memchr::memmem::find(&c, known.as_bytes()).is_some())
    }) {
        return Err(fail(ErrorKind::BadCompression));
    }
    // Only stated for a body without content encoding, so it is the size that counts.
    if response.content_length().is_some_and(|length| length > limits.bytes as u64) {
        return Err(fail(ErrorKind::TooLarge { limit: limits.bytes }));
    }
    let mut bytes = Vec::new();
    while let Some(piece) = piece(&mut response, limits).await? {
        if bytes.len() + piece.len() > limits.bytes {
            return Err(fail(ErrorKind::TooLarge { limit: limits.bytes }));
        }
        let knew = bytes.len() >= MAGIC_BYTES || wants == Wants::File;
        bytes.extend_from_slice(&piece);
        if let (false, true, Some(found)) =
            (knew, bytes.len() >= MAGIC_BYTES, foreign_format(&bytes))
        {
            return Err(fail(ErrorKind::NotHtml { found }));
        }
    }
    match foreign_format(&bytes) {
        Some(found) if wants == Wants::Page => Err(fail(ErrorKind::NotHtml { found })),
        _ => Ok(bytes),
    }
}

/// Reads the body up to the limit and leaves the rest.
pub(super) async fn read_start(mut response: Response, limits: &Limits) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while let Some(piece) = piece(&mut response, limits).await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() >= limits.bytes {
            bytes.truncate(limits.bytes);
            break;
        }
    }
    Ok(bytes)
}

async fn piece(
    response: &mut Response,
    limits: &Limits,
) -> Result<Option<impl AsRef<[u8]> + std::ops::Deref<Target = [u8]> + use<>>, Error> {
    let url = response.url().clone();
    let limit = limits.deadline.min(Instant::now() + limits.idle);
    let late = |e| Error::new(ErrorKind::Timeout).on(error::name(&url)).because(e);
    timeout_at(limit, response.chunk())
        .await
        .map_err(late)?
        .map_err(|e| error::of_transfer(e, &url))
}

/// What a `Content-Type` says the body is, when that is clearly no page. `None` for HTML, XML, text and anything unclear:
/// servers send pages as `text/plain` and `application/octet-stream`.
pub(super) fn not_html(content_type: &str) -> Option<&'static str> {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/pdf" => Some("a PDF"),
        "application/zip" | "application/x-zip-compressed" => Some("a ZIP archive"),
        "application/json" => Some("JSON"),
        // An SVG image is XML and may be a page's shell; no news page comes as one, so it counts with the images.
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
    use super::not_html;

    fn check(content_type: &str, expected: Option<&str>) {
        assert_eq!(not_html(content_type), expected, "{content_type}");
    }

    #[test]
    fn only_what_is_clearly_no_page_is_refused() {
        check("text/html; charset=windows-1252", None);
        check("application/xhtml+xml", None);
        check("application/octet-stream", None);
        check("", None);
        check("Application/PDF; qs=0.001", Some("a PDF"));
        check("image/webp", Some("an image"));
    }
}
