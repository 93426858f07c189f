//! Lines to blocks, and the containers that held them, made when the first block needs them.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use html5ever::local_name;
use rustc_hash::FxHasher;

use super::inline::Line;
use super::{MAX_NAMES, Style, Walk, element};
use crate::block::{
    Block, BlockKind, Container, ContainerId, SiteVerdict, SiteWord, SpanKind, UserWord,
};
use crate::capacity;
use crate::parse::arena::NodeId;
use crate::parse::tag::Tag;
use crate::rules::{Mark, Marks};

impl Walk<'_> {
    /// Ends the line and makes a block of it, if it has text, and of the media met inside it.
    pub(super) fn flush(&mut self) {
        let style = self.style();
        let in_row = style.table.is_some() && !style.caption;
        let line = if self.inline.is_empty() {
            self.inline.clear();
            Line::default()
        } else if in_row {
            self.inline.take_row()
        } else {
            self.inline.take(style.preformatted)
        };
        // What is still open goes on at the start of the next line.
        if in_row {
            for open in &mut self.open {
                open.cell = open.cell.map(|_| 0);
            }
        }
        if !line.text.is_empty() {
            let kind = self.kind_of(style);
            self.emit(kind, line, style);
            self.item_begun();
        }
        if self.media.is_empty() {
            return;
        }
        for span in std::mem::take(&mut self.media) {
            let kind = if matches!(span.kind, SpanKind::Embed(_)) {
                BlockKind::Embed
            } else {
                BlockKind::Image
            };
            self.emit(kind, Line { spans: vec![span], ..Line::default() }, style);
        }
    }

    fn kind_of(&self, style: Style) -> BlockKind {
        if style.preformatted {
            BlockKind::Preformatted
        } else if let Some(level) = style.heading {
            BlockKind::Heading(level)
        } else if style.caption {
            BlockKind::Caption
        } else if let Some(table) = style.table {
            BlockKind::TableRow { table, header: !self.row_has_cells }
        } else if let Some(item) = style.item {
            BlockKind::ListItem { depth: style.list_depth.max(1), number: item.number }
        } else if style.quote {
            BlockKind::Quote
        } else {
            BlockKind::Paragraph
        }
    }

    /// The first block of a list item carries its bullet; those after it in the same item are paragraphs.
    fn item_begun(&mut self) {
        for open in self.open.iter_mut().rev() {
            open.style.item = None;
            if open.tag == Tag::Li {
                break;
            }
        }
    }

    fn emit(&mut self, kind: BlockKind, line: Line, style: Style) {
        let mut container = self.container();
        if line.marks != Marks::default() {
            // Inline elements that hold most of a line speak for it as a block element would.
            let parent = &self.blocks.containers[container as usize];
            let inner = Container {
                parent: Some(container),
                tag: Cow::Borrowed("span"),
                marks: line.marks,
                path: parent.path.rotate_left(5) ^ 0x9e37,
                depth: parent.depth.saturating_add(1),
                hidden: parent.hidden,
                user: parent.user,
                site: parent.site.clone(),
                ..Container::default()
            };
            container = self.blocks.containers.len() as ContainerId;
            capacity::push(&mut self.blocks.containers, inner);
        }
        let hidden = style.hidden || self.blocks.containers[container as usize].hidden;
        capacity::push(
            &mut self.blocks.list,
            Block {
                kind,
                text: line.text,
                spans: line.spans,
                container,
                hidden,
                ..Block::default()
            },
        );
    }

    /// The container of the innermost open block element, made now if it has held nothing before.
    fn container(&mut self) -> ContainerId {
        let last = self.open.iter().rposition(|o| o.is_block).unwrap_or(0);
        let made = self.open[..=last].iter().rposition(|o| o.container.is_some()).unwrap_or(0);
        let mut id = self.open[made].container.unwrap_or(0);
        for i in made + 1..=last {
            let open = &self.open[i];
            if open.is_block {
                let (node, tag) = (open.node, open.tag);
                id = self.new_container(id, node, tag);
                self.open[i].container = Some(id);
            }
        }
        id
    }

    fn new_container(&mut self, parent: ContainerId, node: NodeId, tag: Tag) -> ContainerId {
        let tree = self.tree;
        let marks = if tree.attrs(node).is_empty() {
            Marks::default()
        } else {
            element::marks(tree, self.class_marks, node)
        };
        let class = tree.attr(node, &local_name!("class")).unwrap_or_default();
        let above = &self.blocks.containers[parent as usize];
        let mut hasher = FxHasher::default();
        (above.path, tag.name(), class).hash(&mut hasher);
        let container = Container {
            parent: Some(parent),
            tag: Cow::Borrowed(tag.name()),
            landmark: element::landmark(tree, node, tag),
            hidden: above.hidden || marks.has(Mark::ScreenReader) || element::is_hidden(tree, node),
            marks,
            names: names(tree.attr(node, &local_name!("id")), class),
            path: hasher.finish() as u32,
            depth: above.depth.saturating_add(1),
            user: user_word(above.user, self.users.get(&node).copied()),
            site: site_word(
                above.site.as_ref(),
                self.site_findings.and_then(|r| r.words.get(&node)),
            ),
        };
        capacity::push(&mut self.blocks.containers, container);
        (self.blocks.containers.len() - 1) as ContainerId
    }
}

/// The id and the class of an element in one, as far as they are kept.
fn names(id: Option<&str>, class: &str) -> Box<str> {
    let Some(id) = id.map(str::trim) else {
        return class[..class.floor_char_boundary(MAX_NAMES)].into();
    };
    let mut names = String::with_capacity(id.len() + class.len() + 2);
    names.extend(["#", id, " ", class]);
    names.truncate(names.floor_char_boundary(MAX_NAMES));
    names.into()
}

/// What holds of an element, given what was said of the one around it. Pruning is stronger: nothing inside a pruned element is kept. A
/// list hides nothing inside an element that is to be kept.
fn user_word(above: Option<UserWord>, own: Option<UserWord>) -> Option<UserWord> {
    match (above, own) {
        (Some(UserWord::Prune), _) => above,
        (Some(UserWord::Keep), Some(UserWord::Filter)) | (_, None) => above,
        _ => own,
    }
}

/// What the rule of the site says of an element, given what it said of the one around it: inside of what goes, everything does.
fn site_word(above: Option<&SiteWord>, own: Option<&SiteWord>) -> Option<SiteWord> {
    let goes = above.filter(|word| word.verdict == SiteVerdict::Strip);
    goes.or(own).or(above).cloned()
}
