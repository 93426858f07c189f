//! Decides whether a part of a byline is a name.

use std::sync::LazyLock;

use super::name_shape::{NameShape, is_agency, is_initials, is_set_as_name, is_single, name_shape};
use crate::metadata::byline_words::NOT_NAMES;
use crate::metadata::date_words::is_date_word;
use crate::metadata::months::{fold_word, month};
use crate::metadata::organisation_words::GROUP_SIGNATURES;
use crate::metadata::role_words::ROLES;
use crate::text::{WordMap, fold};

/// The most characters and words of a name.
const MAX_CHARS: usize = 60;
const MAX_WORDS: usize = 6;

/// How far the source of a byline is trusted to hold nothing but names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::metadata) enum Trust {
    /// Data that names the author: `Valley Staff` counts as a name.
    Data,
    /// An element marked as the author: a part with a role in it is not a name, except a group
    /// signature.
    Marked,
    /// A line of text: a part with a role in it is not a name.
    Printed,
}

/// Whether a text is a name, given the trust in its source.
pub(super) fn is_name(text: &str, trust: Trust) -> bool {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    let count = text.chars().count();
    let is_han = text
        .chars()
        .any(|c| ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ac00}'..='\u{d7af}').contains(&c));
    // Forums and blogs print the names of accounts.
    let is_handle = is_single(text) && text.starts_with(char::is_alphabetic);
    (2..=MAX_CHARS).contains(&count)
        && (count > 2 || is_han || is_agency(text) || trust == Trust::Data && is_initials(text))
        && text.split_whitespace().count() <= MAX_WORDS
        && text.chars().filter(|c| c.is_alphabetic()).count() * 2 > count
        && !text.chars().any(|c| {
            c.is_ascii_digit() && !is_handle
                || matches!(c, '?' | '=' | '{' | '}' | '\\' | '%' | '$' | '#' | ':')
                || c == '/' && !is_agency_desk(text, trust)
        })
        && (count > 9 || month(&fold_word(text.trim_end_matches('.')), "").is_none())
        && !NOT_NAMES.contains(&folded.as_str())
        && !is_date_word(&folded)
        && (trust == Trust::Data || is_set_as_name(text))
        && (trust == Trust::Data
            || !words.clone().any(is_role_or_compound)
            || trust == Trust::Marked && is_group_signature(&folded))
        && !is_role_word(&folded)
}

/// Whether a folded text is one of [`ROLES`].
pub(super) fn is_role_word(word: &str) -> bool {
    static WORDS: LazyLock<WordMap<()>> = LazyLock::new(|| ROLES.iter().copied().collect());
    WORDS.get(word).is_some()
}

/// Whether a folded word names a role, alone or as the end of a German compound:
/// `wirtschaftsredakteurin`.
fn is_role_or_compound(word: &str) -> bool {
    let ends = [
        "redakteur",
        "redakteurin",
        "korrespondent",
        "korrespondentin",
        "journalist",
        "journalistin",
        "reporterin",
        "leiter",
        "leiterin",
    ];
    is_role_word(word) || ends.iter().any(|e| word.len() > e.len() && word.ends_with(e))
}

/// Whether a slash separates an agency from a desk or from an author's initials, as in `dpa/lno`.
/// This does not apply to lines of text and to addresses.
fn is_agency_desk(text: &str, trust: Trust) -> bool {
    let Some((agency, desk)) = text.split_once('/') else { return false };
    let is_part = |t: &str| {
        (2..=20).contains(&t.chars().count())
            && t.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-'))
    };
    trust != Trust::Printed && is_part(agency) && is_part(desk)
}

/// Whether a folded text is the signature of a group: `the valley team`, `valley staff`.
fn is_group_signature(folded: &str) -> bool {
    let mut words = folded.split_whitespace().rev();
    words.next().is_some_and(|last| GROUP_SIGNATURES.contains(&last))
        && words.clone().any(|w| !matches!(w, "the" | "die" | "our" | "about"))
        && words.all(|w| !is_role_word(w))
}

/// Whether a line is nothing but the name of a person: two to four words, each set as a name, and
/// none of them a role or an organisation.
pub(in crate::metadata) fn is_only_a_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_set = |w: &&str| {
        let mut chars = w.chars();
        chars.next().is_some_and(char::is_uppercase)
            && chars.all(|c| {
                c.is_lowercase() || matches!(c, '-' | '.' | '\'' | '’') || c.is_uppercase()
            })
    };
    (2..=4).contains(&words.len())
        && words.iter().all(is_set)
        && name_shape(line) == NameShape::Person
        && is_name(line, Trust::Printed)
}

/// Whether a text is the signature of a group of authors: `IN-Redaktion`.
pub(in crate::metadata) fn signs_as_group(text: &str) -> bool {
    let folded = fold(text);
    let last = folded.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    folded.len() > last.len() && GROUP_SIGNATURES.contains(&last) && is_name(text, Trust::Marked)
}
