//! The options of a run, and the names of those that must be the same when it is resumed.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::input::InputFile;
use super::journal::{Settings, StartMode};
use super::network::Network;
use super::outcome::Filters;
use super::own_columns::OwnColumns;
use super::page_names::{PageFiles, PageNames};
use super::reader::ColumnNames;
use super::row::{Contents, RowFormat};
use crate::digest::short_hash;
use crate::fetch::FetchOptions;
use crate::options::{Focus, Options};
use crate::setters::setters;
use crate::site_rules::SiteRules;
use crate::write::{Format, WriteOptions};

/// The shape of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OutputShape {
    /// One row for each page.
    Rows(RowFormat),
    /// One file for each page with text.
    Pages(Format),
}

impl OutputShape {
    /// The name in the settings of a run.
    fn name(self) -> String {
        match self {
            Self::Rows(format) => format!("rows of {}", format.name()),
            Self::Pages(format) => format!("files of {}", format_name(format)),
        }
    }
}

/// The name of a page format in the settings of a run.
fn format_name(format: Format) -> &'static str {
    match format {
        Format::Text => "text",
        Format::Markdown => "markdown",
        Format::Html => "html",
        Format::Json => "json",
        Format::Jsonl => "jsonl",
    }
}

/// The options of a run.
///
/// ```
/// use cleancopy::batch::{BatchOptions, Filters};
///
/// let options = BatchOptions::default()
///     .with_deduplicate(true)
///     .with_filters(Filters::default().with_min_words(100));
/// assert_eq!(options.shard, (0, 1));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct BatchOptions {
    /// How articles are extracted. Its `max_page_bytes` also limits decompressed pages.
    pub extract: Options,
    /// How articles are written.
    pub write: WriteOptions,
    /// The shape of the output. Default: rows of JSON.
    pub shape: OutputShape,
    /// The names of the files of pages. Default: with a hash.
    pub page_names: PageNames,
    /// The inputs that are one page each; the run fills it for [`PageNames::Folders`].
    pub(crate) page_files: Arc<PageFiles>,
    /// The formats in which a row holds the article. Default: text only.
    pub contents: Contents,
    /// The columns of tables. Default `html`, `url` and `id`.
    pub columns: ColumnNames,
    /// The user's own columns that rows keep. Default: none.
    pub own: OwnColumns,
    /// The address of pages whose input gives none. Default `None`.
    pub base_url: Option<Url>,
    /// Whether texts that repeat an earlier one, exactly or nearly, are left out. It depends on the
    /// order of the inputs. Default false.
    pub deduplicate: bool,
    /// The conditions under which a page is left out. Default: none.
    pub filters: Filters,
    /// The shard of this run, from 0, and the number of shards. The record with index `n` belongs
    /// to shard `n` modulo that number. Default `(0, 1)`: all records.
    pub shard: (u64, u64),
    /// Whether rows are written in the order in which pages are done, not in that of the inputs.
    /// Default false.
    pub unordered: bool,
    /// The number of pages that are processed at once. Default: one for each processor core.
    pub jobs: usize,
    /// The most time for one page. Default 60 seconds: pages take milliseconds, and the slowest
    /// within the limits of [`Options`] a few seconds.
    pub page_timeout: Duration,
    /// Whether the run stops at the first record that fails. Default false.
    pub fail_fast: bool,
    /// How the addresses of lists are fetched.
    pub fetch: FetchOptions,
    /// The reaction to an output that exists already. Default [`StartMode::Fresh`].
    pub start: StartMode,
    /// A file that receives one JSON row for each record that is not written, with the reason.
    /// Default `None`.
    pub log: Option<PathBuf>,
    /// More settings that change what is extracted, by name. They are for options such as filter
    /// lists, which `extract` holds without their text. Default empty.
    pub notes: Vec<(String, String)>,
}

impl Default for BatchOptions {
    fn default() -> Self {
        Self {
            extract: Options::default(),
            write: WriteOptions::default(),
            shape: OutputShape::Rows(RowFormat::Jsonl),
            page_names: PageNames::default(),
            page_files: Arc::default(),
            contents: Contents::default(),
            columns: ColumnNames::default(),
            own: OwnColumns::default(),
            base_url: None,
            deduplicate: false,
            filters: Filters::default(),
            shard: (0, 1),
            unordered: false,
            jobs: std::thread::available_parallelism().map_or(1, usize::from),
            page_timeout: Duration::from_secs(60),
            fail_fast: false,
            fetch: FetchOptions::default(),
            start: StartMode::Fresh,
            log: None,
            notes: Vec::new(),
        }
    }
}

impl BatchOptions {
    setters! {
        with_extract: extract, Options;
        with_write: write, WriteOptions;
        with_shape: shape, OutputShape;
        with_page_names: page_names, PageNames;
        with_contents: contents, Contents;
        with_columns: columns, ColumnNames;
        with_own: own, OwnColumns;
        with_base_url: base_url, Option<Url>;
        with_deduplicate: deduplicate, bool;
        with_filters: filters, Filters;
        with_shard: shard, (u64, u64);
        with_unordered: unordered, bool;
        with_jobs: jobs, usize;
        with_page_timeout: page_timeout, Duration;
        with_fail_fast: fail_fast, bool;
        with_fetch: fetch, FetchOptions;
        with_start: start, StartMode;
        with_log: log, Option<PathBuf>;
        with_notes: notes, Vec<(String, String)>;
    }

