//! The attributes of a tag: names and byte ranges of values.
//!
//! A token of html5ever owns its attributes, each a name of 32 bytes and a reference-counted text,
//! although the tree builder reads few of them. So attributes are read into our own list, the side
//! buffer. Most stay there until the sink moves them into the tree, which stores the same type; a
//! token gets only those that the tree builder needs.

use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, local_name, ns};
use rustc_hash::FxHashSet;

use super::references::decode;
use crate::parse::arena::{Attr, extra_start};

/// Number of attributes up to which a new name is compared with each; beyond, a hash set keeps a
/// flood of attributes linear.
const FEW_ATTRIBUTES: usize = 16;

/// The attributes of the last tag.
#[derive(Debug, Default)]
pub(in crate::parse) struct Attributes {
    pub(in crate::parse) list: Vec<Attr>,
    /// Decoded values, joined. Their offsets start at [`extra_start`].
    pub(in crate::parse) values: String,
    /// The names, if there are many.
    names: FxHashSet<LocalName>,
}

impl Attributes {
    /// Removes the attributes of the previous tag.
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.values.clear();
    }

    /// Whether an attribute of this name exists already.
    pub(super) fn has(&mut self, name: &LocalName) -> bool {
        if self.list.len() <= FEW_ATTRIBUTES {
            return self.list.iter().any(|a| a.name == *name);
        }
        if self.list.len() == FEW_ATTRIBUTES + 1 {
            self.names.clear();
            self.names.extend(self.list.iter().map(|a| a.name.clone()));
        }
        !self.names.insert(name.clone())
    }

    /// Adds an attribute whose value is at `start..end` of the page, verbatim or to be decoded.
    pub(super) fn push(
        &mut self,
        name: LocalName,
        page: &str,
        (start, end): (usize, usize),
        is_verbatim: bool,
    ) {
        let (start, end) = if is_verbatim {
            (start, end)
        } else {
            let (extra_start, stored) = (extra_start(page), self.values.len());
            decode(&page[start..end], true, &mut self.values);
            (extra_start + stored, extra_start + self.values.len())
        };
        self.list.push(Attr { name, start: start as u32, end: end as u32 });
    }

    /// Moves the attributes out, for a token.
    pub(super) fn take(
        &mut self,
        page: &str,
        slice: impl Fn(usize, usize) -> StrTendril,
    ) -> Vec<Attribute> {
        let extra_start = extra_start(page);
        let Self { list, values, .. } = self;
        let own = list.drain(..).map(|Attr { name, start, end }| {
            let (start, end) = (start as usize, end as usize);
            let value = if start < extra_start {
                slice(start, end)
            } else {
                StrTendril::from_slice(&values[start - extra_start..end - extra_start])
            };
            Attribute { name: QualName::new(None, ns!(), name), value }
        });
        own.collect()
    }
}

/// Whether html5ever's tree builder passes the attributes of such an element to the tree once and
/// unread, outside foreign content.
///
/// It adds to those of `html` and `body` later, copies those of formatting elements and of
/// `template`, reads the type of `input`, and renames attributes that enter SVG and MathML.
pub(super) fn reach_the_tree_unread(name: &LocalName) -> bool {
    !matches!(
        *name,
        local_name!("html")
            | local_name!("body")
            | local_name!("a")
            | local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u")
            | local_name!("template")
            | local_name!("input")
            | local_name!("svg")
            | local_name!("math")
    )
}
