//! The table of `<meta>` names with their fields and ranks.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::candidate::{Candidate, Candidates, Field};
use super::plain::plain;
use crate::article::Source;

/// Names in lower case with `_` and `:` as given, their field and the rank of the source. Ranks are
/// compared within a field and with those of the other sources. Systems fill the specific names
/// (`parsely-*`, `citation_*`) from their own data, and the Open Graph names for sharing; `author`
/// and `date` are filled by hand or by a template.
const NAMES: &[(&str, Field, u8)] = &[
    ("og:title", Field::Title, 1),
    ("twitter:title", Field::Title, 6),
    ("parsely-title", Field::Title, 3),
    ("sailthru.title", Field::Title, 3),
    ("citation_title", Field::Title, 2),
    ("dc.title", Field::Title, 5),
    ("dcterms.title", Field::Title, 5),
    ("title", Field::Title, 7),
    ("headline", Field::Title, 5),
    ("name", Field::Title, 12),
    ("article:published_time", Field::Published, 1),
    ("article:published", Field::Published, 2),
    ("article:post_date", Field::Published, 2),
    ("og:article:published_time", Field::Published, 2),
    ("og:published_time", Field::Published, 2),
    ("og:pubdate", Field::Published, 2),
    ("parsely-pub-date", Field::Published, 2),
    ("sailthru.date", Field::Published, 3),
    ("cxenseparse:recs:publishtime", Field::Published, 2),
    ("datepublished", Field::Published, 3),
    ("date_published", Field::Published, 3),
    ("publish_date", Field::Published, 3),
    ("publish-date", Field::Published, 3),
    ("publishdate", Field::Published, 3),
    ("published_date", Field::Published, 3),
    ("publisheddate", Field::Published, 3),
    ("published", Field::Published, 3),
    ("published_time", Field::Published, 3),
    ("published-date", Field::Published, 3),
    ("publication_date", Field::Published, 3),
    ("publicationdate", Field::Published, 3),
    ("pubdate", Field::Published, 3),
    ("pub_date", Field::Published, 3),
    ("ptime", Field::Published, 3),
    ("bt:pubdate", Field::Published, 3),
    ("article.published", Field::Published, 3),
    ("article_date_original", Field::Published, 3),
    ("originalpublicationdate", Field::Published, 3),
    ("citation_publication_date", Field::Published, 4),
    ("citation_online_date", Field::Published, 4),
    ("citation_date", Field::Published, 5),
    ("dc.date.issued", Field::Published, 3),
    ("dcterms.issued", Field::Published, 4),
    ("dc.date.created", Field::Published, 5),
    ("dcterms.created", Field::Published, 5),
    ("dcterms.date", Field::Published, 6),
    ("dc.date", Field::Published, 6),
    ("date", Field::Published, 7),
    ("article_date", Field::Published, 7),
    ("article.created", Field::Published, 7),
    ("article:created_time", Field::Published, 7),
    ("og:article:published", Field::Published, 3),
    ("shareaholic:article_published_time", Field::Published, 3),
    ("rnews:datepublished", Field::Published, 3),
    ("article:modified_time", Field::Modified, 1),
    ("article:modified", Field::Modified, 2),
    ("og:article:modified_time", Field::Modified, 2),
    ("og:updated_time", Field::Modified, 3),
    ("datemodified", Field::Modified, 2),
    ("date_modified", Field::Modified, 3),
    ("dc.date.modified", Field::Modified, 3),
    ("dcterms.modified", Field::Modified, 3),
    ("lastmod", Field::Modified, 4),
    ("last-modified", Field::Modified, 6),
    ("revised", Field::Modified, 5),
    ("modified", Field::Modified, 4),
    ("parsely-author", Field::Author, 3),
    ("sailthru.author", Field::Author, 4),
    ("citation_author", Field::Author, 3),
    ("author", Field::Author, 5),
    ("article:author", Field::Author, 4),
    ("article:author_name", Field::Author, 4),
    ("og:article:author", Field::Author, 5),
    ("og:author", Field::Author, 6),
    ("byl", Field::Author, 3),
    ("byline", Field::Author, 4),
    ("dc.creator", Field::Author, 6),
    ("dcterms.creator", Field::Author, 6),
    ("creator", Field::Author, 7),
    ("dc.contributor", Field::Author, 12),
    ("cxenseparse:author", Field::Author, 5),
    ("rbauthors", Field::Author, 4),
    ("authors", Field::Author, 4),
    ("article.author", Field::Author, 4),
    ("og:site_name", Field::SiteName, 0),
    ("application-name", Field::SiteName, 14),
    ("apple-mobile-web-app-title", Field::SiteName, 16),
    ("citation_journal_title", Field::SiteName, 4),
    ("al:ios:app_name", Field::SiteName, 18),
    ("dc.publisher", Field::SiteName, 10),
    ("dcterms.publisher", Field::SiteName, 10),
    ("publisher", Field::SiteName, 12),
    ("article:publisher", Field::Publisher, 2),
    ("citation_publisher", Field::Publisher, 6),
    ("og:description", Field::Description, 1),
    ("description", Field::Description, 2),
    ("twitter:description", Field::Description, 6),
    ("dc.description", Field::Description, 5),
    ("dcterms.description", Field::Description, 5),
    ("sailthru.description", Field::Description, 5),
    ("dcterms.abstract", Field::Description, 6),
    ("article:section", Field::Section, 1),
    ("og:article:section", Field::Section, 2),
    ("parsely-section", Field::Section, 2),
    ("section", Field::Section, 4),
    ("cxenseparse:category", Field::Section, 6),
    ("article:tag", Field::Tag, 1),
    ("og:article:tag", Field::Tag, 2),
    ("parsely-tags", Field::Tag, 3),
    ("sailthru.tags", Field::Tag, 4),
    ("news_keywords", Field::Tag, 2),
    ("keywords", Field::Tag, 5),
    ("dc.subject", Field::Tag, 6),
    ("citation_keywords", Field::Tag, 4),
    ("og:image", Field::Image, 0),
    ("og:image:secure_url", Field::Image, 2),
    ("og:image:url", Field::Image, 1),
    ("twitter:image", Field::Image, 5),
    ("twitter:image:src", Field::Image, 5),
    ("parsely-image-url", Field::Image, 6),
    ("sailthru.image.full", Field::Image, 6),
    ("thumbnail", Field::Image, 9),
    ("og:image:width", Field::ImageWidth, 0),
    ("og:image:height", Field::ImageHeight, 0),
    ("og:video", Field::Video, 0),
    ("og:video:url", Field::Video, 1),
    ("og:video:secure_url", Field::Video, 2),
    ("twitter:player", Field::Video, 6),
    ("book:isbn", Field::Isbn, 0),
    ("books:isbn", Field::Isbn, 0),
    ("citation_isbn", Field::Isbn, 2),
    ("robots", Field::Rights, 0),
    ("googlebot", Field::Rights, 0),
    ("googlebot-news", Field::Rights, 0),
    ("bingbot", Field::Rights, 0),
    ("tdm-reservation", Field::Rights, 0),
    ("tdm-policy", Field::Rights, 0),
    ("og:url", Field::Canonical, 4),
    ("parsely-link", Field::Canonical, 6),
    ("twitter:url", Field::Canonical, 9),
    ("og:locale", Field::Language, 6),
    ("content-language", Field::Language, 3),
    ("language", Field::Language, 5),
    ("dc.language", Field::Language, 5),
    ("dcterms.language", Field::Language, 5),
    ("inlanguage", Field::Language, 5),
    ("article:content_tier", Field::IsFree, 4),
    ("isaccessibleforfree", Field::IsFree, 2),
];

