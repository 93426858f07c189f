//! What the rule of a site finds on a page: elements for the walk, values for the fields.

use std::borrow::Cow;
use std::sync::Arc;

use html5ever::{LocalName, local_name};
use rustc_hash::FxHashMap;
use scraper::Selector;
use url::Url;

use super::Document;
use super::arena::{Kind, NodeId, ROOT, Tree};
use super::select::select;
use super::tag::Tag;
use super::xpath::{Answer, Evaluator, Item, TooCostly};
use crate::article::Warning;
use crate::block::{SiteVerdict, SiteWord};
use crate::error::Error;
use crate::site_rules::{Directive, Finder, Key, RuleLine, SiteRule, SiteRules};

/// Values of one line that are read: an author line that matches a thousand elements is a slip.
const MAX_VALUES: usize = 100;
/// Bytes of a value.
const MAX_VALUE: usize = 4_000;

/// What a rule found.
#[derive(Debug, Default)]
pub(crate) struct Ruled {
    /// What it says of elements.
    pub(crate) words: FxHashMap<NodeId, SiteWord>,
    /// What holds of everything else: cut, where the rule says where the text is.
    pub(crate) elsewhere: Option<SiteWord>,
    /// Whether it found the text.
    pub(crate) has_body: bool,
    pub(crate) title: Vec<Value>,
    pub(crate) authors: Vec<Value>,
    pub(crate) dates: Vec<Value>,
    /// Addresses by the name of their key.
    pub(crate) links: Vec<(&'static str, Vec<String>)>,
    /// Each line with how much it found.
    pub(crate) uses: Vec<(Arc<RuleLine>, usize)>,
    pub(crate) warnings: Vec<Warning>,
}

/// A text that a line found.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) text: String,
    pub(crate) at: Arc<RuleLine>,
}

/// What the rule for this page's host finds; `None` where there is no rule. `url` is the page's address; without one, the page's own word counts.
///
/// # Errors
///
/// [`ErrorKind::BadRules`](crate::ErrorKind::BadRules) naming file and line, where the rule for the host cannot be used.
pub(crate) fn ruled(
    document: &Document,
    url: Option<&Url>,
    rules: &SiteRules,
) -> Result<Option<Ruled>, Error> {
    let stated = if url.is_none() { stated_url(&document.tree) } else { None };
    let rule = match url.or(stated.as_ref()).and_then(Url::host_str) {
        Some(host) => rules.rule_for(host)?,
        None => None,
    };
    Ok(rule.map(|rule| find(document, rule, document.base.as_ref().or(stated.as_ref()))))
}

/// The address the page gives as its own.
fn stated_url(tree: &Tree) -> Option<Url> {
    let attr = |id: NodeId, name: LocalName| tree.attr(id, &name).map(str::trim);
    let is = |id: NodeId, name: LocalName, wanted: &str| {
        attr(id, name).is_some_and(|v| v.eq_ignore_ascii_case(wanted))
    };
    let stated = |id: NodeId| match tree.tag(id) {
        Tag::Link if is(id, local_name!("rel"), "canonical") => attr(id, local_name!("href")),
        Tag::Meta if is(id, local_name!("property"), "og:url") => attr(id, local_name!("content")),
        _ => None,
    };
    let urls = tree
        .descendants(ROOT)
        .filter_map(|id| Some((tree.tag(id), Url::parse(stated(id)?).ok()?)))
        .take(4);
    // The link is made for this; the other is a guess of what to share.
    urls.min_by_key(|(tag, _)| *tag != Tag::Link).map(|(_, url)| url)
}

/// `base` is what links resolve against.
fn find(document: &Document, rule: &SiteRule, base: Option<&Url>) -> Ruled {
    let mut finding = Finding {
        document,
        base,
        evaluator: Evaluator::new(&document.tree),
        ruled: Ruled::default(),
        is_costly: false,
    };
    for directive in &rule.directives {
        finding.follow(directive);
    }
    let Finding { mut ruled, is_costly, .. } = finding;
    if is_costly {
        ruled.warnings.push(Warning::SiteRuleTooCostly);
    }
    let body = rule.directives.iter().rfind(|d| d.key == Key::Body);
    if let Some(body) = body.filter(|_| !ruled.has_body) {
        if !rule.falls_back_to_classifier {
            ruled.elsewhere =
                Some(SiteWord { verdict: SiteVerdict::Outside, line: Arc::clone(&body.at) });
            ruled.has_body = true;
        }
        ruled.warnings.push(Warning::SiteRuleFoundNoBody { rule: body.at.place.clone() });
    }
    ruled
}

struct Finding<'t> {
    document: &'t Document<'t>,
    base: Option<&'t Url>,
    evaluator: Evaluator<'t>,
    ruled: Ruled,
    is_costly: bool,
}

