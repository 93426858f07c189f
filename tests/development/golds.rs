//! Rules and text mode spare the gold texts of the development pages.

use std::fmt::Write as _;

use cleancopy::rules::{Region, builtin};
use cleancopy::text_mode::{LineOutcome, TextOptions, clean_text};
use libtest_mimic::Failed;

use crate::data::{self, Gold};

/// All rules together cut fewer than one in a thousand of the lines that people kept.
///
/// A line that a consent rule cuts may be a heading, which the text of the pages does not show; it
/// counts all the same.
pub fn phrase_rules_keep_gold_lines() -> Result<(), Failed> {
    let golds = data::golds();
    let lines = || {
        let texts = golds.iter().flat_map(|g| g.text.lines().map(move |line| (g, line)));
        texts.filter(|(_, line)| !line.trim().is_empty())
    };
    let describe = |(gold, line): (&Gold, &str)| {
        Some(format!("{} {} {line:?}", rule_that_cuts(line)?, gold.id))
    };
    let cut: Vec<String> = lines().filter_map(describe).collect();
    let all = lines().count();
    if cut.len() * 1000 < all {
        return Ok(());
    }
    Err(format!("{} of {all} lines:\n{}", cut.len(), cut.join("\n")).into())
}

/// The first rule that cuts a line in any region.
fn rule_that_cuts(line: &str) -> Option<&'static str> {
    [Region::Any, Region::Head, Region::Body, Region::Tail]
        .into_iter()
        .find_map(|region| Some(builtin().find_phrase_rule(line, region)?.rule.id.as_str()))
}

/// Gold texts of articles and news lose at most one word in a thousand. Gold texts of shops,
/// services and lists often keep the menu of their page, which text mode removes; they have a
/// looser bound.
pub fn text_mode_keeps_gold_texts() -> Result<(), Failed> {
    let golds = data::golds();
    let (articles, others): (Vec<&Gold>, Vec<&Gold>) = golds.iter().partition(|g| g.is_article());
    let (articles, which) = loss(&articles)?;
    let (others, _) = loss(&others)?;
    if articles > 1.0 {
        return Err(format!("{articles} of 1,000 words of articles lost:\n{which}").into());
    }
    if others > 20.0 {
        return Err(format!("{others} of 1,000 words of other pages lost").into());
    }
    Ok(())
}

/// Cleans clean texts; returns the words that they lose, in thousandths, and the lines.
fn loss(golds: &[&Gold]) -> Result<(f64, String), Failed> {
    let count = |text: &str| text.split_whitespace().count();
    let (mut lost, mut all, mut which) = (0, 0, String::new());
    for Gold { id, text, .. } in golds {
        let clean = clean_text(text, &TextOptions::default());
        all += count(text);
        for line in clean.lines.iter().filter(|l| matches!(l.outcome, LineOutcome::Cut(_))) {
            let text = &clean.source[line.range.clone()];
            lost += count(text);
            writeln!(which, "{id}: {}: {text}", line.rule)?;
        }
        let once = clean.text();
        if clean_text(&once, &TextOptions::default()).text() != once {
            return Err(format!("{id} changes when it is cleaned again").into());
        }
    }
    Ok((lost as f64 * 1000.0 / all.max(1) as f64, which))
}
