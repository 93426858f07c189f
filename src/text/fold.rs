//! Folding: text in the form in which phrases are compared.

/// `text` folded for comparison: lower case, one kind of quote, apostrophe, dash and space, invisible characters gone.
///
/// ```
/// assert_eq!(cleancopy::text::fold("It’s\u{a0}“Free” — now"), "it's \"free\" - now");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// [`fold`] at the end of `out`, for callers that reuse a buffer.
pub fn fold_into(text: &str, out: &mut String) {
    let start = out.len();
    let mut space = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // Most text is words of plain letters: taken whole.
        let plain = rest.bytes().take_while(u8::is_ascii_graphic).count();
        if plain > 0 {
            if space && out.len() > start {
                out.push(' ');
            }
            space = false;
            let from = out.len();
            out.push_str(&rest[..plain]);
            out[from..].make_ascii_lowercase();
            rest = &rest[plain..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if super::is_invisible(c) {
            continue;
        }
        if space && out.len() > start {
            out.push(' ');
        }
        space = false;
        match c {
            '’' | '‘' | '‛' | 'ʼ' | '´' | '′' => out.push('\''),
            '“' | '”' | '„' | '«' | '»' | '‟' | '″' => out.push('"'),
            '‐'..='―' | '−' => out.push('-'),
            '…' => out.push_str("..."),
            _ => out.extend(c.to_lowercase()),
        }
    }
}
