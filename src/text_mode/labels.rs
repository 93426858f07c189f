//! Cuts labels from a text with some page chrome, but too little for the classifier: sharing
//! buttons, links to legal pages.
//!
//! Only the labels are removed, so a long article below a menu loses nothing else. One label proves
//! nothing; together with other chrome lines it is not a crosshead, unless prose follows it.

use super::classifier::{MIN_CHROME_LINES, has_page_chrome};
use super::features;
use super::line::InputLine;
use super::ruling::{LineOutcome, LineRuling};
use crate::block::Boilerplate;
use crate::rules::builtin;
use crate::text::count_text;

/// Bytes of the longest line that is looked up: footers put several labels on one line.
const MAX_BYTES: usize = 100;

/// Cuts the labels of a text that is not a whole page but has as many chrome lines as one; `chrome`
/// says which lines they are.
///
/// The rest is not a page either and has no label to remove, so cleaning it again changes nothing.
pub(super) fn apply(lines: &[InputLine<'_>], chrome: &[bool], rulings: &mut [LineRuling]) {
    // Most article text has no page chrome, so its lines need not be looked up.
    if !chrome.contains(&true) && !rulings.iter().any(LineRuling::is_cut) {
        return;
    }
    let found = labels(lines, rulings);
    let is_shown = |i: usize| chrome[i] || rulings[i].is_cut() || found[i].is_some();
    let is_removed = |i: usize| rulings[i].is_cut() || found[i].is_some();
    let left: Vec<bool> = (0..lines.len()).filter(|&i| !is_removed(i)).map(|i| chrome[i]).collect();
    if (0..lines.len()).filter(|&i| is_shown(i)).count() < MIN_CHROME_LINES
        || has_page_chrome(left.iter().filter(|f| **f).count(), left.len())
    {
        return;
    }
    for (ruling, kind) in rulings.iter_mut().zip(found) {
        if let Some(kind) = kind {
            *ruling = LineRuling::cut(kind, "label", "a label, in a text with more page chrome");
        }
    }
}

/// The labels among the kept lines, except those that prose follows: they may be crossheads. Above
/// the first prose of a text, only its title can be one.
fn labels(lines: &[InputLine<'_>], rulings: &[LineRuling]) -> Vec<Option<Boilerplate>> {
    let own: Vec<Option<Boilerplate>> = lines
        .iter()
        .zip(rulings)
        .map(|(line, ruling)| if ruling.outcome == LineOutcome::Kept { label(line) } else { None })
        .collect();
    let is_kept = |i: usize| !rulings[i].is_cut();
    let is_prose = |i: usize| features::is_prose(&count_text(&lines[i].view));
    let mut found = vec![None; lines.len()];
    let title = (0..lines.len()).find(|&i| is_kept(i) && own[i].is_none());
    let first_prose = (0..lines.len()).find(|&i| is_kept(i) && own[i].is_none() && is_prose(i));
    // The next line that is left, searched from the end.
    let mut next = None;
    for i in (0..lines.len()).rev().filter(|&i| is_kept(i)) {
        let is_crosshead = || {
            next.is_some_and(|next| {
                is_prose(next) && (first_prose != Some(next) || title.is_none_or(|title| i < title))
            })
        };
        if own[i].is_some() && !is_crosshead() {
            found[i] = own[i];
        } else {
            next = Some(i);
        }
    }
    found
}

/// The kind of a label; `None` for other lines. Labels begin with a capital if their script has
/// capitals; words of code do not.
fn label(line: &InputLine<'_>) -> Option<Boilerplate> {
    let first = line.view.chars().find(|c| c.is_alphabetic())?;
    // Bytes are a cheap bound: such lines are short.
    if first.is_lowercase() || line.view.len() > MAX_BYTES {
        None
    } else {
        builtin().label_kind(line.folded())
    }
}

#[cfg(test)]
mod tests {
    use crate::text_mode::{TextOptions, clean_text};

    /// A long article, so that a few chrome lines are a small part of it.
    fn story(paragraphs: usize) -> String {
        let paragraph = "The council of the valley has put off its vote on the bridge, the mayor said, after a meeting that lasted until midnight.";
        (0..paragraphs).map(|i| format!("{paragraph} It was the {i}th.\n\n")).collect()
    }

    fn left(text: &str) -> String {
        let clean = clean_text(text, &TextOptions::default());
        assert!(!clean.is_page);
        let once = clean.text();
        assert_eq!(
            clean_text(&once, &TextOptions::default()).text(),
            once,
            "cleaning again changed the text"
        );
        once
    }

    #[test]
    fn labels_are_removed_from_a_text_with_other_chrome_lines() {
        let story = story(300);
        let page = format!(
            "The bridge\n\nShare\n\n{story}Subscribe\nAbout us\nPrivacy Policy\nTerms & Conditions | Cookie Policy\n© 2024 Valley Courier, Inc."
        );
        assert_eq!(left(&page), format!("The bridge\n\n{story}About us"));
    }

    #[test]
    fn an_article_with_labels_as_crossheads_loses_nothing() {
        let story = story(90);
        let few = format!("Share\n\n{story}Privacy Policy\n\nTerms of Use");
        assert_eq!(left(&few), few);
        let paragraphs: Vec<&str> = story.split("\n\n").filter(|p| !p.is_empty()).collect();
        let heads = [
            "Share",
            "Subscribe",
            "Privacy Policy",
            "Terms of Use",
            "Cookies",
            "Email",
            "Comments",
        ];
        let mut text = format!("What stands under a story\n\n{story}");
        for (head, paragraph) in heads.iter().zip(&paragraphs).cycle().take(heads.len()) {
            text.push_str(&format!("{head}\n\n{paragraph}\n\n"));
        }
        text.push_str(&story.repeat(3));
        assert_eq!(left(text.trim_end()), text.trim_end());
        let code = format!(
            "{story}print\nemail\ncookies\nsave\n- Privacy Policy\n- Terms of Use\n- Share\n{story}{story}{story}"
        );
        assert_eq!(left(code.trim_end()), code.trim_end());
    }

    #[test]
    fn labels_stay_if_the_rest_would_be_a_page() {
        // Four lines of a menu among 134; without the labels they were more than three of a
        // hundred.
        let labels = "Sign up for a walk\n".repeat(20);
        let text = format!("Home\nAbout us\nContact us\nCareers\n{labels}{}", story(113));
        let once = clean_text(&text, &TextOptions::default()).text();
        assert_eq!(clean_text(&once, &TextOptions::default()).text(), once);
        assert_eq!(once.trim_end(), text.trim_end());
    }
}
