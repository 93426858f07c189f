//! Markup that begins with `<!`, and comments (13.2.5.41 to 13.2.5.52, 13.2.5.69 to 13.2.5.71).

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink};

use super::state::Tokenizer;

impl<S: TokenSink> Tokenizer<'_, S> {
    /// Reads the construct after `<!`.
    pub(super) fn markup_declaration(&mut self, at: usize) {
        let rest = &self.bytes[at..];
        if rest.starts_with(b"--") {
            self.comment(at + 2);
        } else if rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype")) {
            self.doctype(at + 7);
        } else if rest.starts_with(b"[CDATA[")
            && self.sink.adjusted_current_node_present_but_not_in_html_namespace()
        {
            self.cdata(at + 7);
        } else {
            self.bogus_comment(at);
        }
    }

    /// Reads everything up to the next `>` as a comment (13.2.5.41).
    pub(super) fn bogus_comment(&mut self, start: usize) {
        let end =
            memchr::memchr(b'>', &self.bytes[start..]).map_or(self.bytes.len(), |n| start + n);
        self.emit_comment(start, end, end + 1);
    }

    /// Reads a comment after its `<!--`.
    fn comment(&mut self, start: usize) {
        let mut at = start;
        // `<!-->` and `<!--->` are empty comments.
        let rest = &self.bytes[start..];
        let abrupt =
            if rest.starts_with(b">") { 1 } else { 2 * usize::from(rest.starts_with(b"->")) };
        if abrupt > 0 {
            return self.emit_comment(start, start, start + abrupt);
        }
        while let Some(found) = memchr::memchr(b'>', &self.bytes[at..]) {
            at += found;
            let inside = &self.bytes[start..at];
            let close =
                if inside.ends_with(b"--") { 2 } else { 3 * usize::from(inside.ends_with(b"--!")) };
            if close > 0 {
                return self.emit_comment(start, at - close, at + 1);
            }
            at += 1;
        }
        // A closing delimiter that the end of the page cuts off is not part of the text.
        let inside = &self.bytes[start..];
        let cut = [&b"--!"[..], b"--", b"-"]
            .into_iter()
            .find(|close| inside.ends_with(close))
            .map_or(0, <[u8]>::len);
        self.emit_comment(start, self.bytes.len() - cut, self.bytes.len());
    }

    fn emit_comment(&mut self, start: usize, end: usize, next: usize) {
        self.at = next.min(self.bytes.len());
        let text =
            if self.is_fast_path { StrTendril::new() } else { self.without_zeros(start, end) };
        self.send(Token::CommentToken(text));
    }

    /// Reads a CDATA section after its `<![CDATA[`: text without tags or references.
    pub(super) fn cdata(&mut self, start: usize) {
        let end = memchr::memmem::find(&self.bytes[start..], b"]]>").map(|n| start + n);
        self.at = end.map_or(self.bytes.len(), |end| end + 3);
        self.zero_aware_text(start, end.unwrap_or(self.bytes.len()));
    }
}
