//! Applies a site rule to a page: finds elements for segmentation and values for metadata.

use std::borrow::Cow;
use std::sync::Arc;

use html5ever::{LocalName, local_name};
use scraper::Selector;
use url::Url;

use super::arena::{NodeId, NodeKind, ROOT, Tree};
use super::document::Document;
use super::select::select;
use super::site_findings::{SiteFindings, SiteValue};
use super::tag::Tag;
use super::xpath::{Answer, Evaluator, Item, TooCostly};
use crate::article::Warning;
use crate::block::{SiteDirective, SiteVerdict};
use crate::error::Error;
use crate::site_rules::{Directive, Finder, Key, RuleLine, SiteRule, SiteRules};

/// Values of one rule line that are read: an author line that matches a thousand elements is a
/// mistake.
const MAX_VALUES: usize = 100;
/// Bytes of the longest value.
const MAX_VALUE: usize = 4_000;

/// The findings of the site rule for this page; `None` if there is no rule. `url` is the page's
/// address; without it, the address that the page declares is used.
///
/// # Errors
///
/// [`ErrorKind::BadRules`](crate::ErrorKind::BadRules) naming file and line, if the rule for the
/// host is unusable.
pub(crate) fn apply_site_rule(
    document: &Document,
    url: Option<&Url>,
    rules: &SiteRules,
) -> Result<Option<SiteFindings>, Error> {
    let declared = if url.is_none() { declared_url(&document.tree) } else { None };
    let rule = match url.or(declared.as_ref()).and_then(Url::host_str) {
        Some(host) => rules.rule_for(host)?,
        None => None,
    };
    Ok(rule.map(|rule| findings_of(document, rule, document.base.as_ref().or(declared.as_ref()))))
}

/// The address that the page declares as its own.
fn declared_url(tree: &Tree) -> Option<Url> {
    let attr = |id: NodeId, name: LocalName| tree.attr(id, &name).map(str::trim);
    let is = |id: NodeId, name: LocalName, wanted: &str| {
        attr(id, name).is_some_and(|v| v.eq_ignore_ascii_case(wanted))
    };
    let declared = |id: NodeId| match tree.tag(id) {
        Tag::Link if is(id, local_name!("rel"), "canonical") => attr(id, local_name!("href")),
        Tag::Meta if is(id, local_name!("property"), "og:url") => attr(id, local_name!("content")),
        _ => None,
    };
    let urls = tree
        .descendants(ROOT)
        .filter_map(|id| Some((tree.tag(id), Url::parse(declared(id)?).ok()?)))
        .take(4);
    // The canonical link exists for this purpose; `og:url` is the address to share.
    urls.min_by_key(|(tag, _)| *tag != Tag::Link).map(|(_, url)| url)
}

/// Applies one rule; links resolve against `base`.
fn findings_of(document: &Document, rule: &SiteRule, base: Option<&Url>) -> SiteFindings {
    let mut run = SiteRuleRun {
        document,
        base,
        evaluator: Evaluator::new(&document.tree),
        findings: SiteFindings::default(),
        is_costly: false,
    };
    for directive in &rule.directives {
        run.apply(directive);
    }
    let SiteRuleRun { mut findings, is_costly, .. } = run;
    if is_costly {
        findings.warnings.push(Warning::SiteRuleTooCostly);
    }
    let body = rule.directives.iter().rfind(|d| d.key == Key::Body);
    if let Some(body) = body.filter(|_| !findings.has_body) {
        if !rule.falls_back_to_classifier {
            findings.elsewhere =
                Some(SiteDirective { verdict: SiteVerdict::Outside, line: Arc::clone(&body.at) });
            findings.has_body = true;
        }
        findings.warnings.push(Warning::SiteRuleFoundNoBody { rule: body.at.place.clone() });
    }
    findings
}

struct SiteRuleRun<'t> {
    document: &'t Document<'t>,
    base: Option<&'t Url>,
    evaluator: Evaluator<'t>,
    findings: SiteFindings,
    is_costly: bool,
}

impl<'t> SiteRuleRun<'t> {
    /// Applies one line. If several lines are for the text or for one field, the first that finds
    /// something wins.
    fn apply(&mut self, directive: &'t Directive) {
        let answer = self.evaluate(&directive.finder).unwrap_or_else(|TooCostly| {
            self.is_costly = true;
            Answer::Items(Vec::new())
        });
        let at = &directive.at;
        let found = match (directive.key, answer) {
            (Key::Body, Answer::Items(items)) => self.mark_body(&items, at),
            (Key::Strip | Key::StripIdOrClass | Key::StripImageSrc, Answer::Items(items)) => {
                self.mark_elements(&items, SiteVerdict::Strip, at)
            }
            // These keys need elements; a text value has none.
            (
                Key::Body | Key::Strip | Key::StripIdOrClass | Key::StripImageSrc,
                Answer::Text(_),
            ) => 0,
            (key, answer) => self.collect_values(key, answer, at),
        };
        self.findings.uses.push((Arc::clone(at), found));
    }