/// Names that also state a second field.
const ALSO: &[(&str, Field, u8)] = &[
    ("dc.publisher", Field::Publisher, 4),
    ("dcterms.publisher", Field::Publisher, 4),
    ("publisher", Field::Publisher, 8),
];

/// [`NAMES`] as a map: a page has some dozens of `<meta>`.
fn known_names() -> &'static FxHashMap<&'static str, (Field, u8)> {
    static TABLE: OnceLock<FxHashMap<&str, (Field, u8)>> = OnceLock::new();
    TABLE.get_or_init(|| NAMES.iter().map(|(name, field, rank)| (*name, (*field, *rank))).collect())
}

/// The most bytes of a value; a longer one is data, not a field.
const MAX_VALUE: usize = 20_000;

/// Reads one `<meta>`. `name` is its `property`, `name`, `itemprop` or `http-equiv`.
pub(super) fn read(name: &str, content: &str, out: &mut Candidates) {
    if content.len() > MAX_VALUE {
        return;
    }
    for word in name.split_ascii_whitespace() {
        let key = normalise(word);
        let known = known_names().get(key.as_str()).copied();
        if let Some((field, rank)) = known.or_else(|| field_by_words(&key)) {
            let source = Source::Meta(word.to_owned());
            if let Some((_, second, rank)) =
                ALSO.iter().find(|(name, _, _)| field == Field::SiteName && *name == key)
            {
                out.add(Candidate::new(*second, plain(content), source.clone(), *rank));
            }
            out.add(Candidate::new(field, plain(content), source, rank));
        }
    }
}

