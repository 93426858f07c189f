//! The standard's tokenizer (HTML, 13.2.5) over a whole page in memory.
//!
//! The standard describes a machine that reads one character at a time. With the whole page in
//! memory, each construct is read in one step instead: its end is found by a fast search, and its
//! text is passed on as a slice of the page, without copying. The tokens are html5ever's and go to
//! its tree builder, whose answers (raw text, plain text) are followed.
//!
//! Parse errors are not reported, because nothing here uses them. A construct whose end is missing
//! runs to the end of the page and ends the run, so nothing is searched twice and the time is
//! linear in the page.

mod attributes;
mod bytes;
mod comment;
mod doctype;
mod input;
mod interner;
mod raw;
mod references;
mod state;
mod tag;
mod text;
#[cfg(test)]
mod tests;

use html5ever::tokenizer::{Token, TokenSink};

pub(super) use input::{Input, MAX_SOURCE_BYTES};
use state::ContentModel;
pub(super) use state::{Buffers, Tokenizer};

impl<S: TokenSink> Tokenizer<'_, S> {
    /// Sends every token to the sink, until the page ends or `is_full` is true.
    pub(super) fn run(&mut self, is_full: impl Fn() -> bool) {
        while self.at < self.bytes.len() && !is_full() {
            match self.content {
                ContentModel::Data => self.data(),
                ContentModel::Rcdata | ContentModel::Rawtext | ContentModel::ScriptData => {
                    self.raw_text()
                }
                ContentModel::Plaintext => self.plaintext(),
            }
        }
        self.send(Token::EOFToken);
        self.sink.end();
    }
}
