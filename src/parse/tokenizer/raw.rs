//! Text in which tags are not read: RCDATA, RAWTEXT and script data (13.2.5.2 to 13.2.5.4, 13.2.5.9
//! to 13.2.5.31).

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{TagKind, Token, TokenSink};

use super::bytes::{TAG_NAME_END, is};
use super::state::{ContentModel, Tokenizer};

/// The reason why an end tag inside a script is hidden.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ScriptEscape {
    None,
    /// After `<!--`.
    Escaped,
    /// After `<script` inside `<!--`: the next `</script` closes that one.
    DoubleEscaped,
}

impl<S: TokenSink> Tokenizer<'_, S> {
    /// Reads the text of a raw element and its end tag.
    pub(super) fn raw_text(&mut self) {
        let start = self.at;
        let end = if self.content == ContentModel::ScriptData {
            self.end_of_script(start)
        } else {
            self.end_of_raw(start)
        };
        let text_end = end.unwrap_or(self.bytes.len());
        self.at = text_end;
        if self.is_fast_path
            && start < text_end
            && self.content != ContentModel::Rcdata
            && self.is_verbatim(start, text_end)
        {
            // html5ever is in its mode "text" and appends any characters, so a placeholder is
            // enough.
            self.input.raw_text_range.set(Some((start, text_end)));
            self.send(Token::CharacterTokens(StrTendril::from_char('-')));
        } else {
            self.raw_slice_text(start, text_end, self.content == ContentModel::Rcdata);
        }
        if end.is_some() {
            let name = self.raw_element.clone();
            let after_name = text_end + "</".len() + name.len();
            self.back_to_data();
            self.tag(TagKind::EndTag, name, after_name);
        }
    }

    /// Whether a text needs no replacement: no carriage return, no zero byte.
    fn is_verbatim(&self, start: usize, end: usize) -> bool {
        !self.input.has_return(start, end) && memchr::memchr(0, &self.bytes[start..end]).is_none()
    }

    /// The offset of the end tag of the raw element.
    fn end_of_raw(&self, mut at: usize) -> Option<usize> {
        loop {
            at += memchr::memchr(b'<', &self.bytes[at..])?;
            if self.is_end_tag(at, &self.raw_element) {
                return Some(at);
            }
            at += 1;
        }
    }

    /// The offset of the end tag of the script that no comment in the script hides.
    fn end_of_script(&self, mut at: usize) -> Option<usize> {
        let mut escape = ScriptEscape::None;
        loop {
            let rest = &self.bytes[at..];
            at += if escape == ScriptEscape::None {
                memchr::memchr(b'<', rest)
            } else {
                memchr::memchr2(b'<', b'-', rest)
            }?;
            let here = &self.bytes[at..];
            at += 1;
            match escape {
                ScriptEscape::None | ScriptEscape::Escaped
                    if self.is_end_tag(at - 1, &self.raw_element) =>
                {
                    return Some(at - 1);
                }
                ScriptEscape::None if here.starts_with(b"<!--") => {
                    escape = ScriptEscape::Escaped;
                    // The opening dashes may also close: `<!-->`.
                    at += "!".len();
                }
                ScriptEscape::Escaped | ScriptEscape::DoubleEscaped if here.starts_with(b"-->") => {
                    escape = ScriptEscape::None
                }
                ScriptEscape::Escaped if self.is_script(at) => escape = ScriptEscape::DoubleEscaped,
                ScriptEscape::DoubleEscaped if self.is_end_tag(at - 1, "script") => {
                    escape = ScriptEscape::Escaped
                }
                _ => {}
            }
        }
    }

    /// Whether `</name` is at `at` and the name ends there. Without a start tag no end tag matches.
    fn is_end_tag(&self, at: usize, name: &str) -> bool {
        self.bytes[at..].starts_with(b"</") && self.is_name(at + 2, name) && !name.is_empty()
    }

    /// Whether the name `script` is at `at`.
    fn is_script(&self, at: usize) -> bool {
        self.byte(at - 1) == Some(b'<') && self.is_name(at, "script")
    }

    fn is_name(&self, at: usize, name: &str) -> bool {
        let end = at + name.len();
        self.bytes.get(at..end).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
            && is(self.byte(end), TAG_NAME_END)
    }
}
