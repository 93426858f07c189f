//! The inside of a block: text and inline elements to one line with spans, white space as CSS would render it.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::block::{Span, SpanKind};
use crate::rules::Marks;
use crate::text::{is_invisible, plain_prefix_len};

/// Text under construction.
#[derive(Debug, Default)]
pub(super) struct Inline {
    text: String,
    spans: Vec<Span>,
    /// Inline elements that are open: what they are and where they began.
    open: Vec<OpenSpan>,
    /// Marks of inline elements that are closed, with the bytes they covered.
    marked: Vec<(Marks, u32)>,
    /// White space was read and has not been written: it is written before the next character, if there is any.
    space: bool,
    /// The last thing read was a line break.
    broke: bool,
}

#[derive(Debug)]
struct OpenSpan {
    kind: Option<SpanKind>,
    marks: Marks,
    start: u32,
}

/// A finished line.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) spans: Vec<Span>,
    /// Marks of the inline elements that cover at least half of the text.
    pub(super) marks: Marks,
}

impl Inline {
    /// Whether nothing but white space was read.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds a text node.
    pub(super) fn push(&mut self, text: &str, preformatted: bool) {
        if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
            if preformatted { self.push_chars(text.chars(), true) } else { self.push_words(text) }
        } else {
            self.push_chars(text.nfc(), preformatted);
        }
    }

    /// Adds text whose white space is squeezed. Most of it flows already and is taken whole.
    fn push_words(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let plain = plain_prefix_len(rest);
            if plain > 0 {
                self.write_space();
                self.text.push_str(&rest[..plain]);
                self.broke = false;
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
                self.text.push(c);
                self.broke = false;
            } else if c.is_whitespace() {
                self.space = true;
            } else if !is_invisible(c) {
                self.write_space();
                self.text.push(c);
                self.broke = false;
            }
        }
    }

    fn write_space(&mut self) {
        if self.space && !self.text.is_empty() && !self.text.ends_with(['\n', ' ']) {
            self.text.push(' ');
        }
        self.space = false;
    }

    /// Reads white space.
    pub(super) fn space(&mut self) {
        self.space = true;
    }

    /// Reads a `<br>`. True when it is the second in a row, which ends a paragraph.
    pub(super) fn line_break(&mut self, preformatted: bool) -> bool {
        if preformatted {
            self.text.push('\n');
            return false;
        }
        if self.broke {
            return !self.text.is_empty();
        }
        self.broke = true;
        if !self.text.is_empty() {
            let at = self.text.len() as u32;
            self.spans.push(Span { range: at..at, kind: SpanKind::Break });
        }
        self.space = true;
        false
    }

    /// Enters an inline element; `kind` is what it means, if anything.
    pub(super) fn enter(&mut self, kind: Option<SpanKind>, marks: Marks) {
        // A link that follows another without a space is set apart by its style, never read as one word with it.
        if matches!(kind, Some(SpanKind::Link(_)))
            && self.spans.last().is_some_and(|s| {
                matches!(s.kind, SpanKind::Link(_)) && s.range.end as usize == self.text.len()
            })
        {
            self.space = true;
        }
        // Strong in strong is strong, and a tower of them would be written once for each line inside.
        let kind =
            kind.filter(|k| !self.open.iter().rev().take(8).any(|o| o.kind.as_ref() == Some(k)));
        let start = self.text.len() as u32;
        self.open.push(OpenSpan { kind, marks, start });
    }

    /// Leaves the inline element entered last.
    pub(super) fn leave(&mut self) {
        if let Some(span) = self.open.pop() {
            self.close(span.kind, span.marks, span.start);
        }
    }

    fn close(&mut self, kind: Option<SpanKind>, marks: Marks, start: u32) {
        let end = self.text.len() as u32;
        // White space in front of the first character belongs to the text around.
        let start = start + u32::from(self.text[start as usize..].starts_with(' '));
        if end <= start {
            return;
        }
        if marks != Marks::default() {
            self.marked.push((marks, end - start));
        }
        if let Some(kind) = kind {
            self.spans.push(Span { range: start..end, kind });
        }
    }

    /// Ends a line without text. Elements still open go on in the next one.
    pub(super) fn clear(&mut self) {
        self.open.iter_mut().for_each(|open| open.start = 0);
        self.spans.clear();
        self.marked.clear();
        self.space = false;
        self.broke = false;
    }

    /// Ends the line. Elements still open go on in the next one.
    pub(super) fn take(&mut self, preformatted: bool) -> Line {
        for i in 0..self.open.len() {
            let (marks, start) = (self.open[i].marks, self.open[i].start);
            // Of what covers nothing of the line, there is nothing to copy.
            let kind =
                if (start as usize) < self.text.len() { self.open[i].kind.clone() } else { None };
            self.close(kind, marks, start);
            self.open[i].start = 0;
        }
        // The buffers stay for the next line; a block gets what fits.
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
            .marked
            .drain(..)
            .filter(|&(_, covered)| covered * 2 >= len)
            .fold(Marks::default(), |all, (m, _)| all.and(m));
        self.space = false;
        self.broke = false;
        Line { text, spans, marks }
    }

    /// Where the text ends now.
    pub(super) fn position(&self) -> u32 {
        self.text.len() as u32
    }

    /// Marks the text since `start` as one cell of a table row.
    pub(super) fn cell(&mut self, start: u32) {
        let end = self.text.len() as u32;
        let start = start.min(end);
        let start = start + u32::from(self.text[start as usize..].starts_with(' '));
        // Empty cells count: they keep the columns in place.
        self.spans.push(Span { range: start..end, kind: SpanKind::Cell });
        self.space = true;
    }

    /// Ends a table row: like [`take`](Self::take), but empty cells stay.
    pub(super) fn take_row(&mut self) -> Line {
        let cells: Vec<Span> =
            self.spans.iter().filter(|s| s.kind == SpanKind::Cell).cloned().collect();
        let mut line = self.take(false);
        line.spans.retain(|s| s.kind != SpanKind::Cell);
        line.spans.extend(cells);
        line.spans.sort_by_key(|s| {
            (s.range.start, s.kind != SpanKind::Cell, std::cmp::Reverse(s.range.end))
        });
        line
    }
}

fn shift(spans: &mut [Span], by: u32) {
    for span in spans {
        span.range = span.range.start.saturating_sub(by)..span.range.end.saturating_sub(by);
    }
}
