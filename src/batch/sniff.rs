//! Tells from the first bytes of a file whether it is a page, a table, an archive or neither.

use super::arrow_ipc::FILE_MAGIC;
use super::input_type::InputType;

/// Bytes in which a page has its first tag. Real pages have it in the first line.
const TAG_WITHIN: usize = 64 << 10;
/// The share of control characters, one in so many bytes, above which bytes are not text: random
/// bytes have one in ten, and text has next to none.
const CONTROLS_ONE_IN: usize = 50;
/// Bytes of a text by which code is recognised.
const CODE_BYTES: usize = 4096;
/// The share of brackets, semicolons and equals signs in a program, one in so many bytes. Prose has
/// one in a thousand, and minified programs one in eight.
const MARKS_ONE_IN: usize = 40;
/// The longest selector before the first rule of a style sheet.
const MAX_SELECTOR: usize = 2000;
/// The longest name of a column that makes a line the header of a table.
const MAX_COLUMN_NAME: usize = 64;

/// The formats that a person may take for a page, as [`ErrorKind::NotHtml`] names them.
///
/// [`ErrorKind::NotHtml`]: crate::ErrorKind::NotHtml
pub mod found {
    /// RSS or Atom.
    pub const FEED: &str = "a feed";
    /// A sitemap or an index of sitemaps.
    pub const SITEMAP: &str = "a sitemap";
    /// An array, or an object over several lines.
    pub const JSON: &str = "a JSON document";
    /// An SVG image.
    pub const SVG: &str = "an SVG image";
    /// A program of a page.
    pub const SCRIPT: &str = "JavaScript";
    /// The rules of a page's look.
    pub const STYLE: &str = "a style sheet";
    /// Bytes that are not text.
    pub const BINARY: &str = "binary data";
    /// Text in which no tag begins.
    pub const PLAIN_TEXT: &str = "text without any tag";
}

/// The elements with which a page without a declaration may begin.
const FIRST_ELEMENTS: [&str; 24] = [
    "a", "article", "base", "body", "br", "center", "div", "font", "h1", "h2", "head", "header",
    "html", "link", "main", "meta", "nav", "p", "script", "section", "span", "style", "table",
    "title",
];

/// The type that the first bytes tell; a page by default.
pub(crate) fn type_by_content(start: &[u8]) -> InputType {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    match text.first() {
        Some(b'{') if is_json_row(text) => InputType::Jsonl,
        _ if text.starts_with(b"WARC/") => InputType::Warc,
        _ if text.starts_with(b"PAR1") => InputType::Parquet,
        _ if text.starts_with(FILE_MAGIC) || is_arrow_stream(text) => InputType::Arrow,
        _ if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") => InputType::Zip,
        _ if is_tar(start) => InputType::Tar,
        _ if is_mhtml(text) => InputType::Mhtml,
        _ if is_list(text) => InputType::Urls,
        _ if is_csv_header(text) => InputType::Csv,
        _ => InputType::Html,
    }
}

/// Whether these bytes certainly start a page or hold pages, whatever the name of the file. It is
/// stricter than [`type_by_content`]: a folder holds many files that nobody means as pages.
pub(crate) fn is_certainly_input(start: &[u8]) -> bool {
    match type_by_content(start) {
        InputType::Html => is_page_start(start),
        // Rows and lists are text that any program may write.
        InputType::Jsonl | InputType::Csv | InputType::Urls => false,
        InputType::Zip | InputType::Tar => false,
        _ => true,
    }
}

/// Whether these bytes begin with the declaration of HTML or with one of its usual elements. Marks
/// of the encoding, comments and a declaration of XML may come first.
#[must_use]
pub fn is_page_start(start: &[u8]) -> bool {
    let text = without_zero_bytes(start);
    let text = after_prolog(&text);
    let lower = text[..text.len().min(40)].to_ascii_lowercase();
    lower.starts_with(b"<!doctype html")
        || tag_name(&lower)
            .is_some_and(|name| FIRST_ELEMENTS.iter().any(|element| element.as_bytes() == name))
}

