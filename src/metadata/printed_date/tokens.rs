//! Splits a text into the parts of dates: numbers, months, marks, and other words.

use std::sync::LazyLock;

use crate::metadata::calendars::{self, FIRST_YEAR};
use crate::metadata::locale::Locale;
use crate::metadata::months::{fold_word, month, opens_month};
use crate::text::WordMap;

/// Ordinal endings and words inside dates: `5th of March`, `5 de marzo del 2024`, `5 tháng 3 năm
/// 2024`.
const BETWEEN: [&str; 30] = [
    "st",
    "nd",
    "rd",
    "th",
    "de",
    "del",
    "of",
    "er",
    "d",
    "a",
    "t",
    "o",
    "den",
    "r",
    "г",
    "m",
    "ta",
    "thang",
    "nam",
    "พศ",
    "พ",
    "ศ",
    "года",
    "року",
    "р",
    "ko",
    "gada",
    "yil",
    "жылғы",
    "di",
];
/// Vietnamese numbers its months: `tháng 3`; folded.
const MONTH: &str = "thang";
/// The most bytes of a word.
const MAX_WORD: usize = 60;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    /// The value and the number of digits.
    Number(i32, usize),
    Month(i8),
    /// A month of the Persian solar calendar.
    PersianMonth(i8),
    /// Any other word.
    Word,
    /// A character between numbers.
    Mark(char),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) part: Part,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The tokens of a text, read one by one.
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
    locale: &'t Locale,
    /// The last word, folded, with its start, if the next token may need it: half of a month name,
    /// an era.
    pending: Option<(String, usize)>,
    /// The current word.
    word: String,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str, locale: &'t Locale) -> Self {
        Self { text, at: 0, locale, pending: None, word: String::new() }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// The number that begins with this digit.
    fn number(&mut self, first: i32) -> Part {
        let (mut value, mut digits) = (first, 1);
        while let Some((c, digit)) = self.peek().and_then(|c| Some((c, digit(c)?))) {
            value = value.saturating_mul(10).saturating_add(digit);
            digits += 1;
            self.at += c.len_utf8();
        }
        let is_year = self.peek() == Some('年');
        after_word(value, is_year, self.pending.take().as_ref())
            .unwrap_or(Part::Number(value, digits))
    }

    /// Reads the word that begins at `start` into [`Tokens::word`], folded.
    fn read_word(&mut self, start: usize, first: char) {
        let letters =
            self.text.as_bytes()[start..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let is_plain = letters <= MAX_WORD
            && self.text.as_bytes().get(start + letters).is_none_or(u8::is_ascii);
        self.word.clear();
        if letters > 0 && is_plain {
            self.at = start + letters;
            self.word.push_str(&self.text[start..self.at]);
            self.word.make_ascii_lowercase();
            return;
        }
        self.word.push(first);
        while let Some(next) = self.peek() {
            let inside = next.is_alphabetic()
                || unicode_normalization::char::is_combining_mark(next)
                || is_thai_dot(first, next);
            if !inside || is_unit(next) || self.word.len() > MAX_WORD {
                break;
            }
            if next != '.' {
                self.word.push(next);
            }
            self.at += next.len_utf8();
        }
        self.word = fold_word(&self.word);
    }

    /// The part that the current word is: a month, half of a month name, the first year of an era,
    /// or another word; with its start. `None` for a filler that dates contain.
    fn classify_word(&mut self, start: usize) -> Option<(Part, usize)> {
        let (word, lang) = (self.word.as_str(), self.locale.lang.as_str());
        let joined = self
            .pending
            .take()
            .and_then(|(first, from)| Some((month(&format!("{first}_{word}"), lang)?, from)));
        if let Some((month, start)) = joined.or_else(|| Some((month(word, lang)?, start))) {
            return Some((Part::Month(month), start));
        }
        let era = if word.is_ascii() { None } else { calendars::era(word) };
        if let Some(month) = calendars::persian_month(word) {
            return Some((Part::PersianMonth(month), start));
        }
        if let Some(before) = era.filter(|_| word.ends_with(FIRST_YEAR)) {
            return Some((Part::Number(before + 1, 4), start));
        }
        if era.is_some() || word == MONTH || opens_month(word) {
            self.pending = Some((word.to_owned(), start));
        }
        (!is_between(word)).then_some((Part::Word, start))
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let (start, c) = (self.at, self.peek()?);
            self.at += c.len_utf8();
            let (part, start) = if let Some(digit) = digit(c) {
                (self.number(digit), start)
            } else if is_unit(c) {
                (Part::Mark(c), start)
            } else if c.is_alphabetic() {
                self.read_word(start, c);
                let Some(classified) = self.classify_word(start) else { continue };
                classified
            } else if c.is_whitespace() {
                continue;
            } else {
                (Part::Mark(c), start)
            };
            return Some(Token { part, start, end: self.at });
        }
    }
}

/// Whether a folded word occurs inside dates.
fn is_between(word: &str) -> bool {
    static WORDS: LazyLock<WordMap<()>> = LazyLock::new(|| BETWEEN.into_iter().collect());
    WORDS.get(word).is_some()
}

/// The meaning of a number after a word: `tháng 3` is a month, `令和6年` a year of an era.
fn after_word(value: i32, is_year: bool, previous: Option<&(String, usize)>) -> Option<Part> {
    let (word, _) = previous?;
    if let Some(before) = calendars::era(word).filter(|_| is_year) {
        return Some(Part::Number(before + value.min(999), 4));
    }
    let month = i8::try_from(value).ok().filter(|m| (1..=12).contains(m))?;
    (word == MONTH).then_some(Part::Month(month))
}

fn is_unit(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '년' | '월' | '일')
}

/// Thai abbreviations contain dots.
fn is_thai_dot(first: char, next: char) -> bool {
    next == '.' && ('\u{e01}'..='\u{e2e}').contains(&first)
}

/// The value of a digit in any script that the news use.
pub(in crate::metadata) fn digit(c: char) -> Option<i32> {
    let zero = match c {
        '0'..='9' => '0',
        '\0'..='\u{7f}' => return None,
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '০'..='৯' => '০',
        '๐'..='๙' => '๐',
        '０'..='９' => '０',
        _ => return None,
    };
    i32::try_from(u32::from(c) - u32::from(zero)).ok()
}
