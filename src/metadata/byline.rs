//! Splits a byline into names: without "By", roles, addresses and dates.

mod by_words;
mod employer;
mod name_check;
mod name_shape;

use std::sync::LazyLock;

use super::byline_words::{
    AUTHOR_HEADINGS, BEFORE_DATE, CREDIT_WORDS, JOINS, NAME_SUFFIXES, WEAK_JOINS,
};
use super::months::{fold_word, month};
use super::phrase_finder::PhraseFinder;
use super::plain::clip;
use crate::text::{fold, squeeze};
use by_words::{after_by, opens_with, without_by_words};
pub(super) use by_words::{
    is_only_by, opens_with_author_label, opens_with_by, opens_with_written_by,
};
use employer::without_employer;
pub(super) use name_check::{Trust, is_only_a_name, signs_as_group};
use name_check::{is_name, is_role_word};
pub(super) use name_shape::{NameShape, looks_like_name, name_shape};
use name_shape::{is_agency, is_single};

/// Bytes of a byline that are read.
const WINDOW: usize = 400;

/// Separators after which a line holds no more authors: roles, places and picture credits follow.
const ENDS: [&str; 19] = [
    " - ",
    " – ",
    " — ",
    "(",
    "[",
    "<",
    " on behalf of ",
    " in ",
    " aus ",
    " under ",
    " unter ",
    " sous ",
    " Illustration",
    " Foto",
    " Photo",
    " Bilder",
    " photos by ",
    " photography by ",
    " illustration ",
];

/// The names in a byline, in order.
pub(super) fn split_names(byline: &str, trust: Trust) -> Vec<String> {
    static WORDS: LazyLock<PhraseFinder> = LazyLock::new(|| PhraseFinder::new(&ENDS));
    let ends = &*WORDS;
    let mut names: Vec<String> = Vec::new();
    for line in clip(presented_name(byline), WINDOW)
        .split(['\n', ';', '|', '•', '·', '、', '，', '；', '／', '●', '→', '»'])
    {
        // A page of pictures has no other author than the photographer.
        if is_credit(line) && !names.is_empty() {
            continue;
        }
        let whole = line.trim();
        let line = without_by_words(after_by(line));
        let end = ends.find_first(line).unwrap_or(line.len());
        // "Get in touch" is an invitation, while "Maria in Berlin" has a name and a place.
        let place = line[end..].strip_prefix(" in ");
        if !line[..end].trim().contains(' ')
            && place.is_some_and(|place| place.starts_with(char::is_lowercase))
        {
            continue;
        }
        let bare = before_date(&line[..end]);
        // In a printed line, only "By" tells a name and a newspaper from a headline.
        let is_byline = trust != Trust::Printed || line.len() < whole.len();
        let bare = if names.is_empty() && is_byline { without_employer(bare) } else { bare };
        for part in split_joins(bare) {
            add_comma_list(part, trust, &mut names);
        }
    }
    without_partial_names(names)
}

/// Whether a line credits pictures, sound or editing.
pub(super) fn is_credit(line: &str) -> bool {
    static WORDS: LazyLock<PhraseFinder> = LazyLock::new(|| PhraseFinder::new(CREDIT_WORDS));
    opens_with(line.trim(), &WORDS)
}

/// The line after a heading such as "About the author", if the byline starts with one: the rest
/// describes the author.
fn presented_name(byline: &str) -> &str {
    let mut lines = byline.lines().filter(|line| !line.trim().is_empty());
    let is_label = lines
        .next()
        .is_some_and(|first| AUTHOR_HEADINGS.contains(&fold(first).trim_end_matches(':')));
    lines.next().filter(|_| is_label).unwrap_or(byline)
}

/// Removes single words that are a part of another name in the list: `Pine` after `Ada Pine`.
fn without_partial_names(names: Vec<String>) -> Vec<String> {
    let is_part = |name: &String| {
        is_single(name) && names.iter().any(|n| n != name && n.split(' ').any(|word| word == name))
    };
    names.iter().filter(|name| !is_part(name)).cloned().collect()
}

