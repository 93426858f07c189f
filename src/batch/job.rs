//! One page to work on.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::page::Page;

/// The position of a record among the inputs. The same inputs give the same positions in every run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Position {
    /// Index of the input file.
    pub file: usize,
    /// Index of the record in that file.
    pub record: u64,
    /// Index of the record in the whole run.
    pub index: u64,
}

impl Position {
    /// The position of the next record of the same file.
    pub fn after(self) -> Self {
        Self { file: self.file, record: self.record + 1, index: self.index + 1 }
    }
}

/// The properties of a record before a worker has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecordHead {
    pub position: Position,
    /// Index of the output it belongs to.
    pub output: usize,
    /// Its identifier; a row of a table may replace it when it is parsed.
    pub id: String,
    pub url: Option<String>,
    /// The path of its file, as rows name it.
    pub path: Option<String>,
    /// When it was fetched, in UTC.
    pub fetched_at: Option<String>,
    /// The user's own columns.
    pub own: Map<String, Value>,
    /// Where it was found, for messages: the name of the input and the row or record in it.
    pub origin: String,
    /// Whether a server sent it, so that its HTTP status means something.
    pub is_response: bool,
    /// Items before this record that are not pages, such as the requests in an archive.
    pub not_pages: u64,
    /// The WARC records of a fetched page, which go to the archive whatever the outcome. Empty for
    /// pages that were not fetched.
    pub records: Arc<Vec<u8>>,
}

/// A page to work on. All expensive steps are left to the worker: reading a file, parsing a row,
/// decompressing a response.
#[derive(Debug)]
pub(crate) struct Job {
    pub head: RecordHead,
    pub content: Content,
}

/// The bytes of a page, or where they are.
#[derive(Debug)]
pub(crate) enum Content {
    /// A file of its own; standard input without a path.
    File(Option<PathBuf>),
    /// The bytes of a file in an archive, as they are stored there.
    Stored(Vec<u8>),
    /// A row of JSON, not yet parsed.
    JsonRow(Vec<u8>),
    /// An HTTP response as a WARC record holds it: status line, headers, body as sent.
    Response(Vec<u8>),
    /// A page.
    Page(Box<Page>),
    /// A fetched page.
    Fetched(Box<FetchedPages>),
    /// Text that was extracted before (a WET record).
    Text(Vec<u8>),
    /// Not a page, for this reason.
    Filtered(String),
    /// Nothing: it could not be read.
    Failed(Error),
    /// In a test, a page that makes the worker panic.
    #[cfg(test)]
    Panic,
}

/// A fetched page with the further pages of its article.
#[derive(Debug)]
pub(crate) struct FetchedPages {
    pub first: Page,
    pub further: Vec<Page>,
    /// Why one of the further pages is missing.
    pub missing: Option<Error>,
    /// The WARC records of all pages; empty unless an archive is written.
    pub records: Vec<u8>,
}

impl FetchedPages {
    /// An article of one page.
    pub fn single(first: Page) -> Self {
        Self { first, further: Vec::new(), missing: None, records: Vec::new() }
    }
}
