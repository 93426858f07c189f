//! What a stretch of text looks like: words, sentences, marks, counted in one pass.

use super::words::{Script, script};

/// Characters a word of Chinese, Japanese or Korean hanja has on average; the scripts write no spaces.
const HAN_CHARS_PER_WORD: u32 = 2;
/// Characters a word of Thai, Lao, Khmer or Burmese has on average.
const SOUTH_EAST_ASIAN_CHARS_PER_WORD: u32 = 5;

/// What a stretch of text looks like, counted in one pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// Words: runs of letters and digits between spaces or punctuation; in scripts without spaces, characters divided by the
    /// script's usual word length.
    pub words: u32,
    /// Characters that are no white space.
    pub chars: u32,
    /// Sentence ends: `.`, `!`, `?`, `…` before a space or the end, and their counterparts in other scripts.
    pub sentences: u32,
    /// Commas, semicolons and their counterparts.
    pub commas: u32,
    /// Digits.
    pub digits: u32,
    /// Letters in upper case.
    pub upper: u32,
    /// Whether the last character ends a sentence, closing quotes and brackets aside.
    pub ends_sentence: bool,
}

/// What a character is to the counts.
#[derive(Clone, Copy)]
enum Kind {
    Letter,
    Capital,
    Digit,
    Space,
    /// Ends a sentence where a space follows.
    Stop,
    /// Ends a sentence whatever follows.
    FullStop,
    Comma,
    /// An apostrophe or a hyphen: inside a word it does not end it.
    Joiner,
    /// A quotation mark or a closing bracket: it may stand behind the end of a sentence.
    Closer,
    Han,
    SouthEastAsian,
    Other,
}

// What is known at a place in a text, a bit each.
const IN_WORD: u64 = 1;
/// A stop came, and no letter since. It stands apart, so that words and sentences are added up as one number, each in its half.
const STOPPED: u64 = 1 << 32;
/// What came last ends a sentence.
const ENDED: u64 = 2;

// Sixteen bits for each of what single characters add up to: they are taken apart before any of them can overflow.
const CHARS: u64 = 1;
const COMMAS: u64 = 1 << 16;
const DIGITS: u64 = 1 << 32;
const CAPITALS: u64 = 1 << 48;
const MAX_ADDED: usize = u16::MAX as usize;

/// What a character does: the bits that it sets and those that it leaves, and what it adds. Nothing branches on a plain character, since no
/// processor can guess where words end.
#[derive(Clone, Copy)]
struct Effect {
    sets: u64,
    leaves: u64,
    /// [`IN_WORD`] where a word begins unless one has begun, [`STOPPED`] where a stop before it ends a sentence.
    asks: u64,
    adds: u64,
}

const fn effect(kind: Kind) -> Effect {
    let other = Effect { sets: 0, leaves: STOPPED, asks: 0, adds: CHARS };
    let letter = Effect { sets: IN_WORD, leaves: 0, asks: IN_WORD, ..other };
    match kind {
        Kind::Letter => letter,
        Kind::Capital => Effect { adds: CHARS + CAPITALS, ..letter },
        Kind::Digit => Effect { adds: CHARS + DIGITS, ..letter },
        Kind::Space => Effect { leaves: ENDED, asks: STOPPED, adds: 0, ..other },
        Kind::Stop => Effect { sets: STOPPED | ENDED, leaves: 0, ..other },
        Kind::FullStop => Effect { sets: ENDED, ..other },
        Kind::Comma => Effect { adds: CHARS + COMMAS, ..other },
        Kind::Joiner => Effect { leaves: IN_WORD | STOPPED | ENDED, ..other },
        Kind::Closer => Effect { leaves: STOPPED | ENDED, ..other },
        Kind::Han | Kind::SouthEastAsian | Kind::Other => other,
    }
}

const EFFECTS: [Effect; 128] = {
    let mut effects = [effect(Kind::Other); 128];
    let mut byte = 0;
    while byte < 128 {
        effects[byte] = effect(match byte as u8 {
            b'a'..=b'z' | b'_' => Kind::Letter,
            b'A'..=b'Z' => Kind::Capital,
            b'0'..=b'9' => Kind::Digit,
            b'\t'..=b'\r' | b' ' => Kind::Space,
            b'.' | b'!' | b'?' => Kind::Stop,
            b',' | b';' => Kind::Comma,
            b'\'' | b'-' => Kind::Joiner,
            b'"' | b')' | b']' => Kind::Closer,
            _ => Kind::Other,
        });
        byte += 1;
    }
    effects
};

