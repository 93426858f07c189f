//! Matches user selectors on our tree, with scraper's parser and dialect.

use html5ever::{LocalName, Namespace, local_name, ns};
use scraper::Selector;
pub(super) use scraper::selector::Simple;
use scraper::selector::{CssLocalName, CssString, NonTSPseudoClass, Parser, PseudoElement};
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::context::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode,
    SelectorCaches,
};
use selectors::matching::{ElementSelectorFlags, matches_selector};
use selectors::parser::{ParseRelative, SelectorList};
use selectors::{Element, OpaqueElement};

use super::arena::{NONE, NodeId, NodeKind, ROOT, Tree};

/// Every element of the tree that `selector` matches, in document order.
///
/// `scraper` does not expose its parsed selectors, so its parser runs again here on the serialised
/// selector, once for each selector and page.
pub(crate) fn select(tree: &Tree, selector: &Selector) -> Vec<NodeId> {
    use cssparser::ToCss as _;
    let source = selector.to_css_string();
    let Some(list) = parse_selector(&source) else { return Vec::new() };
    let mut caches = SelectorCaches::default();
    let mut context = matching_context(&mut caches);
    let mut found = Vec::new();
    for id in tree.descendants(ROOT).filter(|&id| tree.node(id).kind == NodeKind::Element) {
        let element = SelectorElement { tree, id };
        if list.slice().iter().any(|s| matches_selector(s, 0, None, &element, &mut context)) {
            found.push(id);
        }
    }
    found
}

/// Parses a selector; `None` if it is invalid.
pub(super) fn parse_selector(source: &str) -> Option<SelectorList<Simple>> {
    SelectorList::parse(&Parser, &mut cssparser::Parser::new(source), ParseRelative::No).ok()
}

/// Whether a selector matches an element.
pub(super) fn element_matches(tree: &Tree, id: NodeId, list: &SelectorList<Simple>) -> bool {
    let mut caches = SelectorCaches::default();
    let mut context = matching_context(&mut caches);
    list.slice()
        .iter()
        .any(|s| matches_selector(s, 0, None, &SelectorElement { tree, id }, &mut context))
}

/// The matching context everywhere: as in a standards-mode page, without a scope.
fn matching_context(caches: &mut SelectorCaches) -> MatchingContext<'_, Simple> {
    MatchingContext::new(
        MatchingMode::Normal,
        None,
        caches,
        QuirksMode::NoQuirks,
        NeedsSelectorFlags::No,
        MatchingForInvalidation::No,
    )
}

/// An element of the tree, as the `selectors` crate needs it.
#[derive(Clone, Debug)]
struct SelectorElement<'t> {
    tree: &'t Tree<'t>,
    id: NodeId,
}

impl SelectorElement<'_> {
    fn element_at(&self, id: NodeId) -> Option<Self> {
        (id != NONE && self.tree.node(id).kind == NodeKind::Element)
            .then_some(Self { tree: self.tree, id })
    }

    fn step(&self, next: impl Fn(NodeId) -> NodeId) -> Option<Self> {
        let mut id = next(self.id);
        while id != NONE && self.tree.node(id).kind != NodeKind::Element {
            id = next(id);
        }
        self.element_at(id)
    }

    fn name(&self) -> &(Namespace, LocalName) {
        let index = self.tree.node(self.id).name as usize;
        self.tree.names().get(index).unwrap_or(&self.tree.names()[0])
    }
}

