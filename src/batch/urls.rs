//! Lists of addresses: fetched ahead and given in the order of the list.
//!
//! An address a line, or a JSON object with one; blank lines and those that open with `#` are no pages. Every other line is a page with a
//! place of its own, also one that is no address or repeats an earlier one: places are counted as pages are given, and a resumed run
//! counts them again. Addresses of pages that are done or belong to another share are not fetched.

use std::collections::{HashSet, VecDeque};
use std::io::{self, BufRead, Read};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::input::InputFile;
use super::job::{Content, FetchedPages};
use super::reader::{
    BoxReader, ColumnNames, PageSelection, ProgressCounters, ReadOptions, Reader, ReaderItem,
    missing_column,
};
use super::unpack::{io_error, open_unpacked};
use crate::digest::hash128;
use crate::error::{Error, ErrorKind};
use crate::fetch::{Ahead, BlockingFetcher, FetchOptions};

/// Bytes of a line. Addresses have some hundred; rows that describe them some more.
const MAX_LINE: usize = 64 << 10;
/// Lines read before they are wanted.
const LINES_AHEAD: usize = 1_000;
/// How often it is looked whether the wait for a line is to end.
const TICK: Duration = Duration::from_millis(100);

/// The fetcher of a run: all lists share its connections, cookies and pace. Made when the first list is opened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    pub options: FetchOptions,
    made: Arc<OnceLock<Result<BlockingFetcher, (ErrorKind, String)>>>,
}

impl Network {
    pub fn new(options: FetchOptions) -> Self {
        Self { options, made: Arc::default() }
    }

    fn ahead(&self) -> Result<Ahead, Error> {
        let make = || {
            BlockingFetcher::new(self.options.clone())
                .map_err(|e| (e.kind().clone(), e.with_cause()))
        };
        let made = self.made.get_or_init(make).as_ref();
        made.map(BlockingFetcher::ahead)
            .map_err(|(kind, why)| Error::new(kind.clone()).because(why.clone()))
    }
}

/// The pages of a list, whose first has the position `base` in the run.
pub(crate) fn open(
    input: &InputFile,
    base: u64,
    selection: &PageSelection,
    options: &ReadOptions,
    counters: &ProgressCounters,
) -> Result<BoxReader, Error> {
    // The bar shows the pages that are done and not the lines that were read ahead.
    let source = open_unpacked(input.path.as_deref(), &Arc::default()).map_err(io_error)?;
    let (sender, lines) = sync_channel(LINES_AHEAD);
    // A thread of its own, since a list that is written while we read it must not hold up the pages that are there.
    let spawned =
        thread::Builder::new().name("list".to_owned()).spawn(move || read_lines(source, &sender));
    spawned.map_err(io_error)?;
    Ok(Box::new(Addresses {
        lines: Some(lines),
        ahead: options.network.ahead()?,
        columns: options.columns.clone(),
        queue: VecDeque::new(),
        seen: HashSet::new(),
        number: 0,
        position: base,
        selection: selection.clone(),
        counters: counters.clone(),
    }))
}

/// The first record of an archive of fetched pages.
pub(crate) fn archive_start() -> Vec<u8> {
    // Memory takes it.
    crate::fetch::archive_front().unwrap_or_default()
}

struct Addresses {
    /// `None` at the end of the list.
    lines: Option<Receiver<io::Result<Vec<u8>>>>,
    ahead: Ahead,
    columns: ColumnNames,
    /// Lines that were read and not given, in order. Those that are being fetched have their page in `ahead`.
    queue: VecDeque<ListLine>,
    /// Addresses of the list so far, by hash. Some 40 bytes each.
    seen: HashSet<u128>,
    /// Lines read so far.
    number: u64,
    /// The next page's position in the run.
    position: u64,
    selection: PageSelection,
    counters: ProgressCounters,
}

/// A line that is a page.
struct ListLine {
    at: String,
    bytes: u64,
    id: Option<String>,
    url: Option<String>,
    state: LineState,
}

enum LineState {
    Fetching,
    /// Given without its page, which nobody wants.
    Unwanted,
    Repeated,
    Failed(Error),
}

