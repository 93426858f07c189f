//! Text that can be written as it stands.

/// What a byte is to those who write words as they stand.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    /// Of a mark or a letter that is shown.
    Shown,
    Space,
    /// The first byte of what may be white space of another kind or invisible.
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b' ' => Class::Space,
            // After the printed marks of ASCII: the bytes that go on a letter, and the first ones of Latin, Greek, Cyrillic and Chinese letters.
            b'!'..=b'~' | 0x80..=0xbf | 0xc3..=0xca | 0xce..=0xd3 | 0xe4..=0xe9 => Class::Shown,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

/// Bytes of the words at the start of a text that are shown as they stand, with single spaces between them: nothing of them is white space to be
/// squeezed, and nothing invisible.
pub(crate) fn flowing(text: &str) -> usize {
    let mut before = Class::Space;
    let end = text.bytes().position(|b| {
        let class = CLASSES[usize::from(b)];
        let goes_on = class == Class::Shown || class == Class::Space && before == Class::Shown;
        before = class;
        !goes_on
    });
    let end = end.unwrap_or(text.len());
    // A space at the end may be one of several, or the last: it is left to who knows what follows.
    if text[..end].ends_with(' ') { end - 1 } else { end }
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
        for (text, expected) in [("", 0), (" a", 0), ("a b  c", 3), ("a b ", 3), ("a b\n", 3), ("Füße, 予 a\u{a0}b", 13), ("жук\u{301}", 6)]
        {
            assert_eq!(flowing(text), expected, "{text:?}");
        }
    }
}
