//! The plan of extraction: loads, extracts and renders one input after the other.

use std::sync::Arc;

use cleancopy::batch::panic_guard::guarded;
use cleancopy::batch::{
    BatchOptions, Contents, FailureKind, Filters, NameTemplate, Outcome, PageRow, PageRows,
};
use cleancopy::fetch::Pages;
use cleancopy::text::one_line;
use cleancopy::{Article, Cleaner, Format, Page, Record, Warning, WriteOptions, tables, write};
use serde_json::Map;
use url::Url;

use crate::advice::{failure_advice, message, with_advice};
use crate::args::extract::ExtractArgs;
use crate::args::shared::FormatArg;
use crate::empty_pages::next_step;
use crate::expand::shown_path;
use crate::input::Input;
use crate::loader::Loader;
use crate::output::{Framing, is_folder};
use crate::property;

/// The plan for each input. It is complete before the first input is read.
pub struct ExtractPlan {
    loader: Loader,
    cleaner: Arc<Cleaner>,
    /// Makes the rows of JSON and the values of fields.
    rows: PageRows,
    write: WriteOptions,
    pub format: Format,
    pub framing: Framing,
    /// The fields of `--property`; empty without it.
    pub properties: Vec<String>,
    filters: Filters,
    /// The template of file names.
    name: Option<NameTemplate>,
    /// Whether the tables of each article are wanted.
    takes_tables: bool,
    /// Whether the command line can name more than one page, even if it names one in this run.
    is_several: bool,
}

/// The result of one input.
pub struct Processed {
    pub rendered: Vec<u8>,
    /// The name of its file, if a template gives it one.
    pub file: Option<String>,
    pub outcome: Outcome,
    /// Notes on this input, such as the origin of a copy.
    pub notes: Vec<String>,
    /// The next step, if there is no text.
    pub next_step: Option<String>,
    /// The tables of the article as CSV, for `--tables`.
    pub tables: Vec<String>,
    /// Warnings, for `--verbose`.
    pub details: Vec<String>,
}

impl ExtractPlan {
    /// Returns the plan, or what is wrong with the command line. `urls` is the number of inputs
    /// that are addresses, and `is_typed` says that a person typed them.
    pub fn new(
        args: &ExtractArgs,
        format: FormatArg,
        is_several: bool,
        (urls, is_typed): (usize, bool),
    ) -> Result<Self, String> {
        let properties = property::fields(&args.output.property, &args.extraction.extend)?;
        let format = format.of_page().unwrap_or(Format::Jsonl);
        let shares_stream = is_several && !args.output.output.as_deref().is_some_and(is_folder);
        let framing = match format {
            _ if !shares_stream || !properties.is_empty() => Framing::None,
            Format::Text => Framing::TextHeads,
            Format::Markdown => Framing::MarkdownHeads,
            Format::Json => Framing::JsonArray,
            Format::Html => {
                return Err("several HTML documents need an output folder: -o FOLDER/".to_owned());
            }
            _ => Framing::None,
        };
        let has = |name: &str| properties.iter().any(|property| property == name);
        let mut write = args.output.to_options();
        write.comments |= has("comments");
        let cleaner = Arc::new(Cleaner::new(args.extraction.to_options(args.read.max_bytes)));
        let filters = args.output.filter.to_filters();
        let mut options = BatchOptions::default();
        options.write = write.clone();
        options.filters = filters.clone();
        options.contents =
            Contents::default().with_markdown(has("markdown")).with_html(has("html"));
        options.base_url.clone_from(&args.read.base_url);
        options.note_rules(&args.extraction.filter_list, args.extraction.rules.as_deref());
        Ok(Self {
            loader: Loader::new(&args.read, is_typed && urls <= 1, args.extraction.rules.as_ref()),
            rows: PageRows::new(Arc::clone(&cleaner), options),
            cleaner,
            write,
            format,
            framing,
            properties,
            filters,
            name: args.output.names.name.clone(),
            takes_tables: args.output.tables.is_some(),
            is_several,
        })
    }

    /// Loads, extracts and renders one input. Never panics, whatever the page contains.
    pub fn process(&self, input: &Input, id: &str) -> Processed {
        let done = guarded(|| {
            if self.properties.is_empty() && !self.writes_rows() {
                self.article(input, id).map_err(|e| message(&e))
            } else {
                Ok(self.row(input, id))
            }
        });
        done.unwrap_or_else(|bug| Err(format!("{}: {bug}", input.name()))).unwrap_or_else(
            |failure| Processed {
                rendered: Vec::new(),
                file: None,
                outcome: Outcome::Failed(failure),
                notes: Vec::new(),
                next_step: None,
                tables: Vec::new(),
                details: Vec::new(),
            },
        )
    }

