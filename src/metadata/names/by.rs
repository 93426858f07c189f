//! What stands before names in a byline: "By" and its kin, in the languages of the news.

use std::sync::LazyLock;

use memchr::{memchr2_iter, memrchr_iter};

use crate::metadata::name_words::BEFORE;
use crate::metadata::openings::Openings;
use crate::text::fold;

/// What opens a line that says when the story was posted, and then by whom.
const POSTED: [&str; 7] =
    ["posted", "published", "erstellt", "veröffentlicht", "publié", "publicado", "updated"];
/// "By" inside such a line.
const BY: [&str; 6] = ["by", "von", "par", "por", "door", "oleh"];
/// Words that only a byline opens with.
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
/// Labels of the writer.
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
/// Whole lines after which the name must follow.
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

/// What follows "by" in `Posted on March 5, 2024 by Ada Pine`.
pub(super) fn after_by(line: &str) -> &str {
    static WORDS: LazyLock<Openings> = LazyLock::new(|| Openings::new(&POSTED));
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

/// Whether four digits in a row begin like a year.
fn has_year(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_year = |at: usize| {
        let digits = bytes.get(at..at + 4).filter(|d| d.iter().all(u8::is_ascii_digit));
        digits.is_some_and(|d| matches!(d, [b'1', b'9', ..] | [b'2', b'0', ..]))
    };
    memchr2_iter(b'1', b'2', bytes).any(is_year)
}

/// Whether the text says outright that it names a writer.
pub(in crate::metadata) fn says_by(text: &str) -> bool {
    let text = bare(text);
    without_before(after_by(text)).len() < text.len()
}

/// Whether the text opens with words that only a byline opens with.
pub(in crate::metadata) fn says_written(text: &str) -> bool {
    static WORDS: LazyLock<Openings> = LazyLock::new(|| Openings::new(&WRITTEN_BY));
    opens_with(text.trim(), &WORDS)
}

/// Whether the text says outright that it names the writer, by a label or such words.
pub(in crate::metadata) fn says_writer(text: &str) -> bool {
    static WORDS: LazyLock<Openings> =
        LazyLock::new(|| Openings::new(WRITTEN_BY.iter().chain(&LABELS)));
    opens_with(text.trim(), &WORDS)
}

/// Whether the text is nothing but "Written by" or its like, and the name must follow.
pub(in crate::metadata) fn is_only_by(text: &str) -> bool {
    ONLY_BY.contains(&fold(text).trim_end_matches([':', ' ']))
}

/// Without what stands around a byline.
fn bare(text: &str) -> &str {
    text.trim()
        .trim_matches(|c: char| matches!(c, ':' | ',' | '-' | '–' | '—' | '*' | '~' | '"' | ' '))
}

/// Without "By" and its kin in front.
pub(super) fn without_before(text: &str) -> &str {
    static WORDS: LazyLock<Openings> = LazyLock::new(|| Openings::new(BEFORE));
    let mut text = bare(text);
    for _ in 0..3 {
        let before = WORDS.like(text);
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
fn opens_with(text: &str, words: &Openings) -> bool {
    words.like(text).iter().any(|word| starts_with(text, word).is_some())
}

/// Bytes of `text` that `word` takes at its start, whatever the case; a letter after it makes it another word.
fn starts_with(text: &str, word: &str) -> Option<usize> {
    let start = text.as_bytes().get(..word.len()).unwrap_or(text.as_bytes());
    let rest = if start.eq_ignore_ascii_case(word.as_bytes()) {
        &text[word.len()..]
    } else if start.is_ascii() {
        return None;
    } else {
        // Letters beyond ASCII have a case too.
        let mut rest = text.chars();
        for c in word.chars() {
            if !rest.next()?.to_lowercase().eq(c.to_lowercase()) {
                return None;
            }
        }
        rest.as_str()
    };
    // Where the space is drawn by a style: `ByAda Pine`.
    let is_glued = word == "by" && rest.starts_with(char::is_uppercase) && text.starts_with("By");
    let is_open = is_glued || word.ends_with([':', '：', '／', '/', '記', '者']);
    (is_open
        || !rest.is_empty()
            && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '\''))
    .then(|| text.len() - rest.len())
}
