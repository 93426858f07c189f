//! Records: one article as JSON. The field names here are a promise to users.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{WriteOptions, plain};
use crate::article::{Article, Metadata, Moment, Source, Sourced};
use crate::text::{count_words, has_invisible, is_invisible, printable};

/// Words that people read in a minute, silently, of prose in English: the mean of 190 studies (Brysbaert 2019). Other languages are near it.
const WORDS_A_MINUTE: u32 = 238;

/// Minutes for a text of so many words, rounded up.
pub(crate) fn reading_minutes(words: u32) -> u32 {
    words.div_ceil(WORDS_A_MINUTE)
}

/// One article as a row of data.
///
/// The keys come in the order of the fields and are always there, `null` or empty where the page says nothing; only
/// `comments`, `schema_org` and `error` are left out when they do not apply. Fields may be added at a minor version, never removed or
/// renamed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Record {
    /// Identifier of the input: the file's stem, the URL, or `-`.
    pub id: Option<String>,
    /// The address the page was fetched from, after redirects.
    pub url: Option<String>,
    /// The headline, without the site's name.
    pub title: Option<String>,
    /// Another headline the page gives, in other words than `title`.
    pub alternative_headline: Option<String>,
    /// The writers, in the order printed.
    pub authors: Vec<String>,
    /// The day it was published, as `YYYY-MM-DD`, in the zone given.
    pub date: Option<String>,
    /// When it was published, in ISO 8601, as precise as the page gives it.
    pub published: Option<String>,
    /// When it was last changed, likewise.
    pub modified: Option<String>,
    /// The publication's name.
    pub site_name: Option<String>,
    /// Who publishes it, by name.
    pub publisher: Option<String>,
    /// BCP 47 tag as declared.
    pub language: Option<String>,
    /// The language that the text is written in, as the first subtag of BCP 47; `null` where the text is short or leaves it open.
    pub detected_language: Option<&'static str>,
    /// Which way the page says its text runs: `ltr` or `rtl`.
    pub direction: Option<String>,
    /// The page's own summary.
    pub description: Option<String>,
    /// The section it ran in.
    pub section: Option<String>,
    /// Keywords, in order, without repeats.
    pub tags: Vec<String>,
    /// The address of the lead image.
    pub image: Option<String>,
    /// Pixels across the lead image, as stated.
    pub image_width: Option<u32>,
    /// Pixels from its top to its bottom, as stated.
    pub image_height: Option<u32>,
    /// What stands under the lead image.
    pub image_caption: Option<String>,
    /// The addresses of the images in the copy, in order, without repeats.
    pub images: Vec<String>,
    /// The address of the video the page names as its own.
    pub video: Option<String>,
    /// The address the page gives as its own.
    pub canonical_url: Option<String>,
    /// The address of its AMP version.
    pub amp_url: Option<String>,
    /// The licence it is published under: an address, or a name.
    pub license: Option<String>,
    /// What the page says of its use by machines, each as `source: value`, such as `robots: noindex`.
    pub rights: Vec<String>,
    /// The news agency whose report it is, in whole or in part, such as `AP`.
    pub agency: Option<String>,
    /// Notes that the story was corrected, as printed.
    pub corrections: Vec<String>,
    /// What kind of page it is: see [`PageKind::name`](crate::PageKind::name). `null` only beside an error.
    pub kind: Option<&'static str>,
    /// How likely it is that kind, 0 to 1 in two decimals.
    pub kind_confidence: Option<f64>,
    /// How likely the text is good, 0 to 1 in two decimals: see [`Article::quality`].
    pub quality: Option<f64>,
    /// The schema.org type the page claims.
    pub schema_type: Option<String>,
    /// Whether the page says it is free to read.
    pub is_free: Option<bool>,
    /// Words of `text`, 0 where there is none; `null` only beside an error.
    pub word_count: Option<u32>,
    /// Minutes that a reader takes for `text`, rounded up, 0 where there is none; `null` only beside an error.
    pub reading_minutes: Option<u32>,
    /// The running text without headline: what [`Article::text`] gives. Empty when there is none.
    pub text: String,
    /// Reader comments as text; only when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments: Option<String>,
    /// The page's JSON-LD as it states it, a value for each block; only when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_org: Option<Vec<Value>>,
    /// Where each field was found, by the field's name.
    pub sources: Map<String, Value>,
    /// Damage survived and guesses made.
    pub warnings: Vec<String>,
    /// Fields asked for by selector, each a list of values.
    pub extra: Map<String, Value>,
    /// Why there is no article; only for an input that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Record {
    /// The record of an article.
    #[must_use]
    pub fn new(article: &Article, options: &WriteOptions) -> Self {
        let m = &article.metadata;
        let body = plain::body(article, options);
        let words = count_words(&body);
        Self {
            id: options.id.clone(),
            url: options.url.as_ref().map(ToString::to_string),
            title: text(&m.title),
            alternative_headline: text(&m.alternative_headline),
            authors: texts(&m.authors),
            date: m.published.as_ref().map(|p| p.value.date().to_string()),
            published: moment(&m.published),
            modified: moment(&m.modified),
            site_name: text(&m.site_name),
            publisher: text(&m.publisher),
            language: text(&m.language),
            detected_language: article.detected_language,
            direction: text(&m.direction),
            description: text(&m.description),
            section: text(&m.section),
            tags: texts(&m.tags),
            image: text(&m.image),
            image_width: m.image_width.as_ref().map(|w| w.value),
            image_height: m.image_height.as_ref().map(|h| h.value),
            image_caption: text(&m.image_caption),
            images: texts(&m.images),
            video: text(&m.video),
            canonical_url: text(&m.canonical_url),
            amp_url: text(&m.amp_url),
            license: text(&m.license),
            rights: texts(&m.rights),
            agency: text(&m.agency),
            corrections: texts(&m.corrections),
            kind: Some(article.kind.name()),
            kind_confidence: Some(hundredths(article.kind_confidence)),
            quality: Some(hundredths(article.quality)),
            schema_type: text(&m.schema_type),
            is_free: m.is_free.as_ref().map(|f| f.value),
            word_count: Some(words),
            reading_minutes: Some(reading_minutes(words)),
            text: body,
            comments: options.comments.then(|| plain::comment_text(article, options)),
            schema_org: article.schema_org.clone(),
            sources: sources(m),
            warnings: article.warnings.iter().map(ToString::to_string).collect(),
            extra: m
                .extra
                .iter()
                .map(|(name, values)| (clean(name), values.iter().map(|v| clean(v)).collect()))
                .collect(),
            error: None,
        }
    }

    /// The record of an input that failed, so that it has a row like the others.
    #[must_use]
    pub fn failed(id: impl Into<String>, error: impl fmt::Display) -> Self {
        Self { id: Some(id.into()), error: Some(error.to_string()), ..Self::default() }
    }

    /// The record as JSON, on one line or indented, without a newline at its end.
    ///
    /// Characters that cannot be seen (controls, U+2028, direction overrides) are written as escapes, so the line is one line
    /// to every reader and safe on a terminal.
    #[must_use]
    pub fn to_json(&self, indented: bool) -> String {
        let json =
            if indented { serde_json::to_string_pretty(self) } else { serde_json::to_string(self) };
        // Strings, lists and maps with string keys: nothing here that JSON cannot say.
        escape_invisible(json.unwrap_or_default())
    }
}

