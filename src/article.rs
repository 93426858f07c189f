//! The value that is returned: the story, what the page says of itself, and what was survived on the way.

use std::fmt;

use crate::block::{BlockKind, Role, Span};
use crate::fields::{select_fields, with_fields};

/// One page, extracted.
#[derive(Debug, Clone, Default)]
pub struct Article {
    /// What kind of page it is.
    pub kind: PageKind,
    /// How likely it is that kind, 0.0 to 1.0; 0.0 where nobody asked.
    pub kind_confidence: f32,
    /// How likely the text is good, 0.0 to 1.0: the share of pages with this estimate whose text had a word F1 of 0.9 or more against
    /// what people took for the page's text. 0.0 for a page without text, and where nobody asked.
    pub quality: f32,
    /// The kept blocks in reading order, headline first where one is printed.
    pub blocks: Vec<CopyBlock>,
    /// Reader comments in reading order, kept apart from the story; empty when the page shows none.
    pub comments: Vec<CopyBlock>,
    /// The fields, each with its source.
    pub metadata: Metadata,
    /// The page's JSON-LD, a value for each block that can be read, repaired where that is unambiguous; `None` unless
    /// [`Options::schema`](crate::Options::schema) is set.
    pub schema_org: Option<Vec<serde_json::Value>>,
    /// The language that the text is written in, as the first subtag of BCP 47; see [`detect_language`](crate::text::detect_language).
    /// `None` where the text is short or leaves it open.
    pub detected_language: Option<&'static str>,
    /// Damage survived and guesses made.
    pub warnings: Vec<Warning>,
}

/// A kept block: copy with its role.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyBlock {
    /// What it is to the story.
    pub role: Role,
    /// What the markup says it is.
    pub kind: BlockKind,
    /// Its text in NFC; a single line except for preformatted text.
    pub text: String,
    /// Links, emphasis, breaks and cells, as byte ranges of `text`.
    pub spans: Vec<Span>,
}

/// What kind of page this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the words say it")]
pub enum PageKind {
    Article,
    LiveBlog,
    Gallery,
    Listing,
    Forum,
    Product,
    Documentation,
    /// What a business says of itself: services, landing pages, front pages.
    Service,
    Paywalled,
    Error,
    #[default]
    Empty,
}

impl PageKind {
    /// The name used in every output, in `snake_case`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::LiveBlog => "live_blog",
            Self::Gallery => "gallery",
            Self::Listing => "listing",
            Self::Forum => "forum",
            Self::Product => "product",
            Self::Documentation => "documentation",
            Self::Service => "service",
            Self::Paywalled => "paywalled",
            Self::Error => "error",
            Self::Empty => "empty",
        }
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
        /// What the page states or prints about itself.
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

/// A value with the place it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub source: Source,
}

impl<T> Sourced<T> {
    /// A value found in `source`.
    pub fn new(value: T, source: Source) -> Self {
        Self { value, source }
    }
}

/// A value that some source gave for a field, chosen or not: what the decision was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Considered {
    /// The field's name in records.
    pub field: &'static str,
    /// The value as the field would have it; a group of authors with `; ` between.
    pub value: String,
    /// Where it was found.
    pub source: Source,
    /// What speaks for it, in points that compare within a field: about 100 for good data, less than 0 for what is hardly one.
    pub points: i32,
}

/// Where a field was found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// A property of the page's JSON-LD, such as `NewsArticle.headline`.
    JsonLd(String),
    /// A `<meta>` by name or property.
    Meta(String),
    /// A microdata or RDFa property.
    Microdata(String),
    /// An element of the page, by a short description such as `h1` or `time[datetime]`.
    Element(String),
    /// Text printed in a block.
    Block,
    /// The address of the page.
    Url,
    /// An HTTP header.
    Header(&'static str),
    /// A data island, by its shape.
    Island(String),
    /// A line of the rule for the page's site, as `news.example.txt:3`.
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
            Self::Island(shape) => write!(f, "data island {shape}"),
            Self::SiteRule(place) => write!(f, "site rule {place}"),
        }
    }
}

/// A day, or a time of day with its zone, exactly as precise as the page gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The calendar day, in the zone given.
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

