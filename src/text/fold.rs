//! Folding: text in the normal form for phrase matching.

use super::plain_prefix::words_prefix_len;

/// Folds a text for comparison: lower case, one kind of quote, apostrophe, dash and space, without
/// invisible characters.
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

/// Appends the [`fold`] of a text to `out`, for callers that reuse a buffer.
pub fn fold_into(text: &str, out: &mut String) {
    let start = out.len();
    if is_plain_ascii(text.as_bytes()) {
        out.push_str(text);
        out[start..].make_ascii_lowercase();
        return;
    }
    let mut space = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // Most of the rest is words of ASCII letters; they are copied whole.
        let plain = words_prefix_len(rest.as_bytes(), |b| b.is_ascii_graphic());
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

/// Whether folding changes only the case: ASCII words with single spaces between them. The tests
/// read all bytes without an early exit so that they vectorise.
fn is_plain_ascii(text: &[u8]) -> bool {
    let is_other = text.iter().fold(false, |any, b| any | !matches!(b, b' '..=b'~'));
    let is_double = text
        .iter()
        .zip(text.get(1..).unwrap_or_default())
        .fold(false, |any, (a, b)| any | ((*a == b' ') & (*b == b' ')));
    !is_other && !is_double && !text.starts_with(b" ") && !text.ends_with(b" ")
}

/// Whether the folded text has the same ASCII letters as the text, apart from case. It has not if
/// an invisible character is among them, or if the Kelvin sign folds to `k` or the dotted capital I
/// to `i`.
pub(crate) fn keeps_ascii_letters(text: &str) -> bool {
    !super::has_invisible(text) && (text.is_ascii() || !text.contains(['\u{212a}', '\u{130}']))
}

#[cfg(test)]
mod tests {
    use super::{fold, keeps_ascii_letters};

    #[test]
    fn folding_matches_a_character_by_character_version() {
        let pieces =
            ["Ab", "c,", " ", "  ", "\t", "\u{a0}", "’", "É", "\u{ad}", "\n", "~", "\u{7f}"];
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    for fourth in pieces {
                        let text = [first, second, third, fourth].concat();
                        let slow: String = text
                            .chars()
                            .filter(|&c| !crate::text::is_invisible(c))
                            .flat_map(char::to_lowercase)
                            .collect();
                        let slow =
                            slow.split_whitespace().collect::<Vec<_>>().join(" ").replace('’', "'");
                        assert_eq!(fold(&text), slow, "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_letter_that_folds_to_an_ascii_letter_is_detected() {
        for c in '\u{80}'..=char::MAX {
            let text = format!("é{c}z");
            let is_plain = fold(&text).bytes().filter(u8::is_ascii_lowercase).eq([b'z']);
            assert!(is_plain || !keeps_ascii_letters(&text), "{c:?}");
        }
        assert!(keeps_ascii_letters("Zoë “said”"));
        assert!(!keeps_ascii_letters("a\u{ad}b"));
    }
}