    /// Renders the article of one input in a text format, which has a file only for an article.
    fn article(&self, input: &Input, id: &str) -> Result<Processed, cleancopy::Error> {
        let mut notes = Vec::new();
        let pages = self.loader.load_all(input, &mut notes)?;
        let Pages { first: page, further, failed, .. } = pages;
        let mut article =
            self.cleaner.extract_pages(&page, &further).map_err(|e| e.on(input.name()))?;
        article.warnings.extend(failed.map(|e| Warning::PageMissing { why: message(&e) }));
        let outcome = self.filters.outcome(&article, "");
        let next_step = match &outcome {
            Outcome::Empty(kind) => next_step(kind, page.url.as_ref().map(Url::as_str)),
            _ => None,
        };
        let (mut rendered, mut file) = (Vec::new(), None);
        if outcome == Outcome::Written {
            let options = self.write.clone().with_id(Some(id.to_owned())).with_url(page.url);
            file = self.name.as_ref().map(|name| {
                let record = serde_json::to_value(Record::new(&article, &options));
                name.name_of(record.unwrap_or_default().as_object().unwrap_or(&Map::new()))
            });
            write(&article, self.format, &options, &mut rendered)
                .expect("writing to memory does not fail");
        }
        let details = without(&notes, article.warnings.iter().map(ToString::to_string));
        let tables = self.tables(&outcome, || Some(article));
        Ok(Processed { rendered, file, outcome, notes, next_step, tables, details })
    }

    /// Returns the tables of an article that is written.
    fn tables(&self, outcome: &Outcome, article: impl FnOnce() -> Option<Article>) -> Vec<String> {
        let is_wanted = self.takes_tables && *outcome == Outcome::Written;
        if is_wanted { article().map_or_else(Vec::new, |a| tables(&a)) } else { Vec::new() }
    }

    /// Renders the row of one input, which it has even if it fails, or some of its fields.
    fn row(&self, input: &Input, id: &str) -> Processed {
        let mut notes = Vec::new();
        // A row has no tables, so they need the pages again.
        let is_copied = self.takes_tables;
        let mut pages_again: Option<(Page, Vec<Page>)> = None;
        let row = if let Input::Url(_) = input {
            let pages = self.loader.load_all(input, &mut notes);
            if let (true, Ok(pages)) = (is_copied, &pages) {
                pages_again = Some((pages.first.clone(), pages.further.clone()));
            }
            self.rows.row_of_url(&input.name(), pages)
        } else {
            let page = self.loader.load(input, &mut notes);
            if let (true, Ok(page)) = (is_copied, &page) {
                pages_again = Some((page.clone(), Vec::new()));
            }
            self.rows.row_of_file(id, shown_path(input), page)
        };
        let tables = self.tables(&row.outcome, || {
            let (first, further) = pages_again.as_ref()?;
            self.cleaner.extract_pages(first, further).ok()
        });
        let texts = |name: &str| {
            let list = row.fields.get(name).and_then(serde_json::Value::as_array);
            list.into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned))
        };
        let details = without(&notes, texts("warnings"));
        let PageRow { outcome, failure, .. } = &row;
        let outcome = match (outcome, failure) {
            (Outcome::Failed(why), Some(kind)) => Outcome::Failed(failed(input, why, kind)),
            (outcome, _) => outcome.clone(),
        };
        let (rendered, outcome) = match outcome {
            Outcome::Filtered(_) => (String::new(), outcome),
            outcome if self.properties.is_empty() => {
                (row.to_json(self.format == Format::Json), outcome)
            }
            Outcome::Failed(_) => (String::new(), outcome),
            _ => self.values(&row, id),
        };
        let file = self.name.as_ref().map(|name| name.name_of(&row.fields));
        let next_step = match &row.outcome {
            Outcome::Empty(kind) => {
                next_step(kind, row.fields.get("url").and_then(serde_json::Value::as_str))
            }
            _ => None,
        };
        Processed {
            rendered: rendered.into_bytes(),
            file,
            outcome,
            notes,
            next_step,
            tables,
            details,
        }
    }

    /// Returns the lines of `--property`.
    fn values(&self, row: &PageRow, id: &str) -> (String, Outcome) {
        let prefix = self.is_several.then(|| one_line(id));
        let lines = property::lines(&row.fields, &self.properties, prefix.as_deref());
        let kind = row.fields.get("kind").and_then(serde_json::Value::as_str).unwrap_or_default();
        match lines {
            Some(lines) => (lines, Outcome::Written),
            None => (String::new(), Outcome::Empty(kind.to_owned())),
        }
    }

    /// Whether every input has a row in the output, also without text.
    fn writes_rows(&self) -> bool {
        matches!(self.format, Format::Json | Format::Jsonl)
    }
}

/// Returns the warnings that are not among the notes, which are shown in any case.
fn without(notes: &[String], warnings: impl Iterator<Item = String>) -> Vec<String> {
    warnings.filter(|warning| !notes.contains(warning)).collect()
}

/// Returns the message for an input that failed.
fn failed(input: &Input, why: &str, kind: &FailureKind) -> String {
    let name = input.name();
    let named = if why.starts_with(&name) { why.to_owned() } else { format!("{name}: {why}") };
    with_advice(&named, failure_advice(kind))
}
