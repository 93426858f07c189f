//! What needs no weighing in a line of text: leaked parameters, phrase rules, shortcodes, and what a consent prompt leaves around
//! itself.
//!
//! These rules run on every text. They look at a line alone, or at a line beside one that they cut: on text that is clean there is
//! nothing to start from, so it stays as it is.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::line::Line;
use super::{Fate, Reason};
use crate::block::Boilerplate;
use crate::rules::{Region, builtin, is_parameter_line, parameters_in, shortcodes_in};
use crate::text::{count_text, count_words, squeeze};

/// Words of the longest button.
const BUTTON_WORDS: u32 = 4;
/// Lines of a prompt that may follow the parameters that configured it: the message, a link, a button.
const WIDGET_LINES: usize = 3;
/// Words of the longest message of such a prompt; the usual one has ten.
const WIDGET_WORDS: u32 = 40;
/// Bytes at the end of a line in which a prompt that was glued to it is looked for.
const GLUED_BYTES: usize = 400;
/// Sentences at the end of a line that may be such a prompt.
const GLUED_SENTENCES: usize = 8;

/// How often a line is mended: what was made to be mended for ever is left as it is then.
const MENDINGS: usize = 4;

/// What the rules say of each line, in order.
pub(super) fn rule(lines: &[Line<'_>]) -> Vec<Reason> {
    let last = lines.len().saturating_sub(1);
    let mut fates: Vec<Reason> =
        lines.iter().enumerate().map(|(i, line)| of_line(&line.view, i == last)).collect();
    widgets(lines, &mut fates);
    buttons(lines, &mut fates);
    fates
}

/// What a line says by itself. What is left of a line that was mended is a line like any other.
fn of_line(view: &str, is_last: bool) -> Reason {
    let mut reason = at_once(view, is_last);
    for _ in 0..MENDINGS {
        let Fate::Mended(left) = &reason.fate else { break };
        match at_once(left, is_last) {
            next if next.fate == Fate::Kept => break,
            next => reason = next,
        }
    }
    reason
}

fn at_once(view: &str, is_last: bool) -> Reason {
    if is_parameter_line(view) {
        return Reason::cut(
            Boilerplate::Widget,
            "theme-parameters",
            "parameters of a theme, leaked",
        );
    }
    if let Some(hit) = builtin().find_phrase_rule(view, Region::Any) {
        return Reason::cut(hit.rule.cut_as(), hit.rule.id.clone(), format!("“{}”", hit.phrase));
    }
    if let Some(at) = glued_parameters(view, is_last).or_else(|| glued_prompt(view)) {
        let rest = view[..at].trim_end();
        if rest.is_empty() {
            return Reason::cut(
                Boilerplate::Consent,
                "consent-line",
                "a prompt with its parameters",
            );
        }
        return Reason::mended(rest, "glued-prompt", format!("“{}”", view[at..].trim()));
    }
    without_shortcodes(view).unwrap_or_default()
}

/// Where parameters begin that were glued to the end of a line, with what they configured behind them.
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

/// Where a consent prompt begins that was glued to the end of a line: it follows a sentence, and ends in a button.
fn glued_prompt(view: &str) -> Option<usize> {
    static COOKIE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("ookie"));
    let from = view.floor_char_boundary(view.len().saturating_sub(GLUED_BYTES));
    let tail = &view[from..];
    let may_ask = || !tail.is_ascii() || COOKIE.find(tail.as_bytes()).is_some();
    if ends_as_prose(tail) || !may_ask() {
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
        || least_words(last) > BUTTON_WORDS as usize * 2
        || count_words(last) > BUTTON_WORDS * 2
}

/// Words that a text surely has: plain letters behind a space begin one. All bytes are asked, which is many at once.
fn least_words(text: &str) -> usize {
    let (bytes, next) = (text.as_bytes(), text.as_bytes().get(1..).unwrap_or_default());
    bytes.iter().zip(next).filter(|&(a, b)| (*a == b' ') & b.is_ascii_alphabetic()).count()
}

fn is_consent(text: &str) -> bool {
    builtin()
        .find_phrase_rule(text, Region::Any)
        .is_some_and(|hit| hit.rule.cut_as() == Boilerplate::Consent)
}

/// The line without its shortcodes; nothing where it has none.
///
/// In plain text a template expression may be a line of a programmer's article, so it must be all there is.
fn without_shortcodes(view: &str) -> Option<Reason> {
    // All bytes are asked, which is many at once.
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
        Reason::mended(&rest, "shortcode", "shortcodes taken out")
    } else {
        Reason::cut(Boilerplate::Widget, "shortcode", "a shortcode and nothing else")
    })
}

/// The message and the button that stand under their parameters, in whatever language, where nothing else follows.
fn widgets(lines: &[Line<'_>], fates: &mut [Reason]) {
    let Some(at) = fates.iter().rposition(|f| f.rule == "theme-parameters") else { return };
    let after = &lines[at + 1..];
    if after.len() > WIDGET_LINES || after.iter().any(|l| count_words(&l.view) > WIDGET_WORDS) {
        return;
    }
    for fate in fates[at + 1..].iter_mut().filter(|f| !f.is_cut()) {
        *fate = Reason::cut(
            Boilerplate::Consent,
            "under-parameters",
            "stands under the parameters of a prompt, and nothing after it",
        );
    }
}

/// The buttons of a prompt that was cut: short lines right after it that are known buttons, or that end the text.
fn buttons(lines: &[Line<'_>], fates: &mut [Reason]) {
    let is_prompt = |f: &Reason| {
        f.fate == Fate::Cut(Boilerplate::Consent)
            || f.rule == "theme-parameters"
            || f.rule == "glued-prompt"
    };
    let is_short = |l: &Line<'_>| count_words(&l.view) <= BUTTON_WORDS && !l.view.ends_with('.');
    let tail = lines
        .iter()
        .zip(fates.iter())
        .rposition(|(l, f)| !(f.is_cut() || is_short(l)))
        .map_or(0, |n| n + 1);
    let mut after_prompt = false;
    for i in 0..lines.len() {
        if fates[i].is_cut() || fates[i].rule == "glued-prompt" {
            after_prompt |= is_prompt(&fates[i]);
            continue;
        }
        after_prompt = after_prompt
            && is_short(&lines[i])
            && (i >= tail || builtin().is_interface_line(lines[i].folded()));
        if after_prompt {
            fates[i] = Reason::cut(
                Boilerplate::Consent,
                "prompt-button",
                "a short line right after a prompt",
            );
        }
    }
}
