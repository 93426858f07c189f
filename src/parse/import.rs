//! Import of a tree that the caller has as a `scraper::Html`.

use std::borrow::Cow;

use ego_tree::iter::Edge;
use html5ever::LocalName;
use scraper::{Html, Node};
use url::Url;

use super::arena::{NodeId, ROOT, Tree, TreeStorage};
use super::build::LimitsHit;
use super::document::Document;
use super::tag::Tag;
use super::tokenizer::Input;
use super::tree_builder::TreeBuilder;

/// Copies a `scraper` tree into ours, without recursion.
pub(crate) fn import(html: &Html, url: Option<&Url>) -> Document<'static> {
    let input = Input::new("");
    let mut tree = TreeBuilder::new(&input, TreeStorage::default(), Vec::new());
    let mut ids = rustc_hash::FxHashMap::default();
    // `traverse` opens and closes each node, so the stack of open nodes is the only state.
    let mut open: Vec<NodeId> = vec![ROOT];
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => {
                let parent = *open.last().unwrap_or(&ROOT);
                let id = match node.value() {
                    Node::Text(text) => {
                        tree.append_text(parent, &text.text);
                        parent
                    }
                    Node::Element(element) => {
                        let key = (element.name.ns.clone(), element.name.local.clone());
                        let name = *ids
                            .entry(key.clone())
                            .or_insert_with(|| tree.new_name(key.clone()).unwrap_or(u16::MAX));
                        let tag = Tag::from_name(&key.0, &key.1);
                        let id = tree.new_element(
                            tag,
                            name,
                            element.attrs().map(|(n, v)| (LocalName::from(n), v)),
                        );
                        tree.append(parent, id);
                        id
                    }
                    _ => parent,
                };
                open.push(id);
            }
            Edge::Close(_) => {
                open.pop();
            }
        }
    }
    Document::new(Tree::new(Cow::Borrowed(""), tree.into_parts().0), LimitsHit::default(), url)
}
