//! The printed lines of a page: the text between two block boundaries.

use std::borrow::Cow;

use super::plain::clip;
use super::position::{Area, Position};
use crate::text::{is_blank, squeeze, squeezed};

/// Bytes of a line that are kept; only the start of a longer one matters, since bylines and dates
/// are short.
const MAX_LINE: usize = 400;
/// The most bytes of a line that is kept in an aside part of the page: slightly more than a date.
const SHORT_LINE: usize = 60;
/// The most lines kept; a page of news has some hundreds.
const MAX_LINES: usize = 20_000;
const USUAL_LINES: usize = 300;

/// A line of text.
#[derive(Debug)]
pub(super) struct PrintedLine<'t> {
    /// White space is squeezed; cut at [`MAX_LINE`].
    pub(super) text: Cow<'t, str>,
    /// Bytes of the uncut line.
    pub(super) length: usize,
    pub(super) position: Position,
    /// The level if the line is a heading, otherwise 0.
    pub(super) heading: u8,
    /// Whether the whole line is set off from the text around it, as signatures are: emphasised or
    /// right-aligned.
    pub(super) set_off: bool,
}

/// The finished lines and the one that is being read.
#[derive(Debug, Default)]
pub(super) struct PrintedLines<'t> {
    pub(super) done: Vec<PrintedLine<'t>>,
    /// The number of the current line. PrintedLines that are not kept count too.
    pub(super) number: u32,
    /// The text of the line if it comes from one text node, as it mostly does, up to [`MAX_LINE`].
    only: &'t str,
    /// The text of the line if it comes from several text nodes.
    joined: String,
    length: usize,
    /// The area in which the line begins; `None` before its first text.
    area: Option<Area>,
    /// Whether a part of the line is not set off.
    has_plain: bool,
}

impl<'t> PrintedLines<'t> {
    /// An empty list.
    pub(super) fn new() -> Self {
        Self { done: Vec::with_capacity(USUAL_LINES), ..Self::default() }
    }

    /// Appends a text to the current line.
    pub(super) fn add(&mut self, text: &'t str, area: Area) {
        if self.area.is_none() && is_blank(text) {
            return;
        }
        self.has_plain = self.has_plain || !area.set_off && !is_blank(text);
        self.length += text.len();
        if self.area.is_none() {
            self.area = Some(area);
            self.only = clip(text, MAX_LINE);
        } else {
            self.join();
            let left = MAX_LINE.saturating_sub(self.joined.len());
            self.joined.push_str(clip(text, left));
        }
    }

    /// Appends a space if the line has begun.
    pub(super) fn add_space(&mut self) {
        if self.area.is_some() {
            self.join();
            self.joined.push(' ');
        }
    }

    fn join(&mut self) {
        if self.joined.is_empty() {
            self.joined.push_str(self.only);
        }
    }

    /// Ends the current line.
    pub(super) fn end(&mut self) {
        let Some(area) = self.area.take() else { return };
        let text = if self.joined.is_empty() { self.only } else { &self.joined };
        let is_cut = text.len() < self.length;
        // For sidebars it is enough to know that a short line exists.
        let is_skipped = area.position.aside && self.length > SHORT_LINE;
        let is_empty = is_blank(text);
        let text = if is_skipped || is_empty {
            Cow::Borrowed("")
        } else if self.joined.is_empty() {
            squeezed(self.only)
        } else {
            Cow::Owned(squeeze(text))
        };
        if !is_empty {
            // The white space between elements does not belong to the line.
            let length = if is_skipped || is_cut { self.length } else { text.len() };
            if self.done.len() < MAX_LINES {
                let position = Position { line: self.number, ..area.position };
                self.done.push(PrintedLine {
                    text,
                    length,
                    position,
                    heading: area.heading,
                    set_off: !self.has_plain,
                });
            }
            self.number += 1;
        }
        self.joined.clear();
        (self.length, self.has_plain) = (0, false);
    }
}