/// The text before the date in `Ada Pine March 5, 2024`.
fn before_date(line: &str) -> &str {
    let Some(digit) = line.find(|c: char| c.is_ascii_digit()).filter(|_| line.contains(' ')) else {
        return line;
    };
    let mut text = line[..digit].trim_end();
    while let Some((rest, last)) = text.rsplit_once(' ') {
        let word = fold_word(last.trim_matches(|c: char| !c.is_alphanumeric()));
        if !word.is_empty()
            && month(&word, "").is_none()
            && !is_role_word(&word)
            && !BEFORE_DATE.contains(&word.as_str())
        {
            break;
        }
        text = rest.trim_end();
    }
    text
}

/// Splits at "and" and its equivalents.
fn split_joins(text: &str) -> Vec<&str> {
    static STRONG: LazyLock<PhraseFinder> = LazyLock::new(|| PhraseFinder::new(JOINS));
    static WEAK: LazyLock<PhraseFinder> = LazyLock::new(|| PhraseFinder::new(WEAK_JOINS));
    let mut parts = vec![text];
    // Most texts have one name, so two searches replace one for each word.
    if STRONG.find_first(text).is_some() {
        for join in JOINS {
            parts = parts.into_iter().flat_map(|p| p.split(join)).collect();
        }
    }
    if WEAK.find_first(text).is_some() {
        for join in WEAK_JOINS {
            parts = parts.into_iter().flat_map(|p| split_weak_join(p, join)).collect();
        }
    }
    parts
}

/// Both sides of a weak join if each looks like a full name, otherwise the text as it is.
fn split_weak_join<'t>(text: &'t str, join: &str) -> Vec<&'t str> {
    let is_whole = |side: &str| {
        let mut words = side.rsplit(',').next().unwrap_or_default().split_whitespace();
        let capital =
            |w: Option<&str>| w.and_then(|w| w.chars().next()).is_some_and(|c| !c.is_lowercase());
        capital(words.next()) && capital(words.next())
    };
    match text.split_once(join) {
        Some((left, right)) if is_whole(left) && is_whole(right) => {
            let mut parts = vec![left];
            parts.extend(right.split(join));
            parts
        }
        _ => vec![text],
    }
}

/// Adds the names in a list with commas; "Pine, Ada" is one name.
fn add_comma_list(text: &str, trust: Trust, names: &mut Vec<String>) {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
    if let [last, first] = parts.as_slice()
        && is_single(last)
        && (is_single(first) || has_initials(first))
        && !is_agency(first)
        && !is_agency(last)
        && is_name(first, Trust::Printed)
        && is_name(last, Trust::Printed)
    {
        add_name(&format!("{first} {last}"), trust, names);
        return;
    }
    let mut before = false;
    for part in parts {
        // After a full name, a single word is a place, an organisation or a degree, unless it is an
        // agency.
        if before
            && is_single(part)
            && !is_agency(part)
            && part.trim_end_matches(['®', '™']).is_ascii()
        {
            continue;
        }
        // Beside a name in lower case, capitals are an organisation: `Ada Pine, VALLEY RADIO`.
        if before
            && is_shouted(part)
            && !is_agency(part)
            && !names.last().is_some_and(|n| is_shouted(n))
            && !is_shouted(text)
        {
            continue;
        }
        before |= add_name(part, if before { Trust::Printed } else { trust }, names);
    }
}

/// Whether a text of several words is in capitals.
fn is_shouted(text: &str) -> bool {
    text.contains(' ') && text.contains(char::is_alphabetic) && !text.contains(char::is_lowercase)
}

/// Whether a text is a first name with initials: `Jeff T.`
fn has_initials(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.next().is_some_and(|w| w.chars().next().is_some_and(char::is_uppercase))
        && words.all(|w| w.ends_with('.') && w.chars().count() == 2)
}

