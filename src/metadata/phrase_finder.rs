//! Searches many words and phrases at once, indexed by first byte, since most do not occur in the
//! text.

/// A list of words and phrases.
pub(super) struct PhraseFinder {
    /// Sorted by first byte; words with the same first byte keep their given order.
    words: Vec<&'static str>,
    /// For each byte: the index of the first word that begins with it. The next entry is the end of
    /// its range.
    first: [u16; 257],
}

impl PhraseFinder {
    /// Builds the index; no word is empty.
    pub(super) fn new<'w>(words: impl IntoIterator<Item = &'w &'static str>) -> Self {
        let mut words: Vec<&'static str> = words.into_iter().copied().collect();
        words.sort_by_key(|word| word.as_bytes()[0]);
        let mut first = [0; 257];
        for (byte, entry) in first.iter_mut().enumerate() {
            *entry = words.partition_point(|word| usize::from(word.as_bytes()[0]) < byte) as u16;
        }
        Self { words, first }
    }

    /// The words that begin with a byte.
    fn starting_with(&self, byte: u8) -> &[&'static str] {
        let byte = usize::from(byte);
        &self.words[usize::from(self.first[byte])..usize::from(self.first[byte + 1])]
    }

    /// The words (given in lower case) that begin with the same byte as the text in lower case.
    pub(super) fn with_first_letter_of(&self, text: &str) -> &[&'static str] {
        let Some(first) = text.chars().next() else { return &[] };
        let lower = first.to_lowercase().next().unwrap_or(first);
        self.starting_with(lower.encode_utf8(&mut [0; 4]).as_bytes()[0])
    }

    /// Every match in a text: its offset and the word.
    pub(super) fn find_all<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (usize, &'static str)> + 't {
        let bytes = text.as_bytes();
        let offsets = (0..bytes.len()).filter(move |at| !self.starting_with(bytes[*at]).is_empty());
        offsets.flat_map(move |at| {
            self.starting_with(bytes[at])
                .iter()
                .filter(move |word| begins(&bytes[at..], word))
                .map(move |word| (at, *word))
        })
    }

    /// The offset of the first match in a text.
    pub(super) fn find_first(&self, text: &str) -> Option<usize> {
        self.find_all(text).next().map(|(at, _)| at)
    }
}

/// Whether a text begins with a word that has the same first byte; the second byte decides most
/// cases.
fn begins(text: &[u8], word: &str) -> bool {
    word.as_bytes().get(1) == text.get(1).filter(|_| word.len() > 1)
        && text.starts_with(word.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::PhraseFinder;

    #[test]
    fn words_are_found_at_their_offsets() {
        let words = PhraseFinder::new(&["by", " by ", "(", "écrit", "von", "公開", "vom"]);
        let all = |text: &str| {
            words.find_all(text).map(|(at, word)| format!("{at}{word}")).collect::<Vec<_>>()
        };
        assert_eq!(all("rain by Ada (von)"), ["4 by ", "5by", "12(", "13von"]);
        assert_eq!(all("b écrit 公開"), ["2écrit", "9公開"]);
        assert!(all("").is_empty() && all("B V").is_empty());
        assert_eq!((words.find_first("vo, vom"), words.find_first("bo")), (Some(4), None));
        assert_eq!(words.with_first_letter_of("Vor"), ["von", "vom"]);
        assert_eq!(
            (words.with_first_letter_of("Écrit"), words.with_first_letter_of("")),
            (&["écrit"][..], &[][..])
        );
    }
}
