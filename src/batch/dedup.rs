//! Texts that were seen before in the run: the same exactly, or nearly.
//!
//! Exact repeats are known by the hash of the text, near ones by a 64-bit simhash (Charikar 2002) over three-word shingles:
//! texts that share most shingles differ in few bits. It is made to spare: of texts of 300 words with one word changed four in five are
//! found, of longer ones more, and unlike texts are hardly ever taken for one. Pages are asked about in the order of the inputs and the first one
//! stays, so the answer does not depend on the number of threads.
//!
//! Memory: about 70 bytes for each text kept, and never more than [`MAX_REMEMBERED`] of them; then the oldest is forgotten first.

use std::collections::{HashMap, VecDeque};

use crate::digest::hash64;
use crate::text::tokens;

/// Bits in which near duplicates may differ. Manku et al. 2007 found 3 of 64 right for web pages: copies with another advert
/// or date are found, other stories on one event are not.
const MAX_DISTANCE: u32 = 3;
/// Words below which a text is compared exactly only: with few shingles the simhash of unlike texts can be alike.
const MIN_WORDS: usize = 50;
/// Texts remembered: 20 million, which is about 1.4 GB.
const MAX_REMEMBERED: usize = 20_000_000;
/// The simhash is looked up by its four quarters: with three bits different, one quarter is the same.
const QUARTERS: usize = 4;
/// Bytes of a fingerprint as stored.
pub(crate) const FINGERPRINT_BYTES: usize = 24;

/// What a text is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    exact: u64,
    /// 0 for a text too short to compare nearly.
    near: u64,
}

impl Fingerprint {
    pub fn of(text: &str) -> Self {
        Self { exact: hash64(text.as_bytes()), near: simhash(text) }
    }

