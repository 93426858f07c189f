//! The findings of a site rule on a page.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::arena::NodeId;
use crate::article::Warning;
use crate::block::SiteWord;
use crate::site_rules::RuleLine;

/// What a rule found.
#[derive(Debug, Default)]
pub(crate) struct SiteFindings {
    /// What it says of elements.
    pub(crate) words: FxHashMap<NodeId, SiteWord>,
    /// What holds of everything else: cut, where the rule says where the text is.
    pub(crate) elsewhere: Option<SiteWord>,
    /// Whether it found the text.
    pub(crate) has_body: bool,
    pub(crate) title: Vec<SiteValue>,
    pub(crate) authors: Vec<SiteValue>,
    pub(crate) dates: Vec<SiteValue>,
    /// Addresses by the name of their key.
    pub(crate) links: Vec<(&'static str, Vec<String>)>,
    /// Each line with how much it found.
    pub(crate) uses: Vec<(Arc<RuleLine>, usize)>,
    pub(crate) warnings: Vec<Warning>,
}

/// A text that a line found.
#[derive(Debug, Clone)]
pub(crate) struct SiteValue {
    pub(crate) text: String,
    pub(crate) at: Arc<RuleLine>,
}
