//! Emits lines as blocks, and creates containers when their first block needs them.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use html5ever::local_name;
use rustc_hash::FxHasher;

use super::code;
use super::element;
use super::inline::TextLine;
use super::walk::{InheritedStyle, Medium, Walk};
use crate::block::{
    Block, BlockKind, Container, ContainerId, SiteDirective, SiteVerdict, Span, SpanKind,
    UserDirective,
};
use crate::capacity;
use crate::parse::arena::NodeId;
use crate::parse::tag::Tag;
use crate::rules::{Mark, Marks};

/// Bytes of an element's id and class that are stored for reports.
const MAX_CLASS_AND_ID: usize = 200;

impl TextLine {
    /// Adds the spans that cover a whole block: bold text, and the place inside a list item.
    fn mark(&mut self, kind: BlockKind, style: InheritedStyle) {
        let range = 0..self.text.len() as u32;
        let is_text =
            matches!(kind, BlockKind::Paragraph | BlockKind::Quote | BlockKind::ListItem { .. });
        // The first span may say what the block is, so these come after it.
        let at = self.spans.partition_point(|span| span.range.start == 0);
        if style.bold && is_text {
            self.spans.insert(at, Span { range: range.clone(), kind: SpanKind::Strong });
        }
        let is_further =
            matches!(kind, BlockKind::Paragraph | BlockKind::Preformatted | BlockKind::Quote);
        if style.in_item && is_further {
            let kind = SpanKind::InItem(style.list_depth.max(1));
            self.spans.insert(at, Span { range: range.clone(), kind });
        }
        let is_quoted = match kind {
            // A quotation may be the first text of an item.
            BlockKind::ListItem { .. } => style.quoted_list,
            BlockKind::Preformatted | BlockKind::TableRow { .. } => style.quote,
            _ => false,
        };
        if is_quoted {
            self.spans.insert(at, Span { range, kind: SpanKind::InQuote });
        }
    }
}

impl InheritedStyle {
    /// Enters a quotation or a callout.
    pub(super) fn open_quote(&mut self) {
        self.quote = true;
        self.quoted_list = false;
    }
}

