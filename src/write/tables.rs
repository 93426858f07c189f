//! Writes the data tables of an article as CSV.

use super::page::{groups, in_quote, note, parts_of_quote};
use super::pieces::cells;
use super::plain;
use crate::article::{Article, ContentBlock};
use crate::block::BlockKind;

/// The data tables of an article in reading order, each as CSV (RFC 4180): a line for each row, and
/// in each row a field for each column. A cell that spans columns or rows is written at its first
/// place.
///
/// ```
/// use cleancopy::{Options, Page, UserSelector, extract, tables};
///
/// let page = Page::from_html(
///     "<h1>Tides</h1><p>The harbour master published the tides of the week on Monday.</p>\
///      <table><tr><th>Day</th><th>High</th></tr><tr><td>Mon</td><td>4.1 m, late</td></tr>\
///      </table>",
/// );
/// let options = Options::default().with_keep(vec![UserSelector::parse("table").unwrap()]);
/// let article = extract(&page, &options)?.article;
/// assert_eq!(tables(&article), ["Day,High\nMon,\"4.1 m, late\"\n"]);
/// # Ok::<(), cleancopy::Error>(())
/// ```
#[must_use]
pub fn tables(article: &Article) -> Vec<String> {
    let blocks: Vec<&ContentBlock> = article.blocks.iter().collect();
    let mut found = Vec::new();
    for group in groups(&blocks) {
        let is_quote = note(group[0]).is_none() && in_quote(group[0]);
        if is_quote {
            found.extend(parts_of_quote(group).filter_map(table));
        } else {
            found.extend(table(group));
        }
    }
    found
}

/// A group of blocks as CSV; `None` if it is not a table.
fn table(rows: &[&ContentBlock]) -> Option<String> {
    if !matches!(rows[0].kind, BlockKind::TableRow { .. }) {
        return None;
    }
    let rows: Vec<_> = rows.iter().map(|row| cells(row)).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for row in rows {
        for (i, cell) in row.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            field(&plain::cell(cell), &mut out);
        }
        out.extend(std::iter::repeat_n(',', columns - row.len()));
        out.push('\n');
    }
    Some(out)
}

/// Writes a field, in quotes where CSV needs them.
fn field(text: &str, out: &mut String) {
    if text.contains([',', '"', '\n', '\r']) {
        out.extend(["\"", &text.replace('"', "\"\""), "\""]);
    } else {
        out.push_str(text);
    }
}
