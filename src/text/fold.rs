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
    for c in text.chars() {
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
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            '\u{0}'..='\u{7f}' => out.push(c),
            '’' | '‘' | '‛' | 'ʼ' | '´' | '′' => out.push('\''),
            '“' | '”' | '„' | '«' | '»' | '‟' | '″' => out.push('"'),
            '‐'..='―' | '−' => out.push('-'),
            '…' => out.push_str("..."),
            _ => out.extend(c.to_lowercase()),
        }
    }
}
