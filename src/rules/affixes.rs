//! Phrases by how a text begins or ends.
//!
//! A sorted list and an index of how its entries begin are all there is: they cost next to nothing to make, where an automaton over three thousand
//! phrases took most of the time of starting, and a text is turned away after a few of its bytes.

use std::ops::Range;

use rustc_hash::FxHashMap;

/// Byte strings, found by being the start of another; for ends, both are written backwards.
#[derive(Debug)]
pub(super) struct Affixes {
    /// Those of at least [`HEAD`] bytes, in order of their bytes, each with a number of its own.
    entries: Vec<Entry>,
    /// Where the entries stand that begin with the same [`HEAD`] bytes: most texts begin as none does and are turned away unsearched.
    heads: FxHashMap<u32, Range<u32>>,
    /// The shorter ones, by their first byte and in order.
    short: FxHashMap<u8, Vec<Entry>>,
}

/// A string with its number.
type Entry = (Box<[u8]>, u32);

/// Bytes that an entry begins with, as far as they are asked at once.
const HEAD: usize = 4;

impl Affixes {
    /// A list of strings with their numbers. Empty strings are left out.
    pub(super) fn new(strings: impl Iterator<Item = Entry>) -> Self {
        let mut all: Vec<_> = strings.filter(|(s, _)| !s.is_empty()).collect();
        all.sort_unstable();
        let (entries, few): (Vec<_>, Vec<_>) = all.into_iter().partition(|(s, _)| s.len() >= HEAD);
        let mut heads: FxHashMap<u32, Range<u32>> = FxHashMap::default();
        for (place, head) in (0..).zip(entries.iter().filter_map(|(s, _)| s.first_chunk())) {
            heads.entry(u32::from_le_bytes(*head)).or_insert(place..place).end = place + 1;
        }
        let mut short: FxHashMap<u8, Vec<Entry>> = FxHashMap::default();
        for entry in few {
            short.entry(entry.0[0]).or_default().push(entry);
        }
        Self { entries, heads, short }
    }

    /// Calls `found` with the number and length of every entry that the bytes given by `byte_at` begin with, shortest first.
    pub(super) fn each(
        &self,
        byte_at: impl Fn(usize) -> Option<u8>,
        mut found: impl FnMut(u32, usize),
    ) {
        let Some(byte) = byte_at(0) else { return };
        for (string, number) in self.short.get(&byte).into_iter().flatten() {
            if (1..string.len()).all(|at| byte_at(at) == Some(string[at])) {
                found(*number, string.len());
            }
        }
        let (Some(b), Some(c), Some(d)) = (byte_at(1), byte_at(2), byte_at(3)) else { return };
        let Some(range) = self.heads.get(&u32::from_le_bytes([byte, b, c, d])) else { return };
        let mut left = &self.entries[range.start as usize..range.end as usize];
        for depth in HEAD.. {
            while let Some(((string, number), rest)) =
                left.split_first().filter(|((s, _), _)| s.len() == depth)
            {
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
        let affixes =
            Affixes::new(words.into_iter().zip(0..).map(|(w, i)| (w.as_bytes().into(), i)));
        let found = |text: &str| {
            let mut numbers = Vec::new();
            affixes.each(
                |at| text.as_bytes().get(at).copied(),
                |number, length| numbers.push((number, length)),
            );
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
