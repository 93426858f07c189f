//! Marks the page furniture: headline, standfirst, byline, captions and pictures.

use super::declared::Declared;
use super::measures::Measures;
use crate::block::{Block, BlockKind, Blocks, Boilerplate, Role, Stage, Verdict};
use crate::rules::Mark;

/// Likeness to the title from which a heading is the headline.
const HEADLINE_LIKENESS: f32 = 0.6;
/// The most words of a standfirst; a longer first paragraph is the lede.
const MAX_STANDFIRST: u32 = 70;
/// The fewest words of a standfirst; a shorter line is a kicker or a date.
const MIN_STANDFIRST: u32 = 6;
/// Likeness to the declared description above which a block repeats it.
const DESCRIPTION_LIKENESS: f32 = 0.85;
/// The most words of a byline.
const MAX_BYLINE: u32 = 14;
/// The most bytes of a line beside the name, such as "By" and "staff writer".
const MAX_BESIDE_NAME: usize = 24;
/// Blocks after the headline that are searched for a byline.
const BYLINE_REACH: usize = 12;

/// The verdict of a site rule that strips a block.
const STRIPPED: Verdict = Verdict::Cut(Boilerplate::User);

/// Gives the page furniture its roles.
pub(super) fn apply(blocks: &mut Blocks, measures: &Measures, declared: &Declared) {
    let body: Vec<usize> = (0..blocks.list.len())
        .filter(|&i| blocks.list[i].is_body() && !blocks.list[i].text.is_empty())
        .collect();
    let (Some(&first), Some(&last)) = (body.first(), body.last()) else { return };
    // If the page keeps nothing but its heading, the heading is the text.
    let headline = find_headline(blocks, measures, first).filter(|&i| body != [i]);
    if let Some(at) = headline {
        blocks.list[at].add_ruling(Verdict::Keep(Role::Headline), Stage::Furniture, "headline", "");
        mark_standfirst(blocks, measures, at, first);
        mark_byline(blocks, measures, declared, at);
    }
    keep_captions(blocks, first, last);
}

/// The block of the headline, if the page prints one and any text is kept.
pub(super) fn headline_of(blocks: &Blocks, measures: &Measures) -> Option<usize> {
    let first = blocks.list.iter().position(|b| b.is_body() && !b.text.is_empty())?;
    find_headline(blocks, measures, first)
}

/// The heading most similar to the title, before or at the start of the article; otherwise the last
/// h1 before it.
fn find_headline(blocks: &Blocks, measures: &Measures, first: usize) -> Option<usize> {
    let end = (first + 3).min(blocks.list.len());
    // A site rule says where the text is. The headline of that text may be outside of it, and is
    // the headline inside of it too.
    let is_undecided = |b: &Block| {
        !b.is_settled() || b.rulings.iter().all(|r| r.stage == Stage::Site && r.verdict != STRIPPED)
    };
    let is_heading = |i: &usize| {
        let block = &blocks.list[*i];
        matches!(block.kind, BlockKind::Heading(_)) && !block.hidden && is_undecided(block)
    };
    let likeness = (0..end).filter(is_heading).map(|i| (i, measures.blocks[i].likeness.title));
    let best = likeness.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    let like_title = best.filter(|&(_, like)| like >= HEADLINE_LIKENESS).map(|(i, _)| i);
    like_title.or_else(|| {
        (0..end).rev().filter(is_heading).find(|&i| blocks.list[i].kind == BlockKind::Heading(1))
    })
}

/// Marks the standfirst between headline and lede: a kept block whose class marks say so, or any
/// block that repeats the description.
fn mark_standfirst(blocks: &mut Blocks, measures: &Measures, headline: usize, first: usize) {
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
            blocks.list[i].add_ruling(
                Verdict::Keep(Role::Standfirst),
                Stage::Furniture,
                "standfirst",
                "",
            );
            return;
        }
    }
}

/// Marks the byline, a short line near the headline that names an author: the first one after the
/// headline, otherwise the nearest one a little before.
fn mark_byline(blocks: &mut Blocks, measures: &Measures, declared: &Declared, headline: usize) {
    let end = (headline + BYLINE_REACH).min(blocks.list.len());
    let authors: Vec<String> = declared.authors.iter().map(|a| as_words(a)).collect();
    let names_an_author = |i: &usize| {
        let block = &blocks.list[*i];
        let words = measures.blocks[*i].shape.words;
        if words == 0 || words > MAX_BYLINE || block.hidden || block.is_settled() {
            return false;
        }
        let line = as_words(&block.text);
        // A line of the body that mentions its author is not a byline.
        authors.iter().any(|a| {
            line.contains(a.as_str())
                && (!block.is_body() || line.len() < a.len() + MAX_BESIDE_NAME)
        })
    };
    let before = headline.saturating_sub(BYLINE_REACH / 3)..headline;
    if let Some(i) =
        (headline + 1..end).find(names_an_author).or_else(|| before.rev().find(names_an_author))
    {
        blocks.list[i].add_ruling(Verdict::Keep(Role::Byline), Stage::Furniture, "byline", "");
    }
}

/// The words of a text with a space on each side, so that names match as whole words.
fn as_words(text: &str) -> String {
    let words: Vec<String> = crate::text::tokens(text).collect();
    format!(" {} ", words.join(" "))
}

/// Keeps captions and pictures inside the article, in their own role.
fn keep_captions(blocks: &mut Blocks, first: usize, last: usize) {
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
                blocks.list[i].add_ruling(
                    Verdict::Keep(Role::Body),
                    Stage::Furniture,
                    "picture",
                    "",
                );
            }
        } else if block.kind == BlockKind::Caption && !block.is_kept() && near && !is_advert() {
            blocks.list[i].add_ruling(
                Verdict::Keep(Role::Caption),
                Stage::Furniture,
                "caption",
                "",
            );
        }
    }
}
