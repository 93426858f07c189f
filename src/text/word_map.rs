//! Words to what is known of them, quick to say no.

use rustc_hash::FxHashMap;

/// A map whose keys are words that are mostly looked up in vain: a word of the wrong length for its first letter is turned away unhashed.
#[derive(Debug, Clone)]
pub(crate) struct WordMap<V> {
    entries: FxHashMap<String, V>,
    /// For each first byte, the lengths of the words that begin with it, a bit each; the last bit is for all lengths beyond.
    lengths: [u64; 256],
}

impl<V> Default for WordMap<V> {
    fn default() -> Self {
        Self { entries: FxHashMap::default(), lengths: [0; 256] }
    }
}

impl<V: Default> WordMap<V> {
    /// What is known of a word, to be changed; the empty word is never found.
    pub(crate) fn entry(&mut self, word: impl Into<String>) -> &mut V {
        let word = word.into();
        if let Some(first) = word.as_bytes().first() {
            self.lengths[usize::from(*first)] |= length_bit(&word);
        }
        self.entries.entry(word).or_default()
    }
}

impl<'w, V: Default> FromIterator<&'w str> for WordMap<V> {
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> Self {
        let mut map = Self::default();
        for word in words {
            map.entry(word);
        }
        map
    }
}

impl<V> WordMap<V> {
    /// What is known of a word.
    #[inline]
    pub(crate) fn get(&self, word: &str) -> Option<&V> {
        let lengths = self.lengths[usize::from(*word.as_bytes().first()?)];
        if lengths & length_bit(word) == 0 { None } else { self.entries.get(word) }
    }

    /// What is known of a word in lower case; one that cannot be known is not even put in lower case. `buffer` is reused.
    pub(crate) fn get_lower(&self, word: &str, buffer: &mut String) -> Option<&V> {
        let first = word.as_bytes().first()?.to_ascii_lowercase();
        // Other letters than those of ASCII may become shorter or longer.
        if word.is_ascii() && self.lengths[usize::from(first)] & length_bit(word) == 0 {
            return None;
        }
        self.get(super::lower(word, buffer))
    }
}

#[inline]
fn length_bit(word: &str) -> u64 {
    1 << word.len().min(63)
}

#[cfg(test)]
mod tests {
    use super::WordMap;

    #[test]
    fn words_are_found_whole() {
        let long = "a".repeat(200);
        let mut map: WordMap<u8> = WordMap::default();
        for (i, word) in ["rain", "räte", &long].into_iter().enumerate() {
            *map.entry(word) = i as u8;
        }
        let found = |word: &str| map.get(word).copied();
        assert_eq!((found("rain"), found("räte"), found(&long)), (Some(0), Some(1), Some(2)));
        let lower = |word: &str| map.get_lower(word, &mut String::new()).copied();
        assert_eq!((lower("RAIN"), lower("Räte"), lower("RÄTE"), lower("Runs"), lower("")), (Some(0), Some(1), Some(1), None, None));
        assert_eq!((found("rai"), found("runs"), found(&long[1..]), found("")), (None, None, None, None));
    }
}
