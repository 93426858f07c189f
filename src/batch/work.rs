//! One job to one outcome: what a worker does.

use url::Url;

use super::dedup::Fingerprint;
use super::guard::guarded;
use super::hash::{sha256_hex, short_hash};
use super::http::{self, Stored};
use super::job::{Content, Fate, Head, Job, Outcome};
use super::lines;
use super::options::{BatchOptions, Shape};
use super::row::{RowParts, row};
use super::stdin::stdin;
use super::unpack::{read_page, read_page_file};
use crate::article::{Article, Warning};
use crate::cleaner::Cleaner;
use crate::error::{Error, ErrorKind};
use crate::page::Page;
use crate::text::{count_words, detect_language, is_wanted_language, printable};
use crate::text_mode::{TextOptions, clean_text, read_text};
use crate::write::{Format, Record, WriteOptions, reading_minutes, write};

/// Bytes of a page's name in the name of its file; the hash and the ending must fit too.
const MAX_NAME: usize = 100;

/// Works on jobs. Shared between threads.
pub(crate) struct Worker {
    pub options: BatchOptions,
    /// With what the options say of extraction.
    pub cleaner: Cleaner,
    /// The hash of the settings, for rows.
    pub settings: String,
}

/// What a job's content turned out to be.
enum Read {
    Page(Box<Page>),
    /// An article over several pages, and why one is missing.
    Pages(Box<Page>, Vec<Page>, Option<Error>),
    Text(Vec<u8>),
    Filtered(String),
}

/// What is found in a page or text.
struct Made {
    record: Record,
    parts: RowParts,
    /// The file of the page, where pages have files.
    file: Vec<u8>,
    fate: Fate,
}

impl Worker {
    /// Works on one job. Never panics, whatever the page.
    pub fn work(&self, job: Job) -> Outcome {
        let Job { mut head, content } = job;
        match guarded(|| self.make(&mut head, content)) {
            Ok(Ok(made)) => self.outcome(head, made),
            Ok(Err(e)) => self.failed(head, &e.with_cause(), Some(e.kind())),
            Err(bug) => self.failed(head, &bug, None),
        }
    }

    /// The outcome of a page that takes too long.
    pub fn give_up(&self, head: Head) -> Outcome {
        let seconds = self.options.page_timeout.as_secs();
        let error = Error::new(ErrorKind::TooSlow { seconds });
        self.failed(head, &error.to_string(), Some(error.kind()))
    }

    fn make(&self, head: &mut Head, content: Content) -> Result<Made, Error> {
        match self.read(head, content)? {
            Read::Filtered(why) => Ok(Made::nothing(Fate::Filtered(why))),
            Read::Text(bytes) => self.make_of_text(head, bytes),
            Read::Page(page) => self.make_of_page(head, *page, &[], None),
            Read::Pages(first, further, missing) => {
                self.make_of_page(head, *first, &further, missing)
            }
        }
    }

    fn read(&self, head: &mut Head, content: Content) -> Result<Read, Error> {
        let limit = self.options.extract.max_page_bytes;
        let mut page = match content {
            Content::Filtered(why) => return Ok(Read::Filtered(why)),
            Content::Failed(e) => return Err(e),
            #[cfg(test)]
            Content::Panic => panic!("page text"),
            Content::Text(bytes) => return Ok(Read::Text(bytes)),
            Content::Page(page) => page,
            Content::Pages(page, further, missing, _) => {
                // Where redirects led to.
                head.url = page.url.as_ref().map(ToString::to_string).or_else(|| head.url.take());
                return Ok(Read::Pages(page, further, missing));
            }
            Content::File(None) => Page::from_bytes(read_page(stdin(), limit)?).into(),
            Content::File(Some(path)) => Page::from_bytes(read_page_file(&path, limit)?).into(),
            Content::JsonRow(line) => {
                let found = lines::parse(&line, &self.options.columns)?;
                head.id = found.id.unwrap_or_else(|| std::mem::take(&mut head.id));
                head.url = found.url.or_else(|| head.url.take());
                found.page.into()
            }
            Content::Response(block) => match http::read(&block, limit)? {
                Stored::Page(page) => page,
                Stored::Filtered(why) => return Ok(Read::Filtered(why)),
            },
        };
        let stated = head
            .url
            .as_deref()
            .and_then(|u| Url::parse(u).ok())
            .filter(|u| matches!(u.scheme(), "http" | "https"));
        page.url = page.url.or(stated).or_else(|| self.options.base_url.clone());
        Ok(Read::Page(page))
    }

