//! An article to bytes: text, Markdown, HTML, JSON.
//!
//! Writers project: an option here chooses what is shown of the article, never what was found. No writer lets a control
//! character or a terminal escape of a page through.

mod escape;
pub(crate) mod html;
mod inline;
mod json;
mod markdown;
mod page;
mod pieces;
mod plain;

use std::io::{self, Write};

use crate::article::Article;

pub(crate) use json::reading_minutes;
pub use json::{Record, escape_invisible};

/// The shape of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Paragraphs with a blank line between.
    #[default]
    Text,
    /// CommonMark with GFM tables.
    Markdown,
    /// A self-contained HTML document of our own few elements.
    Html,
    /// One indented JSON object.
    Json,
    /// One JSON object on one line.
    Jsonl,
}

/// What is shown of an article.
#[derive(Debug, Clone)]
pub struct WriteOptions {
    /// Keep link targets (Markdown, HTML). Default off: only their text.
    pub links: bool,
    /// Show images and captions. Default off.
    pub images: bool,
    /// Show data tables. Default on.
    pub tables: bool,
    /// Show reader comments after the story. Default off.
    pub comments: bool,
    /// Open with the fields: lines in text, front matter in Markdown, a header in HTML. JSON always has them.
    pub metadata: bool,
    /// Identifier of the input, for records.
    pub id: Option<String>,
    /// Address of the input, for records and for relative links.
    pub url: Option<url::Url>,
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

/// Writes one article.
///
/// Text, Markdown, HTML and JSON end with one newline; an article of which nothing is shown writes nothing as
/// text and Markdown, not even its headline, because a headline alone is no copy.
///
/// # Errors
///
/// Whatever `out` fails with.
pub fn write(
    article: &Article,
    format: Format,
    options: &WriteOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    let rendered = match format {
        Format::Text => plain::render(article, options),
        Format::Markdown => markdown::render(article, options),
        Format::Html => html::render(article, options),
        Format::Json => json::render(article, options, true),
        Format::Jsonl => json::render(article, options, false),
    };
    out.write_all(rendered.as_bytes())
}

/// The running text alone: no headline, no captions.
pub(crate) fn body_text(article: &Article) -> String {
    plain::body(article, &WriteOptions::default())
}

#[cfg(test)]
mod tests;
