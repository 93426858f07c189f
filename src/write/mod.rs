//! Writes an article as text, Markdown, HTML or JSON.
//!
//! An option here chooses what is shown of the article, never what is found. No writer lets a
//! control character or a terminal escape of a page through.

mod escape;
pub(crate) mod html;
mod inline;
mod json;
mod markdown;
mod options;
mod page;
mod pieces;
mod plain;
mod tables;

use std::io::{self, Write};

use crate::article::Article;

#[cfg(feature = "batch")]
pub(crate) use json::reading_minutes;
pub use json::{Record, escape_invisible};
pub use options::{Format, WriteOptions};
pub use tables::tables;

/// Writes one article.
///
/// Text, Markdown, HTML and JSON end with one newline. An article without text writes nothing as
/// text and Markdown, not even its headline, because a headline alone is not an article.
///
/// ```
/// use cleancopy::{Format, Options, Page, WriteOptions, extract, write};
///
/// let page = Page::from_html("<h1>Rain</h1><p>It rained all day, the mayor said on Tuesday.</p>");
/// let article = extract(&page, &Options::default())?.article;
/// let mut out = Vec::new();
/// let options = WriteOptions::default().with_metadata(true);
/// write(&article, Format::Markdown, &options, &mut out).unwrap();
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

#[cfg(test)]
mod tests;