/// The field of an unknown name by the words in it: `x-published-date`.
fn field_by_words(key: &str) -> Option<(Field, u8)> {
    let has = |words: &[&str]| words.iter().any(|w| key.contains(w));
    // Most names do not mention a time, so this check comes first.
    let is_time = has(&["date", "time"]) || key.ends_with("_at") || key.ends_with("uploaded");
    if !is_time || has(&["expir", "unpublish", "event", "server", "timeout", "validate"]) {
        return None;
    }
    match (has(&["pub", "upload", "releas"]), has(&["modif", "updat", "last"])) {
        (_, true) if key.contains("last") => Some((Field::Modified, 7)),
        (true, false) => Some((Field::Published, 6)),
        (false, true) if !key.ends_with("update") => Some((Field::Modified, 7)),
        _ => None,
    }
}

/// The name in lower case, with one spelling of the Dublin Core prefix and without vocabulary.
fn normalise(name: &str) -> String {
    let name = name.trim().to_ascii_lowercase();
    let name =
        name.strip_prefix("schema:").or_else(|| name.strip_prefix("schema.org/")).unwrap_or(&name);
    for (from, to) in [
        ("dc:", "dc."),
        ("dc_", "dc."),
        ("dcterms:", "dcterms."),
        ("dct:", "dcterms."),
        ("sailthru:", "sailthru."),
    ] {
        if let Some(rest) = name.strip_prefix(from) {
            return format!("{to}{rest}");
        }
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, content: &str, field: Field, expected: &[&str]) {
        let mut out = Candidates::default();
        read(name, content, &mut out);
        let found: Vec<&str> = out.of(field).iter().map(|c| c.value.as_str()).collect();
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn names_are_recognised_in_every_spelling() {
        check("og:title", " Rain &amp; snow ", Field::Title, &["Rain & snow"]);
        check("DC.Creator", "Ada Pine", Field::Author, &["Ada Pine"]);
        check("dc:creator", "Ada Pine", Field::Author, &["Ada Pine"]);
        check("og:image twitter:image", "/a.jpg", Field::Image, &["/a.jpg", "/a.jpg"]);
        check("og:title", "  ", Field::Title, &[]);
        check("DC.publisher", "Valley Press", Field::SiteName, &["Valley Press"]);
        check("DC.publisher", "Valley Press", Field::Publisher, &["Valley Press"]);
        check("viewport", "x", Field::Title, &[]);
    }

    #[test]
    fn unknown_names_are_read_by_their_words() {
        for name in [
            "x-published-date",
            "published_at",
            "gallery:uploaded",
            "og:release_date",
            "cms_pubdate",
        ] {
            check(name, "2024-03-05", Field::Published, &["2024-03-05"]);
        }
        for name in ["lastPublishedDate", "x-modified-time"] {
            check(name, "2024-03-05", Field::Modified, &["2024-03-05"]);
            check(name, "2024-03-05", Field::Published, &[]);
        }
        for name in ["msvalidate.01", "unpublish_date", "event:date", "publisher"] {
            check(name, "2024-03-05", Field::Published, &[]);
        }
    }

    #[test]
    fn every_name_is_listed_once_and_normalised() {
        for (i, (name, _, _)) in NAMES.iter().enumerate() {
            assert_eq!(normalise(name), *name);
            assert!(!NAMES[..i].iter().any(|(n, _, _)| n == name), "{name}");
        }
    }
}
