//! Extracts single pages to rows, for callers that read the pages and store the rows themselves.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::job::{Content, FetchedPages, RecordHead};
use super::options::BatchOptions;
use super::outcome::{FailureKind, Outcome};
use super::work::Worker;
use crate::cleaner::Cleaner;
use crate::error::Error;
use crate::fetch::Pages;
use crate::page::Page;
use crate::write::escape_invisible;

/// Extracts single pages to the rows that a run of [`Batch`](super::Batch) would write, without
/// inputs, output or checkpoints. Threads can share it.
///
/// ```
/// use std::sync::Arc;
///
/// use cleancopy::batch::{BatchOptions, PageRows};
/// use cleancopy::{Cleaner, Page};
///
/// let rows = PageRows::new(Arc::new(Cleaner::default()), BatchOptions::default());
/// let page = Page::from_html("<h1>Rain</h1><p>It rained all day, the mayor said on Tuesday.</p>");
/// let row = rows.row("1", Ok(page));
/// assert_eq!((&row.fields["id"], &row.fields["status"]), (&"1".into(), &"written".into()));
/// assert!(row.failure.is_none());
/// ```
pub struct PageRows {
    worker: Worker,
}

/// The row of one page.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PageRow {
    /// The fields by name, in the order of [`FIELDS`](crate::fields::FIELDS). The field `status` is
    /// `written`, `empty` or `failed`, or `filtered` if the options have filters.
    pub fields: Map<String, Value>,
    /// The error message; `None` unless `status` is `failed`.
    pub failure: Option<FailureKind>,
    /// The outcome, with its reason.
    pub outcome: Outcome,
}

impl PageRow {
    /// The row as JSON, on one line or indented, with a newline at its end.
    #[must_use]
    pub fn to_json(&self, indented: bool) -> String {
        let json = if indented {
            serde_json::to_string_pretty(&self.fields)
        } else {
            serde_json::to_string(&self.fields)
        };
        escape_invisible(json.unwrap_or_default()) + "\n"
    }
}

impl PageRows {
    /// Creates rows from the articles of `cleaner`.
    ///
    /// The options choose the contents, the filters and what is shown of an article; their
    /// `extract` is replaced by the options of `cleaner`. Options about inputs and outputs have no
    /// effect.
    #[must_use]
    pub fn new(cleaner: Arc<Cleaner>, mut options: BatchOptions) -> Self {
        options.extract = cleaner.options().clone();
        let settings = options.hash();
        Self { worker: Worker { options, cleaner, settings } }
    }

    /// The row of a page, or of the error with which the caller failed to read it. Never panics,
    /// whatever the page contains: a panic is a failure too.
    ///
    /// [`panic_guard::install`](super::panic_guard::install) hides the message of such a panic,
    /// which may quote the page.
    #[must_use]
    pub fn row(&self, id: &str, page: Result<Page, Error>) -> PageRow {
        self.row_of_file(id, None, page)
    }

    /// As [`PageRows::row`], for a stored page whose file is `path`.
    #[must_use]
    pub fn row_of_file(
        &self,
        id: &str,
        path: Option<String>,
        page: Result<Page, Error>,
    ) -> PageRow {
        let url = page.as_ref().ok().and_then(|page| page.url.as_ref()).map(ToString::to_string);
        let head = RecordHead { id: id.to_owned(), url, path, ..RecordHead::default() };
        self.made(head, page.map_or_else(Content::Failed, |page| Content::Page(Box::new(page))))
    }

    /// As [`PageRows::row`], for an article that was fetched from `url`.
    #[must_use]
    pub fn row_of_url(&self, url: &str, pages: Result<Pages, Error>) -> PageRow {
        let head = RecordHead {
            id: url.to_owned(),
            url: Some(url.to_owned()),
            is_response: true,
            ..RecordHead::default()
        };
        let fetched = |pages: Pages| {
            let Pages { first, further, failed, .. } = pages;
            let fetched = FetchedPages { first, further, missing: failed, records: Vec::new() };
            Content::Fetched(Box::new(fetched))
        };
        self.made(head, pages.map_or_else(Content::Failed, fetched))
    }

    fn made(&self, head: RecordHead, content: Content) -> PageRow {
        let (fields, outcome, failure) = self.worker.page_row(head, content);
        PageRow { fields, failure, outcome }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{BatchOptions, Cleaner, PageRows};
    use crate::batch::FailureKind;
    use crate::error::{Error, ErrorKind};
    use crate::options::Options;
    use crate::page::Page;

    #[test]
    fn a_page_a_refused_page_and_an_error_have_rows() {
        let cleaner = Cleaner::new(Options::default().with_max_page_bytes(1_000));
        let rows = PageRows::new(Arc::new(cleaner), BatchOptions::default());
        let page = |html: &str| Page::from_html(html).with_url("https://news.example/a");
        let written = rows.row("a", page("<h1>Rain</h1><p>It rained all day, the mayor said.</p>"));
        assert_eq!(written.fields["status"], "written");
        assert_eq!(written.fields["url"], "https://news.example/a");
        assert_eq!(written.fields["content_hash"].as_str().map(str::len), Some(64));
        let large = rows.row("b", page(&"<p>".repeat(1_000)));
        assert_eq!(large.failure, Some(FailureKind::Error(ErrorKind::TooLarge { limit: 1_000 })));
        let error = "https://news.example/a: the page exceeds the limit of 1000 bytes";
        assert_eq!(large.fields["error"], error, "the error names its input");
        let unread = rows.row("c", Err(Error::new(ErrorKind::BadRow)));
        assert_eq!(
            (&unread.fields["status"], &unread.fields["text"]),
            (&"failed".into(), &"".into())
        );
        assert_eq!(rows.row("d", page("")).fields["status"], "empty");
    }
}
