//! The result of extraction: the article, its metadata and its warnings.

mod warning;

use std::fmt;
use std::str::FromStr;

use crate::block::{BlockKind, Role, Span};
use crate::fields::{select_fields, with_fields};
use crate::named_enum::named_enum;
pub use warning::Warning;

/// The article of one page.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Article {
    /// The kind of page.
    pub kind: PageKind,
    /// The estimated probability that `kind` is right, 0.0 to 1.0; 0.0 before an estimate.
    pub kind_confidence: f32,
    /// The estimated probability that the text is good, 0.0 to 1.0: the share of pages with this
    /// estimate whose text had a word F1 of 0.9 or more against the text that people marked. 0.0
    /// for a page without text, and before an estimate.
    pub quality: f32,
    /// The kept blocks in reading order; the headline first where one is printed.
    pub blocks: Vec<ContentBlock>,
    /// Reader comments in reading order, apart from the story; empty when the page shows none.
    pub comments: Vec<ContentBlock>,
    /// The metadata; every value has its source.
    pub metadata: Metadata,
    /// The page's JSON-LD: one value for each block that can be read, repaired where the repair is
    /// unambiguous. `None` unless [`Options::schema`](crate::Options::schema) is set.
    pub schema_org: Option<Vec<serde_json::Value>>,
    /// The language of the text, as the first subtag of a BCP 47 tag; see
    /// [`detect_language`](crate::text::detect_language). `None` for a short or ambiguous text.
    pub detected_language: Option<&'static str>,
    /// Damage that was repaired and guesses that were made.
    pub warnings: Vec<Warning>,
}

/// A kept block with its role.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ContentBlock {
    /// The role in the article.
    pub role: Role,
    /// The kind that the markup gives it.
    pub kind: BlockKind,
    /// Its text in NFC; one line, except for preformatted text.
    pub text: String,
    /// Links, emphasis, breaks and cells, as byte ranges of `text`.
    pub spans: Vec<Span>,
}

impl ContentBlock {
    /// Creates a block. Spans must be ordered by their start.
    #[must_use]
    pub fn new(role: Role, kind: BlockKind, text: String, spans: Vec<Span>) -> Self {
        Self { role, kind, text, spans }
    }
}

named_enum! {
    /// The kind of a page.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    #[allow(missing_docs, reason = "the names explain themselves")]
    PageKind {
        Article => "article",
        LiveBlog => "live_blog",
        Gallery => "gallery",
        Listing => "listing",
        Forum => "forum",
        Product => "product",
        Documentation => "documentation",
        /// A page on which a business presents itself: services, landing pages, front pages.
        Service => "service",
        /// Only subscribers see the text; the page may show its beginning.
        Paywalled => "paywalled",
        /// A check whether the visitor is a person.
        Challenge => "challenge",
        /// A refusal: forbidden, or not available in the visitor's country.
        Blocked => "blocked",
        /// A question about cookies in place of the text.
        Consent => "consent",
        /// A form to log in.
        Login => "login",
        /// A site under maintenance or out of order.
        Maintenance => "maintenance",
        /// A domain for sale, or a server without a site.
        Parked => "parked",
        /// A page that does not exist.
        Error => "error",
        /// A page whose text scripts would load.
        Scripts => "scripts",
        /// A page that only leads to another one.
        Redirect => "redirect",
        #[default]
        Empty => "empty",
    }
}

/// The type of a field in [`Metadata`], by its shape.
macro_rules! metadata_type {
    (Text) => { Option<Sourced<String>> };
    (Texts) => { Vec<Sourced<String>> };
    (Moment) => { Option<Sourced<Moment>> };
    (Number) => { Option<Sourced<u32>> };
    (Flag) => { Option<Sourced<bool>> };
}

macro_rules! define_metadata {
    ($($name:ident $candidate:ident $shape:ident $doc:literal;)*) => {
        /// The facts that the page states or prints about itself.
        ///
        /// Every value has its source. An absent field is `None` or empty; nothing is guessed.
        #[derive(Debug, Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct Metadata {
            $(#[doc = $doc] pub $name: metadata_type!($shape),)*
            /// The fields that the user asked for by selector: name and values.
            pub extra: Vec<(String, Vec<String>)>,
        }

        impl Metadata {
            /// Every value with its field's name and its source, in the order of records. A list
            /// gives one entry for each value; `extra` has no source and is left out.
            #[must_use]
            pub fn stated_values(&self) -> Vec<StatedValue<'_>> {
                let mut out = Vec::new();
                $(out.extend(self.$name.iter().map(|field| StatedValue {
                    field: stringify!($name),
                    value: field.value.to_string(),
                    source: &field.source,
                }));)*
                out
            }
        }
    };
}
with_fields!(select_fields page define_metadata {});

/// One value of a metadata field as text: see [`Metadata::stated_values`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatedValue<'m> {
    /// The field's name in records.
    pub field: &'static str,
    /// The value; a moment in ISO 8601.
    pub value: String,
    /// Where the value was found.
    pub source: &'m Source,
}

/// A value with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// The source.
    pub source: Source,
}

impl<T> Sourced<T> {
    /// Creates a value from `source`.
    pub fn new(value: T, source: Source) -> Self {
        Self { value, source }
    }
}

