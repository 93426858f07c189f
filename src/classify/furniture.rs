//! What frames a story: headline, standfirst, byline, dateline, captions, credits, pictures.

use super::hints::Hints;
use super::measures::Measures;
use crate::block::{BlockKind, Blocks, Role, Stage, Verdict};
use crate::rules::Mark;

/// Likeness to the title from which a heading is the headline.
const HEADLINE_LIKENESS: f32 = 0.6;
/// Words a standfirst has at most; a longer first paragraph is the lede.
const MAX_STANDFIRST: u32 = 70;
/// Words it has at least; fewer are a kicker or a date.
const MIN_STANDFIRST: u32 = 6;
/// Likeness to the page's description from which a block repeats it.
const DESCRIPTION_LIKENESS: f32 = 0.85;
/// Words a byline has at most.
const MAX_BYLINE: u32 = 14;
/// Blocks around the headline in which a byline is looked for.
const BYLINE_REACH: usize = 12;

/// Gives the frame of the story its roles.
pub(super) fn rule(blocks: &mut Blocks, measures: &Measures, hints: &Hints) {
    let body: Vec<usize> = (0..blocks.list.len()).filter(|&i| blocks.list[i].is_body() && !blocks.list[i].text.is_empty()).collect();
    let (Some(&first), Some(&last)) = (body.first(), body.last()) else { return };
    // Where a page keeps nothing but its heading, that is its text.
    let headline = headline(blocks, hints, first).filter(|&i| body != [i]);
    if let Some(at) = headline {
        blocks.list[at].rule(Verdict::Keep(Role::Headline), Stage::Furniture, "headline", "");
        standfirst(blocks, measures, hints, at, first);
        byline(blocks, measures, hints, at);
    }
    captions(blocks, first, last);
}

/// The heading most like the title that stands before or at the start of the story; else the last h1 before it.
fn headline(blocks: &Blocks, hints: &Hints, first: usize) -> Option<usize> {
    let heading = |i: &usize| matches!(blocks.list[*i].kind, BlockKind::Heading(_)) && !blocks.list[*i].hidden;
    let like = |i: usize| Hints::likeness(&hints.title, &blocks.list[i].text);
    let end = (first + 3).min(blocks.list.len());
    let best = (0..end).filter(heading).max_by(|&a, &b| like(a).total_cmp(&like(b)).then(b.cmp(&a)));
    best.filter(|&i| like(i) >= HEADLINE_LIKENESS)
        .or_else(|| (0..end).rev().filter(heading).find(|&i| blocks.list[i].kind == BlockKind::Heading(1)))
}

/// The lines between headline and lede: a kept block that its names call so, or any block that repeats the description.
fn standfirst(blocks: &mut Blocks, measures: &Measures, hints: &Hints, headline: usize, first: usize) {
    for i in headline + 1..=first.max(headline + 1).min(blocks.list.len() - 1) {
        let (block, m) = (&blocks.list[i], &measures.blocks[i]);
        if block.hidden || block.is_media() || !(MIN_STANDFIRST..=MAX_STANDFIRST).contains(&m.shape.words) || m.link_density > 0.5 {
            continue;
        }
        let is_named =
            || blocks.ancestors(block.container).take(3).any(|(_, c)| c.marks.has(Mark::Standfirst) && !c.marks.has(Mark::Story));
        let is_description = Hints::likeness(&hints.description, &block.text) > DESCRIPTION_LIKENESS;
        if is_description && !block.is_body() || block.is_body() && is_named() {
            blocks.list[i].rule(Verdict::Keep(Role::Standfirst), Stage::Furniture, "standfirst", "");
            return;
        }
    }
}

/// The short line near the headline that names the writers.
fn byline(blocks: &mut Blocks, measures: &Measures, hints: &Hints, headline: usize) {
    let from = headline.saturating_sub(BYLINE_REACH / 3);
    let end = (headline + BYLINE_REACH).min(blocks.list.len());
    let found = (from..end).find(|&i| {
        let block = &blocks.list[i];
        let words = measures.blocks[i].shape.words;
        if i == headline || words == 0 || words > MAX_BYLINE {
            return false;
        }
        let folded = crate::text::fold(&block.text);
        hints.authors.iter().any(|a| folded.contains(a.as_str()))
    });
    if let Some(i) = found {
        blocks.list[i].rule(Verdict::Keep(Role::Byline), Stage::Furniture, "byline", "");
    }
}

/// Captions and pictures inside the story stay with it, in their own role.
fn captions(blocks: &mut Blocks, first: usize, last: usize) {
    let from = first.saturating_sub(4);
    for i in from..=(last + 1).min(blocks.list.len() - 1) {
        let block = &blocks.list[i];
        let is_beside = |j: usize| blocks.list.get(j).is_some_and(|b| b.is_kept() && !b.is_media());
        let near =
            i.checked_sub(1).is_some_and(is_beside) || i.checked_sub(2).is_some_and(is_beside) || is_beside(i + 1) || is_beside(i + 2);
        let is_advert = || {
            blocks
                .ancestors(block.container)
                .take(4)
                .any(|(_, c)| c.marks.has_any(&[Mark::Advert, Mark::Related, Mark::Author, Mark::Logo, Mark::Newsletter]))
        };
        if block.is_media() {
            if near && !is_advert() {
                blocks.list[i].rule(Verdict::Keep(Role::Body), Stage::Furniture, "picture", "");
            }
        } else if block.kind == BlockKind::Caption && !block.is_kept() && near && !is_advert() {
            blocks.list[i].rule(Verdict::Keep(Role::Caption), Stage::Furniture, "caption", "");
        }
    }
}
