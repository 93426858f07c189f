//! The classifier: turns features into one score for each block, in two passes.

use super::features::{self, Rows};
use super::measures::Measures;
use super::model::Model;
use super::neighbour_features::NeighbourFeatures;
use super::table::{LANES, Table};
use crate::block::Blocks;

/// Scores between which the first pass is unsure. The second pass never changes the decision on a
/// score outside of this range, so it does not run on such blocks. In cross-validation on 670,000
/// blocks, three fifths were outside and none of them would have crossed one half.
const UNSURE: std::ops::RangeInclusive<f32> = 0.03..=0.97;

/// The probability that each block is main content, 0.0 to 1.0.
///
/// The feature rows of all blocks can take more memory than the page. So the code fills and scores
/// one group of rows at a time and keeps only those rows of the first pass that the second pass
/// reads.
pub(crate) fn scores(
    model: &Model,
    blocks: &Blocks,
    measures: &Measures,
    rows: &Rows<'_>,
) -> Vec<f32> {
    let mut scores = Vec::with_capacity(rows.count());
    let mut unsure_blocks = Vec::new();
    let mut open_rows = Table::default();
    let mut table = Rows::empty_table();
    for start in (0..rows.count()).step_by(LANES) {
        rows.fill(&mut table, start..rows.count().min(start + LANES));
        scores.extend(model.first.probabilities(&[&table]));
        let unsure = (start..scores.len()).filter(|&i| UNSURE.contains(&scores[i]));
        open_rows.append(&table, unsure.clone().map(|i| i - start));
        unsure_blocks.extend(unsure);
    }
    let neighbours = NeighbourFeatures::new(blocks, measures, &scores);
    let mut second = Vec::with_capacity(unsure_blocks.len());
    let mut table = NeighbourFeatures::empty_table();
    for (unsure_blocks, rows) in unsure_blocks.chunks(LANES).zip(open_rows.into_groups()) {
        neighbours.fill(&mut table, unsure_blocks);
        second.extend(model.second.probabilities(&[&rows, &table]));
    }
    unsure_blocks.iter().zip(second).for_each(|(&i, score)| scores[i] = score);
    scores
}

/// The score of each block and its evidence in words: the features that moved the score most in the
/// first pass, each with name, value and change of the score in log-odds. The second pass mostly
/// repeats the first scores of neighbouring blocks, which explains less to a reader.
pub(crate) fn reasons(model: &Model, rows: &Rows<'_>, scores: &[f32]) -> Vec<String> {
    let names = features::column_names();
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

/// At most two decimals.
fn round(value: f32) -> String {
    if value.fract() == 0.0 { format!("{value}") } else { format!("{value:.2}") }
}
