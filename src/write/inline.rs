//! Writes the inside of a Markdown block: text, emphasis, code, links and line breaks.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use url::Url;

use super::escape::{escape_into, escape_line_starts, longest_ticks, target};
use super::page::{address, line};
use super::pieces::{Piece, Style};

/// Pieces as Markdown whose only line ends are hard breaks. `links` is the base of addresses where
/// links are wanted. `notes` are the notes that the article shows.
pub(super) fn inline(
    pieces: &[Piece<'_>],
    links: Option<Option<&Url>>,
    notes: &FxHashSet<&str>,
) -> String {
    let runs = runs(pieces, links, notes);
    // Where dollar signs set formulas, those of prices are escaped.
    let has_math = runs.iter().any(|run| run.math);
    let mut out = String::new();
    let mut link: Option<&str> = None;
    for (i, run) in runs.iter().enumerate() {
        let next = runs.get(i + 1);
        if run.link.as_deref() != link {
            close_link(link, &mut out);
            link = None;
            if is_autolink(run, next) && !out.ends_with(['\\', '<']) {
                out.extend(["<", &run.text, ">"]);
                continue;
            }
            if run.link.is_some() {
                open_link(&mut out);
            }
            link = run.link.as_deref();
        }
        let changes = next.is_none_or(|n| n.link.as_deref() != link);
        // The next character is a bracket where a link starts or ends.
        let after = if changes && (link.is_some() || next.is_some_and(|n| n.link.is_some())) {
            Some('[')
        } else {
            next.and_then(|n| n.text.chars().next())
        };
        let start = out.len();
        write_run(run, after, &mut out);
        if has_math && !run.math && !run.code && out[start..].contains('$') {
            let escaped = out[start..].replace('$', "\\$");
            out.truncate(start);
            out.push_str(&escaped);
        }
    }
    close_link(link, &mut out);
    escape_line_starts(out.trim_matches([' ', '\n']))
}

/// Text with one style.
struct Run<'a> {
    text: Cow<'a, str>,
    link: Option<Cow<'a, str>>,
    /// `*`, `**`, `***`, `~~` or empty.
    marker: &'static str,
    code: bool,
    /// TeX, which is written as it is.
    math: bool,
    /// The note that the run is the mark of.
    note: Option<&'a str>,
    /// Markup of our own, which is written as it is.
    raw: bool,
}

/// Whether a text is the box of a task.
fn is_box(text: &str) -> bool {
    matches!(text, "[x]" | "[ ]")
}

/// Pieces as runs: white space is outside emphasis, each line break is a run, addresses are
/// resolved.
fn runs<'a>(
    pieces: &[Piece<'a>],
    links: Option<Option<&Url>>,
    notes: &FxHashSet<&str>,
) -> Vec<Run<'a>> {
    let mut out: Vec<Run<'a>> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text, Style { note: Some(note), .. }) if notes.contains(note) => {
                out.push(Run { note: Some(note), ..plain(line(text), None) });
            }
            Piece::Text(text, Style { task: Some(is_checked), .. }) if is_box(text) => {
                let text = if *is_checked { "[x]" } else { "[ ]" };
                out.push(Run { raw: true, ..plain(text.into(), None) });
            }
            Piece::Text(text, style) => split_run(line(text), *style, links, &mut out),
            Piece::Break => out.push(plain("\n".into(), None)),
            Piece::Image(..) | Piece::Embed(_) => {}
        }
    }
    squeeze_breaks(out)
}

fn plain<'a>(text: Cow<'a, str>, link: Option<Cow<'a, str>>) -> Run<'a> {
    Run { text, link, marker: "", code: false, math: false, note: None, raw: false }
}

/// Splits off the white space at the ends of a run: `** x**` is not emphasis in CommonMark.
fn split_run<'a>(
    text: Cow<'a, str>,
    style: Style<'a>,
    links: Option<Option<&Url>>,
    out: &mut Vec<Run<'a>>,
) {
    let link = links.and_then(|base| address(style.link?, base)).map(Cow::Owned);
    let marker = match (style.deleted, style.strong, style.emphasis) {
        (true, ..) => "~~",
        (_, true, true) => "***",
        (_, true, false) => "**",
        (_, false, true) => "*",
        (_, false, false) => "",
    };
    let is_code = style.code && !style.deleted;
    if style.math {
        return out.push(Run { math: true, ..plain(text, link) });
    }
    if marker.is_empty() && !is_code {
        return out.push(plain(text, link));
    }
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len().max(start);
    for (part, is_core) in
        [(&text[..start], false), (&text[start..end], true), (&text[end..], false)]
    {
        if !part.is_empty() {
            let marker = if is_core { marker } else { "" };
            out.push(Run {
                text: Cow::Owned(part.to_owned()),
                link: link.clone(),
                marker,
                code: is_code && is_core,
                math: false,
                note: None,
                raw: false,
            });
        }
    }
}

