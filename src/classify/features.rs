//! Features: one row for each block, one column for each feature, by name.
//!
//! Training and classification run the same code. No feature knows a site.

use std::ops::Range;

use crate::block::{BlockKind, Blocks, ContainerId};

use super::ancestor_features::{self, AncestorFeatures};
use super::linear::Scores;
use super::measures::Measures;
use super::page_features;
use super::story_features::{self, StoryFeatures};
use super::table::{Cells, Table};

/// Share of the page's words from which a container counts as the page itself, so that its class
/// marks do not distinguish its blocks.
const WHOLE_PAGE: f32 = 0.7;
/// Share of its parent's prose that a container must hold for the main container to be inside it.
const MAIN_SHARE: f32 = 0.6;

/// Columns of the block itself, except class marks and landmarks.
const OWN: &[&str] = &[
    "words",
    "chars_per_word",
    "sentences",
    "words_per_sentence",
    "commas_per_word",
    "digit_share",
    "upper_share",
    "ends_sentence",
    "ends_colon",
    "bars",
    "link_density",
    "links",
    "stop_share",
    "twins",
    "hidden",
    "heading",
    "list_item",
    "list_depth",
    "preformatted",
    "caption",
    "title_likeness",
    "description_likeness",
    "in_stated_body",
];
const POSITION: &[&str] = &[
    "index_share",
    "words_before_share",
    "words_after_share",
    "page_words",
    "page_blocks",
    "page_prose_share",
    "depth",
    "in_main",
    "main_distance",
    "main_depth_gap",
    "prose_in_parent",
    "prose_in_grandparent",
    "link_density_parent",
    "link_density_grandparent",
    "words_parent_share",
    "blocks_parent",
    "prose_best_share",
    "group_blocks",
    "group_words_share",
    "group_link_density",
    "group_prose_share",
    "since_title",
    "since_heading",
    "to_prose_before",
    "to_prose_after",
    "section_words",
];
/// Columns of neighbouring blocks, at these distances.
const AROUND: [isize; 6] = [-3, -2, -1, 1, 2, 3];
const AROUND_COLUMNS: &[&str] = &["words", "link_density"];
/// The scores of the linear models; see `linear`.
const SCORES: &[&str] =
    &["word_score", "name_score", "parent_name_score", "above_name_score", "name_score_sum"];

/// Number of columns.
const COLUMNS: usize = OWN.len()
    + POSITION.len()
    + AROUND.len() * AROUND_COLUMNS.len()
    + ancestor_features::COLUMNS
    + story_features::COLUMNS
    + page_features::COLUMNS.len()
    + SCORES.len();

/// The names of all columns, in order.
pub(crate) fn column_names() -> Vec<String> {
    let mut names: Vec<String> = OWN.iter().chain(POSITION).map(|n| (*n).to_owned()).collect();
    for at in AROUND {
        names.extend(AROUND_COLUMNS.iter().map(|c| format!("{c}@{at}")));
    }
    names.extend(ancestor_features::column_names());
    names.extend(story_features::column_names());
    names.extend(page_features::COLUMNS.iter().map(|name| format!("page:{name}")));
    names.extend(SCORES.iter().map(|n| (*n).to_owned()));
    names
}

/// Lookup tables of one page, used while its rows are filled.
struct PageLookup<'a> {
    blocks: &'a Blocks,
    measures: &'a Measures,
    main: ContainerId,
    /// For each container: the innermost container that also holds the main one, and the steps from
    /// the main container up to it; 0 inside the main container.
    main_steps: Vec<(ContainerId, u32)>,
    words_before: Vec<u32>,
    title_at: Option<usize>,
    /// For each block: the last heading at or before it.
    heading_before: Vec<Option<usize>>,
    prose_before: Vec<u32>,
    prose_after: Vec<u32>,
    section_words: Vec<u32>,
    /// For each container: whether it is only a part of the page, so that its marks distinguish
    /// blocks.
    is_part: Vec<bool>,
    marks: AncestorFeatures,
    story: StoryFeatures,
}

/// The rows of a page, filled on demand: all rows together can be larger than the page.
pub(crate) struct Rows<'a> {
    page: PageLookup<'a>,
    scores: &'a [Scores],
}

impl<'a> Rows<'a> {
    /// A row for each block; `scores` are the scores of the linear models.
    pub(crate) fn new(blocks: &'a Blocks, measures: &'a Measures, scores: &'a [Scores]) -> Self {
        Self { page: PageLookup::new(blocks, measures), scores }
    }

    /// Number of rows.
    pub(crate) fn count(&self) -> usize {
        self.scores.len()
    }

