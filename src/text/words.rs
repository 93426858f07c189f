//! Words, in scripts with and without spaces between them.

/// Characters a word of Chinese, Japanese or Korean hanja has on average; the scripts write no spaces.
const HAN_CHARS_PER_WORD: usize = 2;
/// Characters a word of Thai, Lao, Khmer or Burmese has on average.
const SOUTH_EAST_ASIAN_CHARS_PER_WORD: usize = 5;

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

/// How a script writes words.
#[derive(PartialEq, Clone, Copy)]
enum Script {
    Spaced,
    Han,
    SouthEastAsian,
    None,
}

fn script(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => Script::Spaced,
        '\u{0}'..='\u{7f}' => Script::None,
        // The letters of Latin and Cyrillic, before the long way of asking.
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2c1}' | '\u{48a}'..='\u{52f}' | '\u{400}'..='\u{481}' => Script::Spaced,
        // Full stops and commas inside the ranges below.
        '\u{964}' | '\u{965}' | '\u{104a}' | '\u{104b}' => Script::None,
        '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Script::Han,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => Script::SouthEastAsian,
        _ if c.is_alphanumeric() => Script::Spaced,
        // Vowel signs and joiners inside a word of Indic and Arabic scripts.
        '\u{300}'..='\u{36f}' | '\u{900}'..='\u{d7f}' | '\u{64b}'..='\u{65f}' | '\u{200c}' | '\u{200d}' => Script::Spaced,
        _ => Script::None,
    }
}

/// What a byte is to those who read words: most are ASCII and need not be put together.
#[derive(PartialEq, Clone, Copy)]
enum Class {
    Letter,
    Digit,
    Underscore,
    Space,
    Other,
    /// Part of a character of several bytes.
    Long,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Long; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Underscore,
            b'\t'..=b'\r' | b' ' => Class::Space,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

fn class(byte: u8) -> Class {
    CLASSES[usize::from(byte)]
}

/// Counts `text` in one pass.
#[must_use]
pub fn shape(text: &str) -> Shape {
    let mut s = Shape::default();
    let (mut han, mut sea) = (0usize, 0usize);
    let mut in_word = false;
    let mut pending_end = false;
    let mut rest = text;
    loop {
        // Most text is words of plain letters: taken whole.
        let letters = rest.bytes().take_while(|&b| class(b) == Class::Letter).count();
        if letters > 0 {
            s.words += u32::from(!in_word);
            s.chars += letters as u32;
            s.upper += rest[..letters].bytes().filter(u8::is_ascii_uppercase).count() as u32;
            (in_word, pending_end, s.ends_sentence) = (true, false, false);
            rest = &rest[letters..];
        }
        let Some(c) = rest.chars().next() else { break };
        rest = &rest[c.len_utf8()..];
        if c == ' ' || c.is_whitespace() {
            in_word = false;
            if pending_end {
                s.sentences += 1;
                pending_end = false;
            }
            continue;
        }
        s.chars += 1;
        match script(c) {
            Script::Spaced => {
                // An apostrophe or a hyphen inside a word does not end it: see below.
                if !in_word {
                    s.words += 1;
                    in_word = true;
                }
                pending_end = false;
                s.ends_sentence = false;
                if c.is_ascii_digit() {
                    s.digits += 1;
                } else if c.is_uppercase() {
                    s.upper += 1;
                }
            }
            Script::Han => {
                han += 1;
                in_word = false;
                s.ends_sentence = false;
            }
            Script::SouthEastAsian => {
                sea += 1;
                in_word = false;
                s.ends_sentence = false;
            }
            Script::None => match c {
                '.' | '!' | '?' | '…' => {
                    pending_end = true;
                    in_word = false;
                    s.ends_sentence = true;
                }
                '。' | '！' | '？' | '｡' | '।' | '॥' | '؟' | '۔' | '။' => {
                    s.sentences += 1;
                    in_word = false;
                    s.ends_sentence = true;
                }
                ',' | ';' | '、' | '，' | '；' | '،' | '؛' | '၊' => {
                    s.commas += 1;
                    in_word = false;
                    s.ends_sentence = false;
                }
                '\'' | '’' | '-' | '‐' => {}
                '"' | '”' | '“' | '»' | '«' | ')' | ']' | '」' | '』' | '）' => in_word = false,
                _ => {
                    in_word = false;
                    s.ends_sentence = false;
                }
            },
        }
    }
    if pending_end {
        s.sentences += 1;
    }
    let unspaced = han.div_ceil(HAN_CHARS_PER_WORD) + sea.div_ceil(SOUTH_EAST_ASIAN_CHARS_PER_WORD);
    s.words += u32::try_from(unspaced).unwrap_or(u32::MAX);
    s
}

/// Words in `text`; see [`Shape::words`].
#[must_use]
pub fn count_words(text: &str) -> u32 {
    shape(text).words
}

/// The words of `text` for comparison, lower case; in scripts without spaces each character is one.
pub fn tokens(text: &str) -> impl Iterator<Item = String> + '_ {
    raw_tokens(text).map(str::to_lowercase)
}

