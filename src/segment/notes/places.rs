//! Finds the elements that links inside a page lead to.

use html5ever::local_name;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::parse::arena::{NodeId, Tree};
use crate::parse::tag::Tag;

/// The elements that the links lead to.
pub(super) fn places<'t, 'l>(
    tree: &'t Tree<'_>,
    fragments: impl Iterator<Item = &'l str>,
) -> FxHashMap<&'t str, NodeId> {
    let mut wanted: FxHashSet<String> = FxHashSet::default();
    for fragment in fragments {
        wanted.insert(fragment.to_owned());
        wanted.extend(decoded(fragment));
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

/// A fragment without percent signs; `None` if it has none.
pub(super) fn decoded(fragment: &str) -> Option<String> {
    fragment.contains('%').then(|| {
        let mut bytes = Vec::with_capacity(fragment.len());
        let mut rest = fragment.as_bytes();
        while let Some((&first, tail)) = rest.split_first() {
            let code = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
            match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                Some(byte) if first == b'%' => {
                    bytes.push(byte);
                    rest = &tail[2..];
                }
                _ => {
                    bytes.push(first);
                    rest = tail;
                }
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