/// What a character beyond ASCII is.
fn kind(c: char) -> Kind {
    match script(c) {
        _ if c.is_whitespace() => Kind::Space,
        Script::Spaced if c.is_uppercase() => Kind::Capital,
        Script::Spaced => Kind::Letter,
        Script::Han => Kind::Han,
        Script::SouthEastAsian => Kind::SouthEastAsian,
        Script::None => match c {
            '…' => Kind::Stop,
            '。' | '！' | '？' | '｡' | '।' | '॥' | '؟' | '۔' | '။' => Kind::FullStop,
            '、' | '，' | '；' | '،' | '؛' | '၊' => Kind::Comma,
            '’' | '‐' => Kind::Joiner,
            '”' | '“' | '»' | '«' | '」' | '』' | '）' => Kind::Closer,
            _ => Kind::Other,
        },
    }
}

/// The counts so far.
#[derive(Default)]
struct Counts {
    state: u64,
    /// Words in the lower half, sentences that end before a space in the upper.
    words_and_sentences: u64,
    /// What single characters have added since it was last taken apart.
    added: u64,
    chars: u32,
    commas: u32,
    digits: u32,
    capitals: u32,
    full_stops: u32,
    han: u32,
    south_east_asian: u32,
}

impl Counts {
    #[inline]
    fn add(&mut self, effect: &Effect) {
        self.words_and_sentences += effect.asks & (self.state ^ IN_WORD);
        self.added += effect.adds;
        self.state = effect.sets | self.state & effect.leaves;
    }

    fn add_wide(&mut self, c: char) {
        let kind = kind(c);
        self.add(&effect(kind));
        self.full_stops += u32::from(matches!(kind, Kind::FullStop));
        self.han += u32::from(matches!(kind, Kind::Han));
        self.south_east_asian += u32::from(matches!(kind, Kind::SouthEastAsian));
    }

    fn take_apart(&mut self) {
        let part = |unit: u64| (self.added / unit) as u32 & u32::from(u16::MAX);
        let (chars, commas, digits, capitals) =
            (part(CHARS), part(COMMAS), part(DIGITS), part(CAPITALS));
        self.chars += chars;
        self.commas += commas;
        self.digits += digits;
        self.capitals += capitals;
        self.added = 0;
    }
}

/// Counts `text` in one pass.
#[must_use]
pub fn shape(text: &str) -> Shape {
    let mut counts = Counts::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = bytes.len().min(at + MAX_ADDED);
        while at < end {
            if let Some(effect) = EFFECTS.get(usize::from(bytes[at])) {
                counts.add(effect);
                at += 1;
            } else {
                let c = text[at..].chars().next().unwrap_or_default();
                counts.add_wide(c);
                at += c.len_utf8();
            }
        }
        counts.take_apart();
    }
    // The end of the text is as good as a space.
    counts.add(&effect(Kind::Space));
    let unspaced = counts.han.div_ceil(HAN_CHARS_PER_WORD)
        + counts.south_east_asian.div_ceil(SOUTH_EAST_ASIAN_CHARS_PER_WORD);
    Shape {
        words: counts.words_and_sentences as u32 + unspaced,
        chars: counts.chars,
        sentences: (counts.words_and_sentences / STOPPED) as u32 + counts.full_stops,
        commas: counts.commas,
        digits: counts.digits,
        upper: counts.capitals,
        ends_sentence: counts.state & ENDED != 0,
    }
}

/// Words in `text`; see [`Shape::words`].
#[must_use]
pub fn count_words(text: &str) -> u32 {
    shape(text).words
}

#[cfg(test)]
mod tests {
    use super::super::words::tests::mixed_texts;
    use super::*;

    fn check(text: &str, words: u32, sentences: u32, ends: bool) {
        let s = shape(text);
        assert_eq!((s.words, s.sentences, s.ends_sentence), (words, sentences, ends), "{text}");
    }

    #[test]
    fn counts_words_and_sentences_in_several_scripts() {
        check("", 0, 0, false);
        check("The council's vote, held on 3.5 acres, passed.", 9, 1, true);
        check("“Go!” she said. He didn’t.”", 5, 3, true);
        check("市議会は三日、予算案を可決した。", 7, 1, true);
        check("परिषद ने बजट पारित किया।", 5, 1, true);
        check("Read more", 2, 0, false);
    }

    #[test]
    fn plain_letters_count_as_others_do() {
        // Letters of Cyrillic are read one by one, and nothing but their script tells them from those of Latin.
        let slow = |c: char| match c {
            'a'..='z' => 'ж',
            'A'..='Z' => 'Ж',
            c => c,
        };
        for text in mixed_texts() {
            assert_eq!(
                shape(&text),
                shape(&text.chars().map(slow).collect::<String>()),
                "{text:?}"
            );
        }
    }

    #[test]
    fn nothing_overflows_in_a_long_text() {
        let s = shape(&"AB1, é。\u{a0}".repeat(100_000));
        let counted = [s.words, s.chars, s.sentences, s.commas, s.digits, s.upper];
        assert_eq!(counted, [200_000, 600_000, 100_000, 100_000, 100_000, 200_000]);
    }
}
