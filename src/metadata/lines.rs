//! The lines of a page: what stands between two block boundaries.

use std::borrow::Cow;

use super::candidate::Place;
use super::gather::Area;
use super::plain::clip;
use crate::text::{is_blank, squeeze, squeezed};

/// Longest line kept whole, in bytes; of a longer one only the start matters, since bylines and dates are short.
const MAX_LINE: usize = 400;
/// Longest line that is kept where it is aside, in bytes: as long as a line that is hardly more than a date.
const SHORT_LINE: usize = 60;
/// Lines kept; a page of news has some hundreds.
const MAX_LINES: usize = 20_000;
const USUAL_LINES: usize = 300;

/// A line of text.
#[derive(Debug)]
pub(super) struct Line<'t> {
    /// Squeezed; cut at [`MAX_LINE`].
    pub(super) text: Cow<'t, str>,
    /// Bytes of the whole line.
    pub(super) length: usize,
    pub(super) place: Place,
    /// Level of the heading it is, 0 for none.
    pub(super) heading: u8,
    /// Whether all of it is set off from the text around it, as signatures are: in emphasis or to the right.
    pub(super) set_off: bool,
}

/// The lines so far, and the one that is being read.
#[derive(Debug, Default)]
pub(super) struct Lines<'t> {
    pub(super) done: Vec<Line<'t>>,
    /// The number of the line that is being read: those that are not kept count too.
    pub(super) number: u32,
    /// Its text where that is one text of the page, as it mostly is, up to [`MAX_LINE`].
    only: &'t str,
    /// Its text where it is of several.
    joined: String,
    length: usize,
    /// Where it begins; `None` before it does.
    area: Option<Area>,
    /// Whether a part of it is not set off.
    has_plain: bool,
}

impl<'t> Lines<'t> {
    /// No line yet.
    pub(super) fn new() -> Self {
        Self { done: Vec::with_capacity(USUAL_LINES), ..Self::default() }
    }

    /// Adds a text to the line.
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
            let room = MAX_LINE.saturating_sub(self.joined.len());
            self.joined.push_str(clip(text, room));
        }
    }

    /// Sets what follows apart, if anything stands before it.
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

    /// Ends the line.
    pub(super) fn end(&mut self) {
        let Some(area) = self.area.take() else { return };
        let text = if self.joined.is_empty() { self.only } else { &self.joined };
        let is_cut = text.len() < self.length;
        // Of what is aside only that a short line stands there can matter.
        let is_passed_over = area.place.aside && self.length > SHORT_LINE;
        let is_empty = is_blank(text);
        let text = if is_passed_over || is_empty {
            Cow::Borrowed("")
        } else if self.joined.is_empty() {
            squeezed(self.only)
        } else {
            Cow::Owned(squeeze(text))
        };
        if !is_empty {
            // The white space between elements is none of the line's.
            let length = if is_passed_over || is_cut { self.length } else { text.len() };
            if self.done.len() < MAX_LINES {
                let place = Place { line: self.number, ..area.place };
                self.done.push(Line {
                    text,
                    length,
                    place,
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
