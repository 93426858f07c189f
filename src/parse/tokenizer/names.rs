//! Names of tags and attributes, interned once.

use html5ever::LocalName;

/// Names up to this length fit one word with their length.
const SHORT_BYTES: usize = 7;
/// Names remembered of each kind; a page has about a hundred.
const SLOTS: usize = 256;

/// The names met last, by a hash of their text. A name that pushes out another costs time, nothing else.
#[derive(Debug)]
pub(super) struct Names {
    /// Short names beside their text as a word: most names, found without comparing strings.
    short: Vec<(u64, LocalName)>,
    long: Vec<LocalName>,
    /// A name being respelled.
    spelling: String,
}

impl Default for Names {
    fn default() -> Self {
        // The word of the empty name is 0, so no slot is wrong from the start.
        Self { short: vec![(0, LocalName::default()); SLOTS], long: vec![LocalName::default(); SLOTS], spelling: String::new() }
    }
}

impl Names {
    /// The name from `start` to `end` in `text`, as written.
    #[inline]
    pub(super) fn get(&mut self, text: &str, start: usize, end: usize) -> LocalName {
        let length = end - start;
        if length > SHORT_BYTES {
            return long(&mut self.long, &text[start..end]);
        }
        // Eight bytes at once, if the text goes on so long, and what follows the name taken off.
        let Some(bytes) = text.as_bytes()[start..].first_chunk() else { return LocalName::from(&text[start..end]) };
        let own = (1u64 << (8 * length)) - 1;
        let word = (u64::from_le_bytes(*bytes) & own) | ((length as u64) << 56);
        let (known, name) = &mut self.short[slot(word)];
        if *known != word {
            *name = LocalName::from(&text[start..end]);
            *known = word;
        }
        name.clone()
    }

    /// The name in lower case and with each zero as U+FFFD.
    pub(super) fn respelled(&mut self, name: &str) -> LocalName {
        self.spelling.clear();
        self.spelling.extend(name.chars().map(|c| if c == '\0' { '\u{fffd}' } else { c.to_ascii_lowercase() }));
        if self.spelling.len() > SHORT_BYTES { long(&mut self.long, &self.spelling) } else { LocalName::from(&*self.spelling) }
    }
}

/// A long name: the first and the last eight bytes with the length are its hash, since names of one page differ there.
fn long(slots: &mut [LocalName], name: &str) -> LocalName {
    let word = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |b| u64::from_le_bytes(*b));
    let bytes = name.as_bytes();
    let slot = &mut slots[slot(word(bytes.first_chunk()) ^ word(bytes.last_chunk()).rotate_left(23) ^ bytes.len() as u64)];
    if **slot != *name {
        *slot = LocalName::from(name);
    }
    slot.clone()
}

/// The upper bits of a product with an odd number: every bit of `mixed` counts.
fn slot(mixed: u64) -> usize {
    (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn a_name_is_itself_whatever_stood_in_its_slot() {
        let mut names = Names::default();
        for round in 0..2 {
            for i in 0..2000 {
                for name in [format!("data-attribute-{i}"), format!("a{i}"), format!("{i}")] {
                    let text = format!("<{name} is followed>");
                    assert_eq!(&*names.get(&text, 1, 1 + name.len()), name, "{round}");
                    assert_eq!(&*names.get(&name, 0, name.len()), name, "{round}");
                }
            }
        }
        assert_eq!(&*names.respelled("DATA-\0Ä"), "data-\u{fffd}Ä");
        assert_eq!(&*names.respelled("\0"), "\u{fffd}");
        assert_eq!(&*names.get("followed by much", 0, 0), "");
        assert_eq!(&*names.get("", 0, 0), "");
    }
}
