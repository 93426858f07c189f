//! Processes one job: reads the page, extracts the article and renders the output.

use std::sync::Arc;

use serde_json::{Map, Value};
use url::Url;

use super::decompress::{read_page, read_page_file};
use super::dedup::Fingerprint;
use super::http::{ParsedResponse, parse_response};
use super::job::{Content, FetchedPages, Job, RecordHead};
use super::jsonl;
use super::options::{BatchOptions, OutputShape};
use super::outcome::{FailureKind, Outcome, Processed};
use super::page_names::PageNames;
use super::panic_guard::guarded;
use super::pool::Task;
use super::row::{RowParts, row};
use super::stored_page::{check_fetched, page_from_stored, read_stdin};
use crate::article::{Article, Warning};
use crate::cleaner::Cleaner;
use crate::digest::sha256_hex;
use crate::error::{Error, ErrorKind};
use crate::text::{count_words, detect_language, one_line, printable};
use crate::text_mode::{TextOptions, clean_text, read_text};
use crate::write::{Format, Record, WriteOptions, reading_minutes, write};

/// Processes jobs. Threads share it.
pub(crate) struct Worker {
    pub options: BatchOptions,
    /// Extracts with `options.extract`.
    pub cleaner: Arc<Cleaner>,
    /// The hash of the settings, for rows.
    pub settings: String,
}

/// The content of a job after it is read.
enum Loaded {
    Pages(Box<FetchedPages>),
    Text(Vec<u8>),
    Filtered(String),
}

/// The result for a page or text.
struct Extracted {
    record: Record,
    parts: RowParts,
    /// The file of the page; empty if the output is rows.
    file: Vec<u8>,
    outcome: Outcome,
}

impl Worker {
    /// Processes one job. Never panics, whatever the page.
    fn process(&self, job: Job) -> Processed {
        let Job { mut head, content } = job;
        let (extracted, failure) = self.extract_guarded(&mut head, content);
        self.processed(head, extracted, failure)
    }

    /// The result for one job, and what went wrong if it failed. Never panics.
    fn extract_guarded(
        &self,
        head: &mut RecordHead,
        content: Content,
    ) -> (Extracted, Option<FailureKind>) {
        match guarded(|| self.extract(head, content)) {
            Ok(Ok(extracted)) => (extracted, None),
            Ok(Err(e)) => Extracted::failed(&e.with_cause(), FailureKind::Error(e.kind().clone())),
            Err(bug) => Extracted::failed(&bug, FailureKind::Bug),
        }
    }

    /// The row of one page that the caller has read, and what went wrong if it failed. Never
    /// panics.
    pub fn page_row(
        &self,
        mut head: RecordHead,
        content: Content,
    ) -> (Map<String, Value>, Outcome, Option<FailureKind>) {
        let (extracted, failure) = self.extract_guarded(&mut head, content);
        let Extracted { record, parts, outcome, .. } = extracted;
        (self.row(&head, &outcome, record, parts), outcome, failure)
    }

    fn extract(&self, head: &mut RecordHead, content: Content) -> Result<Extracted, Error> {
        match self.load(head, content)? {
            Loaded::Filtered(why) => Ok(Extracted::without_article(Outcome::Filtered(why))),
            Loaded::Text(bytes) => self.clean_text(head, bytes),
            Loaded::Pages(pages) => self.extract_pages(head, *pages),
        }
    }

    fn load(&self, head: &mut RecordHead, content: Content) -> Result<Loaded, Error> {
        let limit = self.options.extract.max_page_bytes;
        if let Err(clash) = self.check_own(&head.own) {
            // The row of the failure has our columns, so it cannot hold those of the same name.
            head.own.clear();
            return Err(clash);
        }
        let mut page = match content {
            Content::Filtered(why) => return Ok(Loaded::Filtered(why)),
            Content::Failed(e) => return Err(e),
            #[cfg(test)]
            Content::Panic => panic!("page text"),
            Content::Text(bytes) => return Ok(Loaded::Text(bytes)),
            Content::Page(page) => page,
            Content::Fetched(pages) => {
                // The final address, after redirects.
                let url = pages.first.url.as_ref().map(ToString::to_string);
                head.url = url.or_else(|| head.url.take());
                head.fetched_at = pages.first.fetched_at.map(moment);
                check_fetched(&pages.first)?;
                return Ok(Loaded::Pages(pages));
            }
            Content::File(None) => page_from_stored(read_stdin(limit)?)?.into(),
            Content::File(Some(path)) => page_from_stored(read_page_file(&path, limit)?)?.into(),
            Content::Stored(bytes) => page_from_stored(read_page(&bytes[..], limit)?)?.into(),
            Content::JsonRow(line) => {
                let found = jsonl::parse_row(&line, &self.options.columns, &self.options.own)?;
                self.check_own(&found.own)?;
                head.own = found.own;
                head.id = found.id.unwrap_or_else(|| std::mem::take(&mut head.id));
                head.url = found.url.or_else(|| head.url.take());
                found.page?.into()
            }
            Content::Response(block) => match parse_response(&block, limit)? {
                ParsedResponse::Page(page) => page,
                ParsedResponse::Filtered(why) => return Ok(Loaded::Filtered(why)),
            },
        };
        let stated = head
            .url
            .as_deref()
            .and_then(|u| Url::parse(u).ok())
            .filter(|u| matches!(u.scheme(), "http" | "https"));
        if let (None, Some(url)) = (&head.url, &page.url) {
            head.url = Some(url.to_string());
        }
        page.url = page.url.or(stated).or_else(|| self.options.base_url.clone());
        Ok(Loaded::Pages(Box::new(FetchedPages::single(*page))))
    }

