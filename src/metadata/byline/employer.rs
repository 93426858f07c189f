//! Removes the newspaper that a byline glues to a name: `Ada Pine VALLEY TODAY`.

use super::name_shape::is_agency;
use crate::text::fold;

/// Last words in names of newspapers and broadcasters, folded.
const PAPER_WORDS: &[&str] = &[
    "advertiser",
    "advocate",
    "allgemeine",
    "anzeiger",
    "argus",
    "beacon",
    "bulletin",
    "chronicle",
    "courier",
    "daily",
    "democrat",
    "dispatch",
    "enquirer",
    "examiner",
    "gazette",
    "globe",
    "herald",
    "independent",
    "inquirer",
    "journal",
    "kurier",
    "ledger",
    "nachrichten",
    "news",
    "newspaper",
    "newspapers",
    "observer",
    "record",
    "recorder",
    "register",
    "republic",
    "republican",
    "review",
    "sentinel",
    "tageblatt",
    "tagblatt",
    "telegram",
    "telegraph",
    "times",
    "tribune",
    "weekly",
    "zeitung",
];
/// Such words that are also surnames: they need a longer name before them.
const SURNAMES: &[&str] = &["post", "star", "sun", "press", "mirror", "mail", "standard", "world"];
/// Characters of the initials of a broadcaster, and of a degree.
const MAX_INITIALS: usize = 3;
/// Words of a name of a person.
const NAME_WORDS: usize = 2;

/// The text without a newspaper after the name.
pub(super) fn without_employer(text: &str) -> &str {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= NAME_WORDS || text.contains([',', '/']) {
        return text;
    }
    let end = if is_paper(&words) { paper_start(&words) } else { shouted_start(&words) };
    let kept = words[..end].last().map_or(0, |last| end_of(text, last));
    if end < NAME_WORDS { text } else { &text[..kept] }
}

/// Whether the last word ends the name of a newspaper.
fn is_paper(words: &[&str]) -> bool {
    let last = fold(words.last().unwrap_or(&""));
    PAPER_WORDS.contains(&last.as_str())
        || SURNAMES.contains(&last.as_str()) && words.len() > NAME_WORDS + 1
}

/// Where the newspaper begins: at "The", otherwise after the first name and surname.
fn paper_start(words: &[&str]) -> usize {
    let article = words.iter().position(|word| matches!(*word, "The" | "the" | "for" | "of"));
    let is_particle = |word: &str| {
        word.ends_with('.') || word.starts_with(char::is_lowercase) || word.chars().count() == 1
    };
    let name = NAME_WORDS + words[1..].iter().take_while(|word| is_particle(word)).count();
    article.unwrap_or(name).min(words.len() - 1)
}

/// Where capitals begin after a name in normal case; the number of words if nowhere.
fn shouted_start(words: &[&str]) -> usize {
    let is_shouted = |word: &&&str| {
        word.chars().filter(|c| c.is_alphabetic()).count() > 1
            && word.chars().all(|c| !c.is_lowercase() && c != '.')
            && !word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
    };
    let shouted = words.iter().rev().take_while(is_shouted).count();
    let start = words.len() - shouted;
    // Some languages set surnames in capitals: `Ada PINE`.
    let is_surname = shouted == 1
        && words[start].contains(['A', 'E', 'I', 'O', 'U', 'Y'])
        && words[start].chars().count() > MAX_INITIALS;
    if is_surname || words[start..].iter().any(|word| is_agency(word)) {
        return words.len();
    }
    let is_normal =
        words[..start].iter().all(|word| word.contains(char::is_lowercase) || word.ends_with('.'));
    if is_normal { start } else { words.len() }
}

/// The offset of the end of `word`, a part of `text`.
fn end_of(text: &str, word: &str) -> usize {
    word.as_ptr() as usize - text.as_ptr() as usize + word.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newspapers_after_a_name_go() {
        for (text, expected) in [
            ("Ada Pine VALLEY TODAY", "Ada Pine"),
            ("Ada Pine VRN", "Ada Pine"),
            ("Ada Pine Valley Telegram & Gazette", "Ada Pine"),
            ("Ada R. Pine The Valley Post", "Ada R. Pine"),
            ("Ada van der Pine Valley Times", "Ada van der Pine"),
            ("Ada Pine Herald", "Ada Pine"),
            ("Ada Pine", "Ada Pine"),
            ("Ada Pine III", "Ada Pine III"),
            ("Ada Mary PINE", "Ada Mary PINE"),
            ("Ada Pine AFP", "Ada Pine AFP"),
            ("ADA PINE", "ADA PINE"),
            ("Ada Mary Post", "Ada Mary Post"),
            ("Valley Times", "Valley Times"),
            ("The Valley Times", "The Valley Times"),
            ("", ""),
        ] {
            assert_eq!(without_employer(text), expected);
        }
    }
}
