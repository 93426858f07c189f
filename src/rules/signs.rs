//! Words that give phrases away: a text without any of them has none of the phrases, and need not be read for them.

use std::collections::BTreeMap;

use memchr::memmem::Finder;

/// A word of plain letters that phrases have, looked for in either case by its rarest letter.
#[derive(Debug)]
pub(super) struct Sign {
    word: String,
    /// Where its rarest letter stands.
    rarest: usize,
    /// The look for it in texts in lower case.
    finder: Finder<'static>,
}

impl Sign {
    /// Letters from frequent to rare, in English: good enough to tell `k` from `o`.
    const BY_FREQUENCY: &str = "etaoinsrhldcumfpgwybvkxjqz";
    /// Letters of the shortest word.
    const MIN_LETTERS: usize = 4;

    /// The fewest words of which every phrase has one, more or less; `None` when a phrase has no word of plain letters.
    pub(super) fn of_all(mut phrases: Vec<&str>) -> Option<Vec<Self>> {
        let mut signs = Vec::new();
        while !phrases.is_empty() {
            // In how many of the phrases that are left each word stands, as a part of longer ones too.
            let mut words: BTreeMap<&str, usize> = BTreeMap::new();
            for word in phrases
                .iter()
                .flat_map(|p| p.split(|c: char| !c.is_ascii_alphabetic()))
                .filter(|w| w.len() >= Self::MIN_LETTERS)
            {
                words
                    .entry(word)
                    .or_insert_with(|| phrases.iter().filter(|p| p.contains(word)).count());
            }
            let (best, _) =
                words.into_iter().max_by_key(|&(word, count)| (count, Self::rarity(word)))?;
            phrases.retain(|phrase| !phrase.contains(best));
            let rarest = (0..best.len()).max_by_key(|&at| Self::rarity(&best[at..=at]))?;
            signs.push(Self {
                word: best.to_owned(),
                rarest,
                finder: Finder::new(best).into_owned(),
            });
        }
        Some(signs)
    }

    /// How rare the rarest letter of a word is.
    fn rarity(word: &str) -> Option<usize> {
        word.chars().filter_map(|c| Self::BY_FREQUENCY.find(c)).max()
    }

    /// Whether it is in a text in lower case.
    pub(super) fn is_in_lower(&self, text: &str) -> bool {
        self.finder.find(text.as_bytes()).is_some()
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        let (text, letter) = (text.as_bytes(), self.word.as_bytes()[self.rarest]);
        let stands = |at: usize| {
            let start = at.checked_sub(self.rarest)?;
            text.get(start..start + self.word.len())
                .filter(|w| w.eq_ignore_ascii_case(self.word.as_bytes()))
        };
        memchr::memchr2_iter(letter, letter.to_ascii_uppercase(), text)
            .any(|at| stands(at).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::Sign;

    #[test]
    fn every_phrase_has_one_of_few_words() {
        let phrases = [
            "agree to cookies",
            "the cookie law",
            "zgodę na użycie",
            "assume that you agree",
            "agreeing to it",
        ];
        let signs = Sign::of_all(phrases.to_vec()).expect("words");
        let words: Vec<&str> = signs.iter().map(|sign| &*sign.word).collect();
        assert_eq!(words, ["agree", "zgod", "cookie"]);
        assert!(phrases.iter().all(|phrase| signs.iter().any(|sign| sign.is_in(phrase))));
        assert!(Sign::of_all(vec!["agree to it", "é à la"]).is_none());
    }

    #[test]
    fn a_word_is_found_in_either_case_wherever_it_stands() {
        let [sign] = &Sign::of_all(vec!["cookie"]).expect("a word")[..] else { panic!("one word") };
        for (text, expected) in [
            ("cookie", true),
            ("Cookies", true),
            ("xCOOKIEx", true),
            ("a look, a cookie", true),
            ("cooki", false),
            ("k", false),
            ("ookie", false),
            ("", false),
        ] {
            assert_eq!(sign.is_in(text), expected, "{text}");
            assert_eq!(sign.is_in_lower(&text.to_ascii_lowercase()), expected, "{text}");
        }
    }
}