/// The format of stored bytes that hold no page, if they certainly hold none. The formats that the
/// decoder knows are left to it.
pub(crate) fn not_a_page(bytes: &[u8]) -> Option<&'static str> {
    let start = &bytes[..bytes.len().min(TAG_WITHIN)];
    let text = without_zero_bytes(start);
    let bare = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text).trim_ascii();
    if bare.is_empty() || crate::decode::foreign_format(bytes).is_some() {
        return None;
    }
    let format = feed_or_sitemap(bytes);
    if format.is_some() {
        return format;
    }
    if is_json(bare) {
        return Some(found::JSON);
    }
    if let Some(code) = code_format(bare) {
        return Some(code);
    }
    let is_control = |b: &&u8| matches!(b, 1..=8 | 11 | 14..=26 | 28..=31);
    let is_utf16 = has_utf16_mark(start) || crate::decode::utf16_by_zeros(start).is_some();
    let controls = text.iter().filter(is_control).count();
    if !is_utf16 && controls * CONTROLS_ONE_IN > text.len() {
        return Some(found::BINARY);
    }
    (!has_tag(bare)).then_some(found::PLAIN_TEXT)
}

/// The format of a text that is code of a page. It may hold tags inside its strings.
fn code_format(text: &[u8]) -> Option<&'static str> {
    const SCRIPT_STARTS: [&[u8]; 19] = [
        b"(()=>",
        b"(function",
        b"!function",
        b"\"use strict\"",
        b"$(",
        b"'use strict'",
        b"async ",
        b"class ",
        b"const ",
        b"define(",
        b"export ",
        b"function ",
        b"import ",
        b"jQuery(",
        b"let ",
        b"module.exports",
        b"self.",
        b"var ",
        b"window.",
    ];
    let text = after_comments(text);
    let start = &text[..text.len().min(CODE_BYTES)];
    let lower = start.to_ascii_lowercase();
    let is_page = |tag: &[u8]| memchr::memmem::find(&lower, tag).is_some();
    if text.starts_with(b"<") || [&b"<html"[..], b"<body", b"<!doctype"].into_iter().any(is_page) {
        return None;
    }
    let marks = start.iter().filter(|b| b"{}();=".contains(b)).count();
    let is_script = SCRIPT_STARTS.iter().any(|words| text.starts_with(words));
    if is_script && marks * MARKS_ONE_IN > start.len() {
        return Some(found::SCRIPT);
    }
    is_style(start).then_some(found::STYLE)
}

/// Whether a text begins with a rule of CSS: a selector or an at-rule, then a property.
fn is_style(text: &[u8]) -> bool {
    let Some(open) = memchr::memchr(b'{', text) else { return false };
    let head = &text[..open];
    if head.len() > MAX_SELECTOR || text.contains(&b'<') || head.is_empty() {
        return false;
    }
    let inside = text[open + 1..].trim_ascii_start();
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let name = inside.iter().take_while(|b| is_name(b)).count();
    let after = inside[name..].trim_ascii_start();
    let end = memchr::memchr3(b';', b'}', b'<', after).unwrap_or(after.len());
    let is_property =
        name > 0 && after.starts_with(b":") && matches!(after.get(end), Some(b';' | b'}'));
    is_property || head.starts_with(b"@") && memchr::memchr(b'{', inside).is_some()
}

/// The text after the comments of a program or a style sheet.
fn after_comments(text: &[u8]) -> &[u8] {
    let mut rest = text;
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = if rest.starts_with(b"/*") {
            b"*/"
        } else if rest.starts_with(b"//") {
            b"\n"
        } else {
            return rest;
        };
        match memchr::memmem::find(rest, end) {
            Some(at) => rest = &rest[at + end.len()..],
            None => return rest,
        }
    }
}

