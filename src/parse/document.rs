//! A parsed page: its tree, class marks and limits.

use html5ever::local_name;
use url::Url;

use super::arena::{ROOT, Tree};
use super::build::LimitsHit;
use super::class_marks::ClassMarks;
use super::site_findings::SiteFindings;
use super::tag::Tag;
use crate::article::Warning;
use crate::rules::builtin;

/// A parsed page: the tree, the base address of its links, and the limits that it exceeded.
#[derive(Debug)]
pub(crate) struct Document<'p> {
    pub(crate) tree: Tree<'p>,
    /// The class marks of its elements.
    pub(crate) class_marks: ClassMarks,
    pub(crate) base: Option<Url>,
    /// The host of the page's address, for filter rules.
    pub(crate) host: Option<String>,
    /// The findings of the site rule; `None` if the site has no rule.
    pub(crate) site_findings: Option<SiteFindings>,
    limits: LimitsHit,
}

impl<'p> Document<'p> {
    pub(super) fn new(tree: Tree<'p>, limits: LimitsHit, url: Option<&Url>) -> Self {
        let base = base_of(&tree, url);
        let host = url.and_then(Url::host_str).map(str::to_owned);
        let class_marks = ClassMarks::new(&tree, builtin());
        Self { tree, class_marks, base, host, site_findings: None, limits }
    }

    /// The tree, the base address of links, and the findings of the site rule.
    pub(crate) fn into_parts(self) -> (Tree<'p>, Option<Url>, Option<SiteFindings>) {
        (self.tree, self.base, self.site_findings)
    }

    /// Warnings about content that was left out.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let LimitsHit { too_deep, too_many_nodes, too_many_attributes } = self.limits;
        [
            (too_deep, Warning::TooDeep),
            (too_many_nodes, Warning::TooManyNodes),
            (too_many_attributes, Warning::TooManyAttributes),
        ]
        .into_iter()
        .filter_map(|(is, warning)| is.then_some(warning))
        .chain(self.site_findings.iter().flat_map(|r| r.warnings.clone()))
        .collect()
    }
}

/// `<base href>` resolved against the page's address, or the address itself.
fn base_of(tree: &Tree, url: Option<&Url>) -> Option<Url> {
    let element = tree
        .descendants(ROOT)
        .take_while(|&id| tree.tag(id) != Tag::Body)
        .find(|&id| tree.tag(id) == Tag::Base);
    let href = element.and_then(|id| tree.attr(id, &local_name!("href"))).map(str::trim);
    let stated = href.and_then(|h| url.map_or_else(|| Url::parse(h).ok(), |u| u.join(h).ok()));
    stated.filter(|u| matches!(u.scheme(), "http" | "https")).or_else(|| url.cloned())
}
