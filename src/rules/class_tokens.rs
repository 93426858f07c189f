//! Splits class and id into tokens.

use std::ops::Range;

/// The tokens of a class list or an id: split at anything that is not a letter or digit, and before
/// an upper-case ASCII letter that follows a lower-case ASCII letter.
pub(crate) fn split_tokens(names: &str) -> impl Iterator<Item = &str> {
    token_ranges(names).map(|range| &names[range])
}

/// The byte ranges of the tokens.
pub(super) fn token_ranges(names: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = names.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            match char_at(names, bytes, at) {
                (TokenChar::Gap, 0) => return None,
                (TokenChar::Gap, width) => at += width,
                _ => break,
            }
        }
        let start = at;
        let mut before = TokenChar::Gap;
        loop {
            // Fast path: most characters are lower case.
            let small = bytes[at..].iter().take_while(|b| b.is_ascii_lowercase()).count();
            if small > 0 {
                before = TokenChar::Lower;
            }
            at += small;
            let (class, width) = char_at(names, bytes, at);
            if class == TokenChar::Gap || class == TokenChar::Upper && before == TokenChar::Lower {
                return Some(start..at);
            }
            at += width;
            before = class;
        }
    })
}

/// The class of a character in splitting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenChar {
    /// Neither a letter nor a digit.
    Gap,
    Lower,
    Upper,
    /// A digit, or a non-ASCII letter.
    Plain,
    /// The first byte of a non-ASCII character, which must be decoded.
    Wide,
}

/// The class of each byte.
static TOKEN_CHARS: [TokenChar; 256] = {
    let mut classes = [TokenChar::Gap; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' => TokenChar::Lower,
            b'A'..=b'Z' => TokenChar::Upper,
            b'0'..=b'9' => TokenChar::Plain,
            128.. => TokenChar::Wide,
            _ => TokenChar::Gap,
        };
        byte += 1;
    }
    classes
};

/// The class and the length in bytes of the character at `at`; a gap of length 0 at the end.
#[inline]
fn char_at(text: &str, bytes: &[u8], at: usize) -> (TokenChar, usize) {
    let Some(&byte) = bytes.get(at) else { return (TokenChar::Gap, 0) };
    match TOKEN_CHARS[usize::from(byte)] {
        TokenChar::Wide => {
            let c = text[at..].chars().next().unwrap_or_default();
            (if c.is_alphanumeric() { TokenChar::Plain } else { TokenChar::Gap }, c.len_utf8())
        }
        class => (class, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::split_tokens;

    #[test]
    fn names_split_at_separators_and_camel_case() {
        let tokens: Vec<&str> = split_tokens("RelatedPosts_share-bar__HTML5 articleBody").collect();
        assert_eq!(tokens, ["Related", "Posts", "share", "bar", "HTML5", "article", "Body"]);
        assert_eq!(
            split_tokens("--menü»ÜberUns  7Up_aé").collect::<Vec<_>>(),
            ["menü", "Über", "Uns", "7Up", "aé"]
        );
        assert_eq!(split_tokens(" -_»").count(), 0);
    }
}