fn hundredths(share: f32) -> f64 {
    (f64::from(share) * 100.0).round() / 100.0
}

pub(super) fn render(article: &Article, options: &WriteOptions, indented: bool) -> String {
    Record::new(article, options).to_json(indented) + "\n"
}

/// Where each field was found. A list says where its first value was.
fn sources(m: &Metadata) -> Map<String, Value> {
    fn of<T>(field: Option<&Sourced<T>>) -> Option<&Source> {
        field.map(|f| &f.source)
    }
    let fields = [
        ("title", of(m.title.as_ref())),
        ("alternative_headline", of(m.alternative_headline.as_ref())),
        ("authors", of(m.authors.first())),
        ("published", of(m.published.as_ref())),
        ("modified", of(m.modified.as_ref())),
        ("site_name", of(m.site_name.as_ref())),
        ("publisher", of(m.publisher.as_ref())),
        ("language", of(m.language.as_ref())),
        ("direction", of(m.direction.as_ref())),
        ("description", of(m.description.as_ref())),
        ("section", of(m.section.as_ref())),
        ("tags", of(m.tags.first())),
        ("image", of(m.image.as_ref())),
        ("image_width", of(m.image_width.as_ref())),
        ("image_height", of(m.image_height.as_ref())),
        ("image_caption", of(m.image_caption.as_ref())),
        ("images", of(m.images.first())),
        ("video", of(m.video.as_ref())),
        ("canonical_url", of(m.canonical_url.as_ref())),
        ("amp_url", of(m.amp_url.as_ref())),
        ("license", of(m.license.as_ref())),
        ("rights", of(m.rights.first())),
        ("agency", of(m.agency.as_ref())),
        ("corrections", of(m.corrections.first())),
        ("schema_type", of(m.schema_type.as_ref())),
        ("is_free", of(m.is_free.as_ref())),
    ];
    fields
        .into_iter()
        .filter_map(|(name, source)| Some((name.to_owned(), clean(&source?.to_string()).into())))
        .collect()
}

fn clean(text: &str) -> String {
    printable(text).into_owned()
}

fn text(field: &Option<Sourced<String>>) -> Option<String> {
    field.as_ref().map(|f| clean(&f.value))
}

fn texts(fields: &[Sourced<String>]) -> Vec<String> {
    fields.iter().map(|f| clean(&f.value)).collect()
}

fn moment(field: &Option<Sourced<Moment>>) -> Option<String> {
    field.as_ref().map(|f| f.value.to_string())
}

/// Writes invisible characters, which in JSON stand only inside strings, as `\u` escapes.
pub fn escape_invisible(json: String) -> String {
    if !has_invisible(&json) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_invisible(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}
