//! Every field of a record, declared once.
//!
//! A row of the table below gives a field's name, where its value comes from, its shape and its
//! meaning. From the table come [`Metadata`](crate::Metadata), [`Record`](crate::Record), the
//! columns of CSV, Arrow and Parquet, the names that `-p` takes, the report's list of fields and
//! the table in `docs/fields.md`. CONTRIBUTING.md shows how to add one.

/// Calls the macro `$then` with `$arguments` and all rows. Their order is the order of keys and
/// columns.
///
/// The groups are those of [`Group`], the shapes those of [`record_type`]. `candidate` names the
/// variant of the enum by which `metadata` collects values.
macro_rules! with_fields {
    ($then:ident $($arguments:tt)*) => {
        $then! {
    $($arguments)*
    // group  name                  candidate          shape
    [run]     id                    Id                 Text
        "The identifier: of a file its path without the ending, below the folder that was given; otherwise the address, `-`, or that of the row or record.";
    [batch]   path                  Path               Text
        "The path of the file as it was given, or below the folder that was given; for a file in an archive, after the path of the archive. Not for addresses and standard input.";
    [run]     url                   Url                Text
        "The address the page was fetched from, after redirects.";
    [derived] hostname              Hostname           Text
        "The host in `url` or, without one, in `canonical_url`.";
    [batch]   status                Status             Text
        "The outcome: `written`, `empty` or `failed`.";
    [run]     error                 Error              OptionalText
        "The reason why there is no article; only for an input that failed.";
    [batch]   http_status           HttpStatus         Number
        "The status of the HTTP response, where a server gave the page.";
    [batch]   fetched_at            FetchedAt          Instant
        "When the page was fetched, in UTC: by this run, or by the crawler that wrote the web archive.";
    [page]    title                 Title              Text
        "The headline as printed, without the site's name.";
    [page]    alternative_headline  AlternativeTitle   Text
        "Another headline that the page gives, in other words than `title`.";
    [page]    authors               Author             Texts
        "The writers, people or organisations, in the order given, without \"By\", roles and addresses.";
    [derived] date                  Date               Day
        "The day of `published`, in the zone given, as `YYYY-MM-DD`.";
    [page]    published             Published          Moment
        "When the story was first published, as precise as the page gives it: `2024-03-05`, `2024-03-05T09:30:00`, or that with `Z` or `+01:00`.";
    [derived] published_utc         PublishedUtc       Instant
        "The moment of `published` in UTC; absent where the page gives no time or no zone.";
    [page]    modified              Modified           Moment
        "When the story was last changed, like `published`; never before it.";
    [page]    site_name             SiteName           Text
        "The name of the publication.";
    [page]    publisher             Publisher          Text
        "The name of the publisher; not an address, a handle or a number.";
    [page]    language              Language           Text
        "The declared language, as a BCP 47 tag such as `en` or `pt-BR`.";
    [derived] detected_language     DetectedLanguage   Name
        "The language the text is written in, whatever the page declares: the first subtag of a BCP 47 tag. Absent where the text has fewer than 20 words or is ambiguous.";
    [page]    direction             Direction          Text
        "The direction of the text that the page declares: `ltr` or `rtl`.";
    [page]    description           Description        Text
        "The page's summary of itself.";
    [page]    section               Section            Text
        "The section of the publication that the story ran in.";
    [page]    tags                  Tag                Texts
        "Keywords, without repeats, at most 100.";
    [page]    image                 Image              Text
        "The address of the lead image, absolute where a base is known.";
    [page]    image_width           ImageWidth         Number
        "The width of the lead image in pixels, as stated: 1 to 100,000.";
    [page]    image_height          ImageHeight        Number
        "The height of the lead image in pixels, as stated: 1 to 100,000.";
    [page]    image_caption         ImageCaption       Text
        "The caption of the lead image: from the page's data, or printed under the image of the same file.";
    [page]    images                Images             Texts
        "The addresses of the images in the main content, in order, without repeats, at most 200; absolute where a base is known.";
    [page]    video                 Video              Text
        "The address of the video that the page names as its own; always absolute.";
    [page]    canonical_url         Canonical          Text
        "The address that the page gives as its own.";
    [page]    amp_url               Amp                Text
        "The address of the page's AMP version, absolute where a base is known.";
    [page]    license               License            Text
        "The licence of the story: an address, or a name where JSON-LD gives one. Not the licence of a picture.";
    [page]    rights                Rights             Texts
        "Rules for use by machines that the page and the server state, at most 50, each as `source: value`, such as `robots: noai`.";
    [page]    isbn                  Isbn               Text
        "The ISBN of the book that the page is about, as 10 or 13 digits without hyphens; only a number whose check digit is right.";
    [page]    agency                Agency             Text
        "The news agency that reported the story, in whole or in part, by its usual short name: `AP`, `dpa`, `Reuters`.";
    [page]    corrections           Correction         Texts
        "Notes that the story was corrected, as printed, in order.";
    [derived] kind                  Kind               Name
        "The kind of page: `article`, `live_blog`, `gallery`, `listing`, `forum`, `product`, `documentation`, `service`, `paywalled`, `challenge`, `blocked`, `consent`, `login`, `maintenance`, `parked`, `error`, `scripts`, `redirect` or `empty`; absent beside an error, and for a text from a WET archive.";
    [derived] kind_confidence       KindConfidence     Share
        "The estimated probability that `kind` is right: 0 to 1, in two decimals; absent only beside an error.";
    [derived] quality               Quality            Share
        "The estimated probability that the text is good (a word F1 of at least 0.9): 0 to 1, in two decimals; absent only beside an error.";
    [page]    schema_type           SchemaType         Text
        "The schema.org type that the page claims, such as `NewsArticle`.";
    [page]    is_free               IsFree             Flag
        "Whether the page says that it is free to read.";
    [derived] word_count            WordCount          Number
        "Words of `text` as written; in scripts without spaces, characters by the usual length of a word. 0 without text; absent only beside an error.";
    [derived] reading_minutes       ReadingMinutes     Number
        "Minutes that a reader takes for `text`, rounded up, at 238 words a minute. 0 without text; absent only beside an error.";
    [derived] text                  MainText           PlainText
        "The running text without the headline, paragraphs separated by blank lines.";
    [batch]   markdown              Markdown           Text
        "The article as Markdown; only with `--content markdown`.";
    [batch]   html                  Html               Text
        "The article as HTML; only with `--content html`.";
    [derived] comments              Comments           OptionalText
        "Reader comments as text; only with `--comments`.";
    [derived] schema_org            SchemaOrg          OptionalJson
        "The page's JSON-LD, one value for each block that can be read; only with `--schema`.";
    [derived] sources               Sources            Object
        "The source of each field that the page states, by the field's name.";
    [derived] warnings              Warnings           Lines
        "Damage that was repaired and guesses that were made.";
    [derived] extra                 Extra              Object
        "The fields that the user asked for by selector: name and list of values.";
    [batch]   content_hash          ContentHash        Text
        "The SHA-256 of `text` in hexadecimal.";
    [batch]   extractor             Extractor          Text
        "The name and the version of the extractor.";
    [batch]   options               Options            Text
        "A hash of the settings: rows with the same hash can be compared.";
        }
    };
}
pub(crate) use with_fields;

