//! The body of an answer: whether it can be a page, and its bytes within the limit.

use reqwest::Response;

use super::error;
use crate::error::{Error, ErrorKind};

/// Reads the body piece by piece, so that neither a long answer nor a small one that unpacks to a long one fills the memory.
pub(super) async fn read(mut response: Response, limit: usize) -> Result<Vec<u8>, Error> {
    let url = response.url().clone();
    let too_large = || Error::new(ErrorKind::TooLarge { limit }).on(error::name(&url));
    // Only stated for a body without content encoding, so it is the size that counts.
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|e| error::of_transfer(e, &url))? {
        if bytes.len() + piece.len() > limit {
            return Err(too_large());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
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
