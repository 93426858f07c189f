//! Data tables keep their columns, whatever spans them and whatever stands in their cells.

use super::{html, markdown, plain};

/// A table of three columns with this inside.
fn table(inside: &str) -> String {
    format!("<p>The tides of the week.</p><table>{inside}</table>")
}

const HEAD: &str = "<tr><th>Day</th><th>High</th><th>Low</th></tr>";

/// Checks the lines of the Markdown table below the lines of [`HEAD`].
#[track_caller]
fn rows(inside: &str, expected: &[&str]) {
    let head = "The tides of the week.\n\n| Day | High | Low |\n| --- | --- | --- |";
    let page = table(&format!("{HEAD}{inside}"));
    markdown(&page, &format!("{head}\n{}", expected.join("\n")));
}

#[test]
fn spanned_cells_are_written_once_and_leave_blanks() {
    rows(
        "<tr><td rowspan=2>Mon</td><td>4.1</td><td>0.9</td></tr><tr><td>4.3</td><td>1.0</td></tr>",
        &["| Mon | 4.1 | 0.9 |", "| | 4.3 | 1.0 |"],
    );
    rows(
        "<tr><td>Mon</td><td colspan=2>no tide</td></tr><tr><td>Tue</td><td>4</td><td>1</td></tr>",
        &["| Mon | no tide | |", "| Tue | 4 | 1 |"],
    );
    rows(
        "<tr><td colspan=\"3\">Second week</td></tr><tr><td>Mon</td><td>4</td><td>1</td></tr>",
        &["| Second week | | |", "| Mon | 4 | 1 |"],
    );
    rows(
        "<tr><td colspan=100>Second week</td></tr><tr><td>Mon</td><td>4</td><td>1</td></tr>",
        &["| Second week | | |", "| Mon | 4 | 1 |"],
    );
    rows(
        "<tr><td rowspan=0>Mon</td><td>4</td><td>1</td></tr><tr><td>5</td><td>2</td></tr>\
         <tr><td>6</td><td>3</td></tr>",
        &["| Mon | 4 | 1 |", "| | 5 | 2 |", "| | 6 | 3 |"],
    );
    rows(
        "<tr><td>Mon</td><td rowspan=2 colspan=2>closed</td></tr><tr><td>Tue</td></tr>\
         <tr><td>Wed</td><td>4</td><td>1</td></tr>",
        &["| Mon | closed | |", "| Tue | | |", "| Wed | 4 | 1 |"],
    );
    rows(
        "<tr><td>Mon</td><td>4</td><td rowspan=2>1</td></tr><tr><td>Tue</td><td>5</td></tr>",
        &["| Mon | 4 | 1 |", "| Tue | 5 | |"],
    );
}

#[test]
fn a_heading_may_span_columns() {
    markdown(
        "<table><tr><th rowspan=2>Town</th><th colspan=2>Rain</th></tr>\
         <tr><th>2021</th><th>2022</th></tr><tr><td>Alda</td><td>7</td><td>9</td></tr></table>",
        "| Town | Rain | |\n| --- | --- | --- |\n| | 2021 | 2022 |\n| Alda | 7 | 9 |",
    );
    // A span of columns that no row distinguishes is one column.
    markdown(
        "<table><tr><th colspan=2>Town</th><th>Rain</th></tr>\
         <tr><td colspan=2>Alda</td><td>7</td></tr></table>",
        "| Town | Rain |\n| --- | --- |\n| Alda | 7 |",
    );
}

#[test]
fn short_rows_and_empty_cells_keep_their_columns() {
    rows("<tr><td>Mon</td></tr><tr><td>Tue</td><td>5</td></tr>", &["| Mon | | |", "| Tue | 5 | |"]);
    rows("<tr><td></td><td>4</td><td></td></tr>", &["| | 4 | |"]);
    rows("<tr><td></td><td></td><td>1</td></tr>", &["| | | 1 |"]);
    markdown(
        "<table><tr><td></td><th>2021</th><th>2022</th></tr>\
         <tr><th>Alda</th><td>7</td><td>9</td></tr></table>",
        "| | 2021 | 2022 |\n| --- | --- | --- |\n| Alda | 7 | 9 |",
    );
}

