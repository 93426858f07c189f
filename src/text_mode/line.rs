//! Text to lines, and the lines as rules read them: without the entities and tags that a bad extractor left.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use super::entities;
use crate::text::{fold, printable};

/// One line that is not blank.
#[derive(Debug, Clone)]
pub(crate) struct Line<'t> {
    /// Bytes of the text, line end not included.
    pub(crate) range: Range<usize>,
    /// Blank lines between the line before and this one.
    pub(crate) blank_before: u32,
    /// The line as rules read it, which is as it is shown: trimmed, entities resolved, tags and invisible characters gone.
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
/// A line ends at a newline, a carriage return or both. `hides` tells whether anything in the text is invisible.
pub(crate) fn lines(text: &str, hides: bool) -> Vec<Line<'_>> {
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
        // Entities may stand for what is invisible too. A line of nothing else is blank to everybody.
        let view = if let Cow::Owned(view) = view {
            Cow::Owned(printable(&view).trim().to_owned())
        } else {
            view
        };
        if view.is_empty() {
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
    use crate::text::has_invisible;

    #[test]
    fn lines_end_as_on_any_system_and_blank_ones_are_counted() {
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
