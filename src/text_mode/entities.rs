//! Resolves entities and removes tags that a bad extractor left in text.

use std::borrow::Cow;

/// The entity names that occur in article text. Others are left unchanged.
const NAMES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("shy", "\u{ad}"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("bdquo", "„"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("copy", "©"),
    ("bull", "•"),
    ("middot", "·"),
    ("excl", "!"),
    ("lpar", "("),
    ("rpar", ")"),
    ("lcub", "{"),
    ("rcub", "}"),
    ("equals", "="),
    ("dollar", "$"),
    ("num", "#"),
];

/// Bytes of the longest entity without its ampersand.
const MAX_ENTITY: usize = 9;
/// Bytes of the longest tag that is removed from a line.
const MAX_TAG: usize = 300;

/// A line as a page would show it: entities resolved, tags removed. Borrows if there is nothing to
/// do.
pub(super) fn plain(line: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'&', b'<', line.as_bytes()).is_none() {
        return Cow::Borrowed(line);
    }
    let resolved = resolve(line);
    if !resolved.contains('<') {
        return Cow::Owned(resolved.trim().to_owned());
    }
    let mut out = String::with_capacity(resolved.len());
    let mut rest = resolved.as_str();
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        match tag_end(&rest[at..]) {
            Some(len) => rest = &rest[at + len..],
            None => {
                out.push('<');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out.trim().to_owned())
}

/// Length of the tag at the start of `text`, if there is one: a comparison is not a tag.
fn tag_end(text: &str) -> Option<usize> {
    let name = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let ahead = &text[..text.floor_char_boundary(MAX_TAG)];
    is_tag.then(|| ahead.find('>').map(|n| n + 1)).flatten()
}

/// The text with its entities resolved, if the text as a whole was escaped; a text *about* entities
/// is left unchanged.
///
/// Escaping leaves no bare ampersand and no angle bracket. It is certain if an entity is the
/// apostrophe inside a word or one of a pair of quotation marks. Doubly escaped text is resolved
/// completely, so resolving again changes nothing.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none()
        || memchr::memchr2(b'<', b'>', text.as_bytes()).is_some()
    {
        return Cow::Borrowed(text);
    }
    let mut is_certain = false;
    for (at, _) in text.match_indices('&') {
        let Some((len, value)) = entity(&text[at..]) else { return Cow::Borrowed(text) };
        let opens = text[..at].ends_with(char::is_alphabetic);
        let closes = text[at + len..].starts_with(char::is_alphabetic);
        is_certain |= matches!(value, '\'' | '’') && opens && closes
            || matches!(value, '"' | '”') && (opens || closes);
    }
    if is_certain { Cow::Owned(resolve(text)) } else { Cow::Borrowed(text) }
}

fn resolve(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((len, value)) = entity(rest) else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        out.push(value);
        rest = &rest[len..];
    }
    out.push_str(rest);
    out
}

/// Length and character of the entity at the start of `text`. For `&amp;amp;#39;` it is the
/// innermost one: an entity that follows an escaped ampersand was escaped once more.
fn entity(text: &str) -> Option<(usize, char)> {
    let (mut len, mut value) = entity_after_ampersand(text.strip_prefix('&')?)?;
    while value == '&' {
        let Some((more, inner)) = entity_after_ampersand(&text[1 + len..]) else { break };
        len += more;
        value = inner;
    }
    Some((len + 1, value))
}

fn entity_after_ampersand(text: &str) -> Option<(usize, char)> {
    let end = text.bytes().take(MAX_ENTITY).position(|b| b == b';')?;
    let name = &text[..end];
    let value = if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        char::from_u32(code).filter(|&c| !c.is_control())?
    } else {
        NAMES.iter().find(|(n, _)| *n == name)?.1.chars().next()?
    };
    Some((end + 1, if value == '\u{a0}' { ' ' } else { value }))
}

#[cfg(test)]
mod tests {
    use super::{plain, unescaped};

    #[test]
    fn a_line_is_shown_as_on_a_page() {
        assert_eq!(plain("&lt;p&gt;Learn&nbsp;More&lt;/p&gt;"), "Learn More");
        assert_eq!(plain("a < b &amp; c > d"), "a < b & c > d");
        assert_eq!(plain("AT&T"), "AT&T");
    }

    #[test]
    fn an_escaped_text_is_resolved_completely() {
        for text in [
            "Iran&#x27;s &quot;weapons&quot; &amp; plans",
            "Iran&amp;#x27;s &amp;quot;weapons&amp;quot; &amp;amp; plans",
        ] {
            let once = unescaped(text).into_owned();
            assert_eq!(once, "Iran's \"weapons\" & plans");
            assert_eq!(unescaped(&once), once);
        }
    }

    #[test]
    fn a_text_about_entities_is_unchanged() {
        for text in [
            "Write &nbsp; for a space that does not break.",
            "AT&T's plan &amp; more",
            "It's 5 &lt; 6.",
        ] {
            assert_eq!(unescaped(text), text);
        }
    }
}
