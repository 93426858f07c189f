//! Builds one line with spans from text and inline elements, with white space collapsed as in CSS.

use std::sync::Arc;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::scripts::{note_number, script};
use crate::block::{Span, SpanKind};
use crate::rules::Marks;
use crate::text::{is_invisible, plain_prefix_len};

/// A line under construction.
#[derive(Debug, Default)]
pub(super) struct LineBuilder {
    text: String,
    spans: Vec<Span>,
    /// Open inline elements, with their start.
    open: Vec<OpenSpan>,
    /// Marks of closed inline elements, with the bytes they covered.
    covered_marks: Vec<(Marks, u32)>,
    /// White space was read but not written; it is written before the next character, if there is
    /// one.
    space: bool,
    /// The last input was a line break.
    after_break: bool,
    /// A line of a listing ended without its line end, which is written before the next character.
    line_end: bool,
    /// The last input was an empty line of a listing, with its line end.
    after_empty_line: bool,
    /// The box of a task that has no text yet, and whether it is checked.
    task: Option<bool>,
    /// The next character is the bracket that closes what was left out or replaced.
    awaits_bracket: bool,
}

#[derive(Debug)]
struct OpenSpan {
    kind: Option<SpanKind>,
    marks: Marks,
    start: u32,
}

/// A finished line.
#[derive(Debug, Default)]
pub(super) struct TextLine {
    pub(super) text: String,
    pub(super) spans: Vec<Span>,
    /// Marks of the inline elements that cover at least half of the text.
    pub(super) marks: Marks,
}

