//! Splits text into words, in scripts with and without spaces.

/// How a script separates words.
#[derive(PartialEq, Clone, Copy)]
pub(super) enum Script {
    Spaced,
    Han,
    SouthEastAsian,
    None,
}

pub(super) fn script_of(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => Script::Spaced,
        '\u{0}'..='\u{7f}' => Script::None,
        // Most letters and marks by range, before the slow Unicode lookup: Latin, Cyrillic, Greek,
        // Hebrew, Arabic, Indic with its vowel signs and joiners, Hangul; general punctuation.
        '\u{c0}'..='\u{d6}'
        | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2c1}'
        | '\u{48a}'..='\u{52f}'
        | '\u{400}'..='\u{481}' => Script::Spaced,
        // Full stops and commas inside the ranges below.
        '\u{964}' | '\u{965}' | '\u{104a}' | '\u{104b}' => Script::None,
        '\u{300}'..='\u{36f}'
        | '\u{391}'..='\u{3a1}'
        | '\u{3a3}'..='\u{3f5}'
        | '\u{5d0}'..='\u{5ea}'
        | '\u{620}'..='\u{65f}' => Script::Spaced,
        '\u{671}'..='\u{6d3}'
        | '\u{900}'..='\u{d7f}'
        | '\u{200c}'
        | '\u{200d}'
        | '\u{ac00}'..='\u{d7a3}' => Script::Spaced,
        '\u{80}'..='\u{a9}'
        | '\u{ab}'
        | '\u{b7}'
        | '\u{bb}'
        | '\u{60c}'
        | '\u{2000}'..='\u{206f}'
        | '\u{3000}'..='\u{3004}' => Script::None,
        '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Script::Han,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => {
            Script::SouthEastAsian
        }
        _ if c.is_alphanumeric() => Script::Spaced,
        _ => Script::None,
    }
}

/// Whether a character is a letter of a script that is written without spaces: Chinese, Japanese,
/// Thai, Lao, Khmer, Burmese.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(script_of(c), Script::Han | Script::SouthEastAsian)
}

/// Whether `start..end` is at word boundaries. In scripts without spaces every offset is one.
pub(crate) fn is_bounded(text: &str, start: usize, end: usize) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
    let inside = &text[start..end];
    let joins = |left: Option<char>, right: Option<char>| is_letter(left) && is_letter(right);
    !joins(text[..start].chars().next_back(), inside.chars().next())
        && !joins(inside.chars().next_back(), text[end..].chars().next())
}

/// The class of a byte in word splitting: most bytes are ASCII and need no decoding.
#[derive(PartialEq, Clone, Copy)]
enum ByteClass {
    Letter,
    Digit,
    Underscore,
    Other,
    /// Part of a character of several bytes.
    Long,
}

const BYTE_CLASSES: [ByteClass; 256] = {
    let mut classes = [ByteClass::Long; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => ByteClass::Letter,
            b'0'..=b'9' => ByteClass::Digit,
            b'_' => ByteClass::Underscore,
            _ => ByteClass::Other,
        };
        byte += 1;
    }
    classes
};

fn byte_class(byte: u8) -> ByteClass {
    BYTE_CLASSES[usize::from(byte)]
}

/// The words of `text` in lower case. In scripts without spaces each character is one.
pub fn tokens(text: &str) -> impl Iterator<Item = String> + '_ {
    raw_tokens(text).map(str::to_lowercase)
}

