//! Text mode: cleans text that another extractor produced, line by line.
//!
//! ```text
//! text ► lines ► rules ► repeats (other texts of the run) ► classifier (whole pages)
//!      ► lines of the story that it cut ► CleanText
//! ```
//!
//! The rules run on every text. The classifier runs only on a text with the chrome of a page, so
//! clean article text is never scored and stays unchanged, and cleaning is idempotent.

pub(crate) mod classifier;
mod clean_text;
mod entities;
pub(crate) mod features;
mod labels;
mod line;
mod repeats;
mod report;
mod rules;
mod ruling;
mod story_lines;

use crate::decode;
use crate::error::Error;
use crate::options::{Focus, Options};
use crate::page::Page;
use crate::text::has_invisible;
pub use clean_text::{CleanText, TextLine};
#[cfg(any(test, feature = "unstable"))]
pub(crate) use line::InputLine;
pub(crate) use line::lines;
pub use repeats::{RepeatCounter, Repeats};
pub use ruling::LineOutcome;
use ruling::LineRuling;

/// The options of [`clean_text`].
#[derive(Debug, Clone, Copy, Default)]
pub struct TextOptions<'r> {
    /// The error to avoid when the classifier decides. Default [`Focus::Balanced`].
    pub focus: Focus,
    /// Lines that repeat in many texts of the run, see [`RepeatCounter`]. Default none.
    pub repeats: Option<&'r Repeats>,
}

/// Cleans a text: rules on every line of it.
///
/// It never fails; the result for an empty text has no lines. The same text and options give the
/// same rulings. Cleaning [`CleanText::text`] again changes nothing.
///
/// ```
/// use cleancopy::text_mode::{TextOptions, clean_text};
///
/// let text = "It rained all day.\n\n\
///     buttons=(Accept !) days=(20)\nOur website uses cookies.\nAccept !";
/// let clean = clean_text(text, &TextOptions::default());
/// assert_eq!(clean.text(), "It rained all day.");
/// ```
#[must_use]
pub fn clean_text<'t>(text: &'t str, options: &TextOptions<'_>) -> CleanText<'t> {
    let source = entities::unescaped(text);
    let hides = has_invisible(&source);
    let input = lines(&source, hides);
    let mut rulings = rules::rulings(&input);
    if let Some(repeats) = options.repeats {
        repeats.apply(&input, &mut rulings);
    }
    let chrome: Vec<bool> = input.iter().map(classifier::is_chrome).collect();
    let is_page = classifier::is_page(&chrome, &rulings);
    if is_page {
        let measures = classifier::apply(&input, &chrome, &mut rulings, options.focus);
        story_lines::restore(&input, &measures, &mut rulings);
    } else {
        labels::apply(&input, &chrome, &mut rulings);
    }
    let mut number = 0;
    let lines = input
        .iter()
        .zip(rulings)
        .map(|(line, LineRuling { outcome, rule, because })| {
            number += line.blank_before as usize + 1;
            TextLine { range: line.range.clone(), number, outcome, rule, because }
        })
        .collect();
    CleanText { lines, is_page, source, hides }
}

/// Decodes the bytes of a text file: by its byte order mark, as UTF-8, or by a guess.
///
/// # Errors
///
/// [`ErrorKind::NotHtml`](crate::ErrorKind::NotHtml) for bytes that are certainly not text.
pub fn read_text(bytes: Vec<u8>) -> Result<String, Error> {
    let page = Page::from_bytes(bytes);
    let options = Options { max_page_bytes: usize::MAX, ..Options::default() };
    Ok(decode::decode(&page, &options)?.text.into_owned())
}

/// The lines of a text, which of them a rule cuts, and which are page chrome: for training.
#[cfg(any(test, feature = "unstable"))]
pub(crate) fn read_for_training(text: &str) -> (Vec<InputLine<'static>>, Vec<bool>, Vec<bool>) {
    let input = lines(text, has_invisible(text));
    let cut = rules::rulings(&input).iter().map(LineRuling::is_cut).collect();
    let chrome = input.iter().map(classifier::is_chrome).collect();
    let owned = input
        .into_iter()
        .map(|l| InputLine::new(l.range, l.blank_before, l.view.into_owned().into()));
    (owned.collect(), cut, chrome)
}
