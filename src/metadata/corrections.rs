//! Notes that say that the story was changed because it was wrong.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

use super::plain::clip;
use crate::article::{CopyBlock, Source, Sourced};
use crate::block::Role;
use crate::text::fold;

/// Longest note, in bytes; a longer paragraph is a story about a correction.
const LONGEST: usize = 1_200;
/// Bytes of a paragraph that are looked at, and those in which a saying begins.
const WINDOW: usize = 240;
const NEAR_START: usize = 120;
/// Bytes of it that an opening takes, with the day behind it.
const OPENING: usize = 80;
/// Notes kept of one story.
const MOST: usize = 20;

/// How a note begins, folded, with `|` between, before a colon, a bracket, a dash or a day.
const OPENINGS: &str = "correction|corrections|corrected|clarification|clarifications|correction and clarification|retraction|erratum|korrektur|\
     korrekturhinweis|berichtigung|richtigstellung|rectificatif|erratum|rectification|corrección|rectificación|fe de errores|\
     fe de erratas|correzione|rettifica|errata corrige|correção|errata|correctie|rectificatie|sprostowanie|korekta|oprava|rättelse|\
     retting|rettelse|oikaisu|korjaus|исправление|уточнение|виправлення|поправка|поправки|ispravak|ispravka|helyreigazítás|rectificare|\
     erată|διόρθωση|düzeltme|koreksi|ralat|đính chính|تصحيح|תיקון|संशोधन|সংশোধন|訂正|更正|정정|바로잡습니다";

/// What only such a note says, likewise.
const SAYINGS: &str = "an earlier version of this|a previous version of this|an earlier version misstated|earlier versions of this|\
     this article was amended on|this article was corrected|this article has been corrected|this article has been amended|\
     this article has been updated to correct|this story has been corrected|this story was corrected|\
     this story has been updated to correct|this post has been corrected|in einer früheren version|in einer ersten version|\
     in einer vorherigen version|in einer älteren version|une version précédente de cet article|une première version de cet article|\
     una versión anterior de este artículo|una versión previa de este artículo|una versione precedente di questo articolo|\
     uma versão anterior deste|een eerdere versie van dit|in een eerdere versie|i en tidigare version|i en tidligere versjon|\
     i en tidligere version|aiemmassa versiossa|w poprzedniej wersji|w pierwotnej wersji|в предыдущей версии|в ранней версии";

/// A part of each saying that is set in small letters wherever it stands.
const STEMS: [&str; 6] = ["ersi", "ersj", "ersã", "верси", "amended", "correct"];

/// The notes in the copy, in order, each as printed. Empty where there is none.
pub(super) fn notes(copy: &[CopyBlock]) -> Vec<Sourced<String>> {
    let body = copy
        .iter()
        .filter(|b| matches!(b.role, Role::Body | Role::Standfirst) && b.text.len() <= LONGEST);
    let found = body.filter(|b| is_note(&b.text));
    found.take(MOST).map(|b| Sourced::new(b.text.clone(), Source::Block)).collect()
}

fn is_note(text: &str) -> bool {
    // A note says so at its start. A story about a correction tells of it in the middle of a text; the note is short, or begins so.
    opens(text) || says_so(clip(text, WINDOW))
}

/// Whether one of [`OPENINGS`] begins a text. Most paragraphs begin with another letter, and are not folded.
fn opens(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let first = text.chars().next().and_then(|c| c.to_lowercase().next());
    let Some(alike) = first.and_then(|first| openings().get(&first)) else { return false };
    let text = fold(clip(text, OPENING));
    let rest = alike.iter().filter_map(|o| text.strip_prefix(o)).min_by_key(|rest| rest.len());
    // `Correction officers said`: a word that goes on is prose.
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

/// Whether one of [`SAYINGS`] stands near the start of a text; it is folded only where a part of one stands in it at all.
fn says_so(text: &str) -> bool {
    static FINDERS: OnceLock<Option<(AhoCorasick, AhoCorasick)>> = OnceLock::new();
    // Some dozens of short phrases always build.
    let finders = FINDERS.get_or_init(|| {
        Some((AhoCorasick::new(STEMS).ok()?, AhoCorasick::new(SAYINGS.split('|')).ok()?))
    });
    finders.as_ref().is_some_and(|(stems, sayings)| {
        stems.is_match(text)
            && sayings.find(&fold(text)).is_some_and(|found| found.start() < NEAR_START)
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
    fn each_saying_has_a_stem() {
        for saying in SAYINGS.split('|').map(str::trim) {
            assert!(STEMS.iter().any(|stem| saying.contains(stem)), "{saying}");
        }
    }

    #[test]
    fn notes_are_told_from_prose() {
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
