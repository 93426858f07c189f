//! Scores as a file that is committed: a line that changes is read by whoever reviews the change.

use std::fmt::Write as _;

use super::PageScore;

/// A score has changed when it moved by more than this; scores are written with four digits.
pub const CHANGED: f64 = 0.000_15;

/// A page whose score is not the committed one.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// `system/page`.
    pub name: String,
    /// What changed, in words.
    pub what: String,
    /// Whether any figure fell.
    pub is_worse: bool,
}

/// The scores as CSV: a header, a line per page in order of name, and nothing that depends on time or machine.
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

/// One committed line: F1, wrong snippets, right fields.
type Line = (f64, usize, usize);

/// Reads what [`to_csv`] wrote; lines that do not parse are left out, and so count as pages without a committed score.
#[must_use]
pub fn from_csv(csv: &str) -> Vec<(String, Line)> {
    let line = |line: &str| {
        let mut cells = line.split(',');
        let name = cells.next()?.to_owned();
        let f1 = cells.nth(2)?.parse().ok()?;
        Some((name, (f1, cells.next()?.parse().ok()?, cells.next()?.parse().ok()?)))
    };
    csv.lines().skip(1).filter_map(line).collect()
}

/// The pages whose scores are not the committed ones.
#[must_use]
pub fn compare(scores: &[PageScore], committed: &[(String, Line)]) -> Vec<Change> {
    scores
        .iter()
        .filter_map(|s| {
            change(s, committed.iter().find(|(name, _)| *name == s.name).map(|(_, line)| *line))
        })
        .collect()
}

fn change(score: &PageScore, committed: Option<Line>) -> Option<Change> {
    let name = score.name.clone();
    let Some((f1, snippets, fields)) = committed else {
        return Some(Change {
            name,
            what: format!("f1 {:.4}, no committed score", score.f1),
            is_worse: true,
        });
    };
    let wrong = score.snippets_wrong.len();
    let is_worse = score.f1 < f1 - CHANGED || wrong > snippets || score.fields_right < fields;
    let is_same =
        (score.f1 - f1).abs() <= CHANGED && wrong == snippets && score.fields_right == fields;
    (!is_same).then(|| Change {
        name,
        what: format!(
            "f1 {f1:.4} -> {:.4}, wrong snippets {snippets} -> {wrong}, right fields {fields} -> {}",
            score.f1, score.fields_right
        ),
        is_worse,
    })
}
