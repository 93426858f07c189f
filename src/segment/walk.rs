//! The state of the walk over a tree.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::formula::Formulas;
use super::grid::Grid;
use super::gutters;
use super::inline::{LineBuilder, TextLine};
use super::notes::{self, Notes};
use super::raw_tex::RawTex;
use super::table::Tables;
use crate::block::{Blocks, Container, ContainerId, SiteVerdict, SpanKind, UserDirective};
use crate::options::MAX_BLOCKS;
use crate::parse::arena::{NodeId, ROOT, Tree};
use crate::parse::tag::Tag;
use crate::parse::{ClassMarks, Document, SiteFindings};

/// An open element and the state that its content inherits.
#[derive(Debug, Clone)]
pub(super) struct OpenElement {
    pub(super) node: NodeId,
    pub(super) tag: Tag,
    pub(super) is_block: bool,
    /// Whether [`LineBuilder`] has it open too.
    pub(super) is_span: bool,
    pub(super) container: Option<ContainerId>,
    pub(super) style: InheritedStyle,
    /// Where a cell of a data table began in the text.
    pub(super) cell: Option<u32>,
    /// Where a line of a listing began in the text.
    pub(super) line: Option<u32>,
    /// Whether its children are lines of a listing.
    pub(super) holds_lines: bool,
}

impl OpenElement {
    /// An inline element without a span or a container; callers change what differs.
    pub(super) fn new(node: NodeId, tag: Tag, style: InheritedStyle) -> Self {
        Self {
            node,
            tag,
            is_block: false,
            is_span: false,
            container: None,
            style,
            cell: None,
            line: None,
            holds_lines: false,
        }
    }
}

/// State that content inherits from the elements around it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InheritedStyle {
    pub(super) preformatted: bool,
    /// Elements from the listing around the content down to here; 0 outside of listings.
    pub(super) code_depth: u8,
    pub(super) hidden: bool,
    pub(super) heading: Option<u8>,
    pub(super) quote: bool,
    /// Inside a list that is inside a quotation.
    pub(super) quoted_list: bool,
    pub(super) caption: bool,
    pub(super) list_depth: u8,
    /// Inside a list item that has no block yet.
    pub(super) item: Option<ListItem>,
    /// Inside a table that sets equations.
    pub(super) equations: bool,
    /// The index of the data table around the content.
    pub(super) table: Option<u32>,
    /// Inside the title of a callout, the term of a definition or a summary.
    pub(super) bold: bool,
    /// Inside a list item.
    pub(super) in_item: bool,
    /// Inside a cell of the data table.
    pub(super) in_cell: bool,
    /// Inside a listing in such a cell.
    pub(super) cell_code: bool,
    /// The index of the note around the content.
    pub(super) note: Option<u32>,
    /// Inside a note that is shown beside the line.
    pub(super) is_aside: bool,
}

/// An image or an embed inside a line.
#[derive(Debug)]
pub(super) struct Medium {
    pub(super) kind: SpanKind,
    /// See [`Block::is_large`](crate::block::Block).
    pub(super) is_large: bool,
}

/// The numbers of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counter {
    pub(super) next: u32,
    /// Whether the numbers fall.
    pub(super) falls: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct ListItem {
    pub(super) number: Option<u32>,
}

pub(super) struct Walk<'t> {
    pub(super) tree: &'t Tree<'t>,
    pub(super) class_marks: &'t ClassMarks,
    pub(super) users: FxHashMap<NodeId, UserDirective>,
    /// The findings of the site rule.
    pub(super) site_findings: Option<&'t SiteFindings>,
    pub(super) tables: Tables,
    pub(super) formulas: Formulas,
    pub(super) raw_tex: RawTex,
    pub(super) notes: Notes,
    pub(super) blocks: Blocks,
    pub(super) open: Vec<OpenElement>,
    pub(super) inline: LineBuilder,
    /// The line around the note that is being read, if the note is inside a line.
    pub(super) outer_line: Option<(NodeId, LineBuilder)>,
    /// Notes inside the current line; their blocks follow it.
    pub(super) asides: Vec<TextLine>,
    /// Images and embeds inside the current line; their blocks follow it.
    pub(super) media: Vec<Medium>,
    /// The last image.
    pub(super) last_image: Option<NodeId>,
    /// The numbers of each open list; `None` for an unordered one.
    pub(super) counters: Vec<Option<Counter>>,
    /// The title of the callout that is being read.
    pub(super) callout_title: Option<NodeId>,
    /// The number of data tables so far.
    pub(super) table_count: u32,
    /// The data table that is being read.
    pub(super) grid: Grid,
    /// Columns of line numbers without a class.
    pub(super) gutters: FxHashSet<NodeId>,
    /// The listing that continues the one before it.
    pub(super) continued: Option<NodeId>,
    /// Whether the row is in the head of its table.
    pub(super) in_head: bool,
    pub(super) row_has_cells: bool,
    pub(super) row_has_empty: bool,
    pub(super) row_headers: u32,
}

impl<'t> Walk<'t> {
    pub(super) fn new(document: &'t Document<'t>, users: FxHashMap<NodeId, UserDirective>) -> Self {
        let (tree, site_findings) = (&document.tree, document.site_findings.as_ref());
        let page = Container {
            tag: Cow::Borrowed("page"),
            site: site_findings.and_then(|r| r.elsewhere.clone()),
            ..Container::default()
        };
        // Most block elements become containers.
        let block_elements = tree.nodes().iter().filter(|n| n.tag.is_block()).count();
        let mut containers = Vec::with_capacity(block_elements.min(MAX_BLOCKS) + 1);
        containers.push(page);
        let blocks = Blocks { list: Vec::new(), containers };
        let root = OpenElement {
            is_block: true,
            container: Some(0),
            ..OpenElement::new(ROOT, Tag::Other, InheritedStyle::default())
        };
        Self {
            tree,
            class_marks: &document.class_marks,
            users,
            site_findings,
            tables: Tables::find(tree),
            formulas: Formulas::find(tree),
            raw_tex: RawTex::default(),
            notes: notes::find(tree),
            blocks,
            open: vec![root],
            inline: LineBuilder::default(),
            outer_line: None,
            asides: Vec::new(),
            media: Vec::new(),
            last_image: None,
            counters: Vec::new(),
            callout_title: None,
            table_count: 0,
            grid: Grid::default(),
            gutters: gutters::find(tree),
            continued: None,
            in_head: false,
            row_has_cells: false,
            row_has_empty: false,
            row_headers: 0,
        }
    }

    /// The verdict of the site rule on an element itself.
    pub(super) fn site_verdict(&self, id: NodeId) -> Option<SiteVerdict> {
        self.site_findings?.words.get(&id).map(|word| word.verdict)
    }

    pub(super) fn style(&self) -> InheritedStyle {
        self.open.last().map_or_else(InheritedStyle::default, |o| o.style)
    }
}