impl Reader for Addresses {
    fn next_item(&mut self) -> Option<ReaderItem> {
        self.fill();
        let ListLine { at, bytes, id, url, state } = self.queue.pop_front()?;
        let content = match state {
            // Without one the run is to stop.
            LineState::Fetching => match self.ahead.next(&self.counters.stop)? {
                Ok(pages) => Content::Fetched(Box::new(FetchedPages {
                    first: pages.first,
                    further: pages.further,
                    missing: pages.failed,
                    records: pages.records,
                })),
                Err(e) => Content::Failed(e),
            },
            LineState::Unwanted => Content::Filtered(String::new()),
            LineState::Repeated => Content::Filtered("address repeated".to_owned()),
            LineState::Failed(e) => Content::Failed(e),
        };
        self.counters.bytes_read.fetch_add(bytes, Ordering::Relaxed);
        Some(ReaderItem::Page { id, url, at, content })
    }
}

impl Addresses {
    /// Takes the lines that are there; waits for one only when there is nothing else to do.
    fn fill(&mut self) {
        while let Some(lines) =
            self.lines.as_ref().filter(|_| self.queue.len() < LINES_AHEAD && !self.ahead.is_full())
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
                Some(line) => self.take(line),
                None => self.lines = None,
            }
        }
    }

    /// Enters a line, and begins to fetch what it names.
    fn take(&mut self, line: io::Result<Vec<u8>>) {
        self.number += 1;
        let at = format!("line {}", self.number);
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
        let is_wanted = self.selection.contains(self.position);
        self.position += 1;
        let (id, state, url) = match Address::read(text, &self.columns) {
            Err(e) => (None, LineState::Failed(e), None),
            Ok(Address { id, url }) => {
                let shown = shown(&url);
                let is_new = self.seen.insert(hash128(url.as_str().as_bytes()));
                let state = match (is_new, is_wanted) {
                    (false, _) => LineState::Repeated,
                    (true, false) => LineState::Unwanted,
                    (true, true) => {
                        self.ahead.begin(url.into());
                        LineState::Fetching
                    }
                };
                (id.or_else(|| Some(shown.clone())), state, Some(shown))
            }
        };
        self.queue.push_back(ListLine { at, bytes, id, url, state });
    }
}

/// What a line names.
struct Address {
    id: Option<String>,
    /// Without a fragment, which is the reader's: it does not change the page.
    url: Url,
}

impl Address {
    fn read(line: &str, columns: &ColumnNames) -> Result<Self, Error> {
        let (id, address) = if line.starts_with('{') {
            let bad = |why: String| Error::new(ErrorKind::BadRow).because(why);
            let row: Value =
                serde_json::from_str(line).map_err(|e| bad(format!("no JSON object: {e}")))?;
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
fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Both fail only for addresses that cannot hold them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

/// Hands on the lines of a list until nobody takes them. A line that is too long for an address is cut, and fails as none.
fn read_lines(mut source: Box<dyn BufRead + Send>, lines: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut line = Vec::new();
        let read = source.by_ref().take(MAX_LINE as u64).read_until(b'\n', &mut line);
        let is_cut = line.len() == MAX_LINE && !line.ends_with(b"\n");
        let rest = if is_cut { super::jsonl::skip_line(&mut source) } else { Ok(()) };
        match read.and_then(|count| rest.map(|()| count)) {
            Ok(0) => return,
            Ok(_) if lines.send(Ok(line)).is_err() => return,
            Ok(_) => {}
            Err(e) => {
                // Nobody is left to tell when this fails.
                let _ = lines.send(Err(e));
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::reader::ColumnNames;
    use super::{Address, shown};

    #[track_caller]
    fn check(line: &str, id: Option<&str>, url: &str) {
        let address = Address::read(line, &ColumnNames::default()).expect("an address");
        assert_eq!((address.id.as_deref(), address.url.as_str()), (id, url), "{line}");
    }

    #[test]
    fn a_line_is_an_address_or_a_row_with_one() {
        check("https://news.example/a#top", None, "https://news.example/a");
        check(
            r#"{"url":"https://news.example/a","id":7,"title":"Rain"}"#,
            Some("7"),
            "https://news.example/a",
        );
        check(r#"{"title":"Rain","url":"https://news.example/a"}"#, None, "https://news.example/a");
    }

    #[test]
    fn what_is_none_is_said() {
        let message = |line: &str| {
            Address::read(line, &ColumnNames::default())
                .err()
                .map(|e| e.with_cause())
                .unwrap_or_default()
        };
        assert!(message("rain").contains("rain: not an http or https URL"));
        assert!(message("ftp://news.example/").contains("not an http"));
        assert!(message(r#"{"a":1}"#).contains("--url-column"));
        assert!(message("{").contains("no JSON object"));
    }

    #[test]
    fn passwords_are_not_stored() {
        let address = Address::read("https://user:secret@news.example/", &ColumnNames::default())
            .expect("an address");
        assert_eq!(shown(&address.url), "https://news.example/");
    }
}
