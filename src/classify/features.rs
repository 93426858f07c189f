//! Evidence as numbers: one row for each block, one column for each feature, by name.
//!
//! The same code fills the table from which the weights are learnt and the one that is judged. No feature knows a site.

use crate::block::{Block, BlockKind, Blocks, Boilerplate, ContainerId, Landmark};
use crate::rules::{Mark, PhraseHit};

use super::hints::Hints;
use super::linear::Scores;
use super::measures::Measures;
use super::signs::Signs;
use super::trees::Table;

/// Share of the page's words above which a container is the page, so that its names say nothing of a block in it.
const WHOLE_PAGE: f32 = 0.7;
/// Share of the prose of its parent that a container must hold for the main container to lie inside it.
const MAIN_SHARE: f32 = 0.6;

/// The columns that are no marks and no landmarks.
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
    "ends_ellipsis",
    "starts_lower",
    "has_question",
    "bars",
    "has_at",
    "has_copyright",
    "has_url",
    "has_year",
    "link_density",
    "links",
    "stop_share",
    "twins",
    "hidden",
    "heading",
    "list_item",
    "list_depth",
    "numbered",
    "quote",
    "preformatted",
    "table_row",
    "caption",
    "phrase",
    "title_likeness",
    "is_title",
    "description_likeness",
    "in_stated_body",
    "has_author",
];
const PLACE: &[&str] = &[
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
    "heading_phrase",
    "after_first_prose",
    "before_last_prose",
    "to_prose_before",
    "to_prose_after",
    "section_words",
];
/// Columns of the blocks around: words, link density, kind, at these distances.
const AROUND: [isize; 6] = [-3, -2, -1, 1, 2, 3];
const AROUND_COLUMNS: &[&str] = &["words", "link_density", "heading", "same_path"];
/// Marks and landmarks are columns with the nearness of the container that has them: 3 its own, 2 within three steps, 1 farther.
const LANDMARKS: &[(Landmark, &str)] = &[
    (Landmark::Main, "main"),
    (Landmark::Article, "article"),
    (Landmark::Section, "section"),
    (Landmark::Header, "header"),
    (Landmark::Footer, "footer"),
    (Landmark::Navigation, "navigation"),
    (Landmark::Aside, "aside"),
    (Landmark::Form, "form"),
    (Landmark::Dialog, "dialog"),
    (Landmark::Button, "button"),
    (Landmark::Figure, "figure"),
    (Landmark::List, "list"),
    (Landmark::Item, "item"),
    (Landmark::Table, "table"),
    (Landmark::Quote, "quote"),
    (Landmark::Noscript, "noscript"),
    (Landmark::Details, "details"),
];

/// What the linear models say; see `linear`.
const SCORES: &[&str] = &["word_score", "name_score", "parent_name_score", "above_name_score", "name_score_sum"];

/// The names of all columns, in order.
pub(crate) fn names() -> Vec<String> {
    let mut names: Vec<String> = OWN.iter().chain(PLACE).map(|n| (*n).to_owned()).collect();
    for at in AROUND {
        names.extend(AROUND_COLUMNS.iter().map(|c| format!("{c}@{at}")));
    }
    names.extend(LANDMARKS.iter().map(|(_, n)| format!("landmark:{n}")));
    names.extend(Mark::ALL.iter().map(|m| format!("mark:{}", m.name())));
    names.extend(SCORES.iter().map(|n| (*n).to_owned()));
    names
}

/// What is looked up of a page while its rows are filled.
struct Page<'a> {
    blocks: &'a Blocks,
    measures: &'a Measures,
    hints: &'a Hints,
    phrases: &'a [Option<PhraseHit<'static>>],
    main: ContainerId,
    /// For each container: steps from the main container up to where its branch leaves; 0 inside the main container.
    main_steps: Vec<u32>,
    words_before: Vec<u32>,
    first_prose: usize,
    last_prose: usize,
    title_at: Option<usize>,
    /// For each block: the last heading at or before it.
    heading_before: Vec<Option<usize>>,
    prose_before: Vec<u32>,
    prose_after: Vec<u32>,
    section_words: Vec<u32>,
    /// For each container: whether it is a part of the page, so that its names tell its blocks from others.
    is_part: Vec<bool>,
}

