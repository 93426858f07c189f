//! Features of a block's place in the story: its distance to the headline in the tree, the headings
//! and articles that begin between them, and boxes of one shape that repeat around it.
//!
//! A second story, a feed of teasers and a list of comments read like the story itself. They differ
//! in where they stand: after another headline, in another article, in one of many like boxes.

use rustc_hash::FxHashMap;

use super::measures::Measures;
use super::table::Cells;
use crate::block::{BlockKind, Blocks, ContainerId, Landmark};

/// Containers around a block that may be one of several like boxes, its own included.
const BOX_STEPS: usize = 4;
/// Boxes of one shape that make a row of boxes.
const BOXES: u32 = 3;
/// Share of linked words from which a heading leads to another page.
const LINKED: f32 = 0.5;
/// The value of a distance on a page without headline.
const UNKNOWN: f32 = -1.0;

const NAMES: &[&str] = &[
    "title_up",
    "title_down",
    "title_share",
    "headings_since_title",
    "headlines_since_title",
    "linked_headings",
    "heading_level",
    "heading_link_density",
    "articles_since_title",
    "boxes",
    "box_index",
    "box_words",
    "box_link_density",
];
/// Number of columns.
pub(super) const COLUMNS: usize = NAMES.len();

/// The names of the columns, in order.
pub(super) fn column_names() -> impl Iterator<Item = String> {
    NAMES.iter().map(|name| (*name).to_owned())
}

/// Lookup tables of one page.
pub(super) struct StoryFeatures {
    /// For each container: the innermost container that also holds the headline, and the steps from
    /// the headline up to it.
    shared: Vec<(ContainerId, u32)>,
    has_title: bool,
    /// For each block, what stands between the headline and the block.
    between: Vec<Between>,
    /// For each container: its place among like boxes beside it.
    boxes: Vec<LikeBoxes>,
}

/// Counts from the headline (without one, from the start of the page) to a block.
#[derive(Debug, Clone, Copy, Default)]
struct Between {
    headings: u32,
    /// Headings of the headline's level or above.
    headlines: u32,
    /// Headings that are links.
    linked: u32,
    /// Articles that began.
    articles: u32,
    /// The last heading.
    last: Option<usize>,
}

/// A container among its siblings with the same path of tags and classes.
#[derive(Debug, Clone, Copy, Default)]
struct LikeBoxes {
    /// Number of them, itself included.
    count: u32,
    /// Number of them before it.
    index: u32,
}

impl StoryFeatures {
    /// Reads a page whose headline is the block `title`.
    pub(super) fn new(blocks: &Blocks, measures: &Measures, title: Option<usize>) -> Self {
        Self {
            shared: shared_with(blocks, title.map(|at| blocks.list[at].container)),
            has_title: title.is_some(),
            between: between(blocks, measures, title),
            boxes: like_boxes(blocks),
        }
    }

    /// Fills the columns of a block.
    pub(super) fn fill(&self, blocks: &Blocks, measures: &Measures, i: usize, out: &mut Cells<'_>) {
        let own = blocks.list[i].container;
        let (shared, down) = self.shared[own as usize];
        let depth = |id: ContainerId| f32::from(blocks.containers[id as usize].depth);
        let share =
            measures.containers[shared as usize].words as f32 / measures.words.max(1) as f32;
        let near = |value: f32| if self.has_title { value } else { UNKNOWN };
        let between = self.between[i];
        let level = |at: usize| match blocks.list[at].kind {
            BlockKind::Heading(level) => f32::from(level),
            _ => 0.0,
        };
        let nearest = blocks
            .ancestors(own)
            .take(BOX_STEPS)
            .map(|(id, _)| (id, self.boxes[id as usize]))
            .find(|(_, like)| like.count >= BOXES);
        let sums = nearest.map(|(id, _)| measures.containers[id as usize]).unwrap_or_default();
        let like = nearest.map(|(_, like)| like).unwrap_or_default();
        out.extend([
            near(depth(own) - depth(shared)),
            near(down as f32),
            near(share),
            between.headings as f32,
            between.headlines as f32,
            between.linked as f32,
            between.last.map_or(0.0, level),
            between.last.map_or(0.0, |at| measures.blocks[at].link_density),
            between.articles as f32,
            like.count as f32,
            like.index as f32,
            sums.words as f32,
            sums.linked / sums.words.max(1) as f32,
        ]);
    }
}

/// See [`StoryFeatures::shared`]. A parent comes before its children, so one pass is enough.
pub(super) fn shared_with(blocks: &Blocks, title: Option<ContainerId>) -> Vec<(ContainerId, u32)> {
    let mut shared: Vec<Option<(ContainerId, u32)>> = vec![None; blocks.containers.len()];
    if let Some(title) = title {
        for (step, (id, _)) in (0..).zip(blocks.ancestors(title)) {
            shared[id as usize] = Some((id, step));
        }
    }
    for id in 1..shared.len() {
        let parent = blocks.containers[id].parent.unwrap_or(0);
        shared[id] = shared[id].or(shared[parent as usize]);
    }
    shared.into_iter().map(Option::unwrap_or_default).collect()
}

