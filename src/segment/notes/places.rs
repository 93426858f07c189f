//! Finds the elements that links inside a page lead to.

use std::borrow::Cow;

use html5ever::local_name;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::parse::arena::{NodeId, Tree};
use crate::parse::tag::Tag;
use crate::text::percent_decoded;

/// The elements that the links lead to.
pub(super) fn places<'t, 'l>(
    tree: &'t Tree<'_>,
    fragments: impl Iterator<Item = &'l str>,
) -> FxHashMap<&'t str, NodeId> {
    let mut wanted: FxHashSet<String> = FxHashSet::default();
    for fragment in fragments {
        wanted.insert(fragment.to_owned());
        if let Cow::Owned(decoded) = percent_decoded(fragment) {
            wanted.insert(decoded);
        }
    }
    let mut found = FxHashMap::default();
    for id in 0..tree.nodes().len() as NodeId {
        for attr in tree.attrs(id) {
            let is_name = attr.name == local_name!("id")
                || attr.name == local_name!("name") && tree.tag(id) == Tag::A;
            let value = tree.value(attr).trim();
            if is_name && wanted.contains(value) {
                found.entry(value).or_insert(id);
            }
        }
    }
    found
}
