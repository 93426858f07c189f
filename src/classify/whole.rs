//! What a page is like as a whole, whatever is kept of it: by these numbers an article is told from a list of them.

use rustc_hash::FxHashMap;

use crate::block::{BlockKind, Blocks, Landmark};
use crate::classify::hints::Hints;
use crate::classify::measures::Measures;
use crate::rules::Mark;

/// Words of a container from which it may be a card or a post.
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

/// The numbers of a page, a column each.
pub(crate) type Row = [f32; COLUMNS.len()];

/// Counts a page; of its measures the row is what is still missing.
pub(super) fn columns(blocks: &Blocks, measures: &Measures, hints: &Hints) -> Row {
    let n = blocks.list.len().max(1) as f32;
    let total = measures.words.max(1) as f32;
    let in_comment = inherited(blocks, |c| c.marks.has(Mark::Comment));
    let (mut first, mut headings, mut linked_headings, mut prose_blocks) = (0u32, 0u32, 0u32, 0u32);
    let (mut list, mut table, mut code, mut captions, mut comments) =
        (0u32, 0u32, 0u32, 0u32, 0u32);
    let (mut questions, mut priced, mut linked) = (0u32, 0u32, 0.0);
    let mut paths: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    for (block, m) in blocks.list.iter().zip(&measures.blocks) {
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
    let (cards, card_words) = cards(blocks, measures);
    let landmarks =
        |l: Landmark| blocks.containers.iter().filter(|c| c.landmark == Some(l)).count() as f32;
    let yes = |b: bool| f32::from(u8::from(b));
    [
        hints.kind,
        yes(hints.is_dated),
        yes(!hints.authors.is_empty()),
        yes(!hints.body.is_empty()),
        hints.slug_hyphens,
        hints.path_segments,
        first as f32,
        headings as f32,
        linked_headings as f32 / headings.max(1) as f32,
        prose_blocks as f32,
        measures.prose as f32 / prose_blocks.max(1) as f32,
        list as f32 / total,
        table as f32 / total,
        code as f32 / total,
        linked / total,
        captions as f32 / total,
        comments as f32 / total,
        questions as f32 / n,
        priced as f32 / n,
        path_most as f32,
        path_words as f32 / measures.prose.max(1) as f32,
        cards as f32,
        card_words as f32 / total,
        landmarks(Landmark::Button),
        landmarks(Landmark::Form),
    ]
}

/// How often the most repeated container with [`CARD_WORDS`] words and more than one block stands on the page, and the words of all of them.
fn cards(blocks: &Blocks, measures: &Measures) -> (u32, u32) {
    let mut shapes: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    for (container, m) in blocks.containers.iter().zip(&measures.containers) {
        if m.blocks > 1 && m.words >= CARD_WORDS {
            let shape = shapes.entry(container.path).or_default();
            shape.0 += 1;
            shape.1 += m.words;
        }
    }
    shapes.into_values().max().unwrap_or_default()
}

/// For each container: whether it or one above it `is`.
fn inherited(blocks: &Blocks, is: impl Fn(&crate::block::Container) -> bool) -> Vec<bool> {
    let mut out: Vec<bool> = Vec::with_capacity(blocks.containers.len());
    for container in &blocks.containers {
        let above = container.parent.is_some_and(|p| out[p as usize]);
        out.push(above || is(container));
    }
    out
}

/// Whether a currency sign stands next to a digit, a space between them at most.
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
