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
    "democrat",
    "dispatch",
    "enquirer",
    "examiner",
    "gazette",
    "herald",
    "inquirer",
    "journal",
    "kurier",
    "nachrichten",
    "news",
    "newspaper",
    "newspapers",
    "observer",
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
    "zeitung",
];
/// Such words that are also surnames: they need a longer name before them.
const SURNAMES: &[&str] = &[
    "courier",
    "daily",
    "globe",
    "independent",
    "ledger",
    "mail",
    "mirror",
    "post",
    "press",
    "record",
    "standard",
    "star",
    "sun",
    "weekly",
    "world",
];
/// Further words in names of newspapers and broadcasters, folded. Beside them, shouted words are
/// not a surname.
const OUTLET_WORDS: &[&str] = &[
    "broadcasting",
    "channel",
    "fm",
    "magazine",
    "media",
    "network",
    "online",
    "radio",
    "television",
    "today",
    "tv",
];
/// Particles that begin a surname, folded: they are in capitals where the surname is.
const PARTICLES: &[&str] = &[
    "abu", "al", "ap", "ben", "bin", "da", "dal", "de", "degli", "del", "della", "den", "der",
    "des", "di", "do", "dos", "du", "el", "ibn", "la", "las", "le", "les", "li", "lo", "los",
    "mac", "mc", "san", "santa", "st", "te", "ten", "ter", "van", "vom", "von", "y", "zu", "zum",
    "zur",
];
/// Abbreviations of offices and degrees that have a vowel, folded.
const ABBREVIATIONS: &[&str] = &["ceo", "cio", "cmo", "coo", "cpo", "mba", "mpa"];
/// Shouted words without a vowel that belong to a name, folded.
const NAMES_WITHOUT_VOWEL: &[&str] = &["jr", "ng", "sr"];
/// Characters of the initials of a broadcaster, and of a degree.
const MAX_INITIALS: usize = 5;
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
    let names = || words.iter().filter(|word| !is_particle(word)).count();
    let before = || words.iter().nth_back(1).is_some_and(|word| is_in(PARTICLES, word));
    PAPER_WORDS.contains(&last.as_str())
        || SURNAMES.contains(&last.as_str()) && names() > NAME_WORDS + 1 && !before()
}

/// Whether a word is an initial or a particle in lower case.
fn is_particle(word: &str) -> bool {
    word.ends_with('.') || word.starts_with(char::is_lowercase) || word.chars().count() == 1
}

/// Where the newspaper begins: at "The", otherwise after the first name and surname.
fn paper_start(words: &[&str]) -> usize {
    let article = words.iter().position(|word| matches!(*word, "The" | "the" | "for" | "of"));
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
    let shouted = &words[start..];
    if !is_outlet(shouted) || shouted.iter().any(|word| is_agency(word)) {
        return words.len();
    }
    let is_normal =
        words[..start].iter().all(|word| word.contains(char::is_lowercase) || word.ends_with('.'));
    if is_normal { start } else { words.len() }
}

/// Whether a list of folded words has a word.
fn is_in(list: &[&str], word: &str) -> bool {
    list.contains(&fold(word).as_str())
}

/// Whether shouted words after a name are a newspaper or a broadcaster. Some languages set surnames
/// in capitals: `Ada PINE`, `Ada Mary DE LA PINE`.
fn is_outlet(shouted: &[&str]) -> bool {
    let is_word =
        |word: &&str| [PAPER_WORDS, SURNAMES, OUTLET_WORDS].iter().any(|list| is_in(list, word));
    match shouted {
        [] => false,
        [only] => is_initials(only) || is_in(OUTLET_WORDS, only) || is_in(ABBREVIATIONS, only),
        // The last word may be a surname, which is why the others must not begin one.
        [first, ..] => {
            !is_in(PARTICLES, first)
                && shouted.iter().any(|word| is_word(word) || is_initials(word))
        }
    }
}

/// Whether a shouted word is the initials of a broadcaster. A vowel, or a letter that may be one,
/// makes it a name.
fn is_initials(word: &str) -> bool {
    let may_be_vowel = |c: char| !c.is_ascii() || "AEIOUY".contains(c);
    word.chars().count() <= MAX_INITIALS
        && (word.contains(|c: char| c.is_ascii_digit()) || !word.contains(may_be_vowel))
        && !NAMES_WITHOUT_VOWEL.contains(&fold(word).as_str())
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
            ("Ada Pine VALLEY", "Ada Pine VALLEY"),
            ("Ada Pine VRN VALLEY", "Ada Pine"),
            ("Ada Pine FOG5", "Ada Pine"),
            ("Ada Pine RADIO", "Ada Pine"),
            ("Ada Pine CEO", "Ada Pine"),
            ("Ada Pine MBA", "Ada Pine"),
            ("Ada Pine VALLEY RECORD", "Ada Pine"),
            ("Ada Pine Valley Courier", "Ada Pine"),
            ("Valley Times", "Valley Times"),
            ("The Valley Times", "The Valley Times"),
            ("", ""),
        ] {
            assert_eq!(without_employer(text), expected);
        }
    }

    #[test]
    fn surnames_in_capitals_stay() {
        for text in [
            "Ada Mary LE PINE",
            "Ada Mary DE LA PINE",
            "Ada Mary VON DER TANNE",
            "Ada Mary VAN DEN POST",
            "Ada Mary AN",
            "Ada Mary LEE",
            "Ada Mary NG",
            "Ada Mary ÅS",
            "Ada Pine JR",
            "Ada Mary PINE OAK",
            "Ада Мария СОСНА",
            "Ада Мария ПАВ",
            "Ada Mary Globe",
            "Ada Mary Record",
            "Ada Mary Independent",
            "Ada Mary Courier",
            "Ada C. Daily",
            "Ada Ruth C. Ledger",
            "Ada van der Post",
        ] {
            assert_eq!(without_employer(text), text);
        }
    }
}