    /// A table of these rows.
    pub(crate) fn table(&self, rows: Range<usize>) -> Table {
        let mut table = Self::empty_table();
        self.fill(&mut table, rows);
        table
    }

    /// An empty table with these columns.
    pub(crate) fn empty_table() -> Table {
        Table::new(0, COLUMNS)
    }

    /// Fills a table with these rows, replacing its old rows.
    pub(crate) fn fill(&self, table: &mut Table, rows: Range<usize>) {
        table.reuse(rows.len());
        let page = &self.page;
        for (row, i) in rows.enumerate() {
            let mut cells = table.cells(row);
            page.own_columns(i, &mut cells);
            page.position_columns(i, &mut cells);
            page.neighbour_columns(i, &mut cells);
            page.marks.fill(page.blocks, &page.is_part, page.blocks.list[i].container, &mut cells);
            page.story.fill(page.blocks, page.measures, i, &mut cells);
            cells.extend(page.measures.page);
            let Scores { words, names: [own, parent, above] } = self.scores[i];
            cells.extend([words, own, parent, above, own + parent + above]);
        }
    }
}

impl<'a> PageLookup<'a> {
    fn new(blocks: &'a Blocks, measures: &'a Measures) -> Self {
        let n = blocks.list.len();
        let mut words_before = Vec::with_capacity(n);
        let mut heading_before = Vec::with_capacity(n);
        let (mut words, mut heading) = (0, None);
        for (i, block) in blocks.list.iter().enumerate() {
            words_before.push(words);
            words += measures.blocks[i].shape.words;
            if matches!(block.kind, BlockKind::Heading(_)) {
                heading = Some(i);
            }
            heading_before.push(heading);
        }
        let is_prose = |i: &usize| measures.blocks[*i].prose > 0;
        let heading = |i: &usize| matches!(blocks.list[*i].kind, BlockKind::Heading(_));
        let likeness = (0..n).filter(heading).map(|i| (i, measures.blocks[i].likeness.title));
        let title_at = likeness
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
            .filter(|&(_, like)| like > 0.5)
            .map(|(i, _)| i);
        let main = main_container(blocks, measures);
        let total = measures.words.max(1) as f32;
        let is_part: Vec<bool> =
            measures.containers.iter().map(|c| (c.words as f32) < WHOLE_PAGE * total).collect();
        Self {
            blocks,
            measures,
            main,
            main_steps: story_features::shared_with(blocks, Some(main)),
            words_before,
            title_at,
            heading_before,
            prose_before: distances(n, is_prose, false),
            prose_after: distances(n, is_prose, true),
            section_words: section_words(blocks, measures),
            marks: AncestorFeatures::new(blocks, &is_part),
            story: StoryFeatures::new(blocks, measures, title_at),
            is_part,
        }
    }

    fn own_columns(&self, i: usize, out: &mut Cells<'_>) {
        let block = &self.blocks.list[i];
        let m = &self.measures.blocks[i];
        let s = m.shape;
        let text = block.text.as_str();
        let words = s.words.max(1) as f32;
        let chars = s.chars.max(1) as f32;
        let yes = |b: bool| f32::from(u8::from(b));
        let last = text.chars().next_back();
        out.extend([
            s.words as f32,
            chars / words,
            s.sentences as f32,
            s.words as f32 / s.sentences.max(1) as f32,
            s.commas as f32 / words,
            s.digits as f32 / chars,
            s.upper as f32 / chars,
            yes(s.ends_sentence),
            yes(matches!(last, Some(':' | '：'))),
            bars(text) as f32,
            m.link_density,
            m.links as f32,
            m.stop_share,
            m.duplicates as f32,
            yes(block.hidden),
            if let BlockKind::Heading(level) = block.kind { f32::from(level) } else { 0.0 },
            yes(matches!(block.kind, BlockKind::ListItem { .. })),
            if let BlockKind::ListItem { depth, .. } = block.kind { f32::from(depth) } else { 0.0 },
            yes(block.kind == BlockKind::Preformatted),
            yes(block.kind == BlockKind::Caption),
            m.likeness.title,
            m.likeness.description,
            m.in_body.unwrap_or(-1.0),
        ]);
    }

