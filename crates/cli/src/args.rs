//! Arguments of the command line. The words of the help are here and, for the network, in `fetch_args`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use cleancopy::{
    FilterList, Focus, Format, MAX_PAGE_BYTES, Options, SiteRules, UserSelector, WriteOptions,
};

use super::batch_args::BatchArgs;
use super::fetch_args::PageFetchArgs;
use super::links_args::LinksArgs;
use super::rules::RulesArgs;

const EXAMPLES: &str = "\
Examples:
  cleancopy https://news.example/story          the article as plain text
  cleancopy -f markdown --links story.html      as Markdown, with its links
  cleancopy -f jsonl pages/ -o articles.jsonl   every saved page of a folder, a row each
  cleancopy -f html pages/ -o clean/            a file for each page
  cleancopy -f jsonl --url-list urls.txt -o articles.jsonl
  curl -s https://news.example/story | cleancopy -p title
  cleancopy explain story.html --find 'Sign up' why this line was kept or cut
  cleancopy text story.txt                      text that was extracted before, cleaned
  cleancopy rules test site-rules/              which rules for sites have rotted
  cleancopy batch crawl.warc.gz -o rows.jsonl   archives and tables of pages, in runs that can be resumed
  cleancopy links https://news.example/ | cleancopy --url-list -

Several articles in one stream: text has a line '==> NAME <==' before each, Markdown a comment
with the name, JSON is an array, JSONL a row for each. HTML needs a folder.

Exit codes:
  0 every input gave text   1 some failed or held no article   2 wrong usage
  3 none gave text          4 the output cannot be written";

/// Turns news pages into clean copy: the article's text as its writer filed it, and its metadata.
#[derive(Debug, Parser)]
#[command(name = "cleancopy", version, args_conflicts_with_subcommands = true, after_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// A subcommand; without one, articles are extracted.
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub extract: ExtractArgs,
}

/// What else can be done. A new subcommand is a variant here, a line in `main` and a file in `cli`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Clean text that was extracted before: consent prompts, widget parameters, menus, share bars
    Text(TextArgs),
    /// Extract many stored pages: archives, tables, folders; can be interrupted and resumed
    Batch(Box<BatchArgs>),
    /// List addresses of articles: from feeds, sitemaps and pages
    Links(Box<LinksArgs>),
    /// Show every block of a page: kept or cut, by which rule and why
    Explain(Box<ExplainArgs>),
    /// Score the extractor on a folder of labelled pages
    Eval(EvalArgs),
    /// Check and test rules for sites, those that --rules reads
    Rules(RulesArgs),
    /// Print shell completions or the manual page
    Generate(GenerateArgs),
}

#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Folder of the corpus: SYSTEM/PAGE.html, .md and .json
    #[arg(value_name = "CORPUS", default_value = "corpus")]
    pub corpus: PathBuf,
    /// Write the scores to scores.csv in the corpus, for the gate to compare with
    #[arg(long)]
    pub update: bool,
    /// Say only which pages differ from scores.csv
    #[arg(long, conflicts_with = "update")]
    pub changes: bool,
    #[command(flatten)]
    pub talk: TalkArgs,
}

const TEXT_EXAMPLES: &str = "\
Examples:
  cleancopy text story.txt                          the story without what stands around it
  cleancopy text scraped/ -o clean/                 every *.txt of a folder, a file each
  cleancopy text rows.jsonl -o clean.jsonl          the field 'text' of each row; the others stay as written
  cleancopy text rows.jsonl --field body            another field
  cleancopy text story.txt --explain                which lines go, by which rule and why
  pbpaste | cleancopy text --diff                   the whole text, with what goes marked

A text that shows no frame of a page (menus, accounts, networks, small print) loses only what the rules are
certain of. One that does is weighed line by line. Over several texts, lines that repeat on many of them go too;
each input is then read twice.";

#[derive(Debug, Args)]
#[command(after_help = TEXT_EXAMPLES)]
pub struct TextArgs {
    /// Files of text or of JSON rows (.jsonl, .ndjson), gzipped or not, folders, or - for standard input
    ///
    /// Folders are read with everything under them: *.txt, *.text, *.jsonl and *.ndjson, also with .gz, sorted by path. Without inputs,
    /// standard input is read.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,
    /// Write to a file, whole or not at all; or one file per input into a folder (an existing one, or a path ending in /)
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// The inputs are rows of JSON: clean this field and leave the others as they are [default for .jsonl: text]
    #[arg(long, value_name = "NAME")]
    pub field: Option<String>,
    /// Cut lines that repeat on many texts of the run; standard input is read once, so it cannot be counted first
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub repeats: RepeatsArg,
    /// Show the lines that go, with rule and reason, instead of the text
    #[arg(long, conflicts_with = "diff")]
    pub explain: bool,
    /// Show the whole text with what goes marked
    #[arg(long)]
    pub diff: bool,
    /// When in doubt, rather lose a line of the story than keep one of the site: a line needs a score of 0.75
    #[arg(long, conflicts_with = "recall")]
    pub precision: bool,
    /// When in doubt, rather keep a line of the site than lose one of the story: half the usual score is enough
    #[arg(long)]
    pub recall: bool,
    /// Largest file of text or row read, in bytes after decompression
    #[arg(long, value_name = "N", default_value_t = MAX_PAGE_BYTES)]
    pub max_bytes: usize,
    /// Texts worked on at a time [default: one per processor core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub talk: TalkArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RepeatsArg {
    /// Where there are several texts and none of them is standard input
    Auto,
    On,
    Off,
}

