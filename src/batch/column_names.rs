//! The names of the columns from which pages are read.

use crate::setters::setters;

/// The columns of tables, and the keys of JSON rows, from which a page is read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnNames {
    /// The column of the page. Default `html`.
    pub html: String,
    /// The column of its address. Default `url`; a table without it is not an error.
    pub url: String,
    /// The column of its identifier. Default `id`; a table without it is not an error.
    pub id: String,
}

impl ColumnNames {
    setters! {
        with_html: html, String;
        with_url: url, String;
        with_id: id, String;
    }
}

impl Default for ColumnNames {
    fn default() -> Self {
        Self { html: "html".to_owned(), url: "url".to_owned(), id: "id".to_owned() }
    }
}
