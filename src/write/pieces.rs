//! Cuts the text of a block at its spans, for all writers.
//!
//! Spans may overlap; pieces are consecutive. A writer that opens and closes markup around pieces
//! cannot produce crossed tags.

use std::ops::Range;

use crate::article::ContentBlock;
use crate::block::{BlockKind, Span, SpanKind};

/// The style of a piece of text. The order of nesting is fixed: link, deleted, strong,
/// emphasis, code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style<'a> {
    /// The address of the link around it, as written on the page.
    pub link: Option<&'a str>,
    pub strong: bool,
    pub emphasis: bool,
    pub code: bool,
    pub deleted: bool,
    /// A formula, whose characters are TeX.
    pub math: bool,
    /// The id of the note that the text is the mark of.
    pub note: Option<&'a str>,
    /// The box of a task, and whether it is checked.
    pub task: Option<bool>,
}

/// The parts of a block, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text of one style; never empty.
    Text(&'a str, Style<'a>),
    /// A line break.
    Break,
    /// An image: address and alternative text.
    Image(&'a str, &'a str),
    /// An embed, by its address.
    Embed(&'a str),
}

/// The pieces of a whole block.
pub(super) fn pieces(block: &ContentBlock) -> Vec<Piece<'_>> {
    split(&block.text, &block.spans, 0..block.text.len())
}

/// The pieces of a heading, which is bold as a whole.
pub(super) fn heading(block: &ContentBlock) -> Vec<Piece<'_>> {
    let mut all = pieces(block);
    for piece in &mut all {
        if let Piece::Text(_, style) = piece {
            style.strong = false;
        }
    }
    all
}

/// The cells of a table row, in order; a row without cells is one cell.
pub(super) fn cells(block: &ContentBlock) -> Vec<Vec<Piece<'_>>> {
    let ranges: Vec<_> = block
        .spans
        .iter()
        .filter(|s| s.kind == SpanKind::Cell)
        .filter_map(|s| range_of(s, &block.text))
        .collect();
    if ranges.is_empty() {
        return vec![pieces(block)];
    }
    // Cells and spans are both in order, so a cell needs only the spans that start before its end.
    let mut first = 0;
    let mut out = Vec::with_capacity(ranges.len());
    for range in ranges {
        while first < block.spans.len() && (block.spans[first].range.end as usize) < range.start {
            first += 1;
        }
        let last =
            first + block.spans[first..].partition_point(|s| (s.range.start as usize) <= range.end);
        out.push(split(&block.text, &block.spans[first..last], range));
    }
    out
}

/// For each cell of a row, whether it is the heading of the row.
pub(super) fn row_headers(block: &ContentBlock) -> Vec<bool> {
    let mut headers = block.spans.iter().filter(|s| s.kind == SpanKind::RowHeader).peekable();
    let cells = block.spans.iter().filter(|s| s.kind == SpanKind::Cell);
    cells
        .filter(|s| range_of(s, &block.text).is_some())
        .map(|cell| headers.next_if(|header| header.range == cell.range).is_some())
        .collect()
}

