//! One page to work on, and what became of it.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::dedup::Fingerprint;
use crate::error::Error;
use crate::page::Page;

/// Where a page stands among the inputs. The same inputs give the same places in every run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Place {
    /// Index of the input file.
    pub file: usize,
    /// Number of the page within that file, from 0.
    pub record: u64,
    /// Number of the page in the whole run, from 0.
    pub position: u64,
}

impl Place {
    /// The place from which on nothing is done when this page is the last that was.
    pub fn after(self) -> Self {
        Self { file: self.file, record: self.record + 1, position: self.position + 1 }
    }
}

/// What is known of a page before it is worked on.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub place: Place,
    /// Index of the output it belongs to.
    pub output: usize,
    /// Its identifier; a row of a table may replace it when it is read.
    pub id: String,
    pub url: Option<String>,
    /// Where it was found, for messages: the input's name and the row or record in it.
    pub origin: String,
    /// Whether a server gave it: then its status is one that says something.
    pub is_answer: bool,
    /// Records before this one that hold no page at all, such as the requests in an archive.
    pub passed_over: u64,
    /// What an archive of fetched pages is to have of it, whatever becomes of its text. Empty for pages that were not fetched.
    pub records: Arc<Vec<u8>>,
}

/// A page to work on. Whatever costs time is left to the worker: reading a file, parsing a row, unpacking a response.
#[derive(Debug)]
pub(crate) struct Job {
    pub head: Head,
    pub content: Content,
}

/// Where the page's bytes are.
#[derive(Debug)]
pub(crate) enum Content {
    /// In a file of their own; standard input without a path.
    File(Option<PathBuf>),
    /// In a row of JSON, not yet parsed.
    JsonRow(Vec<u8>),
    /// In an HTTP response as a WARC record holds it: status line, headers, body as sent.
    Response(Vec<u8>),
    /// Here.
    Page(Box<Page>),
    /// Here, as it was fetched, with the pages that follow it, why one is missing, and the records of all for an archive.
    Pages(Box<Page>, Vec<Page>, Option<Error>, Vec<u8>),
    /// Here, as text that was extracted before (a WET record).
    Text(Vec<u8>),
    /// No page, for this reason.
    Filtered(String),
    /// Nowhere: it could not be read.
    Failed(Error),
    /// In a test, what makes the worker panic.
    #[cfg(test)]
    Panic,
}

/// What became of one input. Every input has exactly one fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It gave text.
    Written,
    /// It was read and holds no article, being a page of this kind.
    Empty(String),
    /// It was not wanted, for this reason.
    Filtered(String),
    /// Its text is that of an earlier input.
    Duplicate(String),
    /// It could not be read or worked on.
    Failed(String),
}

impl Fate {
    /// The word for it in rows, summaries and statistics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Empty(_) => "empty",
            Self::Filtered(_) => "filtered",
            Self::Duplicate(_) => "duplicate",
            Self::Failed(_) => "failed",
        }
    }

    /// Why it gave no text; empty when it did.
    pub fn reason(&self) -> &str {
        match self {
            Self::Written => "",
            Self::Empty(why) | Self::Filtered(why) | Self::Duplicate(why) | Self::Failed(why) => {
                why
            }
        }
    }
}

/// A page that was worked on.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub head: Head,
    pub fate: Fate,
    /// What is written of it: a row, or the file of a page. Empty where nothing is.
    pub rendered: Vec<u8>,
    /// What duplicates are known by; only of a page with text, and only when they are looked for.
    pub fingerprint: Option<Fingerprint>,
    /// The word for the kind of its failure, for programs.
    pub kind: Option<&'static str>,
}

impl Outcome {
    /// Bytes that it holds until it is written.
    pub fn bytes(&self) -> usize {
        self.rendered.len() + self.head.records.len()
    }
}
