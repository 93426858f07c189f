//! What the tokens of a class list or an id say of bylines and dates.

use std::sync::OnceLock;

use super::tokens::split as split_names;
use crate::text::WordMap;

/// Class tokens of bylines.
const BYLINE: &str = "byline bylines authorname author authors autor autores autoren auteur auteurs autore autori writer writers reporter journalist \
     journaliste redacteur redakteur forfatter verfasser yazar penulis muallif szerzo kirjoittaja skribent auther signature contributor \
     contributors username bigusername";
/// Tokens that say that a byline's neighbour is meant: a picture of the writer, a list of all writers, a biography.
const NOT_A_BYLINE: &str = "bio biography image img avatar photo picture pic social twitter facebook email mail description desc about role title job position \
     count comment comments related share follow icon thumbnail thumb logo copyright posts more articles caption figcaption hidden \
     published timestamp location signup search box card grid";
/// Class tokens of dates.
const DATE: &str = "date dates time datetime timestamp published pubdate publishdate publicationdate publish posted postdate postedon datum fecha \
     dateline data entrydate articledate newsdate tarih tanggal created pubtime dato paivays issued releasedate release createdate \
     meldungdatum newsdatum erscheinungsdatum veroffentlichungsdatum publikationsdatum";
/// Tokens that make a date one of change.
const CHANGED: &str =
    "updated modified update lastmod changed revised aktualisiert actualizado modification";
/// Tokens that say that a date is none of the story's.
const NOT_A_DATE: &str = "expiry expires event today current now countdown reading read clock weather join joined birth birthdate birthday";
/// Longest list that is read, in bytes: that of a utility framework is longer and says nothing.
const LONGEST: usize = 300;
/// The required date of an hAtom entry: that of publication where no other is given.
pub(crate) const HENTRY_UPDATED: &str = ".hentry .updated";

// What a token speaks for: bits, since some words speak for two things.
const IS_BYLINE: u8 = 1;
const IS_NO_BYLINE: u8 = 2;
const IS_DATE: u8 = 4;
const IS_CHANGED: u8 = 8;
const IS_NO_DATE: u8 = 16;

/// A token and what it speaks for.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    token: &'static str,
    marks: u8,
}

/// What is known of a token: pages have thousands of tokens, so they are looked up and not compared.
fn known(token: &str, buffer: &mut String) -> Option<&'static Known> {
    static TABLE: OnceLock<WordMap<Known>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let lists = [
            (BYLINE, IS_BYLINE),
            (NOT_A_BYLINE, IS_NO_BYLINE),
            (DATE, IS_DATE),
            (CHANGED, IS_CHANGED),
            (NOT_A_DATE, IS_NO_DATE),
        ];
        let mut table: WordMap<Known> = WordMap::default();
        for (words, mark) in lists {
            for token in words.split_ascii_whitespace() {
                let known = table.entry(token);
                *known = Known { token, marks: known.marks | mark };
            }
        }
        table
    });
    table.get_lower(token, buffer)
}

/// The tokens without one of which a class list or an id says nothing of bylines and dates.
pub(super) fn speaking() -> impl Iterator<Item = &'static str> {
    [BYLINE, DATE, CHANGED, NOT_A_DATE].into_iter().flat_map(str::split_ascii_whitespace)
}

/// What a class list or an id says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ClassWord {
    /// The first token of a byline.
    byline: Option<&'static str>,
    marks: u8,
    is_entry: bool,
}

impl ClassWord {
    /// Reads it by its tokens; `buffer` is reused.
    pub(super) fn of(names: &str, buffer: &mut String) -> Self {
        let mut word = Self::default();
        if names.len() > LONGEST {
            return word;
        }
        for name in names.split_ascii_whitespace() {
            // Of `author-box__name` the box is only what the name stands in.
            let counted = if name.ends_with("__name") { !IS_NO_BYLINE } else { u8::MAX };
            for token in split_names(own_part(name, buffer)) {
                let Some(known) = known(token, buffer) else { continue };
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

    /// The token by which it is a byline, and not a byline's neighbour.
    pub(crate) fn byline(self) -> Option<&'static str> {
        self.byline.filter(|_| !self.has(IS_NO_BYLINE))
    }

    /// Whether a date is spoken of that is the story's: of publication, of change, or both.
    pub(crate) fn says_date(self) -> bool {
        self.has(IS_DATE) && !self.is_other_date()
    }

    /// Whether a date of change is spoken of.
    pub(crate) fn says_change(self) -> bool {
        self.has(IS_CHANGED) && !self.is_other_date()
    }

    /// Whether a date is spoken of that is none of the story's.
    pub(crate) fn is_other_date(self) -> bool {
        self.has(IS_NO_DATE)
    }

    /// How the source of a date of change is called.
    pub(crate) fn change_source(self) -> &'static str {
        if self.is_entry { HENTRY_UPDATED } else { ".updated" }
    }
}

/// Of `card__author`, as BEM writes the part of a block, `author`: the card is what it stands in. The whole name where the part says nothing.
fn own_part<'n>(name: &'n str, buffer: &mut String) -> &'n str {
    let Some(at) = name.as_bytes().windows(2).rposition(|pair| pair == b"__") else { return name };
    let part = &name[at + 2..];
    let mut tokens = split_names(part);
    let speaks = tokens.any(|token| {
        known(token, buffer).is_some_and(|known| known.marks & (IS_BYLINE | IS_DATE) != 0)
    });
    if speaks { part } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What it says, in one line.
    fn check(names: &str, expected: &str) {
        let word = ClassWord::of(names, &mut String::new());
        let date = if word.says_change() { word.change_source() } else { "date" };
        let found = [word.byline(), (word.says_date() || word.says_change()).then_some(date)];
        assert_eq!(found.into_iter().flatten().collect::<Vec<_>>().join(" "), expected, "{names}");
    }

    #[test]
    fn whole_tokens_speak() {
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
