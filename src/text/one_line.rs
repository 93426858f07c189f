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
