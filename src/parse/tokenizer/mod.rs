//! The standard's tokenizer (HTML, 13.2.5) over a whole page in memory.
//!
//! The standard describes a machine that takes one character at a time. With the whole page at hand each construct is read in
//! one go instead: its end is found at memory speed, and what lies between is handed on as a slice of the page, without
//! copying. The tokens are html5ever's and go to its tree builder, whose answers (raw text, plain text) are honoured.
//!
//! Parse errors are not reported: no one here reads them. Whatever is not found by its end is found missing at the end of
//! the page and ends the run, so nothing is looked for twice and the time is linear in the page.

mod attributes;
mod bytes;
mod comment;
mod doctype;
mod input;
mod interner;
mod raw;
mod references;
mod tag;
mod text;
#[cfg(test)]
mod tests;

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult};

use input::with_line_feeds;
pub(super) use input::{Input, MAX_SOURCE_BYTES};
use interner::Interner;

/// How the characters at the current place are read: the standard's state between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ContentModel {
    Data,
    /// Character references count, tags do not: `<title>`, `<textarea>`.
    Rcdata,
    /// Nothing counts but the end tag: `<style>`, `<iframe>` and their like.
    Rawtext,
    /// As raw text, but a comment may hide the end tag.
    ScriptData,
    /// Nothing counts to the end of the page.
    Plaintext,
}

/// What a tokenizer leaves to the next.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    interner: Interner,
    /// Text under construction, where it is not a slice of the page.
    text: String,
}

/// A page being cut into tokens.
pub(super) struct Tokenizer<'s, S> {
    sink: &'s S,
    input: &'s Input<'s>,
    text: &'s str,
    bytes: &'s [u8],
    /// Where the next token begins.
    at: usize,
    content: ContentModel,
    /// The element whose raw text is being read: only its own end tag ends it.
    raw_element: LocalName,
    buffers: Buffers,
    /// Whether tokens are without what the tree builder does not read. The tree behind it finds it in [`Input`].
    pub(super) is_fast_path: bool,
    /// Whether a tag had more attributes than are kept.
    pub(super) too_many_attributes: bool,
}

impl<'s, S: TokenSink> Tokenizer<'s, S> {
    /// A tokenizer at the start of a page.
    pub(super) fn new(input: &'s Input<'s>, sink: &'s S, buffers: Buffers) -> Self {
        Self {
            sink,
            input,
            text: input.text,
            bytes: input.text.as_bytes(),
            at: 0,
            content: ContentModel::Data,
            raw_element: LocalName::default(),
            buffers,
            is_fast_path: false,
            too_many_attributes: false,
        }
    }

    /// Sends every token to the sink, until the page or `is_full` ends it.
    pub(super) fn run(&mut self, is_full: impl Fn() -> bool) {
        while self.at < self.bytes.len() && !is_full() {
            match self.content {
                ContentModel::Data => self.data(),
                ContentModel::Rcdata | ContentModel::Rawtext | ContentModel::ScriptData => self.raw_text(),
                ContentModel::Plaintext => self.plaintext(),
            }
        }
        self.send(Token::EOFToken);
        self.sink.end();
    }

    /// What the next tokenizer can use.
    pub(super) fn into_buffers(self) -> Buffers {
        self.buffers
    }

    /// The byte at `at`, or none at the end of the page.
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// The part of the page from `start` to `end` as text of a token.
    fn slice(&self, start: usize, end: usize) -> StrTendril {
        if self.input.has_return(start, end) {
            return StrTendril::from_slice(&with_line_feeds(&self.text[start..end]));
        }
        self.input.slice(start, end)
    }

    /// Hands a token to the sink and follows its answer.
    fn send(&mut self, token: Token) {
        match self.sink.process_token(token, 1) {
            // There is no script to run, and the page is decoded already.
            TokenSinkResult::Continue
            | TokenSinkResult::Script(_)
            | TokenSinkResult::EncodingIndicator(_) => {}
            TokenSinkResult::Plaintext => self.content = ContentModel::Plaintext,
            TokenSinkResult::RawData(RawKind::Rcdata) => self.content = ContentModel::Rcdata,
            TokenSinkResult::RawData(RawKind::Rawtext) => self.content = ContentModel::Rawtext,
            TokenSinkResult::RawData(_) => self.content = ContentModel::ScriptData,
        }
    }
}