impl Element for SelectorElement<'_> {
    type Impl = Simple;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(self.tree.node(self.id))
    }
    fn parent_element(&self) -> Option<Self> {
        self.element_at(self.tree.node(self.id).parent)
    }
    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }
    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }
    fn is_pseudo_element(&self) -> bool {
        false
    }
    fn prev_sibling_element(&self) -> Option<Self> {
        self.step(|id| self.tree.previous(id))
    }
    fn next_sibling_element(&self) -> Option<Self> {
        self.step(|id| self.tree.node(id).next)
    }
    fn first_element_child(&self) -> Option<Self> {
        self.tree.children(self.id).find_map(|id| self.element_at(id))
    }
    fn is_html_element_in_html_document(&self) -> bool {
        self.name().0 == ns!(html)
    }
    fn has_local_name(&self, name: &CssLocalName) -> bool {
        self.name().1 == name.0
    }
    fn has_namespace(&self, namespace: &Namespace) -> bool {
        self.name().0 == *namespace
    }
    fn is_same_type(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
    fn attr_matches(
        &self,
        ns: &NamespaceConstraint<&Namespace>,
        name: &CssLocalName,
        operation: &AttrSelectorOperation<&CssString>,
    ) -> bool {
        // Attributes with a namespace (xlink, xml) are stored under their local name only.
        !matches!(*ns, NamespaceConstraint::Specific(url) if *url != ns!())
            && self.tree.attr(self.id, &name.0).is_some_and(|value| operation.eval_str(value))
    }
    fn match_non_ts_pseudo_class(
        &self,
        _class: &NonTSPseudoClass,
        _context: &mut MatchingContext<'_, Simple>,
    ) -> bool {
        false
    }
    fn match_pseudo_element(
        &self,
        _element: &PseudoElement,
        _context: &mut MatchingContext<Simple>,
    ) -> bool {
        false
    }
    fn apply_selector_flags(&self, _flags: ElementSelectorFlags) {}
    fn is_link(&self) -> bool {
        self.name().1 == local_name!("link")
    }
    fn is_html_slot_element(&self) -> bool {
        true
    }
    fn has_id(&self, id: &CssLocalName, case: CaseSensitivity) -> bool {
        self.tree
            .attr(self.id, &local_name!("id"))
            .is_some_and(|value| case.eq(id.0.as_bytes(), value.as_bytes()))
    }
    fn has_class(&self, name: &CssLocalName, case: CaseSensitivity) -> bool {
        let class = self.tree.attr(self.id, &local_name!("class")).unwrap_or_default();
        class.split_ascii_whitespace().any(|c| case.eq(name.0.as_bytes(), c.as_bytes()))
    }
    fn has_custom_state(&self, _name: &CssLocalName) -> bool {
        false
    }
    fn imported_part(&self, _name: &CssLocalName) -> Option<CssLocalName> {
        None
    }
    fn is_part(&self, _name: &CssLocalName) -> bool {
        false
    }
    fn is_empty(&self) -> bool {
        self.tree.children(self.id).all(|id| self.tree.node(id).kind == NodeKind::Comment)
    }
    fn is_root(&self) -> bool {
        self.tree.node(self.id).parent == ROOT
    }
    fn add_element_unique_hashes(&self, _filter: &mut BloomFilter) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    /// Compares the texts of the elements that both implementations match, in order.
    fn check(html: &str, selector: &str) {
        let parsed = Selector::parse(selector).expect("a selector");
        let document = super::super::parse(html, None, &Options::default());
        let ours: Vec<String> = select(&document.tree, &parsed)
            .into_iter()
            .map(|id| document.tree.inner_text(id))
            .collect();
        let theirs: Vec<String> = scraper::Html::parse_document(html)
            .select(&parsed)
            .map(|e| e.text().collect())
            .collect();
        assert_eq!(ours, theirs, "{selector}");
    }

    #[test]
    fn matches_what_scraper_matches() {
        let html = "<div id=a class='x y'><p>one</p><p lang=en>two <a href=/q>three</a></p>\
          <!-- c --><ul><li>4<li class=Y>5</ul></div><p>six";
        for selector in [
            "p",
            "#a > p",
            ".y p:nth-child(2)",
            "li:last-child",
            "[href^='/']",
            "p:not([lang])",
            "div ~ p",
            ":has(> a)",
            "ul, a",
            "*",
            "li:empty",
            ":root",
            ".Y",
        ] {
            check(html, selector);
        }
    }
}
