//! Arguments that several commands share, with their help.

use std::sync::Arc;

use clap::{ArgAction, Args, ValueEnum};
use cleancopy::{FilterList, Focus, Format, MAX_PAGE_BYTES, Options, SiteRules, UserSelector};

use super::fetch::PageFetchArgs;

/// What counts as the article.
#[derive(Debug, Args)]
#[command(next_help_heading = "Extraction")]
pub struct ExtractionArgs {
    /// When in doubt, rather lose a line of the story than keep one of the site: a line needs a score of 0.75
    #[arg(long, conflicts_with = "recall")]
    pub precision: bool,
    /// When in doubt, rather keep a line of the site than lose one of the story: half the usual score is enough
    #[arg(long)]
    pub recall: bool,
    /// Keep the text of these elements whatever the rules say (CSS selector; may be repeated)
    #[arg(long, value_name = "SELECTOR", value_parser = UserSelector::parse)]
    pub keep: Vec<UserSelector>,
    /// Cut the text of these elements; stronger than --keep (may be repeated)
    #[arg(long, value_name = "SELECTOR", value_parser = UserSelector::parse)]
    pub prune: Vec<UserSelector>,
    /// Cut what the element-hiding rules of this list match: ##.sel, host##.sel, #@# exceptions (may be repeated)
    ///
    /// Rules for a host hold on pages with an address: fetched ones, and stored ones with --base-url. Other kinds of rule are passed over.
    #[arg(long, value_name = "FILE", value_parser = filter_list)]
    pub filter_list: Vec<String>,
    /// Rules for sites: HOST.txt as FiveFilters' tools have them, or TOML; they go before the judge on pages of their hosts
    ///
    /// The host is that of the page's address (fetched, --base-url, the column of a table), else of the one the page gives as its own.
    /// docs/rules.md has the formats; 'cleancopy rules test DIR' says which rules have rotted.
    #[arg(long, value_name = "DIR", value_parser = site_rules)]
    pub rules: Option<Arc<SiteRules>>,
    /// Also give the page's JSON-LD as data, repaired where it is damaged (field "schema_org" of JSON and JSONL)
    #[arg(long)]
    pub schema: bool,
    /// An extra field: its name and the elements whose text is its values (may be repeated)
    #[arg(long, value_name = "NAME=SELECTOR", value_parser = extra_field)]
    pub extend: Vec<(String, UserSelector)>,
}

/// How inputs are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct ReadArgs {
    /// Address that stored pages came from, for their relative links
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<url::Url>,
    /// Largest page read, in bytes after decompression
    #[arg(long, value_name = "N", default_value_t = MAX_PAGE_BYTES)]
    pub max_bytes: usize,
    #[command(flatten)]
    pub fetch: PageFetchArgs,
}

/// What is said on standard error.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Messages")]
pub struct MessageArgs {
    /// When to use colours; NO_COLOR is respected
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorArg,
    /// Also say what was survived and guessed on each page
    #[arg(short, long, action = ArgAction::SetTrue, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Only say what failed
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FormatArg {
    #[value(alias = "txt")]
    Text,
    #[value(alias = "md")]
    Markdown,
    Html,
    Json,
    Jsonl,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ReportArg {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    Auto,
    Always,
    Never,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Text => Self::Text,
            FormatArg::Markdown => Self::Markdown,
            FormatArg::Html => Self::Html,
            FormatArg::Json => Self::Json,
            FormatArg::Jsonl => Self::Jsonl,
        }
    }
}

impl ExtractionArgs {
    /// All lists as one, so that an exception of one holds for the rules of another.
    fn filters(&self) -> Option<Arc<FilterList>> {
        let mut all = FilterList::default();
        // Each list was read when the arguments were: it loads.
        let loaded = self.filter_list.iter().filter(|text| all.add(text).is_ok()).count();
        (loaded > 0).then(|| Arc::new(all))
    }

    /// The library's options.
    pub fn to_options(&self, max_page_bytes: usize) -> Options {
        let focus = match (self.precision, self.recall) {
            (true, _) => Focus::Precision,
            (_, true) => Focus::Recall,
            _ => Focus::Balanced,
        };
        Options::default()
            .with_max_page_bytes(max_page_bytes)
            .with_focus(focus)
            .with_keep(self.keep.clone())
            .with_prune(self.prune.clone())
            .with_filters(self.filters())
            .with_rules(self.rules.clone())
            .with_extend(self.extend.clone())
            .with_schema(self.schema)
    }
}

/// The text of a filter list that loads.
fn filter_list(path: &str) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
    FilterList::default().add(&text)?;
    Ok(text)
}

/// The rules of a folder or file.
fn site_rules(path: &str) -> Result<Arc<SiteRules>, String> {
    SiteRules::load(std::path::Path::new(path)).map(Arc::new).map_err(|e| e.with_cause())
}

/// `NAME=SELECTOR`; the selector may hold further equals signs.
fn extra_field(
    value: &str,
) -> Result<(String, UserSelector), Box<dyn std::error::Error + Send + Sync>> {
    let (name, selector) = value.split_once('=').ok_or("write it as NAME=SELECTOR")?;
    if name.trim().is_empty() {
        return Err("the name is missing; write it as NAME=SELECTOR".into());
    }
    Ok((name.trim().to_owned(), UserSelector::parse(selector)?))
}

/// A share, 0 to 1.
pub fn share(value: &str) -> Result<f32, String> {
    value
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "write a number from 0 to 1".to_owned())
}

/// A language by its BCP 47 tag: two or three letters, and what may stand behind them.
pub fn language(value: &str) -> Result<String, String> {
    let first = value.trim().split(['-', '_']).next().unwrap_or_default();
    let is_tag = matches!(first.len(), 2 | 3) && first.bytes().all(|b| b.is_ascii_alphabetic());
    if is_tag {
        Ok(value.trim().to_owned())
    } else {
        Err("write the code of a language, such as en or pt".to_owned())
    }
}

/// An `http` or `https` address.
pub fn base_url(value: &str) -> Result<url::Url, cleancopy::Error> {
    let page = cleancopy::Page::default().with_url(value)?;
    page.url.ok_or_else(|| cleancopy::Error::new(cleancopy::ErrorKind::BadUrl).on(value))
}
