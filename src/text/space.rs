//! White space.

/// `text` with every run of white space as one space and none at the ends.
///
/// ```
/// assert_eq!(cleancopy::text::squeeze("  a\n\t b\u{a0}c "), "a b c");
/// ```
#[must_use]
pub fn squeeze(text: &str) -> String {
    let text = text.trim();
    if is_squeezed(text.as_bytes()) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether a trimmed text surely has single spaces only. Of other bytes than ASCII, the first ones of other white space leave it open.
fn is_squeezed(text: &[u8]) -> bool {
    let is_other = |b: u8| matches!(b, b'\t'..=b'\r' | 0xc2 | 0xe1 | 0xe2 | 0xe3);
    let mut before = 0;
    text.iter().all(|&b| {
        let is_double = b == b' ' && before == b' ';
        before = b;
        !is_double && !is_other(b)
    })
}
