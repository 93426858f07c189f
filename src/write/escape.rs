//! Escapes page text for Markdown, and not more than necessary: prose must stay readable.
//!
//! Always escaped: `\`, `` ` ``, `*`, `[`, `]`, `~`. Escaped only where they have a meaning: `_` at
//! the edge of a word, `<` before a tag, `&` before an entity, and `#`, `>`, `+`, `-`, `=` and
//! numbers at the start of a line.

use super::options::WriteOptions;
use crate::article::{Metadata, Sourced};

/// Appends `text`, which has no line end, to the paragraph in `out`. The end of `out` and `next`
/// are its context.
pub(super) fn escape_into(text: &str, next: Option<char>, out: &mut String) {
    let mut before = out.chars().next_back().filter(|&c| c != '\n');
    for (at, c) in text.char_indices() {
        let tail = &text[at + c.len_utf8()..];
        let after = tail.chars().next().or(next);
        if is_markup(c, before, after, tail, next) {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// Whether `c` has a meaning in Markdown anywhere on a line.
fn is_markup(
    c: char,
    before: Option<char>,
    after: Option<char>,
    tail: &str,
    next: Option<char>,
) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '\\' | '`' | '*' | '[' | ']' | '~' => true,
        '_' => !(is_word(before) && is_word(after)),
        '<' => after.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
        '&' => is_entity(tail, next),
        _ => false,
    }
}

/// Whether the text after an ampersand makes it an entity: `amp;`, `#38;`, `#x26;`. A name that
/// reaches the end of the text may continue in another style with `next`.
fn is_entity(tail: &str, next: Option<char>) -> bool {
    let name = tail.trim_start_matches('#');
    match name.bytes().position(|b| !b.is_ascii_alphanumeric()) {
        Some(end) => {
            end > 0 && (name.as_bytes()[end] == b';' || OLD_ENTITIES.contains(&&name[..end]))
        }
        None if OLD_ENTITIES.contains(&name) => true,
        None => next.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '#' | ';')),
    }
}

/// Escapes the start of each line of a finished paragraph.
pub(super) fn escape_line_starts(paragraph: &str) -> String {
    let lines: Vec<_> = paragraph.split('\n').map(escape_line_start).collect();
    lines.join("\n")
}

fn escape_line_start(line: &str) -> String {
    let hashes = line.len() - line.trim_start_matches('#').len();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    // A parser drops white space of any kind at the end, also a no-break space.
    let bare = line.trim_end();
    let opens = |from: usize| bare[from..].is_empty() || bare[from..].starts_with([' ', '\\']);
    let marks = bare.trim_end_matches('\\');
    let is_rule = !marks.is_empty() && marks.bytes().all(|b| b"-=:|+ ".contains(&b));
    let at = match line.bytes().next() {
        // A line of these characters alone is a heading underline, a thematic break or a table.
        _ if is_rule => 0,
        Some(b'>') => 0,
        Some(b'#') if hashes <= 6 && opens(hashes) => 0,
        Some(b'-' | b'+') if opens(1) => 0,
        Some(b'0'..=b'9')
            if digits <= 9 && line[digits..].starts_with(['.', ')']) && opens(digits + 1) =>
        {
            digits
        }
        _ => return line.to_owned(),
    };
    format!("{}\\{}", &line[..at], &line[at..])
}

/// Escapes one line of text as the content of a heading.
pub(super) fn escape_heading(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(text, None, &mut out);
    close_heading(&out)
}

/// Escapes a run of `#` at the end of a heading, which would be its closing sequence.
pub(super) fn close_heading(text: &str) -> String {
    let kept = text.trim_end_matches('#');
    if kept.len() < text.len() && (kept.is_empty() || kept.ends_with(' ')) {
        format!("{kept}\\{}", &text[kept.len()..])
    } else {
        text.to_owned()
    }
}

/// Entities that browsers read without a semicolon, as far as they are likely in text.
const OLD_ENTITIES: &[&str] = &[
    "amp", "cent", "copy", "curren", "deg", "divide", "gt", "laquo", "lt", "micro", "middot",
    "nbsp", "not", "para", "plusmn", "pound", "quot", "raquo", "reg", "sect", "shy", "times",
    "uml", "yen",
];

/// Escapes an absolute address as the target of a link, also inside a table.
pub(super) fn target(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for (at, c) in url.char_indices() {
        match c {
            '(' | ')' | '<' | '>' | '\\' => out.extend(['\\', c]),
            '&' if is_entity(&url[at + 1..], None) => out.push_str("\\&"),
            '|' => out.push_str("%7C"),
            _ => out.push(c),
        }
    }
    out
}

/// A fence that is longer than any run of backticks in `text`; at least three.
pub(super) fn fence(text: &str) -> String {
    "`".repeat(longest_ticks(text).max(2) + 1)
}

/// The longest run of backticks in `text`.
pub(super) fn longest_ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// The metadata as YAML front matter; `None` when there is none.
pub(super) fn front_matter(metadata: &Metadata, options: &WriteOptions) -> Option<String> {
    let text = |field: &Option<Sourced<String>>| field.as_ref().map(|f| quoted(&f.value));
    let list = |values: &[Sourced<String>]| {
        (!values.is_empty()).then(|| {
            format!("[{}]", values.iter().map(|v| quoted(&v.value)).collect::<Vec<_>>().join(", "))
        })
    };
    let url =
        options.url.as_ref().map(|u| quoted(u.as_str())).or_else(|| text(&metadata.canonical_url));
    let rows = [
        ("title", text(&metadata.title)),
        ("authors", list(&metadata.authors)),
        ("published", metadata.published.as_ref().map(|m| m.value.to_string())),
        ("modified", metadata.modified.as_ref().map(|m| m.value.to_string())),
        ("site", text(&metadata.site_name)),
        ("url", url),
        ("language", text(&metadata.language)),
        ("description", text(&metadata.description)),
        ("section", text(&metadata.section)),
        ("tags", list(&metadata.tags)),
    ];
    let lines: Vec<_> =
        rows.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?))).collect();
    (!lines.is_empty()).then(|| format!("---\n{}\n---", lines.join("\n")))
}

/// `text` as a double-quoted YAML string; every JSON string is one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(super::page::line(text).trim()).to_string()
}
