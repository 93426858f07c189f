//! The first and the last words of a text, which the linear model of words reads: prompts are
//! recognisable by them.
//!
//! A ring buffer, filled while the words are counted, saves 1.5 % of the instructions of extraction
//! and 2.9 % of those of text mode against a list of all words (`--bench instructions`, over the
//! corpus).

use super::hash::{Digest, Hash};
use crate::text::{lower, raw_tokens};

/// Words read at the start of a text.
const FIRST_WORDS: usize = 12;
/// Words read at the end of a text.
const LAST_WORDS: usize = 4;
const BOTH: usize = FIRST_WORDS + LAST_WORDS;
/// Characters of a word that count, so that longer inflections are equal.
const MAX_WORD: usize = 12;
/// Words above which a text is long.
const LONG: usize = 40;

/// The first and the last words of a text, collected while the text is read. After [`FIRST_WORDS`]
/// words, a ring buffer holds the last [`LAST_WORDS`].
#[derive(Debug, Default)]
pub(crate) struct EdgeWords<'t> {
    /// The first words, then the ring buffer of the last words.
    words: [&'t str; BOTH],
    /// Words of the whole text.
    count: usize,
}

impl<'t> EdgeWords<'t> {
    /// Collects the words of a text.
    pub(crate) fn new(text: &'t str) -> Self {
        let mut words = Self::default();
        raw_tokens(text).for_each(|word| words.add(word));
        words
    }

    /// Adds the next word of the text.
    #[inline]
    pub(crate) fn add(&mut self, word: &'t str) {
        let slot = if self.count < FIRST_WORDS {
            self.count
        } else {
            FIRST_WORDS + (self.count - FIRST_WORDS) % LAST_WORDS
        };
        self.words[slot] = word;
        self.count += 1;
    }

    /// The collected words, in order.
    fn words(&self) -> impl Iterator<Item = &'t str> {
        let kept = self.count.min(BOTH);
        // The oldest word of the ring buffer is where the next word would go.
        let oldest = if self.count > BOTH { (self.count - FIRST_WORDS) % LAST_WORDS } else { 0 };
        let (first, last) = self.words.split_at(FIRST_WORDS);
        first.iter().chain(last[oldest..].iter().chain(&last[..oldest])).copied().take(kept)
    }

    /// Calls `then` with the bucket of each word, of each pair of neighbours, and of the first and
    /// the last word.
    pub(crate) fn each_bucket(&self, mut then: impl FnMut(u32)) {
        const FIRST: Hash = Hash::with_label("first");
        const LAST: Hash = Hash::with_label("last");
        const PAIR: Hash = Hash::with_label("pair");
        const WORD: Hash = Hash::with_label("word");
        let is_long = u64::from(self.count > LONG);
        let mut bucket = |hash: Hash| then(hash.number(is_long).bucket());
        let (mut buffer, mut normal) = (String::new(), String::new());
        let mut before = None;
        for word in self.words() {
            let word = Digest::new(normalised(word, &mut buffer, &mut normal));
            bucket(before.map_or(FIRST.text(word), |before| PAIR.text(before).text(word)));
            bucket(WORD.text(word));
            before = Some(word);
        }
        if let Some(last) = before {
            bucket(LAST.text(last));
        }
    }
}

/// The bucket for the length of a text.
pub(crate) fn length_bucket(words: usize, is_heading: bool) -> u32 {
    const LENGTH: Hash = Hash::with_label("length");
    LENGTH
        .number(u64::from(usize::BITS - words.leading_zeros()))
        .number(u64::from(is_heading))
        .bucket()
}

/// The buckets of a text: each word, each pair, and the length.
pub(crate) fn word_buckets(text: &str, is_heading: bool, out: &mut Vec<u32>) {
    let words = EdgeWords::new(text);
    out.push(length_bucket(words.count, is_heading));
    words.each_bucket(|bucket| out.push(bucket));
}

/// The form of a word that the model knows: lower case, with each digit as 0, cut to [`MAX_WORD`]
/// characters.
fn normalised<'w>(word: &'w str, buffer: &mut String, normal: &'w mut String) -> &'w str {
    if let Some(start) = word.get(..word.len().min(MAX_WORD))
        && start.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    {
        return start;
    }
    normal.clear();
    normal.extend(
        lower(word, buffer)
            .chars()
            .take(MAX_WORD)
            .map(|c| if c.is_ascii_digit() { '0' } else { c }),
    );
    normal
}

#[cfg(test)]
mod tests {
    use super::{EdgeWords, FIRST_WORDS, LAST_WORDS, normalised};

    #[test]
    fn the_ring_buffer_keeps_the_first_and_the_last_words() {
        let all: Vec<String> =
            ('a'..='z').flat_map(|a| ["x", "y"].map(|b| format!("{a}{b}"))).collect();
        for count in 0..all.len() {
            let mut expected: Vec<&str> = all[..count].iter().map(String::as_str).collect();
            if count > FIRST_WORDS + LAST_WORDS {
                expected.drain(FIRST_WORDS..count - LAST_WORDS);
            }
            let text = all[..count].join(" ");
            let words = EdgeWords::new(&text);
            assert_eq!((words.count, words.words().collect()), (count, expected));
        }
    }

    #[test]
    fn words_are_normalised_to_lower_case_with_digits_as_zero_and_cut() {
        for (word, expected) in [
            ("ÜBERFLUTUNGSGEBIETE", "überflutungs"),
            ("Overenthusiastic", "overenthusia"),
            ("overenthusiasticß", "overenthusia"),
            ("two_words", "two_words"),
            ("1999", "0000"),
            ("B52er", "b00er"),
            ("Größe7", "größe0"),
        ] {
            assert_eq!(normalised(word, &mut String::new(), &mut String::new()), expected);
        }
    }
}