/// Merges consecutive breaks, and removes breaks at the ends and spaces beside breaks.
fn squeeze_breaks(runs: Vec<Run<'_>>) -> Vec<Run<'_>> {
    let mut out: Vec<Run<'_>> = Vec::with_capacity(runs.len());
    let mut at_start = true;
    for mut run in runs {
        if run.text == "\n" {
            at_start = true;
            while let Some(last) = out.last_mut().filter(|last| last.text != "\n") {
                last.text = Cow::Owned(last.text.trim_end().to_owned());
                if !last.text.is_empty() {
                    break;
                }
                out.pop();
            }
            if out.last().is_some_and(|last| last.text != "\n") {
                out.push(run);
            }
            continue;
        }
        if at_start {
            run.text = Cow::Owned(run.text.trim_start().to_owned());
        }
        if !run.text.is_empty() {
            at_start = false;
            out.push(run);
        }
    }
    if out.last().is_some_and(|last| last.text == "\n") {
        out.pop();
    }
    out
}

/// Whether a run is a whole link whose text is its address.
fn is_autolink(run: &Run<'_>, next: Option<&Run<'_>>) -> bool {
    let is_safe = |c: char| c.is_ascii_graphic() && !"<>|\\`".contains(c);
    run.link.as_deref() == Some(&*run.text)
        && !(run.math || run.code || run.raw || run.note.is_some())
        && run.marker.is_empty()
        && run.text.starts_with("http")
        && run.text.chars().all(is_safe)
        && next.is_none_or(|next| next.link != run.link)
}

/// Opens a link. An exclamation mark before it is escaped, since it would make an image.
fn open_link(out: &mut String) {
    if out.ends_with('!') {
        out.pop();
        out.push_str("\\!");
    }
    out.push('[');
}

fn close_link(link: Option<&str>, out: &mut String) {
    let Some(url) = link else { return };
    out.push_str("](");
    out.push_str(&target(url));
    out.push(')');
}

fn write_run(run: &Run<'_>, after: Option<char>, out: &mut String) {
    if run.text == "\n" {
        return out.push_str("\\\n");
    }
    if let Some(note) = run.note {
        return out.extend(["[^", note, "]"]);
    }
    if run.raw {
        return out.push_str(&run.text);
    }
    if run.math {
        return write_formula(&run.text, after, out);
    }
    // A parser may read a backtick before the fence, even an escaped one, as part of it.
    if run.code && !out.ends_with('`') {
        return write_code(&run.text, out);
    }
    let mut inner = String::new();
    if run.marker.is_empty() || !can_mark(&run.text, out, after) {
        return escape_into(&run.text, after, out);
    }
    escape_into(&run.text, Some('*'), &mut inner);
    out.push_str(run.marker);
    out.push_str(&inner);
    out.push_str(run.marker);
}

/// Writes TeX with its delimiters. The page must not leave the formula with it: TeX that would end
/// it, or open code or a link, is text, and a space keeps `<` from opening a tag, which TeX
/// ignores.
fn write_formula(tex: &str, after: Option<char>, out: &mut String) {
    let inner = tex.trim_matches('$');
    let ends_early = inner.replace("\\\\", "").replace("\\$", "").contains('$');
    if ends_early || inner.is_empty() || inner.contains(['`', '\n']) || inner.contains("](") {
        return escape_into(tex, after, out);
    }
    for (at, c) in tex.char_indices() {
        out.push(c);
        let next = tex[at + c.len_utf8()..].chars().next();
        if c == '<' && next.is_some_and(|n| n.is_ascii_alphabetic() || "/!?".contains(n)) {
            out.push(' ');
        }
    }
}

/// Whether a marker opens before `text` and closes after it, by the flanking rules of CommonMark.
/// Characters that may be punctuation in Unicode count as punctuation, which is safe.
fn can_mark(text: &str, out: &str, after: Option<char>) -> bool {
    let is_gap = |c: Option<char>| {
        c.is_none_or(|c| c.is_whitespace() || (c.is_ascii_punctuation() && c != '*'))
    };
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let before = out.chars().next_back();
    // A parser reads adjacent markers as one.
    let touches = out.ends_with(['*', '~']) || after == Some('*');
    let opens = is_word(text.chars().next()) || is_gap(before);
    let closes = is_word(text.chars().next_back()) || is_gap(after);
    !touches && opens && closes
}

/// Text as code: the fence is longer than any in the text, with a space inside where the text
/// starts or ends with a backtick or a space.
fn write_code(text: &str, out: &mut String) {
    let fence = "`".repeat(longest_ticks(text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    out.extend([fence.as_str(), pad, text, pad, fence.as_str()]);
}
