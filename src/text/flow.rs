//! Text that can be written as it stands.

/// Whether a byte is of a mark or a letter that is shown as it stands: not the first of what may be invisible, or white space of another kind.
static IS_SHOWN: [bool; 256] = {
    let mut is_shown = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        // After the printed marks of ASCII: the bytes that go on a letter, and the first ones of Latin, Greek, Cyrillic and Chinese letters.
        is_shown[byte] = matches!(byte as u8, b'!'..=b'~' | 0x80..=0xbf | 0xc3..=0xca | 0xce..=0xd3 | 0xe4..=0xe9);
        byte += 1;
    }
    is_shown
};

/// Bytes of the words at the start of a text that are shown as they stand, with single spaces between them: nothing of them is white space to be
/// squeezed, and nothing invisible.
pub(crate) fn flowing(text: &str) -> usize {
    words_at_start(text.as_bytes(), |b| IS_SHOWN[usize::from(b)])
}

/// Bytes of the words of such bytes, with single spaces between them, at the start of a text.
pub(super) fn words_at_start(text: &[u8], is_of_word: impl Fn(u8) -> bool) -> usize {
    let mut before = b' ';
    let end = text.iter().position(|&b| {
        let goes_on = is_of_word(b) || b == b' ' && before != b' ';
        before = b;
        !goes_on
    });
    let words = &text[..end.unwrap_or(text.len())];
    // A space at the end may be one of several, or the last: it is left to who knows what follows.
    words.strip_suffix(b" ").unwrap_or(words).len()
}

#[cfg(test)]
mod tests {
    use super::super::is_invisible;
    use super::flowing;

    #[test]
    fn what_flows_has_no_white_space_to_squeeze_and_nothing_invisible() {
        for c in '\0'..=char::MAX {
            let flows = flowing(&format!("a{c}b")) > 1;
            assert!(!flows || c == ' ' || !c.is_whitespace() && !is_invisible(c), "{c:?}");
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
            assert_eq!(flowing(text), expected, "{text:?}");
        }
    }
}
