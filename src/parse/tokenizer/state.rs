//! The state of the tokenizer, and how it sends tokens.

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult};

use super::input::{Input, with_line_feeds};
use super::interner::Interner;

/// How the characters at the current place are read: the standard's state between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentModel {
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
pub(in crate::parse) struct Buffers {
    pub(super) interner: Interner,
    /// Text under construction, where it is not a slice of the page.
    pub(super) text: String,
}

/// A page being cut into tokens.
pub(in crate::parse) struct Tokenizer<'s, S> {
    pub(super) sink: &'s S,
    pub(super) input: &'s Input<'s>,
    pub(super) text: &'s str,
    pub(super) bytes: &'s [u8],
    /// Where the next token begins.
    pub(super) at: usize,
    pub(super) content: ContentModel,
    /// The element whose raw text is being read: only its own end tag ends it.
    pub(super) raw_element: LocalName,
    pub(super) buffers: Buffers,
    /// Whether tokens are without what the tree builder does not read. The tree behind it finds it in [`Input`].
    pub(in crate::parse) is_fast_path: bool,
    /// Whether a tag had more attributes than are kept.
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

    /// What the next tokenizer can use.
    pub(in crate::parse) fn into_buffers(self) -> Buffers {
        self.buffers
    }

    /// The byte at `at`, or none at the end of the page.
    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// The part of the page from `start` to `end` as text of a token.
    pub(super) fn slice(&self, start: usize, end: usize) -> StrTendril {
        if self.input.has_return(start, end) {
            return StrTendril::from_slice(&with_line_feeds(&self.text[start..end]));
        }
        self.input.slice(start, end)
    }

    /// Hands a token to the sink and follows its answer.
    pub(super) fn send(&mut self, token: Token) {
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