/// Adds the part if it is a name that is not listed yet. Returns whether it is a name.
fn add_name(part: &str, trust: Trust, names: &mut Vec<String>) -> bool {
    let words: Vec<&str> =
        without_by_words(part).split_whitespace().filter(|w| !is_address(w)).collect();
    let name = words.join(" ");
    // `박준석 기자 외`: a job title, and a note that there are others.
    let without_after = |name| {
        NAME_SUFFIXES.iter().find_map(|a| str::strip_suffix(name, a)).map_or(name, str::trim)
    };
    let name = without_after(without_after(name.as_str()));
    let name = name
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let name = squeeze(if ends_in_initial(name) { name } else { name.trim_end_matches('.') });
    if !is_name(&name, trust) {
        return false;
    }
    let folded = fold(&name);
    if !names.iter().any(|n| fold(n) == folded) {
        names.push(cased(name));
    }
    true
}

fn ends_in_initial(name: &str) -> bool {
    let last = name.trim_end_matches('.').rsplit([' ', '.']).next().unwrap_or_default();
    last.chars().count() == 1 || matches!(last, "Jr" | "Sr")
}

/// Whether a word is an e-mail address, a handle or a link.
fn is_address(word: &str) -> bool {
    word.contains('@') || word.contains("://") || word.starts_with("www.")
}

/// Converts a name in capitals, as bylines are set, to normal case; single words and initials stay.
fn cased(name: String) -> String {
    let letters = || name.chars().filter(|c| c.is_alphabetic());
    if !name.contains(' ')
        || letters().any(char::is_lowercase)
        || letters().count() < 6
        || !letters().any(char::is_uppercase)
    {
        return name;
    }
    let mut start = true;
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if start {
            out.push(c)
        } else {
            out.extend(c.to_lowercase())
        }
        start = !c.is_alphanumeric() && c != '’' || c == '\'';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(byline: &str, expected: &[&str]) {
        assert_eq!(split_names(byline, Trust::Printed), expected, "{byline}");
    }

    #[test]
    fn bylines_are_split_into_names() {
        check("By Ada Pine, Bo Fir and Cy Oak", &["Ada Pine", "Bo Fir", "Cy Oak"]);
        check("Von Ada Pine und Bo Fir, Berlin", &["Ada Pine", "Bo Fir"]);
        check("Por Ada Pine y Bo Fir", &["Ada Pine", "Bo Fir"]);
        check("Par Ada Pine et Bo Fir", &["Ada Pine", "Bo Fir"]);
        check("di Ada Pine", &["Ada Pine"]);
        check("José Ortega y Gasset", &["José Ortega y Gasset"]);
        check("Pine, Ada", &["Ada Pine"]);
        check("ADA PINE", &["Ada Pine"]);
        check("By Ada Pine | 5 March 2024", &["Ada Pine"]);
        check("Ada Pine, senior editor", &["Ada Pine"]);
        check("Ada Pine ada@news.example @adapine", &["Ada Pine"]);
        check("Ada Pine (Reuters)", &["Ada Pine"]);
        check("Ada Pine, AP", &["Ada Pine", "AP"]);
        check("Text von Ada Pine Illustration von Bo Fir", &["Ada Pine"]);
        check("By Ada Pine Photos by Bo Fir", &["Ada Pine"]);
        check("Ada Pine/Bo Fir", &["Ada Pine", "Bo Fir"]);
        check("박준석 기자 외", &["박준석"]);
        check("Byron Oak", &["Byron Oak"]);
        check("Vonda Oak", &["Vonda Oak"]);
        check("Sammy Davis Jr.", &["Sammy Davis Jr."]);
    }

    #[test]
    fn placeholders_are_not_names() {
        for text in [
            "admin",
            "",
            "By",
            "Staff",
            "https://news.example/ada",
            "5 min read",
            "ÄÖ",
            "Von",
            "Read more",
        ] {
            check(text, &[]);
        }
        assert_eq!(split_names("Get in touch", Trust::Marked), [""; 0]);
        assert_eq!(split_names("Ada in Berlin", Trust::Marked), ["Ada"]);
    }
}
