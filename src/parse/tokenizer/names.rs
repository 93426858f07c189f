//! Names of tags and attributes, interned once.

use html5ever::LocalName;

/// Names up to this length are stored in the word itself and need no table.
const INLINE_BYTES: usize = 7;
/// Names remembered; a page has about a hundred long ones.
const SLOTS: usize = 256;

/// The long names met last, by a hash of their text. A name that pushes out another costs time, nothing else.
pub(super) struct Names {
    slots: Vec<LocalName>,
    /// A name being respelled.
    spelling: String,
}

impl Default for Names {
    fn default() -> Self {
        Self { slots: vec![LocalName::default(); SLOTS], spelling: String::new() }
    }
}

impl Names {
    /// The name as written.
    pub(super) fn get(&mut self, name: &str) -> LocalName {
        intern(&mut self.slots, name)
    }

    /// The name in lower case and with each zero as U+FFFD.
    pub(super) fn respelled(&mut self, name: &str) -> LocalName {
        self.spelling.clear();
        self.spelling.extend(name.chars().map(|c| if c == '\0' { '\u{fffd}' } else { c.to_ascii_lowercase() }));
        intern(&mut self.slots, &self.spelling)
    }
}

fn intern(slots: &mut [LocalName], name: &str) -> LocalName {
    if name.len() <= INLINE_BYTES {
        return LocalName::from(name);
    }
    let slot = &mut slots[slot_of(name.as_bytes())];
    if **slot != *name {
        *slot = LocalName::from(name);
    }
    slot.clone()
}

/// Mixes the first and the last eight bytes with the length: names of one page differ there.
fn slot_of(name: &[u8]) -> usize {
    let word = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |b| u64::from_le_bytes(*b));
    let mixed = word(name.first_chunk()) ^ word(name.last_chunk()).rotate_left(23) ^ name.len() as u64;
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
                let name = format!("data-attribute-{i}");
                assert_eq!(&*names.get(&name), name, "{round}");
            }
        }
        assert_eq!(&*names.respelled("DATA-\0Ä"), "data-\u{fffd}Ä");
        assert_eq!(&*names.get(""), "");
    }
}
