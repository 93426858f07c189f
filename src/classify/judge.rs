//! The weighing: features to a score for each block, in two looks.

use super::measures::Measures;
use super::model::Model;
use super::table::Table;
use super::{context, features};
use crate::block::Blocks;

/// The scores of a page's blocks, and what they were made from.
pub(crate) struct Judgement<'t> {
    /// How likely each block is copy, 0.0 to 1.0.
    pub(crate) scores: Vec<f32>,
    /// The rows of the first look, for reasons.
    table: &'t Table,
    model: &'static Model,
}

/// Scores between which the first look is not sure; beyond them the second never says otherwise, so it is not asked. Cross-validated on 670,000
/// blocks, of the three fifths beyond not one would come out on the other side of one half.
const UNSURE: std::ops::RangeInclusive<f32> = 0.03..=0.97;

/// Scores every block.
pub(crate) fn judge<'t>(model: &'static Model, blocks: &Blocks, measures: &Measures, table: &'t Table) -> Judgement<'t> {
    let mut scores = model.first.probabilities(&[table]);
    let open: Vec<usize> = (0..scores.len()).filter(|&i| UNSURE.contains(&scores[i])).collect();
    let context = context::table(blocks, measures, &scores, &open);
    let second = model.second.probabilities(&[&table.pick(&open), &context]);
    open.iter().zip(second).for_each(|(&i, score)| scores[i] = score);
    Judgement { scores, table, model }
}

impl Judgement<'_> {
    /// The score of a block and the evidence that weighed most in the first look, in words: name, value, and how far it moved the score
    /// in log-odds. The second look mostly repeats the first scores of the blocks around, which says less to a reader.
    pub(crate) fn reason(&self, block: usize) -> String {
        let names = features::names();
        let row: Vec<f32> = self.table.row(block).collect();
        let part = |(feature, moved): (u16, f32)| {
            let name = names.get(feature as usize).map_or("?", String::as_str);
            format!("{name} {} {moved:+.1}", round(row[feature as usize]))
        };
        let parts: Vec<String> = self.model.first.strongest(&row, 4).into_iter().map(part).collect();
        format!("score {:.2}: {}", self.scores[block], parts.join(", "))
    }
}

/// Two decimals where there are any.
fn round(value: f32) -> String {
    if value.fract() == 0.0 { format!("{value}") } else { format!("{value:.2}") }
}
