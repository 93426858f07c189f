//! Finds duplicates: texts that repeat an earlier text of the run, exactly or nearly.
//!
//! Exact duplicates have the same hash. Near duplicates are found by a 64-bit simhash (Charikar
//! 2002) over shingles of three words: texts that share most shingles differ in few bits. The limit
//! is cautious: if one word of a 300-word text changes, four in five such copies are found, and
//! more in longer texts, while different texts hardly ever count as duplicates. Texts are compared
//! in the order of the inputs and the first one is kept, so the result does not depend on the
//! number of threads.
//!
//! Memory: about 70 bytes for each stored text, for at most [`MAX_TEXTS`] of them. After that, the
//! oldest is removed first.

use std::collections::{HashMap, VecDeque};

use crate::digest::hash64;
use crate::text::tokens;

/// The most bits in which near duplicates differ. Manku et al. 2007 found that 3 of 64 suits web
/// pages: it finds copies with another advert or date, but not other stories on the same event.
const MAX_DISTANCE: u32 = 3;
/// Words below which only exact duplicates are found: with few shingles, different texts can have
/// similar simhashes.
const MIN_WORDS: usize = 50;
/// The most texts in memory: 20 million, which is about 1.4 GB.
const MAX_TEXTS: usize = 20_000_000;
/// The simhash is looked up by its four quarters: if three bits differ, at least one quarter is
/// equal.
const QUARTERS: usize = 4;
/// Bytes of a stored fingerprint.
pub(crate) const FINGERPRINT_BYTES: usize = 24;

/// The hashes by which a text is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    exact: u64,
    /// The simhash; 0 for a text that is too short for it.
    near: u64,
}

impl Fingerprint {
    pub fn new(text: &str) -> Self {
        Self { exact: hash64(text.as_bytes()), near: simhash(text) }
    }

    /// The stored form, with the index of the record.
    pub fn to_bytes(self, index: u64) -> [u8; FINGERPRINT_BYTES] {
        let mut bytes = [0; FINGERPRINT_BYTES];
        bytes[..8].copy_from_slice(&self.exact.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.near.to_le_bytes());
        bytes[16..].copy_from_slice(&index.to_le_bytes());
        bytes
    }

    pub fn from_bytes(bytes: &[u8; FINGERPRINT_BYTES]) -> (Self, u64) {
        let number =
            |at: usize| bytes[at..at + 8].iter().rev().fold(0, |n, &b| n << 8 | u64::from(b));
        (Self { exact: number(0), near: number(8) }, number(16))
    }
}