#[test]
fn the_first_row_is_the_header_if_its_cells_are_headings() {
    let expected = "| Boat | Crew |\n| --- | --- |\n| Heron | 4 |\n| Otter | 6 |";
    let body = "<tr><td>Heron</td><td>4</td></tr><tr><td>Otter</td><td>6</td></tr>";
    for head in [
        "<tr><th>Boat</th><th>Crew</th></tr>",
        "<thead><tr><th scope=col>Boat</th><th scope=col>Crew</th></tr></thead>",
        "<thead><tr><td>Boat</td><td>Crew</td></tr></thead>",
        "<tr><td><b>Boat</b></td><td><strong>Crew</strong></td></tr>",
        "<tr><th><p>Boat</p></th><th><div><span>Crew</span></div></th></tr>",
    ] {
        markdown(&format!("<table>{head}{body}</table>"), expected);
    }
    markdown(
        &format!("<table>{body}</table>"),
        "| | |\n| --- | --- |\n| Heron | 4 |\n| Otter | 6 |",
    );
    html(
        &format!("<table><thead><tr><td>Boat</td><td>Crew</td></tr></thead>{body}</table>"),
        "<table>\n<tr><th>Boat</th><th>Crew</th></tr>\n<tr><td>Heron</td><td>4</td></tr>\n\
         <tr><td>Otter</td><td>6</td></tr>\n</table>",
    );
}

#[test]
fn the_foot_is_below_the_body() {
    markdown(
        "<table><thead><tr><th>Boat</th><th>Crew</th></tr></thead><tfoot><tr><td>All</td><td>10</td>\
         </tr></tfoot><tbody><tr><td>Heron</td><td>4</td></tr><tr><td>Otter</td><td>6</td></tr>\
         </tbody></table><p>That is all.</p>",
        "| Boat | Crew |\n| --- | --- |\n| Heron | 4 |\n| Otter | 6 |\n| All | 10 |\n\nThat is all.",
    );
}

#[test]
fn the_caption_is_a_line_of_its_own() {
    markdown(
        "<table><caption>Crews</caption><tr><th>Boat</th><th>Crew</th></tr>\
         <tr><td>Heron</td><td>4</td></tr></table>",
        "Crews\n\n| Boat | Crew |\n| --- | --- |\n| Heron | 4 |",
    );
}

#[test]
fn cells_hold_lines_lists_code_and_bars() {
    for (cell, expected) in [
        ("a<br>b", "a<br>b"),
        ("a<br><br>b<br>", "a<br>b"),
        ("<p>a</p><p>b</p>", "a<br>b"),
        ("<div>a</div>", "a"),
        ("a<div>b</div>c", "a<br>b<br>c"),
        ("<ul><li>a</li><li>b</li></ul>", "a<br>b"),
        ("a<ol><li>b<li>c</ol>", "a<br>b<br>c"),
        ("a|b", "a\\|b"),
        ("<code>a|b</code>", "`a\\|b`"),
        ("<pre>x = 1\ny = 2</pre>", "`x = 1`<br>`y = 2`"),
        ("<span style=\"display:block\">a</span><span>b</span>", "a<br>b"),
        ("<b>a</b> <i>b</i>", "**a** *b*"),
        ("<br>", ""),
        ("a<hr>b", "a<br>b"),
        ("&lt;br&gt;", "\\<br>"),
    ] {
        let last = if expected.is_empty() { "|".to_owned() } else { format!("{expected} |") };
        rows(
            &format!("<tr><td>Mon</td><td>4</td><td>{cell}</td></tr>"),
            &[&format!("| Mon | 4 | {last}")],
        );
        let first = format!("| {expected} |");
        rows(
            &format!("<tr><td>{cell}</td><td>4</td><td>1</td></tr>"),
            &[&format!("{} 4 | 1 |", if expected.is_empty() { "| |" } else { &first })],
        );
    }
    plain(
        &table(&format!("{HEAD}<tr><td>Mon</td><td>4<br>5</td><td><p>1</p><p>2</p></td></tr>")),
        "The tides of the week.\n\nDay | High | Low\nMon | 4 5 | 1 2",
    );
    html(
        "<table><tr><th>Day</th><th>High</th></tr><tr><td>Mon<br></td><td>4<br>5</td></tr></table>",
        "<table>\n<tr><th>Day</th><th>High</th></tr>\n<tr><td>Mon</td><td>4<br> 5</td></tr>\n</table>",
    );
}

#[test]
fn a_table_inside_a_cell_is_text_of_the_cell() {
    rows(
        "<tr><td>Mon</td><td>4</td><td><table><tr><td>at dawn</td><td>1</td></tr><tr><td>at dusk\
         </td><td>2</td></tr></table></td></tr><tr><td>Tue</td><td>5</td><td>2</td></tr>",
        &["| Mon | 4 | at dawn 1<br>at dusk 2 |", "| Tue | 5 | 2 |"],
    );
    // A table that sets the page holds tables of data.
    markdown(
        "<table><tr><td><table><tr><th>Boat</th><th>Crew</th></tr><tr><td>Heron</td><td>4</td></tr>\
         </table></td><td>Menu</td></tr></table>",
        "| Boat | Crew |\n| --- | --- |\n| Heron | 4 |\n\nMenu",
    );
}