/// Whether the first row of a table is its header. A bold row above rows that are not bold is one;
/// its cells lose the bold style, which headers have anyway.
pub(super) fn take_header(group: &[&ContentBlock], rows: &mut [Vec<Vec<Piece<'_>>>]) -> bool {
    let is_marked =
        group.first().is_some_and(|b| matches!(b.kind, BlockKind::TableRow { header: true, .. }));
    let [first, rest @ ..] = rows else { return false };
    if !is_bold(first) || !is_marked && (rest.is_empty() || rest.iter().any(|r| is_bold(r))) {
        return is_marked;
    }
    for piece in first.iter_mut().flatten() {
        if let Piece::Text(_, style) = piece {
            style.strong = false;
        }
    }
    true
}

/// Whether all text of a row is bold.
fn is_bold(row: &[Vec<Piece<'_>>]) -> bool {
    let mut has_text = false;
    let all = row.iter().flatten().all(|piece| match piece {
        Piece::Text(text, style) => {
            has_text |= style.strong;
            style.strong || text.trim().is_empty()
        }
        _ => true,
    });
    all && has_text
}

/// The range of a span, if it is valid in `text`.
fn range_of(span: &Span, text: &str) -> Option<Range<usize>> {
    let range = span.range.start as usize..span.range.end as usize;
    text.get(range.clone()).map(|_| range)
}

/// A change at one offset of the text.
#[derive(Clone, Copy)]
enum Event<'a> {
    Close(&'a SpanKind),
    Open(&'a SpanKind),
    Point(&'a SpanKind),
}

/// Cuts `within` at every start and end of a span, in one sweep, because a block may have as many
/// spans as words.
fn split<'a>(text: &'a str, spans: &'a [Span], within: Range<usize>) -> Vec<Piece<'a>> {
    let mut events: Vec<(usize, Event<'a>)> = Vec::with_capacity(spans.len() * 2);
    for span in spans {
        let Some(range) = range_of(span, text) else { continue };
        if range.end < within.start || range.start > within.end {
            continue;
        }
        match &span.kind {
            SpanKind::Cell
            | SpanKind::RowHeader
            | SpanKind::Note { .. }
            | SpanKind::InItem(_)
            | SpanKind::InQuote => {}
            point @ (SpanKind::Break | SpanKind::Image { .. } | SpanKind::Embed { .. }) => {
                events.push((range.start, Event::Point(point)))
            }
            _ if range.is_empty() => {}
            stretch => {
                events.push((range.start.max(within.start), Event::Open(stretch)));
                events.push((range.end.min(within.end), Event::Close(stretch)));
            }
        }
    }
    // Stable sort, and spans are ordered by start: at one offset, the first span opens first.
    events.sort_by_key(|(at, event)| (*at, !matches!(event, Event::Close(_))));
    sweep(text, &events, within)
}

/// Walks the events and adds a piece wherever the style changes.
fn sweep<'a>(text: &'a str, events: &[(usize, Event<'a>)], within: Range<usize>) -> Vec<Piece<'a>> {
    let mut out = Vec::new();
    let mut open = Open::default();
    let mut at = within.start;
    for &(place, event) in events {
        push(&mut out, text, at..place, open.style());
        at = at.max(place);
        match event {
            Event::Close(kind) => open.change(kind, false),
            Event::Open(kind) => open.change(kind, true),
            Event::Point(SpanKind::Image { src, alt }) => out.push(Piece::Image(src, alt)),
            Event::Point(SpanKind::Embed { src, .. }) => out.push(Piece::Embed(src)),
            Event::Point(_) => out.push(Piece::Break),
        }
    }
    push(&mut out, text, at..within.end, open.style());
    out
}

/// Adds a part of the text; joins it to the piece before when the style is the same.
fn push<'a>(out: &mut Vec<Piece<'a>>, text: &'a str, range: Range<usize>, mut style: Style<'a>) {
    if range.start >= range.end {
        return;
    }
    // The mark of a note that is not shown leads nowhere.
    let shown = &text[range.clone()];
    if style.link.is_some_and(|href| href.starts_with('#'))
        && shown.trim_start().starts_with('[')
        && shown.trim_end().ends_with(']')
    {
        style.link = None;
    }
    if let Some(Piece::Text(before, same)) = out.last_mut()
        && *same == style
    {
        *before = &text[range.start - before.len()..range.end];
        return;
    }
    out.push(Piece::Text(&text[range], style));
}

/// The styles that are open; counted, because the same style may be opened twice.
#[derive(Default)]
struct Open<'a> {
    links: Vec<&'a str>,
    strong: usize,
    emphasis: usize,
    code: usize,
    deleted: usize,
    math: usize,
    note: Option<&'a str>,
    task: Option<bool>,
}

impl<'a> Open<'a> {
    fn change(&mut self, kind: &'a SpanKind, opens: bool) {
        let count = match kind {
            SpanKind::Strong => &mut self.strong,
            SpanKind::Emphasis => &mut self.emphasis,
            SpanKind::Code => &mut self.code,
            SpanKind::Deleted => &mut self.deleted,
            SpanKind::Math => &mut self.math,
            SpanKind::NoteMark(id) => {
                self.note = opens.then_some(&**id);
                return;
            }
            SpanKind::Task(is_checked) => {
                self.task = opens.then_some(*is_checked);
                return;
            }
            SpanKind::Link(href) if opens => return self.links.push(href),
            // Links do not nest in HTML, so the innermost one closes.
            SpanKind::Link(_) => {
                self.links.pop();
                return;
            }
            _ => return,
        };
        *count = if opens { *count + 1 } else { count.saturating_sub(1) };
    }

    fn style(&self) -> Style<'a> {
        Style {
            link: self.links.last().copied(),
            strong: self.strong > 0,
            emphasis: self.emphasis > 0,
            code: self.code > 0,
            deleted: self.deleted > 0,
            math: self.math > 0,
            note: self.note,
            task: self.task,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, Style, pieces};
    use crate::article::ContentBlock;
    use crate::block::{BlockKind, Role, Span, SpanKind};

    fn check(text: &str, spans: &[(u32, u32, SpanKind)], expected: &[Piece<'_>]) {
        let spans = spans
            .iter()
            .map(|(start, end, kind)| Span { range: *start..*end, kind: kind.clone() })
            .collect();
        let block = ContentBlock {
            role: Role::Body,
            kind: BlockKind::Paragraph,
            text: text.to_owned(),
            spans,
        };
        assert_eq!(pieces(&block), expected);
    }

    #[test]
    fn overlapping_spans_become_pieces_that_follow_one_another() {
        let (strong, both) = (
            Style { strong: true, ..Style::default() },
            Style { strong: true, emphasis: true, ..Style::default() },
        );
        let emphasis = Style { emphasis: true, ..Style::default() };
        check(
            "abcd",
            &[(0, 3, SpanKind::Strong), (1, 4, SpanKind::Emphasis)],
            &[Piece::Text("a", strong), Piece::Text("bc", both), Piece::Text("d", emphasis)],
        );
    }

    #[test]
    fn a_span_outside_the_text_or_inside_a_character_is_ignored() {
        check(
            "é",
            &[(1, 2, SpanKind::Strong), (0, 9, SpanKind::Code)],
            &[Piece::Text("é", Style::default())],
        );
    }

    #[test]
    fn breaks_cut_and_equal_neighbours_join() {
        let plain = Style::default();
        check(
            "a b",
            &[(1, 1, SpanKind::Break)],
            &[Piece::Text("a", plain), Piece::Break, Piece::Text(" b", plain)],
        );
        let strong = Style { strong: true, ..plain };
        check(
            "ab",
            &[(0, 1, SpanKind::Strong), (1, 2, SpanKind::Strong)],
            &[Piece::Text("ab", strong)],
        );
    }
}
