//! Length of the prefix of a text that needs no normalisation.

/// Whether a byte belongs to a visible character that needs no normalisation: it does not start an
/// invisible character or white space other than the space.
static IS_PLAIN: [bool; 256] = {
    let mut is_plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        // Printable ASCII, continuation bytes, and the lead bytes of Latin, Greek, Cyrillic and
        // Chinese letters.
        is_plain[byte] = matches!(byte as u8, b'!'..=b'~' | 0x80..=0xbf | 0xc3..=0xca | 0xce..=0xd3 | 0xe4..=0xe9);
        byte += 1;
    }
    is_plain
};

/// Bytes of the words at the start of a text that need no normalisation. The words have single
/// spaces between them: no white space to squeeze and nothing invisible.
pub(crate) fn plain_prefix_len(text: &str) -> usize {
    words_prefix_len(text.as_bytes(), |b| IS_PLAIN[usize::from(b)])
}

/// Bytes of the words at the start of a text, with single spaces between them.
pub(super) fn words_prefix_len(text: &[u8], is_word_byte: impl Fn(u8) -> bool) -> usize {
    let mut before = b' ';
    let end = text.iter().position(|&b| {
        let continues = is_word_byte(b) || b == b' ' && before != b' ';
        before = b;
        !continues
    });
    let words = &text[..end.unwrap_or(text.len())];
    // A trailing space may be the first of several or the end of the text; the caller knows.
    words.strip_suffix(b" ").unwrap_or(words).len()
}

#[cfg(test)]
mod tests {
    use super::super::is_invisible;
    use super::plain_prefix_len;

    #[test]
    fn a_plain_prefix_has_single_spaces_and_nothing_invisible() {
        for c in '\0'..=char::MAX {
            let is_plain = plain_prefix_len(&format!("a{c}b")) > 1;
            assert!(!is_plain || c == ' ' || !c.is_whitespace() && !is_invisible(c), "{c:?}");
        }
        for (text, expected) in [
            ("", 0),
            (" a", 0),
            ("a b  c", 3),
            ("a b ", 3),
            ("a b\n", 3),
            ("Füße, 予 a\u{a0}b", 13),
            ("жук\u{301}", 6),
        ] {
            assert_eq!(plain_prefix_len(text), expected, "{text:?}");
        }
    }
}