/// A candidate: a value that some source gives for a field, chosen or not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldCandidate {
    /// The field's name in records.
    pub field: &'static str,
    /// The value as the field would hold it; a group of authors is joined with `; `.
    pub value: String,
    /// The source.
    pub source: Source,
    /// The weight of the candidate, in points that compare within a field: about 100 for good data,
    /// below 0 for a value that is hardly one.
    pub points: i32,
}

/// The source of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// A property of the page's JSON-LD, such as `NewsArticle.headline`.
    JsonLd(String),
    /// A `<meta>` by name or property.
    Meta(String),
    /// A microdata or RDFa property.
    Microdata(String),
    /// An element of the page, described as `h1` or `time[datetime]`.
    Element(String),
    /// Text printed in a block.
    Block,
    /// The address of the page.
    Url,
    /// An HTTP header.
    Header(&'static str),
    /// Embedded data, by its shape.
    EmbeddedData(String),
    /// A line of the site rule, as `news.example.txt:3`.
    SiteRule(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::JsonLd(path) => write!(f, "json-ld {path}"),
            Self::Meta(name) => write!(f, "meta {name}"),
            Self::Microdata(property) => write!(f, "itemprop {property}"),
            Self::Element(element) => write!(f, "element {element}"),
            Self::Block => f.write_str("printed text"),
            Self::Url => f.write_str("url"),
            Self::Header(name) => write!(f, "header {name}"),
            Self::EmbeddedData(shape) => write!(f, "data island {shape}"),
            Self::SiteRule(place) => write!(f, "site rule {place}"),
        }
    }
}

/// A day or a time, as precise as the page gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Moment {
    /// A calendar day.
    Day(jiff::civil::Date),
    /// A local time without a zone.
    Local(jiff::civil::DateTime),
    /// A time with its offset from UTC.
    Zoned {
        /// The local time.
        local: jiff::civil::DateTime,
        /// The offset as given.
        offset: jiff::tz::Offset,
    },
}

impl Moment {
    /// The calendar day, in the given zone.
    #[must_use]
    pub fn date(&self) -> jiff::civil::Date {
        match self {
            Self::Day(date) => *date,
            Self::Local(local) | Self::Zoned { local, .. } => local.date(),
        }
    }
}

/// ISO 8601: `2024-03-05`, `2024-03-05T09:30:00` or `2024-03-05T09:30:00+01:00`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(f, "{date}"),
            Self::Local(local) => write!(f, "{}", local.strftime("%Y-%m-%dT%H:%M:%S")),
            Self::Zoned { local, offset } if offset.is_zero() => {
                write!(f, "{}Z", local.strftime("%Y-%m-%dT%H:%M:%S"))
            }
            Self::Zoned { local, offset } => {
                let seconds = offset.seconds();
                let sign = if seconds < 0 { '-' } else { '+' };
                let minutes = seconds.abs() / 60;
                write!(
                    f,
                    "{}{sign}{:02}:{:02}",
                    local.strftime("%Y-%m-%dT%H:%M:%S"),
                    minutes / 60,
                    minutes % 60
                )
            }
        }
    }
}

/// Parses the text of a moment, as [`Display`](fmt::Display) writes it.
impl FromStr for Moment {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        let Some((day, time)) = text.split_once('T') else { return Ok(Self::Day(text.parse()?)) };
        let Some(zone) = time.find(['Z', '+', '-']) else { return Ok(Self::Local(text.parse()?)) };
        let local = format!("{day}T{}", &time[..zone]).parse()?;
        // The offset that a time with a zone states is the difference to the same time in UTC.
        let moment: jiff::Timestamp = text.parse()?;
        let as_utc = jiff::tz::TimeZone::UTC.to_timestamp(local)?;
        let seconds = as_utc.as_second() - moment.as_second();
        let offset = jiff::tz::Offset::from_seconds(i32::try_from(seconds).unwrap_or_default())?;
        Ok(Self::Zoned { local, offset })
    }
}

impl Article {
    /// The headline as printed, or else the title.
    #[must_use]
    pub fn headline(&self) -> Option<&str> {
        let printed =
            self.blocks.iter().find(|b| b.role == Role::Headline).map(|b| b.text.as_str());
        printed.or(self.metadata.title.as_ref().map(|t| t.value.as_str()))
    }

    /// The detected language of the text, or else the declared one, as a BCP 47 tag.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.detected_language.or(self.metadata.language.as_ref().map(|l| l.value.as_str()))
    }

    /// Whether there is any running text.
    #[must_use]
    pub fn has_text(&self) -> bool {
        self.blocks
            .iter()
            .any(|b| matches!(b.role, Role::Body | Role::Standfirst) && !b.text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_moment_is_read_back_from_its_text() {
        for text in [
            "2024-03-05",
            "2024-03-05T09:30:00",
            "2024-03-05T09:30:00Z",
            "2024-03-05T23:30:59+05:30",
            "2024-03-05T00:30:00-08:00",
        ] {
            assert_eq!(text.parse::<Moment>().map(|m| m.to_string()).ok().as_deref(), Some(text));
        }
        for text in ["", "soon", "2024-13-05", "2024-03-05T9", "2024-03-05T09:30:00+x"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }
}
