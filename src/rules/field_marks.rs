//! The meaning of class words for bylines and dates.

use std::sync::OnceLock;

use super::class_tokens::split_tokens;
use crate::text::WordMap;

/// Class tokens of bylines.
const BYLINE: &str = "\
    byline bylines authorname author authors autor autores autoren auteur auteurs autore autori \
    writer writers reporter journalist journaliste redacteur redakteur forfatter verfasser yazar \
    penulis muallif szerzo kirjoittaja skribent auther signature contributor contributors username \
    bigusername";
/// Tokens that mean a byline's neighbour: a picture of the writer, a list of all writers, a
/// biography.
const NOT_A_BYLINE: &str = "\
    bio biography image img avatar photo picture pic social twitter facebook email mail \
    description desc about role title job position count comment comments related share follow \
    icon thumbnail thumb logo copyright posts more articles caption figcaption hidden published \
    timestamp location signup search box card grid";
/// Class tokens of dates.
const DATE: &str = "\
    date dates time datetime timestamp published pubdate publishdate publicationdate publish \
    posted postdate postedon datum fecha dateline data entrydate articledate newsdate tarih \
    tanggal created pubtime dato paivays issued releasedate release createdate meldungdatum \
    newsdatum erscheinungsdatum veroffentlichungsdatum publikationsdatum";
/// Tokens that mark a date of change.
const CHANGED: &str = "\
    updated modified update lastmod changed revised aktualisiert actualizado modification";
/// Tokens that mean a date that is not the story's.
const NOT_A_DATE: &str = "\
    expiry expires event today current now countdown reading read clock weather join joined birth \
    birthdate birthday";
/// Tokens of parts that speak of another person or work than the story: its author is not the
/// story's.
const OTHER_WORK: &str = "\
    testimonial testimonials pullquote blockquote quote quotes book books bookinfo \
    bookcard interviewee reviewed";
/// Longest class list that is read, in bytes; longer ones come from utility frameworks and mean
/// nothing.
const MAX_BYTES: usize = 300;
/// The required date of an hAtom entry: the date of publication if no other is given.
pub(crate) const HENTRY_UPDATED: &str = ".hentry .updated";

// Bits, since some words have two meanings.
const IS_BYLINE: u8 = 1;
const NOT_BYLINE: u8 = 2;
const IS_DATE: u8 = 4;
const IS_CHANGED: u8 = 8;
const NOT_DATE: u8 = 16;
const IS_OTHER_WORK: u8 = 32;

/// A token and its bits.
#[derive(Debug, Clone, Copy, Default)]
struct TokenMarks {
    token: &'static str,
    marks: u8,
}

/// The bits of a token. Pages have thousands of tokens, so this is a lookup and not a comparison
/// with each word.
fn token_marks(token: &str, buffer: &mut String) -> Option<&'static TokenMarks> {
    static TABLE: OnceLock<WordMap<TokenMarks>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let lists = [
            (BYLINE, IS_BYLINE),
            (NOT_A_BYLINE, NOT_BYLINE),
            (DATE, IS_DATE),
            (CHANGED, IS_CHANGED),
            (NOT_A_DATE, NOT_DATE),
            (OTHER_WORK, IS_OTHER_WORK),
        ];
        let mut table: WordMap<TokenMarks> = WordMap::default();
        for (words, mark) in lists {
            for token in words.split_ascii_whitespace() {
                let known = table.entry(token);
                *known = TokenMarks { token, marks: known.marks | mark };
            }
        }
        table
    });
    table.get_lower(token, buffer)
}

/// The tokens that make a class list or an id say something about bylines or dates.
pub(super) fn field_tokens() -> impl Iterator<Item = &'static str> {
    [BYLINE, DATE, CHANGED, NOT_A_DATE, OTHER_WORK]
        .into_iter()
        .flat_map(str::split_ascii_whitespace)
}

/// The meaning of a class list or an id for bylines and dates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FieldMarks {
    /// The first token that means a byline.
    byline: Option<&'static str>,
    marks: u8,
    is_entry: bool,
}

impl FieldMarks {
    /// Reads a class list or an id; `buffer` is reused.
    pub(super) fn new(names: &str, buffer: &mut String) -> Self {
        let mut word = Self::default();
        if names.len() > MAX_BYTES {
            return word;
        }
        for name in names.split_ascii_whitespace() {
            // In `author-box__name`, `box` belongs to the container and does not count against the
            // name.
            let counted = if name.ends_with("__name") { !NOT_BYLINE } else { u8::MAX };
            for token in split_tokens(own_part(name, buffer)) {
                let Some(known) = token_marks(token, buffer) else { continue };
                if known.marks & IS_BYLINE != 0 {
                    word.byline = word.byline.or(Some(known.token));
                }
                word.marks |= known.marks & counted;
            }
        }
        word.is_entry =
            word.has(IS_CHANGED) && names.split_ascii_whitespace().any(|n| n == "updated");
        word
    }

    fn has(self, mark: u8) -> bool {
        self.marks & mark != 0
    }

    /// The token that means a byline; `None` for a byline's neighbour.
    pub(crate) fn byline(self) -> Option<&'static str> {
        self.byline.filter(|_| !self.has(NOT_BYLINE))
    }

    /// Whether it means a date of the story: of publication, of change, or both.
    pub(crate) fn names_date(self) -> bool {
        self.has(IS_DATE) && !self.is_other_date()
    }

    /// Whether it means a date of change.
    pub(crate) fn names_change_date(self) -> bool {
        self.has(IS_CHANGED) && !self.is_other_date()
    }

    /// Whether it means a date that is not the story's.
    pub(crate) fn is_other_date(self) -> bool {
        self.has(NOT_DATE)
    }

    /// Whether it means a quotation, a reviewed book or the like.
    pub(crate) fn is_of_other_work(self) -> bool {
        self.has(IS_OTHER_WORK)
    }

    /// The name of the source for a date of change.
    pub(crate) fn change_source(self) -> &'static str {
        if self.is_entry { HENTRY_UPDATED } else { ".updated" }
    }
}

/// The element part of a BEM class, `author` in `card__author`: `card` is its container. If the
/// part does not mean a byline or a date, the whole class.
fn own_part<'n>(name: &'n str, buffer: &mut String) -> &'n str {
    let Some(at) = name.as_bytes().windows(2).rposition(|pair| pair == b"__") else { return name };
    let part = &name[at + 2..];
    let mut tokens = split_tokens(part);
    let is_field = tokens.any(|token| {
        token_marks(token, buffer).is_some_and(|known| known.marks & (IS_BYLINE | IS_DATE) != 0)
    });
    if is_field { part } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares the byline token and the date source, joined by a space.
    fn check(names: &str, expected: &str) {
        let word = FieldMarks::new(names, &mut String::new());
        let date = if word.names_change_date() { word.change_source() } else { "date" };
        let found =
            [word.byline(), (word.names_date() || word.names_change_date()).then_some(date)];
        assert_eq!(found.into_iter().flatten().collect::<Vec<_>>().join(" "), expected, "{names}");
    }

    #[test]
    fn only_whole_tokens_count() {
        check("article-byline", "byline");
        check("postAuthor", "author");
        check("author-avatar", "");
        check("post_date", "date");
        check("updated", ".hentry .updated");
        check("last-updated", ".updated");
        check("event-date", "");
        check("authority candidate", "");
        check("story-card__author", "author");
        check("story-card__author-photo", "");
        check("author__picture", "");
        check("author-box__name", "author");
        check("byline date", "byline date");
        check(&"byline ".repeat(60), "");
        check("", "");
    }
}
