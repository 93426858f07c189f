//! Percent-encoding, as addresses have it.

use std::borrow::Cow;

/// The text without percent-encoding. What is not a code stays, and bytes that are not UTF-8 become
/// replacement characters.
pub(crate) fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = tail.get(..2).filter(|code| code.iter().all(u8::is_ascii_hexdigit));
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
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
