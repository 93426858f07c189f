//! What a text looks like: a person's name, an account's, a house's.

use std::sync::LazyLock;

use super::{Trust, is_agency, is_name, is_single};
use crate::metadata::house_words::{HOUSES, SIGNS_AS};
use crate::text::{WordMap, fold};

/// What a name looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::metadata) enum Shape {
    /// Two or more words, or a name in a script without capitals.
    Person,
    /// One word that begins with a capital.
    Single,
    /// The name of an account: one word in lower case, with digits or with signs inside.
    Account,
    /// A house, a team, a web address.
    Group,
}

/// What `name` looks like; an agency's name is as good as a person's.
pub(in crate::metadata) fn shape(name: &str) -> Shape {
    static GROUPS: LazyLock<WordMap<()>> =
        LazyLock::new(|| HOUSES.iter().chain(SIGNS_AS).copied().collect());
    let folded = fold(name);
    if is_agency(name)
        || name.chars().any(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
    {
        return Shape::Person;
    }
    let words = || folded.split(|c: char| !c.is_alphanumeric());
    let is_host = is_single(name)
        && name.rsplit_once('.').is_some_and(|(_, top)| (2..=3).contains(&top.len()));
    if is_host || words().any(|w| GROUPS.get(w).is_some()) {
        return Shape::Group;
    }
    if !is_single(name) {
        return Shape::Person;
    }
    let is_plain = name.starts_with(char::is_uppercase)
        && name.chars().skip(1).all(|c| c.is_lowercase() || c == '-');
    if is_plain { Shape::Single } else { Shape::Account }
}

/// Whether a text is the two letters by which a newsroom knows a writer: `mh`.
pub(super) fn is_initials(text: &str) -> bool {
    text.chars().count() == 2 && text.chars().all(char::is_lowercase)
}

/// Whether most words of a text begin as those of names do; a single word is an account's name or a name.
pub(super) fn is_set_as_name(text: &str) -> bool {
    let small = |w: &&str| w.chars().next().is_some_and(char::is_lowercase);
    let words = text.split_whitespace().count();
    words < 2
        || text.split_whitespace().filter(small).count() * 2 <= words
            && !text.split_whitespace().next().as_ref().is_some_and(|w| small(w) && words == 2)
}

/// Whether a printed text looks like nothing but a name: two to four words that begin with capitals, particles aside.
pub(in crate::metadata) fn looks_printed(name: &str) -> bool {
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

/// Whether a line is nothing but a person's name: two to four words, each set as a name, none of them a role or a house's.
pub(in crate::metadata) fn looks_lone(line: &str) -> bool {
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
        && shape(line) == Shape::Person
        && is_name(line, Trust::Printed)
}

/// Whether a text is how a group of writers signs: `IN-Redaktion`.
pub(in crate::metadata) fn signs_as_group(text: &str) -> bool {
    let folded = fold(text);
    let last = folded.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    folded.len() > last.len() && SIGNS_AS.contains(&last) && is_name(text, Trust::Marked)
}
