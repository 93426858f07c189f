//! The attributes of an element that matter for metadata, read in one pass: most elements have few
//! or none.

use html5ever::local_name;
use memchr::memchr2_iter;

use crate::parse::Document;
use crate::parse::arena::NodeId;
use crate::rules::{FieldMarks, Marks};

/// The side on which signatures are aligned.
const RIGHT: &str = "right";

/// The attributes of one element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attributes<'t> {
    /// The marks of its class and id.
    pub(super) marks: Marks,
    /// The meaning of its class for bylines and dates.
    pub(super) class: FieldMarks,
    /// The meaning of its id for bylines and dates.
    pub(super) id: FieldMarks,
    pub(super) itemprop: Option<&'t str>,
    /// The RDFa property.
    pub(super) property: Option<&'t str>,
    pub(super) role: Option<&'t str>,
    pub(super) rel: Option<&'t str>,
    /// Whether its text is right-aligned.
    pub(super) is_to_the_right: bool,
}

impl<'t> Attributes<'t> {
    /// Reads the attributes of an element.
    pub(super) fn read(Document { tree, class_marks, .. }: &'t Document, id: NodeId) -> Self {
        let mut out = Self::default();
        let attrs = tree.attrs(id);
        if attrs.is_empty() {
            return out;
        }
        for (attr, named) in attrs.iter().zip(class_marks.of_element(tree, id)) {
            match attr.name {
                local_name!("class") => {
                    (out.marks, out.class) = (out.marks.and(named.marks), named.field)
                }
                local_name!("id") => {
                    (out.marks, out.id) = (out.marks.and(named.marks), named.field)
                }
                local_name!("itemprop") => out.itemprop = Some(tree.value(attr)),
                local_name!("property") => out.property = Some(tree.value(attr)),
                local_name!("role") => out.role = Some(tree.value(attr)),
                local_name!("rel") => out.rel = Some(tree.value(attr)),
                local_name!("align") => {
                    out.is_to_the_right |= tree.value(attr).eq_ignore_ascii_case(RIGHT)
                }
                local_name!("style") => out.is_to_the_right |= aligns_right(tree.value(attr)),
                _ => {}
            }
        }
        out
    }
}

/// Whether a style aligns the text right.
fn aligns_right(style: &str) -> bool {
    let bytes = style.as_bytes();
    let is_right = |at: usize| {
        bytes
            .get(at..at + RIGHT.len())
            .is_some_and(|word| word.eq_ignore_ascii_case(RIGHT.as_bytes()))
    };
    // Few styles contain the word at all.
    memchr2_iter(b'r', b'R', bytes).any(is_right)
        && style.split(';').filter_map(|rule| rule.split_once(':')).any(|(name, side)| {
            name.trim().eq_ignore_ascii_case("text-align")
                && side.trim().eq_ignore_ascii_case(RIGHT)
        })
}

/// Whether a list of words, such as `rel`, contains this word.
pub(super) fn has_word(value: Option<&str>, word: &str) -> bool {
    value.is_some_and(|v| v.split_ascii_whitespace().any(|w| w.eq_ignore_ascii_case(word)))
}
