//! Decodes bytes to text; the encoding is chosen in the order of the WHATWG standard.
//!
//! The order is: a byte order mark, zero bytes that show UTF-16, escape sequences that show
//! ISO-2022-JP, the HTTP header, the page's own `<meta>`, UTF-8 if the bytes are valid, and last a
//! guess. The guess comes last because it alone decodes UTF-8 with a few bad bytes wrongly. A
//! declaration of UTF-8 does not count if most bytes above ASCII contradict it.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

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
const ZERO_WINDOW: usize = 4096;
/// The share of ASCII characters, one in so many, that UTF-16 has at least: its tags and spaces.
const ASCII_ONE_IN: usize = 20;
/// The fewest bytes that are invalid UTF-8 for a declaration to count as wrong. A page that is cut
/// inside a character has one.
const MIN_BROKEN: usize = 3;

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
    /// Escape sequences of ISO-2022-JP.
    Escapes,
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
            Self::Escapes => "escape sequences",
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
    if is_iso_2022_jp(bytes) {
        return (ISO_2022_JP, KnownBy::Escapes);
    }
    let stated = page.headers.content_type.as_deref().and_then(header_charset);
    if let Some(encoding) = stated.filter(|&stated| stated != UTF_8) {
        return (encoding, KnownBy::Header);
    }
    let is_utf8 = Encoding::utf8_valid_up_to(bytes) == bytes.len();
    if stated.is_some() {
        return if is_utf8 || is_mostly_utf8(bytes) {
            (UTF_8, KnownBy::Header)
        } else {
            (guess_encoding(page, bytes), KnownBy::Guess)
        };
    }
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
        } else if encoding == UTF_8 && !is_utf8 && !is_mostly_utf8(bytes) {
            (guess_encoding(page, bytes), KnownBy::Guess)
        } else {
            (encoding, KnownBy::Meta)
        };
    }
    if is_utf8 {
        return (UTF_8, KnownBy::Valid);
    }
    (guess_encoding(page, bytes), KnownBy::Guess)
}

/// Whether bytes that were declared as UTF-8 are not something else: at least a third of the
/// characters above ASCII are valid, or hardly any is not.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (whole, broken) = utf8_characters(guess_window(bytes));
    broken < MIN_BROKEN || broken <= whole * 2
}

/// The characters above ASCII in bytes read as UTF-8, and the invalid ones.
fn utf8_characters(window: &[u8]) -> (usize, usize) {
    let text = String::from_utf8_lossy(window);
    let broken = text.matches('\u{fffd}').count();
    (text.chars().filter(|&c| c > '\u{7f}' && c != '\u{fffd}').count(), broken)
}

/// The bytes by which an encoding is guessed: from the first one that is not ASCII.
fn guess_window(bytes: &[u8]) -> &[u8] {
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    &bytes[first..bytes.len().min(first + GUESS_BYTES)]
}

/// Whether the first escape sequence selects the Japanese characters of ISO-2022-JP and pairs of
/// printable bytes follow. No other text on the web has such a sequence.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    let Some(at) = memchr::memchr(0x1b, bytes) else { return false };
    let Some(after) = [b"$B", b"$@"].iter().find_map(|set| bytes[at + 1..].strip_prefix(*set))
    else {
        return false;
    };
    let end = memchr::memchr2(0x1b, b'\n', after).unwrap_or(after.len() & !1);
    end > 0 && end.is_multiple_of(2) && after[..end].iter().all(|b| matches!(b, 0x21..=0x7e))
}