/// The format of bytes that are a feed, a sitemap or a picture in XML.
pub(crate) fn feed_or_sitemap(bytes: &[u8]) -> Option<&'static str> {
    let text = without_zero_bytes(&bytes[..bytes.len().min(TAG_WITHIN)]);
    let text = after_prolog(&text);
    let lower = text[..text.len().min(40)].to_ascii_lowercase();
    Some(match tag_name(&lower)? {
        b"rss" | b"feed" | b"rdf:rdf" => found::FEED,
        b"urlset" | b"sitemapindex" => found::SITEMAP,
        b"svg" => found::SVG,
        _ => return None,
    })
}

/// The bytes without zeros, so that the tags of UTF-16 and UTF-32 read as those of ASCII.
fn without_zero_bytes(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().filter(|b| *b != 0).collect()
}

fn has_utf16_mark(start: &[u8]) -> bool {
    start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff")
}

/// The text after byte order mark, white space, comments and processing instructions.
fn after_prolog(text: &[u8]) -> &[u8] {
    let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    let mut rest = marks.iter().find_map(|m| text.strip_prefix(*m)).unwrap_or(text);
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<?xml") {
            b"?>"
        } else {
            return rest;
        };
        match memchr::memmem::find(rest, end) {
            Some(at) => rest = &rest[at + end.len()..],
            None => return rest,
        }
    }
}

/// The name of the tag that begins here; `None` if none does.
fn tag_name(text: &[u8]) -> Option<&[u8]> {
    let rest = text.strip_prefix(b"<")?;
    let rest = rest.strip_prefix(b"/").unwrap_or(rest);
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_');
    let end = rest.iter().position(|b| !is_name(b)).unwrap_or(rest.len());
    let is_whole =
        rest.get(end).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
    (is_whole && rest.first().is_some_and(u8::is_ascii_alphabetic)).then_some(&rest[..end])
}

/// Whether a tag, a comment or a declaration begins in these bytes.
fn has_tag(text: &[u8]) -> bool {
    memchr::memchr_iter(b'<', text).any(|at| {
        let rest = &text[at..];
        rest.starts_with(b"<!--") || rest.starts_with(b"<?xml") || {
            let rest = &rest[..rest.len().min(64)];
            rest[1..].first() == Some(&b'!')
                && rest.len() > 9
                && rest[2..9].is_ascii()
                && rest[2..9].eq_ignore_ascii_case(b"doctype")
                || tag_name(rest).is_some()
        }
    })
}

/// Whether a row of JSON begins here: an object whose first key is on the same line.
fn is_json_row(text: &[u8]) -> bool {
    let line = text.split(|&b| b == b'\n').next().unwrap_or_default();
    let after = line.strip_prefix(b"{").unwrap_or(line).trim_ascii();
    // The first bytes from a pipe may end after the brace; rows are then more likely.
    let is_cut = after.is_empty() && line.len() == text.len();
    after.starts_with(b"\"") || after.starts_with(b"}") || is_cut
}

/// Whether a text is JSON: an object, or an array of objects, lists or texts.
fn is_json(text: &[u8]) -> bool {
    let next = |text: &[u8]| {
        text.get(1..).map(<[u8]>::trim_ascii_start).unwrap_or_default().first().copied()
    };
    match text.first() {
        Some(b'{') => matches!(next(text), Some(b'"' | b'}')),
        Some(b'[') => matches!(next(text), Some(b'{' | b'"' | b']')),
        _ => false,
    }
}

/// Whether these bytes start an Arrow stream: the marker of a message, then its length, which is
/// not negative.
fn is_arrow_stream(start: &[u8]) -> bool {
    start.starts_with(b"\xff\xff\xff\xff") && start.get(7).is_some_and(|b| *b < 0x80)
}

