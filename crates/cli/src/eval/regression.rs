//! Comparison with the committed scores. The scores are a file in the repository, so a reviewer
//! sees each change in its diff.

use std::fmt::Write as _;

use super::PageScore;

/// Difference up to which two scores are equal; scores are written with four digits.
pub const SCORE_TOLERANCE: f64 = 0.000_15;

/// A page whose score differs from the committed score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreChange {
    /// `system/page`.
    pub name: String,
    /// The change, as text.
    pub description: String,
    /// Whether a score is lower than before.
    pub is_worse: bool,
}

/// Writes the scores as CSV: a header and one line per page, in the order given. The result does
/// not depend on time or machine.
#[must_use]
pub fn to_csv(scores: &[PageScore]) -> String {
    let mut out =
        String::from("page,precision,recall,f1,snippets_wrong,fields_right,fields_known\n");
    for s in scores {
        let _ = writeln!(
            out,
            "{},{:.4},{:.4},{:.4},{},{},{}",
            s.name,
            s.precision,
            s.recall,
            s.f1,
            s.snippets_wrong.len(),
            s.fields_right,
            s.fields_known
        );
    }
    out
}

/// A committed score: F1, wrong snippets, right fields.
type CommittedScore = (f64, usize, usize);

/// Reads the output of [`to_csv`]. A line that does not parse is skipped, so its page counts as a
/// page without a committed score.
#[must_use]
pub fn from_csv(csv: &str) -> Vec<(String, CommittedScore)> {
    let line = |line: &str| {
        let mut cells = line.split(',');
        let name = cells.next()?.to_owned();
        let f1 = cells.nth(2)?.parse().ok()?;
        Some((name, (f1, cells.next()?.parse().ok()?, cells.next()?.parse().ok()?)))
    };
    csv.lines().skip(1).filter_map(line).collect()
}

/// Returns the pages whose scores differ from the committed scores.
#[must_use]
pub fn compare(scores: &[PageScore], committed: &[(String, CommittedScore)]) -> Vec<ScoreChange> {
    scores
        .iter()
        .filter_map(|s| {
            change(s, committed.iter().find(|(name, _)| *name == s.name).map(|(_, line)| *line))
        })
        .collect()
}

fn change(score: &PageScore, committed: Option<CommittedScore>) -> Option<ScoreChange> {
    let name = score.name.clone();
    let Some((f1, snippets, fields)) = committed else {
        return Some(ScoreChange {
            name,
            description: format!("f1 {:.4}, no committed score", score.f1),
            is_worse: true,
        });
    };
    let wrong = score.snippets_wrong.len();
    let is_worse =
        score.f1 < f1 - SCORE_TOLERANCE || wrong > snippets || score.fields_right < fields;
    let is_same = (score.f1 - f1).abs() <= SCORE_TOLERANCE
        && wrong == snippets
        && score.fields_right == fields;
    (!is_same).then(|| ScoreChange {
        name,
        description: format!(
            "f1 {f1:.4} -> {:.4}, wrong snippets {snippets} -> {wrong}, \
             right fields {fields} -> {}",
            score.f1, score.fields_right
        ),
        is_worse,
    })
}