/// Passes on only the rows of group `page`, or (`record`) all but those of group `batch`.
///
/// Use: `with_fields!(select_fields page my_macro {})`; `my_macro` gets `name Candidate Shape
/// "doc";` for each row.
macro_rules! select_fields {
    (page $then:ident {$($kept:tt)*}
        [page] $name:ident $candidate:ident $shape:ident $doc:literal; $($rest:tt)*) => {
        $crate::fields::select_fields! {
            page $then {$($kept)* $name $candidate $shape $doc;} $($rest)*
        }
    };
    (record $then:ident {$($kept:tt)*}
        [batch] $name:ident $candidate:ident $shape:ident $doc:literal; $($rest:tt)*) => {
        $crate::fields::select_fields! { record $then {$($kept)*} $($rest)* }
    };
    (page $then:ident {$($kept:tt)*}
        [$group:ident] $name:ident $candidate:ident $shape:ident $doc:literal; $($rest:tt)*) => {
        $crate::fields::select_fields! { page $then {$($kept)*} $($rest)* }
    };
    (record $then:ident {$($kept:tt)*}
        [$group:ident] $name:ident $candidate:ident $shape:ident $doc:literal; $($rest:tt)*) => {
        $crate::fields::select_fields! {
            record $then {$($kept)* $name $candidate $shape $doc;} $($rest)*
        }
    };
    ($wanted:ident $then:ident {$($kept:tt)*}) => { $then! { $($kept)* } };
}
pub(crate) use select_fields;