    /// Refuses a row with a field that has the name of one of ours.
    fn check_own(&self, own: &Map<String, Value>) -> Result<(), Error> {
        match own.keys().find(|name| self.options.own.is_our_name(name)) {
            Some(name) => Err(Error::new(ErrorKind::BadRow)
                .because(format!("cleancopy writes a field {name:?} too"))),
            None => Ok(()),
        }
    }

    fn extract_pages(&self, head: &RecordHead, pages: FetchedPages) -> Result<Extracted, Error> {
        let FetchedPages { first: page, further, missing, .. } = pages;
        let mut article = self.cleaner.extract_pages(&page, &further)?;
        article.warnings.extend(missing.map(|e| Warning::PageMissing { why: e.with_cause() }));
        let http_status = head.is_response.then_some(page.status);
        let options =
            WriteOptions { id: Some(head.id.clone()), url: page.url, ..self.options.write.clone() };
        let record = Record::new(&article, &options);
        let outcome = self.options.filters.outcome(&article, &record.text);
        let parts = RowParts { http_status, ..RowParts::default() };
        let mut extracted = Extracted { record, parts, file: Vec::new(), outcome };
        match self.options.shape {
            OutputShape::Rows(_) => {
                let wanted = |is_wanted: bool, format| {
                    is_wanted.then(|| rendered(&article, format, &options))
                };
                let contents = self.options.contents;
                extracted.parts.markdown = wanted(contents.markdown, Format::Markdown);
                extracted.parts.html = wanted(contents.html, Format::Html);
            }
            OutputShape::Pages(format) if extracted.outcome == Outcome::Written => {
                extracted.file = rendered(&article, format, &options).into_bytes();
            }
            OutputShape::Pages(_) => {}
        }
        Ok(extracted)
    }

    /// Cleans a text that another program extracted. The result has no metadata.
    fn clean_text(&self, head: &RecordHead, bytes: Vec<u8>) -> Result<Extracted, Error> {
        let text = read_text(bytes)?;
        let options = TextOptions { focus: self.options.extract.focus, repeats: None };
        let text = printable(&clean_text(&text, &options).text()).trim().to_owned();
        let detected_language = detect_language(&text);
        let outcome = if text.is_empty() {
            Outcome::Empty("text".to_owned())
        } else {
            self.options.filters.text_outcome(&text, detected_language)
        };
        let word_count = Some(count_words(&text));
        let reading_minutes = word_count.map(reading_minutes);
        let (id, url) = (Some(head.id.clone()), head.url.clone());
        let record = Record {
            id,
            url,
            detected_language,
            word_count,
            reading_minutes,
            text,
            ..Record::default()
        };
        let mut extracted =
            Extracted { file: Vec::new(), record, parts: RowParts::default(), outcome };
        if let (OutputShape::Pages(format), Outcome::Written) =
            (self.options.shape, &extracted.outcome)
        {
            extracted.file = match format {
                Format::Json | Format::Jsonl => extracted.record.to_json(format == Format::Json),
                _ => extracted.record.text.clone(),
            }
            .into_bytes();
            extracted.file.push(b'\n');
        }
        Ok(extracted)
    }

    /// The row of a record. A text that is written has a hash.
    fn row(
        &self,
        head: &RecordHead,
        outcome: &Outcome,
        record: Record,
        mut parts: RowParts,
    ) -> Map<String, Value> {
        let has_text = *outcome == Outcome::Written;
        parts.content_hash = has_text.then(|| sha256_hex(record.text.as_bytes()));
        let Self { options, settings, .. } = self;
        row(head, outcome, record, parts, options.contents, settings, &options.own)
    }