/// The simhash of a text's three-word shingles; 0 for a short text.
fn simhash(text: &str) -> u64 {
    let words: Vec<String> = tokens(text).collect();
    if words.len() < MIN_WORDS {
        return 0;
    }
    let mut sums = [0i32; 64];
    for shingle in words.windows(3) {
        let hash =
            shingle.iter().fold(0xcbf2_9ce4_8422_2325, |h, word| mix(word.bytes().fold(h, fnv)));
        for (bit, sum) in sums.iter_mut().enumerate() {
            *sum += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    sums.iter().enumerate().fold(0, |h, (bit, &sum)| h | u64::from(sum > 0) << bit)
}

fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// Spreads a hash over all its bits (the finalizer of splitmix64): FNV alone gives
/// short words similar high bits.
fn mix(mut h: u64) -> u64 {
    h = (h ^ h >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    h = (h ^ h >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ h >> 31
}

/// The texts of a run so far.
pub(crate) struct SeenTexts {
    /// The index of the record with this text.
    exact: HashMap<u64, u64>,
    /// The stored texts with the indexes of their records, oldest first.
    list: VecDeque<(Fingerprint, u64)>,
    /// The number of texts that were removed, which is the number of the first one in `list`.
    removed: u64,
    /// For each quarter and value, the numbers of the texts that have it, oldest first.
    quarters: HashMap<(u8, u16), VecDeque<u64>>,
    capacity: usize,
}

impl Default for SeenTexts {
    fn default() -> Self {
        Self::with_capacity(MAX_TEXTS)
    }
}

impl SeenTexts {
    fn with_capacity(capacity: usize) -> Self {
        Self {
            exact: HashMap::new(),
            list: VecDeque::new(),
            removed: 0,
            quarters: HashMap::new(),
            capacity,
        }
    }

    /// The earlier record that this text repeats, in words; `None` if there is none.
    pub fn find(&self, fingerprint: Fingerprint) -> Option<String> {
        if let Some(index) = self.exact.get(&fingerprint.exact) {
            return Some(format!("the same text as input {}", index + 1));
        }
        self.find_near(fingerprint.near)
            .map(|index| format!("nearly the same text as input {}", index + 1))
    }

    /// The index of the first record whose simhash differs in few bits.
    fn find_near(&self, near: u64) -> Option<u64> {
        if near == 0 {
            return None;
        }
        let numbers = (0..QUARTERS).filter_map(|q| self.quarters.get(&quarter(near, q))).flatten();
        let is_near = |n: &&u64| {
            self.list
                .get((**n - self.removed) as usize)
                .is_some_and(|(f, _)| distance(f.near, near) <= MAX_DISTANCE)
        };
        let first = numbers.filter(is_near).min()?;
        self.list.get((first - self.removed) as usize).map(|(_, index)| *index)
    }

    /// Stores a text, and removes the oldest one if there are too many.
    pub fn insert(&mut self, fingerprint: Fingerprint, index: u64) {
        if self.list.len() >= self.capacity {
            self.remove_oldest();
        }
        let number = self.removed + self.list.len() as u64;
        self.list.push_back((fingerprint, index));
        self.exact.insert(fingerprint.exact, index);
        if fingerprint.near != 0 {
            (0..QUARTERS).for_each(|q| {
                self.quarters.entry(quarter(fingerprint.near, q)).or_default().push_back(number)
            });
        }
    }

    fn remove_oldest(&mut self) {
        let Some((fingerprint, _)) = self.list.pop_front() else { return };
        self.removed += 1;
        self.exact.remove(&fingerprint.exact);
        if fingerprint.near != 0 {
            // The oldest text is the first one in each of its lists.
            (0..QUARTERS)
                .filter_map(|q| {
                    self.quarters.get_mut(&quarter(fingerprint.near, q)).map(VecDeque::pop_front)
                })
                .for_each(drop);
        }
    }
}

fn distance(a: u64, b: u64) -> u32 {
    (a ^ b).count_ones()
}

fn quarter(hash: u64, index: usize) -> (u8, u16) {
    (index as u8, (hash >> (16 * index)) as u16)
}

#[cfg(test)]
mod tests {
    use super::{Fingerprint, SeenTexts};

    /// A text of 300 words that differs with `seed`.
    fn text(seed: u64) -> String {
        let word = |n: u64| format!("word{}", super::mix(n ^ seed << 32) % 5_000);
        (0..300).map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn repeated_and_nearly_repeated_texts_are_found_and_others_are_not() {
        let mut seen = SeenTexts::default();
        seen.insert(Fingerprint::new(&text(1)), 7);
        assert_eq!(
            seen.find(Fingerprint::new(&text(1))).as_deref(),
            Some("the same text as input 8")
        );
        assert_eq!(
            seen.find(Fingerprint::new(&(text(1) + " updated"))).as_deref(),
            Some("nearly the same text as input 8")
        );
        for seed in 2..500 {
            assert_eq!(seen.find(Fingerprint::new(&text(seed))), None, "{seed}");
        }
    }

    #[test]
    fn a_text_with_one_other_word_is_found_by_a_different_simhash() {
        let mut seen = SeenTexts::default();
        seen.insert(Fingerprint::new(&text(1)), 7);
        let words: Vec<String> = text(1).split(' ').map(str::to_owned).collect();
        let with_another = |at: usize| {
            let mut words = words.clone();
            words[at] = "another".to_owned();
            Fingerprint::new(&words.join(" "))
        };
        let fingerprints: Vec<Fingerprint> = (0..100).map(with_another).collect();
        let differing =
            fingerprints.iter().filter(|f| f.near != Fingerprint::new(&text(1)).near).count();
        let found = fingerprints.iter().filter(|f| seen.find(**f).is_some()).count();
        assert!(differing >= 90 && found >= 80, "{differing} differ, {found} of 100 found");
    }

    #[test]
    fn short_texts_have_exact_duplicates_only() {
        let mut seen = SeenTexts::default();
        seen.insert(Fingerprint::new("No rain today"), 0);
        assert!(seen.find(Fingerprint::new("No rain today")).is_some());
        assert!(seen.find(Fingerprint::new("no rain today")).is_none());
    }

    #[test]
    fn the_oldest_text_is_removed_first() {
        let mut seen = SeenTexts::with_capacity(2);
        (1..=3).for_each(|n| seen.insert(Fingerprint::new(&text(n)), n));
        assert!(seen.find(Fingerprint::new(&text(1))).is_none());
        assert!(seen.find(Fingerprint::new(&(text(2) + " now"))).is_some());
        assert!(seen.find(Fingerprint::new(&text(3))).is_some());
    }

    #[test]
    fn a_stored_fingerprint_is_read_back() {
        let fingerprint = Fingerprint::new(&text(9));
        assert_eq!(Fingerprint::from_bytes(&fingerprint.to_bytes(123_456)), (fingerprint, 123_456));
    }
}
