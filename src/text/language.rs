//! Language detection.

use whatlang::Lang;

use super::{count_words, stop_words};

/// Words below which a text is too short: a headline or a caption may consist of names.
const MIN_WORDS: u32 = 20;
/// Bytes in which most texts reach [`MIN_WORDS`], if they reach it at all.
const FEW_BYTES: usize = 200;
/// Bytes that are read: some 150 words. The time grows with the length.
const MAX_BYTES: usize = 1_000;

/// The language of a text as the shortest ISO 639 code, the first subtag of BCP 47. `None` if the
/// text has fewer than 20 words or could be in another language as well.
///
/// Only the first 1,000 bytes are read. Norwegian is `nb`, whatever its written form; Chinese is
/// `zh`.
#[must_use]
pub fn detect_language(text: &str) -> Option<&'static str> {
    let end = (0..=text.len().min(MAX_BYTES))
        .rev()
        .find(|&end| text.is_char_boundary(end))
        .unwrap_or_default();
    let start = &text[..end];
    // The prefix has no more words than the whole text.
    let is_short = |text: &str| count_words(text) < MIN_WORDS;
    if is_short(&start[..start.floor_char_boundary(FEW_BYTES)]) && is_short(start) {
        return None;
    }
    // Trigram detection compares with 70 languages and takes a tenth of the time of a small page,
    // so it runs only if stop words are inconclusive.
    stop_words::language_of(start).or_else(|| {
        whatlang::detect(start).filter(whatlang::Info::is_reliable).map(|found| code(found.lang()))
    })
}

/// Whether two language tags may mean one language: the first subtags are equal, or the table
/// below has both as one language: old codes and close varieties.
#[must_use]
pub fn is_same_language(one: &str, other: &str) -> bool {
    let primary = |tag: &str| {
        let first = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match first.as_str() {
            "nb" | "nn" | "nob" | "nno" => "no".to_owned(),
            "cmn" | "yue" | "wuu" => "zh".to_owned(),
            // One spoken language; in Latin script the written varieties differ by only a few
            // words.
            "hr" | "bs" | "sh" | "cnr" => "sr".to_owned(),
            "ms" | "in" => "id".to_owned(),
            "fil" => "tl".to_owned(),
            "prs" => "fa".to_owned(),
            "iw" => "he".to_owned(),
            "ji" => "yi".to_owned(),
            "mo" => "ro".to_owned(),
            _ => first,
        }
    };
    primary(one) == primary(other)
}

/// Whether a language is one of the `wanted` ones; an empty list accepts every language.
#[must_use]
pub fn is_wanted_language(language: &str, wanted: &[String]) -> bool {
    wanted.is_empty() || wanted.iter().any(|w| is_same_language(w, language))
}

/// The ISO 639-1 code, which all of these languages have.
fn code(language: Lang) -> &'static str {
    match language {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Cym => "cy",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "The council has closed the bridge over the river after the rain of the last days, and nobody knows when it \
        will be open again, the mayor said on Tuesday.";
    const GERMAN: &str = "Der Gemeinderat hat die Brücke über den Fluss nach dem Regen der letzten Tage gesperrt, und niemand weiß, wann \
        sie wieder geöffnet wird, sagte die Bürgermeisterin am Dienstag.";

    #[test]
    fn the_language_of_a_text_is_detected() {
        let japanese = "町議会は、ここ数日の雨のあと川にかかる橋を閉鎖した。いつ再び通れるようになるかは誰にもわからない、と町長は火曜日に語った。";
        let russian = "Совет закрыл мост через реку после дождей последних дней, и никто не знает, когда его снова откроют, сказала во \
            вторник мэр города, которая осмотрела мост вместе с инженерами.";
        for (text, expected) in [
            (ENGLISH, Some("en")),
            (GERMAN, Some("de")),
            (japanese, Some("ja")),
            (russian, Some("ru")),
            ("The council has closed the bridge.", None),
            ("", None),
            (&"1 2 3 4 5 6 7 8 9 ".repeat(10), None),
        ] {
            assert_eq!(detect_language(text), expected, "{text}");
        }
    }

    #[test]
    fn only_the_start_of_a_long_text_counts() {
        let long =
            format!("{}{}", format!("{GERMAN} ").repeat(20), format!("{ENGLISH} ").repeat(10_000));
        assert_eq!(detect_language(&long), Some("de"));
        // The byte limit falls inside a character.
        assert_eq!(detect_language(&format!("a{}", "ü".repeat(3_000))), None);
    }

    #[test]
    fn one_language_has_several_tags() {
        for (one, other, expected) in [
            ("en-GB", "en", true),
            ("EN_us", "en", true),
            ("no", "nb", true),
            ("zh-Hant-TW", "zh", true),
            ("hr", "sr", true),
            ("de", "en", false),
            ("", "en", false),
        ] {
            assert_eq!(is_same_language(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn every_language_has_a_code_of_its_own() {
        let codes: std::collections::BTreeSet<&str> =
            Lang::all().iter().map(|l| code(*l)).collect();
        assert_eq!(codes.len(), Lang::all().len());
    }
}
