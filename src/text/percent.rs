//! Percent-encoding, as addresses have it.

use std::borrow::Cow;

/// The text without percent-encoding. What is not a code stays, and bytes that are not UTF-8 become
/// replacement characters.
pub(crate) fn percent_decoded(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::percent_decoded;

    #[test]
    fn codes_are_decoded_and_the_rest_stays() {
        for (text, expected) in [
            ("rain", "rain"),
            ("%D0%B4%d0%be%D0%BC", "дом"),
            ("100%", "100%"),
            ("%4", "%4"),
            ("%+f%zz%25", "%+f%zz%"),
            ("%ff-x", "\u{fffd}-x"),
            ("%é1", "%é1"),
        ] {
            assert_eq!(percent_decoded(text), expected, "{text}");
        }
    }
}
