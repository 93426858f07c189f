//! The contract between a run and the readers of its inputs, and what readers share.
//!
//! `source` opens a reader for each input. To add a format: implement [`Reader`], add a variant to
//! [`InputType`](super::InputType), and open the reader in `source`.

use std::collections::HashSet;
use std::io::{self, BufRead};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use serde_json::{Map, Value};

pub use super::column_names::ColumnNames;
use super::job::Content;
use super::network::Network;
use super::own_columns::OwnColumns;
use crate::error::{Error, ErrorKind};
use crate::page::Page;

/// Reads one input, item by item.
///
/// The contract:
///
/// - *Order.* A reader gives the same items in the same order in every run over the same bytes. A
///   resumed run depends on it: it opens the input again and counts items to find its position.
/// - *Counting.* Each [`ReaderItem::Page`] counts as one record, also one that failed. An
///   [`ReaderItem::NotAPage`] does not count.
/// - *Skipping.* The run decides which records it works on; a reader gives all of them. Only a
///   reader for which a record is expensive (one that fetches) looks at [`PageSelection`] first and
///   gives the others without content.
/// - *Errors.* Damage costs one record where the reader can find the next one; otherwise the last
///   item is [`ReaderItem::failed`] and says that the rest is lost. A reader never ends early in
///   silence.
/// - *Cost.* A reader does not parse, decompress or extract pages; workers do, from [`Content`].
/// - *Progress.* A reader adds the stored bytes that it reads to
///   [`ProgressCounters::bytes_read`].
pub(crate) trait Reader: Send {
    /// The next item; `None` at the end of the input.
    fn next_item(&mut self) -> Option<ReaderItem>;
}

/// An open reader.
pub(crate) type BoxReader = Box<dyn Reader>;

/// One item of an input.
pub(crate) enum ReaderItem {
    /// A record: a page, or the reason why there is none.
    Page {
        /// Its identifier, where the input gives one.
        id: Option<String>,
        /// Its address, where the input gives one.
        url: Option<String>,
        /// The location inside the input, such as `row 3`; empty for an input that is one page.
        at: String,
        /// The page, not yet worked on.
        content: Content,
        /// Its time of fetching, and the user's own columns.
        more: Box<More>,
    },
    /// Something that is not a page and does not try to be one, such as a request in an archive.
    NotAPage,
}

/// The parts of a record besides its page.
#[derive(Debug, Default)]
pub(crate) struct More {
    /// When a crawler fetched the page, in UTC.
    pub fetched_at: Option<String>,
    /// The user's own columns.
    pub own: Map<String, Value>,
}

impl ReaderItem {
    /// A record that could not be read, or the rest of an input that ends in damage.
    pub fn failed(at: String, error: Error) -> Self {
        Self::Page {
            id: None,
            url: None,
            at,
            content: Content::Failed(error),
            more: Box::default(),
        }
    }
}

/// A reader of one item, or of none.
pub(crate) struct Once(pub Option<ReaderItem>);

impl Reader for Once {
    fn next_item(&mut self) -> Option<ReaderItem> {
        self.0.take()
    }
}

/// Settings for readers.
#[derive(Debug, Clone)]
pub(crate) struct ReadOptions {
    pub columns: ColumnNames,
    /// The user's own columns that rows keep.
    pub own: OwnColumns,
    /// Bytes above which a page, and nearly a row or record, is refused.
    pub limit: usize,
    /// How addresses are fetched.
    pub network: Network,
}

/// The pages that this run works on.
#[derive(Debug, Clone, Default)]
pub(crate) struct PageSelection {
    /// The shard of this run and the number of shards: `(0, 1)` for all pages.
    pub shard: (u64, u64),
    /// Pages before this index are done already.
    pub from: u64,
    /// Pages after it that are done already.
    pub ahead: Arc<HashSet<u64>>,
}

impl PageSelection {
    /// Whether the page at an index belongs to this run and is not done yet.
    pub fn contains(&self, index: u64) -> bool {
        let (shard, count) = self.shard;
        index % count.max(1) == shard && index >= self.from && !self.ahead.contains(&index)
    }
}

/// Numbers that readers and the source update while a run reads them.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProgressCounters {
    /// Stored bytes of the inputs that were read.
    pub bytes_read: Arc<AtomicU64>,
    /// Jobs given to workers.
    pub jobs_given: Arc<AtomicU64>,
    /// Set to stop giving jobs.
    pub stop: Arc<AtomicBool>,
}

/// A page from a table: text is UTF-8, whatever its `<meta>` declared when it was a file.
pub(crate) fn page_from_cell(html: &[u8]) -> Page {
    match std::str::from_utf8(html) {
        Ok(text) => Page::from_html(text),
        Err(_) => Page::from_bytes(html.to_vec()),
    }
}

/// The content of a cell, or the error for a page over the limit.
pub(crate) fn content_from_cell(html: &[u8], limit: usize) -> Content {
    if html.len() > limit {
        return Content::Failed(Error::new(ErrorKind::TooLarge { limit }));
    }
    Content::Page(Box::new(page_from_cell(html)))
}

/// Skips the rest of a line, however long it is.
pub(crate) fn skip_line(source: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = source.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = memchr::memchr(b'\n', buffer);
        let count = end.map_or(buffer.len(), |at| at + 1);
        source.consume(count);
        if end.is_some() {
            return Ok(());
        }
    }
}

/// The error of a table that lacks the column of pages; it names the columns that there are.
#[must_use]
pub fn missing_column(wanted: &str, names: impl Iterator<Item = impl AsRef<str>>) -> Error {
    let names: Vec<String> =
        names.take(50).map(|n| n.as_ref().chars().take(100).collect()).collect();
    Error::new(ErrorKind::MissingColumn { wanted: wanted.to_owned(), names })
}
