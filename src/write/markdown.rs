//! Writes CommonMark with GFM tables.
//!
//! Text of the page never becomes markup: see [`escape`](super::escape). Style that Markdown cannot
//! express, such as emphasis that starts inside a word before a quotation mark, is left out.

use std::cell::Cell;

use rustc_hash::FxHashSet;
use url::Url;

use super::escape::{close_heading, escape_heading, fence, front_matter, target};
use super::inline::inline;
use super::options::WriteOptions;
use super::page::{self, groups, language, line, picture, verbatim};
use super::pieces::{Piece, Style, cells, heading, pieces, take_header};
use crate::article::{Article, ContentBlock};
use crate::block::{BlockKind, SpanKind};

/// The article as Markdown with one newline at its end, or nothing.
pub(super) fn render(article: &Article, options: &WriteOptions) -> String {
    let shown = page::shown(article, options);
    let base = page::base(article, options);
    let comments = page::comments(article, options);
    let mut notes = page::notes(&shown);
    notes.extend(page::notes(&comments));
    let mut writer = Writer {
        base: base.as_ref(),
        links: options.links,
        parts: Vec::new(),
        other_list: Cell::new(false),
        notes,
    };
    if options.metadata {
        writer.parts.extend(front_matter(&article.metadata, options));
    }
    if let Some(headline) = page::headline(article, &shown) {
        writer.parts.push(format!("# {}", escape_heading(line(headline).trim())));
    }
    writer.groups(&shown);
    if !comments.is_empty() {
        writer.parts.push("## Comments".to_owned());
        writer.groups(&comments);
    }
    let mut out = writer.parts.join("\n\n");
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

struct Writer<'a> {
    base: Option<&'a Url>,
    links: bool,
    /// Blocks of Markdown, to be separated by blank lines.
    parts: Vec<String>,
    /// Whether the last part is a list with the usual markers. The next list then takes the other
    /// markers; otherwise the two lists would become one.
    other_list: Cell<bool>,
    /// The ids of all notes that are shown.
    notes: FxHashSet<&'a str>,
}

