//! What a run may be told.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::input::InputFile;
use super::journal::{Settings, StartMode};
use super::outcome::Filters;
use super::reader::ColumnNames;
use super::row::{Contents, RowFormat};
use super::urls::Network;
use crate::digest::short_hash;
use crate::fetch::FetchOptions;
use crate::options::{Focus, Options};
use crate::write::{Format, WriteOptions};

/// What the output looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputShape {
    /// A row for each page.
    Rows(RowFormat),
    /// A file for each page that gave text.
    Pages(Format),
}

/// What a run may be told.
#[derive(Debug, Clone)]
pub struct BatchOptions {
    /// How articles are found. Its `max_page_bytes` also bounds what is unpacked.
    pub extract: Options,
    /// How they are written.
    pub write: WriteOptions,
    /// What the output looks like. Default rows of JSON.
    pub shape: OutputShape,
    /// Which shapes of the text a row carries. Default text alone.
    pub contents: Contents,
    /// The columns of tables. Default `html`, `url` and `id`.
    pub columns: ColumnNames,
    /// Address of pages whose input gives none. Default none.
    pub base_url: Option<Url>,
    /// Leave out texts that were seen before, exactly or nearly. Needs the order of the inputs. Default off.
    pub deduplicate: bool,
    /// The conditions under which a page is left out. Default: none.
    pub filters: Filters,
    /// Which share of the pages is this run's, counted from 0, and of how many: page n belongs to share n modulo the second.
    /// Default `(0, 1)`: all.
    pub share: (u64, u64),
    /// Rows in the order they are done. Default off: in the order of the inputs.
    pub unordered: bool,
    /// Pages worked on at a time. Default one per processor core.
    pub jobs: usize,
    /// Time a page may take. Default 60 seconds: pages take milliseconds, and the slowest within the limits of [`Options`] a few seconds.
    pub page_timeout: Duration,
    /// Stop at the first input that fails. Default off.
    pub fail_fast: bool,
    /// How the addresses of lists are fetched.
    pub fetch: FetchOptions,
    /// What to do with an output that is there already.
    pub start: StartMode,
    /// A file for a row about each input without text: which, and why. Default none.
    pub log: Option<PathBuf>,
    /// Further settings that change what is found, by name: what `extract` holds and cannot name itself, such as filter lists.
    pub notes: Vec<(String, String)>,
}

impl Default for BatchOptions {
    fn default() -> Self {
        Self {
            extract: Options::default(),
            write: WriteOptions::default(),
            shape: OutputShape::Rows(RowFormat::Jsonl),
            contents: Contents::default(),
            columns: ColumnNames::default(),
            base_url: None,
            deduplicate: false,
            filters: Filters::default(),
            share: (0, 1),
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
    /// What readers need to fetch.
    pub(crate) fn network(&self) -> Network {
        Network::new(self.fetch.clone())
    }

    /// The archive of what is fetched, where there is to be one. From now on each page comes with its records, and the run writes them: what
    /// is fetched again after an interruption is then in it once.
    pub(crate) fn take_archive(&mut self) -> Option<PathBuf> {
        let archive = self.fetch.warc_out.take();
        self.fetch.gives_records = archive.is_some();
        archive
    }

    /// Everything that changes what a page's row says, by name.
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
                "links {links}, images {images}, tables {tables}, comments {comments}, metadata {metadata}"
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

    /// The hash of what changes a page's row, as rows carry it: rows with the same one can be compared.
    #[must_use]
    pub fn hash(&self) -> String {
        short_hash(format!("{:?}", self.row_settings()).as_bytes())
    }

    /// Everything that changes what a run writes, by name.
    pub(crate) fn run_settings(&self, inputs: &[(InputFile, usize)]) -> Settings {
        let mut settings = self.row_settings();
        let mut set = |name: &str, value: String| settings.insert(name.to_owned(), value);
        let ColumnNames { html, url, id } = &self.columns;
        set("shape", format!("{:?}", self.shape));
        set("columns", format!("{html}, {url}, {id}"));
        set("deduplicate", self.deduplicate.to_string());
        set("least words", self.filters.min_words.to_string());
        set("least quality", self.filters.min_quality.to_string());
        set("languages", self.filters.target_languages.join(", "));
        set("shard", format!("{}/{}", self.share.0 + 1, self.share.1));
        set("archive", self.fetch.gives_records.to_string());
        set("order", if self.unordered { "as done" } else { "of the inputs" }.to_owned());
        let list: String = inputs
            .iter()
            .map(|(i, output)| format!("{}\t{:?}\t{}\t{output}\n", i.name(), i.kind, i.size))
            .collect();
        set("inputs", format!("{} with hash {}", inputs.len(), short_hash(list.as_bytes())));
        settings
    }
}
