//! Reads lists of addresses. Pages are fetched in advance and returned in the order of the list.
//!
//! Each line is an address or a JSON object with one. Blank lines and lines that start with `#` are
//! ignored. Every other line is a record with its own position, even if it is not an address or
//! repeats an earlier one, because a resumed run counts the same positions again. Addresses of
//! records that are done or belong to another shard are not fetched.

use std::collections::{HashSet, VecDeque};
use std::io::{self, BufRead, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::decompress::{io_error, open_decompressed};
use super::job::{Content, FetchedPages};
use super::reader::{
    BoxReader, ColumnNames, PageSelection, ProgressCounters, ReadOptions, Reader, ReaderItem,
    missing_column, skip_line,
};
use crate::digest::hash128;
use crate::error::{Error, ErrorKind};
use crate::fetch::PrefetchQueue;

/// The most bytes of a line. Addresses have some hundred; JSON objects with an address have more.
const MAX_LINE: usize = 64 << 10;
/// Lines that are read in advance.
const LINES_AHEAD: usize = 1_000;
/// How often a wait for a line checks the stop flag.
const TICK: Duration = Duration::from_millis(100);

/// Opens a list. Its first record has the position `base` in the run.
pub(crate) fn open(
    path: Option<&Path>,
    base: u64,
    selection: &PageSelection,
    options: &ReadOptions,
    counters: &ProgressCounters,
) -> Result<BoxReader, Error> {
    // The progress bar counts lines whose pages are done, not lines that were read in advance.
    let source = open_decompressed(path, &Arc::default()).map_err(io_error)?;
    let (sender, lines) = sync_channel(LINES_AHEAD);
    // Another program may still be writing the list. A separate thread waits for it, so that pages
    // that are ready are returned meanwhile.
    let spawned =
        thread::Builder::new().name("list".to_owned()).spawn(move || read_lines(source, &sender));
    spawned.map_err(io_error)?;
    Ok(Box::new(AddressList {
        lines: Some(lines),
        prefetched: options.network.prefetch()?,
        columns: options.columns.clone(),
        queue: VecDeque::new(),
        seen: HashSet::new(),
        line_number: 0,
        position: base,
        selection: selection.clone(),
        counters: counters.clone(),
    }))
}

/// A list that is being read.
struct AddressList {
    /// `None` at the end of the list.
    lines: Option<Receiver<io::Result<Vec<u8>>>>,
    prefetched: PrefetchQueue,
    columns: ColumnNames,
    /// Lines that were read and not returned, in order. The page of a line in the state `Fetching`
    /// is in `prefetched`.
    queue: VecDeque<ListLine>,
    /// Hashes of the addresses so far. Some 40 bytes each.
    seen: HashSet<u128>,
    /// Lines read so far.
    line_number: u64,
    /// The position of the next record in the run.
    position: u64,
    selection: PageSelection,
    counters: ProgressCounters,
}

/// A line that is a record.
struct ListLine {
    at: String,
    bytes: u64,
    id: Option<String>,
    url: Option<String>,
    state: LineState,
}

enum LineState {
    Fetching,
    /// The record is not part of this run, so its page is not fetched.
    Unselected,
    Repeated,
    Failed(Error),
}

impl Reader for AddressList {
    fn next_item(&mut self) -> Option<ReaderItem> {
        self.fill_queue();
        let ListLine { at, bytes, id, url, state } = self.queue.pop_front()?;
        let content = match state {
            // `None` means that the stop flag is set.
            LineState::Fetching => match self.prefetched.next(&self.counters.stop)? {
                Ok(pages) => Content::Fetched(Box::new(FetchedPages {
                    first: pages.first,
                    further: pages.further,
                    missing: pages.failed,
                    records: pages.records,
                })),
                Err(e) => Content::Failed(e),
            },
            LineState::Unselected => Content::Filtered(String::new()),
            LineState::Repeated => Content::Filtered("address repeated".to_owned()),
            LineState::Failed(e) => Content::Failed(e),
        };
        self.counters.bytes_read.fetch_add(bytes, Ordering::Relaxed);
        Some(ReaderItem::Page { id, url, at, content, more: Box::default() })
    }
}

impl AddressList {
    /// Takes the lines that are ready. Waits for a line only if the queue is empty.
    fn fill_queue(&mut self) {
        while let Some(lines) = self
            .lines
            .as_ref()
            .filter(|_| self.queue.len() < LINES_AHEAD && !self.prefetched.is_full())
        {
            let line = if self.queue.is_empty() {
                match lines.recv_timeout(TICK) {
                    Err(RecvTimeoutError::Timeout)
                        if self.counters.stop.load(Ordering::Relaxed) =>
                    {
                        return;
                    }
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => None,
                    Ok(line) => Some(line),
                }
            } else {
                match lines.try_recv() {
                    Err(TryRecvError::Empty) => return,
                    Err(TryRecvError::Disconnected) => None,
                    Ok(line) => Some(line),
                }
            };
            match line {
                Some(line) => self.queue_line(line),
                None => self.lines = None,
            }
        }
    }

    /// Adds a line to the queue and starts to fetch its page.
    fn queue_line(&mut self, line: io::Result<Vec<u8>>) {
        self.line_number += 1;
        let at = format!("line {}", self.line_number);
        let line = match line {
            Ok(line) => line,
            Err(e) => {
                let line = ListLine {
                    at: format!("{at} and all after it"),
                    bytes: 0,
                    id: None,
                    url: None,
                    state: LineState::Failed(io_error(e)),
                };
                return self.queue.push_back(line);
            }
        };
        let bytes = line.len() as u64;
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() || text.starts_with('#') {
            self.counters.bytes_read.fetch_add(bytes, Ordering::Relaxed);
            return;
        }
        let is_selected = self.selection.contains(self.position);
        self.position += 1;
        let (id, state, url) = match ListedAddress::parse(text, &self.columns) {
            Err(e) => (None, LineState::Failed(e), None),
            Ok(ListedAddress { id, url }) => {
                let shown = without_credentials(&url);
                let is_new = self.seen.insert(hash128(url.as_str().as_bytes()));
                let state = match (is_new, is_selected) {
                    (false, _) => LineState::Repeated,
                    (true, false) => LineState::Unselected,
                    (true, true) => {
                        self.prefetched.push(url.into());
                        LineState::Fetching
                    }
                };
                (id.or_else(|| Some(shown.clone())), state, Some(shown))
            }
        };
        self.queue.push_back(ListLine { at, bytes, id, url, state });
    }
}

/// The address in a line.
struct ListedAddress {
    id: Option<String>,
    /// Without a fragment, which does not change the page.
    url: Url,
}

impl ListedAddress {
    fn parse(line: &str, columns: &ColumnNames) -> Result<Self, Error> {
        let (id, address) = if line.starts_with('{') {
            let bad = |why: String| Error::new(ErrorKind::BadRow).because(why);
            let row: Value =
                serde_json::from_str(line).map_err(|e| bad(format!("not a JSON object: {e}")))?;
            let address = row[columns.url.as_str()].as_str().map(str::to_owned);
            let address =
                address.ok_or_else(|| missing_column(&columns.url, std::iter::empty::<&str>()))?;
            let id = match &row[columns.id.as_str()] {
                Value::String(id) => Some(id.clone()),
                Value::Number(id) => Some(id.to_string()),
                _ => None,
            };
            (id, address)
        } else {
            (None, line.to_owned())
        };
        let bad =
            || Error::new(ErrorKind::BadUrl).on(address.chars().take(200).collect::<String>());
        let mut url = Url::parse(&address).map_err(|e| bad().because(e))?;
        url.set_fragment(None);
        if matches!(url.scheme(), "http" | "https") { Ok(Self { id, url }) } else { Err(bad()) }
    }
}

/// An address as it may be stored: without user name and password.
fn without_credentials(url: &Url) -> String {
    let mut url = url.clone();
    // Both calls fail only for addresses that cannot have credentials.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

/// Sends the lines of a list until its end or until the receiver is gone. A line over the limit is
/// truncated.
fn read_lines(mut source: Box<dyn BufRead + Send>, lines: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut line = Vec::new();
        let read = source.by_ref().take(MAX_LINE as u64).read_until(b'\n', &mut line);
        let is_truncated = line.len() == MAX_LINE && !line.ends_with(b"\n");
        let rest = if is_truncated { skip_line(&mut source) } else { Ok(()) };
        match read.and_then(|count| rest.map(|()| count)) {
            Ok(0) => return,
            Ok(_) if lines.send(Ok(line)).is_err() => return,
            Ok(_) => {}
            Err(e) => {
                // If this fails, the receiver is gone.
                let _ = lines.send(Err(e));
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::reader::ColumnNames;
    use super::{ListedAddress, without_credentials};

    #[track_caller]
    fn check(line: &str, id: Option<&str>, url: &str) {
        let address = ListedAddress::parse(line, &ColumnNames::default()).expect("an address");
        assert_eq!((address.id.as_deref(), address.url.as_str()), (id, url), "{line}");
    }

    #[test]
    fn a_line_is_an_address_or_a_json_object_with_one() {
        check("https://news.example/a#top", None, "https://news.example/a");
        check(
            r#"{"url":"https://news.example/a","id":7,"title":"Rain"}"#,
            Some("7"),
            "https://news.example/a",
        );
        check(r#"{"title":"Rain","url":"https://news.example/a"}"#, None, "https://news.example/a");
    }

    #[test]
    fn a_line_without_an_address_fails_with_a_reason() {
        let message = |line: &str| {
            ListedAddress::parse(line, &ColumnNames::default())
                .err()
                .map(|e| e.with_cause())
                .unwrap_or_default()
        };
        assert!(message("rain").contains("rain: not an http or https URL"));
        assert!(message("ftp://news.example/").contains("not an http"));
        assert!(message(r#"{"a":1}"#).contains(r#"there is no "url""#));
        assert!(message("{").contains("not a JSON object"));
    }

    #[test]
    fn passwords_are_not_stored() {
        let line = "https://user:secret@news.example/";
        let address = ListedAddress::parse(line, &ColumnNames::default()).expect("an address");
        assert_eq!(without_credentials(&address.url), "https://news.example/");
    }
}