/// Whether the first header of a tar archive is here.
fn is_tar(start: &[u8]) -> bool {
    start.get(257..262) == Some(b"ustar")
}

/// Whether a page saved as MHTML begins here: a MIME message with related parts.
fn is_mhtml(start: &[u8]) -> bool {
    let head = start[..start.len().min(4096)].to_ascii_lowercase();
    let first = head.split(|&b| b == b'\n').next().unwrap_or_default();
    let is_header = [&b"from:"[..], b"mime-version:", b"content-type:", b"subject:", b"date:"]
        .iter()
        .chain(&[&b"snapshot-content-location:"[..], b"x-", b"message-id:"])
        .any(|name| first.starts_with(name));
    is_header
        && memchr::memmem::find(&head, b"content-type:").is_some()
        && (memchr::memmem::find(&head, b"multipart/related").is_some()
            || memchr::memmem::find(&head, b"multipart/alternative").is_some()
            || memchr::memmem::find(&head, b"mime-version:").is_some()
                && memchr::memmem::find(&head, b"text/html").is_some())
}

/// Whether the first line that is not a comment is an address. No page starts like that.
fn is_list(start: &[u8]) -> bool {
    let first = start
        .split(|&b| b == b'\n')
        .map(<[u8]>::trim_ascii)
        .find(|line| !line.is_empty() && !line.starts_with(b"#"));
    first.is_some_and(|line| line.starts_with(b"http://") || line.starts_with(b"https://"))
}

/// Whether the first line names the columns of a table: at least two names without white space at
/// their ends, separated by commas or tabs, or the column `html` alone.
fn is_csv_header(start: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', start) else { return false };
    let line = start[..end].strip_suffix(b"\r").unwrap_or(&start[..end]);
    let tab = memchr::memchr(b'\t', line).is_some();
    let names: Vec<&[u8]> = line.split(|&b| b == if tab { b'\t' } else { b',' }).collect();
    let is_name = |cell: &&[u8]| -> bool {
        let quoted = cell.strip_prefix(b"\"").and_then(|c| c.strip_suffix(b"\""));
        let name = quoted.unwrap_or(cell);
        (1..=MAX_COLUMN_NAME).contains(&name.len())
            && name.trim_ascii().len() == name.len()
            && !name.first().is_some_and(u8::is_ascii_digit)
            && name.iter().all(|b| b.is_ascii_alphanumeric() || b"_-. ".contains(b) || *b >= 0x80)
    };
    let is_first_empty = names.first().is_some_and(|name| name.is_empty());
    names.iter().skip(usize::from(is_first_empty)).all(is_name)
        && (names.len() > 1 || names == [b"html"])
}

#[cfg(test)]
mod tests {
    use super::{found, is_certainly_input, is_page_start, not_a_page, type_by_content};
    use crate::batch::input_type::InputType;

    #[test]
    fn the_first_bytes_tell_the_type() {
        for (start, kind) in [
            ("\u{feff} {\"html\":", InputType::Jsonl),
            ("{", InputType::Jsonl),
            ("{\n  \"html\": 1", InputType::Html),
            ("{{ page }}\n<p>", InputType::Html),
            ("WARC/1.0\r\n", InputType::Warc),
            ("PAR1", InputType::Parquet),
            ("PK\u{3}\u{4}", InputType::Zip),
            ("<p>", InputType::Html),
            ("https://news.example/a\n", InputType::Urls),
            ("# of today\n\nhttp://news.example/a", InputType::Urls),
            ("# a heading\n\nhttp is a protocol", InputType::Html),
            ("id,url,html\n1,", InputType::Csv),
            ("\"id\",\"html\"\r\n", InputType::Csv),
            (",url,content\n0,", InputType::Csv),
            ("url\thtml\n", InputType::Csv),
            ("html\n\"<p>", InputType::Csv),
            ("Hello, world\n<p>", InputType::Html),
            ("Rain\n<p>", InputType::Html),
            ("2024,rain\n<p>", InputType::Html),
            ("", InputType::Html),
            (
                "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;",
                InputType::Mhtml,
            ),
            ("From: a town\n<p>Content-Type: no", InputType::Html),
        ] {
            assert_eq!(type_by_content(start.as_bytes()), kind, "{start}");
        }
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(type_by_content(&tar), InputType::Tar);
    }

