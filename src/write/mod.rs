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
use crate::setters::setters;

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

setters!(WriteOptions {
    with_links: links, bool;
    with_images: images, bool;
    with_tables: tables, bool;
    with_comments: comments, bool;
    with_metadata: metadata, bool;
    with_id: id, Option<String>;
    with_url: url, Option<url::Url>;
});

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
/// Text, Markdown, HTML and JSON end with one newline. An article without text writes nothing as text
/// and Markdown, not even its headline, because a headline alone is not an article.
///
/// ```
/// use cleancopy::{Format, Options, Page, WriteOptions, extract, write};
///
/// let page = Page::from_html("<h1>Rain</h1><p>It rained all day, the mayor said on Tuesday.</p>");
/// let article = extract(&page, &Options::default())?.article;
/// let mut out = Vec::new();
/// write(&article, Format::Markdown, &WriteOptions::default().with_metadata(true), &mut out).unwrap();
/// # Ok::<(), cleancopy::Error>(())
/// ```
///
/// # Errors
///
/// The errors of `out`.
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
