//! The tables of an article as CSV.

use super::{article, paragraph, row};
use crate::block::{BlockKind, Span, SpanKind};
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

#[test]
fn tables_inside_a_quotation_count_too() {
    let quoted = |mut block: crate::article::ContentBlock| {
        let range = 0..block.text.len() as u32;
        block.spans.insert(0, Span { range, kind: SpanKind::InQuote });
        block
    };
    let quote = |text: &str| super::block(BlockKind::Quote, text);
    let article = article(vec![
        quote("The crews:"),
        quoted(row(0, true, &["Boat", "Crew"])),
        quoted(row(0, false, &["Heron", "4"])),
        quote("And the berths:"),
        quoted(row(1, false, &["North", "2"])),
        paragraph("So it is."),
        quoted(row(2, false, &["East", "1"])),
        row(3, false, &["West", "3"]),
    ]);
    assert_eq!(tables(&article), ["Boat,Crew\nHeron,4\n", "North,2\n", "East,1\n", "West,3\n"]);
}
