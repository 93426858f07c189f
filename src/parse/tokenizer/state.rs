//! The state of the tokenizer, and how it sends tokens.

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult};

use super::input::{Input, with_line_feeds};
use super::interner::Interner;

/// How the next characters are read: the standard's state between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentModel {
    Data,
    /// Character references are decoded, tags are not read: `<title>`, `<textarea>`.
    Rcdata,
    /// Only the end tag is read: `<style>`, `<iframe>` and similar.
    Rawtext,
    /// As raw text, but a comment may hide the end tag.
    ScriptData,
    /// Nothing is read as markup up to the end of the page.
    Plaintext,
}

/// Buffers that a tokenizer leaves for the next one.
#[derive(Debug, Default)]
pub(in crate::parse) struct Buffers {
    pub(super) interner: Interner,
    /// Text under construction that is not a slice of the page.
    pub(super) text: String,
}

/// The tokenizer of one page.
pub(in crate::parse) struct Tokenizer<'s, S> {
    pub(super) sink: &'s S,
    pub(super) input: &'s Input<'s>,
    pub(super) text: &'s str,
    pub(super) bytes: &'s [u8],
    /// Offset of the next token.
    pub(super) at: usize,
    pub(super) content: ContentModel,
    /// The element whose raw text is read: only its own end tag ends it.
    pub(super) raw_element: LocalName,
    pub(super) buffers: Buffers,
    /// Whether to send fast-path tokens: without the parts that the tree builder does not read. The
    /// sink takes these parts from [`Input`].
    pub(in crate::parse) is_fast_path: bool,
    /// Whether a tag had more attributes than the limit.
    pub(in crate::parse) too_many_attributes: bool,
}

impl<'s, S: TokenSink> Tokenizer<'s, S> {
    /// A tokenizer at the start of a page.
    pub(in crate::parse) fn new(input: &'s Input<'s>, sink: &'s S, buffers: Buffers) -> Self {
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

    /// The buffers, for the next tokenizer.
    pub(in crate::parse) fn into_buffers(self) -> Buffers {
        self.buffers
    }

    /// The byte at `at`; `None` at the end of the page.
    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// The text of `start..end` of the page for a token, with line feeds as line ends.
    pub(super) fn slice(&self, start: usize, end: usize) -> StrTendril {
        if self.input.has_return(start, end) {
            return StrTendril::from_slice(&with_line_feeds(&self.text[start..end]));
        }
        self.input.slice(start, end)
    }

    /// Sends a token to the sink and follows its answer.
    pub(super) fn send(&mut self, token: Token) {
        match self.sink.process_token(token, 1) {
            // Scripts do not run, and the page is already decoded.
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
