//! Arguments that several commands share.

use std::sync::Arc;

use clap::{ArgAction, Args, ValueEnum, ValueHint};
use cleancopy::batch::{Filters, NameTemplate, PageNames, RowFormat};
use cleancopy::{
    FilterList, Focus, Format, MAX_PAGE_BYTES, Options, SiteRules, UserSelector, WriteOptions,
};

use super::fetch::PageFetchArgs;
use crate::languages::language;

/// The options that decide which text belongs to the article.
#[derive(Debug, Args)]
#[command(next_help_heading = "Extraction")]
pub struct ExtractionArgs {
    /// When unsure, cut: keep a block only if its score is above 0.75 (usual: 0.5, lower on pages
    /// where the classifier is unsure)
    #[arg(long, conflicts_with = "recall")]
    pub precision: bool,
    /// When unsure, keep: keep a block if its score is above half of the usual threshold
    #[arg(long)]
    pub recall: bool,
    /// Always keep the text of elements that match this CSS selector (may be repeated)
    #[arg(long, value_name = "SELECTOR", value_parser = UserSelector::parse)]
    pub keep: Vec<UserSelector>,
    /// Always cut the text of elements that match this CSS selector; overrides --keep (may be
    /// repeated)
    #[arg(long, value_name = "SELECTOR", value_parser = UserSelector::parse)]
    pub prune: Vec<UserSelector>,
    /// Cut what the element-hiding rules of this filter list match (may be repeated)
    ///
    /// Adblock syntax: ##.sel, host##.sel, and #@# for exceptions; other kinds of rules are
    /// skipped. A rule for a host applies to pages with an address: fetched pages, records of
    /// archives, rows with an address, and pages with --base-url.
    #[arg(long, value_name = "FILE", value_parser = filter_list)]
    pub filter_list: Vec<String>,
    /// Folder of site rules: HOST.txt (FiveFilters format) or HOST.toml
    ///
    /// A site rule decides before the classifier, on the pages of its host. The host is taken from
    /// the page's address (fetched, --base-url, the column of a table), otherwise from the address
    /// that the page declares. docs/rules.md describes the formats; 'cleancopy site-rules test DIR'
    /// finds stale rules.
    #[arg(long, value_name = "DIR", value_parser = site_rules, value_hint = ValueHint::DirPath)]
    pub rules: Option<Arc<SiteRules>>,
    /// Add the page's JSON-LD, repaired where damaged (field "schema_org" of JSON and JSONL)
    #[arg(long)]
    pub schema: bool,
    /// Add a field with the text of the elements that match (may be repeated)
    #[arg(long, value_name = "NAME=SELECTOR", value_parser = extra_field)]
    pub extend: Vec<(String, UserSelector)>,
}

/// The names of the files of an output with one file per page.
#[derive(Debug, Default, Args)]
pub struct NamesArgs {
    /// With one file per page, keep the folders of the inputs below the output folder
    #[arg(long, conflicts_with = "name")]
    pub keep_dirs: bool,
    /// With one file per page, name each file after the page: '{host}/{slug}'
    ///
    /// The fields are {host}, {slug} (the last words of the address, otherwise the title), {id},
    /// {title}, {date}, {year}, {month}, {day} and {language}. A / makes folders. The ending of the
    /// format is added. A hash follows where pages would share a name; in a batch, it follows every
    /// name.
    #[arg(long, value_name = "TEMPLATE", value_parser = NameTemplate::parse)]
    pub name: Option<NameTemplate>,
}

impl NamesArgs {
    /// Returns the library's option.
    pub fn to_option(&self) -> PageNames {
        match (&self.name, self.keep_dirs) {
            (Some(template), _) => PageNames::Template(template.clone()),
            (None, true) => PageNames::Folders,
            (None, false) => PageNames::Hashed,
        }
    }

    /// Returns what is wrong if the output is not a folder of pages.
    pub fn check(&self, writes_pages: bool, folder: &str) -> Result<(), String> {
        let option = if self.keep_dirs { "--keep-dirs" } else { "--name" };
        match writes_pages || !self.keep_dirs && self.name.is_none() {
            true => Ok(()),
            false => Err(format!("{option} names the files of a folder of pages: {folder}")),
        }
    }
}

/// The parts of an article that the output shows.
#[derive(Debug, Args)]
pub struct ShownArgs {
    /// Keep the targets of links
    #[arg(long)]
    pub links: bool,
    /// Include images and captions
    #[arg(long)]
    pub images: bool,
    /// Leave out data tables
    #[arg(long)]
    pub no_tables: bool,
}

/// The conditions on a page that every output checks.
#[derive(Debug, Args)]
pub struct FilterArgs {
    /// Leave out pages with a lower estimated text quality, 0 to 1 (field "quality")
    #[arg(long, value_name = "Q", value_parser = share)]
    pub min_quality: Option<f32>,
    /// Leave out pages in other languages: codes or English names, such as en,deu,French (may be
    /// repeated)
    ///
    /// The detected language of the text decides; without one, the language that the page declares.
    /// A page with neither passes.
    #[arg(long, value_name = "LANG", value_delimiter = ',', value_parser = language)]
    pub target_language: Vec<String>,
}

/// How inputs are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct ReadArgs {
    /// Address of the stored pages, to resolve relative links
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<url::Url>,
    /// Size limit of a page, in bytes after decompression
    #[arg(long, value_name = "N", default_value_t = MAX_PAGE_BYTES)]
    pub max_bytes: usize,
    /// If a page is gone (status 404 or 410), take the newest copy of the Internet Archive
    #[arg(long, help_heading = "Fetching", conflicts_with = "offline")]
    pub archived: bool,
    #[command(flatten)]
    pub fetch: PageFetchArgs,
}

