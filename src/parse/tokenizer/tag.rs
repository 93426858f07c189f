//! Tags and their attributes (13.2.5.6 to 13.2.5.8, 13.2.5.32 to 13.2.5.40).

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink};
use html5ever::{Attribute, LocalName, QualName, ns};
use rustc_hash::FxHashSet;

use super::bytes::{ATTRIBUTE_NAME_END, RESPELLED, SPACE, TAG_NAME_END, VALUE_END, after_space, class, is, until};
use super::{Content, Tokenizer};
use crate::options::MAX_TAG_ATTRIBUTES;

/// Attributes up to which a new name is compared with each; beyond, names are looked up, so that a flood costs linear time.
const FEW_ATTRIBUTES: usize = 16;

/// The attributes of the tag being read.
#[derive(Default)]
struct Attributes {
    list: Vec<Attribute>,
    /// The names, once there are many.
    names: FxHashSet<LocalName>,
    had_duplicates: bool,
}

impl Attributes {
    /// Whether an attribute of this name is there already.
    fn has(&mut self, name: &LocalName) -> bool {
        if self.list.len() <= FEW_ATTRIBUTES {
            return self.list.iter().any(|a| a.name.local == *name);
        }
        if self.names.is_empty() {
            self.names.extend(self.list.iter().map(|a| a.name.local.clone()));
        }
        !self.names.insert(name.clone())
    }
}

impl<S: TokenSink> Tokenizer<'_, S> {
    /// The construct whose `<` stands at `at` (tag open state).
    pub(super) fn markup(&mut self, at: usize) {
        match self.bytes[at + 1] {
            b'/' => self.end_tag_open(at + 2),
            b'!' => self.markup_declaration(at + 2),
            b'?' => self.bogus_comment(at + 1),
            _ => self.named_tag(TagKind::StartTag, at + 1),
        }
    }

    /// What follows `</` (end tag open state).
    fn end_tag_open(&mut self, at: usize) {
        match self.bytes[at] {
            b'>' => self.at = at + 1,
            byte if byte.is_ascii_alphabetic() => self.named_tag(TagKind::EndTag, at),
            _ => self.bogus_comment(at),
        }
    }

    fn named_tag(&mut self, kind: TagKind, start: usize) {
        let (end, met) = until(self.bytes, start, TAG_NAME_END);
        let name = self.name(start, end, met);
        self.tag(kind, name, end);
    }

    fn name(&mut self, start: usize, end: usize, met: u8) -> LocalName {
        if met & RESPELLED == 0 {
            self.buffers.names.get(self.text, start, end)
        } else {
            self.buffers.names.respelled(&self.text[start..end])
        }
    }

    /// A tag from the end of its name on. One that the page's end cuts off is no tag.
    pub(super) fn tag(&mut self, kind: TagKind, name: LocalName, after_name: usize) {
        self.at = after_name;
        let mut attributes = Attributes::default();
        let Some(self_closing) = self.attributes(&mut attributes) else {
            self.at = self.bytes.len();
            return;
        };
        let Attributes { list: attrs, had_duplicates: had_duplicate_attributes, .. } = attributes;
        self.send(Token::TagToken(Tag { kind, name: name.clone(), self_closing, attrs, had_duplicate_attributes }));
        if self.content != Content::Data {
            self.raw_element = name;
        }
    }

    /// Reads attributes up to and over the `>`; says whether a `/` stands before it, or nothing at the end of the page.
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

    /// One attribute, from the first character of its name on, which may be any, even `=`.
    fn attribute(&mut self, attributes: &mut Attributes) -> Option<()> {
        let start = self.at;
        let (end, met) = until(self.bytes, start + 1, ATTRIBUTE_NAME_END);
        let name = self.name(start, end, met | class(self.bytes[start]));
        let value = self.value(end)?;
        if attributes.list.len() >= MAX_TAG_ATTRIBUTES {
            self.too_many_attributes = true;
        } else if attributes.has(&name) {
            attributes.had_duplicates = true;
        } else {
            attributes.list.push(Attribute { name: QualName::new(None, ns!(), name), value });
        }
        Some(())
    }

    /// The value after a name that ends at `at`: empty where none is given, nothing where the page ends in it.
    fn value(&mut self, at: usize) -> Option<StrTendril> {
        let equals = after_space(self.bytes, at);
        if self.byte(equals) != Some(b'=') {
            self.at = at;
            return Some(StrTendril::new());
        }
        let start = after_space(self.bytes, equals + 1);
        match self.byte(start)? {
            quote @ (b'"' | b'\'') => self.quoted_value(start + 1, quote),
            b'>' => {
                self.at = start;
                Some(StrTendril::new())
            }
            _ => {
                let (end, _) = until(self.bytes, start, VALUE_END);
                self.at = end;
                is(self.byte(end), VALUE_END).then(|| self.decoded(start, end, true))
            }
        }
    }

    fn quoted_value(&mut self, start: usize, quote: u8) -> Option<StrTendril> {
        let first = start + memchr::memchr3(quote, b'&', 0, &self.bytes[start..])?;
        if self.bytes[first] == quote {
            self.at = first + 1;
            return Some(self.slice(start, first));
        }
        let end = first + memchr::memchr(quote, &self.bytes[first..])?;
        self.at = end + 1;
        Some(self.decoded(start, end, true))
    }
}