/// [`tokens`] as they are written.
pub(crate) fn raw_tokens(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let class_at = move |at: usize| bytes.get(at).map(|&b| class(b));
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            while let Some(Class::Space | Class::Other) = class_at(at) {
                at += 1;
            }
            let start = at;
            // Most words are of plain letters: taken whole.
            while let Some(Class::Letter | Class::Digit | Class::Underscore) = class_at(at) {
                at += 1;
            }
            if at > start && class_at(at) != Some(Class::Long) {
                return Some(&text[start..at]);
            }
            at = start;
            match next_script(text, &mut at)? {
                Script::None => {}
                Script::Spaced => {
                    let mut end = at;
                    while next_script(text, &mut at) == Some(Script::Spaced) {
                        end = at;
                    }
                    at = end;
                    return Some(&text[start..end]);
                }
                Script::Han | Script::SouthEastAsian => return Some(&text[start..at]),
            }
        }
    })
}

/// The script of the character at `at`, and on to the next one; `None` at the end.
fn next_script(text: &str, at: &mut usize) -> Option<Script> {
    let byte = *text.as_bytes().get(*at)?;
    if byte.is_ascii() {
        *at += 1;
        return Some(if byte.is_ascii_alphanumeric() || byte == b'_' { Script::Spaced } else { Script::None });
    }
    let c = text[*at..].chars().next()?;
    *at += c.len_utf8();
    Some(script(c))
}

/// A word in lower case, written to `buffer` where it is not so already.
pub(crate) fn lower<'w>(word: &'w str, buffer: &'w mut String) -> &'w str {
    if word.is_ascii() {
        if !word.bytes().any(|b| b.is_ascii_uppercase()) {
            return word;
        }
        buffer.clear();
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
    } else {
        *buffer = word.to_lowercase();
    }
    buffer
}

#[cfg(test)]
mod tests {
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

    /// Text of words, marks, spaces and scripts in any order, for comparing short ways with long ones.
    fn mixed_texts() -> impl Iterator<Item = String> {
        let pieces = [
            "a", "Zoe", "_", "7", "19", " ", "\u{a0}", "\n", ".", "...", "!", ",", "'", "’", "-", "\"", "»", "\u{301}", "\u{ad}",
            "\u{200d}", "é", "É", "ß", "ж", "Ж", "予", "ひ", "。", "、", "ไ", "မ", "။", "क", "\u{93f}", "।", "م", "\u{64b}", "𝔄", "𠀀",
            "😀",
        ];
        let mut state = 7u64;
        let mut next = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        (0..20_000).map(move |_| (0..next(14)).map(|_| pieces[next(pieces.len())]).collect())
    }

    #[test]
    fn words_taken_whole_are_those_read_by_the_character() {
        for text in mixed_texts() {
            let mut plain: Vec<String> = Vec::new();
            let mut goes_on = false;
            for c in text.chars() {
                match script(c) {
                    Script::Spaced if goes_on => plain.last_mut().expect("a word that goes on").push(c),
                    Script::None => {}
                    _ => plain.push(c.into()),
                }
                goes_on = script(c) == Script::Spaced;
            }
            assert_eq!(raw_tokens(&text).collect::<Vec<_>>(), plain, "{text:?}");
        }
    }

    #[test]
    fn letters_taken_whole_count_as_others_do() {
        // Letters of Cyrillic are read one by one, and nothing but their script tells them from those of Latin.
        let slow = |c: char| match c {
            'a'..='z' => 'ж',
            'A'..='Z' => 'Ж',
            c => c,
        };
        for text in mixed_texts() {
            assert_eq!(shape(&text), shape(&text.chars().map(slow).collect::<String>()), "{text:?}");
        }
    }

    #[test]
    fn letters_are_known_the_short_way_and_the_long_way() {
        for c in ('\u{80}'..'\u{530}').filter(|c| !('\u{300}'..='\u{36f}').contains(c)) {
            assert_eq!(script(c) == Script::Spaced, c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn a_word_in_lower_case() {
        let mut buffer = String::new();
        for (word, expected) in [("word", "word"), ("Word", "word"), ("RÄTE", "räte"), ("ΟΔΟΣ", "οδος")] {
            assert_eq!(lower(word, &mut buffer), expected);
        }
    }

    #[test]
    fn tokens_split_scripts_without_spaces_by_character() {
        assert_eq!(tokens("Die 3 Räte, 予算!").collect::<Vec<_>>(), ["die", "3", "räte", "予", "算"]);
    }
}
