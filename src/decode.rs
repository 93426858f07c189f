//! Decodes bytes to text; the encoding is chosen in the order of the WHATWG standard.
//!
//! The order is: a byte order mark, zero bytes that show UTF-16, the HTTP header, the page's own
//! `<meta>`, UTF-8 if the bytes are valid, and last a guess. The guess comes last because it alone
//! decodes UTF-8 with a few bad bytes wrongly.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Error, ErrorKind};
use crate::options::Options;
use crate::page::Page;
use crate::text::repair_mojibake;

/// Bytes at the start of a page in which `<meta charset>` is searched. The standard says 1024, but
/// real pages put scripts and comments first; browsers then reload the page, which we cannot do.
const PRESCAN_BYTES: usize = 4096;
/// Bytes from the first non-ASCII byte on that the guess reads; more do not improve it and cost 20
/// ns each.
const GUESS_BYTES: usize = 16 << 10;
/// Bytes searched for the zero bytes of UTF-16.
const ZERO_WINDOW: usize = 1024;

/// A decoded page, and how its encoding was found.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) encoding: &'static Encoding,
    pub(crate) known_by: KnownBy,
    /// Replacement characters: bytes that mean nothing in the encoding.
    pub(crate) lost: usize,
    /// Characters repaired because they had been encoded twice.
    pub(crate) repaired: usize,
}

/// The evidence that decided the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum KnownBy {
    /// A byte order mark.
    Bom,
    /// Zero bytes at every second position: UTF-16 without a mark.
    ZeroBytes,
    /// The header `Content-Type`.
    Header,
    /// A `<meta>` in the first bytes.
    Meta,
    /// All bytes are valid UTF-8.
    Valid,
    /// A guess from the frequency of bytes.
    #[default]
    Guess,
    /// The caller gave a parsed tree.
    Caller,
}

impl KnownBy {
    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bom => "bom",
            Self::ZeroBytes => "zero bytes",
            Self::Header => "header",
            Self::Meta => "meta",
            Self::Valid => "valid utf-8",
            Self::Guess => "guess",
            Self::Caller => "caller",
        }
    }
}

/// Decodes a page.
pub(crate) fn decode<'a>(page: &'a Page, options: &Options) -> Result<Decoded<'a>, Error> {
    let bytes = page.bytes.as_slice();
    if bytes.len() > options.max_page_bytes {
        return Err(
            Error::new(ErrorKind::TooLarge { limit: options.max_page_bytes }).on(page.name())
        );
    }
    if let Some(found) = foreign_format(bytes) {
        return Err(Error::new(ErrorKind::NotHtml { found }).on(page.name()));
    }
    let (encoding, known_by) = choose_encoding(page, bytes);
    let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
    let lost = if had_errors { text.matches('\u{fffd}').count() } else { 0 };
    let (text, repaired) = match repair_mojibake(&text) {
        Some((text, repaired)) => (Cow::Owned(text), repaired),
        None => (text, 0),
    };
    Ok(Decoded { text, encoding, known_by, lost, repaired })
}

/// The name of a format that is certainly not HTML, by its first bytes.
pub(crate) fn foreign_format(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 16] = [
        (b"%PDF-", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF87a", "a GIF image"),
        (b"GIF89a", "a GIF image"),
        (b"PK\x03\x04", "a ZIP archive (or an office document)"),
        (b"PK\x05\x06", "a ZIP archive"),
        (b"\x1f\x8b", "gzip data"),
        (b"\x28\xb5\x2f\xfd", "zstd data"),
        (b"BZh", "bzip2 data"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"\x7fELF", "a program"),
        (b"OggS", "Ogg media"),
        (b"ID3", "an MP3 file"),
        (b"\x1aE\xdf\xa3", "a video"),
        (b"{\\rtf", "an RTF document"),
    ];
    let media = bytes.get(4..8) == Some(b"ftyp")
        || bytes.starts_with(b"RIFF") && bytes.get(8..12).is_some();
    MAGIC
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, name)| *name)
        .or(media.then_some("a media file"))
}

fn choose_encoding(page: &Page, bytes: &[u8]) -> (&'static Encoding, KnownBy) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding, KnownBy::Bom);
    }
    if let Some(encoding) = utf16_by_zeros(bytes) {
        return (encoding, KnownBy::ZeroBytes);
    }
    if let Some(encoding) = page.headers.content_type.as_deref().and_then(header_charset) {
        return (encoding, KnownBy::Header);
    }
    let is_utf8 = Encoding::utf8_valid_up_to(bytes) == bytes.len();
    if let Some(encoding) = prescan_meta(&bytes[..bytes.len().min(PRESCAN_BYTES)]) {
        // A page that was saved again as UTF-8 keeps its old `<meta>`. Non-ASCII bytes that are
        // valid UTF-8 are UTF-8: that does not happen by chance.
        let is_resaved_as_utf8 = is_utf8
            && encoding != UTF_8
            && encoding.is_ascii_compatible()
            && !bytes.is_ascii()
            && encoding.name() != "ISO-2022-JP";
        return if is_resaved_as_utf8 {
            (UTF_8, KnownBy::Valid)
        } else {
            (encoding, KnownBy::Meta)
        };
    }
    if is_utf8 {
        return (UTF_8, KnownBy::Valid);
    }
    (guess_encoding(page, bytes), KnownBy::Guess)
}

