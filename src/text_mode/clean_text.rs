//! A text with the outcome of each line, and its cleaned form.

use std::borrow::Cow;
use std::ops::Range;

use super::ruling::LineOutcome;
use crate::text::printable;

/// A line that is not blank, with its outcome.
#[derive(Debug, Clone)]
pub struct TextLine {
    /// Its bytes in [`CleanText::source`], without the line end.
    pub range: Range<usize>,
    /// Number of the line in the source, from 1; blank lines count.
    pub number: usize,
    /// The outcome.
    pub outcome: LineOutcome,
    /// The rule that decided; empty for a line on which no rule decided.
    pub rule: Cow<'static, str>,
    /// The reason in words; empty if the name of the rule is sufficient.
    pub because: String,
}

/// A text with a ruling on every line.
#[derive(Debug, Clone)]
pub struct CleanText<'t> {
    /// The text as it was read: the given one, or the resolved one if the whole text was escaped.
    pub source: Cow<'t, str>,
    /// Its lines that are not blank, in order.
    pub lines: Vec<TextLine>,
    /// Whether it has the chrome of a page, so that the classifier scored its lines.
    pub is_page: bool,
    /// Whether the text has invisible characters.
    pub(super) hides: bool,
}

impl CleanText<'_> {
    /// The main content: the kept lines with their blank lines, without invisible characters and
    /// without blank lines at the ends.
    ///
    /// Ends with a newline if the source did and the result is not empty.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::with_capacity(self.source.len());
        // The number of the last line written, and the number of lines cut after it.
        let (mut last, mut removed) = (0, 0);
        for line in &self.lines {
            // Most texts have no invisible characters, so the lines need not be checked one by one.
            let rest = match &line.outcome {
                LineOutcome::Kept if !self.hides => {
                    Some(Cow::Borrowed(self.source[line.range.clone()].trim_end()))
                }
                _ => self.rest_of(line),
            };
            let Some(rest) = rest else {
                removed += 1;
                continue;
            };
            if !out.is_empty() {
                // All blank lines are kept; around a removed part, at most one.
                let blank = line.number - last - 1 - removed;
                out.extend(std::iter::repeat_n(
                    '\n',
                    1 + if removed > 0 { blank.min(1) } else { blank },
                ));
            }
            out.push_str(&rest);
            (last, removed) = (line.number, 0);
        }
        if !out.is_empty() && self.source.ends_with(['\n', '\r']) {
            out.push('\n');
        }
        out
    }

    /// The rest of a line; `None` if it is cut.
    #[must_use]
    pub fn rest_of<'a>(&'a self, line: &'a TextLine) -> Option<Cow<'a, str>> {
        let rest = match &line.outcome {
            LineOutcome::Cut(_) => return None,
            LineOutcome::Edited(rest) => rest.as_str(),
            LineOutcome::Kept => &self.source[line.range.clone()],
        };
        // Trimmed last: an invisible character may follow the last space.
        Some(match printable(rest) {
            Cow::Borrowed(left) => Cow::Borrowed(left.trim_end()),
            Cow::Owned(left) => Cow::Owned(left.trim_end().to_owned()),
        })
    }

    /// Whether any line was cut or edited.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.lines.iter().any(|l| l.outcome != LineOutcome::Kept)
    }
}