impl<'t> Finding<'t> {
    /// Looks for what one line asks for. Of several lines for the text or for a field, the first that finds something counts.
    fn follow(&mut self, directive: &'t Directive) {
        let answer = self.answer(&directive.finder).unwrap_or_else(|TooCostly| {
            self.is_costly = true;
            Answer::Items(Vec::new())
        });
        let at = &directive.at;
        let found = match (directive.key, answer) {
            (Key::Body, Answer::Items(items)) => self.body(&items, at),
            (Key::Strip | Key::StripIdOrClass | Key::StripImageSrc, Answer::Items(items)) => {
                self.mark(&items, SiteVerdict::Strip, at)
            }
            // These are about elements; a text tells of none.
            (
                Key::Body | Key::Strip | Key::StripIdOrClass | Key::StripImageSrc,
                Answer::Text(_),
            ) => 0,
            (key, answer) => self.values(key, answer, at),
        };
        self.ruled.uses.push((Arc::clone(at), found));
    }

    fn answer(&mut self, finder: &'t Finder) -> Result<Answer, TooCostly> {
        let tree = &self.document.tree;
        let elements = |passes: &dyn Fn(NodeId) -> bool| {
            let ids = tree
                .descendants(ROOT)
                .filter(|id| tree.node(*id).kind == Kind::Element && passes(*id));
            Answer::Items(ids.map(Item::Node).collect())
        };
        let has = |id: NodeId, name: LocalName, part: &str| {
            tree.attr(id, &name).is_some_and(|v| v.contains(part))
        };
        Ok(match finder {
            Finder::XPath(expr) => self.evaluator.answer(expr)?,
            Finder::Css(selector) => css(tree, selector),
            // Parts of words count, as in the format's other readers; files rely on it.
            Finder::IdOrClass(part) => elements(&|id| {
                has(id, local_name!("class"), part) || has(id, local_name!("id"), part)
            }),
            Finder::ImageSource(part) => {
                elements(&|id| tree.tag(id) == Tag::Img && has(id, local_name!("src"), part))
            }
        })
    }

    /// Marks the elements of the text, if there is text in them and no earlier line has found any.
    fn body(&mut self, items: &[Item], at: &Arc<RuleLine>) -> usize {
        let tree = &self.document.tree;
        let has_text = |id: NodeId| {
            tree.descendants(id).chain([id]).any(|n| !tree.text_of(n).trim().is_empty())
        };
        if !items.iter().filter_map(|i| element(tree, *i)).any(has_text) {
            return 0;
        }
        if self.ruled.has_body {
            return items.len();
        }
        self.ruled.has_body = true;
        self.ruled.elsewhere =
            Some(SiteWord { verdict: SiteVerdict::Outside, line: Arc::clone(at) });
        self.mark(items, SiteVerdict::Body, at)
    }

    fn mark(&mut self, items: &[Item], verdict: SiteVerdict, at: &Arc<RuleLine>) -> usize {
        let tree = &self.document.tree;
        // A text goes by itself, and takes nothing with it that stands beside it.
        let text = |item: Item| match item {
            Item::Node(id) if tree.node(id).kind == Kind::Text && verdict == SiteVerdict::Strip => {
                Some(id)
            }
            _ => None,
        };
        for id in items.iter().filter_map(|i| text(*i).or_else(|| element(tree, *i))) {
            // What is to go goes, also where it was named as the text.
            if verdict == SiteVerdict::Strip || !self.ruled.words.contains_key(&id) {
                self.ruled.words.insert(id, SiteWord { verdict, line: Arc::clone(at) });
            }
        }
        items.len()
    }

    /// The texts for a field.
    fn values(&mut self, key: Key, answer: Answer, at: &Arc<RuleLine>) -> usize {
        let texts: Vec<String> = match answer {
            Answer::Text(text) => vec![text],
            Answer::Items(items) => {
                items.into_iter().take(MAX_VALUES).map(|item| self.value(key, item)).collect()
            }
        };
        let texts: Vec<String> =
            texts.into_iter().filter(|t| !t.trim().is_empty() && t.len() <= MAX_VALUE).collect();
        let found = texts.len();
        let ruled = &mut self.ruled;
        let list = match key {
            Key::Title => &mut ruled.title,
            Key::Author => &mut ruled.authors,
            Key::Date => &mut ruled.dates,
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
                if !urls.is_empty() && ruled.links.iter().all(|(name, _)| *name != key.name()) {
                    ruled.links.push((key.name(), urls));
                }
                return found;
            }
        };
        if list.is_empty() {
            list.extend(texts.into_iter().map(|text| Value { text, at: Arc::clone(at) }));
        }
        found
    }

    /// The value that an element stands for: what it says as data, where it has a place for that, else its text.
    fn value(&mut self, key: Key, item: Item) -> String {
        let tree = &self.document.tree;
        let stated = match item {
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
            stated.map_or_else(|| self.evaluator.text_of(item), |text| Ok(Cow::Borrowed(text)));
        text.map(Cow::into_owned).unwrap_or_default()
    }
}

fn css(tree: &Tree, selector: &Selector) -> Answer {
    Answer::Items(select(tree, selector).into_iter().map(Item::Node).collect())
}

/// The element an item is, or the one that holds a text; none for an attribute, which shows nothing.
fn element(tree: &Tree, item: Item) -> Option<NodeId> {
    match item {
        Item::Attribute(..) | Item::Node(ROOT) => None,
        Item::Node(id) if tree.node(id).kind == Kind::Element => Some(id),
        Item::Node(id) => Some(tree.node(id).parent),
    }
}