/// UTF-16 without a byte order mark: tags and spaces have a zero in every second byte, whatever the
/// script of the text, and other encodings have none.
pub(crate) fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let window = &bytes[..bytes.len().min(ZERO_WINDOW) & !1];
    // Nearly all pages have no zero, and searching for one is cheap.
    if window.len() < 8 || memchr::memchr(0, window).is_none() {
        return None;
    }
    let zeros = |offset: usize| window.iter().skip(offset).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), window.len() / 2);
    // Some characters have a zero in the other byte, such as U+4E00; only a tag is certain.
    let units = || window.chunks_exact(2).zip(window[2..].chunks_exact(2));
    let is_name = |b: u8| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!');
    let has_tag_le = units().any(|(one, two)| one == [b'<', 0] && two[1] == 0 && is_name(two[0]));
    let has_tag_be = units().any(|(one, two)| one == [0, b'<'] && two[0] == 0 && is_name(two[1]));
    if has_tag_le != has_tag_be {
        return Some(if has_tag_le { UTF_16LE } else { UTF_16BE });
    }
    let is_one_sided =
        |zeros: usize, others: usize| zeros * ASCII_ONE_IN > half && zeros > others * 4;
    match (is_one_sided(even, odd), is_one_sided(odd, even)) {
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
    let window = guess_window(bytes);
    let (whole, broken) = utf8_characters(window);
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
    fn utf16_is_detected_in_every_script() {
        for text in [
            "川の水位が二メートル上がり、町役場は古い橋を閉鎖したと発表した。".repeat(3),
            "Уровень воды в реке поднялся на два метра. ".repeat(3),
            "ارتفع منسوب النهر في الوادي مترين مساء الاثنين. ".repeat(3),
            "一万一千一百一十一个人过了河。".repeat(3),
        ] {
            let page = format!("<html><head><title>x</title></head><body><p>{text}</p></body>");
            let le: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
            check(&le, None, "UTF-16LE", KnownBy::ZeroBytes);
            let be: Vec<u8> = page.encode_utf16().flat_map(u16::to_be_bytes).collect();
            check(&be, Some("text/html; charset=utf-8"), "UTF-16BE", KnownBy::ZeroBytes);
        }
    }

    #[test]
    fn iso_2022_jp_is_detected_by_its_escapes() {
        let page = b"<title>\x1b$B@n$N?e0L\x1b(B</title><p>\x1b$B@n$N?e0L\x1b(B rose";
        check(page, None, "ISO-2022-JP", KnownBy::Escapes);
        check(page, Some("text/html; charset=utf-8"), "ISO-2022-JP", KnownBy::Escapes);
        for other in ["<p>\x1b[31mred", "<p>\x1b$B", "<p>\x1b$Bab c\x1b(B", "<p>$B1,200"] {
            check(other.as_bytes(), None, "UTF-8", KnownBy::Valid);
        }
    }

    #[test]
    fn a_wrong_declaration_of_utf8_does_not_count() {
        let russian = "Уровень воды в реке поднялся на два метра, и совет закрыл старый мост. ";
        let japanese = "川の水位が二メートル上がり、町役場は古い橋を閉鎖したと発表した。";
        let chinese = "山谷里的河水上涨了两米，镇政府宣布关闭旧桥，居民们正在往高处撤离。";
        for (text, label) in [
            (russian, "windows-1251"),
            (russian, "KOI8-U"),
            (japanese, "Shift_JIS"),
            (japanese, "EUC-JP"),
            (chinese, "GBK"),
        ] {
            let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
            let page = format!("<meta charset=utf-8><p>{}", text.repeat(4));
            let bytes = encoding.encode(&page).0;
            check(&bytes, None, label, KnownBy::Guess);
            check(&bytes, Some("text/html; charset=UTF-8"), label, KnownBy::Guess);
        }
    }

    #[test]
    fn a_few_bad_bytes_do_not_change_the_declared_encoding() {
        let mut page = "<meta charset=utf-8><p>Größe und Maß für Küche".as_bytes().to_vec();
        page.extend_from_slice(b" f\xfcr \xe4 \xf6");
        check(&page, None, "UTF-8", KnownBy::Meta);
        check(b"<meta charset=utf-8><p>Rain\xe2\x80", None, "UTF-8", KnownBy::Meta);
    }

    #[test]
    fn a_pdf_is_refused() {
        let error = decode(&Page::from_bytes(b"%PDF-1.7 ...".to_vec()), &Options::default())
            .expect_err("refused");
        assert_eq!(error.to_string(), "page: this is a PDF document, not an HTML page");
    }
}
