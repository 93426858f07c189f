//! Tags and their attributes (13.2.5.6 to 13.2.5.8, 13.2.5.32 to 13.2.5.40).

use html5ever::LocalName;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink};

use super::attributes::{Attributes, reach_the_tree_unread};
use super::bytes::{
    ATTRIBUTE_NAME_END, SPACE, TAG_NAME_END, VALUE_END, after_space, class, is, until,
};
use super::state::{ContentModel, Tokenizer};
use crate::options::MAX_TAG_ATTRIBUTES;
use crate::parse::side_attributes::mark_attributes_in_side_buffer;

/// The value of an attribute: its byte range in the page, and whether it is free of references and
/// zero bytes.
type Value = ((usize, usize), bool);

impl<S: TokenSink> Tokenizer<'_, S> {
    /// Reads the construct whose `<` is at `at` (tag open state).
    pub(super) fn markup(&mut self, at: usize) {
        match self.bytes[at + 1] {
            b'/' => self.end_tag_open(at + 2),
            b'!' => self.markup_declaration(at + 2),
            b'?' => self.bogus_comment(at + 1),
            _ => self.named_tag(TagKind::StartTag, at + 1),
        }
    }

    /// Reads the construct after `</` (end tag open state).
    fn end_tag_open(&mut self, at: usize) {
        match self.bytes[at] {
            b'>' => self.at = at + 1,
            byte if byte.is_ascii_alphabetic() => self.named_tag(TagKind::EndTag, at),
            _ => self.bogus_comment(at),
        }
    }

    fn named_tag(&mut self, kind: TagKind, start: usize) {
        let end = until(self.bytes, start, TAG_NAME_END);
        let name = self.buffers.interner.get(self.text, start, end);
        self.tag(kind, name, end);
    }

    /// Reads a tag after its name. A tag that the end of the page cuts off is dropped.
    pub(super) fn tag(&mut self, kind: TagKind, name: LocalName, after_name: usize) {
        self.at = after_name;
        let input = self.input;
        let mut attributes = input.attributes.borrow_mut();
        attributes.clear();
        let Some(self_closing) = self.attributes(&mut attributes) else {
            self.at = self.bytes.len();
            return;
        };
        let uses_side_buffer = self.is_fast_path
            && !attributes.list.is_empty()
            && kind == TagKind::StartTag
            && reach_the_tree_unread(&name)
            && !self.sink.adjusted_current_node_present_but_not_in_html_namespace();
        let attrs = if uses_side_buffer {
            Vec::new()
        } else {
            attributes.take(input.text, |start, end| input.slice(start, end))
        };
        drop(attributes);
        let mut tag =
            Tag { kind, name: name.clone(), self_closing, attrs, had_duplicate_attributes: false };
        if uses_side_buffer {
            mark_attributes_in_side_buffer(&mut tag);
        }
        self.send(Token::TagToken(tag));
        if self.content != ContentModel::Data {
            self.raw_element = name;
        }
    }

    /// Reads attributes up to and including the `>`; returns whether a `/` precedes it, or `None`
    /// at the end of the page.
    fn attributes(&mut self, attributes: &mut Attributes) -> Option<bool> {
        loop {
            let byte = self.byte(self.at)?;
            match byte {
                b'>' => {
                    self.at += 1;
                    return Some(false);
                }
                b'/' if self.byte(self.at + 1) == Some(b'>') => {
                    self.at += 2;
                    return Some(true);
                }
                b'/' => self.at += 1,
                _ if class(byte) & SPACE != 0 => self.at += 1,
                _ => self.attribute(attributes)?,
            }
        }
    }

    /// Reads one attribute. The first character of its name may be any, even `=`.
    fn attribute(&mut self, attributes: &mut Attributes) -> Option<()> {
        let start = self.at;
        let end = until(self.bytes, start + 1, ATTRIBUTE_NAME_END);
        let name = self.buffers.interner.get(self.text, start, end);
        let (range, is_plain) = self.value(end)?;
        if attributes.list.len() >= MAX_TAG_ATTRIBUTES {
            self.too_many_attributes = true;
        } else if !attributes.has(&name) {
            let is_verbatim = is_plain && !self.input.has_return(range.0, range.1);
            attributes.push(name, self.text, range, is_verbatim);
        }
        Some(())
    }

    /// Reads the value after a name that ends at `at`: empty if there is none, `None` if the page
    /// ends in it.
    fn value(&mut self, at: usize) -> Option<Value> {
        let equals = after_space(self.bytes, at);
        if self.byte(equals) != Some(b'=') {
            self.at = at;
            return Some(((at, at), true));
        }
        let start = after_space(self.bytes, equals + 1);
        match self.byte(start)? {
            quote @ (b'"' | b'\'') => self.quoted_value(start + 1, quote),
            b'>' => {
                self.at = start;
                Some(((start, start), true))
            }
            _ => {
                let end = until(self.bytes, start, VALUE_END);
                self.at = end;
                let is_plain = memchr::memchr2(b'&', 0, &self.bytes[start..end]).is_none();
                is(self.byte(end), VALUE_END).then_some(((start, end), is_plain))
            }
        }
    }

    fn quoted_value(&mut self, start: usize, quote: u8) -> Option<Value> {
        let first = start + memchr::memchr3(quote, b'&', 0, &self.bytes[start..])?;
        if self.bytes[first] == quote {
            self.at = first + 1;
            return Some(((start, first), true));
        }
        let end = first + memchr::memchr(quote, &self.bytes[first..])?;
        self.at = end + 1;
        Some(((start, end), false))
    }
}
