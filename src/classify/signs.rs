//! Characters that tell labels from prose, looked for in as few steps as may be.

/// Characters that tell labels and notices from prose: what stands in a text, and how often.
#[derive(Debug, PartialEq)]
pub(super) struct Signs {
    pub(super) question: bool,
    /// Strokes and dots between the items of a line.
    pub(super) bars: usize,
    pub(super) at: bool,
    pub(super) copyright: bool,
    pub(super) url: bool,
    pub(super) year: bool,
}

impl Signs {
    /// Looks for each by its bytes.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        // What no plain text has need not be looked for in it.
        let is_plain = text.is_ascii();
        let starts = |at: usize, what: &[u8]| bytes[at..].starts_with(what);
        let is_year = |at: usize| match bytes.get(at..at + 4) {
            Some([b'1', b'9', a, b] | [b'2', b'0', a, b]) => a.is_ascii_digit() && b.is_ascii_digit(),
            _ => false,
        };
        Self {
            question: memchr::memchr(b'?', bytes).is_some() || !is_plain && text.contains('？'),
            bars: memchr::memchr2_iter(b'|', b'/', bytes).count() + if is_plain { 0 } else { text.matches(['·', '•']).count() },
            at: memchr::memchr(b'@', bytes).is_some(),
            copyright: !is_plain && text.contains(['©', '®', '™']),
            url: memchr::memchr_iter(b':', bytes).any(|at| starts(at, b"://"))
                || memchr::memchr_iter(b'w', bytes).any(|at| starts(at, b"www.")),
            year: memchr::memchr2_iter(b'1', b'2', bytes).any(is_year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Signs;

    /// The same, the plain way.
    fn plain(text: &str) -> Signs {
        let is_year = |w: &[u8]| (w.starts_with(b"19") || w.starts_with(b"20")) && w[2].is_ascii_digit() && w[3].is_ascii_digit();
        Signs {
            question: text.contains(['?', '？']),
            bars: text.matches(['|', '·', '•', '/']).count(),
            at: text.contains('@'),
            copyright: text.contains(['©', '®', '™']),
            url: text.contains("://") || text.contains("www."),
            year: text.as_bytes().windows(4).any(is_year),
        }
    }

    #[test]
    fn signs_are_found_wherever_they_stand() {
        let pieces = [
            "", "a", "?", "？", "|", "/", "·", "•", "@", "©", "™", ":", "//", "://", "w", "www", ".", "1", "2", "0", "19", "20", "24", "é",
        ];
        for one in pieces {
            for two in pieces {
                for three in pieces {
                    let text = format!("{one}{two}{three}");
                    assert_eq!(Signs::of(&text), plain(&text), "{text:?}");
                }
            }
        }
    }
}
