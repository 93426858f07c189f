//! What the attributes of an element say that bears on a field, read in one look: most elements have few of them, or none.

use html5ever::local_name;
use memchr::memchr2_iter;

use crate::parse::Document;
use crate::parse::arena::NodeId;
use crate::rules::{FieldMarks, Marks};

/// The side to which signatures are set.
const RIGHT: &str = "right";

/// The attributes of one element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attributes<'t> {
    /// What its class and its id speak for.
    pub(super) marks: Marks,
    /// What its class says of bylines and dates.
    pub(super) class: FieldMarks,
    /// What its id says of them.
    pub(super) id: FieldMarks,
    pub(super) itemprop: Option<&'t str>,
    /// The property that RDFa gives it.
    pub(super) property: Option<&'t str>,
    pub(super) role: Option<&'t str>,
    pub(super) rel: Option<&'t str>,
    /// Whether its text stands to the right.
    pub(super) is_to_the_right: bool,
}

impl<'t> Attributes<'t> {
    /// Reads those of an element.
    pub(super) fn of(Document { tree, class_marks, .. }: &'t Document, id: NodeId) -> Self {
        let mut said = Self::default();
        let attrs = tree.attrs(id);
        if attrs.is_empty() {
            return said;
        }
        for (attr, named) in attrs.iter().zip(class_marks.of_element(tree, id)) {
            match attr.name {
                local_name!("class") => {
                    (said.marks, said.class) = (said.marks.and(named.marks), named.field)
                }
                local_name!("id") => {
                    (said.marks, said.id) = (said.marks.and(named.marks), named.field)
                }
                local_name!("itemprop") => said.itemprop = Some(tree.value(attr)),
                local_name!("property") => said.property = Some(tree.value(attr)),
                local_name!("role") => said.role = Some(tree.value(attr)),
                local_name!("rel") => said.rel = Some(tree.value(attr)),
                local_name!("align") => {
                    said.is_to_the_right |= tree.value(attr).eq_ignore_ascii_case(RIGHT)
                }
                local_name!("style") => said.is_to_the_right |= aligns_right(tree.value(attr)),
                _ => {}
            }
        }
        said
    }
}

/// Whether a style sets the text to the right.
fn aligns_right(style: &str) -> bool {
    let bytes = style.as_bytes();
    let is_right = |at: usize| {
        bytes
            .get(at..at + RIGHT.len())
            .is_some_and(|word| word.eq_ignore_ascii_case(RIGHT.as_bytes()))
    };
    // Few styles have the word at all.
    memchr2_iter(b'r', b'R', bytes).any(is_right)
        && style.split(';').filter_map(|rule| rule.split_once(':')).any(|(name, side)| {
            name.trim().eq_ignore_ascii_case("text-align")
                && side.trim().eq_ignore_ascii_case(RIGHT)
        })
}

/// Whether a list of words, such as `rel`, has one of them.
pub(super) fn has_word(value: Option<&str>, word: &str) -> bool {
    value.is_some_and(|v| v.split_ascii_whitespace().any(|w| w.eq_ignore_ascii_case(word)))
}