/// The messages on standard error.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Messages")]
pub struct MessageArgs {
    /// When to use colours; auto respects NO_COLOR
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorArg,
    /// Also report warnings of each page, and why pages are left out
    #[arg(short, long, action = ArgAction::SetTrue, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Report only errors
    #[arg(short, long)]
    pub quiet: bool,
    /// Read settings from this file [default: cleancopy.toml here or above, then the user's]
    #[arg(long, value_name = "FILE")]
    pub config: Option<std::path::PathBuf>,
    /// Read no files of settings
    #[arg(long, conflicts_with = "config")]
    pub no_config: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    #[value(alias = "txt")]
    Text,
    #[value(alias = "md")]
    Markdown,
    Html,
    Json,
    #[value(alias = "ndjson")]
    Jsonl,
    Csv,
    Parquet,
    Arrow,
}

impl FormatArg {
    /// Returns the name as `--format` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
        }
    }

    /// Returns the format of a page; `None` for a table.
    pub fn of_page(self) -> Option<Format> {
        Some(match self {
            Self::Text => Format::Text,
            Self::Markdown => Format::Markdown,
            Self::Html => Format::Html,
            Self::Json => Format::Json,
            Self::Jsonl => Format::Jsonl,
            Self::Csv | Self::Parquet | Self::Arrow => return None,
        })
    }

    /// Returns the format of rows; `None` for a page.
    pub fn of_rows(self) -> Option<RowFormat> {
        Some(match self {
            Self::Jsonl => RowFormat::Jsonl,
            Self::Csv => RowFormat::Csv,
            Self::Parquet => RowFormat::Parquet,
            Self::Arrow => RowFormat::Arrow,
            Self::Text | Self::Markdown | Self::Html | Self::Json => return None,
        })
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ReportFormatArg {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    Auto,
    Always,
    Never,
}

impl ShownArgs {
    /// Returns the library's options.
    pub fn to_options(&self) -> WriteOptions {
        WriteOptions::default()
            .with_links(self.links)
            .with_images(self.images)
            .with_tables(!self.no_tables)
    }
}

impl FilterArgs {
    /// Returns the library's filters.
    pub fn to_filters(&self) -> Filters {
        Filters::default()
            .with_min_quality(self.min_quality.unwrap_or_default())
            .with_target_languages(self.target_language.clone())
    }
}

/// The focus that `--precision` or `--recall` asks for.
pub fn focus(precision: bool, recall: bool) -> Focus {
    match (precision, recall) {
        (true, _) => Focus::Precision,
        (_, true) => Focus::Recall,
        _ => Focus::Balanced,
    }
}

impl ExtractionArgs {
    /// Merges all filter lists, so that an exception in one list applies to the rules of another.
    fn filters(&self) -> Option<Arc<FilterList>> {
        let mut all = FilterList::default();
        // The argument parser has loaded each list before, so adding it succeeds.
        let loaded = self.filter_list.iter().filter(|text| all.add(text).is_ok()).count();
        (loaded > 0).then(|| Arc::new(all))
    }

    /// Returns how many filter rules were loaded, if there is a list.
    pub fn loaded_filters(&self) -> Option<String> {
        let list = self.filters()?;
        let (rules, lines) = (list.len(), list.skipped_lines());
        let skipped = if lines > 0 { format!("; lines skipped: {lines}") } else { String::new() };
        Some(format!("filter rules loaded: {rules}{skipped}"))
    }

    /// Returns a message for each selector of `--keep` and `--prune` that matched on no page.
    pub fn idle_selectors(&self) -> impl Iterator<Item = String> {
        let all =
            self.keep.iter().map(|s| ("keep", s)).chain(self.prune.iter().map(|s| ("prune", s)));
        let idle = all.filter(|(_, selector)| !selector.has_matched());
        idle.map(|(name, selector)| format!("--{name} '{}' matched nothing", selector.source()))
    }

    /// Returns the library's options.
    pub fn to_options(&self, max_page_bytes: usize) -> Options {
        Options::default()
            .with_max_page_bytes(max_page_bytes)
            .with_focus(focus(self.precision, self.recall))
            .with_keep(self.keep.clone())
            .with_prune(self.prune.clone())
            .with_filters(self.filters())
            .with_rules(self.rules.clone())
            .with_extend(self.extend.clone())
            .with_schema(self.schema)
    }
}

/// Reads a filter list and checks that it loads.
fn filter_list(path: &str) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
    FilterList::default().add(&text)?;
    Ok(text)
}

/// Loads the site rules of a folder or file.
fn site_rules(path: &str) -> Result<Arc<SiteRules>, String> {
    SiteRules::load(std::path::Path::new(path)).map(Arc::new).map_err(|e| e.with_cause())
}

/// Parses `NAME=SELECTOR`; the selector may contain further equals signs.
fn extra_field(
    value: &str,
) -> Result<(String, UserSelector), Box<dyn std::error::Error + Send + Sync>> {
    let (name, selector) = value.split_once('=').ok_or("write it as NAME=SELECTOR")?;
    if name.trim().is_empty() {
        return Err("the name is missing; write it as NAME=SELECTOR".into());
    }
    Ok((name.trim().to_owned(), UserSelector::parse(selector)?))
}

/// Parses a number from 0 to 1.
fn share(value: &str) -> Result<f32, String> {
    value
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "write a number from 0 to 1".to_owned())
}

/// Parses an `http` or `https` address.
pub fn base_url(value: &str) -> Result<url::Url, cleancopy::Error> {
    let page = cleancopy::Page::default().with_url(value)?;
    page.url.ok_or_else(|| cleancopy::Error::new(cleancopy::ErrorKind::BadUrl).on(value))
}
