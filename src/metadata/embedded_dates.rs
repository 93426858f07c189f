//! Finds dates in embedded data: values of keys that name the day of publication.
//!
//! The data is not parsed: it is JSON, JavaScript, or JSON inside a JavaScript string or an
//! attribute, and in all of them the key is next to its value. It is read only if no other data
//! states the date, since it also describes other articles.

use memchr::memmem;

/// Keys that name the day of publication, in lower case without `-`, `_` and `.`.
const KEYS: &[&str] = &[
    "datepublished",
    "publishdate",
    "publisheddate",
    "publicationdate",
    "firstpublicationdate",
    "firstpublished",
    "firstpublication",
    "publishedfirst",
    "publishedat",
    "publishedtime",
    "publishtime",
    "publishdatetime",
    "publisheddatetime",
    "firstpublishedat",
    "firstpublishdate",
    "articlepublisheddate",
    "articledatepublished",
    "publishingdate",
    "cmspublishingdate",
    "publishedon",
    "originalpublicationdate",
    "publishedatutc",
    "articlepublishdate",
    "dateofpublication",
    "publicationdatetime",
    "firstpublisheddate",
    "articlepublishedtime",
    "articlepublicationdate",
];
/// A part of every key.
const STEM: &[u8] = b"ubli";
/// Bytes of scripts that are read on one page; the largest real page has a few million.
const MAX_BYTES: usize = 8 << 20;
/// The most matches of [`STEM`] that are read; real pages have some hundreds.
const MAX_KEYS: usize = 2_000;
/// The most bytes between a key and its value: quotes, backslashes, a colon.
const MAX_GAP: usize = 14;
/// The most bytes of a value.
const MAX_VALUE: usize = 40;

/// The dates in one text, in order, as key and value.
pub(super) fn find_all(text: &str) -> Vec<(String, String)> {
    let text = super::plain::clip(text, MAX_BYTES);
    let mut found = Vec::new();
    for at in memmem::find_iter(text.as_bytes(), STEM).take(MAX_KEYS) {
        let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        let start = at
            - text.as_bytes()[..at].iter().rev().take(MAX_VALUE).take_while(|b| is_part(b)).count();
        let end =
            at + text.as_bytes()[at..].iter().take(MAX_VALUE).take_while(|b| is_part(b)).count();
        let Some(key) = text.get(start..end) else { continue };
        let folded: String = key
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if KEYS.contains(&folded.as_str())
            && let Some(value) = value(&text[end..])
        {
            found.push((key.to_owned(), value.to_owned()));
        }
    }
    found
}

/// The value after `": "` in all its spellings.
fn value(rest: &str) -> Option<&str> {
    let rest = super::plain::clip(rest, MAX_GAP + MAX_VALUE);
    let start = rest.bytes().position(|b| {
        b.is_ascii_digit() || b.is_ascii_alphabetic() && !rest.starts_with("&quot;")
    })?;
    let gap = rest.get(..start)?;
    let is_gap = gap.len() <= MAX_GAP
        && gap.contains([':', '=', ','])
        && gap.bytes().all(|b| matches!(b, b'"' | b'\'' | b'\\' | b':' | b'=' | b' ' | b','));
    let value = rest[start..].split(['"', '\'', '\\', '<', '}', ';', '&']).next()?;
    (is_gap && value.bytes().any(|b| b.is_ascii_digit()))
        .then(|| value.trim_end_matches([',', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = find_all(text).into_iter().map(|(_, value)| value).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn values_are_found_next_to_their_keys() {
        check(r#"{"datePublished":"2024-03-05T09:30:00Z","x":1}"#, &["2024-03-05T09:30:00Z"]);
        check(r#"{\"publishedAt\":\"2024-03-05\"}"#, &["2024-03-05"]);
        check(r#"firstPublicationDate: "20240305","#, &["20240305"]);
        check(r#"{"publishTime":1709631000000}"#, &["1709631000000"]);
        check(r#"{"publisher":"2024","unpublishedAt":"2024-03-05","published":true}"#, &[]);
        check("ubli", &[]);
        check("publishedAt:ä2024", &[]);
    }
}
