//! Writes plain text: blocks are separated by blank lines, lists and tables are on consecutive
//! lines.

use super::options::WriteOptions;
use super::page::{self, groups, line, verbatim};
use super::pieces::{Piece, cells, pieces};
use crate::article::{Article, ContentBlock, Metadata};
use crate::block::BlockKind;

/// Words of the longest block that is left out because it is struck out as a whole.
const MAX_DELETED_WORDS: usize = 10;

/// The article as text with one newline at its end, or nothing.
pub(super) fn render(article: &Article, options: &WriteOptions) -> String {
    let shown = page::shown(article, options);
    let mut parts = Vec::new();
    if options.metadata {
        parts.extend(fields(&article.metadata, options));
    }
    parts.extend(page::headline(article, &shown).map(|h| line(h).trim().to_owned()));
    parts.extend(groups(&shown).map(group));
    let comments = page::comments(article, options);
    if !comments.is_empty() {
        parts.push("Comments".to_owned());
        parts.extend(groups(&comments).map(group));
    }
    let mut out = join(parts);
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// The running text, without headline and captions, without a newline at its end.
pub(super) fn body(article: &Article, options: &WriteOptions) -> String {
    join(groups(&page::shown(article, options)).map(group))
}

/// The text of the reader comments, like [`body`].
pub(super) fn comment_text(article: &Article, options: &WriteOptions) -> String {
    join(groups(&page::comments(article, options)).map(group))
}

/// Joins parts with blank lines; a part without text leaves no gap.
fn join(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    parts.join("\n\n")
}

/// The metadata as lines; `None` when there is none.
fn fields(metadata: &Metadata, options: &WriteOptions) -> Option<String> {
    let authors: Vec<_> = metadata.authors.iter().map(|a| a.value.as_str()).collect();
    let url = options
        .url
        .as_ref()
        .map(url::Url::as_str)
        .or(metadata.canonical_url.as_ref().map(|u| u.value.as_str()));
    let rows = [
        ("Title", metadata.title.as_ref().map(|t| t.value.clone())),
        ("Author", (!authors.is_empty()).then(|| authors.join(", "))),
        ("Published", metadata.published.as_ref().map(|m| m.value.to_string())),
        ("Site", metadata.site_name.as_ref().map(|s| s.value.clone())),
        ("URL", url.map(str::to_owned)),
    ];
    let lines: Vec<_> = rows
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}: {}", line(&value?).trim())))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Notes, each with its number in brackets before it.
fn notes(group: &[&ContentBlock]) -> String {
    let mut lines = Vec::new();
    let mut before = None;
    for block in group {
        let note = page::note(block);
        let is_first = note != std::mem::replace(&mut before, note);
        let text = match block.kind {
            BlockKind::ListItem { .. } if !is_first => self::block(block),
            BlockKind::Preformatted => verbatim(&block.text),
            _ => flow(&pieces(block), "\n"),
        };
        match note {
            _ if text.is_empty() => {}
            Some((_, label)) if is_first => lines.push(format!("[{}] {text}", line(label))),
            _ => lines.push(text),
        }
    }
    lines.join("\n")
}

/// One group, without a newline at its end.
fn group(group: &[&ContentBlock]) -> String {
    if page::note(group[0]).is_some() {
        return notes(group);
    }
    if page::in_quote(group[0]) {
        return join(page::parts_of_quote(group).map(lines));
    }
    lines(group)
}

/// The blocks of a group, on consecutive lines unless they are apart.
fn lines(group: &[&ContentBlock]) -> String {
    let mut out = String::new();
    let mut was_apart = false;
    for (text, b) in group.iter().map(|b| (block(b), b)).filter(|(text, _)| !text.is_empty()) {
        let is_apart = page::in_item(b).is_some();
        if !out.is_empty() {
            out.push_str(if is_apart || was_apart { "\n\n" } else { "\n" });
        }
        out.push_str(&text);
        was_apart = is_apart;
    }
    out
}

fn block(block: &ContentBlock) -> String {
    match block.kind {
        BlockKind::Preformatted => verbatim(&block.text),
        BlockKind::TableRow { .. } => {
            let cells: Vec<_> = cells(block).iter().map(|c| cell(c)).collect();
            // An empty first or last cell keeps its bar, so that columns can be counted.
            cells.join(" | ").trim_end().to_owned()
        }
        BlockKind::ListItem { depth, number } => {
            let text = flow(&pieces(block), "\n");
            if text.is_empty() { text } else { item(&text, depth, number) }
        }
        _ => flow(&pieces(block), "\n"),
    }
}

/// A cell of a table, on one line.
pub(super) fn cell(cell: &[Piece<'_>]) -> String {
    flow(cell, " ")
}

/// A list item: two spaces of indent a level, the marker, and further lines below the first word.
fn item(text: &str, depth: u8, number: Option<u32>) -> String {
    let indent = "  ".repeat(usize::from(depth.max(1)) - 1);
    let marker = number.map_or_else(|| "- ".to_owned(), |n| format!("{n}. "));
    let hanging = format!("\n{indent}{}", " ".repeat(marker.len()));
    format!("{indent}{marker}{}", text.replace('\n', &hanging))
}

/// Whether a whole paragraph is struck out. An end tag is missing then, or the story is taken back;
/// in both cases the reader of the plain text must not miss it.
fn is_long_and_deleted(pieces: &[Piece<'_>]) -> bool {
    let mut words = 0;
    let all = pieces.iter().all(|piece| match piece {
        Piece::Text(text, style) if style.deleted => {
            words += text.split_whitespace().count();
            true
        }
        Piece::Text(text, _) => text.trim().is_empty(),
        _ => true,
    });
    all && words > MAX_DELETED_WORDS
}

/// Pieces as running text; `at_break` is the text for a line break.
fn flow(pieces: &[Piece<'_>], at_break: &str) -> String {
    let leaves_out = !is_long_and_deleted(pieces);
    let mut lines = vec![String::new()];
    for piece in pieces {
        match piece {
            // The page takes this back.
            Piece::Text(_, style) if style.deleted && leaves_out => {}
            Piece::Text(text, _) => {
                let end = lines.last_mut().expect("starts with one");
                let text = line(text);
                let twice = end.ends_with(' ') && text.starts_with(' ');
                end.push_str(&text[usize::from(twice)..]);
            }
            Piece::Break => lines.push(String::new()),
            Piece::Image(..) | Piece::Embed(_) => {}
        }
    }
    let lines: Vec<_> = lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()).collect();
    lines.join(at_break)
}

impl Article {
    /// The running text without the headline: body blocks and standfirst, separated by blank lines,
    /// without a newline at the end. Empty when nothing was kept.
    #[must_use]
    pub fn text(&self) -> String {
        body(self, &WriteOptions::default())
    }
}
