//! Classifies a text by its look: the name of a person, of an account or of an organisation.

use std::sync::LazyLock;

use super::{Trust, is_agency, is_name, is_single};
use crate::metadata::organisation_words::{GROUP_SIGNATURES, ORGANISATION_WORDS};
use crate::text::{WordMap, fold};

/// The look of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::metadata) enum NameShape {
    /// Two or more words, or a name in a script without capitals.
    Person,
    /// One word that begins with a capital.
    Single,
    /// An account name: one word in lower case, with digits or with signs inside.
    Account,
    /// An organisation, a team or a web address.
    Organisation,
}

/// The look of a name. The name of an agency counts like that of a person.
pub(in crate::metadata) fn name_shape(name: &str) -> NameShape {
    static ORGANISATIONS: LazyLock<WordMap<()>> =
        LazyLock::new(|| ORGANISATION_WORDS.iter().chain(GROUP_SIGNATURES).copied().collect());
    let folded = fold(name);
    if is_agency(name)
        || name.chars().any(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
    {
        return NameShape::Person;
    }
    let words = || folded.split(|c: char| !c.is_alphanumeric());
    let is_host = is_single(name)
        && name.rsplit_once('.').is_some_and(|(_, top)| (2..=3).contains(&top.len()));
    if is_host || words().any(|w| ORGANISATIONS.get(w).is_some()) {
        return NameShape::Organisation;
    }
    if !is_single(name) {
        return NameShape::Person;
    }
    let is_plain = name.starts_with(char::is_uppercase)
        && name.chars().skip(1).all(|c| c.is_lowercase() || c == '-');
    if is_plain { NameShape::Single } else { NameShape::Account }
}

/// Whether a text is a two-letter author code of a newsroom: `mh`.
pub(super) fn is_initials(text: &str) -> bool {
    text.chars().count() == 2 && text.chars().all(char::is_lowercase)
}

/// Whether most words of a text are capitalised like those of names; a single word may be a name or
/// an account.
pub(super) fn is_set_as_name(text: &str) -> bool {
    let small = |w: &&str| w.chars().next().is_some_and(char::is_lowercase);
    let words = text.split_whitespace().count();
    words < 2
        || text.split_whitespace().filter(small).count() * 2 <= words
            && !text.split_whitespace().next().as_ref().is_some_and(|w| small(w) && words == 2)
}

/// Whether a printed text is nothing but a name: two to five words that begin with capitals, except
/// particles.
pub(in crate::metadata) fn looks_like_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_han = name.chars().all(|c| !c.is_ascii())
        && name.chars().any(|c| !c.is_lowercase() && !c.is_uppercase());
    if is_han {
        return name.chars().count() <= 24;
    }
    let capital = |w: &&&str| w.chars().next().is_some_and(char::is_uppercase);
    (2..=5).contains(&words.len())
        && words.iter().filter(capital).count() >= 2
        && words.first().is_some_and(|w| capital(&w))
        && words.iter().all(|w| capital(&w) || w.chars().count() <= 4)
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