    /// Renders the output of a record. Filtered records have no row. Failed and empty ones have
    /// one, so that nothing is lost silently.
    fn processed(
        &self,
        head: RecordHead,
        extracted: Extracted,
        failure: Option<FailureKind>,
    ) -> Processed {
        let Extracted { record, parts, file, outcome } = extracted;
        let is_wanted = outcome == Outcome::Written && self.options.deduplicate;
        let fingerprint = is_wanted.then(|| Fingerprint::new(&record.text));
        let mut name = String::new();
        let rendered = match self.options.shape {
            OutputShape::Pages(format) => {
                let BatchOptions { page_names, page_files, .. } = &self.options;
                if !file.is_empty() {
                    let row = match page_names {
                        PageNames::Template(_) => self.row(&head, &outcome, record, parts),
                        _ => Map::new(),
                    };
                    name = page_names.file_name(&head, page_files, format, &row);
                }
                file
            }
            OutputShape::Rows(_) if matches!(outcome, Outcome::Filtered(_)) => Vec::new(),
            OutputShape::Rows(format) => {
                format.render(&self.row(&head, &outcome, record, parts), &self.options.own)
            }
        };
        Processed { head, outcome, rendered, name, fingerprint, failure }
    }
}

impl Task for Worker {
    type Job = Job;
    type Ticket = RecordHead;
    type Output = Processed;

    fn ticket(&self, job: &Job) -> RecordHead {
        job.head.clone()
    }

    fn run(&self, job: Job) -> Processed {
        self.process(job)
    }

    fn give_up(&self, head: RecordHead) -> Processed {
        let seconds = self.options.page_timeout.as_secs();
        let error = Error::new(ErrorKind::TooSlow { seconds });
        let kind = FailureKind::Error(error.kind().clone());
        let (extracted, failure) = Extracted::failed(&error.to_string(), kind);
        self.processed(head, extracted, failure)
    }

    fn size(&self, output: &Processed) -> usize {
        output.bytes()
    }
}

impl Extracted {
    fn without_article(outcome: Outcome) -> Self {
        Self { record: Record::default(), parts: RowParts::default(), file: Vec::new(), outcome }
    }

    /// The result for a record that failed.
    fn failed(why: &str, kind: FailureKind) -> (Self, Option<FailureKind>) {
        let mut extracted = Self::without_article(Outcome::Failed(one_line(why)));
        if let FailureKind::Error(ErrorKind::Status(status)) = kind {
            extracted.parts.http_status = Some(status);
        }
        (extracted, Some(kind))
    }
}

/// A moment to the second, as in the records of web archives.
fn moment(at: jiff::Timestamp) -> String {
    jiff::Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}

fn rendered(article: &Article, format: Format, options: &WriteOptions) -> String {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let _ = write(article, format, options, &mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{
        BatchOptions, Content, ErrorKind, FailureKind, Job, RecordHead, Task, Worker, guarded,
    };
    use crate::batch::job::Position;
    use crate::batch::outcome::Outcome;
    use crate::batch::panic_guard::install;

    fn head(url: &str, record: u64) -> RecordHead {
        let position = Position { file: 0, record, index: record };
        let (id, origin) = ("id".to_owned(), "in".to_owned());
        RecordHead {
            position,
            output: 0,
            id,
            url: Some(url.to_owned()),
            origin,
            ..RecordHead::default()
        }
    }

    #[test]
    fn a_page_that_panics_fails_and_has_a_row() {
        install();
        let worker = Worker {
            options: BatchOptions::default(),
            cleaner: Arc::default(),
            settings: String::new(),
        };
        let job = Job { head: head("x", 0), content: Content::Panic };
        let outcome = guarded(|| worker.process(job)).expect("no panic escapes");
        assert!(
            matches!(&outcome.outcome, Outcome::Failed(why) if why.contains("work.rs:")),
            "{:?}",
            outcome.outcome
        );
        let row = String::from_utf8(outcome.rendered).expect("UTF-8");
        assert!(row.contains(r#""status":"failed""#) && !row.contains("page text"), "{row}");
    }

    #[test]
    fn the_error_of_a_slow_page_states_the_time_limit() {
        let worker = Worker {
            options: BatchOptions::default(),
            cleaner: Arc::default(),
            settings: String::new(),
        };
        let outcome = worker.give_up(head("x", 0));
        assert!(
            outcome.outcome.reason().contains("60 seconds")
                && outcome.failure == Some(FailureKind::Error(ErrorKind::TooSlow { seconds: 60 }))
        );
    }
}
