//! Tests of the tokenizer: a table of cases, the standard's own test suite, a comparison with
//! html5ever's tokenizer, and time.

mod differential;
mod dump;
mod generate;
mod html5lib;
mod html5lib_trees;
mod states;
mod time;

use std::cell::RefCell;

use html5ever::LocalName;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, State};
use html5ever::tokenizer::{self, TagKind, Token, TokenSink, TokenSinkResult, TokenizerOpts};
use html5ever::{TokenizerResult, local_name};

use super::{Buffers, ContentModel, Input, Tokenizer};

/// The start of a run: the state, and the element whose raw text is read.
#[derive(Debug, Clone)]
struct Start {
    state: State,
    raw_element: String,
}

impl Default for Start {
    fn default() -> Self {
        Self { state: State::Data, raw_element: String::new() }
    }
}

/// Runs our tokenizer over `text`; returns whether a tag exceeded the attribute limit.
fn run<S: TokenSink>(text: &str, sink: &S, start: &Start) -> bool {
    let input = Input::new(text);
    let mut tokenizer = Tokenizer::new(&input, sink, Buffers::default());
    tokenizer.raw_element = LocalName::from(&*start.raw_element);
    match start.state {
        State::RawData(RawKind::Rcdata) => tokenizer.content = ContentModel::Rcdata,
        State::RawData(RawKind::Rawtext) => tokenizer.content = ContentModel::Rawtext,
        State::RawData(_) => tokenizer.content = ContentModel::ScriptData,
        State::Plaintext => tokenizer.content = ContentModel::Plaintext,
        State::CdataSection => tokenizer.cdata(0),
        _ => {}
    }
    tokenizer.run(|| false);
    tokenizer.too_many_attributes
}

/// Runs html5ever's tokenizer over `text`; returns the sink.
fn run_stock<S: TokenSink>(text: &str, sink: S, start: &Start) -> S {
    let last_start_tag_name = Some(start.raw_element.clone()).filter(|n| !n.is_empty());
    let options = TokenizerOpts {
        discard_bom: false,
        initial_state: Some(start.state),
        last_start_tag_name,
        ..TokenizerOpts::default()
    };
    let tokenizer = tokenizer::Tokenizer::new(sink, options);
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(text));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink
}

/// Records tokens with neighbouring characters joined; answers start tags like a tree builder
/// outside foreign content.
#[derive(Default)]
struct Recorder {
    tokens: RefCell<Vec<Token>>,
    is_foreign: bool,
}

impl Recorder {
    fn push_text(&self, text: &str) {
        let mut tokens = self.tokens.borrow_mut();
        if let Some(Token::CharacterTokens(last)) = tokens.last_mut() {
            last.push_slice(text);
        } else {
            tokens.push(Token::CharacterTokens(StrTendril::from_slice(text)));
        }
    }
}

impl TokenSink for Recorder {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut answer = TokenSinkResult::Continue;
        match token {
            // html5ever sends an empty text for an empty CDATA section.
            Token::CharacterTokens(text) if text.is_empty() => {}
            Token::CharacterTokens(text) => self.push_text(&text),
            Token::NullCharacterToken => self.push_text("\0"),
            Token::ParseError(_) | Token::EOFToken => {}
            Token::TagToken(mut tag) => {
                if tag.kind == TagKind::StartTag && !self.is_foreign {
                    answer = match tag.name {
                        local_name!("title") | local_name!("textarea") => {
                            TokenSinkResult::RawData(RawKind::Rcdata)
                        }
                        local_name!("style") | local_name!("iframe") => {
                            TokenSinkResult::RawData(RawKind::Rawtext)
                        }
                        local_name!("script") => TokenSinkResult::RawData(RawKind::ScriptData),
                        local_name!("plaintext") => TokenSinkResult::Plaintext,
                        _ => answer,
                    };
                }
                // The flag is for a security feature of browsers; html5ever does not reset it.
                tag.had_duplicate_attributes = false;
                self.tokens.borrow_mut().push(Token::TagToken(tag));
            }
            other => self.tokens.borrow_mut().push(other),
        }
        answer
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.is_foreign
    }
}

/// Hides parse errors from a tree builder.
///
/// html5ever's tokenizer sends them as tokens. Its tree builder takes such a token as "the next
/// token" after `<pre>`, `<listing>` and `<textarea>`, and then does not ignore the line feed, as
/// in `<pre>&#10x`. In the standard (13.2.6.4.7, "A start tag whose tag name is one of "pre",
/// "listing"") an error is not a token. This is the only known difference between the two
/// tokenizers; ours sends no errors and follows the standard.
struct WithoutErrors<S>(S);

impl<S: TokenSink> TokenSink for WithoutErrors<S> {
    type Handle = S::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<S::Handle> {
        if matches!(token, Token::ParseError(_)) {
            TokenSinkResult::Continue
        } else {
            self.0.process_token(token, line)
        }
    }

    fn end(&self) {
        self.0.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// The tokens of `text` from our tokenizer and from html5ever's; `None` if ours hit its attribute
/// limit.
fn tokens(text: &str, is_foreign: bool, start: &Start) -> Option<(Vec<Token>, Vec<Token>)> {
    let new = || Recorder { is_foreign, ..Recorder::default() };
    let ours = new();
    let is_limited = run(text, &ours, start);
    (!is_limited)
        .then(|| (ours.tokens.into_inner(), run_stock(text, new(), start).tokens.into_inner()))
}
