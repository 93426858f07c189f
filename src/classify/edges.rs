//! The words at the start and at the end of a text, by which the linear model of words knows it: prompts give themselves away there.

use super::hash::{Digest, Hash};
use crate::text::{lower, raw_tokens};

/// Words read at the start of a text.
const FIRST_WORDS: usize = 12;
/// Words read at its end.
const LAST_WORDS: usize = 4;
const BOTH: usize = FIRST_WORDS + LAST_WORDS;
/// Characters of a word that count; inflections beyond them do not.
const MAX_WORD: usize = 12;
/// Words beyond which a text is long.
const LONG: usize = 40;

/// The words at the start and at the end of a text, noted while it is read.
#[derive(Debug, Default)]
pub(crate) struct Edges<'t> {
    /// The first ones, and after them the last: each takes the place of the one [`LAST_WORDS`] before it.
    words: [&'t str; BOTH],
    /// Words of the whole text.
    count: usize,
}

impl<'t> Edges<'t> {
    /// Of a text that is read for nothing else.
    pub(crate) fn of(text: &'t str) -> Self {
        let mut edges = Self::default();
        raw_tokens(text).for_each(|word| edges.add(word));
        edges
    }

    /// Notes the next word of the text.
    #[inline]
    pub(crate) fn add(&mut self, word: &'t str) {
        let place = if self.count < FIRST_WORDS {
            self.count
        } else {
            FIRST_WORDS + (self.count - FIRST_WORDS) % LAST_WORDS
        };
        self.words[place] = word;
        self.count += 1;
    }

    /// The words, first to last.
    fn words(&self) -> impl Iterator<Item = &'t str> {
        let noted = self.count.min(BOTH);
        // Of the last ones, the oldest stands where the next would.
        let oldest = if self.count > BOTH { (self.count - FIRST_WORDS) % LAST_WORDS } else { 0 };
        let (first, last) = self.words.split_at(FIRST_WORDS);
        first.iter().chain(last[oldest..].iter().chain(&last[..oldest])).copied().take(noted)
    }

    /// Calls `then` with the bucket of each word and each pair, of the first and of the last word.
    pub(crate) fn each_bucket(&self, mut then: impl FnMut(u32)) {
        const FIRST: Hash = Hash::of("first");
        const LAST: Hash = Hash::of("last");
        const PAIR: Hash = Hash::of("pair");
        const WORD: Hash = Hash::of("word");
        let is_long = u64::from(self.count > LONG);
        let mut bucket = |hash: Hash| then(hash.number(is_long).bucket());
        let (mut buffer, mut known) = (String::new(), String::new());
        let mut before = None;
        for word in self.words() {
            let word = Digest::of(known_as(word, &mut buffer, &mut known));
            bucket(before.map_or(FIRST.text(word), |before| PAIR.text(before).text(word)));
            bucket(WORD.text(word));
            before = Some(word);
        }
        if let Some(last) = before {
            bucket(LAST.text(last));
        }
    }
}

/// The bucket of a text of so many words.
pub(crate) fn length_bucket(words: usize, is_heading: bool) -> u32 {
    const LENGTH: Hash = Hash::of("length");
    LENGTH
        .number(u64::from(usize::BITS - words.leading_zeros()))
        .number(u64::from(is_heading))
        .bucket()
}

/// The buckets of a text: each word, each pair, and how long it is.
pub(crate) fn word_buckets(text: &str, is_heading: bool, out: &mut Vec<u32>) {
    let edges = Edges::of(text);
    out.push(length_bucket(edges.count, is_heading));
    edges.each_bucket(|bucket| out.push(bucket));
}

/// A word as the model knows it: in lower case, digits all alike, cut where it is long.
fn known_as<'w>(word: &'w str, buffer: &mut String, known: &'w mut String) -> &'w str {
    if let Some(start) = word.get(..word.len().min(MAX_WORD))
        && start.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    {
        return start;
    }
    known.clear();
    known.extend(
        lower(word, buffer)
            .chars()
            .take(MAX_WORD)
            .map(|c| if c.is_ascii_digit() { '0' } else { c }),
    );
    known
}

#[cfg(test)]
mod tests {
    use super::{Edges, FIRST_WORDS, LAST_WORDS, known_as};

    #[test]
    fn of_a_long_text_the_first_and_the_last_words_are_known() {
        let all: Vec<String> =
            ('a'..='z').flat_map(|a| ["x", "y"].map(|b| format!("{a}{b}"))).collect();
        for count in 0..all.len() {
            let mut expected: Vec<&str> = all[..count].iter().map(String::as_str).collect();
            if count > FIRST_WORDS + LAST_WORDS {
                expected.drain(FIRST_WORDS..count - LAST_WORDS);
            }
            let text = all[..count].join(" ");
            let edges = Edges::of(&text);
            assert_eq!((edges.count, edges.words().collect()), (count, expected));
        }
    }

    #[test]
    fn words_are_known_in_lower_case_without_their_ends_and_digits() {
        for (word, expected) in [
            ("ÜBERFLUTUNGSGEBIETE", "überflutungs"),
            ("Overenthusiastic", "overenthusia"),
            ("overenthusiasticß", "overenthusia"),
            ("two_words", "two_words"),
            ("1999", "0000"),
            ("B52er", "b00er"),
            ("Größe7", "größe0"),
        ] {
            assert_eq!(known_as(word, &mut String::new(), &mut String::new()), expected);
        }
    }
}
