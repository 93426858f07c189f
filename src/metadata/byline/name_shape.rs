//! Classifies a text by its form: the name of a person, of an account or of an organisation.

use std::sync::LazyLock;

use crate::metadata::organisation_words::{AGENCIES, GROUP_SIGNATURES, ORGANISATION_WORDS};
use crate::text::{WordMap, fold};

/// The form of a name.
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

/// The form of a name. The name of an agency counts like that of a person.
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

/// Whether a text is one word.
pub(super) fn is_single(text: &str) -> bool {
    !text.contains(char::is_whitespace)
}

/// Whether a text is the name of an agency.
pub(super) fn is_agency(text: &str) -> bool {
    AGENCIES.contains(&fold(text).as_str())
}
