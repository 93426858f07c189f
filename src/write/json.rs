//! Records: one article as JSON. The names of the fields are a promise to users.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};
use url::Url;

use super::options::WriteOptions;
use super::plain;
use crate::article::{Article, Metadata, Moment};
use crate::fields::{is_optional, record_type, select_fields, with_fields};
use crate::text::{count_words, has_invisible, is_invisible, printable};

/// Words that people read in a minute, silently, in English prose: the mean of 190 studies
/// (Brysbaert 2019). Other languages are near it.
const WORDS_A_MINUTE: u32 = 238;

/// The minutes that a text of so many words takes, rounded up.
pub(crate) fn reading_minutes(words: u32) -> u32 {
    words.div_ceil(WORDS_A_MINUTE)
}

macro_rules! define_record {
    ($($name:ident $candidate:ident $shape:ident $doc:literal;)*) => {
        /// One article as a row of data.
        ///
        /// The keys come in the order of the fields and are always there, `null` or empty where the
        /// page says nothing; only `error`, `comments` and `schema_org` are left out when they do
        /// not apply. A minor version may add fields; it never removes or renames one.
        #[derive(Debug, Clone, Default)]
        #[non_exhaustive]
        pub struct Record {
            $(#[doc = $doc] pub $name: record_type!($shape),)*
        }

        impl Serialize for Record {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                $(if !is_optional!($shape) || is_present(&self.$name) {
                    if is_null(&self.$name) {
                        map.serialize_entry(stringify!($name), &Value::Null)?;
                    } else {
                        map.serialize_entry(stringify!($name), &self.$name)?;
                    }
                })*
                map.end()
            }
        }
    };
}
with_fields!(select_fields record define_record {});

/// The value of a metadata field as a record holds it, by its shape.
macro_rules! record_value {
    (Texts, $field:expr) => {
        $field.iter().map(|f| clean(&f.value)).collect()
    };
    (Text, $field:expr) => {
        $field.as_ref().map(|f| clean(&f.value))
    };
    (Moment, $field:expr) => {
        $field.as_ref().map(|f| f.value.to_string())
    };
    ($number_or_flag:ident, $field:expr) => {
        $field.as_ref().map(|f| f.value)
    };
}

macro_rules! define_stated_record {
    ($($name:ident $candidate:ident $shape:ident $doc:literal;)*) => {
        /// A record with the fields that the page states, and no others.
        fn stated_record(m: &Metadata) -> Record {
            Record { $($name: record_value!($shape, &m.$name),)* ..Record::default() }
        }
    };
}
with_fields!(select_fields page define_stated_record {});

/// Whether JSON has the key of an optional field.
fn is_present(value: &impl Presence) -> bool {
    value.is_present()
}

/// Whether JSON has `null` for a value. An object without keys breaks tools that derive a table
/// with a column for each key.
fn is_null(value: &impl Presence) -> bool {
    value.is_null()
}

trait Presence {
    fn is_present(&self) -> bool {
        true
    }

    fn is_null(&self) -> bool {
        false
    }
}

impl<T> Presence for Option<T> {
    fn is_present(&self) -> bool {
        self.is_some()
    }
}
impl<T> Presence for Vec<T> {}
impl Presence for String {}
impl Presence for Map<String, Value> {
    fn is_null(&self) -> bool {
        self.is_empty()
    }
}

impl Record {
    /// The record of an article.
    #[must_use]
    pub fn new(article: &Article, options: &WriteOptions) -> Self {
        let m = &article.metadata;
        let body = plain::body(article, options);
        let words = count_words(&body);
        let stated = stated_record(m);
        let base =
            options.url.clone().or_else(|| Url::parse(stated.canonical_url.as_deref()?).ok());
        let base = base.filter(|base| base.has_host());
        Self {
            hostname: base.as_ref().and_then(Url::host_str).map(str::to_owned),
            published_utc: m.published.as_ref().and_then(|p| utc(&p.value)),
            image: stated.image.map(|image| absolute(image, base.as_ref())),
            images: stated.images.into_iter().map(|i| absolute(i, base.as_ref())).collect(),
            id: options.id.clone(),
            url: options.url.as_ref().map(ToString::to_string),
            date: m.published.as_ref().map(|p| p.value.date().to_string()),
            detected_language: article.detected_language,
            kind: Some(article.kind.name()),
            kind_confidence: Some(hundredths(article.kind_confidence)),
            quality: Some(hundredths(article.quality)),
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
            ..stated
        }
    }

    /// The record of an input that failed, so that it has a row like the others.
    #[must_use]
    pub fn failed(id: impl Into<String>, error: impl fmt::Display) -> Self {
        Self { id: Some(id.into()), error: Some(error.to_string()), ..Self::default() }
    }

    /// The record as JSON, on one line or indented, without a newline at its end.
    ///
    /// Invisible characters (controls, U+2028, direction overrides) are written as escapes, so that
    /// the line is one line for every reader and safe on a terminal.
    #[must_use]
    pub fn to_json(&self, indented: bool) -> String {
        let json =
            if indented { serde_json::to_string_pretty(self) } else { serde_json::to_string(self) };
        // Strings, lists and maps with string keys always serialize.
        escape_invisible(json.unwrap_or_default())
    }
}

/// The moment in UTC, if its zone is known.
fn utc(moment: &Moment) -> Option<String> {
    let Moment::Zoned { local, offset } = moment else { return None };
    offset.to_timestamp(*local).ok().map(|moment| moment.to_string())
}

/// An address, resolved against the page's own.
fn absolute(address: String, base: Option<&Url>) -> String {
    if Url::parse(&address).is_ok() {
        return address;
    }
    base.and_then(|base| base.join(&address).ok()).map_or(address, Into::into)
}

fn hundredths(share: f32) -> f64 {
    (f64::from(share) * 100.0).round() / 100.0
}

pub(super) fn render(article: &Article, options: &WriteOptions, indented: bool) -> String {
    Record::new(article, options).to_json(indented) + "\n"
}

/// The source of each field; for a list, the source of its first value.
fn sources(m: &Metadata) -> Map<String, Value> {
    let mut sources = Map::new();
    for stated in m.stated_values() {
        if !sources.contains_key(stated.field) {
            sources.insert(stated.field.to_owned(), clean(&stated.source.to_string()).into());
        }
    }
    sources
}

fn clean(text: &str) -> String {
    printable(text).into_owned()
}

/// Writes invisible characters as `\u` escapes. In JSON they occur only inside strings.
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
