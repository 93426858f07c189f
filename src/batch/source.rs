//! The inputs of a run as one row of jobs, in order.
//!
//! Files are opened when their turn comes and closed when they are done. A run that is resumed begins in the file where the
//! last one stopped; what lies before it there is read and passed over.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::guard::guarded;
use super::input::{InputFile, InputType};
use super::job::{Content, Head, Job, Place};
use super::unpack::io_error;
use super::urls::Network;
use super::{lines, table, urls, warc};
use crate::error::{Error, ErrorKind};

/// Something found in an input.
pub(crate) enum Found {
    /// A page, or the reason why there is none.
    Page {
        /// Its identifier, where the input gives one.
        id: Option<String>,
        url: Option<String>,
        /// Where in the input, such as `row 3`; empty for an input that is one page.
        at: String,
        content: Content,
    },
    /// A record that is no page and no attempt at one.
    PassedOver,
}

impl Found {
    /// The rest of an input that cannot be read on.
    pub fn failed(at: String, error: Error) -> Self {
        Self::Page { id: None, url: None, at, content: Content::Failed(error) }
    }
}

/// Reads one input. This is where another kind of input comes in: it gives what it finds, in an order that is always the same.
pub(crate) type Reader = Box<dyn Iterator<Item = Found> + Send>;

/// Columns of tables that hold what is needed of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Default `html`.
    pub html: String,
    /// Default `url`; a table without it is no error.
    pub url: String,
    /// Default `id`; likewise.
    pub id: String,
}

impl Default for Columns {
    fn default() -> Self {
        Self { html: "html".to_owned(), url: "url".to_owned(), id: "id".to_owned() }
    }
}

/// What readers are told.
#[derive(Debug, Clone)]
pub(crate) struct ReadOptions {
    pub columns: Columns,
    /// Bytes of a page, and nearly of a row or record, above which it is refused.
    pub limit: usize,
    /// How addresses are fetched. Built without the network, there is nothing in it.
    pub network: Network,
}

/// Which pages are to be worked on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// Which share of the pages is this run's, and of how many: `(0, 1)` for all.
    pub share: (u64, u64),
    /// Pages before this position are done already.
    pub from: u64,
    /// Pages after it that are done already.
    pub ahead: Arc<HashSet<u64>>,
}

impl Wanted {
    /// Whether the page at a position is this run's and not done yet.
    pub fn contains(&self, position: u64) -> bool {
        let (share, of) = self.share;
        position % of.max(1) == share && position >= self.from && !self.ahead.contains(&position)
    }
}

/// What the source tells the run while it is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gauges {
    /// Bytes of the inputs that were read.
    pub read: Arc<AtomicU64>,
    /// Jobs given out.
    pub given: Arc<AtomicU64>,
    /// Set to have no more jobs given out.
    pub stop: Arc<AtomicBool>,
}

/// All inputs, one after the other.
pub(crate) struct Source {
    /// Each with the index of its output.
    inputs: Vec<(InputFile, usize)>,
    options: ReadOptions,
    gauges: Gauges,
    reader: Option<Reader>,
    place: Place,
    wanted: Wanted,
    passed_over: u64,
}

impl Source {
    pub fn new(
        inputs: Vec<(InputFile, usize)>,
        options: ReadOptions,
        gauges: Gauges,
        from: Place,
        wanted: Wanted,
    ) -> Self {
        // The first page of the file where the run goes on: the others before it need not be opened.
        let place = Place { file: from.file, record: 0, position: from.position - from.record };
        let before = inputs.iter().take(from.file).map(|(input, _)| input.size).sum();
        gauges.read.store(before, Ordering::Relaxed);
        Self { inputs, options, gauges, reader: None, place, wanted, passed_over: 0 }
    }

    /// What the current input gives next; at its end nothing.
    fn find(&mut self) -> Option<Found> {
        let (input, _) = self.inputs.get(self.place.file)?;
        let (options, gauges, wanted, base) =
            (&self.options, &self.gauges, &self.wanted, self.place.position);
        let reader = &mut self.reader;
        let found = guarded(|| {
            reader.get_or_insert_with(|| open(input, base, wanted, options, gauges)).next()
        });
        match found {
            Ok(found) => found,
            Err(bug) => {
                self.reader = Some(Box::new(std::iter::empty()));
                Some(Found::failed("the rest".to_owned(), Error::new(ErrorKind::Io).because(bug)))
            }
        }
    }
}

impl Iterator for Source {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        while !self.gauges.stop.load(Ordering::Relaxed) {
            let (input, output) = self.inputs.get(self.place.file)?;
            let (name, stem, output) = (input.name(), input.stem(), *output);
            let Some(found) = self.find() else {
                self.reader = None;
                self.place =
                    Place { file: self.place.file + 1, record: 0, position: self.place.position };
                continue;
            };
            let Found::Page { id, url, at, mut content } = found else {
                // Those before the place where the run goes on were counted by the run before.
                self.passed_over += u64::from(self.place.position >= self.wanted.from);
                continue;
            };
            let (place, is_wanted) = (self.place, self.wanted.contains(self.place.position));
            self.place = place.after();
            if is_wanted {
                self.gauges.given.fetch_add(1, Ordering::Relaxed);
                let origin = if at.is_empty() { name } else { format!("{name}: {at}") };
                let id = id.unwrap_or_else(|| {
                    if at.is_empty() { stem } else { format!("{stem}:{}", at.replace(' ', "-")) }
                });
                let is_answer = matches!(content, Content::Response(_) | Content::Pages(..));
                let passed_over = std::mem::take(&mut self.passed_over);
                let records = Arc::new(records_of(&mut content));
                return Some(Job {
                    head: Head { place, output, id, url, origin, is_answer, passed_over, records },
                    content,
                });
            }
        }
        None
    }
}

/// `base` is the position of the input's first page.
fn open(
    input: &InputFile,
    base: u64,
    wanted: &Wanted,
    options: &ReadOptions,
    gauges: &Gauges,
) -> Reader {
    if let Some(kind) = input.unreadable {
        return one(Found::failed(String::new(), io_error(kind.into())));
    }
    let opened = match input.kind {
        InputType::Html => {
            gauges.read.fetch_add(input.size, Ordering::Relaxed);
            let content = Content::File(input.path.clone());
            return one(Found::Page { id: None, url: None, at: String::new(), content });
        }
        InputType::Jsonl => lines::open(input.path.as_deref(), options, gauges),
        InputType::Csv => table::open(input.path.as_deref(), options, gauges),
        InputType::Parquet => super::parquet::open(input.path.as_deref(), options, gauges),
        InputType::Warc => warc::open(input.path.as_deref(), options, gauges),
        InputType::Urls => urls::open(input, base, wanted, options, gauges),
    };
    opened.unwrap_or_else(|e| one(Found::failed(String::new(), e)))
}

/// Takes the records for an archive out of what was fetched.
fn records_of(content: &mut Content) -> Vec<u8> {
    if let Content::Pages(.., records) = content { std::mem::take(records) } else { Vec::new() }
}

fn one(found: Found) -> Reader {
    Box::new(std::iter::once(found))
}
