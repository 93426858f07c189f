//! Plain text from a value: resolves leftover entities, removes tags, squeezes white space.

use std::borrow::Cow;

use crate::text::{printable, squeeze};

/// The entities that systems escape twice.
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("quot", "\""),
    ("apos", "'"),
    ("lt", "<"),
    ("gt", ">"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("hellip", "…"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("auml", "ä"),
    ("ouml", "ö"),
    ("uuml", "ü"),
    ("Auml", "Ä"),
    ("Ouml", "Ö"),
    ("Uuml", "Ü"),
    ("szlig", "ß"),
    ("eacute", "é"),
    ("shy", ""),
    ("aacute", "á"),
    ("iacute", "í"),
    ("oacute", "ó"),
    ("uacute", "ú"),
    ("ntilde", "ñ"),
    ("egrave", "è"),
    ("agrave", "à"),
    ("ccedil", "ç"),
    ("ecirc", "ê"),
    ("ocirc", "ô"),
    ("acirc", "â"),
    ("aelig", "æ"),
    ("oslash", "ø"),
    ("aring", "å"),
    ("atilde", "ã"),
    ("otilde", "õ"),
];
/// Characters of the longest entity.
const MAX_ENTITY: usize = 10;

/// `text` on one line, with leftover entities resolved and tags removed.
pub(super) fn plain(text: &str) -> String {
    let mut text = Cow::Borrowed(text);
    // Doubly escaped entities are resolved twice.
    for _ in 0..2 {
        if text.contains('&') {
            text = Cow::Owned(unescape(&text));
        }
    }
    if text.contains('<') {
        text = Cow::Owned(without_tags(&text));
    }
    squeeze(&printable(&text))
}

/// The start of `text`, at most `max` bytes.
pub(super) fn clip(text: &str, max: usize) -> &str {
    let end = (0..=max.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    &text[..end]
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(MAX_ENTITY).position(|b| b == b';');
        match end.and_then(|end| entity(&rest[1..end]).map(|c| (c, end))) {
            Some((value, end)) => {
                out.push_str(&value);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse().ok(), |h| u32::from_str_radix(h, 16).ok())?;
        return char::from_u32(code).filter(|c| *c != '\0').map(String::from);
    }
    ENTITIES.iter().find(|(n, _)| *n == name).map(|(_, c)| (*c).to_owned())
}

/// Removes text that looks like tags: `<` before a letter or a slash, up to the next `>`.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_tag =
            rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let Some(end) = is_tag.then(|| rest.find('>')).flatten() else {
            if is_tag {
                // No `>` is left, so no further tag ends either.
                break;
            }
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        out.push(' ');
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(plain(text), expected, "{text}");
    }

    #[test]
    fn entities_are_resolved_and_tags_removed() {
        check("Fish &amp;amp; chips", "Fish & chips");
        check("It&#8217;s &quot;on&quot;", "It’s \"on\"");
        check("a &nosuch; b & c", "a &nosuch; b & c");
        check("<p>One <b>two</b></p>", "One two");
        check("1 < 2 and 3 > 2", "1 < 2 and 3 > 2");
        check("ä&ä;", "ä&ä;");
    }
}