impl LineBuilder {
    /// Whether only white space was read.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds a text node.
    pub(super) fn add_text(&mut self, text: &str, preformatted: bool) {
        let text = self.without_bracket(text);
        if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
            if preformatted { self.push_chars(text.chars(), true) } else { self.push_words(text) }
        } else {
            self.push_chars(text.nfc(), preformatted);
        }
    }

    /// Adds text and collapses its white space. Most of it needs no change and is copied whole.
    fn push_words(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let plain = plain_prefix_len(rest);
            if plain > 0 {
                self.write_space();
                self.text.push_str(&rest[..plain]);
                self.after_break = false;
                rest = &rest[plain..];
            } else if c.is_ascii_whitespace() {
                self.space = true;
                rest = rest.trim_ascii_start();
            } else {
                self.push_chars(std::iter::once(c), false);
                rest = &rest[c.len_utf8()..];
            }
        }
    }

    fn push_chars(&mut self, chars: impl Iterator<Item = char>, preformatted: bool) {
        for c in chars {
            if preformatted && c != '\r' && !is_invisible(c) {
                self.write_line_end();
                self.text.push(c);
                self.after_break = false;
            } else if c.is_whitespace() {
                self.space = true;
            } else if !is_invisible(c) {
                self.write_space();
                self.text.push(c);
                self.after_break = false;
            }
        }
    }

    fn write_space(&mut self) {
        if let Some(is_checked) = self.task.take() {
            self.write_task(is_checked);
        }
        if self.space && !self.text.is_empty() && !self.text.ends_with(['\n', ' ']) {
            self.text.push(' ');
        }
        self.space = false;
    }

    /// Adds white space.
    pub(super) fn add_space(&mut self) {
        self.space = true;
    }

    /// Adds a `<br>`. True if it is the second in a row, which ends a paragraph.
    pub(super) fn line_break(&mut self, preformatted: bool) -> bool {
        if preformatted {
            self.write_line_end();
            self.text.push('\n');
            return false;
        }
        if self.after_break {
            return !self.text.is_empty();
        }
        self.after_break = true;
        if !self.text.is_empty() {
            let at = self.text.len() as u32;
            self.spans.push(Span { range: at..at, kind: SpanKind::Break });
        }
        self.space = true;
        false
    }

    /// Ends a line of a listing.
    pub(super) fn end_line(&mut self) {
        self.line_end = !self.text.is_empty() && !self.text.ends_with('\n');
        self.after_empty_line = false;
    }

    /// Separates a cell inside a listing from the cell before it in its line.
    pub(super) fn separate_cell(&mut self) {
        if !self.line_end && !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
    }

    /// Adds an empty line of a listing.
    pub(super) fn empty_line(&mut self) {
        self.write_line_end();
        self.text.push('\n');
        self.after_empty_line = true;
    }

    /// Whether a line of a listing ended, and no line end of the source came after it.
    pub(super) fn awaits_line(&self) -> bool {
        self.line_end || self.after_empty_line
    }

    fn write_line_end(&mut self) {
        self.after_empty_line = false;
        if std::mem::take(&mut self.line_end) {
            self.text.push('\n');
        }
    }

    /// Adds a line break that never ends a paragraph.
    pub(super) fn soft_break(&mut self) {
        if !self.text.is_empty() && !self.after_break {
            self.line_break(false);
        }
    }

    /// Adds a formula, with its delimiters.
    pub(super) fn add_formula(&mut self, tex: &str, is_display: bool) {
        let mark = if is_display { "$$" } else { "$" };
        self.write_space();
        if self.text.ends_with('$') {
            // Two dollar signs open a displayed formula.
            self.text.push(' ');
        }
        let start = self.text.len() as u32;
        self.text.extend([mark, tex, mark]);
        self.spans.push(Span { range: start..self.text.len() as u32, kind: SpanKind::Math });
        self.after_break = false;
    }

    /// Adds the box of a task, or removes one without text. It is written before the first word of
    /// its item.
    pub(super) fn set_task(&mut self, is_checked: Option<bool>) {
        self.task = is_checked;
    }

    /// Writes the box of a task.
    fn write_task(&mut self, is_checked: bool) {
        if self.text.is_empty() {
            self.text.push_str(if is_checked { "[x] " } else { "[ ] " });
            self.spans.push(Span { range: 0..3, kind: SpanKind::Task(is_checked) });
            self.open.iter_mut().for_each(|open| open.start = 4);
        }
    }

    /// Adds the mark of a note, in brackets, so that its number never joins a word.
    pub(super) fn add_note_mark(&mut self, label: &str, id: Arc<str>) {
        self.write_space();
        let start = self.text.len() as u32;
        self.text.extend(["[", label, "]"]);
        self.spans
            .push(Span { range: start..self.text.len() as u32, kind: SpanKind::NoteMark(id) });
        self.after_break = false;
    }

    /// Removes an open bracket at the end of the text if `next`, the text after the mark, closes
    /// it; that bracket goes too.
    pub(super) fn drop_bracket(&mut self, next: &str) {
        let partner = match self.text.chars().next_back() {
            Some('[') => ']',
            Some('(') => ')',
            _ => return,
        };
        if self.space || !next.trim_start().starts_with(partner) {
            return;
        }
        self.text.pop();
        self.awaits_bracket = true;
        // Elements that began after the bracket, or hold it, now end before it.
        let end = self.text.len() as u32;
        self.open.iter_mut().for_each(|open| open.start = open.start.min(end));
        for Span { range, .. } in &mut self.spans {
            *range = range.start.min(end)..range.end.min(end);
        }
    }

    /// The text without the closing bracket of a mark.
    fn without_bracket<'s>(&mut self, text: &'s str) -> &'s str {
        if text.is_empty() || !std::mem::take(&mut self.awaits_bracket) {
            return text;
        }
        text.trim_start().strip_prefix([']', ')']).unwrap_or(text)
    }

    /// Opens an inline element; `kind` is its span, if it has one.
    pub(super) fn open_element(&mut self, kind: Option<SpanKind>, marks: Marks) {
        // Style separates a link from a link directly before it, so they are never one word.
        if matches!(kind, Some(SpanKind::Link(_)))
            && self.spans.last().is_some_and(|s| {
                matches!(s.kind, SpanKind::Link(_)) && s.range.end as usize == self.text.len()
            })
        {
            self.space = true;
        }
        // Nested equal spans add nothing, and a deep nest would be written once for each line
        // inside.
        let kind =
            kind.filter(|k| !self.open.iter().rev().take(8).any(|o| o.kind.as_ref() == Some(k)));
        let start = self.text.len() as u32;
        self.open.push(OpenSpan { kind, marks, start });
    }

    /// Writes the text of the innermost inline element as raised or lowered, unless it is a link.
    pub(super) fn close_script(&mut self, is_raised: bool) {
        let Some(open) = self.open.last() else { return };
        let start = open.start as usize;
        let is_link = |s: &Option<SpanKind>| matches!(s, Some(SpanKind::Link(_)));
        let in_link = self.open.iter().rev().take(4);
        if self.spans.last().is_some_and(|s| s.range.end as usize > start)
            || in_link.filter(|o| is_link(&o.kind)).any(|o| o.start as usize == start)
        {
            return;
        }
        let (before, text) = self.text.split_at(start.min(self.text.len()));
        let number = || if is_raised { note_number(before, text) } else { None };
        if let Some(script) = script(before, text, is_raised).or_else(number) {
            self.text.truncate(start);
            self.text.push_str(&script);
        }
    }

    /// Closes the innermost inline element.
    pub(super) fn close_element(&mut self) {
        if let Some(span) = self.open.pop() {
            self.close_span(span.kind, span.marks, span.start);
        }
    }

    fn close_span(&mut self, kind: Option<SpanKind>, marks: Marks, start: u32) {
        let end = self.text.len() as u32;
        // White space before the first character belongs to the text around.
        let start = start + u32::from(self.text[start as usize..].starts_with(' '));
        if end <= start {
            return;
        }
        if marks != Marks::default() {
            self.covered_marks.push((marks, end - start));
        }
        if let Some(kind) = kind {
            self.spans.push(Span { range: start..end, kind });
        }
    }

    /// Ends a line without text. Open elements continue in the next line.
    pub(super) fn clear(&mut self) {
        self.line_end = false;
        self.awaits_bracket = false;
        self.open.iter_mut().for_each(|open| open.start = 0);
        self.spans.clear();
        self.covered_marks.clear();
        self.space = false;
        self.after_break = false;
    }

    /// Ends the line. Open elements continue in the next line.
    pub(super) fn finish(&mut self, preformatted: bool) -> TextLine {
        self.awaits_bracket = false;
        for i in 0..self.open.len() {
            let (marks, start) = (self.open[i].marks, self.open[i].start);
            // Skip spans that cover no text of this line.
            let kind =
                if (start as usize) < self.text.len() { self.open[i].kind.clone() } else { None };
            self.close_span(kind, marks, start);
            self.open[i].start = 0;
        }
        self.line_end = false;
        // The buffers are reused for the next line; the block gets an exact copy.
        let mut text = self.text.as_str();
        if preformatted {
            let lead = text.len() - text.trim_start_matches('\n').len();
            text = text[lead..].trim_end();
            shift(&mut self.spans, lead as u32);
        }
        let text = text.to_owned();
        self.text.clear();
        let len = text.len() as u32;
        self.spans.retain_mut(|s| {
            s.range.end = s.range.end.min(len);
            s.range.start = s.range.start.min(s.range.end);
            match s.kind {
                SpanKind::Break => s.range.start < len,
                _ => s.range.start < s.range.end,
            }
        });
        self.spans.sort_by_key(|s| (s.range.start, std::cmp::Reverse(s.range.end)));
        let spans: Vec<Span> = self.spans.drain(..).collect();
        let marks = self
            .covered_marks
            .drain(..)
            .filter(|&(_, covered)| covered * 2 >= len)
            .fold(Marks::default(), |all, (m, _)| all.and(m));
        self.space = false;
        self.after_break = false;
        TextLine { text, spans, marks }
    }

    /// The current length of the text.
    pub(super) fn position(&self) -> u32 {
        self.text.len() as u32
    }

    /// Makes the text since `start` a cell of a table row.
    pub(super) fn end_cell(&mut self, start: u32) {
        let end = self.text.len() as u32;
        let start = start.min(end);
        let start = start + u32::from(self.text[start as usize..].starts_with(' '));
        // A break at the end separates nothing.
        while self.spans.last().is_some_and(|s| s.kind == SpanKind::Break && s.range.start >= end) {
            self.spans.pop();
        }
        // Empty cells are kept: they keep the columns aligned.
        self.spans.push(Span { range: start..end, kind: SpanKind::Cell });
        self.space = true;
    }

    /// Makes the last cell the heading of its row.
    pub(super) fn mark_row_header(&mut self) {
        if let Some(Span { range, kind: SpanKind::Cell }) = self.spans.last()
            && !range.is_empty()
        {
            self.spans.push(Span { range: range.clone(), kind: SpanKind::RowHeader });
        }
    }

    /// Ends a table row: like [`finish`](Self::finish), but keeps empty cells. The cells of a row
    /// of headings head columns.
    pub(super) fn finish_row(&mut self, is_header: bool) -> TextLine {
        if is_header {
            self.spans.retain(|s| s.kind != SpanKind::RowHeader);
        }
        let cells: Vec<Span> =
            self.spans.iter().filter(|s| s.kind == SpanKind::Cell).cloned().collect();
        let mut line = self.finish(false);
        line.spans.retain(|s| s.kind != SpanKind::Cell);
        line.spans.extend(cells);
        sort_row(&mut line.spans);
        line
    }
}

/// Sorts the spans of a row. Cells stay in their order: an empty one may begin where the next one
/// begins.
pub(super) fn sort_row(spans: &mut [Span]) {
    spans.sort_by_key(|s| {
        let is_cell = s.kind == SpanKind::Cell;
        (s.range.start, !is_cell, if is_cell { 0 } else { u32::MAX - s.range.end })
    });
}

impl TextLine {
    /// Removes the first bytes of the text and moves the spans.
    pub(super) fn cut_start(&mut self, by: usize) {
        if by > 0 {
            self.text.drain(..by);
            shift(&mut self.spans, by as u32);
            self.spans.retain(|s| {
                s.range.start < s.range.end || s.kind == SpanKind::Break && s.range.start > 0
            });
        }
    }
}

fn shift(spans: &mut [Span], by: u32) {
    for span in spans {
        span.range = span.range.start.saturating_sub(by)..span.range.end.saturating_sub(by);
    }
}
