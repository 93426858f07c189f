//! The position of an element on the page, and the area that it passes on to its children.

use crate::parse::arena::{NONE, NodeId};

/// The position of an element on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position {
    /// The nearest `<article>` around it.
    pub(super) article: NodeId,
    /// Lines of text before it.
    pub(super) line: u32,
    /// Inside a part that does not belong to the article: navigation, comments, related stories,
    /// the foot of the page.
    pub(super) aside: bool,
    /// Inside a container that is often, but not always, such a part: cards, widgets, sidebars.
    pub(super) doubtful: bool,
}

impl Default for Position {
    fn default() -> Self {
        Self { article: NONE, line: 0, aside: false, doubtful: false }
    }
}

/// The properties that an element passes on to its children.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) position: Position,
    /// Not part of the visible text: scripts, styles, options of a form.
    pub(super) unseen: bool,
    /// Inside a microdata item that is not the article, or whose text is already read.
    pub(super) foreign_item: bool,
    /// Level of the heading around it, 0 for none.
    pub(super) heading: u8,
    /// Inside emphasised or right-aligned text.
    pub(super) set_off: bool,
    /// The nearest element around it that contains a headline, or the document.
    pub(super) around_heading: NodeId,
}
