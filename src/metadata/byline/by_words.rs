//! The words before the names in a byline: "By" and its equivalents in the languages of the news.

use std::sync::LazyLock;

use memchr::{memchr2_iter, memrchr_iter};

use crate::metadata::byline_words::BY_WORDS;
use crate::metadata::phrase_finder::PhraseFinder;
use crate::text::fold;

/// Openings of a line that states the time of publication and then the author.
const POSTED: [&str; 7] =
    ["posted", "published", "erstellt", "veröffentlicht", "publié", "publicado", "updated"];
/// "By" inside such a line.
const BY: [&str; 6] = ["by", "von", "par", "por", "door", "oleh"];
/// Openings that only a byline has.
const WRITTEN_BY: [&str; 9] = [
    "written by",
    "words by",
    "text by",
    "article by",
    "story by",
    "geschrieben von",
    "verfasst von",
    "écrit par",
    "escrito por",
];
/// Labels of the author.
const LABELS: [&str; 12] = [
    "author",
    "authors",
    "autor",
    "autorin",
    "autoren",
    "autorin/autor",
    "auteur",
    "auteurs",
    "autore",
    "autora",
    "автор",
    "yazar",
];
/// Complete lines after which the name follows.
const ONLY_BY: [&str; 15] = [
    "written by",
    "by",
    "author",
    "article by",
    "words by",
    "posted by",
    "von",
    "autor",
    "autorin",
    "par",
    "auteur",
    "por",
    "door",
    "author(s)",
    "authors",
];

/// The text after "by" in `Posted on March 5, 2024 by Ada Pine`.
pub(super) fn after_by(line: &str) -> &str {
    static WORDS: LazyLock<PhraseFinder> = LazyLock::new(|| PhraseFinder::new(&POSTED));
    if !opens_with(line, &WORDS) && !has_year(line) {
        return line;
    }
    let after = |at: usize| {
        let rest = &line.as_bytes()[at + 1..];
        let is_by = |by: &&str| {
            rest.get(by.len()) == Some(&b' ')
                && rest[..by.len()].eq_ignore_ascii_case(by.as_bytes())
        };
        BY.iter().find(|by| is_by(by)).map(|by| at + by.len() + 2)
    };
    memrchr_iter(b' ', line.as_bytes()).find_map(after).map_or(line, |at| &line[at..])
}

/// Whether the line contains four digits that begin like a year.
fn has_year(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_year = |at: usize| {
        let digits = bytes.get(at..at + 4).filter(|d| d.iter().all(u8::is_ascii_digit));
        digits.is_some_and(|d| matches!(d, [b'1', b'9', ..] | [b'2', b'0', ..]))
    };
    memchr2_iter(b'1', b'2', bytes).any(is_year)
}

/// Whether the text begins with "By" or an equivalent.
pub(in crate::metadata) fn opens_with_by(text: &str) -> bool {
    let text = trim_punctuation(text);
    without_by_words(after_by(text)).len() < text.len()
}

/// Whether the text opens with words that only a byline has.
pub(in crate::metadata) fn opens_with_written_by(text: &str) -> bool {
    static WORDS: LazyLock<PhraseFinder> = LazyLock::new(|| PhraseFinder::new(&WRITTEN_BY));
    opens_with(text.trim(), &WORDS)
}

/// Whether the text opens with a label of the author or with words that only a byline has.
pub(in crate::metadata) fn opens_with_author_label(text: &str) -> bool {
    static WORDS: LazyLock<PhraseFinder> =
        LazyLock::new(|| PhraseFinder::new(WRITTEN_BY.iter().chain(&LABELS)));
    opens_with(text.trim(), &WORDS)
}

/// Whether the text is nothing but "Written by" or an equivalent, so that the name follows.
pub(in crate::metadata) fn is_only_by(text: &str) -> bool {
    ONLY_BY.contains(&fold(text).trim_end_matches([':', ' ']))
}

/// Removes punctuation around a byline.
fn trim_punctuation(text: &str) -> &str {
    text.trim()
        .trim_matches(|c: char| matches!(c, ':' | ',' | '-' | '–' | '—' | '*' | '~' | '"' | ' '))
}

/// Removes "By" and its equivalents from the start.
pub(super) fn without_by_words(text: &str) -> &str {
    static WORDS: LazyLock<PhraseFinder> = LazyLock::new(|| PhraseFinder::new(BY_WORDS));
    let mut text = trim_punctuation(text);
    for _ in 0..3 {
        let before = WORDS.with_first_letter_of(text);
        let bare = text.trim_end_matches([':', ' ', '：']);
        if before.iter().any(|b| {
            b.len() >= bare.len() && b.trim_end_matches([':', ' ']).eq_ignore_ascii_case(bare)
        }) {
            return "";
        }
        let Some(length) = before.iter().filter_map(|b| starts_with(text, b)).max() else { break };
        text = text[length..].trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, ':' | ',' | '.' | '-' | '–' | '—')
        });
    }
    text
}

/// Whether a text begins with one of the words.
pub(super) fn opens_with(text: &str, words: &PhraseFinder) -> bool {
    words.with_first_letter_of(text).iter().any(|word| starts_with(text, word).is_some())
}

/// The bytes of `text` that `word` takes at its start, regardless of case. `None` if a letter
/// follows, which makes it another word.
fn starts_with(text: &str, word: &str) -> Option<usize> {
    let start = text.as_bytes().get(..word.len()).unwrap_or(text.as_bytes());
    let rest = if start.eq_ignore_ascii_case(word.as_bytes()) {
        &text[word.len()..]
    } else if start.is_ascii() {
        return None;
    } else {
        // Letters outside of ASCII have a case too.
        let mut rest = text.chars();
        for c in word.chars() {
            if !rest.next()?.to_lowercase().eq(c.to_lowercase()) {
                return None;
            }
        }
        rest.as_str()
    };
    // A style may draw the space: `ByAda Pine`.
    let is_glued = word == "by" && rest.starts_with(char::is_uppercase) && text.starts_with("By");
    let is_open = is_glued || word.ends_with([':', '：', '／', '/', '記', '者']);
    (is_open
        || !rest.is_empty()
            && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '\''))
    .then(|| text.len() - rest.len())
}
