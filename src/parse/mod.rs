//! Parses text to a tree of nodes, as the HTML standard defines it, within limits.
//!
//! html5ever's tree builder implements the standard's tree construction. The tokenizer before it is
//! ours for speed; the tree behind it is ours so that it can be limited, walked without recursion
//! and read by plain indices.

pub(crate) mod arena;
mod build;
mod class_marks;
mod document;
mod filter;
mod import;
pub(crate) mod meta_refresh;
mod scratch;
mod select;
mod side_attributes;
mod sink;
mod site;
mod site_findings;
pub(crate) mod tag;
mod tokenizer;
mod tree_builder;
mod xpath;

use std::borrow::Cow;

use url::Url;

use crate::options::Options;
pub(crate) use class_marks::ClassMarks;
pub(crate) use document::Document;
pub(crate) use filter::elements_hidden_by;
pub(crate) use import::import;
pub(crate) use scratch::Scratch;
pub(crate) use select::select;
pub(crate) use site::apply_site_rule;
pub(crate) use site_findings::{SiteFindings, SiteValue};

/// Parses a page whose address is `url`.
pub(crate) fn parse<'p>(
    text: impl Into<Cow<'p, str>>,
    url: Option<&Url>,
    options: &Options,
) -> Document<'p> {
    parse_in(text, url, options, &mut Scratch::single_use())
}

/// Parses a page and reuses the buffers of earlier pages.
pub(crate) fn parse_in<'p>(
    text: impl Into<Cow<'p, str>>,
    url: Option<&Url>,
    options: &Options,
    scratch: &mut Scratch,
) -> Document<'p> {
    let (tree, limits) = build::build_tree(text, options, scratch);
    Document::new(tree, limits, url)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::arena::ROOT;
    use super::parse;
    use crate::article::Warning;
    use crate::options::Options;

    fn text_of(html: &str) -> String {
        let document = parse(html, None, &Options::default());
        document.tree.inner_text(ROOT)
    }

    #[test]
    fn misnested_markup_keeps_every_text_once() {
        assert_eq!(
            text_of("<p>one<b>two<p>three</b>four<table>five<tr><td>six</table>"),
            "onetwothreefourfivesix"
        );
    }

    #[test]
    fn nesting_beyond_the_limit_is_flattened_with_a_warning() {
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