    fn make_of_page(
        &self,
        head: &Head,
        page: Page,
        further: &[Page],
        missing: Option<Error>,
    ) -> Result<Made, Error> {
        let mut article = self.cleaner.extract_pages(&page, further)?;
        article.warnings.extend(missing.map(|e| Warning::PageMissing { why: e.with_cause() }));
        let http_status = head.is_answer.then_some(page.status);
        let options =
            WriteOptions { id: Some(head.id.clone()), url: page.url, ..self.options.write.clone() };
        let record = Record::new(&article, &options);
        let fate = if !article.has_text() {
            Fate::Empty(article.kind.name().to_owned())
        } else if article.quality < self.options.min_quality {
            Fate::Filtered(format!("quality {:.2}", article.quality))
        } else {
            self.fate_of(&record.text, article.language())
        };
        let mut made = Made {
            record,
            parts: RowParts { http_status, ..RowParts::default() },
            file: Vec::new(),
            fate,
        };
        match self.options.shape {
            Shape::Rows(_) => {
                let wanted = |is_wanted: bool, format| {
                    is_wanted.then(|| rendered(&article, format, &options))
                };
                made.parts.markdown = wanted(self.options.contents.markdown, Format::Markdown);
                made.parts.html = wanted(self.options.contents.html, Format::Html);
            }
            Shape::Pages(format) if made.fate == Fate::Written => {
                made.file = rendered(&article, format, &options).into_bytes()
            }
            Shape::Pages(_) => {}
        }
        Ok(made)
    }

