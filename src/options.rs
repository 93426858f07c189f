//! Options of the extractor, each with unit, default and reason.
//!
//! Options of the output are in [`WriteOptions`](crate::WriteOptions). None of those changes which
//! text is found.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use scraper::Selector;

use crate::error::{Error, ErrorKind};
use crate::filter_list::FilterList;
use crate::named_enum::named_enum;
use crate::setters::setters;
use crate::site_rules::SiteRules;

/// The default limit for the size of a page: 64 MiB, three times the largest real page seen.
pub const MAX_PAGE_BYTES: usize = 64 << 20;
/// The default limit for nesting: 512, as in browsers. Deeper elements become children of their
/// ancestor at the limit.
pub const MAX_DEPTH: u32 = 512;
/// The default limit for nodes of one page: 2 million (64 MiB of nodes). The largest real page seen
/// has 35,000.
pub const MAX_NODES: u32 = 2_000_000;
/// The limit for blocks of one page: 100,000. The classifier reads over a hundred numbers for each
/// block, so a page with a million of them would cost seconds and a gigabyte. The largest real page
/// seen has fewer nodes than that.
pub const MAX_BLOCKS: usize = 100_000;
/// The limit for attributes of one tag. The tree builder compares and copies the attributes of
/// formatting elements again and again.
pub const MAX_TAG_ATTRIBUTES: usize = 1_000;

/// Options of the extractor.
///
/// ```
/// use cleancopy::{Focus, Options};
///
/// let options = Options::default().with_focus(Focus::Precision).with_explain(true);
/// assert_eq!(options.max_depth, 512);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Bytes above which a page is refused. Default [`MAX_PAGE_BYTES`].
    pub max_page_bytes: usize,
    /// Depth above which elements are flattened. Default [`MAX_DEPTH`].
    pub max_depth: u32,
    /// Nodes after which the rest of the page is left out, with a warning. Default [`MAX_NODES`].
    pub max_nodes: u32,
    /// The mistake to avoid when in doubt. Default [`Focus::Balanced`].
    pub focus: Focus,
    /// Whether to record the evidence for each score and the candidates for each field. Costs time
    /// and changes nothing else. Default `false`.
    pub explain: bool,
    /// Whether to return the page's JSON-LD. Costs memory and changes nothing else. Default
    /// `false`.
    pub schema: bool,
    /// Elements whose text is kept, whatever the classifier decides. Default none.
    pub keep: Vec<UserSelector>,
    /// Elements whose text is cut, whatever the classifier decides; stronger than `keep`. Default
    /// none.
    pub prune: Vec<UserSelector>,
    /// Element-hiding rules: elements that they match are cut, unless `keep` matches too. Default
    /// none.
    pub filters: Option<Arc<FilterList>>,
    /// Site rules, which tell where text and fields are on the pages of a host. They take
    /// precedence over the classifier. Default none.
    pub rules: Option<Arc<SiteRules>>,
    /// Extra fields: a name, and the elements whose text is its values. Default none.
    pub extend: Vec<(String, UserSelector)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_page_bytes: MAX_PAGE_BYTES,
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            focus: Focus::Balanced,
            explain: false,
            schema: false,
            keep: Vec::new(),
            prune: Vec::new(),
            filters: None,
            rules: None,
            extend: Vec::new(),
        }
    }
}

impl Options {
    setters! {
        with_max_page_bytes: max_page_bytes, usize;
        with_max_depth: max_depth, u32;
        with_max_nodes: max_nodes, u32;
        with_focus: focus, Focus;
        with_explain: explain, bool;
        with_schema: schema, bool;
        with_keep: keep, Vec<UserSelector>;
        with_prune: prune, Vec<UserSelector>;
        with_filters: filters, Option<Arc<FilterList>>;
        with_rules: rules, Option<Arc<SiteRules>>;
        with_extend: extend, Vec<(String, UserSelector)>;
    }
}

named_enum! {
    /// The mistake to avoid when a block is in doubt. It moves one threshold and changes nothing
    /// else.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    Focus {
        /// Boilerplate that is kept and text that is lost count the same.
        #[default]
        Balanced => "balanced",
        /// Losing a line of the story is better than keeping a line of the site.
        Precision => "precision",
        /// Keeping a line of the site is better than losing a line of the story.
        Recall => "recall",
    }
}

/// A CSS selector from a user, in the dialect of `scraper`, with its source for messages and
/// reports.
#[derive(Debug, Clone)]
pub struct UserSelector {
    pub(crate) source: String,
    pub(crate) selector: Selector,
    /// Whether it matched on any page; copies share it.
    matched: Arc<AtomicBool>,
}

impl UserSelector {
    /// The selector as the user wrote it.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the selector, or a copy of it, matched an element on any page so far.
    #[must_use]
    pub fn has_matched(&self) -> bool {
        self.matched.load(Ordering::Relaxed)
    }

    /// Notes that the selector matched.
    pub(crate) fn note_match(&self) {
        self.matched.store(true, Ordering::Relaxed);
    }

    /// Parses one selector (a comma-separated group counts as one).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadSelector`] naming the selector.
    pub fn parse(source: &str) -> Result<Self, Error> {
        match Selector::parse(source) {
            Ok(selector) => {
                Ok(Self { source: source.to_owned(), selector, matched: Arc::default() })
            }
            Err(e) => Err(Error::new(ErrorKind::BadSelector).on(source).because(e.to_string())),
        }
    }
}
