//! Finds the name that a person may have meant.

/// Returns the known name with the fewest edits from a typed one, if they are few for its length.
pub fn nearest<'n>(typed: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let typed = typed.to_lowercase();
    let most = match typed.chars().count() {
        0..=2 => return None,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let near = known.map(|name| {
        // A plural or a longer name is nearer than the number of its letters says.
        let is_start = name.starts_with(&typed) || typed.starts_with(name);
        (if is_start { 1 } else { edits(&typed, name) }, name)
    });
    near.filter(|(edits, _)| *edits <= most).min_by_key(|(edits, _)| *edits).map(|(_, name)| name)
}

/// Returns the number of letters to insert, remove, replace or swap with their neighbour.
fn edits(one: &str, other: &str) -> usize {
    /// Names are short; longer texts are not compared.
    const MAX: usize = 40;
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().max(other.len()) > MAX {
        return MAX;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for i in 1..=one.len() {
        let mut row = vec![i];
        for j in 1..=other.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_few_edits_away() {
        let known = || ["batch", "links", "explain", "authors", "title"].into_iter();
        for (typed, expected) in [
            ("btch", Some("batch")),
            ("bacth", Some("batch")),
            ("explian", Some("explain")),
            ("author", Some("authors")),
            ("Title", Some("title")),
            ("page", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, known()), expected, "{typed}");
        }
    }
}
