//! All inputs of a run as one sequence of jobs.
//!
//! Files are opened when their turn comes and closed when they are done. A resumed run begins in
//! the file where the last one stopped; the records before that position are read and skipped.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::decompress::io_error;
use super::input::InputFile;
use super::input_type::InputType;
use super::job::{Content, Job, Position, RecordHead};
use super::panic_guard::guarded;
use super::reader::{BoxReader, Once, PageSelection, ProgressCounters, ReadOptions, ReaderItem};
use super::{arrow_ipc, csv, jsonl, parquet, tar_members, urls, warc, zip_members};
use crate::error::{Error, ErrorKind};

/// All inputs, one after the other.
pub(crate) struct Source {
    /// Each with the index of its output.
    inputs: Vec<(InputFile, usize)>,
    options: ReadOptions,
    counters: ProgressCounters,
    reader: Option<BoxReader>,
    position: Position,
    selection: PageSelection,
    not_pages: u64,
}

impl Source {
    pub fn new(
        inputs: Vec<(InputFile, usize)>,
        options: ReadOptions,
        counters: ProgressCounters,
        from: Position,
        selection: PageSelection,
    ) -> Self {
        // Start with the first record of that file: the files before it need not be opened.
        let position = Position { file: from.file, record: 0, index: from.index - from.record };
        let before = inputs.iter().take(from.file).map(|(input, _)| input.size).sum();
        counters.bytes_read.store(before, Ordering::Relaxed);
        Self { inputs, options, counters, reader: None, position, selection, not_pages: 0 }
    }

    /// The next item of the current input; `None` at its end.
    fn next_item(&mut self) -> Option<ReaderItem> {
        let (input, _) = self.inputs.get(self.position.file)?;
        let (options, counters, selection) = (&self.options, &self.counters, &self.selection);
        let (reader, base) = (&mut self.reader, self.position.index);
        let item = guarded(|| {
            let open = || open(input, base, selection, options, counters);
            reader.get_or_insert_with(open).next_item()
        });
        item.unwrap_or_else(|bug| {
            self.reader = Some(Box::new(Once(None)));
            let error = Error::new(ErrorKind::Io).because(bug);
            Some(ReaderItem::failed("the rest".to_owned(), error))
        })
    }
}

impl Iterator for Source {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        while !self.counters.stop.load(Ordering::Relaxed) {
            let (input, output) = self.inputs.get(self.position.file)?;
            let (name, output) = (input.name(), *output);
            let stem = input.id.clone().unwrap_or_else(|| input.stem());
            let shown = input.shown_path.as_ref().or(input.path.as_ref());
            let shown = shown.filter(|_| input.kind != InputType::Urls);
            let path = shown.map(|path| path.display().to_string());
            let Some(item) = self.next_item() else {
                self.reader = None;
                self.position =
                    Position { file: self.position.file + 1, record: 0, ..self.position };
                continue;
            };
            let ReaderItem::Page { id, url, at, mut content, more } = item else {
                // The run before has counted those before the position where this one starts.
                self.not_pages += u64::from(self.position.index >= self.selection.from);
                continue;
            };
            let position = self.position;
            self.position = position.after();
            if self.selection.contains(position.index) {
                self.counters.jobs_given.fetch_add(1, Ordering::Relaxed);
                let origin = if at.is_empty() { name } else { format!("{name}: {at}") };
                let id = id.unwrap_or_else(|| {
                    if at.is_empty() { stem } else { format!("{stem}:{}", at.replace(' ', "-")) }
                });
                let is_response = matches!(content, Content::Response(_) | Content::Fetched(_));
                let not_pages = std::mem::take(&mut self.not_pages);
                let records = Arc::new(take_records(&mut content));
                let path = match &content {
                    Content::Stored(_) => path.map(|archive| format!("{archive}/{at}")),
                    _ => path,
                };
                let head = RecordHead {
                    position,
                    output,
                    id,
                    url,
                    path,
                    fetched_at: more.fetched_at,
                    own: more.own,
                    origin,
                    is_response,
                    not_pages,
                    records,
                };
                return Some(Job { head, content });
            }
        }
        None
    }
}

/// Opens a reader. `base` is the index of the input's first record in the run.
fn open(
    input: &InputFile,
    base: u64,
    selection: &PageSelection,
    options: &ReadOptions,
    counters: &ProgressCounters,
) -> BoxReader {
    let one = |item| Box::new(Once(Some(item)));
    if let Some(kind) = input.unreadable {
        return one(ReaderItem::failed(String::new(), io_error(kind.into())));
    }
    let path = input.path.as_deref();
    let opened = match input.kind {
        InputType::Html | InputType::Mhtml => {
            counters.bytes_read.fetch_add(input.size, Ordering::Relaxed);
            let content = Content::File(input.path.clone());
            return one(ReaderItem::Page {
                id: None,
                url: None,
                at: String::new(),
                content,
                more: Box::default(),
            });
        }
        InputType::Jsonl => jsonl::open(path, options, counters),
        InputType::Csv => csv::open(path, options, counters),
        InputType::Parquet => parquet::open(path, options, counters),
        InputType::Arrow => arrow_ipc::open(path, options, counters),
        InputType::Warc => warc::open(path, options, counters),
        InputType::Tar => tar_members::open(path, options, counters),
        InputType::Zip => zip_members::open(path, options, counters),
        InputType::Urls => urls::open(path, base, selection, options, counters),
    };
    opened.unwrap_or_else(|e| one(ReaderItem::failed(String::new(), e)))
}

/// Takes the WARC records out of a fetched page.
fn take_records(content: &mut Content) -> Vec<u8> {
    match content {
        Content::Fetched(pages) => std::mem::take(&mut pages.records),
        _ => Vec::new(),
    }
}