    /// Adds the texts of the filter lists and site rules that `extract` holds to
    /// [`BatchOptions::notes`].
    pub fn note_rules(&mut self, filter_lists: &[String], rules: Option<&SiteRules>) {
        self.notes.push(("filter lists".to_owned(), filter_lists.join("\n")));
        self.notes.push(("site rules".to_owned(), rules.map(SiteRules::text).unwrap_or_default()));
    }

    /// The fetcher for the readers.
    pub(crate) fn network(&self) -> Network {
        Network::new(self.fetch.clone())
    }

    /// Takes the path of the web archive, if there is one. After that, each page comes with its
    /// records and the run writes them, so that a page that is fetched again after an interruption
    /// is in the archive only once.
    pub(crate) fn take_archive(&mut self) -> Option<PathBuf> {
        let archive = self.fetch.warc_out.take();
        self.fetch.gives_records = archive.is_some();
        archive
    }

    /// All settings that change the row of a page, by name. Their hash is in the rows, so names and
    /// values must not change.
    fn row_settings(&self) -> Settings {
        let Options {
            max_page_bytes,
            max_depth,
            max_nodes,
            focus,
            keep,
            prune,
            extend,
            schema,
            ..
        } = &self.extract;
        let WriteOptions { links, images, tables, comments, metadata, .. } = &self.write;
        let Contents { text, markdown, html } = self.contents;
        let focus = match focus {
            Focus::Balanced => "balanced",
            Focus::Precision => "precision",
            Focus::Recall => "recall",
        };
        let mut settings = Settings::new();
        let mut set = |name: &str, value: String| settings.insert(name.to_owned(), value);
        set("version", env!("CARGO_PKG_VERSION").to_owned());
        set("limits", format!("{max_page_bytes} bytes, depth {max_depth}, {max_nodes} nodes"));
        set("focus", focus.to_owned());
        set("keep", keep.iter().map(|s| s.source()).collect::<Vec<_>>().join(" | "));
        set("prune", prune.iter().map(|s| s.source()).collect::<Vec<_>>().join(" | "));
        set(
            "extend",
            extend
                .iter()
                .map(|(name, s)| format!("{name}={}", s.source()))
                .collect::<Vec<_>>()
                .join(" | "),
        );
        set(
            "shown",
            format!(
                "links {links}, images {images}, tables {tables}, comments {comments}, \
                 metadata {metadata}"
            ),
        );
        if *schema {
            set("schema", "on".to_owned());
        }
        set("content", format!("text {text}, markdown {markdown}, html {html}"));
        set("base url", self.base_url.as_ref().map(ToString::to_string).unwrap_or_default());
        for (name, value) in &self.notes {
            // A filter list may have megabytes.
            set(name, if value.len() > 200 { short_hash(value.as_bytes()) } else { value.clone() });
        }
        settings
    }

    /// The hash of all settings that change the row of a page, in 16 hexadecimal digits. Rows carry
    /// it; rows with the same hash can be compared.
    #[must_use]
    pub fn hash(&self) -> String {
        short_hash(format!("{:?}", self.row_settings()).as_bytes())
    }

    /// All settings that change what a run writes, by name.
    pub(crate) fn run_settings(&self, inputs: &[(InputFile, usize)]) -> Settings {
        let mut settings = self.row_settings();
        let mut set = |name: &str, value: String| settings.insert(name.to_owned(), value);
        let ColumnNames { html, url, id } = &self.columns;
        set("shape", self.shape.name());
        if self.page_names != PageNames::Hashed {
            set("names", self.page_names.setting());
        }
        set("columns", format!("{html}, {url}, {id}"));
        if self.own != OwnColumns::default() {
            let OwnColumns { keep, prefix, known } = &self.own;
            let names: Vec<&str> = known.iter().map(|column| column.name.as_str()).collect();
            set("own columns", format!("{keep:?} of {}, prefix {prefix:?}", names.join(", ")));
        }
        set("deduplicate", self.deduplicate.to_string());
        set("least words", self.filters.min_words.to_string());
        set("least quality", self.filters.min_quality.to_string());
        set("languages", self.filters.target_languages.join(", "));
        set("shard", format!("{}/{}", self.shard.0 + 1, self.shard.1));
        set("archive", self.fetch.gives_records.to_string());
        set("order", if self.unordered { "as done" } else { "of the inputs" }.to_owned());
        let list: String = inputs
            .iter()
            .map(|(i, output)| format!("{}\t{}\t{}\t{output}\n", i.name(), i.kind.name(), i.size))
            .collect();
        set("inputs", format!("{} with hash {}", inputs.len(), short_hash(list.as_bytes())));
        settings
    }
}
