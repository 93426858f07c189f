//! Finds notes which say that the article was changed because it was wrong.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

use super::plain::clip;
use crate::article::{ContentBlock, Source, Sourced};
use crate::block::Role;
use crate::text::fold;

/// The most bytes of a note; a longer paragraph is an article about a correction.
const MAX_NOTE: usize = 1_200;
/// Bytes of a paragraph that are read, and those within which a phrase begins.
const WINDOW: usize = 240;
const NEAR_START: usize = 120;
/// Bytes that an opening takes, including the date after it.
const OPENING: usize = 80;
/// The most notes kept for one article.
const MAX_NOTES: usize = 20;

/// Openings of a note, folded and separated by `|`; a colon, a bracket, a dash or a date follows.
const OPENINGS: &str = "correction|corrections|corrected|clarification|clarifications|correction and clarification|retraction|erratum|korrektur|\
     korrekturhinweis|berichtigung|richtigstellung|rectificatif|erratum|rectification|corrección|rectificación|fe de errores|\
     fe de erratas|correzione|rettifica|errata corrige|correção|errata|correctie|rectificatie|sprostowanie|korekta|oprava|rättelse|\
     retting|rettelse|oikaisu|korjaus|исправление|уточнение|виправлення|поправка|поправки|ispravak|ispravka|helyreigazítás|rectificare|\
     erată|διόρθωση|düzeltme|koreksi|ralat|đính chính|تصحيح|תיקון|संशोधन|সংশোধন|訂正|更正|정정|바로잡습니다";

/// Phrases that only such a note has, folded and separated by `|`.
const PHRASES: &str = "an earlier version of this|a previous version of this|an earlier version misstated|earlier versions of this|\
     this article was amended on|this article was corrected|this article has been corrected|this article has been amended|\
     this article has been updated to correct|this story has been corrected|this story was corrected|\
     this story has been updated to correct|this post has been corrected|in einer früheren version|in einer ersten version|\
     in einer vorherigen version|in einer älteren version|une version précédente de cet article|une première version de cet article|\
     una versión anterior de este artículo|una versión previa de este artículo|una versione precedente di questo articolo|\
     uma versão anterior deste|een eerdere versie van dit|in een eerdere versie|i en tidigare version|i en tidligere versjon|\
     i en tidligere version|aiemmassa versiossa|w poprzedniej wersji|w pierwotnej wersji|в предыдущей версии|в ранней версии";

/// Each phrase contains one of these stems, and always in lower case.
const STEMS: [&str; 6] = ["ersi", "ersj", "ersã", "верси", "amended", "correct"];

/// The notes in the article text, in order, each as printed. Empty if there is none.
pub(super) fn notes(content: &[ContentBlock]) -> Vec<Sourced<String>> {
    let body = content
        .iter()
        .filter(|b| matches!(b.role, Role::Body | Role::Standfirst) && b.text.len() <= MAX_NOTE);
    let found = body.filter(|b| is_note(&b.text));
    found.take(MAX_NOTES).map(|b| Sourced::new(b.text.clone(), Source::Block)).collect()
}

fn is_note(text: &str) -> bool {
    // A note announces itself at its start. An article about a correction mentions it in the middle
    // of a longer text.
    opens(text) || has_phrase(clip(text, WINDOW))
}

/// Whether a text begins with one of [`OPENINGS`]. Most paragraphs begin with another letter and
/// are not folded.
fn opens(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let first = text.chars().next().and_then(|c| c.to_lowercase().next());
    let Some(alike) = first.and_then(|first| openings().get(&first)) else { return false };
    let text = fold(clip(text, OPENING));
    let rest = alike.iter().filter_map(|o| text.strip_prefix(o)).min_by_key(|rest| rest.len());
    // `Correction officers said`: a text that continues is prose.
    rest.is_some_and(|rest| {
        rest.trim_start().starts_with([':', '(', '-', '：', '|']) || is_day(rest)
    })
}

/// [`OPENINGS`] by their first letter.
fn openings() -> &'static FxHashMap<char, Vec<&'static str>> {
    static BY_LETTER: OnceLock<FxHashMap<char, Vec<&'static str>>> = OnceLock::new();
    BY_LETTER.get_or_init(|| {
        let mut by_letter: FxHashMap<char, Vec<&'static str>> = FxHashMap::default();
        for opening in OPENINGS.split('|') {
            by_letter.entry(opening.chars().next().unwrap_or_default()).or_default().push(opening);
        }
        by_letter
    })
}

/// Whether a text has one of [`PHRASES`] near its start. It is folded only if it contains a stem.
fn has_phrase(text: &str) -> bool {
    static FINDERS: OnceLock<Option<(AhoCorasick, AhoCorasick)>> = OnceLock::new();
    // A few dozen short phrases always build.
    let finders = FINDERS.get_or_init(|| {
        Some((AhoCorasick::new(STEMS).ok()?, AhoCorasick::new(PHRASES.split('|')).ok()?))
    });
    finders.as_ref().is_some_and(|(stems, phrases)| {
        stems.is_match(text)
            && phrases.find(&fold(text)).is_some_and(|found| found.start() < NEAR_START)
    })
}

/// ` 5 March`, `, March 5`, ` on 5 March`: numbers soon after.
fn is_day(rest: &str) -> bool {
    rest.starts_with([' ', ','])
        && clip(rest, 16).contains(|c: char| c.is_ascii_digit())
        && rest.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: bool) {
        assert_eq!(is_note(text), expected, "{text}");
    }

    #[test]
    fn each_phrase_has_a_stem() {
        for phrase in PHRASES.split('|').map(str::trim) {
            assert!(STEMS.iter().any(|stem| phrase.contains(stem)), "{phrase}");
        }
    }

    #[test]
    fn notes_are_distinguished_from_prose() {
        check("Correction: the mill has two wheels, not three.", true);
        check("CORRECTION (5 March): The mill has two wheels.", true);
        check("Correction, March 5, 2024: The mill has two wheels.", true);
        check("• This article was amended on 5 March 2024. The mill has two wheels.", true);
        check("An earlier version of this article misstated the number of wheels.", true);
        check("In einer früheren Version hieß es, die Mühle habe drei Räder.", true);
        check("Rättelse: Kvarnen har två hjul.", true);
        check("訂正：水車は二つです。", true);
        check("В предыдущей версии статьи говорилось о трёх колёсах.", true);
        check("ÉRRATUM", false);
        check(
            &format!(
                "{} An earlier version of this article told it all.",
                "Rain fell. ".repeat(12)
            ),
            false,
        );
        check("Corrections", false);
        check("Correction officers said that the mill was safe.", false);
        check("Corrections to the map, the council said, would take a year.", false);
        check("The paper printed a correction: nobody read it.", false);
        check("", false);
    }
}
