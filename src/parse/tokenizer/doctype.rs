//! The document type (13.2.5.53 to 13.2.5.68).

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Doctype, Token, TokenSink};

use super::input::with_line_feeds;
use super::state::Tokenizer;

/// White space of the standard; line ends are already line feeds here.
const SPACE: [char; 4] = ['\t', '\n', '\x0c', ' '];

impl<S: TokenSink> Tokenizer<'_, S> {
    /// Reads a document type after its keyword. The next `>` ends it, even between quotes.
    pub(super) fn doctype(&mut self, start: usize) {
        let end = memchr::memchr(b'>', &self.bytes[start..]).map(|n| start + n);
        let inside = &self.text[start..end.unwrap_or(self.bytes.len())];
        self.at = end.map_or(self.bytes.len(), |end| end + 1);
        self.send(Token::DoctypeToken(parse_doctype(&with_line_feeds(inside), end.is_none())));
    }
}

/// Reads the text between `<!doctype` and `>`, or the end of the page.
fn parse_doctype(inside: &str, is_cut_off: bool) -> Doctype {
    let mut doctype = Doctype::default();
    let is_complete = fill(&mut doctype, inside, is_cut_off);
    doctype.force_quirks = !is_complete;
    doctype
}

/// Fills in the parts; returns whether they are well formed, so that quirks mode is not forced.
fn fill(doctype: &mut Doctype, inside: &str, is_cut_off: bool) -> bool {
    let inside = inside.trim_start_matches(SPACE);
    if inside.is_empty() {
        return false;
    }
    let name_end = inside.find(SPACE).unwrap_or(inside.len());
    doctype.name = Some(text(&inside[..name_end].to_ascii_lowercase()));
    let mut rest = inside[name_end..].trim_start_matches(SPACE);
    if rest.is_empty() {
        return !is_cut_off;
    }
    if let Some(after) = after_word(rest, "public") {
        let Some((id, after)) = identifier(after, &mut doctype.public_id) else { return false };
        doctype.public_id = Some(text(id));
        rest = after.trim_start_matches(SPACE);
        if rest.is_empty() {
            return !is_cut_off;
        }
    } else if let Some(after) = after_word(rest, "system") {
        rest = after;
    } else {
        return false;
    }
    let Some((id, after)) = identifier(rest, &mut doctype.system_id) else { return false };
    doctype.system_id = Some(text(id));
    // Anything may follow, except directly the end of the page.
    !(is_cut_off && after.trim_start_matches(SPACE).is_empty())
}

/// The text after the word, if the text starts with it.
fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.get(..word.len()).filter(|t| t.eq_ignore_ascii_case(word)).map(|_| &text[word.len()..])
}

/// A quoted identifier and the text after it; an identifier without closing quote is stored in
/// `unclosed`.
fn identifier<'t>(rest: &'t str, unclosed: &mut Option<StrTendril>) -> Option<(&'t str, &'t str)> {
    let rest = rest.trim_start_matches(SPACE);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let found = rest[1..].split_once(quote);
    if found.is_none() {
        *unclosed = Some(text(&rest[1..]));
    }
    found
}

fn text(text: &str) -> StrTendril {
    StrTendril::from_slice(&text.replace('\0', "\u{fffd}"))
}