#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// URLs, files (.html, .htm, .xhtml, gzipped or not), folders, quoted patterns, or - for standard input
    ///
    /// Folders are read with everything under them: *.html, *.htm and *.xhtml, also with .gz or .zst, sorted by path. Without
    /// inputs, standard input is read.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,
    /// Also fetch the addresses in this file, one a line, or - for standard input; each once, # opens a comment
    #[arg(long, value_name = "FILE")]
    pub url_list: Option<PathBuf>,
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(flatten)]
    pub find: FindArgs,
    #[command(flatten)]
    pub read: ReadArgs,
    /// Pages worked on at a time [default: one per processor core; 16 where addresses are fetched]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub talk: TalkArgs,
}

/// What is written, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Shape of the output [default: text]
    #[arg(short, long, value_name = "FORMAT")]
    pub format: Option<FormatArg>,
    /// Write to a file, whole or not at all; or one file per input into a folder (an existing one, or a path ending in /)
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Print one field instead of the article, a value per line: title, authors, published, date, ... text
    #[arg(short, long, value_name = "NAME", conflicts_with_all = ["format", "with_metadata", "frontmatter"])]
    pub property: Option<String>,
    /// Open with title, author, date, site and address
    #[arg(long)]
    pub with_metadata: bool,
    /// Markdown that opens with the fields as YAML
    #[arg(long)]
    pub frontmatter: bool,
    /// Keep the targets of links
    #[arg(long)]
    pub links: bool,
    /// Show images and captions
    #[arg(long)]
    pub images: bool,
    /// Leave out data tables
    #[arg(long)]
    pub no_tables: bool,
    /// Show reader comments after the story
    #[arg(long)]
    pub comments: bool,
    /// Leave out pages whose text is less likely to be good than this, 0 to 1 (see "quality" in JSON output)
    #[arg(long, value_name = "Q", value_parser = share)]
    pub min_quality: Option<f32>,
    /// Leave out pages in other languages, by their text or else by what they declare: en,de (may be repeated)
    #[arg(long, value_name = "LANG", value_delimiter = ',', value_parser = language)]
    pub target_language: Vec<String>,
}

/// What counts as the article.
#[derive(Debug, Args)]
#[command(next_help_heading = "Extraction")]
pub struct FindArgs {
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
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub struct TalkArgs {
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

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A URL, a file, or - for standard input
    #[arg(value_name = "INPUT")]
    pub input: OsString,
    /// Show only the blocks that contain this text
    #[arg(long = "find", value_name = "TEXT")]
    pub find_text: Option<String>,
    /// Shape of the report
    #[arg(short, long, default_value = "text")]
    pub format: ReportArg,
    /// Write a page to read in a browser instead: the whole text, coloured by what was kept and cut
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    #[command(flatten)]
    pub find: FindArgs,
    #[command(flatten)]
    pub read: ReadArgs,
    #[command(flatten)]
    pub talk: TalkArgs,
}

#[derive(Debug, Args)]
pub struct GenerateArgs {
    #[command(subcommand)]
    pub what: GenerateWhat,
}

#[derive(Debug, Subcommand)]
pub enum GenerateWhat {
    /// Completions for a shell
    Completions {
        /// The shell they are for
        shell: clap_complete::Shell,
    },
    /// The manual page, in roff
    Man,
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

impl OutputArgs {
    /// The library's options, without the identity of an input.
    pub fn to_options(&self) -> WriteOptions {
        WriteOptions {
            links: self.links,
            images: self.images,
            tables: !self.no_tables,
            comments: self.comments,
            metadata: self.with_metadata || self.frontmatter,
            ..WriteOptions::default()
        }
    }
}

impl FindArgs {
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
        Options {
            max_page_bytes,
            focus,
            keep: self.keep.clone(),
            prune: self.prune.clone(),
            filters: self.filters(),
            rules: self.rules.clone(),
            extend: self.extend.clone(),
            schema: self.schema,
            ..Options::default()
        }
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
