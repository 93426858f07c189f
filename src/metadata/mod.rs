//! What the page says of itself.

mod json_ld;

use html5ever::{LocalName, local_name};

use crate::article::{Metadata, Source, Sourced};
use crate::page::Page;
use crate::parse::Document;
use crate::parse::arena::ROOT;
use crate::parse::tag::Tag;
use crate::text::squeeze;

/// The fields, and what else the page states that bears on its text.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    pub(crate) metadata: Metadata,
    /// The body as data (`articleBody`), as written: plain text or HTML.
    pub(crate) body: Option<String>,
}

/// Reads the fields of a page.
pub(crate) fn read(document: &Document, page: &Page) -> Stated {
    let _ = page;
    let mut stated = Stated::default();
    let tree = &document.tree;
    for id in tree.descendants(ROOT) {
        match tree.tag(id) {
            Tag::Meta => {
                let name = tree.attr(id, &LocalName::from("property")).or_else(|| tree.attr(id, &local_name!("name")));
                let Some(content) = tree.attr(id, &local_name!("content")) else { continue };
                let value = || Sourced::new(squeeze(content), Source::Meta(name.unwrap_or_default().to_owned()));
                match name {
                    Some("og:title") => stated.metadata.title = Some(value()),
                    Some("og:description" | "description") => stated.metadata.description = Some(value()),
                    _ => {}
                }
            }
            Tag::Title if stated.metadata.title.is_none() => {
                stated.metadata.title = Some(Sourced::new(squeeze(&tree.inner_text(id)), Source::Element("title".into())));
            }
            Tag::Script if tree.attr(id, &local_name!("type")).is_some_and(|t| t.contains("ld+json")) => {
                if let Some(body) = json_ld::article_body(&tree.inner_text(id)) {
                    stated.body = Some(body);
                }
            }
            _ => {}
        }
    }
    stated
}

/// The fields a user asked for by selector: the text of each element, empty ones left out.
pub(crate) fn extra(document: &Document, options: &crate::options::Options) -> Vec<(String, Vec<String>)> {
    let texts = |selector| {
        crate::parse::select(&document.tree, selector)
            .into_iter()
            .map(|id| squeeze(&document.tree.inner_text(id)))
            .filter(|t| !t.is_empty())
            .collect()
    };
    options.extend.iter().map(|(name, selector)| (name.clone(), texts(&selector.selector))).collect()
}
