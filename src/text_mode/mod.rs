//! Text that was extracted before, and badly: the same rules on lines.
//!
//! ```text
//!  text ► lines ► certain (rules) ► repeats (other texts of the run) ► judge (whole pages only) ► CleanText
//! ```
//!
//! The rules of `certain` run on every text. The judge runs only on a text that shows the frame of a page (see `judge`), so copy
//! that is clean is never weighed: it comes out as it went in, and cleaning twice is cleaning once.

mod certain;
mod entities;
pub(crate) mod features;
mod judge;
mod labels;
mod line;
mod repeats;
mod report;

use std::borrow::Cow;
use std::ops::Range;

use crate::block::Boilerplate;
use crate::decode;
use crate::error::Error;
use crate::options::{Focus, Options};
use crate::page::Page;
use crate::text::{has_invisible, printable};
pub(crate) use line::{Line, lines};
pub use repeats::{RepeatCounter, Repeats};

/// What [`clean_text`] may be told.
#[derive(Debug, Clone, Copy, Default)]
pub struct TextOptions<'r> {
    /// Which mistake to avoid where a line is weighed. Default [`Focus::Balanced`].
    pub focus: Focus,
    /// Lines that repeat on many texts of the run, see [`RepeatCounter`]. Default none.
    pub repeats: Option<&'r Repeats>,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Fate {
    /// Copy, as it stands.
    #[default]
    Kept,
    /// Copy, when something is taken out of it: this is left.
    Mended(String),
    /// Part of the site.
    Cut(Boilerplate),
}

/// A fate and what decided it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Reason {
    pub(crate) fate: Fate,
    pub(crate) rule: Cow<'static, str>,
    pub(crate) because: String,
}

impl Reason {
    fn cut(
        kind: Boilerplate,
        rule: impl Into<Cow<'static, str>>,
        because: impl Into<String>,
    ) -> Self {
        Self { fate: Fate::Cut(kind), rule: rule.into(), because: because.into() }
    }

    fn mended(left: &str, rule: &'static str, because: impl Into<String>) -> Self {
        Self { fate: Fate::Mended(left.to_owned()), rule: rule.into(), because: because.into() }
    }

    fn is_cut(&self) -> bool {
        matches!(self.fate, Fate::Cut(_))
    }
}

/// A line that is not blank, with its fate.
#[derive(Debug, Clone)]
pub struct TextLine {
    /// Where it stands in [`CleanText::source`], line end not included.
    pub range: Range<usize>,
    /// Number of the line in the source, from 1; blank lines count.
    pub number: usize,
    /// What became of it.
    pub fate: Fate,
    /// The rule that decided; empty for a line that no rule spoke of.
    pub rule: Cow<'static, str>,
    /// Why, in words; empty when the rule's name says it all.
    pub because: String,
}

/// A text with a ruling on every line.
#[derive(Debug, Clone)]
pub struct CleanText<'t> {
    /// The text as it was read: the one given, or, where the whole of it was escaped, that text resolved.
    pub source: Cow<'t, str>,
    /// Its lines that are not blank, in order.
    pub lines: Vec<TextLine>,
    /// Whether it has the frame of a page, so that its lines were weighed.
    pub is_page: bool,
    /// Whether anything in the text is invisible.
    hides: bool,
}