/// Damage survived or a guess made; the article is still the best that could be had.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// Nesting beyond the limit was flattened.
    TooDeep,
    /// The page had more nodes than the limit; the rest was left out.
    TooManyNodes,
    /// A tag had more attributes than the limit; the rest of them were left out.
    TooManyAttributes,
    /// Nothing stated the encoding.
    EncodingGuessed {
        /// The guess.
        encoding: &'static str,
    },
    /// Bytes that mean nothing in the encoding became U+FFFD.
    BytesLost {
        /// How many characters.
        characters: usize,
    },
    /// Text that had been encoded twice, such as `â€™` for an apostrophe, was put right.
    EncodedTwice {
        /// How many characters.
        characters: usize,
    },
    /// The text comes from data in the page's scripts, because the visible page lacks it.
    TextFromData {
        /// Where it was found.
        source: String,
    },
    /// A further page of the article could not be fetched, so the text ends before its end.
    PageMissing {
        /// Which one, and why.
        why: String,
    },
    /// The text is written in another language than the page declares.
    OtherLanguage {
        /// The declared one, as a BCP 47 tag.
        declared: String,
        /// The one found, as its first subtag.
        detected: &'static str,
    },
    /// The rule for the page's site found no text, so it has rotted or the page is of another kind.
    SiteRuleFoundNoBody {
        /// The file and line, as `news.example.txt:3`.
        rule: String,
    },
    /// The expressions of the rule for the page's site looked at too many nodes; some were given up.
    SiteRuleTooCostly,
    /// The rule for the page's site cannot be used.
    SiteRuleUnusable {
        /// Where and why.
        message: String,
    },
    /// Almost nothing was kept, so a weaker kind of evidence decided.
    Rescued {
        /// Which pass.
        by: &'static str,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooDeep => f.write_str("elements nested too deep were flattened"),
            Self::TooManyNodes => {
                f.write_str("the page has too many elements; the rest was left out")
            }
            Self::TooManyAttributes => {
                f.write_str("a tag has too many attributes; the rest were left out")
            }
            Self::EncodingGuessed { encoding } => {
                write!(f, "no encoding was stated; taken as {encoding}")
            }
            Self::BytesLost { characters } => {
                write!(f, "{characters} characters could not be decoded")
            }
            Self::EncodedTwice { characters } => {
                write!(f, "{characters} characters had been encoded twice and were put right")
            }
            Self::PageMissing { why } => {
                write!(f, "a further page of the article is missing: {why}")
            }
            Self::TextFromData { source } => {
                write!(f, "the text comes from {source}, not from the visible page")
            }
            Self::OtherLanguage { declared, detected } => {
                write!(f, "the page declares {declared} and its text is in {detected}")
            }
            Self::SiteRuleFoundNoBody { rule } => {
                write!(f, "the site rule {rule} finds no text on this page")
            }
            Self::SiteRuleTooCostly => {
                f.write_str("the expressions of the site rule cost too much; some were given up")
            }
            Self::SiteRuleUnusable { message } => {
                write!(f, "the site rule was passed over: {message}")
            }
            Self::Rescued { by } => write!(f, "little was found at first; decided by {by}"),
        }
    }
}

impl Article {
    /// The running text without headline: body blocks and the standfirst, a blank line between, no trailing newline. Empty when nothing was kept.
    #[must_use]
    pub fn text(&self) -> String {
        crate::write::body_text(self)
    }

    /// The headline as printed, or the title where none is.
    #[must_use]
    pub fn headline(&self) -> Option<&str> {
        let printed =
            self.blocks.iter().find(|b| b.role == Role::Headline).map(|b| b.text.as_str());
        printed.or(self.metadata.title.as_ref().map(|t| t.value.as_str()))
    }

    /// The language of the text where it is found, else the declared one, as a BCP 47 tag.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.detected_language.or(self.metadata.language.as_ref().map(|l| l.value.as_str()))
    }

    /// Whether any running text was found.
    #[must_use]
    pub fn has_text(&self) -> bool {
        self.blocks
            .iter()
            .any(|b| matches!(b.role, Role::Body | Role::Standfirst) && !b.text.is_empty())
    }
}
