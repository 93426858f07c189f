//! Turns blocks into rulings.
//!
//! Features, rules and the decision are separate. `measures`, `linear`, `features` and
//! `neighbour_features` turn a page into numbers, and `classifier` scores them with the trained
//! `model`. `rules` holds the rules that decide alone, `groups` decides on blocks that belong
//! together, `furniture` marks the page furniture, and `page_model` predicts the kind of the page
//! and the quality of its text.

mod ancestor_features;
pub(crate) mod block_page;
mod classifier;
mod consent_passages;
pub(crate) mod counts;
pub(crate) mod declared;
pub(crate) mod edge_words;
pub(crate) mod fallback;
pub(crate) mod features;
mod furniture;
mod groups;
pub(crate) mod hash;
pub(crate) mod kind;
pub(crate) mod linear;
mod main_story;
pub(crate) mod measures;
pub(crate) mod model;
pub(crate) mod neighbour_features;
mod other_stories;
mod page_features;
pub(crate) mod page_model;
mod reader_comments;
mod rules;
mod run_features;
mod story_features;
pub(crate) mod table;
mod threshold;
pub(crate) mod trees;

use std::cell::OnceCell;

use crate::block::{Block, BlockKind, Blocks, Boilerplate, Role, Stage, Verdict};
use crate::options::Options;
use crate::rules::{Mark, Marks, PhraseHit, Region, builtin};
use consent_passages::is_passage;
use counts::BlockMeasures;
use declared::Declared;
use measures::Measures;

/// Rules on every block: the rules first, then the classifier, the groups and the page furniture.
///
/// `scores` replace the classifier's own scores. Training passes cross-validated scores to measure
/// the steps around the classifier.
pub(crate) fn classify(
    blocks: &mut Blocks,
    measures: &Measures,
    declared: &Declared,
    options: &Options,
    scores: Option<&[f32]>,
) {
    let phrases = phrase_hits(blocks, measures);
    rules::apply(blocks, measures, &phrases);
    match scores {
        Some(scores) => decide(blocks, measures, scores, options, &[]),
        None => {
            let model = model::builtin();
            let linear = model.linear.scores(blocks, |i| measures.blocks[i].word_score);
            let rows = features::Rows::new(blocks, measures, &linear);
            let scores = classifier::scores(model, blocks, measures, &rows);
            let reasons = if options.explain {
                classifier::reasons(model, &rows, &scores)
            } else {
                Vec::new()
            };
            decide(blocks, measures, &scores, options, &reasons);
        }
    }
    // The likely kind of the page, for steps that need it. Most pages have nothing to ask it for.
    let kind = OnceCell::new();
    groups::apply(blocks, measures, &kind);
    other_stories::apply(blocks, measures, declared, &kind);
    reader_comments::apply(blocks, measures, declared, &kind);
    furniture::apply(blocks, measures, declared);
}

/// Records the classifier's ruling on every block on which no rule decided. `reasons` is empty
/// unless the caller asked for them.
fn decide(
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
        blocks.list[i].add_ruling(
            verdict,
            Stage::Classifier,
            "weighed",
            reasons.get(i).cloned().unwrap_or_default(),
        );
    }
}

/// The most likely kind of a block that the classifier cut, by the class marks nearest to it.
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
        // Few containers have class marks at all.
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

/// For each block: the phrase rule that matches it at its position, if any. The position is before
/// the first paragraph of prose, after the last, or between.
///
/// The crossheads of an article about consent read like the buttons of a prompt, so the consent
/// rules skip headings, and paragraphs between other paragraphs; the classifier decides on them.
fn phrase_hits(blocks: &Blocks, measures: &Measures) -> Vec<Option<PhraseHit<'static>>> {
    let phrases = builtin();
    let is_prose = |m: &BlockMeasures| m.prose > 0;
    let first = measures.blocks.iter().position(is_prose).unwrap_or(0);
    let last = measures.blocks.iter().rposition(is_prose).unwrap_or(usize::MAX);
    let position = |i: usize| match i {
        _ if i < first => Region::Head,
        _ if i > last => Region::Tail,
        _ => Region::Body,
    };
    let is_skipped = |b: &Block, hit: &PhraseHit<'_>| {
        matches!(b.kind, BlockKind::Heading(_)) && hit.rule.cut_as() == Boilerplate::Consent
    };
    let hit = |(i, b): (usize, &Block)| {
        phrases
            .find_phrase_rule_folded(&b.text, measures.folded(i), position(i))
            .filter(|hit| !is_skipped(b, hit))
    };
    let mut hits: Vec<_> = blocks.list.iter().enumerate().map(hit).collect();
    let is_prompt = |hit: &Option<PhraseHit<'_>>| {
        hit.as_ref().is_some_and(|hit| hit.rule.cut_as() == Boilerplate::Consent)
    };
    let prompts: Vec<usize> = (0..hits.len()).filter(|&i| is_prompt(&hits[i])).collect();
    let passages: Vec<usize> = prompts
        .into_iter()
        .filter(|&i| is_passage(blocks, measures, i, |j| is_prompt(&hits[j])))
        .collect();
    for i in passages {
        hits[i] = None;
    }
    hits
}
