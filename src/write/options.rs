//! Options of the output.

use crate::setters::setters;

/// The format of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Format {
    /// Plain text: paragraphs separated by blank lines.
    #[default]
    Text,
    /// CommonMark with GFM tables.
    Markdown,
    /// A self-contained HTML document that uses few elements.
    Html,
    /// One indented JSON object.
    Json,
    /// One JSON object on one line.
    Jsonl,
}

impl Format {
    /// The extension of file names, without a dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
        }
    }
}

/// Options of the output: which parts of an article are shown.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct WriteOptions {
    /// Whether Markdown and HTML keep the targets of links. Default `false`: only their text.
    pub links: bool,
    /// Whether to show images and captions. Default `false`.
    pub images: bool,
    /// Whether to show data tables. Default `true`.
    pub tables: bool,
    /// Whether to show reader comments after the story. Default `false`.
    pub comments: bool,
    /// Whether to begin with the metadata: lines in text, front matter in Markdown, a header in HTML.
    /// JSON always has them. Default `false`.
    pub metadata: bool,
    /// The identifier of the input, for records. Default none.
    pub id: Option<String>,
    /// The address of the input, for records and for relative links. Default none.
    pub url: Option<url::Url>,
}

impl WriteOptions {
    setters! {
        with_links: links, bool;
        with_images: images, bool;
        with_tables: tables, bool;
        with_comments: comments, bool;
        with_metadata: metadata, bool;
        with_id: id, Option<String>;
        with_url: url, Option<url::Url>;
    }
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self {
            links: false,
            images: false,
            tables: true,
            comments: false,
            metadata: false,
            id: None,
            url: None,
        }
    }
}