#[test]
fn roles_make_a_table_of_any_elements() {
    let expected = "| Boat | Crew |\n| --- | --- |\n| Heron | 4 |\n| Otter | 6 |";
    for (outer, row, heading, cell) in [
        ("div role=table", "div role=row", "span role=columnheader", "span role=cell"),
        ("div role=grid", "div role=row", "div role=columnheader", "div role=gridcell"),
        ("section role=table", "ul role=row", "li role=columnheader", "li role=cell"),
        ("x-table role=table", "x-row role=row", "x-cell role=columnheader", "x-cell role=cell"),
    ] {
        let element = |open: &str, inside: &str| {
            format!("<{open}>{inside}</{}>", open.split(' ').next().unwrap_or_default())
        };
        let line = |part: &str, texts: [&str; 2]| {
            element(row, &texts.map(|text| element(part, text)).concat())
        };
        let all = line(heading, ["Boat", "Crew"])
            + &element("div role=rowgroup", &line(cell, ["Heron", "4"]))
            + &line(cell, ["Otter", "6"]);
        markdown(&element(outer, &all), expected);
    }
}

#[test]
fn buttons_and_forms_do_not_make_a_table_a_layout() {
    let row = |name: &str, price: &str| {
        format!(
            "<tr><td>{name}</td><td>{price}</td><td><form><input type=hidden><button>Buy</button>\
             </form></td></tr>"
        )
    };
    markdown(
        &format!(
            "<table><tr><th>Ticket</th><th>Price</th><th></th></tr>{}{}</table>",
            row("Day", "12"),
            row("Week", "40")
        ),
        "| Ticket | Price | |\n| --- | --- | --- |\n| Day | 12 | Buy |\n| Week | 40 | Buy |",
    );
}

#[test]
fn a_table_that_only_sets_the_page_is_not_data() {
    for page in [
        "<table role=presentation><tr><td>One.</td><td>Two.</td></tr><tr><td>Three.</td><td>Four.\
         </td></tr></table>",
        "<table><tr><td>One.<p>Two.</p>Three.</td><td><form>Four.</form></td></tr></table>",
    ] {
        plain(page, "One.\n\nTwo.\n\nThree.\n\nFour.");
    }
}

#[test]
fn the_heading_of_a_row_is_one_in_html() {
    let head = "<tr><th></th><th>2021</th><th>2022</th></tr>";
    let out = "<tr><th></th><th>2021</th><th>2022</th></tr>";
    for (row, expected) in [
        (
            "<tr><th>Alda</th><td>7</td><td>9</td></tr>",
            "<tr><th scope=\"row\">Alda</th><td>7</td><td>9</td></tr>",
        ),
        (
            "<tr><th scope=row><b>Alda</b></th><td>7</td><td></td></tr>",
            "<tr><th scope=\"row\"><strong>Alda</strong></th><td>7</td><td></td></tr>",
        ),
        (
            "<tr><td>7</td><th scope=row> Alda </th><td>9</td></tr>",
            "<tr><td>7</td><th scope=\"row\">Alda</th><td>9</td></tr>",
        ),
        (
            "<tr><th scope=row>Alda</th><th scope=row>north</th><td>9</td></tr>",
            "<tr><th scope=\"row\">Alda</th><th scope=\"row\">north</th><td>9</td></tr>",
        ),
        (
            "<tr><th scope=col>Alda</th><td>7</td><td>9</td></tr>",
            "<tr><td>Alda</td><td>7</td><td>9</td></tr>",
        ),
        ("<tr><th></th><td>7</td><td>9</td></tr>", "<tr><td></td><td>7</td><td>9</td></tr>"),
        (
            "<tr><th rowspan=2>Alda</th><td>7</td><td>9</td></tr><tr><td>1</td><td>2</td></tr>",
            "<tr><th scope=\"row\">Alda</th><td>7</td><td>9</td></tr>\n\
             <tr><td></td><td>1</td><td>2</td></tr>",
        ),
    ] {
        html(
            &format!("<table>{head}{row}</table>"),
            &format!("<table>\n{out}\n{expected}\n</table>"),
        );
    }
    html(
        "<div role=table><div role=row><span role=columnheader>Boat</span><span role=columnheader>\
         Crew</span></div><div role=row><span role=rowheader>Heron</span><span role=cell>4</span>\
         </div></div>",
        "<table>\n<tr><th>Boat</th><th>Crew</th></tr>\n<tr><th scope=\"row\">Heron</th><td>4</td>\
         </tr>\n</table>",
    );
}

#[test]
fn wide_spans_of_a_hostile_page_cost_little() {
    let wide = "<td>x</td>".repeat(300);
    let page = format!("<table><tr>{wide}</tr>{}</table>", "<tr><td>y</td></tr>".repeat(20_000));
    assert!(super::render(&page, super::Format::Text).len() < 200_000);
    let page = format!(
        "<table>{}</table>",
        "<tr><td rowspan=65534 colspan=1000>x</td><td>y</td></tr>".repeat(20_000)
    );
    assert!(super::render(&page, super::Format::Markdown).len() < 2_000_000);
}
