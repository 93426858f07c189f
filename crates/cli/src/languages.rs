//! The languages that `--target-language` takes: codes of ISO 639-1, -2 and -3, tags and names.

use crate::near::nearest;

/// A line for each language: its code in rows, further codes, and after a bar its English names.
/// Languages that rows do not tell apart share a line.
const LANGUAGES: &str = include_str!("languages.txt");

/// Returns the code of a language as rows have it, from any code or its English name.
pub fn language(typed: &str) -> Result<String, String> {
    let wanted = typed.trim().to_lowercase();
    let mut parts = wanted.split(['-', '_']);
    let (first, is_tag) = (parts.next().unwrap_or_default(), parts.next().is_some());
    let found = lines().find(|(codes, names)| {
        codes.split_whitespace().any(|code| code == first)
            || !is_tag && names.split(", ").any(|name| name.to_lowercase() == wanted)
    });
    if let Some((codes, _)) = found {
        return Ok(codes.split_whitespace().next().unwrap_or_default().to_owned());
    }
    let names: Vec<String> =
        lines().flat_map(|(_, names)| names.split(", ")).map(str::to_lowercase).collect();
    let guess = nearest(&wanted, names.iter().map(String::as_str).filter(|_| wanted.len() > 3));
    Err(match guess.and_then(|name| language(name).ok().map(|code| (name, code))) {
        Some((name, code)) => format!("no language has this code or name; {name} is {code}"),
        None => "no language has this code or name; write a code, such as en or deu, or an \
                 English name, such as German"
            .to_owned(),
    })
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    LANGUAGES.lines().filter_map(|line| line.split_once(" | "))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{language, lines};

    #[test]
    fn codes_tags_and_names_give_one_code() {
        for (typed, code) in [
            ("de", "de"),
            ("deu", "de"),
            ("ger", "de"),
            ("DE-at", "de"),
            ("pt_BR", "pt"),
            ("German", "de"),
            ("cmn", "zh"),
            ("zh-Hant", "zh"),
            ("Scottish Gaelic", "gd"),
            ("iw", "he"),
            ("gsw", "gsw"),
        ] {
            assert_eq!(language(typed).as_deref(), Ok(code), "{typed}");
        }
    }

    #[test]
    fn an_unknown_language_is_refused() {
        for typed in ["xx", "xyz", "", "e", "en,de", "english language", "-"] {
            assert!(language(typed).is_err(), "{typed}");
        }
        assert!(language("Germna").is_err_and(|why| why.contains("german is de")));
    }

    #[test]
    fn no_code_has_two_languages() {
        let mut seen = HashSet::new();
        for (codes, names) in lines() {
            assert!(!names.is_empty());
            let codes: HashSet<&str> = codes.split_whitespace().collect();
            codes.into_iter().for_each(|code| assert!(seen.insert(code), "{code}"));
        }
    }

    /// Every language that is detected has a line whose first code is the one in rows.
    #[test]
    fn the_code_of_a_language_is_the_one_in_rows() {
        for code in "af ak am ar az be bn bg ca cs zh cy da de el en eo et fi fr gu he hi hr hu hy \
                     id it jv ja kn ka km ko la lv lt ml mr mk my ne nl nb or pa fa pl pt ro ru si \
                     sk sl sn es sr sv ta te tl th tk tr uk ur uz vi yi zu"
            .split_whitespace()
        {
            assert_eq!(language(code).as_deref(), Ok(code));
        }
    }
}
