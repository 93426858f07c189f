//! The news agency whose report the story is, in whole or in part: named as its writer, in its dateline or in the credit at its end.

use crate::article::{CopyBlock, Metadata, Source, Sourced};
use crate::block::Role;
use crate::text::fold;

/// Agencies: the name that is given, and how they are credited, folded. Letters that stand in brackets for other things are left out.
const AGENCIES: &[(&str, &[&str])] = &[
    ("AAP", &["aap", "australian associated press"]),
    ("AFP", &["afp", "agence france-presse", "agence france presse"]),
    ("ANI", &["ani", "asian news international"]),
    ("ANP", &["anp"]),
    ("ANSA", &["ansa"]),
    ("AP", &["ap", "associated press", "the associated press"]),
    ("APA", &["apa", "austria presse agentur"]),
    ("Belga", &["belga"]),
    ("Bloomberg", &["bloomberg", "bloomberg news"]),
    ("ČTK", &["čtk"]),
    ("dpa", &["dpa", "deutsche presse-agentur"]),
    ("EFE", &["efe", "agencia efe"]),
    ("epd", &["epd", "evangelischer pressedienst"]),
    ("Europa Press", &["europa press"]),
    ("IANS", &["ians"]),
    ("Interfax", &["interfax", "интерфакс"]),
    ("Jiji", &["jiji", "jiji press", "時事"]),
    ("KNA", &["kna", "katholische nachrichten-agentur"]),
    ("Kyodo", &["kyodo", "kyodo news", "共同"]),
    ("Lusa", &["lusa", "agência lusa"]),
    ("NTB", &["ntb"]),
    ("PA", &["pa media", "press association"]),
    ("PAP", &["pap", "polska agencja prasowa"]),
    ("PTI", &["pti", "press trust of india"]),
    ("Reuters", &["reuters", "thomson reuters", "рейтер"]),
    ("RIA", &["риа новости", "ria novosti"]),
    ("Ritzau", &["ritzau"]),
    ("SDA", &["sda", "keystone-sda"]),
    ("SID", &["sid", "sport-informations-dienst"]),
    ("STT", &["stt"]),
    ("TASS", &["tass", "тасс"]),
    ("The Canadian Press", &["the canadian press", "canadian press", "la presse canadienne"]),
    ("TT", &["tt", "tidningarnas telegrambyrå"]),
    ("UPI", &["upi", "united press international"]),
    ("Xinhua", &["xinhua", "新华社", "新華社"]),
    ("Yonhap", &["yonhap", "연합뉴스"]),
];
/// Bytes of the first paragraph in which its dateline stands.
const DATELINE: usize = 80;
/// Longest line that is nothing but a credit, in bytes.
const CREDIT: usize = 60;

/// The agency: from the names of the writers, then the dateline, then a credit at the end. `None` where no agency is named there.
pub(super) fn agency(metadata: &Metadata, copy: &[CopyBlock]) -> Option<Sourced<String>> {
    let writer = metadata
        .authors
        .iter()
        .find_map(|a| Some(Sourced::new(credited(&a.value)?.to_owned(), a.source.clone())));
    let body = || copy.iter().filter(|b| b.role == Role::Body && !b.text.is_empty());
    let printed = || {
        body()
            .next()
            .and_then(|b| of_dateline(&b.text))
            .or_else(|| body().next_back().and_then(|b| of_credit(&b.text)))
    };
    writer.or_else(|| printed().map(|name| Sourced::new(name.to_owned(), Source::Block)))
}

/// The agency whose name or letters a text is, desk and letters of the writer aside: `dpa/lno`, `dpa-infocom`.
fn credited(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let named = |part: &str| {
        AGENCIES.iter().find(|(_, names)| names.contains(&part.trim())).map(|(name, _)| *name)
    };
    named(&folded).or_else(|| named(folded.split(['/', ',']).next()?))
}

/// `MILLBROOK (AP) — The river …`, `Mühlbach (dpa) - Der Fluss …`.
fn of_dateline(text: &str) -> Option<&'static str> {
    let start = super::plain::clip(text, DATELINE);
    let (place, rest) = start.split_once('(')?;
    let (name, after) = rest.split_once(')')?;
    let is_place = place.len() <= 40
        && !place.contains(['.', '!', '?', ';'])
        && place.chars().next().is_none_or(|c| !c.is_lowercase());
    let is_end = after.trim_start().starts_with(['-', '–', '—', ':', '.']);
    credited(name).filter(|_| is_place && is_end)
}

/// The end of a text: `(AP)`, `© dpa`, `dpa/lno`, or a line of nothing else.
fn of_credit(text: &str) -> Option<&'static str> {
    let text = text.trim().trim_end_matches(['.', ' ']);
    let bracketed = text.strip_suffix(')').and_then(|t| t.rsplit_once('(')).map(|(_, name)| name);
    let alone = Some(text)
        .filter(|t| t.len() <= CREDIT)
        .map(|t| t.trim_start_matches(['©', '(', '–', '—', '-', ' ']));
    bracketed.and_then(credited).or_else(|| alone.and_then(credited))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_name_the_agency() {
        for (text, expected) in [
            ("MILLBROOK (AP) — The river rose.", Some("AP")),
            ("Mühlbach (dpa/lno) - Der Fluss stieg.", Some("dpa")),
            ("(Reuters) - The river rose.", Some("Reuters")),
            ("The river (AP) rose.", None),
            ("The party (SID) won the vote, officials said.", None),
            ("Officials said. The guild (AP) - as it is called - agreed.", None),
            ("", None),
        ] {
            assert_eq!(of_dateline(text), expected, "{text}");
        }
    }

    #[test]
    fn credits_stand_at_the_end() {
        for (text, expected) in [
            ("The river rose by a metre. (AFP)", Some("AFP")),
            ("dpa/lno", Some("dpa")),
            ("© Agence France-Presse", Some("AFP")),
            ("The river rose (see map)", None),
            ("He tapped on the glass", None),
            ("", None),
        ] {
            assert_eq!(of_credit(text), expected, "{text}");
        }
    }

    #[test]
    fn a_writer_may_be_an_agency() {
        let by = |name: &str| Metadata {
            authors: vec![Sourced::new(name.to_owned(), Source::Block)],
            ..Metadata::default()
        };
        assert_eq!(
            agency(&by("The Associated Press"), &[]).map(|a| a.value).as_deref(),
            Some("AP")
        );
        assert_eq!(agency(&by("Ada Pine"), &[]), None);
    }
}
