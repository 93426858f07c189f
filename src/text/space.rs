//! White space.

/// `text` with every run of white space as one space and none at the ends.
///
/// ```
/// assert_eq!(cleancopy::text::squeeze("  a\n\t b\u{a0}c "), "a b c");
/// ```
#[must_use]
pub fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
