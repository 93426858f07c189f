//! Labels in a text that shows a part of a page's frame, too little of it for the judge: buttons to share, links to the small print.
//!
//! Only the labels go, so a long article below a menu loses nothing else. One label proves nothing; together with other lines of the frame it is
//! no crosshead, unless prose follows it.

use super::judge::{MIN_FRAME_LINES, has_frame};
use super::line::Line;
use super::{Fate, Reason, features};
use crate::block::Boilerplate;
use crate::rules::builtin;
use crate::text::count_text;

/// Bytes of the longest line looked up: footers put several labels on one.
const MAX_BYTES: usize = 100;

/// Cuts the labels of a text that is no whole page but has as many lines of a frame as one; `frame` says which lines are of it.
///
/// What is left is no page either and has no label that would go: cleaning it again changes nothing.
pub(super) fn rule(lines: &[Line<'_>], frame: &[bool], reasons: &mut [Reason]) {
    // Most copy shows nothing of a page, and its lines need not be looked up.
    if !frame.contains(&true) && !reasons.iter().any(Reason::is_cut) {
        return;
    }
    let found = labels(lines, reasons);
    let is_shown = |i: usize| frame[i] || reasons[i].is_cut() || found[i].is_some();
    let goes = |i: usize| reasons[i].is_cut() || found[i].is_some();
    let left: Vec<bool> = (0..lines.len()).filter(|&i| !goes(i)).map(|i| frame[i]).collect();
    if (0..lines.len()).filter(|&i| is_shown(i)).count() < MIN_FRAME_LINES
        || has_frame(left.iter().filter(|f| **f).count(), left.len())
    {
        return;
    }
    for (reason, kind) in reasons.iter_mut().zip(found) {
        if let Some(kind) = kind {
            *reason =
                Reason::cut(kind, "label", "a label, in a text that shows more of a page's frame");
        }
    }
}

/// The labels among the lines that are kept, but for those that prose follows: they may be its crossheads. Above the first prose of a text there
/// is none but its title.
fn labels(lines: &[Line<'_>], reasons: &[Reason]) -> Vec<Option<Boilerplate>> {
    let own: Vec<Option<Boilerplate>> = lines
        .iter()
        .zip(reasons)
        .map(|(line, reason)| if reason.fate == Fate::Kept { label(line) } else { None })
        .collect();
    let is_kept = |i: usize| !reasons[i].is_cut();
    let is_prose = |i: usize| features::is_prose(&count_text(&lines[i].view));
    let mut found = vec![None; lines.len()];
    let title = (0..lines.len()).find(|&i| is_kept(i) && own[i].is_none());
    let first_prose = (0..lines.len()).find(|&i| is_kept(i) && own[i].is_none() && is_prose(i));
    // The line after this one that is left, from the end on.
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

/// What a line is, if it is a label. Labels begin with a capital where their script has them; words of code do not.
fn label(line: &Line<'_>) -> Option<Boilerplate> {
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

    /// A long story, so that a few lines of a frame are a small part of it.
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
            "not the same when cleaned again"
        );
        once
    }

    #[test]
    fn labels_go_from_a_long_text_with_other_lines_of_a_frame() {
        let story = story(300);
        let page = format!(
            "The bridge\n\nShare\n\n{story}Subscribe\nAbout us\nPrivacy Policy\nTerms & Conditions | Cookie Policy\n© 2024 Valley Courier, Inc."
        );
        assert_eq!(left(&page), format!("The bridge\n\n{story}About us"));
    }

    #[test]
    fn a_story_about_them_loses_nothing() {
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
    fn what_would_be_left_as_a_page_is_left_alone() {
        // Four lines of a menu among 134; without the labels they were more than three of a hundred.
        let labels = "Sign up for a walk\n".repeat(20);
        let text = format!("Home\nAbout us\nContact us\nCareers\n{labels}{}", story(113));
        let once = clean_text(&text, &TextOptions::default()).text();
        assert_eq!(clean_text(&once, &TextOptions::default()).text(), once);
        assert_eq!(once.trim_end(), text.trim_end());
    }
}