/// See [`StoryFeatures::between`].
fn between(blocks: &Blocks, measures: &Measures, title: Option<usize>) -> Vec<Between> {
    let title_level = title.map_or(1, |at| match blocks.list[at].kind {
        BlockKind::Heading(level) => level,
        _ => 1,
    });
    let articles = articles(blocks);
    let mut out = Vec::with_capacity(blocks.list.len());
    let mut so_far = Between::default();
    let mut article = None;
    for (i, block) in blocks.list.iter().enumerate() {
        if let BlockKind::Heading(level) = block.kind {
            so_far.headings += 1;
            so_far.headlines += u32::from(level <= title_level);
            so_far.linked += u32::from(measures.blocks[i].link_density > LINKED);
            so_far.last = Some(i);
        }
        let own = articles[block.container as usize];
        if own != article {
            so_far.articles += u32::from(own.is_some());
            article = own;
        }
        if Some(i) == title {
            so_far = Between { last: Some(i), ..Between::default() };
        }
        out.push(so_far);
    }
    out
}

/// For each container: the outermost article that holds it.
fn articles(blocks: &Blocks) -> Vec<Option<ContainerId>> {
    let mut articles: Vec<Option<ContainerId>> = Vec::with_capacity(blocks.containers.len());
    for (id, container) in (0..).zip(&blocks.containers) {
        let above = container.parent.and_then(|parent| articles[parent as usize]);
        let is_article = container.landmark == Some(Landmark::Article);
        articles.push(if is_article { Some(id) } else { above });
    }
    articles
}

/// See [`StoryFeatures::boxes`].
fn like_boxes(blocks: &Blocks) -> Vec<LikeBoxes> {
    let mut counts: FxHashMap<(ContainerId, u32), u32> = FxHashMap::default();
    let mut boxes = vec![LikeBoxes::default(); blocks.containers.len()];
    for (container, like) in blocks.containers.iter().zip(&mut boxes) {
        let Some(parent) = container.parent else { continue };
        let count = counts.entry((parent, container.path)).or_default();
        like.index = *count;
        *count += 1;
    }
    for (container, like) in blocks.containers.iter().zip(&mut boxes) {
        let Some(parent) = container.parent else { continue };
        like.count = counts[&(parent, container.path)];
    }
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::declared::Declared;
    use crate::classify::table::Table;
    use crate::options::Options;

    /// The columns of the block with this text; the headline is the block "Headline".
    fn columns(html: &str, text: &str) -> Vec<(&'static str, f32)> {
        let options = Options::default();
        let blocks = crate::segment::segment(&crate::parse::parse(html, None, &options), &options);
        let measures = Measures::new(&blocks, &Declared::default());
        let at = |text: &str| blocks.list.iter().position(|block| block.text == text);
        let story = StoryFeatures::new(&blocks, &measures, at("Headline"));
        let mut table = Table::new(1, COLUMNS);
        story.fill(&blocks, &measures, at(text).expect("the block"), &mut table.cells(0));
        NAMES.iter().copied().zip(table.values()).collect()
    }

    fn column(html: &str, text: &str, name: &str) -> f32 {
        let found = columns(html, text).into_iter().find(|(own, _)| *own == name);
        found.expect("a column of this name").1
    }

    const TWO_STORIES: &str = "<main><article><header><h1>Headline</h1></header><div><p>Own.</p>\
        </div></article><article><h1><a href=/b>Other</a></h1><div><p>Foreign.</p></div></article>";

    #[test]
    fn a_block_of_a_second_story_stands_behind_its_headline() {
        for (name, own, foreign) in [
            ("headings_since_title", 0.0, 1.0),
            ("headlines_since_title", 0.0, 1.0),
            ("linked_headings", 0.0, 1.0),
            ("heading_level", 1.0, 1.0),
            ("heading_link_density", 0.0, 1.0),
            ("articles_since_title", 0.0, 1.0),
        ] {
            assert_eq!(column(TWO_STORIES, "Own.", name), own, "{name}");
            assert_eq!(column(TWO_STORIES, "Foreign.", name), foreign, "{name}");
        }
    }

    #[test]
    fn distances_to_the_headline_are_steps_in_the_tree() {
        assert!(
            column(TWO_STORIES, "Own.", "title_down")
                < column(TWO_STORIES, "Foreign.", "title_down")
        );
        assert!(column(TWO_STORIES, "Own.", "title_share") < 1.0);
        let untitled = "<p>Own.</p>";
        for name in ["title_up", "title_down", "title_share"] {
            assert_eq!(column(untitled, "Own.", name), UNKNOWN, "{name}");
        }
    }

    #[test]
    fn boxes_of_one_shape_count_if_there_are_three() {
        let boxes = |count: usize| {
            let each = |n| format!("<div class=card><p>Text {n}.</p><p>More {n}.</p></div>");
            (0..count).map(each).collect::<String>()
        };
        assert_eq!(column(&boxes(2), "Text 1.", "boxes"), 0.0);
        assert_eq!(column(&boxes(3), "Text 1.", "boxes"), 3.0);
        assert_eq!(column(&boxes(3), "Text 1.", "box_index"), 1.0);
        assert_eq!(column(&boxes(3), "Text 1.", "box_words"), 4.0);
    }
}
