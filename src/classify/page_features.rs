//! The features of the page, which do not depend on the rulings. They distinguish, for example, an
//! article from a list of articles.

use rustc_hash::FxHashMap;

use super::counts::{BlockMeasures, Sums};
use super::declared::Declared;
use crate::block::{BlockKind, Blocks, Landmark};
use crate::rules::Mark;

/// Words a container needs to count as a card or a post.
const CARD_WORDS: u32 = 10;

pub(crate) const COLUMNS: &[&str] = &[
    "stated_kind",
    "stated_date",
    "stated_authors",
    "stated_body",
    "slug_hyphens",
    "path_segments",
    "first_headings",
    "headings",
    "linked_headings",
    "prose_blocks",
    "prose_mean",
    "list_share",
    "table_share",
    "code_share",
    "linked_share",
    "caption_share",
    "comment_share",
    "question_share",
    "priced_share",
    "prose_path_most",
    "prose_path_share",
    "cards",
    "card_words",
    "buttons",
    "forms",
];

/// The features of one page.
pub(crate) type Row = [f32; COLUMNS.len()];

/// Computes the features of a page.
pub(super) fn compute(
    blocks: &Blocks,
    measures: &[BlockMeasures],
    containers: &[Sums],
    declared: &Declared,
) -> Row {
    let n = blocks.list.len().max(1) as f32;
    let words: u32 = measures.iter().map(|m| m.shape.words).sum();
    let prose: u32 = measures.iter().map(|m| m.prose).sum();
    let total = words.max(1) as f32;
    let in_comment = inherited(blocks, |c| c.marks.has(Mark::Comment));
    let (mut first, mut headings, mut linked_headings, mut prose_blocks) = (0u32, 0u32, 0u32, 0u32);
    let (mut list, mut table, mut code, mut captions, mut comments) =
        (0u32, 0u32, 0u32, 0u32, 0u32);
    let (mut questions, mut priced, mut linked) = (0u32, 0u32, 0.0);
    let mut paths: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    for (block, m) in blocks.list.iter().zip(measures) {
        let words = m.shape.words;
        match block.kind {
            BlockKind::Heading(level) => {
                headings += 1;
                first += u32::from(level == 1);
                linked_headings += u32::from(m.link_density > 0.5);
            }
            BlockKind::ListItem { .. } => list += words,
            BlockKind::TableRow { .. } => table += words,
            BlockKind::Preformatted => code += words,
            BlockKind::Caption => captions += words,
            _ => {}
        }
        if in_comment[block.container as usize] {
            comments += words;
        }
        linked += m.link_density * words as f32;
        questions += u32::from(block.text.ends_with(['?', '？']));
        priced += u32::from(has_price(&block.text));
        if m.prose > 0 {
            prose_blocks += 1;
            let path = paths.entry(blocks.containers[block.container as usize].path).or_default();
            path.0 += 1;
            path.1 += m.prose;
        }
    }
    let (path_most, path_words) = paths.into_values().max().unwrap_or_default();
    let (cards, card_words) = cards(blocks, containers);
    let landmarks =
        |l: Landmark| blocks.containers.iter().filter(|c| c.landmark == Some(l)).count() as f32;
    let yes = |b: bool| f32::from(u8::from(b));
    [
        declared.kind,
        yes(declared.is_dated),
        yes(!declared.authors.is_empty()),
        yes(!declared.body.is_empty()),
        declared.slug_hyphens,
        declared.path_segments,
        first as f32,
        headings as f32,
        linked_headings as f32 / headings.max(1) as f32,
        prose_blocks as f32,
        prose as f32 / prose_blocks.max(1) as f32,
        list as f32 / total,
        table as f32 / total,
        code as f32 / total,
        linked / total,
        captions as f32 / total,
        comments as f32 / total,
        questions as f32 / n,
        priced as f32 / n,
        path_most as f32,
        path_words as f32 / prose.max(1) as f32,
        cards as f32,
        card_words as f32 / total,
        landmarks(Landmark::Button),
        landmarks(Landmark::Form),
    ]
}

/// Counts the most repeated container with at least [`CARD_WORDS`] words and more than one block:
/// how often it occurs on the page, and the words in all its copies.
fn cards(blocks: &Blocks, measures: &[Sums]) -> (u32, u32) {
    let mut shapes: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    for (container, m) in blocks.containers.iter().zip(measures) {
        if m.blocks > 1 && m.words >= CARD_WORDS {
            let shape = shapes.entry(container.path).or_default();
            shape.0 += 1;
            shape.1 += m.words;
        }
    }
    shapes.into_values().max().unwrap_or_default()
}

/// For each container: whether it or an ancestor `matches`.
fn inherited(blocks: &Blocks, matches: impl Fn(&crate::block::Container) -> bool) -> Vec<bool> {
    let mut out: Vec<bool> = Vec::with_capacity(blocks.containers.len());
    for container in &blocks.containers {
        let above = container.parent.is_some_and(|p| out[p as usize]);
        out.push(above || matches(container));
    }
    out
}

/// Whether the text has a currency sign next to a digit, with at most a space between.
fn has_price(text: &str) -> bool {
    const SIGNS: [char; 5] = ['$', '€', '£', '¥', '₹'];
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let is_price = |at: usize, width: usize| {
        let after = text[at + width..].trim_start_matches([' ', '\u{a0}']).chars().next();
        let before = text[..at].trim_end_matches([' ', '\u{a0}']).chars().next_back();
        is_digit(after) || is_digit(before)
    };
    // All signs begin with one of three bytes, and few other characters do.
    memchr::memchr3_iter(b'$', 0xc2, 0xe2, text.as_bytes()).any(|at| {
        let sign = text[at..].chars().next().filter(|c| SIGNS.contains(c));
        sign.is_some_and(|sign| is_price(at, sign.len_utf8()))
    })
}
