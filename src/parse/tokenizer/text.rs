//! Text between tags: the data state (13.2.5.1), plain text (13.2.5.5), and text that must be
//! decoded.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink};

use super::bytes::{ALPHA, is};
use super::input::WINDOW_BYTES;
use super::references::decode;
use super::state::{ContentModel, Tokenizer};

impl<S: TokenSink> Tokenizer<'_, S> {
    /// Reads the text up to the next markup, and the markup.
    pub(super) fn data(&mut self) {
        // Tags often follow each other directly.
        if self.bytes[self.at] == b'<' && self.opens_markup(self.at) {
            return self.markup(self.at);
        }
        let (end, is_plain) = self.text_end(self.at);
        self.data_text(self.at, end, is_plain);
        self.at = end;
        if end < self.bytes.len() {
            self.markup(end);
        }
    }

    /// The end of the text that begins at `at`, and whether it is free of references and zero
    /// bytes.
    fn text_end(&self, mut at: usize) -> (usize, bool) {
        while let Some(found) = memchr::memchr3(b'<', b'&', 0, &self.bytes[at..]) {
            at += found;
            if self.bytes[at] != b'<' {
                return (self.next_markup(at + 1), false);
            }
            if self.opens_markup(at) {
                return (at, true);
            }
            at += 1;
        }
        (self.bytes.len(), true)
    }

    /// The offset of the first `<` from `at` on that opens markup, or the end.
    fn next_markup(&self, mut at: usize) -> usize {
        while let Some(found) = memchr::memchr(b'<', &self.bytes[at..]) {
            at += found;
            if self.opens_markup(at) {
                return at;
            }
            at += 1;
        }
        self.bytes.len()
    }

    /// Whether the `<` at `at` opens markup (13.2.5.6, 13.2.5.7).
    fn opens_markup(&self, at: usize) -> bool {
        match self.byte(at + 1) {
            Some(b'/') => at + 2 < self.bytes.len(),
            Some(b'!' | b'?') => true,
            next => is(next, ALPHA),
        }
    }

    /// Emits text of the data state: character references are decoded, a zero byte is a token of
    /// its own.
    fn data_text(&mut self, start: usize, end: usize, is_plain: bool) {
        if start == end {
            return;
        }
        if is_plain {
            self.plain_text(start, end);
            return;
        }
        self.split_at_zeros(start, end, |this, start, end| {
            let text = this.decoded(start, end);
            this.send(Token::CharacterTokens(text));
        });
    }

    /// Emits text in which a zero byte is a token of its own and nothing else is special.
    pub(super) fn zero_aware_text(&mut self, start: usize, end: usize) {
        self.split_at_zeros(start, end, Self::plain_text);
    }

    /// Emits text without references or zero bytes.
    fn plain_text(&mut self, start: usize, end: usize) {
        self.in_pieces(start, end, |this, start, end| {
            this.send(Token::CharacterTokens(this.slice(start, end)))
        });
    }

    /// Emits text in pieces of at most [`WINDOW_BYTES`] that end at character boundaries.
    fn in_pieces(&mut self, mut start: usize, end: usize, emit: impl Fn(&mut Self, usize, usize)) {
        while end - start > WINDOW_BYTES {
            let cut = self.text.floor_char_boundary(start + WINDOW_BYTES);
            // A line end of two bytes is not split.
            let cut = cut - usize::from(self.bytes[cut - 1] == b'\r');
            emit(self, start, cut);
            start = cut;
        }
        emit(self, start, end);
    }

    fn split_at_zeros(
        &mut self,
        mut start: usize,
        end: usize,
        emit: impl Fn(&mut Self, usize, usize),
    ) {
        loop {
            let zero = memchr::memchr(0, &self.bytes[start..end]).map_or(end, |n| start + n);
            if start < zero {
                emit(self, start, zero);
            }
            if zero == end {
                return;
            }
            self.send(Token::NullCharacterToken);
            start = zero + 1;
        }
    }

    /// Emits the rest of the page.
    pub(super) fn plaintext(&mut self) {
        let (start, end) = (self.at, self.bytes.len());
        self.at = end;
        self.raw_slice_text(start, end, false);
    }

    /// Emits raw text: a zero byte becomes U+FFFD, and character references are decoded if they are
    /// allowed.
    pub(super) fn raw_slice_text(&mut self, start: usize, end: usize, has_references: bool) {
        if start < end && has_references {
            let text = self.decoded(start, end);
            self.send(Token::CharacterTokens(text));
        } else if start < end {
            self.in_pieces(start, end, |this, start, end| {
                this.send(Token::CharacterTokens(this.without_zeros(start, end)))
            });
        }
    }

    /// The text of the page with each zero byte as U+FFFD.
    pub(super) fn without_zeros(&self, start: usize, end: usize) -> StrTendril {
        let text = self.slice(start, end);
        if memchr::memchr(0, text.as_bytes()).is_none() {
            text
        } else {
            StrTendril::from_slice(&text.replace('\0', "\u{fffd}"))
        }
    }

    /// The text of the page with character references decoded and each zero byte as U+FFFD.
    pub(super) fn decoded(&mut self, start: usize, end: usize) -> StrTendril {
        if memchr::memchr3(b'&', 0, b'\r', &self.bytes[start..end]).is_none() {
            return self.input.slice(start, end);
        }
        self.buffers.text.clear();
        decode(&self.text[start..end], false, &mut self.buffers.text);
        StrTendril::from_slice(&self.buffers.text)
    }

    /// Returns to the data state.
    pub(super) fn back_to_data(&mut self) {
        self.content = ContentModel::Data;
    }
}
