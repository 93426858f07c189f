//! The printed number or symbol of a note.

use crate::parse::arena::{NodeId, NodeKind, Tree};
use html5ever::local_name;

/// Bytes of the longest text that can be a number with its brackets.
const MAX_TEXT: usize = 32;

/// Nodes of the largest element that is read as a number.
const MAX_NODES: usize = 16;

/// Digits of the longest number; a longer one is a year or a quantity.
const MAX_DIGITS: usize = 4;

/// Characters that count notes in print.
const SYMBOLS: &str = "*†‡§¶‖#⁂※⁑";

/// Characters and words that lead back from a note to the text.
const ARROWS: &str = "↩↑⤴⏎▲^⇑«←⬆↵⤶⮌⮐🔙↖△ˆ⇧";

/// The text of an element if it is short; words for screen readers are left out.
pub(super) fn short_text(tree: &Tree, id: NodeId) -> Option<String> {
    let mut out = String::new();
    let mut nodes = 0;
    let mut at = id;
    let mut enters = true;
    while let Some(next) = tree.after(at, id, enters) {
        nodes += 1;
        let text = tree.text_of(next);
        if nodes > MAX_NODES || out.len() + text.len() > MAX_TEXT {
            return None;
        }
        enters = tree.node(next).kind != NodeKind::Element || !is_for_screen_readers(tree, next);
        out.push_str(text);
        at = next;
    }
    Some(out)
}

fn is_for_screen_readers(tree: &Tree, id: NodeId) -> bool {
    tree.attr(id, &local_name!("class")).is_some_and(|class| {
        ["sr-only", "hidden", "screen-reader", "accessibility"].iter().any(|w| class.contains(w))
    })
}

/// The number or symbol in a text, without brackets; `None` if the text is something else.
pub(super) fn label(text: &str) -> Option<String> {
    let is_edge = |c: char| c.is_whitespace() || "[](){}.:,⁽⁾\u{fe0e}\u{fe0f}".contains(c);
    let bare = text.trim_matches(is_edge);
    if bare.is_empty() {
        return None;
    }
    let digits: Option<String> = bare.chars().map(as_digit).collect();
    if let Some(digits) = digits {
        return (digits.len() <= MAX_DIGITS).then_some(digits);
    }
    let count = bare.chars().count();
    let is_symbol = count <= 3 && bare.chars().all(|c| SYMBOLS.contains(c));
    let is_letter = count == 1 && bare.chars().all(char::is_alphabetic);
    let is_roman = is_roman(bare);
    // Encyclopaedias print the group with the number: `note 1`.
    let is_group = || {
        bare.split_once([' ', '\u{a0}']).is_some_and(|(word, number)| {
            word.chars().count() <= 10
                && word.chars().all(char::is_alphabetic)
                && number.len() <= 3
                && !number.is_empty()
                && (number.bytes().all(|b| b.is_ascii_digit())
                    || number.len() == 1 && number.bytes().all(|b| b.is_ascii_lowercase()))
        })
    };
    (is_symbol || is_letter || is_roman || is_group()).then(|| bare.replace('\u{a0}', " "))
}

/// Whether a text is a Roman number below 40, in one case.
fn is_roman(text: &str) -> bool {
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let is_one_case = !text.contains(char::is_lowercase) || !text.contains(char::is_uppercase);
    let lower = text.to_ascii_lowercase();
    let ones = lower.trim_start_matches('x');
    !text.is_empty() && is_one_case && text.len() - ones.len() <= 3 && ONES.contains(&ones)
}

/// A raised or a usual digit as a usual one.
fn as_digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '¹' => Some('1'),
        '²' => Some('2'),
        '³' => Some('3'),
        '⁰' | '⁴'..='⁹' => char::from_digit(c as u32 - '⁰' as u32, 10),
        _ => None,
    }
}

