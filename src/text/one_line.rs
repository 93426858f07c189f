//! Page text on one line.

use super::printable;

/// `text` as one line that is safe on a terminal: without invisible characters, with spaces for
/// line ends and tabs. File names and page text may hold escapes and line ends.
///
/// ```
/// assert_eq!(cleancopy::text::one_line("a\u{1b}[31m\nb"), "a[31m b");
/// ```
#[must_use]
pub fn one_line(text: &str) -> String {
    printable(text).replace(['\n', '\r', '\t'], " ")
}

/// `text` with at most `max` characters. The middle is left out of a longer one, because a message
/// begins with the name of its input and ends with the reason.
pub(crate) fn without_middle(text: String, max: usize) -> String {
    // Bytes are a cheap bound.
    let count = if text.len() <= max { 0 } else { text.chars().count() };
    if count <= max {
        return text;
    }
    let (start, end) = (max / 2, max - max / 2 - 1);
    let head = text.chars().take(start);
    head.chain(['…']).chain(text.chars().skip(count - end)).collect()
}

#[cfg(test)]
mod tests {
    use super::without_middle;

    #[test]
    fn a_long_text_loses_its_middle() {
        assert_eq!(without_middle("Übermut".to_owned(), 7), "Übermut");
        assert_eq!(without_middle("Übermütig".to_owned(), 7), "Übe…tig");
        assert_eq!(without_middle("é".repeat(1_000), 300).chars().count(), 300);
    }
}