    fn evaluate(&mut self, finder: &'t Finder) -> Result<Answer, TooCostly> {
        let tree = &self.document.tree;
        let elements = |passes: &dyn Fn(NodeId) -> bool| {
            let ids = tree
                .descendants(ROOT)
                .filter(|id| tree.node(*id).kind == NodeKind::Element && passes(*id));
            Answer::Items(ids.map(Item::Node).collect())
        };
        let has = |id: NodeId, name: LocalName, part: &str| {
            tree.attr(id, &name).is_some_and(|v| v.contains(part))
        };
        Ok(match finder {
            Finder::XPath(expr) => self.evaluator.evaluate(expr)?,
            Finder::Css(selector) => select_css(tree, selector),
            // Parts of words match, as in other readers of the format; rule files rely on it.
            Finder::IdOrClass(part) => elements(&|id| {
                has(id, local_name!("class"), part) || has(id, local_name!("id"), part)
            }),
            Finder::ImageSource(part) => {
                elements(&|id| tree.tag(id) == Tag::Img && has(id, local_name!("src"), part))
            }
        })
    }

    /// Marks the elements of the text, if they contain text and no earlier line has found any.
    fn mark_body(&mut self, items: &[Item], at: &Arc<RuleLine>) -> usize {
        let tree = &self.document.tree;
        let has_text = |id: NodeId| {
            tree.descendants(id).chain([id]).any(|n| !tree.text_of(n).trim().is_empty())
        };
        if !items.iter().filter_map(|i| element_of(tree, *i)).any(has_text) {
            return 0;
        }
        if self.findings.has_body {
            return items.len();
        }
        self.findings.has_body = true;
        self.findings.elsewhere =
            Some(SiteDirective { verdict: SiteVerdict::Outside, line: Arc::clone(at) });
        self.mark_elements(items, SiteVerdict::Body, at)
    }

    fn mark_elements(&mut self, items: &[Item], verdict: SiteVerdict, at: &Arc<RuleLine>) -> usize {
        let tree = &self.document.tree;
        // A text node is removed alone, without its siblings.
        let text = |item: Item| match item {
            Item::Node(id)
                if tree.node(id).kind == NodeKind::Text && verdict == SiteVerdict::Strip =>
            {
                Some(id)
            }
            _ => None,
        };
        for id in items.iter().filter_map(|i| text(*i).or_else(|| element_of(tree, *i))) {
            // Stripping wins, even over an element that was named as the text.
            if verdict == SiteVerdict::Strip || !self.findings.words.contains_key(&id) {
                self.findings.words.insert(id, SiteDirective { verdict, line: Arc::clone(at) });
            }
        }
        items.len()
    }

    /// Stores the values of a field.
    fn collect_values(&mut self, key: Key, answer: Answer, at: &Arc<RuleLine>) -> usize {
        let texts: Vec<String> = match answer {
            Answer::Text(text) => vec![text],
            Answer::Items(items) => {
                items.into_iter().take(MAX_VALUES).map(|item| self.value_of(key, item)).collect()
            }
        };
        let texts: Vec<String> =
            texts.into_iter().filter(|t| !t.trim().is_empty() && t.len() <= MAX_VALUE).collect();
        let found = texts.len();
        let findings = &mut self.findings;
        let list = match key {
            Key::Title => &mut findings.title,
            Key::Author => &mut findings.authors,
            Key::Date => &mut findings.dates,
            _ => {
                let base = self.base;
                let absolute = |t: &String| {
                    base.map_or_else(|| Url::parse(t.trim()), |b| b.join(t.trim())).ok()
                };
                let urls: Vec<String> = texts
                    .iter()
                    .filter_map(absolute)
                    .filter(|u| matches!(u.scheme(), "http" | "https"))
                    .map(String::from)
                    .collect();
                if !urls.is_empty() && findings.links.iter().all(|(name, _)| *name != key.name()) {
                    findings.links.push((key.name(), urls));
                }
                return found;
            }
        };
        if list.is_empty() {
            list.extend(texts.into_iter().map(|text| SiteValue { text, at: Arc::clone(at) }));
        }
        found
    }

    /// The value of an element: its data attribute for this key, else its text.
    fn value_of(&mut self, key: Key, item: Item) -> String {
        let tree = &self.document.tree;
        let declared = match item {
            Item::Attribute(..) => None,
            Item::Node(id) => {
                let name = match (key, tree.tag(id)) {
                    (_, Tag::Meta) => Some(local_name!("content")),
                    (Key::SinglePageLink | Key::NextPageLink, _) => Some(local_name!("href")),
                    (Key::Date, _) => Some(local_name!("datetime")),
                    _ => None,
                };
                name.and_then(|name| tree.attr(id, &name))
            }
        };
        let text =
            declared.map_or_else(|| self.evaluator.text_of(item), |text| Ok(Cow::Borrowed(text)));
        text.map(Cow::into_owned).unwrap_or_default()
    }
}

fn select_css(tree: &Tree, selector: &Selector) -> Answer {
    Answer::Items(select(tree, selector).into_iter().map(Item::Node).collect())
}

/// The element of an item, or the parent of a text; `None` for an attribute, which is not shown.
fn element_of(tree: &Tree, item: Item) -> Option<NodeId> {
    match item {
        Item::Attribute(..) | Item::Node(ROOT) => None,
        Item::Node(id) if tree.node(id).kind == NodeKind::Element => Some(id),
        Item::Node(id) => Some(tree.node(id).parent),
    }
}
