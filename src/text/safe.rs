//! What of a page's text may reach a terminal or a file.

use std::borrow::Cow;

/// Characters that print nothing and mean nothing in copy: controls, zero-width marks that no script needs, byte order
/// marks, soft hyphens, direction overrides, private tags.
///
/// The zero-width joiner and non-joiner stay: Persian, Hindi and emoji need them. So do the direction *marks* of
/// right-to-left text; the *overrides*, which can make text read as other text, go.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// `text` as it may be shown to a person: invisible characters removed, tab and newline kept. Borrows when nothing changes.
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

/// Whether anything in a text is [invisible](is_invisible).
pub(crate) fn has_invisible(text: &str) -> bool {
    // All bytes are asked, which is many at once: for the controls, and for what all other invisible characters begin with.
    let is_control = |b: u8| b.is_ascii_control() && !matches!(b, b'\n' | b'\t' | b'\r');
    let (control, opener) = text.bytes().fold((false, false), |(control, opener), b| {
        (control | is_control(b), opener | matches!(b, 0xc2 | 0xe2 | 0xef | 0xf3))
    });
    // A quotation mark begins like some of them: only what stands there is put together.
    let is_at = |at: usize| text[at..].chars().next().is_some_and(is_invisible);
    let bytes = text.as_bytes();
    control
        || opener
            && (memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes).any(is_at)
                || memchr::memchr_iter(0xf3, bytes).any(is_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_loses_its_escape_and_a_newline_stays() {
        assert_eq!(printable("\u{1b}]0;title\u{7}line\nnext\tcell"), "]0;titleline\nnext\tcell");
    }

    #[test]
    fn joiners_that_scripts_need_stay() {
        let persian = "می\u{200c}خواهم";
        assert!(matches!(printable(persian), Cow::Borrowed(_)));
    }

    #[test]
    fn every_invisible_character_is_seen_between_letters() {
        for c in '\0'..=char::MAX {
            let text = format!("é{c}z");
            assert_eq!(has_invisible(&text), is_invisible(c), "{c:?}");
            assert_eq!(printable(&text).contains(c), !is_invisible(c), "{c:?}");
        }
    }
}
