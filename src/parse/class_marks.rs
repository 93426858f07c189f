//! Class marks of all elements, computed once per page.
//!
//! Metadata, segmentation and the classifier all read them. Pages repeat their classes often, so
//! each value is read once and looked up after that.

use html5ever::{LocalName, local_name};
use rustc_hash::FxHashMap;

use super::arena::{NodeId, Tree};
use crate::rules::{ClassMeaning, RuleTables};

/// Attributes besides class and id in which publishing systems name their parts.
const PART_ATTRIBUTES: [&str; 7] = [
    "data-component",
    "data-testid",
    "data-qa",
    "data-gu-name",
    "data-type",
    "data-area",
    "data-module",
];

/// The meaning of every attribute that carries class words.
#[derive(Debug)]
pub(crate) struct ClassMarks {
    /// For each attribute of the tree, in order, its index in `meanings`.
    indices: Vec<u32>,
    /// The meanings. The first is empty; most values and all other attributes have it.
    meanings: Vec<ClassMeaning>,
}

impl ClassMarks {
    /// Computes the class marks of a page.
    pub(crate) fn new(tree: &Tree, rules: &RuleTables) -> Self {
        let part_attributes = PART_ATTRIBUTES.map(LocalName::from);
        let mut meanings = vec![ClassMeaning::default()];
        let mut scratch = String::new();
        let mut index_of = |value: &str| {
            let meaning = rules.tokens.meaning_of(value, &mut scratch);
            if meaning == ClassMeaning::default() {
                return 0;
            }
            meanings.push(meaning);
            meanings.len() as u32 - 1
        };
        let mut classes: FxHashMap<&str, u32> = FxHashMap::default();
        let indices = tree.all_attrs().iter().map(|attr| match attr.name {
            local_name!("class") => {
                let value = tree.value(attr);
                *classes.entry(value).or_insert_with(|| index_of(value))
            }
            // Ids should be unique, so they are not cached.
            local_name!("id") => index_of(tree.value(attr)),
            _ if part_attributes.contains(&attr.name) => index_of(tree.value(attr)),
            _ => 0,
        });
        let indices = indices.collect();
        Self { indices, meanings }
    }

    /// The meanings of an element's attributes, in the order of [`Tree::attrs`].
    pub(crate) fn of_element(
        &self,
        tree: &Tree,
        id: NodeId,
    ) -> impl Iterator<Item = &ClassMeaning> {
        self.indices[tree.attr_range(id)].iter().map(|index| &self.meanings[*index as usize])
    }
}
