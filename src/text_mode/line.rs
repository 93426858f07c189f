//! Splits a text into lines, each with a view for the rules: without the entities and tags that a
//! bad extractor left.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use super::entities;
use crate::text::{fold, printable};

/// One line that is not blank.
#[derive(Debug, Clone)]
pub(crate) struct InputLine<'t> {
    /// Bytes of the text, without the line end.
    pub(crate) range: Range<usize>,
    /// Blank lines between the previous line and this one.
    pub(crate) blank_before: u32,
    /// The line as a reader would see it: trimmed, entities resolved, tags and invisible characters
    /// removed.
    pub(crate) view: Cow<'t, str>,
    folded: OnceCell<String>,
}

impl<'t> InputLine<'t> {
    pub(crate) fn new(range: Range<usize>, blank_before: u32, view: Cow<'t, str>) -> Self {
        Self { range, blank_before, view, folded: OnceCell::new() }
    }

    /// The folded view, computed at the first call.
    pub(crate) fn folded(&self) -> &str {
        self.folded.get_or_init(|| fold(&self.view))
    }
}

/// The non-blank lines of a text, in order.
///
/// A line ends at a newline, a carriage return or both. `hides` says whether the text has invisible
/// characters.
pub(crate) fn lines(text: &str, hides: bool) -> Vec<InputLine<'_>> {
    let mut found = Vec::new();
    let (mut at, mut blank) = (0, 0u32);
    while at < text.len() {
        let end =
            memchr::memchr2(b'\n', b'\r', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n);
        let line = text[at..end].trim();
        let view = if hides {
            Cow::Owned(entities::plain(printable(line).trim()).into_owned())
        } else {
            entities::plain(line)
        };
        // Entities may also encode invisible characters. A line of only such characters is blank.
        let view = if let Cow::Owned(view) = view {
            Cow::Owned(printable(&view).trim().to_owned())
        } else {
            view
        };
        if view.is_empty() {
            blank += 1;
        } else {
            found.push(InputLine::new(at..end, blank, view));
            blank = 0;
        }
        at = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::text::has_invisible;

    #[test]
    fn every_kind_of_line_end_is_read_and_blank_lines_are_counted() {
        let read = |text: &str| {
            lines(text, has_invisible(text))
                .into_iter()
                .map(|l| (l.view.into_owned(), l.blank_before))
                .collect::<Vec<_>>()
        };
        let line = |view: &str, blank| (view.to_owned(), blank);
        assert_eq!(
            read("a\r\n\r\n \u{200b}\nb &amp; <b>c</b>\rd"),
            [line("a", 0), line("b & c", 2), line("d", 0)]
        );
        assert!(read(" \n\n").is_empty());
        assert_eq!(read("Acc\u{200b}ept &shy;all\0 \n&#8203;"), [line("Accept all", 0)]);
        assert_eq!(read("&shy;Accept all"), [line("Accept all", 0)]);
    }
}