impl Walk<'_> {
    /// Ends the line. Emits a block if it has text, and blocks for the media inside it.
    pub(super) fn flush(&mut self) {
        let style = self.style();
        if style.is_aside {
            return self.inline.add_space();
        }
        let in_row = style.table.is_some() && !style.caption;
        let mut line = if self.inline.is_empty() {
            self.inline.clear();
            TextLine::default()
        } else if in_row {
            let is_header = self.is_header_row();
            self.inline.finish_row(is_header)
        } else {
            self.inline.finish(style.preformatted)
        };
        // Open cells continue at the start of the next line.
        if in_row {
            for open in &mut self.open {
                open.cell = open.cell.map(|_| 0);
            }
        }
        if let Some(index) = style.note
            && style.table.is_none()
        {
            self.notes.write(index, &mut line);
        }
        if !line.text.is_empty() {
            let kind = self.block_kind(style);
            if kind == BlockKind::Preformatted
                && let Some(language) = self.language()
            {
                let range = 0..line.text.len() as u32;
                line.spans.insert(0, Span { range, kind: SpanKind::Language(language.into()) });
            }
            if style.bold || style.in_item || style.quote {
                line.mark(kind, style);
            }
            self.emit(kind, line, style);
            if in_row {
                self.note_row();
            }
            self.use_up_list_bullet();
        }
        if !self.asides.is_empty() {
            self.emit_asides();
        }
        if self.media.is_empty() {
            return;
        }
        for Medium { kind: span, is_large } in std::mem::take(&mut self.media) {
            let kind = if matches!(span, SpanKind::Embed { .. }) {
                BlockKind::Embed
            } else {
                BlockKind::Image
            };
            let spans = vec![Span { range: 0..0, kind: span }];
            self.emit(kind, TextLine { spans, ..TextLine::default() }, style);
            if let Some(block) = self.blocks.list.last_mut() {
                block.is_large = is_large;
            }
        }
    }

    /// Adds the name of a callout as its first line.
    pub(super) fn add_label(&mut self, label: &str) {
        self.inline.add_text(label, false);
        let was_bold = self.open.last_mut().map(|o| std::mem::replace(&mut o.style.bold, true));
        let before = self.blocks.list.len();
        self.flush();
        if let Some(block) = self.blocks.list.get_mut(before) {
            block.is_label = true;
        }
        if let (Some(open), Some(was_bold)) = (self.open.last_mut(), was_bold) {
            open.style.bold = was_bold;
        }
    }

    /// The language of the listing around the content.
    fn language(&self) -> Option<String> {
        let listing = self.open.iter().rfind(|o| o.style.code_depth == 1 && o.is_block)?;
        code::language(self.tree, listing.node)
    }

    fn block_kind(&self, style: InheritedStyle) -> BlockKind {
        if style.preformatted {
            BlockKind::Preformatted
        } else if let Some(level) = style.heading {
            BlockKind::Heading(level)
        } else if style.caption {
            BlockKind::Caption
        } else if let Some(table) = style.table {
            BlockKind::TableRow { table, header: self.is_header_row() }
        } else if let Some(item) = style.item {
            BlockKind::ListItem { depth: style.list_depth.max(1), number: item.number }
        } else if style.quote {
            BlockKind::Quote
        } else {
            BlockKind::Paragraph
        }
    }

    /// The first block of a list item gets its bullet; later blocks of the item are paragraphs.
    fn use_up_list_bullet(&mut self) {
        for open in self.open.iter_mut().rev() {
            open.style.item = None;
            if open.tag == Tag::Li {
                break;
            }
        }
    }

    pub(super) fn emit(&mut self, kind: BlockKind, line: TextLine, style: InheritedStyle) {
        let mut container = self.container();
        if line.marks != Marks::default() {
            // Marks of inline elements that cover most of a line count like those of a block
            // element.
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

    /// The container of the innermost open block element; it is created at its first block.
    fn container(&mut self) -> ContainerId {
        let last = self.open.iter().rposition(|o| o.is_block).unwrap_or(0);
        let made = self.open[..=last].iter().rposition(|o| o.container.is_some()).unwrap_or(0);
        let mut id = self.open[made].container.unwrap_or(0);
        for i in made + 1..=last {
            let open = &self.open[i];
            if open.is_block {
                // The classifier knows elements; a role may have made another tag of it.
                let (node, tag) = (open.node, self.tree.tag(open.node));
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
            names: class_and_id(tree.attr(node, &local_name!("id")), class),
            path: hasher.finish() as u32,
            depth: above.depth.saturating_add(1),
            has_address: element::has_address(tree, node),
            user: inherited_user_word(above.user, self.users.get(&node).copied()),
            site: inherited_site_word(
                above.site.as_ref(),
                self.site_findings.and_then(|r| r.words.get(&node)),
            ),
        };
        capacity::push(&mut self.blocks.containers, container);
        (self.blocks.containers.len() - 1) as ContainerId
    }
}

/// The id and class of an element as one text, truncated to [`MAX_CLASS_AND_ID`].
fn class_and_id(id: Option<&str>, class: &str) -> Box<str> {
    let Some(id) = id.map(str::trim) else {
        return class[..class.floor_char_boundary(MAX_CLASS_AND_ID)].into();
    };
    let mut names = String::with_capacity(id.len() + class.len() + 2);
    names.extend(["#", id, " ", class]);
    names.truncate(names.floor_char_boundary(MAX_CLASS_AND_ID));
    names.into()
}

/// The user's verdict on an element, given the verdict on its parent. Pruning is strongest: nothing
/// inside a pruned element is kept. A filter list hides nothing inside an element that the user
/// keeps.
fn inherited_user_word(
    above: Option<UserDirective>,
    own: Option<UserDirective>,
) -> Option<UserDirective> {
    match (above, own) {
        (Some(UserDirective::Prune), _) => above,
        (Some(UserDirective::Keep), Some(UserDirective::Filter)) | (_, None) => above,
        _ => own,
    }
}

/// The site rule's verdict on an element, given the verdict on its parent: everything inside a
/// stripped element is stripped.
fn inherited_site_word(
    above: Option<&SiteDirective>,
    own: Option<&SiteDirective>,
) -> Option<SiteDirective> {
    let goes = above.filter(|word| word.verdict == SiteVerdict::Strip);
    goes.or(own).or(above).cloned()
}
