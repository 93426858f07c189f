//! The findings of a site rule on a page.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::arena::NodeId;
use crate::article::Warning;
use crate::block::SiteDirective;
use crate::site_rules::RuleLine;

/// The findings of a rule.
#[derive(Debug, Default)]
pub(crate) struct SiteFindings {
    /// The verdicts on elements.
    pub(crate) words: FxHashMap<NodeId, SiteDirective>,
    /// The verdict on all other elements: cut, if the rule locates the text.
    pub(crate) elsewhere: Option<SiteDirective>,
    /// Whether the rule found the text.
    pub(crate) has_body: bool,
    pub(crate) title: Vec<SiteValue>,
    pub(crate) authors: Vec<SiteValue>,
    pub(crate) dates: Vec<SiteValue>,
    /// Addresses by key name.
    pub(crate) links: Vec<(&'static str, Vec<String>)>,
    /// Each line with its number of matches.
    pub(crate) uses: Vec<(Arc<RuleLine>, usize)>,
    pub(crate) warnings: Vec<Warning>,
}

/// A value that a line found.
#[derive(Debug, Clone)]
pub(crate) struct SiteValue {
    pub(crate) text: String,
    pub(crate) at: Arc<RuleLine>,
}
