//! Text to lines, and the lines as rules read them: without the entities and tags that a bad extractor left.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use super::entities;
use crate::text::fold;

/// One line that is not blank.
#[derive(Debug, Clone)]
pub(crate) struct Line<'t> {
    /// Bytes of the text, line end not included.
    pub(crate) range: Range<usize>,
    /// Blank lines between the line before and this one.
    pub(crate) blank_before: u32,
    /// The line as rules read it: trimmed, entities resolved, tags gone.
    pub(crate) view: Cow<'t, str>,
    folded: OnceCell<String>,
}

impl<'t> Line<'t> {
    pub(crate) fn new(range: Range<usize>, blank_before: u32, view: Cow<'t, str>) -> Self {
        Self { range, blank_before, view, folded: OnceCell::new() }
    }

    /// The view, folded when somebody asks for it first.
    pub(crate) fn folded(&self) -> &str {
        self.folded.get_or_init(|| fold(&self.view))
    }
}

/// The lines of a text that are not blank, in order.
///
/// A line ends at a newline, a carriage return or both.
pub(crate) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let (mut at, mut blank) = (0, 0u32);
    while at < text.len() {
        let end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n);
        let line = &text[at..end];
        let view = entities::plain(line.trim());
        // A line of nothing but invisible characters is blank to everybody.
        if view.chars().all(|c| c.is_whitespace() || crate::text::is_invisible(c)) {
            blank += 1;
        } else {
            found.push(Line::new(at..end, blank, view));
            blank = 0;
        }
        at = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lines_end_as_on_any_system_and_blank_ones_are_counted() {
        let found: Vec<_> =
            lines("a\r\n\r\n \u{200b}\nb &amp; <b>c</b>\rd").into_iter().map(|l| (l.view.into_owned(), l.blank_before)).collect();
        assert_eq!(found, [("a".to_owned(), 0), ("b & c".to_owned(), 2), ("d".to_owned(), 0)]);
        assert!(lines(" \n\n").is_empty());
    }
}
