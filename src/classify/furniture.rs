//! What frames a story: headline, standfirst, byline, dateline, captions, credits, pictures.

use super::hints::Hints;
use super::measures::Measures;
use crate::block::{Block, BlockKind, Blocks, Boilerplate, Role, Stage, Verdict};
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
/// Bytes of a line beside the name, such as "By" and "staff writer".
const MAX_BESIDE_NAME: usize = 24;
/// Blocks around the headline in which a byline is looked for.
const BYLINE_REACH: usize = 12;

/// The verdict on what the rule for a site strips.
const STRIPPED: Verdict = Verdict::Cut(Boilerplate::User);

/// Gives the frame of the story its roles.
pub(super) fn rule(blocks: &mut Blocks, measures: &Measures, hints: &Hints) {
    let body: Vec<usize> = (0..blocks.list.len())
        .filter(|&i| blocks.list[i].is_body() && !blocks.list[i].text.is_empty())
        .collect();
    let (Some(&first), Some(&last)) = (body.first(), body.last()) else { return };
    // Where a page keeps nothing but its heading, that is its text.
    let headline = headline(blocks, measures, first).filter(|&i| body != [i]);
    if let Some(at) = headline {
        blocks.list[at].rule(Verdict::Keep(Role::Headline), Stage::Furniture, "headline", "");
        standfirst(blocks, measures, at, first);
        byline(blocks, measures, hints, at);
    }
    captions(blocks, first, last);
}

/// The heading most like the title that stands before or at the start of the story; else the last h1 before it.
fn headline(blocks: &Blocks, measures: &Measures, first: usize) -> Option<usize> {
    let end = (first + 3).min(blocks.list.len());
    // A rule for a site says where the text is; the headline of that text may stand outside of it, and it is one inside of it too.
    let is_free = |b: &Block| {
        !b.is_settled() || b.rulings.iter().all(|r| r.stage == Stage::Site && r.verdict != STRIPPED)
    };
    let is_heading = |i: &usize| {
        let block = &blocks.list[*i];
        matches!(block.kind, BlockKind::Heading(_)) && !block.hidden && is_free(block)
    };
    let likeness = (0..end).filter(is_heading).map(|i| (i, measures.blocks[i].likeness.title));
    let best = likeness.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    let like_title = best.filter(|&(_, like)| like >= HEADLINE_LIKENESS).map(|(i, _)| i);
    like_title.or_else(|| {
        (0..end).rev().filter(is_heading).find(|&i| blocks.list[i].kind == BlockKind::Heading(1))
    })
}

/// The lines between headline and lede: a kept block that its names call so, or any block that repeats the description.
fn standfirst(blocks: &mut Blocks, measures: &Measures, headline: usize, first: usize) {
    for i in headline + 1..=first.max(headline + 1).min(blocks.list.len() - 1) {
        let (block, m) = (&blocks.list[i], &measures.blocks[i]);
        if block.hidden
            || block.is_settled()
            || block.is_media()
            || !(MIN_STANDFIRST..=MAX_STANDFIRST).contains(&m.shape.words)
            || m.link_density > 0.5
        {
            continue;
        }
        let is_named = || {
            blocks
                .ancestors(block.container)
                .take(3)
                .any(|(_, c)| c.marks.has(Mark::Standfirst) && !c.marks.has(Mark::Story))
        };
        let is_description = m.likeness.description > DESCRIPTION_LIKENESS;
        if is_description && !block.is_body() || block.is_body() && is_named() {
            blocks.list[i].rule(
                Verdict::Keep(Role::Standfirst),
                Stage::Furniture,
                "standfirst",
                "",
            );
            return;
        }
    }
}

/// The short line near the headline that names the writers: after it if there is one, else a little before.
fn byline(blocks: &mut Blocks, measures: &Measures, hints: &Hints, headline: usize) {
    let end = (headline + BYLINE_REACH).min(blocks.list.len());
    let authors: Vec<String> = hints.authors.iter().map(|a| as_words(a)).collect();
    let names_a_writer = |i: &usize| {
        let block = &blocks.list[*i];
        let words = measures.blocks[*i].shape.words;
        if words == 0 || words > MAX_BYLINE || block.hidden || block.is_settled() {
            return false;
        }
        let line = as_words(&block.text);
        // A line of the story that mentions its writer is no byline.
        authors.iter().any(|a| {
            line.contains(a.as_str())
                && (!block.is_body() || line.len() < a.len() + MAX_BESIDE_NAME)
        })
    };
    let before = headline.saturating_sub(BYLINE_REACH / 3)..headline;
    if let Some(i) =
        (headline + 1..end).find(names_a_writer).or_else(|| before.rev().find(names_a_writer))
    {
        blocks.list[i].rule(Verdict::Keep(Role::Byline), Stage::Furniture, "byline", "");
    }
}

/// The words of a text with a space on each side, so that names match as whole words.
fn as_words(text: &str) -> String {
    let words: Vec<String> = crate::text::tokens(text).collect();
    format!(" {} ", words.join(" "))
}

/// Captions and pictures inside the story stay with it, in their own role.
fn captions(blocks: &mut Blocks, first: usize, last: usize) {
    let from = first.saturating_sub(4);
    for i in from..=(last + 1).min(blocks.list.len() - 1) {
        let block = &blocks.list[i];
        if block.hidden || block.is_settled() {
            continue;
        }
        let is_beside = |j: usize| blocks.list.get(j).is_some_and(|b| b.is_kept() && !b.is_media());
        let near = i.checked_sub(1).is_some_and(is_beside)
            || i.checked_sub(2).is_some_and(is_beside)
            || is_beside(i + 1)
            || is_beside(i + 2);
        let is_advert = || {
            blocks.ancestors(block.container).take(4).any(|(_, c)| {
                c.marks.has_any(&[
                    Mark::Advert,
                    Mark::Related,
                    Mark::Author,
                    Mark::Logo,
                    Mark::Newsletter,
                ])
            })
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
