//! Blocks to rulings.
//!
//! Features, rules and the decision are apart: `measures`, `linear`, `features` and `context` turn a page into numbers, `judge` weighs
//! them with the trained `model`, `certain` holds the rules that need no weighing, the passes after them decide together
//! what belongs together, and `page` thinks of the page as a whole.

mod certain;
pub(crate) mod context;
pub(crate) mod edges;
pub(crate) mod features;
mod furniture;
pub(crate) mod hash;
pub(crate) mod hints;
mod judge;
pub(crate) mod kind;
pub(crate) mod linear;
pub(crate) mod measures;
pub(crate) mod model;
mod near_names;
pub(crate) mod page;
pub(crate) mod rescue;
pub(crate) mod table;
mod threshold;
mod together;
pub(crate) mod trees;
mod whole;

use crate::block::{Block, BlockKind, Blocks, Boilerplate, Role, Stage, Verdict};
use crate::options::Options;
use crate::rules::{Mark, Marks, PhraseHit, Region, builtin};
use hints::Hints;
use measures::Measures;

/// Rules on every block: first what is certain, then the judge, then what belongs together, then the frame of the story.
///
/// `scores` stand in for the judge's own; training gives cross-validated ones, to measure the passes around the judge.
pub(crate) fn classify(
    blocks: &mut Blocks,
    measures: &Measures,
    hints: &Hints,
    options: &Options,
    scores: Option<&[f32]>,
) {
    let phrases = phrases(blocks, measures);
    certain::rule(blocks, measures, &phrases);
    match scores {
        Some(scores) => weigh(blocks, measures, scores, options, &[]),
        None => {
            let model = model::builtin();
            let linear = model.linear.scores(blocks, |i| measures.blocks[i].word_score);
            let rows = features::Rows::new(blocks, measures, &linear);
            let scores = judge::judge(model, blocks, measures, &rows);
            let reasons =
                if options.explain { judge::reasons(model, &rows, &scores) } else { Vec::new() };
            weigh(blocks, measures, &scores, options, &reasons);
        }
    }
    together::rule(blocks);
    furniture::rule(blocks, measures, hints);
}

/// The judge's ruling on every block on which no rule was certain; `reasons` are empty where none are asked for.
fn weigh(
    blocks: &mut Blocks,
    measures: &Measures,
    scores: &[f32],
    options: &Options,
    reasons: &[String],
) {
    let threshold = threshold::threshold(blocks, measures, scores, options.focus);
    for (i, &score) in scores.iter().enumerate() {
        blocks.list[i].score = score;
        if blocks.list[i].verdict().is_some() || blocks.list[i].is_media() {
            continue;
        }
        let verdict = if score > threshold {
            Verdict::Keep(Role::Body)
        } else {
            Verdict::Cut(likely_kind(blocks, i))
        };
        blocks.list[i].rule(
            verdict,
            Stage::Evidence,
            "weighed",
            reasons.get(i).cloned().unwrap_or_default(),
        );
    }
}

/// What a block that was weighed and cut most likely is, by the names nearest to it.
fn likely_kind(blocks: &Blocks, i: usize) -> Boilerplate {
    const KINDS: &[(Mark, Boilerplate)] = &[
        (Mark::Comment, Boilerplate::Comment),
        (Mark::Advert, Boilerplate::Advert),
        (Mark::Newsletter, Boilerplate::Newsletter),
        (Mark::Related, Boilerplate::Related),
        (Mark::Popular, Boilerplate::Related),
        (Mark::Share, Boilerplate::Share),
        (Mark::Social, Boilerplate::Share),
        (Mark::Paywall, Boilerplate::Paywall),
        (Mark::Player, Boilerplate::Player),
        (Mark::Author, Boilerplate::AuthorBox),
        (Mark::Tags, Boilerplate::Tags),
        (Mark::Navigation, Boilerplate::Navigation),
        (Mark::Legal, Boilerplate::Legal),
        (Mark::Footer, Boilerplate::Navigation),
        (Mark::Header, Boilerplate::Navigation),
        (Mark::Sidebar, Boilerplate::Related),
    ];
    let block = &blocks.list[i];
    for (_, container) in blocks.ancestors(block.container).take(6) {
        // Few containers are named at all.
        if container.marks != Marks::default()
            && let Some((_, kind)) = KINDS.iter().find(|(mark, _)| container.marks.has(*mark))
        {
            return *kind;
        }
        match container.landmark {
            Some(crate::block::Landmark::Navigation | crate::block::Landmark::Footer) => {
                return Boilerplate::Navigation;
            }
            Some(crate::block::Landmark::Aside) => return Boilerplate::Related,
            _ => {}
        }
    }
    if block.hidden { Boilerplate::Hidden } else { Boilerplate::Other }
}

/// The phrase rule that fits each block, if any, where it stands: before the first paragraph of prose, after the last, or between.
///
/// The crossheads of a story about consent read like the buttons of a prompt, so a heading is left to the judge there.
fn phrases(blocks: &Blocks, measures: &Measures) -> Vec<Option<PhraseHit<'static>>> {
    let rules = builtin();
    let is_prose = |m: &measures::BlockMeasures| m.prose > 0;
    let first = measures.blocks.iter().position(is_prose).unwrap_or(0);
    let last = measures.blocks.iter().rposition(is_prose).unwrap_or(usize::MAX);
    let place = |i: usize| match i {
        _ if i < first => Region::Head,
        _ if i > last => Region::Tail,
        _ => Region::Body,
    };
    let is_spared = |b: &Block, hit: &PhraseHit<'_>| {
        matches!(b.kind, BlockKind::Heading(_)) && hit.rule.cut_as() == Boilerplate::Consent
    };
    let hit = |(i, b): (usize, &Block)| {
        rules
            .find_phrase_rule_folded(&b.text, measures.folded(i), place(i))
            .filter(|hit| !is_spared(b, hit))
    };
    blocks.list.iter().enumerate().map(hit).collect()
}