    #[test]
    fn bytes_that_hold_no_page_have_a_name() {
        let noise: Vec<u8> = {
            let mut random = fastrand::Rng::with_seed(7);
            (0..100_000).map(|_| random.u8(..)).collect()
        };
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        for (bytes, expected) in [
            (b"<?xml version='1.0'?>\n<!-- x --><rss version=2>".to_vec(), Some(found::FEED)),
            (b"\xef\xbb\xbf<feed xmlns='x'>".to_vec(), Some(found::FEED)),
            (b"<?xml?><?xml-stylesheet x?><rdf:RDF>".to_vec(), Some(found::FEED)),
            (utf16("<?xml version='1.0'?><rss>"), Some(found::FEED)),
            (b"<urlset>".to_vec(), Some(found::SITEMAP)),
            (b"<svg viewBox='0 0 1 1'/>".to_vec(), Some(found::SVG)),
            (b"[\n {\"html\": \"<p>x\"}]".to_vec(), Some(found::JSON)),
            (b"{\n \"html\": \"<p>x\"}".to_vec(), Some(found::JSON)),
            (noise, Some(found::BINARY)),
            (b"/* a */ var a = '<p>'; b(a);".to_vec(), Some(found::SCRIPT)),
            (b"!function(e){e.x='<div>'}(this);".to_vec(), Some(found::SCRIPT)),
            (b"import a from 'b';\nexport default () => a();".to_vec(), Some(found::SCRIPT)),
            (b"@charset \"utf-8\";\nbody { margin: 0 }".to_vec(), Some(found::STYLE)),
            (b"/* x */ .a > b:hover, #c { color: red; }".to_vec(), Some(found::STYLE)),
            (b"@media print{.a{display:none}}".to_vec(), Some(found::STYLE)),
            (b"import duties rose, the mayor said.<p>They did.".to_vec(), None),
            (b"var x = 1;\n<html><body><p>Rain".to_vec(), None),
            (b"The set {a: 1} has one member; <b>more</b>".to_vec(), None),
            (b"Ann <ann@mill.example> wrote: 1 < 2".to_vec(), Some(found::PLAIN_TEXT)),
            ([b"a ".repeat(40_000), b"<p>late".to_vec()].concat(), Some(found::PLAIN_TEXT)),
            (b"  ".to_vec(), None),
            (b"%PDF-1.7".to_vec(), None),
            (b"Rain.<br>More rain.".to_vec(), None),
            (b"{% include head %}<p>x".to_vec(), None),
            (utf16("<p>\u{3010}\u{4e00}\u{3001}\u{3002}\u{3003}"), None),
            (b"<?xml version='1.0'?><!DOCTYPE html><html>".to_vec(), None),
        ] {
            let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
            assert_eq!(not_a_page(&bytes), expected, "{shown}");
        }
    }

    #[test]
    fn only_a_certain_page_is_taken_from_a_folder_under_any_name() {
        for page in ["<!DOCTYPE HTML>", "\n<!-- x -->\n<HTML lang=en>", "<div class=a>", "<p>"] {
            assert!(is_page_start(page.as_bytes()), "{page}");
        }
        for other in ["<?php echo 1 ?>", "<rss>", "<svg>", "<x:y>", "text <p>", "", "<"] {
            assert!(!is_page_start(other.as_bytes()), "{other}");
        }
        assert!(!is_certainly_input(b"{\"name\": \"x\"}"));
        assert!(is_certainly_input(b"WARC/1.0\r\n"));
    }
}