/// Fills the table of a page.
pub(crate) fn table(
    blocks: &Blocks,
    measures: &Measures,
    hints: &Hints,
    phrases: &[Option<PhraseHit<'static>>],
    scores: &[Scores],
) -> Table {
    let page = Page::new(blocks, measures, hints, phrases);
    let columns = OWN.len() + PLACE.len() + AROUND.len() * AROUND_COLUMNS.len() + LANDMARKS.len() + Mark::ALL.len() + SCORES.len();
    let mut values = Vec::with_capacity(columns * blocks.list.len());
    for (i, score) in scores.iter().enumerate() {
        page.own(i, &mut values);
        page.place(i, &mut values);
        page.around(i, &mut values);
        page.names(i, &mut values);
        let Scores { words, names: [own, parent, above] } = *score;
        values.extend([words, own, parent, above, own + parent + above]);
    }
    Table { values, columns }
}

impl<'a> Page<'a> {
    fn new(blocks: &'a Blocks, measures: &'a Measures, hints: &'a Hints, phrases: &'a [Option<PhraseHit<'static>>]) -> Self {
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
        let likeness = (0..n).filter(heading).map(|i| (i, hints.likeness(&blocks.list[i].text).title));
        let title_at = likeness.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).filter(|&(_, like)| like > 0.5).map(|(i, _)| i);
        let main = main_container(blocks, measures);
        let total = measures.words.max(1) as f32;
        let is_part = measures.containers.iter().map(|c| (c.words as f32) < WHOLE_PAGE * total).collect();
        Self {
            blocks,
            measures,
            hints,
            phrases,
            main,
            main_steps: main_steps(blocks, main),
            words_before,
            first_prose: (0..n).find(is_prose).unwrap_or(n),
            last_prose: (0..n).rev().find(is_prose).unwrap_or(0),
            title_at,
            heading_before,
            prose_before: distances(n, is_prose, false),
            prose_after: distances(n, is_prose, true),
            section_words: section_words(blocks, measures),
            is_part,
        }
    }

    fn own(&self, i: usize, out: &mut Vec<f32>) {
        let block = &self.blocks.list[i];
        let m = &self.measures.blocks[i];
        let s = m.shape;
        let text = block.text.as_str();
        let words = s.words.max(1) as f32;
        let chars = s.chars.max(1) as f32;
        let yes = |b: bool| f32::from(u8::from(b));
        let last = text.chars().next_back();
        let likeness = self.hints.likeness(text);
        let signs = Signs::of(text);
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
            yes(matches!(last, Some('…' | '»' | '›' | '→' | '>')) || text.ends_with("...")),
            yes(text.chars().next().is_some_and(char::is_lowercase)),
            yes(signs.question),
            signs.bars as f32,
            yes(signs.at),
            yes(signs.copyright),
            yes(signs.url),
            yes(signs.year),
            m.link_density,
            m.links as f32,
            m.stop_share,
            m.twins as f32,
            yes(block.hidden),
            if let BlockKind::Heading(level) = block.kind { f32::from(level) } else { 0.0 },
            yes(matches!(block.kind, BlockKind::ListItem { .. })),
            if let BlockKind::ListItem { depth, .. } = block.kind { f32::from(depth) } else { 0.0 },
            yes(matches!(block.kind, BlockKind::ListItem { number: Some(_), .. })),
            yes(block.kind == BlockKind::Quote),
            yes(block.kind == BlockKind::Preformatted),
            yes(matches!(block.kind, BlockKind::TableRow { .. })),
            yes(block.kind == BlockKind::Caption),
            self.phrases[i].map_or(0.0, |hit| phrase_code(hit.rule.cut_as())),
            likeness.title,
            yes(self.title_at == Some(i)),
            likeness.description,
            self.hints.in_body(text).unwrap_or(-1.0),
            yes(s.words < 30 && self.hints.authors.iter().any(|a| self.measures.folded(i).contains(a.as_str()))),
        ]);
    }

    fn place(&self, i: usize, out: &mut Vec<f32>) {
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
        let main_distance = self.main_steps[block.container as usize];
        let in_main = main_distance == 0;
        let group = m.group(container.path);
        let since = |from: Option<usize>| from.map_or(-1.0, |f| i as f32 - f as f32);
        let yes = |b: bool| f32::from(u8::from(b));
        let heading = self.heading_before[i].filter(|&h| h != i);
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
            f32::from(container.depth) - f32::from(self.blocks.containers[self.main as usize].depth),
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
            heading.map_or(0.0, |h| self.phrases[h].map_or(0.0, |hit| phrase_code(hit.rule.cut_as()))),
            yes(i >= self.first_prose),
            yes(i <= self.last_prose),
            self.prose_before[i] as f32,
            self.prose_after[i] as f32,
            self.section_words[i] as f32,
        ]);
    }

    fn around(&self, i: usize, out: &mut Vec<f32>) {
        let own = self.blocks.containers[self.blocks.list[i].container as usize].path;
        for offset in AROUND {
            let Some(j) = i.checked_add_signed(offset).filter(|&j| j < self.blocks.list.len()) else {
                out.extend([-1.0; AROUND_COLUMNS.len()]);
                continue;
            };
            let (block, m): (&Block, _) = (&self.blocks.list[j], &self.measures.blocks[j]);
            let path = self.blocks.containers[block.container as usize].path;
            let heading = matches!(block.kind, BlockKind::Heading(_));
            out.extend([m.shape.words as f32, m.link_density, f32::from(u8::from(heading)), f32::from(u8::from(path == own))]);
        }
    }

    fn names(&self, i: usize, out: &mut Vec<f32>) {
        let start = out.len();
        out.resize(start + LANDMARKS.len() + Mark::ALL.len(), 0.0);
        for (step, (id, container)) in self.blocks.ancestors(self.blocks.list[i].container).enumerate() {
            if step > 0 && !self.is_part[id as usize] {
                break;
            }
            let near = match step {
                0 => 3.0,
                1..=3 => 2.0,
                _ => 1.0,
            };
            if let Some(landmark) = container.landmark
                && let Some(column) = LANDMARKS.iter().position(|(l, _)| *l == landmark)
            {
                let slot = &mut out[start + column];
                *slot = slot.max(near);
            }
            for mark in container.marks.iter() {
                let slot = &mut out[start + LANDMARKS.len() + mark as usize];
                *slot = slot.max(near);
            }
        }
    }

    /// The most prose in a container around, up to the third above, that is not the page itself.
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

