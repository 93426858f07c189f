//! Words and phrases that are looked for together: by the byte that each begins with, since most stand in no text.

/// A list of words and phrases.
pub(super) struct Openings {
    /// In order of their first bytes, and as they were given where that is the same.
    words: Vec<&'static str>,
    /// Where those begin that start with each byte, and where the last of them ends.
    first: [u16; 257],
}

impl Openings {
    /// A list of words, none of them empty.
    pub(super) fn new<'w>(words: impl IntoIterator<Item = &'w &'static str>) -> Self {
        let mut words: Vec<&'static str> = words.into_iter().copied().collect();
        words.sort_by_key(|word| word.as_bytes()[0]);
        let mut first = [0; 257];
        for (byte, place) in first.iter_mut().enumerate() {
            *place = words.partition_point(|word| usize::from(word.as_bytes()[0]) < byte) as u16;
        }
        Self { words, first }
    }

    /// Those that begin with a byte.
    fn with(&self, byte: u8) -> &[&'static str] {
        let byte = usize::from(byte);
        &self.words[usize::from(self.first[byte])..usize::from(self.first[byte + 1])]
    }

    /// Those, given in lower case, that begin with the first byte that a text has in lower case.
    pub(super) fn like(&self, text: &str) -> &[&'static str] {
        let Some(first) = text.chars().next() else { return &[] };
        let lower = first.to_lowercase().next().unwrap_or(first);
        self.with(lower.encode_utf8(&mut [0; 4]).as_bytes()[0])
    }

    /// Every place in a text at which one of them stands, with that one.
    pub(super) fn all<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (usize, &'static str)> + 't {
        let bytes = text.as_bytes();
        let places = (0..bytes.len()).filter(move |at| !self.with(bytes[*at]).is_empty());
        places.flat_map(move |at| {
            self.with(bytes[at])
                .iter()
                .filter(move |word| begins(&bytes[at..], word))
                .map(move |word| (at, *word))
        })
    }

    /// Where the first of them stands in a text.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        self.all(text).next().map(|(at, _)| at)
    }
}

/// Whether a text begins with a word whose first byte it has; the second tells most apart.
fn begins(text: &[u8], word: &str) -> bool {
    word.as_bytes().get(1) == text.get(1).filter(|_| word.len() > 1)
        && text.starts_with(word.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::Openings;

    #[test]
    fn words_are_found_where_they_stand() {
        let words = Openings::new(&["by", " by ", "(", "écrit", "von", "公開", "vom"]);
        let all = |text: &str| {
            words.all(text).map(|(at, word)| format!("{at}{word}")).collect::<Vec<_>>()
        };
        assert_eq!(all("rain by Ada (von)"), ["4 by ", "5by", "12(", "13von"]);
        assert_eq!(all("b écrit 公開"), ["2écrit", "9公開"]);
        assert!(all("").is_empty() && all("B V").is_empty());
        assert_eq!((words.find("vo, vom"), words.find("bo")), (Some(4), None));
        assert_eq!(words.like("Vor"), ["von", "vom"]);
        assert_eq!((words.like("Écrit"), words.like("")), (&["écrit"][..], &[][..]));
    }
}
