//! Interns the names of tags and attributes.

use html5ever::LocalName;

/// Names up to this length fit into one word together with their length.
const SHORT_BYTES: usize = 7;
/// Cached names of each kind; a page has about a hundred.
const SLOTS: usize = 256;

/// A cache of recent names, by a hash of their text. A collision costs time only.
#[derive(Debug)]
pub(super) struct Interner {
    /// Short names with their text as a word, in the case of the page: most names, found without
    /// string comparison.
    short: Vec<(u64, LocalName)>,
    /// Long names. A name in other case is normalised each time.
    long: Vec<LocalName>,
    /// Buffer for normalisation.
    spelling: String,
}

impl Default for Interner {
    fn default() -> Self {
        // The word of the empty name is 0, so every slot is correct from the start.
        Self {
            short: vec![(0, LocalName::default()); SLOTS],
            long: vec![LocalName::default(); SLOTS],
            spelling: String::new(),
        }
    }
}

impl Interner {
    /// The name at `start..end` of `text`, in lower case and with each zero byte as U+FFFD.
    #[inline]
    pub(super) fn get(&mut self, text: &str, start: usize, end: usize) -> LocalName {
        let length = end - start;
        if length > SHORT_BYTES {
            return self.long(&text[start..end]);
        }
        // Reads eight bytes at once, if the text is long enough, and masks the bytes after the
        // name.
        let Some(bytes) = text.as_bytes()[start..].first_chunk() else {
            return normalised(&text[start..end], &mut self.spelling);
        };
        let own = (1u64 << (8 * length)) - 1;
        let word = (u64::from_le_bytes(*bytes) & own) | ((length as u64) << 56);
        let (known, name) = &mut self.short[slot(word)];
        if *known != word {
            (*known, *name) = (word, normalised(&text[start..end], &mut self.spelling));
        }
        name.clone()
    }

    /// A long name. Its hash is made of the first and last eight bytes and the length, since names
    /// of one page differ there.
    fn long(&mut self, name: &str) -> LocalName {
        let word = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |b| u64::from_le_bytes(*b));
        let bytes = name.as_bytes();
        let slot = &mut self.long[slot(
            word(bytes.first_chunk())
                ^ word(bytes.last_chunk()).rotate_left(23)
                ^ bytes.len() as u64,
        )];
        if **slot != *name {
            *slot = normalised(name, &mut self.spelling);
        }
        slot.clone()
    }
}

/// A name in the normal form of the standard.
fn normalised(name: &str, spelling: &mut String) -> LocalName {
    if !name.bytes().any(|b| b == 0 || b.is_ascii_uppercase()) {
        return LocalName::from(name);
    }
    spelling.clear();
    spelling
        .extend(name.chars().map(|c| if c == '\0' { '\u{fffd}' } else { c.to_ascii_lowercase() }));
    LocalName::from(&**spelling)
}

/// The upper bits of a product with an odd number depend on every bit of `mixed`.
fn slot(mixed: u64) -> usize {
    (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
}

#[cfg(test)]
mod tests {
    use super::Interner;

    #[test]
    fn a_name_is_correct_whatever_was_in_its_slot() {
        let mut interner = Interner::default();
        for round in 0..2 {
            for i in 0..2000 {
                for name in [format!("data-attribute-{i}"), format!("a{i}"), format!("{i}")] {
                    let text = format!("<{name} is followed>");
                    assert_eq!(&*interner.get(&text, 1, 1 + name.len()), name, "{round}");
                    assert_eq!(&*interner.get(&name, 0, name.len()), name, "{round}");
                }
            }
        }
        for _ in 0..2 {
            assert_eq!(&*interner.get("DATA-\0Ä is long", 0, 8), "data-\u{fffd}Ä");
            assert_eq!(&*interner.get("\0 is followed by much", 0, 1), "\u{fffd}");
            assert_eq!(&*interner.get("Td is followed by much", 0, 2), "td");
            assert_eq!(&*interner.get("TD", 0, 2), "td");
        }
        assert_eq!(&*interner.get("followed by much", 0, 0), "");
        assert_eq!(&*interner.get("", 0, 0), "");
    }
}
