//! White space.

use std::borrow::Cow;

/// Replaces every run of white space by one space and trims the ends.
///
/// ```
/// assert_eq!(cleancopy::text::squeeze("  a\n\t b\u{a0}c "), "a b c");
/// ```
#[must_use]
pub fn squeeze(text: &str) -> String {
    squeezed(text).into_owned()
}

/// [`squeeze`], which borrows if only the ends change.
pub(crate) fn squeezed(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_squeezed(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(word_end(rest));
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        rest = after.trim_start();
    }
    Cow::Owned(out)
}

/// Whether a text is empty or white space.
pub(crate) fn is_blank(text: &str) -> bool {
    // Most texts contain visible ASCII, which decides at once.
    let other = text.bytes().position(|b| !is_ascii_space(b));
    other.is_none_or(|at| !text.as_bytes()[at].is_ascii() && text[at..].trim_start().is_empty())
}

/// Whether a trimmed text has single spaces only.
fn is_squeezed(text: &str) -> bool {
    let bytes = text.as_bytes();
    // All bytes are tested without an early exit, so that the loop vectorises: for other ASCII
    // white space, and for the lead bytes of all other white space.
    let (other, may_be) = bytes.iter().fold((false, false), |(other, may_be), &b| {
        (other | matches!(b, b'\t'..=b'\r'), may_be | may_start_space(b))
    });
    let double = bytes
        .iter()
        .zip(bytes.get(1..).unwrap_or_default())
        .fold(false, |any, (a, b)| any | ((*a == b' ') & (*b == b' ')));
    // Quotation marks share a lead byte with some white space, so the characters at these lead
    // bytes are decoded.
    let is_space_at = |at: usize| text[at..].starts_with(char::is_whitespace);
    let has_space = || {
        memchr::memchr3_iter(0xc2, 0xe1, 0xe2, bytes).any(is_space_at)
            || memchr::memchr_iter(0xe3, bytes).any(is_space_at)
    };
    !(other || double || may_be && has_space())
}

/// The offset of the first white space of a text, or its length.
fn word_end(text: &str) -> usize {
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        if is_ascii_space(byte)
            || may_start_space(byte) && text[at..].starts_with(char::is_whitespace)
        {
            break;
        }
        at += 1;
    }
    at
}

fn is_ascii_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// Whether a byte is the lead byte of non-ASCII white space.
fn may_start_space(byte: u8) -> bool {
    matches!(byte, 0xc2 | 0xe1..=0xe3)
}

#[cfg(test)]
mod tests {
    use super::{is_blank, squeeze};

    #[test]
    fn every_white_space_character_is_recognised() {
        for c in '\0'..=char::MAX {
            let is_space = c.is_whitespace();
            assert_eq!(
                squeeze(&format!("é{c}ü")),
                if is_space { "é ü".to_owned() } else { format!("é{c}ü") },
                "{c:?}"
            );
            assert_eq!(is_blank(&format!(" {c}")), is_space, "{c:?}");
        }
        assert!(is_blank(""));
    }

    #[test]
    fn runs_become_one_space() {
        let pieces = ["a", "é", " ", "\n", "\u{a0}", "”", "\u{3000}", "雨", "\u{85}", "\u{b}"];
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    for fourth in pieces {
                        let text = [first, second, third, fourth].concat();
                        assert_eq!(
                            squeeze(&text),
                            text.split_whitespace().collect::<Vec<_>>().join(" "),
                            "{text:?}"
                        );
                    }
                }
            }
        }
    }
}
