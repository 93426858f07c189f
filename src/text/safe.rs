//! Characters of a page's text that may reach a terminal or a file.

use std::borrow::Cow;

/// Characters that print nothing and mean nothing in article text: controls, zero-width marks that
/// no script needs, byte order marks, soft hyphens, direction overrides, private tags.
///
/// The zero-width joiner and non-joiner are kept: Persian, Hindi and emoji need them. The direction
/// *marks* of right-to-left text are kept too. The *overrides*, which can make text read as other
/// text, are removed.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Removes invisible characters but keeps tab and newline. Borrows if nothing changes.
///
/// ```
/// assert_eq!(cleancopy::text::printable("a\u{1b}[31mb"), "a[31mb");
/// ```
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if has_invisible(text) {
        Cow::Owned(text.chars().filter(|&c| !is_invisible(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether a text contains an [invisible](is_invisible) character.
pub(crate) fn has_invisible(text: &str) -> bool {
    // All bytes are tested without an early exit, so that the loop vectorises: for controls, and
    // for the lead bytes of all other invisible characters.
    let is_control = |b: u8| b.is_ascii_control() && !matches!(b, b'\n' | b'\t' | b'\r');
    let (control, may_be) = text.bytes().fold((false, false), |(control, may_be), b| {
        (control | is_control(b), may_be | matches!(b, 0xc2 | 0xe2 | 0xef | 0xf3))
    });
    // Quotation marks share a lead byte with some of them, so only characters at these bytes are
    // decoded.
    let is_at = |at: usize| text[at..].chars().next().is_some_and(is_invisible);
    let bytes = text.as_bytes();
    control
        || may_be
            && (memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes).any(is_at)
                || memchr::memchr_iter(0xf3, bytes).any(is_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printable_text_keeps_newlines_and_loses_escapes() {
        assert_eq!(printable("\u{1b}]0;title\u{7}line\nnext\tcell"), "]0;titleline\nnext\tcell");
    }

    #[test]
    fn joiners_are_kept() {
        let persian = "می\u{200c}خواهم";
        assert!(matches!(printable(persian), Cow::Borrowed(_)));
    }

    #[test]
    fn every_invisible_character_is_found_between_letters() {
        for c in '\0'..=char::MAX {
            let text = format!("é{c}z");
            assert_eq!(has_invisible(&text), is_invisible(c), "{c:?}");
            assert_eq!(printable(&text).contains(c), !is_invisible(c), "{c:?}");
        }
    }
}
