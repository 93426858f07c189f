//! Every knob of the extractor, its unit, its default and its reason.
//!
//! Nothing here is about output: how an article is written is [`WriteOptions`](crate::WriteOptions), and no option there
//! changes which text is found.

use std::sync::Arc;

use scraper::Selector;

use crate::error::{Error, ErrorKind};
use crate::filter_list::FilterList;
use crate::site_rules::SiteRules;

/// The largest page read by default: 64 MiB, three times the largest real page seen.
pub const MAX_PAGE_BYTES: usize = 64 << 20;
/// The deepest nesting kept: 512, as in browsers. Deeper elements are flattened into their ancestor at the limit.
pub const MAX_DEPTH: u32 = 512;
/// The most nodes kept of one page: 2 million (64 MiB of nodes); the largest real page seen has 35,000.
pub const MAX_NODES: u32 = 2_000_000;
/// The most attributes kept of one tag; those of formatting elements are compared and copied again and again.
pub const MAX_TAG_ATTRIBUTES: usize = 1_000;

/// What the extractor may be told.
#[derive(Debug, Clone)]
pub struct Options {
    /// Bytes above which a page is refused. Default [`MAX_PAGE_BYTES`].
    pub max_page_bytes: usize,
    /// Depth above which elements are flattened. Default [`MAX_DEPTH`].
    pub max_depth: u32,
    /// Nodes after which the rest of the page is left out, with a warning. Default [`MAX_NODES`].
    pub max_nodes: u32,
    /// Which mistake to avoid when in doubt. Default [`Focus::Balanced`].
    pub focus: Focus,
    /// Say of each weighed block which evidence weighed most. Costs time and changes nothing else. Default off.
    pub explain: bool,
    /// Also give the page's JSON-LD as it states it. Costs memory and changes nothing else. Default off.
    pub schema: bool,
    /// Elements whose text is kept whatever the judge says.
    pub keep: Vec<UserSelector>,
    /// Elements whose text is cut whatever the judge says; stronger than `keep`.
    pub prune: Vec<UserSelector>,
    /// Element-hiding rules; what they match is cut, unless it is to be kept. Default none.
    pub filters: Option<Arc<FilterList>>,
    /// Rules for sites: where the text and the fields stand on the pages of a host. They go before the judge. Default none.
    pub rules: Option<Arc<SiteRules>>,
    /// Extra fields: a name and the elements whose text is its values.
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

/// Which mistake to avoid when a block is in doubt. It moves one threshold and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// Boilerplate kept and copy lost weigh the same.
    #[default]
    Balanced,
    /// Rather lose a line of the story than keep one of the site.
    Precision,
    /// Rather keep a line of the site than lose one of the story.
    Recall,
}

/// A CSS selector given by a user, in `scraper`'s dialect, with its source for messages and reports.
#[derive(Debug, Clone)]
pub struct UserSelector {
    pub(crate) source: String,
    pub(crate) selector: Selector,
}

impl UserSelector {
    /// The selector as the user wrote it.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Parses one selector (a comma-separated group counts as one).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadSelector`] naming the selector.
    pub fn parse(source: &str) -> Result<Self, Error> {
        match Selector::parse(source) {
            Ok(selector) => Ok(Self { source: source.to_owned(), selector }),
            Err(e) => Err(Error::new(ErrorKind::BadSelector).on(source).because(e.to_string())),
        }
    }
}
