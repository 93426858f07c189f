//! The rules for a line of text: leaked parameters, phrase rules, shortcodes, and the remains of a
//! consent prompt.
//!
//! These rules run on every text. They look at a line alone, or at a line beside one that they cut.
//! A clean text has no line to start from, so it stays unchanged.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::features::is_prose;
use super::line::InputLine;
use super::ruling::{LineOutcome, LineRuling};
use crate::block::Boilerplate;
use crate::rules::{Region, builtin, is_parameter_line, parameters_in, shortcodes_in};
use crate::text::{count_text, count_words, squeeze};

/// Words of the longest button.
const BUTTON_WORDS: u32 = 4;
/// Lines of a prompt that may follow its parameters: the message, a link, a button.
const WIDGET_LINES: usize = 3;
/// Words of the longest message of such a prompt; the usual one has ten.
const WIDGET_WORDS: u32 = 40;
/// Bytes at the end of a line that are searched for a prompt without a line break before it.
const GLUED_BYTES: usize = 400;
/// The most sentences at the end of a line that may be such a prompt.
const GLUED_SENTENCES: usize = 8;

/// The most edits of one line; this bounds the work on hostile lines.
const MAX_EDITS: usize = 4;

/// The ruling on each line, in order.
pub(super) fn rulings(lines: &[InputLine<'_>]) -> Vec<LineRuling> {
    let last = lines.len().saturating_sub(1);
    let mut rulings: Vec<LineRuling> =
        lines.iter().enumerate().map(|(i, line)| rule_on(&line.view, i == last)).collect();
    cut_prompts_after_parameters(lines, &mut rulings);
    cut_prompt_buttons(lines, &mut rulings);
    keep_passages(lines, &mut rulings);
    rulings
}

/// Gives back sentences about cookies between other paragraphs: a privacy policy and a story about
/// cookies hold the sentences of a prompt. A prompt ends with a button, and it stands at the start
/// or the end of a text.
fn keep_passages(lines: &[InputLine<'_>], rulings: &mut [LineRuling]) {
    let is_paragraph = |i: usize, rulings: &[LineRuling]| {
        !rulings[i].is_cut() && is_prose(&count_text(&lines[i].view))
    };
    for i in 0..lines.len() {
        if rulings[i].outcome != LineOutcome::Cut(Boilerplate::Consent)
            || !rulings[i].rule.starts_with("consent-")
            || !count_text(&lines[i].view).ends_sentence
        {
            continue;
        }
        // A heading may stand between two paragraphs.
        let has_before = (i.saturating_sub(2)..i).any(|at| is_paragraph(at, rulings));
        let after = i + 1..lines.len().min(i + 3);
        let has_button = after.clone().next().is_some_and(|at| {
            rulings[at].is_cut() || builtin().is_interface_line(lines[at].folded())
        });
        if has_before && !has_button && after.into_iter().any(|at| is_paragraph(at, rulings)) {
            rulings[i] = LineRuling::default();
        }
    }
}

/// The ruling on a line alone. The rest of an edited line is checked again like any other line.
fn rule_on(view: &str, is_last: bool) -> LineRuling {
    let mut ruling = rule_once(view, is_last);
    for _ in 0..MAX_EDITS {
        let LineOutcome::Edited(rest) = &ruling.outcome else { break };
        match rule_once(rest, is_last) {
            next if next.outcome == LineOutcome::Kept => break,
            next => ruling = next,
        }
    }
    ruling
}

fn rule_once(view: &str, is_last: bool) -> LineRuling {
    if is_parameter_line(view) {
        return LineRuling::cut(Boilerplate::Widget, "theme-parameters", "leaked theme parameters");
    }
    if let Some(hit) = builtin().find_phrase_rule(view, Region::Any) {
        return LineRuling::cut(
            hit.rule.cut_as(),
            hit.rule.id.clone(),
            format!("“{}”", hit.phrase),
        );
    }
    if let Some(at) = glued_parameters(view, is_last).or_else(|| glued_prompt(view)) {
        let rest = view[..at].trim_end();
        if rest.is_empty() {
            return LineRuling::cut(
                Boilerplate::Consent,
                "consent-line",
                "a prompt with its parameters",
            );
        }
        return LineRuling::edited(rest, "glued-prompt", format!("“{}”", view[at..].trim()));
    }
    without_shortcodes(view).unwrap_or_default()
}

/// The offset of parameters at the end of a line, with the text of their prompt after them.
fn glued_parameters(view: &str, is_last: bool) -> Option<usize> {
    let found = parameters_in(view)?;
    let before = view[..found.start].trim_end();
    let after = view[found.end..].trim();
    let is_prompt = || {
        builtin()
            .find_phrase_rule(after, Region::Any)
            .is_some_and(|hit| hit.rule.cut_as() == Boilerplate::Consent)
    };
    let words = count_words(after);
    let fits = words <= BUTTON_WORDS && !count_text(after).ends_sentence
        || is_last && words <= WIDGET_WORDS
        || is_prompt();
    ((before.is_empty() || count_text(before).ends_sentence) && fits).then_some(found.start)
}

/// The offset of a consent prompt at the end of a line: it follows a sentence and ends with a
/// button.
fn glued_prompt(view: &str) -> Option<usize> {
    static COOKIE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("ookie"));
    let from = view.floor_char_boundary(view.len().saturating_sub(GLUED_BYTES));
    let tail = &view[from..];
    let may_be_prompt = || !tail.is_ascii() || COOKIE.find(tail.as_bytes()).is_some();
    if ends_as_prose(tail) || !may_be_prompt() {
        return None;
    }
    let ends = tail
        .char_indices()
        .filter(|&(_, c)| matches!(c, '.' | '!' | '?' | '…' | '”' | '"' | '。' | '।'));
    let mut last: Vec<usize> =
        ends.rev().take(GLUED_SENTENCES).map(|(at, c)| from + at + c.len_utf8()).collect();
    last.reverse();
    last.into_iter().find(|&at| {
        let rest = view[at..].trim_start();
        let is_apart = rest.len() < view.len() - at || !view[..at].ends_with(['.', '!', '?', '…']);
        is_apart && count_words(rest) > BUTTON_WORDS && is_consent(rest)
    })
}

/// Whether the last words of a line are a sentence rather than the text of a button.
fn ends_as_prose(text: &str) -> bool {
    let bare = text.trim_end_matches(['!', '.', ' ']);
    let Some(end) = memchr::memrchr3(b'.', b'!', b'?', bare.as_bytes()) else { return true };
    let last = bare[end + 1..].trim();
    last.is_empty()
        || min_words(last) > BUTTON_WORDS as usize * 2
        || count_words(last) > BUTTON_WORDS * 2
}

/// A lower bound for the words of a text: a plain letter after a space begins one. The loop reads
/// all bytes so that it is vectorised.
fn min_words(text: &str) -> usize {
    let (bytes, next) = (text.as_bytes(), text.as_bytes().get(1..).unwrap_or_default());
    bytes.iter().zip(next).filter(|&(a, b)| (*a == b' ') & b.is_ascii_alphabetic()).count()
}

fn is_consent(text: &str) -> bool {
    builtin()
        .find_phrase_rule(text, Region::Any)
        .is_some_and(|hit| hit.rule.cut_as() == Boilerplate::Consent)
}

/// Removes the shortcodes of a line; `None` if it has none.
///
/// In plain text a template expression may belong to an article about programming, so it is removed
/// only if it is the whole line.
fn without_shortcodes(view: &str) -> Option<LineRuling> {
    // The loop reads all bytes so that it is vectorised.
    let may_open = view
        .bytes()
        .fold(false, |any, b| any | matches!(b, b'[' | b'{' | b'$' | b'#' | b'%' | b'*'));
    let found = if may_open || view.starts_with('(') { shortcodes_in(view) } else { return None };
    let is_expression = |r: &std::ops::Range<usize>| view[r.clone()].starts_with("{{");
    let mut out = String::with_capacity(view.len());
    let mut at = 0;
    for range in found.iter().filter(|r| !is_expression(r) || r.len() == view.len()) {
        out.push_str(&view[at..range.start]);
        at = range.end;
    }
    if at == 0 {
        return None;
    }
    out.push_str(&view[at..]);
    let rest = squeeze(&out);
    Some(if rest.chars().any(char::is_alphanumeric) {
        LineRuling::edited(&rest, "shortcode", "shortcodes removed")
    } else {
        LineRuling::cut(Boilerplate::Widget, "shortcode", "only a shortcode")
    })
}

/// Cuts the message and the button after the parameters of a prompt, in any language, if nothing
/// else follows them.
fn cut_prompts_after_parameters(lines: &[InputLine<'_>], rulings: &mut [LineRuling]) {
    let Some(at) = rulings.iter().rposition(|f| f.rule == "theme-parameters") else { return };
    let after = &lines[at + 1..];
    if after.len() > WIDGET_LINES || after.iter().any(|l| count_words(&l.view) > WIDGET_WORDS) {
        return;
    }
    for ruling in rulings[at + 1..].iter_mut().filter(|f| !f.is_cut()) {
        *ruling = LineRuling::cut(
            Boilerplate::Consent,
            "under-parameters",
            "follows the parameters of a prompt at the end of the text",
        );
    }
}

/// Cuts the buttons after a prompt that was cut: short lines right after it that are known buttons
/// or that end the text.
fn cut_prompt_buttons(lines: &[InputLine<'_>], rulings: &mut [LineRuling]) {
    let is_prompt = |f: &LineRuling| {
        f.outcome == LineOutcome::Cut(Boilerplate::Consent)
            || f.rule == "theme-parameters"
            || f.rule == "glued-prompt"
    };
    let is_short =
        |l: &InputLine<'_>| count_words(&l.view) <= BUTTON_WORDS && !l.view.ends_with('.');
    let tail = lines
        .iter()
        .zip(rulings.iter())
        .rposition(|(l, f)| !(f.is_cut() || is_short(l)))
        .map_or(0, |n| n + 1);
    let mut after_prompt = false;
    for i in 0..lines.len() {
        if rulings[i].is_cut() || rulings[i].rule == "glued-prompt" {
            after_prompt |= is_prompt(&rulings[i]);
            continue;
        }
        after_prompt = after_prompt
            && is_short(&lines[i])
            && (i >= tail || builtin().is_interface_line(lines[i].folded()));
        if after_prompt {
            rulings[i] = LineRuling::cut(
                Boilerplate::Consent,
                "prompt-button",
                "a short line right after a prompt",
            );
        }
    }
}
