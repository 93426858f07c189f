//! Phrases by how a text begins or ends.
//!
//! A sorted list is all there is: it costs next to nothing to make, where an automaton over three thousand phrases took most of the time of starting,
//! and a text is turned away after a few of its bytes.

/// Byte strings, found by being the start of another; for ends, both are written backwards.
#[derive(Debug)]
pub(super) struct Affixes {
    /// In order of their bytes, each with a number of its own.
    entries: Vec<(Box<[u8]>, u32)>,
    /// Where the entries begin that start with each byte, and where the last of them ends.
    first: [u32; 257],
    /// A bit for how each entry begins, by a hash: most texts begin as none does and are turned away unsearched.
    heads: Box<[u64; HEAD_BITS / 64]>,
    /// Whether an entry that starts with each byte is too short for that.
    has_shorter: [bool; 256],
}

/// Bytes that an entry begins with, as far as they are asked at once.
const HEAD: usize = 4;
/// Bits for them; the table of phrases sets one in ten.
const HEAD_BITS: usize = 1 << 14;

/// Where the bit of a head stands.
fn head_bit(head: [u8; HEAD]) -> (usize, u64) {
    let bit = (u32::from_le_bytes(head).wrapping_mul(0x9e37_79b1) >> 16) as usize % HEAD_BITS;
    (bit / 64, 1 << (bit % 64))
}

impl Affixes {
    /// A list of strings with their numbers. Empty strings are left out.
    pub(super) fn new(strings: impl Iterator<Item = (Box<[u8]>, u32)>) -> Self {
        let mut entries: Vec<_> = strings.filter(|(s, _)| !s.is_empty()).collect();
        entries.sort_unstable();
        let mut first = [0; 257];
        for (byte, place) in first.iter_mut().enumerate() {
            *place = entries.partition_point(|(s, _)| usize::from(s[0]) < byte) as u32;
        }
        let mut heads = Box::new([0; HEAD_BITS / 64]);
        for head in entries.iter().filter_map(|(s, _)| s.first_chunk()) {
            let (word, bit) = head_bit(*head);
            heads[word] |= bit;
        }
        let mut has_shorter = [false; 256];
        for (string, _) in entries.iter().filter(|(s, _)| s.len() < HEAD) {
            has_shorter[usize::from(string[0])] = true;
        }
        Self { entries, first, heads, has_shorter }
    }

    /// Calls `found` with the number and length of every entry that the bytes given by `byte_at` begin with, shortest first.
    pub(super) fn each(&self, byte_at: impl Fn(usize) -> Option<u8>, mut found: impl FnMut(u32, usize)) {
        let Some(byte) = byte_at(0) else { return };
        let range = self.first[usize::from(byte)] as usize..self.first[usize::from(byte) + 1] as usize;
        let mut left = &self.entries[range];
        if !self.has_shorter[usize::from(byte)]
            && let (Some(b), Some(c), Some(d)) = (byte_at(1), byte_at(2), byte_at(3))
        {
            let (word, bit) = head_bit([byte, b, c, d]);
            if self.heads[word] & bit == 0 {
                return;
            }
        }
        for depth in 1.. {
            while let Some(((string, number), rest)) = left.split_first().filter(|((s, _), _)| s.len() == depth) {
                found(*number, string.len());
                left = rest;
            }
            let Some(byte) = byte_at(depth).filter(|_| !left.is_empty()) else { return };
            let start = left.partition_point(|(s, _)| s[depth] < byte);
            let count = left[start..].partition_point(|(s, _)| s[depth] == byte);
            left = &left[start..start + count];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Affixes;

    #[test]
    fn every_start_of_a_text_is_found() {
        let words = ["by", "byline", "b", "read more", "by", ""];
        let affixes = Affixes::new(words.into_iter().zip(0..).map(|(w, i)| (w.as_bytes().into(), i)));
        let found = |text: &str| {
            let mut numbers = Vec::new();
            affixes.each(|at| text.as_bytes().get(at).copied(), |number, length| numbers.push((number, length)));
            numbers
        };
        assert_eq!(found("byline: me"), [(2, 1), (0, 2), (4, 2), (1, 6)]);
        assert_eq!(found("read more of it"), [(3, 9)]);
        assert_eq!(found("bygones"), [(2, 1), (0, 2), (4, 2)]);
        assert_eq!(found("read mor"), []);
        assert_eq!(found("\u{ff}"), []);
        assert_eq!(found(""), []);
    }
}
