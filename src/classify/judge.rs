//! The weighing: features to a score for each block, in two looks.

use super::context::Context;
use super::features::{self, Rows};
use super::measures::Measures;
use super::model::Model;
use super::table::{LANES, Table};
use crate::block::Blocks;

/// Scores between which the first look is not sure; beyond them the second never says otherwise, so it is not asked. Cross-validated on 670,000
/// blocks, of the three fifths beyond not one would come out on the other side of one half.
const UNSURE: std::ops::RangeInclusive<f32> = 0.03..=0.97;

/// How likely each block is copy, 0.0 to 1.0.
///
/// The rows of all blocks can take more than the page, so they are filled and weighed a group at a time, and of the first look only those are
/// kept that the second needs.
pub(crate) fn judge(
    model: &Model,
    blocks: &Blocks,
    measures: &Measures,
    rows: &Rows<'_>,
) -> Vec<f32> {
    let mut scores = Vec::with_capacity(rows.count());
    let mut open = Vec::new();
    let mut open_rows = Table::default();
    let mut table = Rows::empty_table();
    for start in (0..rows.count()).step_by(LANES) {
        rows.fill(&mut table, start..rows.count().min(start + LANES));
        scores.extend(model.first.probabilities(&[&table]));
        let unsure = (start..scores.len()).filter(|&i| UNSURE.contains(&scores[i]));
        open_rows.append(&table, unsure.clone().map(|i| i - start));
        open.extend(unsure);
    }
    let context = Context::new(blocks, measures, &scores);
    let mut second = Vec::with_capacity(open.len());
    let mut table = Context::empty_table();
    for (open, rows) in open.chunks(LANES).zip(open_rows.into_groups()) {
        context.fill(&mut table, open);
        second.extend(model.second.probabilities(&[&rows, &table]));
    }
    open.iter().zip(second).for_each(|(&i, score)| scores[i] = score);
    scores
}

/// The score of each block and the evidence that weighed most in the first look, in words: name, value, and how far it moved the score
/// in log-odds. The second look mostly repeats the first scores of the blocks around, which says less to a reader.
pub(crate) fn reasons(model: &Model, rows: &Rows<'_>, scores: &[f32]) -> Vec<String> {
    let names = features::names();
    let reason = |(block, score): (usize, &f32)| {
        let row: Vec<f32> = rows.table(block..block + 1).row(0).collect();
        let part = |(feature, moved): (u16, f32)| {
            let name = names.get(feature as usize).map_or("?", String::as_str);
            format!("{name} {} {moved:+.1}", round(row[feature as usize]))
        };
        let parts: Vec<String> = model.first.strongest(&row, 4).into_iter().map(part).collect();
        format!("score {score:.2}: {}", parts.join(", "))
    };
    scores.iter().enumerate().map(reason).collect()
}

/// Two decimals where there are any.
fn round(value: f32) -> String {
    if value.fract() == 0.0 { format!("{value}") } else { format!("{value:.2}") }
}