/// The type of a field in [`Record`](crate::Record), by its shape.
macro_rules! record_type {
    (Text) => { Option<String> };
    (OptionalText) => { Option<String> };
    (Moment) => { Option<String> };
    (Day) => { Option<String> };
    (Instant) => { Option<String> };
    (Name) => { Option<&'static str> };
    (PlainText) => { String };
    (Texts) => { Vec<String> };
    (Lines) => { Vec<String> };
    (Number) => { Option<u32> };
    (Share) => { Option<f64> };
    (Flag) => { Option<bool> };
    (OptionalJson) => { Option<Vec<serde_json::Value>> };
    (Object) => { serde_json::Map<String, serde_json::Value> };
}
pub(crate) use record_type;

/// The type of a field, and so of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldType {
    /// A text; `null` or empty when absent.
    Text,
    /// A list of texts; empty when absent.
    TextList,
    /// A whole number, never negative; `null` when absent.
    Integer,
    /// A number from 0 to 1; `null` when absent.
    Share,
    /// A day as `YYYY-MM-DD`, a date in Arrow and Parquet; `null` when absent.
    Date,
    /// A moment in UTC as `2024-03-05T08:30:00Z`, a timestamp in Arrow and Parquet; `null` when
    /// absent.
    Timestamp,
    /// `true` or `false`; `null` when absent.
    Flag,
    /// Any JSON value; CSV, Arrow and Parquet hold it as text.
    Json,
}

impl FieldType {
    /// The name used in the documentation.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::TextList => "list of texts",
            Self::Integer => "integer",
            Self::Share => "number",
            Self::Date => "date",
            Self::Timestamp => "timestamp",
            Self::Flag => "boolean",
            Self::Json => "JSON",
        }
    }
}

/// Where the value of a field comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Group {
    /// The page states or prints it, so it has a source.
    Page,
    /// It describes the input or the run.
    Run,
    /// It is computed from the article.
    Derived,
    /// Only rows have it, not the [`Record`](crate::Record) of an article.
    Batch,
}

/// A field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldInfo {
    /// The key in JSON and the name of the column.
    pub name: &'static str,
    /// Where its value comes from.
    pub group: Group,
    /// Its type.
    pub field_type: FieldType,
    /// Whether JSON leaves the key out when the field does not apply; all other keys are always
    /// there.
    pub is_optional: bool,
    /// Its meaning: one or more sentences, with unit and range.
    pub meaning: &'static str,
}

macro_rules! group {
    (page) => {
        Group::Page
    };
    (run) => {
        Group::Run
    };
    (derived) => {
        Group::Derived
    };
    (batch) => {
        Group::Batch
    };
}

macro_rules! field_type {
    (Texts) => {
        FieldType::TextList
    };
    (Lines) => {
        FieldType::TextList
    };
    (Number) => {
        FieldType::Integer
    };
    (Share) => {
        FieldType::Share
    };
    (Flag) => {
        FieldType::Flag
    };
    (Day) => {
        FieldType::Date
    };
    (Instant) => {
        FieldType::Timestamp
    };
    (OptionalJson) => {
        FieldType::Json
    };
    (Object) => {
        FieldType::Json
    };
    ($text:ident) => {
        FieldType::Text
    };
}

macro_rules! is_optional {
    (OptionalText) => {
        true
    };
    (OptionalJson) => {
        true
    };
    ($shape:ident) => {
        false
    };
}
pub(crate) use is_optional;

macro_rules! define_table {
    ($([$group:ident] $name:ident $candidate:ident $shape:ident $doc:literal;)*) => {
        /// All fields, in the order of keys and columns.
        pub const FIELDS: &[FieldInfo] = &[$(FieldInfo {
            name: stringify!($name),
            group: group!($group),
            field_type: field_type!($shape),
            is_optional: is_optional!($shape) || matches!(group!($group), Group::Batch),
            meaning: $doc,
        }),*];
    };
}
with_fields!(define_table);

#[cfg(test)]
mod tests {
    use super::{FIELDS, Group};

    #[test]
    fn names_are_unique_and_meanings_are_sentences() {
        let mut names: Vec<&str> = FIELDS.iter().map(|f| f.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FIELDS.len());
        for field in FIELDS {
            assert!(field.meaning.ends_with('.') && !field.meaning.contains('|'), "{}", field.name);
        }
        assert!(FIELDS.iter().any(|f| f.name == "title" && f.group == Group::Page));
    }
}