/// UTF-16 without a byte order mark: in text that is mostly markup, every second byte is zero.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let window = &bytes[..bytes.len().min(ZERO_WINDOW) & !1];
    if window.len() < 8 {
        return None;
    }
    let zeros = |offset: usize| window.iter().skip(offset).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), window.len() / 2);
    match (even * 10 > half * 6, odd * 10 > half * 6) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

fn header_charset(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let value = lower.split_once("charset=")?.1;
    let label =
        value.trim_start_matches(['"', '\'', ' ']).split(['"', '\'', ';', ' ', ',']).next()?;
    Encoding::for_label(label.as_bytes())
}

/// The charset of the first `<meta>` that states one.
fn prescan_meta(head: &[u8]) -> Option<&'static Encoding> {
    let mut rest = head;
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(b"!--") {
            rest = memchr::memmem::find(after, b"-->").map_or(&[][..], |end| &after[end..]);
        } else if rest.len() > 5
            && rest[..4].eq_ignore_ascii_case(b"meta")
            && !rest[4].is_ascii_alphanumeric()
        {
            let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
            if let Some(encoding) = meta_charset(&rest[4..end]) {
                return Some(encoding);
            }
            rest = &rest[end..];
        }
    }
    None
}

/// `charset=` inside a `<meta>`, whether as its own attribute or inside `content`.
fn meta_charset(tag: &[u8]) -> Option<&'static Encoding> {
    let lower = tag.to_ascii_lowercase();
    let at = memchr::memmem::find(&lower, b"charset")?;
    let value = lower[at + 7..].trim_ascii_start().strip_prefix(b"=")?;
    let is_label = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.');
    let start = value.iter().position(is_label)?;
    let end = value[start..].iter().position(|b| !is_label(b)).map_or(value.len(), |n| start + n);
    let encoding = Encoding::for_label(&value[start..end])?;
    // The `<meta>` was readable as ASCII, so the page is not UTF-16, whatever the `<meta>` says.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

fn guess_encoding(page: &Page, bytes: &[u8]) -> &'static Encoding {
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let window = &bytes[first..bytes.len().min(first + GUESS_BYTES)];
    let mostly_utf8 = String::from_utf8_lossy(window);
    let broken = mostly_utf8.matches('\u{fffd}').count();
    let whole = mostly_utf8.chars().filter(|&c| c > '\u{7f}' && c != '\u{fffd}').count();
    if whole > broken * 10 {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(window, true);
    let tld = page
        .url
        .as_ref()
        .and_then(|u| u.host_str())
        .and_then(|h| h.rsplit('.').next())
        .map(str::as_bytes);
    detector
        .guess(tld.filter(|t| t.iter().all(u8::is_ascii_lowercase)), chardetng::Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], content_type: Option<&str>, encoding: &str, known_by: KnownBy) {
        let mut page = Page::from_bytes(bytes.to_vec());
        page.headers.content_type = content_type.map(str::to_owned);
        let decoded = decode(&page, &Options::default()).expect("decodes");
        assert_eq!(
            (decoded.encoding.name(), decoded.known_by),
            (encoding, known_by),
            "{content_type:?}"
        );
    }

    #[test]
    fn the_first_source_that_states_an_encoding_decides() {
        check(b"\xef\xbb\xbf<p>x", Some("text/html; charset=koi8-r"), "UTF-8", KnownBy::Bom);
        check(
            b"<meta charset=koi8-r><p>\xd4",
            Some("text/html; charset=windows-1251"),
            "windows-1251",
            KnownBy::Header,
        );
        check(
            b"<!-- <meta charset=utf-8> --><meta http-equiv=content-type content='text/html; \
              charset=gb2312'>\xd6\xd0",
            None,
            "GBK",
            KnownBy::Meta,
        );
        check("<meta charset=iso-8859-1><p>für".as_bytes(), None, "UTF-8", KnownBy::Valid);
        check("<p>für".as_bytes(), None, "UTF-8", KnownBy::Valid);
        check(b"<p>f\xfcr die K\xfcche und das Geb\xe4ck", None, "windows-1252", KnownBy::Guess);
    }

    #[test]
    fn utf16_without_a_mark_is_detected_by_its_zero_bytes() {
        let le: Vec<u8> = "<html><p>Ж</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&le, Some("text/html; charset=utf-8"), "UTF-16LE", KnownBy::ZeroBytes);
        let be: Vec<u8> = "<html><p>Ж</p>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&be, None, "UTF-16BE", KnownBy::ZeroBytes);
    }

    #[test]
    fn a_pdf_is_refused() {
        let error = decode(&Page::from_bytes(b"%PDF-1.7 ...".to_vec()), &Options::default())
            .expect_err("refused");
        assert_eq!(error.to_string(), "page: this is a PDF document, not an HTML page");
    }
}
