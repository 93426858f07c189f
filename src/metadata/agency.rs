//! Finds the news agency that reported the article, in whole or in part: as its author, in its
//! dateline or in the credit at its end.

use crate::article::{ContentBlock, Metadata, Source, Sourced};
use crate::block::Role;
use crate::text::fold;

/// Agencies: the name in the output, and how they are credited, folded. Abbreviations that occur in
/// brackets with another meaning are left out.
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
/// Bytes of the first paragraph within which the dateline is.
const DATELINE_BYTES: usize = 80;
/// The most bytes of a line that is only a credit.
const MAX_CREDIT: usize = 60;

/// The agency: from the authors, then the dateline, then a credit at the end. `None` if none of
/// them names an agency.
pub(super) fn agency(metadata: &Metadata, content: &[ContentBlock]) -> Option<Sourced<String>> {
    let author = metadata
        .authors
        .iter()
        .find_map(|a| Some(Sourced::new(agency_name(&a.value)?.to_owned(), a.source.clone())));
    let body = || content.iter().filter(|b| b.role == Role::Body && !b.text.is_empty());
    let printed = || {
        body()
            .next()
            .and_then(|b| dateline_agency(&b.text))
            .or_else(|| body().next_back().and_then(|b| credit_agency(&b.text)))
    };
    author.or_else(|| printed().map(|name| Sourced::new(name.to_owned(), Source::Block)))
}

/// The agency that a text names, ignoring the desk and the author's initials: `dpa/lno`,
/// `dpa-infocom`.
fn agency_name(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let named = |part: &str| {
        AGENCIES.iter().find(|(_, names)| names.contains(&part.trim())).map(|(name, _)| *name)
    };
    named(&folded).or_else(|| named(folded.split(['/', ',']).next()?))
}

/// `MILLBROOK (AP) — The river …`, `Mühlbach (dpa) - Der Fluss …`.
fn dateline_agency(text: &str) -> Option<&'static str> {
    let start = super::plain::clip(text, DATELINE_BYTES);
    let (town, rest) = start.split_once('(')?;
    let (name, after) = rest.split_once(')')?;
    let is_town = town.len() <= 40
        && !town.contains(['.', '!', '?', ';'])
        && town.chars().next().is_none_or(|c| !c.is_lowercase());
    let is_end = after.trim_start().starts_with(['-', '–', '—', ':', '.']);
    agency_name(name).filter(|_| is_town && is_end)
}

/// The end of a text: `(AP)`, `© dpa`, `dpa/lno`, or a line with only that.
fn credit_agency(text: &str) -> Option<&'static str> {
    let text = text.trim().trim_end_matches(['.', ' ']);
    let bracketed = text.strip_suffix(')').and_then(|t| t.rsplit_once('(')).map(|(_, name)| name);
    let alone = Some(text)
        .filter(|t| t.len() <= MAX_CREDIT)
        .map(|t| t.trim_start_matches(['©', '(', '–', '—', '-', ' ']));
    bracketed.and_then(agency_name).or_else(|| alone.and_then(agency_name))
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
            assert_eq!(dateline_agency(text), expected, "{text}");
        }
    }

    #[test]
    fn credits_are_read_at_the_end() {
        for (text, expected) in [
            ("The river rose by a metre. (AFP)", Some("AFP")),
            ("dpa/lno", Some("dpa")),
            ("© Agence France-Presse", Some("AFP")),
            ("The river rose (see map)", None),
            ("He tapped on the glass", None),
            ("", None),
        ] {
            assert_eq!(credit_agency(text), expected, "{text}");
        }
    }

    #[test]
    fn an_agency_can_be_the_author() {
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