/// [`tokens`] with their case unchanged.
pub(crate) fn raw_tokens(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let class_at = move |at: usize| bytes.get(at).map(|&b| byte_class(b));
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            while let Some(ByteClass::Other) = class_at(at) {
                at += 1;
            }
            let start = at;
            // Fast path: most words are ASCII only.
            while let Some(ByteClass::Letter | ByteClass::Digit | ByteClass::Underscore) =
                class_at(at)
            {
                at += 1;
            }
            if at > start && class_at(at) != Some(ByteClass::Long) {
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

/// The script of the character at `at`, which moves to the next one; `None` at the end.
fn next_script(text: &str, at: &mut usize) -> Option<Script> {
    let byte = *text.as_bytes().get(*at)?;
    if byte.is_ascii() {
        *at += 1;
        return Some(if byte.is_ascii_alphanumeric() || byte == b'_' {
            Script::Spaced
        } else {
            Script::None
        });
    }
    let c = text[*at..].chars().next()?;
    *at += c.len_utf8();
    Some(script_of(c))
}

/// A word in lower case; it is written to `buffer` only if it changes.
pub(crate) fn lower<'w>(word: &'w str, buffer: &'w mut String) -> &'w str {
    if word.is_ascii() {
        if !word.bytes().any(|b| b.is_ascii_uppercase()) {
            return word;
        }
        buffer.clear();
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
    } else if word.chars().all(is_lower) {
        return word;
    } else {
        *buffer = word.to_lowercase();
    }
    buffer
}

/// Whether a character is lower case or has no case; ranges cover the most frequent ones.
fn is_lower(c: char) -> bool {
    matches!(c,
        'a'..='z' | '0'..='9' | '\u{df}'..='\u{ff}' | '\u{3ac}'..='\u{3ce}' | '\u{430}'..='\u{45f}' | '\u{5d0}'..='\u{109f}'
        | '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
        || c.to_lowercase().eq([c])
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Random strings of words, marks, spaces and scripts, to compare fast paths with naive
    /// versions.
    pub(in super::super) fn mixed_texts() -> impl Iterator<Item = String> {
        let pieces = [
            "a", "Zoe", "_", "7", "19", " ", "\u{a0}", "\n", ".", "...", "!", ",", "'", "’", "-",
            "\"", "»", "\u{301}", "\u{ad}", "\u{200d}", "é", "É", "ß", "ж", "Ж", "予", "ひ", "。",
            "、", "ไ", "မ", "။", "क", "\u{93f}", "।", "م", "\u{64b}", "𝔄", "𠀀", "😀",
        ];
        let mut random = fastrand::Rng::with_seed(7);
        (0..20_000).map(move |_| {
            let len = random.usize(..14);
            (0..len).map(|_| pieces[random.usize(..pieces.len())]).collect()
        })
    }

    #[test]
    fn ranges_agree_with_the_unicode_tables() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_lower(c), c.to_lowercase().eq([c]), "{c:?}");
            let is_sign = matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{d7f}' | '\u{64b}'..='\u{65f}' | '\u{200c}' | '\u{200d}');
            let is_stop = matches!(c, '\u{964}' | '\u{965}' | '\u{104a}' | '\u{104b}');
            if !matches!(script_of(c), Script::Han | Script::SouthEastAsian) {
                let is_letter = c == '_' || (c.is_alphanumeric() || is_sign) && !is_stop;
                assert_eq!(script_of(c) == Script::Spaced, is_letter, "{c:?}");
            }
        }
    }

    #[test]
    fn tokens_match_a_character_by_character_version() {
        for text in mixed_texts() {
            let mut plain: Vec<String> = Vec::new();
            let mut continues = false;
            for c in text.chars() {
                match script_of(c) {
                    Script::Spaced if continues => {
                        plain.last_mut().expect("a word that goes on").push(c)
                    }
                    Script::None => {}
                    _ => plain.push(c.into()),
                }
                continues = script_of(c) == Script::Spaced;
            }
            assert_eq!(raw_tokens(&text).collect::<Vec<_>>(), plain, "{text:?}");
        }
    }

    #[test]
    fn letters_by_range_agree_with_is_alphanumeric() {
        for c in ('\u{80}'..'\u{530}').filter(|c| !('\u{300}'..='\u{36f}').contains(c)) {
            assert_eq!(script_of(c) == Script::Spaced, c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn a_phrase_is_bounded_where_words_end() {
        for (text, phrase, expected) in [
            ("the lock is open", "lock", true),
            ("the clock is slow", "lock", false),
            ("locked", "lock", false),
            ("(lock)", "lock", true),
            ("mật khẩu", "khẩu", true),
            ("ấkhóa", "khóa", false),
            ("замок", "мок", false),
            ("자물쇠를 연다", "자물쇠", false),
            ("请完成验证后继续", "验证", true),
            ("กรุณายืนยัน", "ยืนยัน", true),
            ("see cookies?yes", "cookies?", true),
        ] {
            let start = text.find(phrase).expect("the phrase is in the text");
            assert_eq!(is_bounded(text, start, start + phrase.len()), expected, "{text}");
        }
    }

    #[test]
    fn words_are_lower_cased() {
        let mut buffer = String::new();
        for (word, expected) in
            [("word", "word"), ("Word", "word"), ("RÄTE", "räte"), ("ΟΔΟΣ", "οδος")]
        {
            assert_eq!(lower(word, &mut buffer), expected);
        }
    }

    #[test]
    fn tokens_split_scripts_without_spaces_by_character() {
        assert_eq!(
            tokens("Die 3 Räte, 予算!").collect::<Vec<_>>(),
            ["die", "3", "räte", "予", "算"]
        );
    }
}