/// Rules on every line of a text.
///
/// Never fails; a text without lines has none. The same text and options give the same rulings. Cleaning [`CleanText::text`] again changes
/// nothing.
///
/// ```
/// use cleancopy::text_mode::{TextOptions, clean_text};
///
/// let copy = clean_text("It rained all day.\n\nbuttons=(Accept !) days=(20)\nOur website uses cookies.\nAccept !", &TextOptions::default());
/// assert_eq!(copy.text(), "It rained all day.");
/// ```
#[must_use]
pub fn clean_text<'t>(text: &'t str, options: &TextOptions<'_>) -> CleanText<'t> {
    let source = entities::unescaped(text);
    let hides = has_invisible(&source);
    let found = lines(&source, hides);
    let mut reasons = certain::rule(&found);
    if let Some(repeats) = options.repeats {
        repeats.rule(&found, &mut reasons);
    }
    let frame: Vec<bool> = found.iter().map(judge::is_frame).collect();
    let is_page = judge::is_page(&frame, &reasons);
    if is_page {
        judge::rule(&found, &frame, &mut reasons, options.focus);
    } else {
        labels::rule(&found, &frame, &mut reasons);
    }
    let mut number = 0;
    let lines = found
        .iter()
        .zip(reasons)
        .map(|(line, Reason { fate, rule, because })| {
            number += line.blank_before as usize + 1;
            TextLine { range: line.range.clone(), number, fate, rule, because }
        })
        .collect();
    CleanText { lines, is_page, source, hides }
}

/// The bytes of a text file as text: by its byte order mark, as UTF-8, or by a guess.
///
/// # Errors
///
/// [`ErrorKind::NotHtml`](crate::ErrorKind::NotHtml) for what is certainly no text.
pub fn read_text(bytes: Vec<u8>) -> Result<String, Error> {
    let page = Page::from_bytes(bytes);
    let options = Options { max_page_bytes: usize::MAX, ..Options::default() };
    Ok(decode::decode(&page, &options)?.text.into_owned())
}

/// The lines of a text, which of them a rule cuts, and which are of the frame of pages: for training.
pub(crate) fn read_for_training(text: &str) -> (Vec<Line<'static>>, Vec<bool>, Vec<bool>) {
    let found = lines(text, has_invisible(text));
    let cut = certain::rule(&found).iter().map(Reason::is_cut).collect();
    let frame = found.iter().map(judge::is_frame).collect();
    let owned =
        found.into_iter().map(|l| Line::new(l.range, l.blank_before, l.view.into_owned().into()));
    (owned.collect(), cut, frame)
}

impl CleanText<'_> {
    /// The copy: lines that are kept, apart as they were. Nothing invisible of the text gets through, and no blank line at the ends.
    ///
    /// Ends with a newline if the source did and anything is left.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::with_capacity(self.source.len());
        // The number of the last line written, and how many were cut after it.
        let (mut last, mut gone) = (0, 0);
        for line in &self.lines {
            // Most texts have nothing invisible: then the lines need not be read for it one by one.
            let left = match &line.fate {
                Fate::Kept if !self.hides => {
                    Some(Cow::Borrowed(self.source[line.range.clone()].trim_end()))
                }
                _ => self.left_of(line),
            };
            let Some(left) = left else {
                gone += 1;
                continue;
            };
            if !out.is_empty() {
                // As many blank lines as there were; one where what was cut between them stood apart.
                let blank = line.number - last - 1 - gone;
                out.extend(std::iter::repeat_n(
                    '\n',
                    1 + if gone > 0 { blank.min(1) } else { blank },
                ));
            }
            out.push_str(&left);
            (last, gone) = (line.number, 0);
        }
        if !out.is_empty() && self.source.ends_with(['\n', '\r']) {
            out.push('\n');
        }
        out
    }

    /// What is left of a line; `None` when it is cut.
    #[must_use]
    pub fn left_of<'a>(&'a self, line: &'a TextLine) -> Option<Cow<'a, str>> {
        let left = match &line.fate {
            Fate::Cut(_) => return None,
            Fate::Mended(left) => left.as_str(),
            Fate::Kept => &self.source[line.range.clone()],
        };
        // Trimmed last: an invisible character may stand behind the last space.
        Some(match printable(left) {
            Cow::Borrowed(left) => Cow::Borrowed(left.trim_end()),
            Cow::Owned(left) => Cow::Owned(left.trim_end().to_owned()),
        })
    }

    /// Whether any line was cut or mended.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.lines.iter().any(|l| l.fate != Fate::Kept)
    }
}