    /// A text that was extracted by somebody else: cleaned, without any fields.
    fn make_of_text(&self, head: &Head, bytes: Vec<u8>) -> Result<Made, Error> {
        let text = read_text(bytes)?;
        let options = TextOptions { focus: self.options.extract.focus, repeats: None };
        let text = printable(&clean_text(&text, &options).text()).trim().to_owned();
        let detected_language = detect_language(&text);
        let fate = if text.is_empty() {
            Fate::Empty("text".to_owned())
        } else {
            self.fate_of(&text, detected_language)
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
        let mut made = Made { file: Vec::new(), record, parts: RowParts::default(), fate };
        if let (Shape::Pages(format), Fate::Written) = (self.options.shape, &made.fate) {
            made.file = match format {
                Format::Json | Format::Jsonl => made.record.to_json(format == Format::Json),
                _ => made.record.text.clone(),
            }
            .into_bytes();
            made.file.push(b'\n');
        }
        Ok(made)
    }

    fn fate_of(&self, text: &str, language: Option<&str>) -> Fate {
        if let Some(other) =
            language.filter(|l| !is_wanted_language(l, &self.options.target_languages))
        {
            return Fate::Filtered(format!("language {other}"));
        }
        let words = count_words(text);
        if words < self.options.min_words {
            Fate::Filtered(format!("fewer than {} words", self.options.min_words))
        } else {
            Fate::Written
        }
    }

    /// The outcome of a page that failed; without a kind for a bug of ours.
    fn failed(&self, head: Head, why: &str, kind: Option<&ErrorKind>) -> Outcome {
        let why = printable(why).replace(['\n', '\r', '\t'], " ");
        let mut made = Made::nothing(Fate::Failed(why));
        if let Some(ErrorKind::Status(status)) = kind {
            made.parts.http_status = Some(*status);
        }
        Outcome { kind: Some(kind.map_or("bug", ErrorKind::name)), ..self.outcome(head, made) }
    }

    /// What is written of a page. Filtered pages have no row; failed and empty ones have, so that nothing is lost in silence.
    fn outcome(&self, head: Head, mut made: Made) -> Outcome {
        let has_text = made.fate == Fate::Written;
        let fingerprint =
            (has_text && self.options.deduplicate).then(|| Fingerprint::of(&made.record.text));
        made.parts.content_hash = has_text.then(|| sha256_hex(made.record.text.as_bytes()));
        let rendered = match self.options.shape {
            Shape::Pages(_) => made.file,
            Shape::Rows(_) if matches!(made.fate, Fate::Filtered(_)) => Vec::new(),
            Shape::Rows(format) => format.render(&row(
                &head,
                &made.fate,
                made.record,
                made.parts,
                self.options.contents,
                &self.settings,
            )),
        };
        Outcome { head, fate: made.fate, rendered, fingerprint, kind: None }
    }
}

impl Made {
    fn nothing(fate: Fate) -> Self {
        Self { record: Record::default(), parts: RowParts::default(), file: Vec::new(), fate }
    }
}

fn rendered(article: &Article, format: Format, options: &WriteOptions) -> String {
    let mut bytes = Vec::new();
    // Memory takes all that is written.
    let _ = write(article, format, options, &mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}

/// The name of a page's file: readable, the same in every run, and no other page's.
///
/// It opens with the address or identifier as far as a file system takes it. The hash is of that and of the place where the page was
/// found, which no two pages of a run share; so two pages of one address have two files.
pub(crate) fn file_name(head: &Head, format: Format) -> String {
    let named = head.url.as_deref().unwrap_or(&head.id);
    let bare =
        named.strip_prefix("https://").or_else(|| named.strip_prefix("http://")).unwrap_or(named);
    let mut name: String = bare
        .chars()
        .map(|c| if c.is_alphanumeric() || c == '-' || c == '.' { c } else { '_' })
        .collect();
    let end = (0..=name.len().min(MAX_NAME))
        .rev()
        .find(|&end| name.is_char_boundary(end))
        .unwrap_or_default();
    name.truncate(end);
    // A dot first hides a file; a name that Windows keeps for a device is none with a hash behind it.
    let name = name.trim_matches(['.', '_']);
    let hash = short_hash(format!("{named}\n{}\n{}", head.origin, head.place.record).as_bytes());
    let ending = match format {
        Format::Text => "txt",
        Format::Markdown => "md",
        Format::Html => "html",
        Format::Json | Format::Jsonl => "json",
    };
    if name.is_empty() { format!("{hash}.{ending}") } else { format!("{name}-{hash}.{ending}") }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{BatchOptions, Content, Head, Job, Worker, file_name, guarded};
    use crate::batch::guard::install;
    use crate::batch::job::{Fate, Place};
    use crate::write::Format;

    fn head(url: &str, record: u64) -> Head {
        let place = Place { file: 0, record, position: record };
        let (id, origin) = ("id".to_owned(), "in".to_owned());
        Head {
            place,
            output: 0,
            id,
            url: Some(url.to_owned()),
            origin,
            is_answer: false,
            passed_over: 0,
            records: Arc::default(),
        }
    }

    #[test]
    fn a_page_that_panics_fails_and_has_its_row() {
        install();
        let worker = Worker {
            options: BatchOptions::default(),
            cleaner: crate::Cleaner::default(),
            settings: String::new(),
        };
        let outcome = guarded(|| worker.work(Job { head: head("x", 0), content: Content::Panic }))
            .expect("no panic comes out");
        assert!(
            matches!(&outcome.fate, Fate::Failed(why) if why.contains("work.rs:")),
            "{:?}",
            outcome.fate
        );
        let row = String::from_utf8(outcome.rendered).expect("UTF-8");
        assert!(row.contains(r#""status":"failed""#) && !row.contains("page text"), "{row}");
    }

    #[test]
    fn a_page_that_is_given_up_says_for_how_long_it_was_waited() {
        let worker = Worker {
            options: BatchOptions::default(),
            cleaner: crate::Cleaner::default(),
            settings: String::new(),
        };
        let outcome = worker.give_up(head("x", 0));
        assert!(
            outcome.fate.reason().contains("60 seconds")
                && outcome.fate.reason().contains("--page-timeout")
        );
    }

    #[test]
    fn names_of_files_are_safe_short_and_apart() {
        let name = |url: &str, record| file_name(&head(url, record), Format::Text);
        assert_ne!(name("https://news.example/a", 0), name("https://news.example/a", 1));
        assert_eq!(name("https://news.example/a", 1), name("https://news.example/a", 1));
        for url in
            ["../../etc/passwd", ".hidden", "CON", &"\u{fc}".repeat(500), "a/b\\c:d*?\"<>|\0", ""]
        {
            let name = name(url, 0);
            assert!(name.len() < 200 && !name.starts_with('.') && name.ends_with(".txt"), "{name}");
            assert!(!name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0']), "{name}");
        }
    }
}
