//! The tables of an article as CSV.

use super::{article, paragraph, row};
use crate::write::tables;

#[test]
fn each_table_is_csv_with_equal_rows() {
    let article = article(vec![
        row(0, true, &["Boat", "Crew, in all"]),
        row(0, false, &["The \"Heron\""]),
        paragraph("And then."),
        row(1, false, &["", "7"]),
    ]);
    let expected = ["Boat,\"Crew, in all\"\n\"The \"\"Heron\"\"\",\n", ",7\n"];
    assert_eq!(tables(&article), expected);
}
