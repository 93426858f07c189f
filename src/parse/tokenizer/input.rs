//! The input stream before tokens are cut from it (13.2.3.5).

use html5ever::tendril::StrTendril;

/// The most bytes of a page that are read: places in a page and in the text beside it must both fit 32 bits.
pub(in crate::parse) const MAX_SOURCE_BYTES: usize = 512 << 20;

/// The page with every line end a line feed.
pub(in crate::parse) fn normalized(text: &str) -> StrTendril {
    let text = &text[..text.floor_char_boundary(MAX_SOURCE_BYTES)];
    let Some(first) = memchr::memchr(b'\r', text.as_bytes()) else { return StrTendril::from_slice(text) };
    let mut out = StrTendril::with_capacity(text.len() as u32);
    let (mut copied, mut next) = (0, Some(first));
    while let Some(at) = next {
        out.push_slice(&text[copied..at]);
        copied = at + 1;
        if text.as_bytes().get(copied) != Some(&b'\n') {
            out.push_slice("\n");
        }
        next = memchr::memchr(b'\r', &text.as_bytes()[copied..]).map(|n| copied + n);
    }
    out.push_slice(&text[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::normalized;

    #[test]
    fn every_line_end_becomes_a_line_feed() {
        for (text, expected) in
            [("", ""), ("a\nb", "a\nb"), ("a\r\nb\r\n", "a\nb\n"), ("\r\r\n\r", "\n\n\n"), ("\u{feff}a", "\u{feff}a"), ("ä\rö", "ä\nö")]
        {
            assert_eq!(&*normalized(text), expected);
        }
    }
}
