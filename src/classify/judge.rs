//! The weighing: features to a score for each block, in two looks.

use super::features::Table;
use super::measures::Measures;
use super::model::Model;
use super::{context, features};
use crate::block::Blocks;

/// Steps in which scores are kept, so that the last bit of an exponential decides nothing.
const STEPS: f64 = 1024.0;

/// The scores of a page's blocks, and what they were made from.
pub(crate) struct Judgement {
    /// How likely each block is copy, 0.0 to 1.0.
    pub(crate) scores: Vec<f32>,
    /// The rows of the second look, for reasons.
    rows: Table,
    model: &'static Model,
}

/// Scores every block.
pub(crate) fn judge(model: &'static Model, blocks: &Blocks, measures: &Measures, table: &Table) -> Judgement {
    let n = blocks.list.len();
    let first: Vec<f32> = (0..n).map(|i| probability(model.first.score(table.row(i)))).collect();
    let mut rows = Table { values: Vec::with_capacity(n * model.second.columns), columns: model.second.columns };
    for (i, context) in context::columns(blocks, measures, &first).iter().enumerate() {
        rows.values.extend_from_slice(table.row(i));
        rows.values.extend_from_slice(context);
    }
    let scores = (0..n).map(|i| probability(model.second.score(rows.row(i)))).collect();
    Judgement { scores, rows, model }
}

impl Judgement {
    /// The score of a block and the evidence that weighed most in the first look, in words: name, value, and how far it moved the score
    /// in log-odds. The second look mostly repeats the first scores of the blocks around, which says less to a reader.
    pub(crate) fn reason(&self, block: usize) -> String {
        let names = features::names();
        let row = self.rows.row(block);
        let part = |(feature, moved): (u16, f32)| {
            let name = names.get(feature as usize).map_or("?", String::as_str);
            format!("{name} {} {moved:+.1}", round(row[feature as usize]))
        };
        let parts: Vec<String> = self.model.first.strongest(row, 4).into_iter().map(part).collect();
        format!("score {:.2}: {}", self.scores[block], parts.join(", "))
    }
}

/// Two decimals where there are any.
fn round(value: f32) -> String {
    if value.fract() == 0.0 { format!("{value}") } else { format!("{value:.2}") }
}

fn probability(log_odds: f64) -> f32 {
    let p = 1.0 / (1.0 + (-log_odds).exp());
    ((p * STEPS).round() / STEPS) as f32
}
