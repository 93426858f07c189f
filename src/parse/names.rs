//! What the names of elements say: every class and id of a page read once, for all who ask.
//!
//! Metadata, segmenting and the judge all go by names. Pages repeat their classes again and again, so a value is read when it is met first and
//! looked up after that.

use html5ever::{LocalName, local_name};
use rustc_hash::FxHashMap;

use super::arena::{NodeId, Tree};
use crate::rules::{Named, Rules};

/// Attributes in which systems name their parts, beside class and id.
const PART_NAMES: [&str; 7] = [
    "data-component",
    "data-testid",
    "data-qa",
    "data-gu-name",
    "data-type",
    "data-area",
    "data-module",
];

/// What every attribute of a page says that names its element.
#[derive(Debug)]
pub(crate) struct NameMarks {
    /// For each attribute of the tree, in its order, where in `said` it stands.
    places: Vec<u32>,
    /// What the names say. The first says nothing, as most do, and stands for the attributes that are no names as well.
    said: Vec<Named>,
}

impl NameMarks {
    /// Reads the names of a page.
    pub(crate) fn of(tree: &Tree, rules: &Rules) -> Self {
        let part_names = PART_NAMES.map(LocalName::from);
        let mut said = vec![Named::default()];
        let mut scratch = String::new();
        let mut place = |value: &str| {
            let named = rules.tokens.read(value, &mut scratch);
            if named == Named::default() {
                return 0;
            }
            said.push(named);
            said.len() as u32 - 1
        };
        let mut classes: FxHashMap<&str, u32> = FxHashMap::default();
        let places = tree.all_attrs().iter().map(|attr| match attr.name {
            local_name!("class") => {
                let value = tree.value(attr);
                *classes.entry(value).or_insert_with(|| place(value))
            }
            // No two elements should share an id, so nothing is remembered for the next one.
            local_name!("id") => place(tree.value(attr)),
            _ if part_names.contains(&attr.name) => place(tree.value(attr)),
            _ => 0,
        });
        let places = places.collect();
        Self { places, said }
    }

    /// What an element's attributes say by their names, beside [`Tree::attrs`] in the same order.
    pub(crate) fn of_element(&self, tree: &Tree, id: NodeId) -> impl Iterator<Item = &Named> {
        self.places[tree.attr_range(id)].iter().map(|place| &self.said[*place as usize])
    }
}