    fn position_columns(&self, i: usize, out: &mut Cells<'_>) {
        let n = self.blocks.list.len() as f32;
        let block = &self.blocks.list[i];
        let m = self.measures;
        let total = m.words.max(1) as f32;
        let prose = m.prose.max(1) as f32;
        let container = &self.blocks.containers[block.container as usize];
        let parent = container.parent.unwrap_or(0);
        let grandparent = self.blocks.containers[parent as usize].parent.unwrap_or(0);
        let at = |id: ContainerId| &m.containers[id as usize];
        let density = |id: ContainerId| at(id).linked / at(id).words.max(1) as f32;
        let (_, main_distance) = self.main_steps[block.container as usize];
        let in_main = main_distance == 0;
        let group = m.group(container.path);
        let since = |from: Option<usize>| from.map_or(-1.0, |f| i as f32 - f as f32);
        let yes = |b: bool| f32::from(u8::from(b));
        out.extend([
            i as f32 / n,
            self.words_before[i] as f32 / total,
            1.0 - (self.words_before[i] + m.blocks[i].shape.words) as f32 / total,
            total,
            n,
            m.prose as f32 / total,
            f32::from(container.depth),
            yes(in_main),
            main_distance as f32,
            f32::from(container.depth)
                - f32::from(self.blocks.containers[self.main as usize].depth),
            at(parent).prose as f32 / prose,
            at(grandparent).prose as f32 / prose,
            density(parent),
            density(grandparent),
            at(parent).words as f32 / total,
            at(parent).blocks as f32,
            self.best_prose(block.container) / prose,
            group.blocks as f32,
            group.words as f32 / total,
            group.linked / group.words.max(1) as f32,
            group.prose as f32 / prose,
            since(self.title_at),
            since(self.heading_before[i]),
            self.prose_before[i] as f32,
            self.prose_after[i] as f32,
            self.section_words[i] as f32,
        ]);
    }

    fn neighbour_columns(&self, i: usize, out: &mut Cells<'_>) {
        for offset in AROUND {
            let m = i.checked_add_signed(offset).and_then(|j| self.measures.blocks.get(j));
            out.extend(
                m.map_or([-1.0; AROUND_COLUMNS.len()], |m| [m.shape.words as f32, m.link_density]),
            );
        }
    }

    /// The most prose in one container among the own one and the three above it, without the page
    /// itself.
    fn best_prose(&self, container: ContainerId) -> f32 {
        self.blocks
            .ancestors(container)
            .take(4)
            .filter(|(id, _)| self.is_part[*id as usize])
            .map(|(id, _)| self.measures.containers[id as usize].prose)
            .max()
            .unwrap_or(0) as f32
    }
}

/// Descends from the page towards the container with the most prose, as long as one child holds
/// most of its parent's prose.
fn main_container(blocks: &Blocks, measures: &Measures) -> ContainerId {
    let mut best_child = vec![None::<ContainerId>; blocks.containers.len()];
    for id in 1..blocks.containers.len() {
        if let Some(parent) = blocks.containers[id].parent {
            let slot = &mut best_child[parent as usize];
            if slot.is_none_or(|b| {
                measures.containers[b as usize].prose < measures.containers[id].prose
            }) {
                *slot = Some(id as ContainerId);
            }
        }
    }
    let mut at = 0;
    while let Some(child) = best_child[at as usize] {
        let (inner, outer) =
            (&measures.containers[child as usize], &measures.containers[at as usize]);
        if (inner.prose as f32) < MAIN_SHARE * outer.prose as f32 || inner.blocks < 2 {
            break;
        }
        at = child;
    }
    at
}

/// For each block: the distance to the nearest block before it (or after it) that `matches`; at
/// most 99.
pub(super) fn distances(n: usize, matches: impl Fn(&usize) -> bool, after: bool) -> Vec<u32> {
    let mut out = vec![99; n];
    let mut distance = 99u32;
    for k in 0..n {
        let i = if after { n - 1 - k } else { k };
        out[i] = distance;
        distance = if matches(&i) { 1 } else { (distance + 1).min(99) };
    }
    out
}

/// For each block: the words of prose from its heading to the next heading.
fn section_words(blocks: &Blocks, measures: &Measures) -> Vec<u32> {
    let n = blocks.list.len();
    let mut out = vec![0; n];
    let mut start = 0;
    for end in 0..=n {
        if end == n || matches!(blocks.list[end].kind, BlockKind::Heading(_)) {
            let prose = (start..end).map(|i| measures.blocks[i].prose).sum();
            out[start..end].fill(prose);
            start = end;
        }
    }
    out
}

/// Counts the strokes and dots that separate the items of a line.
fn bars(text: &str) -> usize {
    let strokes = memchr::memchr2_iter(b'|', b'/', text.as_bytes()).count();
    // The dots begin with one of two bytes.
    let dots = memchr::memchr2_iter(0xc2, 0xe2, text.as_bytes())
        .filter(|&at| text[at..].starts_with(['·', '•']))
        .count();
    strokes + dots
}