/// Goes down from the page to the container that holds most of the prose, as far as one child holds most of its parent's.
fn main_container(blocks: &Blocks, measures: &Measures) -> ContainerId {
    let mut best_child = vec![None::<ContainerId>; blocks.containers.len()];
    for id in 1..blocks.containers.len() {
        if let Some(parent) = blocks.containers[id].parent {
            let slot = &mut best_child[parent as usize];
            if slot.is_none_or(|b| measures.containers[b as usize].prose < measures.containers[id].prose) {
                *slot = Some(id as ContainerId);
            }
        }
    }
    let mut at = 0;
    while let Some(child) = best_child[at as usize] {
        let (inner, outer) = (&measures.containers[child as usize], &measures.containers[at as usize]);
        if (inner.prose as f32) < MAIN_SHARE * outer.prose as f32 || inner.blocks < 2 {
            break;
        }
        at = child;
    }
    at
}

/// See [`Page::main_steps`]. A parent stands before its children, so one pass does.
fn main_steps(blocks: &Blocks, main: ContainerId) -> Vec<u32> {
    let mut steps: Vec<Option<u32>> = vec![None; blocks.containers.len()];
    for (step, (id, _)) in (0..).zip(blocks.ancestors(main)) {
        steps[id as usize] = Some(step);
    }
    for id in 1..steps.len() {
        let parent = blocks.containers[id].parent.unwrap_or(0);
        steps[id] = steps[id].or(steps[parent as usize]);
    }
    steps.into_iter().map(|s| s.unwrap_or(0)).collect()
}

/// For each block the distance to the nearest one that `is`, before or after it; 99 where there is none within reach.
fn distances(n: usize, is: impl Fn(&usize) -> bool, after: bool) -> Vec<u32> {
    let mut out = vec![99; n];
    let mut distance = 99u32;
    for k in 0..n {
        let i = if after { n - 1 - k } else { k };
        out[i] = distance;
        distance = if is(&i) { 1 } else { (distance + 1).min(99) };
    }
    out
}

/// For each block the words of prose from its heading to the next one.
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

/// Kinds of phrase as a number; 0 is no phrase. The order is that of the enum and must not change without new weights.
fn phrase_code(kind: Boilerplate) -> f32 {
    1.0 + kind as u8 as f32
}
