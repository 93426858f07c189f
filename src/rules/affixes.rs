//! Looks up phrases that are a prefix or suffix of a text.
//!
//! The structure is a sorted list with an index of first bytes. It costs next to nothing to build;
//! an automaton over three thousand phrases took most of the start-up time. Most texts are rejected
//! after a few bytes.
//!
//! Instead of trying every phrase it saves 56 % of the instructions of extraction and 80 % of those
//! of text mode (`--bench instructions`, over the corpus).

use std::ops::Range;

use rustc_hash::FxHashMap;

/// A set of byte strings that are looked up as prefixes of a text. For suffixes, both are reversed.
#[derive(Debug)]
pub(super) struct Affixes {
    /// Strings of at least [`KEY_BYTES`], sorted, each with its number.
    entries: Vec<Entry>,
    /// Index from the first [`KEY_BYTES`] bytes to a range of entries; most lookups end here.
    by_key: FxHashMap<u32, Range<u32>>,
    /// Shorter strings by their first byte, sorted.
    short: FxHashMap<u8, Vec<Entry>>,
}

/// A string with its number.
type Entry = (Box<[u8]>, u32);

/// Length of the index key.
const KEY_BYTES: usize = 4;

impl Affixes {
    /// Builds the set from strings with their numbers. Empty strings are ignored.
    pub(super) fn new(strings: impl Iterator<Item = Entry>) -> Self {
        let mut all: Vec<_> = strings.filter(|(s, _)| !s.is_empty()).collect();
        all.sort_unstable();
        let (entries, short_entries): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(s, _)| s.len() >= KEY_BYTES);
        let mut by_key: FxHashMap<u32, Range<u32>> = FxHashMap::default();
        for (at, key) in (0..).zip(entries.iter().filter_map(|(s, _)| s.first_chunk())) {
            by_key.entry(u32::from_le_bytes(*key)).or_insert(at..at).end = at + 1;
        }
        let mut short: FxHashMap<u8, Vec<Entry>> = FxHashMap::default();
        for entry in short_entries {
            short.entry(entry.0[0]).or_default().push(entry);
        }
        Self { entries, by_key, short }
    }

    /// Calls `found` with the number and length of every entry that is a prefix of the bytes from
    /// `byte_at`, shortest first.
    pub(super) fn for_each_match(
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
        let Some(range) = self.by_key.get(&u32::from_le_bytes([byte, b, c, d])) else { return };
        let mut left = &self.entries[range.start as usize..range.end as usize];
        for depth in KEY_BYTES.. {
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
            affixes.for_each_match(
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

    #[test]
    fn lookups_match_a_naive_search() {
        let words: Vec<String> = (1..600).map(|n| format!("{n:b}")).collect();
        let affixes = Affixes::new(words.iter().zip(0..).map(|(w, i)| (w.as_bytes().into(), i)));
        for text in (0..5_000).map(|n| format!("{:b} of it", n * 7)) {
            let mut found = Vec::new();
            affixes.for_each_match(|at| text.as_bytes().get(at).copied(), |n, _| found.push(n));
            found.sort_unstable();
            let naive = (0..).zip(&words).filter(|(_, word)| text.starts_with(word.as_str()));
            assert!(naive.map(|(n, _)| n).eq(found), "{text}");
        }
    }
}