    /// As stored, with the position of its page.
    pub fn to_bytes(self, position: u64) -> [u8; FINGERPRINT_BYTES] {
        let mut bytes = [0; FINGERPRINT_BYTES];
        bytes[..8].copy_from_slice(&self.exact.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.near.to_le_bytes());
        bytes[16..].copy_from_slice(&position.to_le_bytes());
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

/// Spreads a hash over all its bits (the finalizer of splitmix64): FNV alone leaves the high bits of short words alike.
fn mix(mut h: u64) -> u64 {
    h = (h ^ h >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    h = (h ^ h >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ h >> 31
}

/// The texts of a run so far.
pub(crate) struct Seen {
    /// Position of the page with this text.
    exact: HashMap<u64, u64>,
    /// The texts that are remembered, oldest first.
    list: VecDeque<(Fingerprint, u64)>,
    /// How many were forgotten: the number of the first in `list`.
    forgotten: u64,
    /// For each quarter and its value, the numbers of the texts that have it, oldest first.
    quarters: HashMap<(u8, u16), VecDeque<u64>>,
    capacity: usize,
}

impl Default for Seen {
    fn default() -> Self {
        Self::with_capacity(MAX_REMEMBERED)
    }
}

impl Seen {
    fn with_capacity(capacity: usize) -> Self {
        Self {
            exact: HashMap::new(),
            list: VecDeque::new(),
            forgotten: 0,
            quarters: HashMap::new(),
            capacity,
        }
    }

    /// The earlier page that this text repeats, if there is one, in words.
    pub fn find(&self, fingerprint: Fingerprint) -> Option<String> {
        if let Some(position) = self.exact.get(&fingerprint.exact) {
            return Some(format!("the same text as input {}", position + 1));
        }
        self.near(fingerprint.near)
            .map(|position| format!("nearly the same text as input {}", position + 1))
    }

    /// The first page whose simhash differs in few bits.
    fn near(&self, near: u64) -> Option<u64> {
        if near == 0 {
            return None;
        }
        let numbers = (0..QUARTERS).filter_map(|q| self.quarters.get(&quarter(near, q))).flatten();
        let is_near = |n: &&u64| {
            self.list
                .get((**n - self.forgotten) as usize)
                .is_some_and(|(f, _)| distance(f.near, near) <= MAX_DISTANCE)
        };
        let first = numbers.filter(is_near).min()?;
        self.list.get((first - self.forgotten) as usize).map(|(_, position)| *position)
    }

    /// Remembers a text, and forgets the oldest when there are too many.
    pub fn remember(&mut self, fingerprint: Fingerprint, position: u64) {
        if self.list.len() >= self.capacity {
            self.forget_oldest();
        }
        let number = self.forgotten + self.list.len() as u64;
        self.list.push_back((fingerprint, position));
        self.exact.insert(fingerprint.exact, position);
        if fingerprint.near != 0 {
            (0..QUARTERS).for_each(|q| {
                self.quarters.entry(quarter(fingerprint.near, q)).or_default().push_back(number)
            });
        }
    }

    fn forget_oldest(&mut self) {
        let Some((fingerprint, _)) = self.list.pop_front() else { return };
        self.forgotten += 1;
        self.exact.remove(&fingerprint.exact);
        if fingerprint.near != 0 {
            // It is the oldest of each of its lists too.
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
    use super::{Fingerprint, Seen};

    /// A text of 300 words that differs with `seed`.
    fn text(seed: u64) -> String {
        let word = |n: u64| format!("word{}", super::mix(n ^ seed << 32) % 5_000);
        (0..300).map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_same_text_and_one_with_another_date_are_known_and_another_is_not() {
        let mut seen = Seen::default();
        seen.remember(Fingerprint::of(&text(1)), 7);
        assert_eq!(
            seen.find(Fingerprint::of(&text(1))).as_deref(),
            Some("the same text as input 8")
        );
        assert_eq!(
            seen.find(Fingerprint::of(&(text(1) + " updated"))).as_deref(),
            Some("nearly the same text as input 8")
        );
        for seed in 2..500 {
            assert_eq!(seen.find(Fingerprint::of(&text(seed))), None, "{seed}");
        }
    }

    #[test]
    fn a_text_with_another_word_is_nearly_the_same_though_its_simhash_differs() {
        let mut seen = Seen::default();
        seen.remember(Fingerprint::of(&text(1)), 7);
        let words: Vec<String> = text(1).split(' ').map(str::to_owned).collect();
        let with_another = |at: usize| {
            let mut words = words.clone();
            words[at] = "another".to_owned();
            Fingerprint::of(&words.join(" "))
        };
        let fingerprints: Vec<Fingerprint> = (0..100).map(with_another).collect();
        let differing =
            fingerprints.iter().filter(|f| f.near != Fingerprint::of(&text(1)).near).count();
        let found = fingerprints.iter().filter(|f| seen.find(**f).is_some()).count();
        assert!(differing >= 90 && found >= 80, "{differing} differ, {found} of 100 found");
    }

    #[test]
    fn short_texts_are_compared_exactly_only() {
        let mut seen = Seen::default();
        seen.remember(Fingerprint::of("No rain today"), 0);
        assert!(seen.find(Fingerprint::of("No rain today")).is_some());
        assert!(seen.find(Fingerprint::of("no rain today")).is_none());
    }

    #[test]
    fn the_oldest_is_forgotten_first() {
        let mut seen = Seen::with_capacity(2);
        (1..=3).for_each(|n| seen.remember(Fingerprint::of(&text(n)), n));
        assert!(seen.find(Fingerprint::of(&text(1))).is_none());
        assert!(seen.find(Fingerprint::of(&(text(2) + " now"))).is_some());
        assert!(seen.find(Fingerprint::of(&text(3))).is_some());
    }

    #[test]
    fn a_fingerprint_is_stored_whole() {
        let fingerprint = Fingerprint::of(&text(9));
        assert_eq!(Fingerprint::from_bytes(&fingerprint.to_bytes(123_456)), (fingerprint, 123_456));
    }
}