impl Writer<'_> {
    fn groups(&mut self, blocks: &[&ContentBlock]) {
        let mut late = Vec::new();
        let mut after_heading = false;
        let mut left = blocks.len();
        for group in groups(blocks) {
            left -= group.len();
            if page::note(group[0]).is_some() {
                let notes = self.note_texts(group);
                // Notes without a heading of their own, such as those beside the line, come last.
                let is_last = left == 0 && late.is_empty();
                let to = if is_last || after_heading { &mut self.parts } else { &mut late };
                to.push(notes);
                self.other_list.set(false);
                continue;
            }
            after_heading = matches!(group[0].kind, BlockKind::Heading(_));
            let is_list = matches!(group[0].kind, BlockKind::ListItem { .. });
            let is_quote = page::in_quote(group[0]);
            let part = if is_quote { self.quote(group) } else { self.group(group) };
            if !part.is_empty() {
                self.other_list.set(is_list && !is_quote && !self.other_list.get());
                self.parts.push(part);
            }
        }
        self.parts.append(&mut late);
    }

    fn group(&self, group: &[&ContentBlock]) -> String {
        match group[0].kind {
            BlockKind::ListItem { .. } => self.list(group),
            BlockKind::TableRow { .. } => self.table(group),
            _ => {
                let parts = group.iter().map(|b| self.block(b)).filter(|p| !p.is_empty());
                parts.collect::<Vec<_>>().join("\n\n")
            }
        }
    }

    /// The definitions of notes. Further blocks of a note are indented.
    fn note_texts(&self, group: &[&ContentBlock]) -> String {
        let mut notes = Vec::new();
        for blocks in group.chunk_by(|a, b| page::note(a) == page::note(b)) {
            let is_item = |b: &ContentBlock| matches!(b.kind, BlockKind::ListItem { .. });
            let (first, rest) = blocks.split_at(1);
            let further = rest
                .chunk_by(|a, b| is_item(a) && is_item(b))
                .map(|part| if is_item(part[0]) { self.list(part) } else { self.block(part[0]) });
            let first = match first[0].kind {
                BlockKind::Preformatted => self.block(first[0]),
                _ => self.flow(&pieces(first[0])),
            };
            let parts = std::iter::once(first).chain(further);
            let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
            let (id, label) = page::note(blocks[0]).unwrap_or_default();
            let text = parts.join("\n\n");
            notes.push(if self.notes.contains(id) {
                let text = text.replace('\n', "\n    ").replace("\n    \n", "\n\n");
                format!("[^{id}]: {text}")
            } else {
                format!(
                    "{} {text}",
                    inline(
                        &[Piece::Text(&format!("[{label}]"), Style::default())],
                        None,
                        &self.notes
                    )
                )
            });
        }
        notes.join("\n\n")
    }

    /// A block that is not part of a group; empty when it shows nothing.
    fn block(&self, block: &ContentBlock) -> String {
        match block.kind {
            // The headline has one `#`.
            BlockKind::Heading(level) => {
                let text = self.flow(&heading(block)).replace("\\\n", " ");
                if text.is_empty() {
                    text
                } else {
                    format!(
                        "{} {}",
                        "#".repeat(usize::from(level.clamp(2, 6))),
                        close_heading(&text)
                    )
                }
            }
            BlockKind::Preformatted => {
                let text = verbatim(&block.text);
                let fence = fence(&text);
                // A caller's own block may name anything.
                let language = language(block).filter(|name| is_language(name)).unwrap_or_default();
                format!("{fence}{language}\n{text}\n{fence}")
            }
            BlockKind::Image | BlockKind::Embed => self.media(block),
            _ => self.flow(&pieces(block)),
        }
    }

    fn flow(&self, pieces: &[Piece<'_>]) -> String {
        inline(pieces, self.links.then_some(self.base), &self.notes)
    }

    /// Images as images, embeds as links.
    fn media(&self, block: &ContentBlock) -> String {
        let literal =
            |text: &str| inline(&[Piece::Text(text, Style::default())], None, &self.notes);
        let parts = block.spans.iter().filter_map(|span| match &span.kind {
            SpanKind::Image { src, alt } => {
                Some(format!("![{}]({})", literal(alt), target(&picture(src, self.base)?)))
            }
            SpanKind::Embed { src, title } => {
                let url = picture(src, self.base)?;
                let text = if title.trim().is_empty() { &url } else { &**title };
                Some(format!("[{}]({})", literal(text), target(&url)))
            }
            _ => None,
        });
        let parts: Vec<_> = parts.collect();
        parts.join("\n\n")
    }

    fn quote(&self, group: &[&ContentBlock]) -> String {
        self.other_list.set(false);
        let mut parts = Vec::new();
        for part in page::parts_of_quote(group) {
            let text = self.group(part);
            if !text.is_empty() {
                let is_list = matches!(part[0].kind, BlockKind::ListItem { .. });
                self.other_list.set(is_list && !self.other_list.get());
                parts.push(text);
            }
        }
        let lines: Vec<_> =
            parts.join("\n\n").lines().map(|l| format!("> {l}").trim_end().to_owned()).collect();
        lines.join("\n")
    }

    /// A tight list. CommonMark wants a nested list to start below the text of its item, so the
    /// indents are a stack.
    fn list(&self, group: &[&ContentBlock]) -> String {
        let other_list = self.other_list.get();
        let (bullet, point) = if other_list { ("*", ')') } else { ("-", '.') };
        let mut out: Vec<String> = Vec::new();
        // The depth and the width of each open item.
        let mut open: Vec<(u8, usize)> = Vec::new();
        let mut after_block = false;
        for part in page::parts_of_list(group) {
            let block = part[0];
            let is_quote = page::begins_quote_in_list(group, block);
            let depth = if is_quote { page::quote_depth(block) } else { page::in_item(block) };
            if let Some(depth) = depth {
                while open.last().is_some_and(|(last, _)| *last > depth) {
                    open.pop();
                }
                let indent = " ".repeat(open.iter().map(|(_, width)| width).sum());
                let text = if is_quote { self.quote(part) } else { self.block(block) };
                self.other_list.set(other_list);
                let lines = text.lines();
                out.push(String::new());
                out.extend(lines.map(|l| format!("{indent}{l}").trim_end().to_owned()));
                after_block = true;
                continue;
            }
            let BlockKind::ListItem { depth, number } = block.kind else { continue };
            let text = self.flow(&pieces(block));
            if text.is_empty() {
                continue;
            }
            if std::mem::take(&mut after_block) {
                out.push(String::new());
            }
            let before = open.len();
            while open.last().is_some_and(|(last, _)| *last >= depth) {
                open.pop();
            }
            let opens = open.len() == before;
            let indent = " ".repeat(open.iter().map(|(_, width)| width).sum());
            let marker = number.map_or_else(
                || format!("{bullet} "),
                |n| format!("{}{point} ", n.min(999_999_999)),
            );
            // Only a list that starts with 1 may interrupt a paragraph.
            if opens && out.last().is_some_and(|l| !l.is_empty()) && number.is_some_and(|n| n != 1)
            {
                out.push(String::new());
            }
            let hanging = format!("\n{indent}{}", " ".repeat(marker.len()));
            out.push(format!("{indent}{marker}{}", text.replace('\n', &hanging)));
            open.push((depth, marker.len()));
        }
        out.join("\n")
    }

    /// A GFM table. It must have a header row: the first row if it is one, else an empty one.
    fn table(&self, group: &[&ContentBlock]) -> String {
        let mut rows: Vec<_> = group.iter().map(|row| cells(row)).collect();
        let has_header = take_header(group, &mut rows);
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| self.cell(cell)).collect()).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut header = if has_header { rows[0].clone() } else { Vec::new() };
        // GFM drops cells beyond those of the header and fills up short rows, so only the header
        // needs every column.
        header.resize(columns, String::new());
        let mut lines = vec![row(&header), format!("|{}", " --- |".repeat(columns))];
        lines.extend(rows.iter().skip(usize::from(has_header)).map(|cells| row(cells)));
        lines.join("\n")
    }

    /// A cell is one line; `<br>` stands for its line breaks. A bar in it would end it, even in
    /// code.
    fn cell(&self, cell: &[Piece<'_>]) -> String {
        self.flow(cell).replace("\\\n", "<br>").replace('|', "\\|")
    }
}

/// Whether a name can stand on a fence.
fn is_language(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+#._-".contains(&b))
}

fn row(cells: &[String]) -> String {
    cells.iter().fold("|".to_owned(), |mut line, cell| {
        line.push(' ');
        line.push_str(cell);
        line.push_str(if cell.is_empty() { "|" } else { " |" });
        line
    })
}
