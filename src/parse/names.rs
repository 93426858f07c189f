//! What the names of elements speak for: every class and id of a page matched once, for all who ask.
//!
//! Metadata, segmenting and the judge all go by the marks of names. Pages repeat their classes again and again, so a value is matched when it
//! is met first and looked up after that.

use html5ever::{LocalName, local_name};
use rustc_hash::FxHashMap;

use super::arena::{NodeId, Tree};
use crate::rules::{Marks, Rules};

/// Attributes in which systems name their parts, beside class and id.
const PART_NAMES: [&str; 7] = ["data-component", "data-testid", "data-qa", "data-gu-name", "data-type", "data-area", "data-module"];

/// The marks of every attribute of a page that names its element.
#[derive(Debug, Default)]
pub(crate) struct NameMarks {
    /// One for each attribute of the tree, in its order; empty for those that are no names.
    marks: Vec<Marks>,
}

impl NameMarks {
    /// Matches the names of a page.
    pub(crate) fn of(tree: &Tree, rules: &Rules) -> Self {
        let part_names = PART_NAMES.map(LocalName::from);
        let mut classes: FxHashMap<&str, Marks> = FxHashMap::default();
        let mut scratch = String::new();
        let marks = tree.all_attrs().iter().map(|attr| {
            let value = tree.value(attr);
            match attr.name {
                local_name!("class") => *classes.entry(value).or_insert_with(|| rules.tokens.marks_of(value, &mut scratch)),
                // No two elements should share an id, so nothing is remembered for the next one.
                local_name!("id") => rules.tokens.marks_of(value, &mut scratch),
                _ if part_names.contains(&attr.name) => rules.tokens.marks_of(value, &mut scratch),
                _ => Marks::default(),
            }
        });
        Self { marks: marks.collect() }
    }

    /// The marks of an element's attributes, beside [`Tree::attrs`] in the same order.
    pub(crate) fn of_element(&self, tree: &Tree, id: NodeId) -> &[Marks] {
        &self.marks[tree.attr_range(id)]
    }
}
