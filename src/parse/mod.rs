//! Text to a tree of nodes, as the HTML standard builds it, within a budget.
//!
//! html5ever's tree builder does the standard's part. The tokenizer before it and the tree behind it are our own: the one for
//! its speed, the other so that it can be limited, walked without recursion and read by plain indices. This folder and `segment`, `metadata` are the only ones that see HTML.

pub(crate) mod arena;
mod class_marks;
mod feed;
mod filter;
mod growth;
mod import;
mod scratch;
mod select;
mod sink;
mod site;
pub(crate) mod tag;
mod tokenizer;
mod xpath;

use std::borrow::Cow;

use html5ever::local_name;
use url::Url;

use crate::article::Warning;
use crate::options::Options;
use crate::rules::builtin;
use arena::{ROOT, Tree};
pub(crate) use class_marks::ClassMarks;
use feed::Limits;
pub(crate) use filter::filtered;
pub(crate) use import::import;
pub(crate) use scratch::Scratch;
pub(crate) use select::select;
pub(crate) use site::{Ruled, Value as RuledValue, ruled};
use tag::Tag;

/// A parsed page: the tree, the address links resolve against, and what was left out.
#[derive(Debug)]
pub(crate) struct Document<'p> {
    pub(crate) tree: Tree<'p>,
    /// What the names of its elements speak for.
    pub(crate) class_marks: ClassMarks,
    pub(crate) base: Option<Url>,
    /// The host of the page's own address, for the rules of a filter list.
    pub(crate) host: Option<String>,
    /// What the rule for the page's site finds on it; `None` where there is no rule.
    pub(crate) ruled: Option<Ruled>,
    limits: Limits,
}

/// Parses a page whose address is `url`.
pub(crate) fn parse<'p>(
    text: impl Into<Cow<'p, str>>,
    url: Option<&Url>,
    options: &Options,
) -> Document<'p> {
    parse_in(text, url, options, &mut Scratch::once())
}

/// Parses a page into the room that earlier pages have left.
pub(crate) fn parse_in<'p>(
    text: impl Into<Cow<'p, str>>,
    url: Option<&Url>,
    options: &Options,
    scratch: &mut Scratch,
) -> Document<'p> {
    let (tree, limits) = feed::feed(text, options, scratch);
    Document::new(tree, limits, url)
}

impl<'p> Document<'p> {
    fn new(tree: Tree<'p>, limits: Limits, url: Option<&Url>) -> Self {
        let base = base_of(&tree, url);
        let host = url.and_then(Url::host_str).map(str::to_owned);
        let class_marks = ClassMarks::new(&tree, builtin());
        Self { tree, class_marks, base, host, ruled: None, limits }
    }

    /// The tree, the address links resolve against, and what the rule for the page's site finds.
    pub(crate) fn into_parts(self) -> (Tree<'p>, Option<Url>, Option<Ruled>) {
        (self.tree, self.base, self.ruled)
    }

    /// What was left out, for the article.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let Limits { too_deep, too_many_nodes, too_many_attributes } = self.limits;
        [
            (too_deep, Warning::TooDeep),
            (too_many_nodes, Warning::TooManyNodes),
            (too_many_attributes, Warning::TooManyAttributes),
        ]
        .into_iter()
        .filter_map(|(is, warning)| is.then_some(warning))
        .chain(self.ruled.iter().flat_map(|r| r.warnings.clone()))
        .collect()
    }
}

/// `<base href>` against the page's address, or the address itself.
fn base_of(tree: &Tree, url: Option<&Url>) -> Option<Url> {
    let element = tree
        .descendants(ROOT)
        .take_while(|&id| tree.tag(id) != Tag::Body)
        .find(|&id| tree.tag(id) == Tag::Base);
    let href = element.and_then(|id| tree.attr(id, &local_name!("href"))).map(str::trim);
    let stated = href.and_then(|h| url.map_or_else(|| Url::parse(h).ok(), |u| u.join(h).ok()));
    stated.filter(|u| matches!(u.scheme(), "http" | "https")).or_else(|| url.cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(html: &str) -> String {
        let document = parse(html, None, &Options::default());
        document.tree.inner_text(ROOT)
    }

    #[test]
    fn misnested_markup_keeps_every_text_once() {
        assert_eq!(
            text_of("<p>one<b>two<p>three</b>four<table>five<tr><td>six</table>"),
            "onetwothreefivefoursix".replace("fivefour", "fourfive")
        );
    }

    #[test]
    fn nesting_beyond_the_limit_is_flattened_and_said() {
        let html = format!("{}deep{}after", "<div>".repeat(20_000), "</div>".repeat(20_000));
        let document = parse(&html, None, &Options::default());
        assert_eq!(document.warnings(), [Warning::TooDeep]);
        assert_eq!(document.tree.inner_text(ROOT), "deepafter");
    }

    #[test]
    fn links_resolve_against_base_and_base_against_the_page() {
        let url = Url::parse("https://news.example/a/b").ok();
        let document = parse("<base href='/archive/'><p>x", url.as_ref(), &Options::default());
        assert_eq!(
            document.base.map(String::from).as_deref(),
            Some("https://news.example/archive/")
        );
    }
}
