//! Character references: `&amp;`, `&#8217;`, `&#x2019;` (13.2.5.72 and after).

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// The longest name of the standard's table that is valid without a semicolon.
const LONGEST_WITHOUT_SEMICOLON: usize = 6;
/// Frequent names, which skip the table lookup.
const FREQUENT: [(&str, char); 5] =
    [("amp;", '&'), ("quot;", '"'), ("nbsp;", '\u{a0}'), ("lt;", '<'), ("gt;", '>')];
/// The longest name of the table.
const LONGEST_NAME: usize = 31;

/// Appends `text` to `out` with every reference decoded, every zero byte as U+FFFD and every line
/// end as a line feed.
///
/// A reference never extends beyond the end of `text`, since no reference contains a character that
/// ends a text or a value: `<`, a quote, white space.
pub(super) fn decode(text: &str, in_attribute: bool, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr::memchr3(b'&', 0, b'\r', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let found = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        if found == 0 {
            out.push('\u{fffd}');
        } else if found == b'\r' {
            out.push('\n');
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        } else if let Some((first, second, length)) = reference(rest, in_attribute) {
            out.push(first);
            out.extend(second);
            rest = &rest[length..];
        } else {
            out.push('&');
        }
    }
    out.push_str(rest);
}

/// The one or two characters of the reference at the start of `rest`, after its `&`, and its
/// length.
fn reference(rest: &str, in_attribute: bool) -> Option<(char, Option<char>, usize)> {
    let bytes = rest.as_bytes();
    match *bytes.first()? {
        b'#' => match bytes.get(1)? {
            b'x' | b'X' => numeric(bytes, 2, 16),
            _ => numeric(bytes, 1, 10),
        },
        byte if byte.is_ascii_alphanumeric() => named(rest, in_attribute),
        _ => None,
    }
}

fn numeric(bytes: &[u8], start: usize, base: u32) -> Option<(char, Option<char>, usize)> {
    let digits = bytes[start..].iter().map_while(|&b| char::from(b).to_digit(base));
    let (mut number, mut length) = (0u32, 0);
    for digit in digits {
        // Any number beyond the last character has the same result.
        number = number.saturating_mul(base).saturating_add(digit);
        length += 1;
    }
    if length == 0 {
        return None;
    }
    let end = start + length + usize::from(bytes.get(start + length) == Some(&b';'));
    Some((character(number), None, end))
}

/// The character of a number (13.2.5.80).
fn character(number: u32) -> char {
    let replaced = match number {
        0 => None,
        0x80..=0x9f => C1_REPLACEMENTS[(number - 0x80) as usize].or(char::from_u32(number)),
        _ => char::from_u32(number),
    };
    replaced.unwrap_or('\u{fffd}')
}

/// The longest name of the table at the start of `rest` (13.2.5.73).
fn named(rest: &str, in_attribute: bool) -> Option<(char, Option<char>, usize)> {
    if let Some(&(name, character)) = FREQUENT.iter().find(|(name, _)| rest.starts_with(name)) {
        return Some((character, None, name.len()));
    }
    let bytes = rest.as_bytes();
    let run = bytes.iter().take(LONGEST_NAME + 1).take_while(|b| b.is_ascii_alphanumeric()).count();
    // With a semicolon, the longest possible name is known.
    if bytes.get(run) == Some(&b';')
        && let Some(found) = lookup(&rest[..=run])
    {
        return Some(found);
    }
    let found = (2..=run.min(LONGEST_WITHOUT_SEMICOLON))
        .rev()
        .find_map(|length| lookup(&rest[..length]))?;
    // `?a=b&copy=c` is an address, not a copyright sign.
    let continues = bytes.get(found.2).is_some_and(|&b| b == b'=' || b.is_ascii_alphanumeric());
    (!(in_attribute && continues)).then_some(found)
}

/// The characters of a name. The table also has prefixes of names, with the value 0.
fn lookup(name: &str) -> Option<(char, Option<char>, usize)> {
    let &(first, second) = NAMED_ENTITIES.get(name).filter(|(first, _)| *first != 0)?;
    let second = if second == 0 { None } else { char::from_u32(second) };
    Some((char::from_u32(first)?, second, name.len()))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_NAME, LONGEST_WITHOUT_SEMICOLON, decode};
    use html5ever::data::NAMED_ENTITIES;

    fn check(text: &str, in_text: &str, in_attribute: &str) {
        for (is_attribute, expected) in [(false, in_text), (true, in_attribute)] {
            let mut out = String::new();
            decode(text, is_attribute, &mut out);
            assert_eq!(out, expected, "{text} {is_attribute}");
        }
    }

    #[test]
    fn every_name_of_the_table_is_replaced() {
        for (name, &(first, second)) in NAMED_ENTITIES.entries().filter(|(_, value)| value.0 != 0) {
            let expected: String = [first, second]
                .into_iter()
                .filter(|&n| n != 0)
                .filter_map(char::from_u32)
                .collect();
            check(&format!("&{name}"), &expected, &expected);
            let is_closed = name.ends_with(';');
            let limit = if is_closed { LONGEST_NAME + 1 } else { LONGEST_WITHOUT_SEMICOLON };
            assert!(name.len() <= limit && name.len() >= 2, "{name}");
        }
    }

    #[test]
    fn the_longest_name_wins_except_before_a_letter_in_attributes() {
        check("&notin; &notit; &not", "∉ ¬it; ¬", "∉ &notit; ¬");
        check("&copy=1&copy1&copy.&copy", "©=1©1©.©", "&copy=1&copy1©.©");
        check(
            "&amp;amp; & &; &a &# &#; &#x &#xg;",
            "&amp; & &; &a &# &#; &#x &#xg;",
            "&amp; & &; &a &# &#; &#x &#xg;",
        );
        check("&NotEqualTilde;", "\u{2242}\u{338}", "\u{2242}\u{338}");
        check("&unknown; &AMP;&AMP", "&unknown; &&", "&unknown; &&");
    }

    #[test]
    fn numeric_references_are_decoded() {
        check("&#65;&#x41&#X41;B", "AAAB", "AAAB");
        check(
            "&#0;&#128;&#x81;&#xd800;&#x110000;&#99999999999999;",
            "\u{fffd}€\u{81}\u{fffd}\u{fffd}\u{fffd}",
            "\u{fffd}€\u{81}\u{fffd}\u{fffd}\u{fffd}",
        );
        check("a\0b", "a\u{fffd}b", "a\u{fffd}b");
        check("a\r\nb\r\0&#13;\n", "a\nb\n\u{fffd}\r\n", "a\nb\n\u{fffd}\r\n");
    }
}
