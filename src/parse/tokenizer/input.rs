//! The input of the tokenizer (13.2.3.5).
//!
//! The page is not changed. A token owns its text and would have to copy it, so a window of the
//! page is copied at once, and the texts of tokens share its memory. The tree recognises such a
//! text by its address and stores it as a byte range of the page.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;

use super::attributes::Attributes;

/// The most bytes of a page that are read: offsets in the page and in the extra buffer must fit 32
/// bits.
pub(in crate::parse) const MAX_SOURCE_BYTES: usize = 512 << 20;
/// Bytes of a window: few, because much of a page is between the texts of tokens. Longer text is
/// split; a longer value gets a window of its own. Smaller in tests, so that they cross many window
/// borders.
pub(super) const WINDOW_BYTES: usize = if cfg!(test) { 64 } else { 2 << 10 };
/// The longest text that a tendril stores inline.
const INLINE_BYTES: usize = 8;

/// A page, and the window that tokens are slices of.
#[derive(Debug)]
pub(crate) struct Input<'s> {
    /// The page, up to [`MAX_SOURCE_BYTES`].
    pub(in crate::parse) text: &'s str,
    window: RefCell<StrTendril>,
    /// Byte range of the window in the page.
    start: Cell<usize>,
    end: Cell<usize>,
    /// Address of the window in memory.
    address: Cell<usize>,
    /// Offset of the first carriage return after the last query.
    next_return: Cell<usize>,
    /// The side buffer: the attributes of the last tag, if its token came without them.
    pub(in crate::parse) attributes: RefCell<Attributes>,
    /// The byte range of the raw text that the last token announces, if the token came without it.
    pub(in crate::parse) raw_text_range: Cell<Option<(usize, usize)>>,
}

impl<'s> Input<'s> {
    pub(in crate::parse) fn new(text: &'s str) -> Self {
        let text = &text[..text.floor_char_boundary(MAX_SOURCE_BYTES)];
        let next_return = Cell::new(return_after(text, 0));
        let (start, end, address) = (Cell::new(0), Cell::new(0), Cell::new(0));
        Self {
            text,
            window: RefCell::default(),
            start,
            end,
            address,
            next_return,
            attributes: RefCell::default(),
            raw_text_range: Cell::default(),
        }
    }

    /// The text of `start..end` of the page, unchanged.
    #[inline]
    pub(super) fn slice(&self, start: usize, end: usize) -> StrTendril {
        // A tendril this short stores its text inline.
        if end - start <= INLINE_BYTES {
            return StrTendril::from_slice(&self.text[start..end]);
        }
        if start < self.start.get() || self.end.get() < end {
            self.open_window(start, end);
        }
        self.window.borrow().subtendril((start - self.start.get()) as u32, (end - start) as u32)
    }

    /// Moves the window to `start`; it ends at `end` or later.
    fn open_window(&self, start: usize, end: usize) {
        let end = self.text.floor_char_boundary(end.max(start + WINDOW_BYTES));
        let window = StrTendril::from_slice(&self.text[start..end]);
        self.start.set(start);
        self.end.set(end);
        self.address.set(window.as_ptr().addr());
        self.window.replace(window);
    }

    /// The offset of `text` in the page, if it is a slice of the window and not a copy.
    #[inline]
    pub(in crate::parse) fn offset_of(&self, text: &str) -> Option<usize> {
        let start = self.start.get() + text.as_ptr().addr().checked_sub(self.address.get())?;
        (!text.is_empty() && start + text.len() <= self.end.get()).then_some(start)
    }

    /// Whether `start..end` contains a carriage return. Queries must be in page order, so that each
    /// carriage return is searched once.
    #[inline]
    pub(super) fn has_return(&self, start: usize, end: usize) -> bool {
        if self.next_return.get() < start {
            self.next_return.set(return_after(self.text, start));
        }
        self.next_return.get() < end
    }
}

/// The offset of the first carriage return from `start` on, or `usize::MAX`.
fn return_after(text: &str, start: usize) -> usize {
    memchr::memchr(b'\r', &text.as_bytes()[start..]).map_or(usize::MAX, |n| start + n)
}

/// Replaces every line end by a line feed.
pub(super) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::{Input, WINDOW_BYTES, with_line_feeds};

    #[test]
    fn every_line_end_becomes_a_line_feed() {
        for (text, expected) in [
            ("", ""),
            ("a\nb", "a\nb"),
            ("a\r\nb\r\n", "a\nb\n"),
            ("\r\r\n\r", "\n\n\n"),
            ("\u{feff}a", "\u{feff}a"),
            ("ä\rö", "ä\nö"),
        ] {
            assert_eq!(with_line_feeds(text), expected);
        }
    }

    #[test]
    fn the_offset_of_a_slice_is_known_and_of_a_copy_is_not() {
        let text = "äöü0123456789".repeat(WINDOW_BYTES);
        let input = Input::new(&text);
        for (start, end) in
            [(0, 16), (16, 48), (64, 64 + 3 * WINDOW_BYTES.next_multiple_of(16)), (160, 192)]
        {
            let slice = input.slice(start, end);
            assert_eq!((&*slice, input.offset_of(&slice)), (&text[start..end], Some(start)));
            assert_eq!(input.offset_of(&slice[4..12]), Some(start + 4));
            assert_eq!(input.offset_of(&String::from(&*slice)), None);
        }
        let gone = input.slice(0, 16);
        drop(input.slice(text.len() - 16, text.len()));
        assert_eq!((&*gone, input.offset_of(&gone)), (&text[..16], None));
    }
}