/// Whether a label is a number.
pub(super) fn is_number(label: &str) -> bool {
    label.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text does nothing but point back.
pub(super) fn is_arrow(text: &str) -> bool {
    let is_edge = |c: char| c.is_whitespace() || "[]()\u{fe0e}\u{fe0f}\u{200d}".contains(c);
    text.chars().all(|c| is_edge(c) || ARROWS.contains(c))
}

/// The length of the number at the start of a note, with its brackets and the space after it.
pub(super) fn leading_label(text: &str, wanted: &str) -> usize {
    let is_left = |c: char| " ^↑↩⇑\u{fe0e}".contains(c);
    let arrows = text.len() - text.trim_start_matches(is_left).len();
    let start = text[arrows..].trim_start_matches(['[', '(']);
    let opened = start.len() < text.len() - arrows;
    let Some((found, rest)) = split_label(start, wanted) else {
        // The number was a link, and its full stop or bracket is left.
        if text[arrows..].starts_with("..") {
            return arrows;
        }
        let loose = text[arrows..].trim_start_matches(['.', ':', ')', ']', ' ', '\u{a0}']);
        let has_gap = loose.len() < text.len() && text[..text.len() - loose.len()].contains(' ');
        return if has_gap || arrows > 0 { text.len() - loose.len() } else { 0 };
    };
    let closed = rest.trim_start_matches([']', ')', '.', ':']);
    let after = closed.trim_start();
    let is_cut = opened && closed.len() < rest.len() || after.len() < closed.len();
    let is_letter = found.chars().all(char::is_alphabetic);
    let touches =
        !is_letter && after.starts_with(|c: char| c.is_alphabetic() || "“\"‘'".contains(c));
    let needs_mark = is_letter && closed.len() == rest.len();
    if (is_cut || touches) && !needs_mark { text.len() - after.len() } else { 0 }
}

/// Splits the wanted label from the start of a text.
fn split_label<'t>(text: &'t str, wanted: &str) -> Option<(&'t str, &'t str)> {
    if let Some(rest) = text.strip_prefix(wanted) {
        let ends = !is_number(wanted) || !rest.starts_with(|c: char| c.is_ascii_digit());
        return ends.then(|| (&text[..wanted.len()], rest));
    }
    let raised = text.len()
        - text.trim_start_matches(|c: char| !c.is_ascii() && as_digit(c).is_some()).len();
    let digits: String = text[..raised].chars().filter_map(as_digit).collect();
    (raised > 0 && digits == wanted).then(|| text.split_at(raised))
}

#[cfg(test)]
mod tests {
    use super::{label, leading_label};

    #[test]
    fn numbers_and_symbols_are_labels_and_words_are_not() {
        for (text, expected) in [
            ("[12]", Some("12")),
            (" (3) ", Some("3")),
            ("¹²", Some("12")),
            ("4.", Some("4")),
            ("*", Some("*")),
            ("††", Some("††")),
            ("[a]", Some("a")),
            ("[note 2]", Some("note 2")),
            ("iv", Some("iv")),
            ("xix", Some("xix")),
            ("civil", None),
            ("ill", None),
            ("more", None),
            ("2024-03", None),
            ("10000", None),
            ("", None),
            ("↩", None),
        ] {
            assert_eq!(label(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_number_at_the_start_of_a_note_is_found() {
        for (text, wanted, rest) in [
            ("1. By the stove.", "1", "By the stove."),
            ("[1] By the stove.", "1", "By the stove."),
            ("1 By the stove.", "1", "By the stove."),
            ("1By the stove.", "1", "By the stove."),
            ("¹ By the stove.", "1", "By the stove."),
            ("*By the stove.", "*", "By the stove."),
            ("^ a b By the stove.", "1", "a b By the stove."),
            (". By the stove.", "1", "By the stove."),
            ("12 boats sank.", "1", "12 boats sank."),
            ("a boat sank.", "a", "a boat sank."),
            ("a. A boat sank.", "a", "A boat sank."),
            ("1902 was dry.", "1", "1902 was dry."),
            ("By the stove.", "1", "By the stove."),
            ("…and so on.", "1", "…and so on."),
            ("... and so on.", "1", "... and so on."),
        ] {
            assert_eq!(&text[leading_label(text, wanted)..], rest, "{text}");
        }
    }
}
