//! The elements of a page that a filter list hides.

use html5ever::{LocalName, local_name};
use rustc_hash::FxHashMap;
use selectors::parser::SelectorList;

use super::arena::{NodeId, NodeKind, ROOT, Tree};
use super::select::{Simple, element_matches, parse_selector};
use crate::filter_list::{AttributeTest, FilterList, FilterRule, Matcher};

/// Every element that a rule of the list matches on a page of this host, in document order.
///
/// Rules are indexed by an id, class, tag or attribute; only rules whose key the element has are
/// tested.
pub(crate) fn elements_hidden_by(
    tree: &Tree,
    list: &FilterList,
    host: Option<&str>,
) -> Vec<NodeId> {
    let mut filter = FilterMatcher { tree, list, host, parsed: FxHashMap::default() };
    tree.descendants(ROOT)
        .filter(|&id| tree.node(id).kind == NodeKind::Element && filter.hides(id))
        .collect()
}

struct FilterMatcher<'t> {
    tree: &'t Tree<'t>,
    list: &'t FilterList,
    host: Option<&'t str>,
    /// Selectors parsed for this page; `None` for one that does not parse.
    parsed: FxHashMap<u32, Option<SelectorList<Simple>>>,
}

impl<'t> FilterMatcher<'t> {
    fn hides(&mut self, id: NodeId) -> bool {
        let (tree, list) = (self.tree, self.list);
        let rules_for = |map: &'t FxHashMap<Box<str>, Vec<u32>>, key: &str| {
            map.get(key).map(Vec::as_slice).unwrap_or_default()
        };
        if self.any_rule_matches(rules_for(&list.by_tag, tree.element_name(id)), id)
            || self.any_rule_matches(&list.rest, id)
        {
            return true;
        }
        tree.attrs(id).iter().any(|attr| {
            let value = tree.value(attr);
            let by_value = match attr.name {
                local_name!("id") => self.any_rule_matches(rules_for(&list.by_id, value), id),
                local_name!("class") => value
                    .split_ascii_whitespace()
                    .any(|class| self.any_rule_matches(rules_for(&list.by_class, class), id)),
                _ => false,
            };
            by_value || self.any_rule_matches(rules_for(&list.by_attribute, &attr.name), id)
        })
    }

    fn any_rule_matches(&mut self, rules: &[u32], id: NodeId) -> bool {
        rules.iter().any(|&index| {
            let rule = &self.list.rules[index as usize];
            self.list.applies(rule, self.host) && self.matches(index, rule, id)
        })
    }

    fn matches(&mut self, index: u32, rule: &FilterRule, id: NodeId) -> bool {
        let tree = self.tree;
        match &rule.matcher {
            Matcher::Simple { tag, id: wanted, classes, attributes } => {
                let attr = |name: &LocalName| tree.attr(id, name);
                let has_class = |c: &str| {
                    attr(&local_name!("class"))
                        .is_some_and(|v| v.split_ascii_whitespace().any(|own| own == c))
                };
                tag.as_deref().is_none_or(|t| t == tree.element_name(id))
                    && wanted.as_deref().is_none_or(|w| attr(&local_name!("id")) == Some(w))
                    && classes.iter().all(|c| has_class(c))
                    && attributes.iter().all(|test| has_attribute(tree, id, test))
            }
            Matcher::Css => {
                let selector =
                    self.parsed.entry(index).or_insert_with(|| parse_selector(&rule.selector));
                selector.as_ref().is_some_and(|s| element_matches(tree, id, s))
            }
        }
    }
}

fn has_attribute(tree: &Tree, id: NodeId, (name, operator, wanted): &AttributeTest) -> bool {
    let found = tree.attrs(id).iter().find(|a| *a.name == **name).map(|a| tree.value(a));
    found.is_some_and(|value| match operator {
        b'=' => *value == **wanted,
        b'^' => value.starts_with(&**wanted),
        b'$' => value.ends_with(&**wanted),
        b'*' => value.contains(&**wanted),
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::elements_hidden_by;
    use crate::filter_list::FilterList;
    use crate::options::Options;
    use crate::parse::parse;

    fn check(rules: &str, host: Option<&str>, expected: &[&str]) {
        let html = "<div id=top class='ad wide'>one</div><section><p class=promo data-x=1>\
          two</p><p>three</p></section><aside id=ad-7>four</aside>";
        let mut list = FilterList::default();
        list.add(rules).expect("a list");
        let document = parse(html, None, &Options::default());
        let found: Vec<String> = elements_hidden_by(&document.tree, &list, host)
            .into_iter()
            .map(|id| document.tree.inner_text(id))
            .collect();
        assert_eq!(found, expected, "{rules}");
    }

    #[test]
    fn elements_are_found_by_every_kind_of_rule() {
        check("##.ad", None, &["one"]);
        check("##div.ad.wide", None, &["one"]);
        check("##p.ad", None, &[]);
        check("###top", None, &["one"]);
        check("##aside[id^=\"ad-\"]\n##[data-x]", None, &["two", "four"]);
        check(
            "##p[data-x=\"1\"].promo\n##div[class*='wid'][id$=\"op\"]\n##p[data-x=\"2\"]",
            None,
            &["one", "two"],
        );
        check("##section > .promo", None, &["two"]);
        check("##aside", None, &["four"]);
        check("##section > :not(.promo)", None, &["three"]);
        check("news.example##.ad\n##.promo\nnews.example#@#.promo", Some("news.example"), &["one"]);
    }
}
