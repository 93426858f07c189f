//! Raised and lowered text as text: Unicode has its own characters for powers and indices.

/// Bytes of the longest power or index; longer text is raised for another reason.
const MAX_SCRIPT: usize = 16;

/// Letters of the longest unit or variable that has a power. After a longer word, a raised number
/// is the number of a note.
const MAX_BASE: usize = 3;

/// Letters of an index after a whole word; a longer one is text that is set small.
const MAX_INDEX_LETTERS: usize = 2;

const RAISED: &[(char, char)] = &[
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('+', '⁺'),
    ('-', '⁻'),
    ('−', '⁻'),
    ('–', '⁻'),
    ('=', '⁼'),
    ('(', '⁽'),
    (')', '⁾'),
    ('n', 'ⁿ'),
    ('i', 'ⁱ'),
    ('j', 'ʲ'),
    ('k', 'ᵏ'),
    ('x', 'ˣ'),
];

const LOWERED: &[(char, char)] = &[
    ('0', '₀'),
    ('1', '₁'),
    ('2', '₂'),
    ('3', '₃'),
    ('4', '₄'),
    ('5', '₅'),
    ('6', '₆'),
    ('7', '₇'),
    ('8', '₈'),
    ('9', '₉'),
    ('+', '₊'),
    ('-', '₋'),
    ('−', '₋'),
    ('–', '₋'),
    ('=', '₌'),
    ('(', '₍'),
    (')', '₎'),
    ('a', 'ₐ'),
    ('e', 'ₑ'),
    ('h', 'ₕ'),
    ('i', 'ᵢ'),
    ('j', 'ⱼ'),
    ('k', 'ₖ'),
    ('l', 'ₗ'),
    ('m', 'ₘ'),
    ('n', 'ₙ'),
    ('o', 'ₒ'),
    ('p', 'ₚ'),
    ('r', 'ᵣ'),
    ('s', 'ₛ'),
    ('t', 'ₜ'),
    ('u', 'ᵤ'),
    ('v', 'ᵥ'),
    ('x', 'ₓ'),
];

/// Digits of the longest number of a note.
const MAX_NOTE_DIGITS: usize = 3;

/// Raised text after `before` with brackets, if it is the number of a note without a link: after a
/// whole word or the end of a sentence, where a power has no meaning.
pub(super) fn note_number(before: &str, text: &str) -> Option<String> {
    let base = before.chars().next_back().filter(|_| !text.starts_with(' '))?;
    let parts = || text.split([',', '–', '-']);
    let is_number = |part: &str| {
        let part = part.trim();
        !part.is_empty()
            && part.len() <= MAX_NOTE_DIGITS
            && part.bytes().all(|b| b.is_ascii_digit())
    };
    let is_end = base.is_alphabetic() && !is_short_base(before) || ".,;:!?…”’»\"".contains(base);
    (is_end && text.len() <= MAX_SCRIPT && parts().all(is_number)).then(|| format!("[{text}]"))
}

/// Raised or lowered text after `before`; `None` if the plain text has the same meaning, as in
/// `1st`.
pub(super) fn script(before: &str, text: &str, is_raised: bool) -> Option<String> {
    let base = before.chars().next_back()?;
    let is_base = base.is_alphanumeric() || matches!(base, ')' | ']');
    if !is_base || text.is_empty() || text.len() > MAX_SCRIPT || text.contains(char::is_whitespace)
    {
        return None;
    }
    let has_meaning = if is_raised { is_power(before, text) } else { is_index(before, text) };
    if !has_meaning {
        return None;
    }
    let table = if is_raised { RAISED } else { LOWERED };
    let one = |c: char| table.iter().find(|(from, _)| *from == c).map(|(_, to)| *to);
    let whole: Option<String> = text.chars().map(one).collect();
    let in_brackets = || format!("{}({text})", if is_raised { '^' } else { '_' });
    whole.or_else(|| text.contains(char::is_alphanumeric).then(in_brackets))
}

/// Whether the word at the end is a unit or a variable. Only its last letters are read.
fn is_short_base(before: &str) -> bool {
    before.chars().rev().take(MAX_BASE + 1).take_while(|c| c.is_alphabetic()).count() <= MAX_BASE
}

/// Whether lowered text is an index and not a word.
fn is_index(before: &str, text: &str) -> bool {
    let is_word = text.chars().all(char::is_alphabetic) && text.chars().count() > MAX_INDEX_LETTERS;
    !is_word || before.ends_with(char::is_alphabetic) && is_short_base(before)
}

/// Whether raised text is a power: a number or an expression, and not the end of an ordinal, an
/// abbreviation or the number of a note.
fn is_power(before: &str, text: &str) -> bool {
    if !is_short_base(before) {
        return false;
    }
    let is_word = text.chars().all(char::is_alphabetic);
    let is_expression = text.chars().all(|c| {
        c.is_alphanumeric() || matches!(c, '+' | '-' | '−' | '–' | '/' | '=' | '(' | ')' | '.')
    });
    let starts_well = text.starts_with(|c: char| c.is_alphanumeric() || "+-−–(".contains(c));
    if is_word { matches!(text, "n" | "i" | "j" | "k" | "x") } else { is_expression && starts_well }
}
