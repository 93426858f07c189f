//! Writes a small HTML document with few elements. No markup of the page passes: text is escaped,
//! addresses are `http`, `https` or `mailto`, and there are no scripts and no styles.

use rustc_hash::FxHashSet;
use url::Url;

use super::options::WriteOptions;
use super::page::{self, address, groups, is_caption, language, line, picture, verbatim};
use super::pieces::{Piece, Style, cells, heading, pieces, row_headers, take_header};
use crate::article::{Article, ContentBlock, Metadata};
use crate::block::{BlockKind, SpanKind};

/// The article as an HTML document with one newline at its end.
pub(super) fn render(article: &Article, options: &WriteOptions) -> String {
    let base = page::base(article, options);
    let shown = page::shown(article, options);
    let comments = page::comments(article, options);
    let mut notes = page::notes(&shown);
    notes.extend(page::notes(&comments));
    let mut writer =
        Writer { base: base.as_ref(), links: options.links, notes, out: String::new() };
    let headline = page::headline(article, &shown);
    writer.head(article, headline);
    if let Some(headline) = headline {
        writer.line("h1", &escape(line(headline).trim()));
    }
    if options.metadata {
        writer.fields(&article.metadata);
    }
    writer.groups(&shown);
    if !comments.is_empty() {
        writer.line("h2", "Comments");
        writer.groups(&comments);
    }
    writer.out.push_str("</article>\n</body>\n</html>\n");
    writer.out
}

/// Escapes `text` as HTML text or as the value of a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

struct Writer<'a> {
    base: Option<&'a Url>,
    links: bool,
    /// The ids of all notes that are shown.
    notes: FxHashSet<&'a str>,
    out: String,
}

impl Writer<'_> {
    fn head(&mut self, article: &Article, headline: Option<&str>) {
        let language = article
            .metadata
            .language
            .as_ref()
            .map(|l| format!(" lang=\"{}\"", escape(&line(&l.value))));
        let title = headline.map_or_else(String::new, |h| escape(line(h).trim()));
        self.out.push_str(&format!(
            "<!DOCTYPE html>\n<html{}>\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n<body>\n<article>\n",
            language.unwrap_or_default()
        ));
    }

    /// Writes one element on a line of its own; `content` is HTML.
    fn line(&mut self, tag: &str, content: &str) {
        if !content.is_empty() {
            self.out.push_str(&format!("<{tag}>{content}</{tag}>\n"));
        }
    }

    /// Writes the metadata as a table under the headline.
    fn fields(&mut self, metadata: &Metadata) {
        let authors: Vec<_> = metadata.authors.iter().map(|a| a.value.as_str()).collect();
        let rows = [
            ("Author", (!authors.is_empty()).then(|| authors.join(", "))),
            ("Published", metadata.published.as_ref().map(|m| m.value.to_string())),
            ("Modified", metadata.modified.as_ref().map(|m| m.value.to_string())),
            ("Site", metadata.site_name.as_ref().map(|s| s.value.clone())),
        ];
        let rows: Vec<_> =
            rows.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        if rows.is_empty() {
            return;
        }
        self.out.push_str("<table>\n");
        for (name, value) in rows {
            self.line("tr", &format!("<th>{name}</th><td>{}</td>", escape(line(&value).trim())));
        }
        self.out.push_str("</table>\n");
    }

    fn groups(&mut self, blocks: &[&ContentBlock]) {
        for group in groups(blocks) {
            if page::note(group[0]).is_some() {
                self.note_texts(group);
                continue;
            }
            if page::in_quote(group[0]) {
                self.quote(group);
                continue;
            }
            self.group(group);
        }
    }

    fn quote(&mut self, group: &[&ContentBlock]) {
        self.out.push_str("<blockquote>\n");
        page::parts_of_quote(group).for_each(|part| self.group(part));
        self.out.push_str("</blockquote>\n");
    }

    fn group(&mut self, group: &[&ContentBlock]) {
        match group[0].kind {
            BlockKind::ListItem { .. } => self.list(group),
            BlockKind::TableRow { .. } => self.table(group),
            BlockKind::Image => self.wrap("figure", group, Self::figure),
            _ => group.iter().for_each(|b| self.block(b)),
        }
    }

    /// Notes as paragraphs; the first one of each is where its marks lead.
    fn note_texts(&mut self, group: &[&ContentBlock]) {
        let mut before = None;
        for block in group {
            let note = page::note(block);
            let is_first = note != std::mem::replace(&mut before, note);
            let content = self.flow(&pieces(block));
            match note {
                Some((id, label)) if is_first && !content.is_empty() => {
                    let (id, label) = (escape(&line(id)), escape(&line(label)));
                    self.out.push_str(&format!("<p id=\"note-{id}\">[{label}] {content}</p>\n"));
                }
                _ if block.kind == BlockKind::Preformatted => self.block(block),
                _ => self.line("p", &content),
            }
        }
    }

    fn wrap(
        &mut self,
        tag: &str,
        group: &[&ContentBlock],
        each: impl Fn(&mut Self, &ContentBlock),
    ) {
        self.out.push_str(&format!("<{tag}>\n"));
        group.iter().for_each(|b| each(self, b));
        self.out.push_str(&format!("</{tag}>\n"));
    }

    fn block(&mut self, block: &ContentBlock) {
        match block.kind {
            // Only the headline is an `h1`.
            BlockKind::Heading(level) => {
                self.line(&format!("h{}", level.clamp(2, 6)), &self.flow(&heading(block)))
            }
            // Parsers drop a line end right after `<pre>`; `verbatim` leaves none there.
            BlockKind::Preformatted => {
                let text = escape(&verbatim(&block.text));
                let text = match language(block) {
                    Some(name) => {
                        format!("<code class=\"language-{}\">{text}</code>", escape(&line(name)))
                    }
                    None => text,
                };
                self.line("pre", &text);
            }
            BlockKind::Embed => self.line("p", &self.embeds(block)),
            _ => self.line("p", &self.flow(&pieces(block))),
        }
    }

    fn table(&mut self, group: &[&ContentBlock]) {
        let mut rows: Vec<_> = group.iter().map(|row| cells(row)).collect();
        let has_header = take_header(group, &mut rows);
        self.out.push_str("<table>\n");
        for (i, (block, cells)) in group.iter().zip(&rows).enumerate() {
            let is_header = i == 0 && has_header
                || matches!(block.kind, BlockKind::TableRow { header: true, .. });
            let headers = if is_header { Vec::new() } else { row_headers(block) };
            let cell = |(n, cell): (usize, &Vec<Piece<'_>>)| {
                let text = self.flow(cell);
                match headers.get(n) {
                    _ if is_header => format!("<th>{text}</th>"),
                    Some(true) => format!("<th scope=\"row\">{text}</th>"),
                    _ => format!("<td>{text}</td>"),
                }
            };
            let cells: String = cells.iter().enumerate().map(cell).collect();
            self.line("tr", &cells);
        }
        self.out.push_str("</table>\n");
    }

    fn figure(&mut self, block: &ContentBlock) {
        if is_caption(block) {
            return self.line("figcaption", &self.flow(&pieces(block)));
        }
        for span in &block.spans {
            if let SpanKind::Image { src, alt } = &span.kind
                && let Some(src) = picture(src, self.base)
            {
                self.out.push_str(&format!(
                    "<img src=\"{}\" alt=\"{}\">\n",
                    escape(&src),
                    escape(&line(alt))
                ));
            }
        }
    }

    /// Writes embeds as links.
    fn embeds(&self, block: &ContentBlock) -> String {
        let links = block.spans.iter().filter_map(|span| match &span.kind {
            SpanKind::Embed { src, title } => Some((picture(src, self.base)?, title)),
            _ => None,
        });
        links
            .map(|(url, title)| {
                let text = if title.trim().is_empty() { &url } else { &**title };
                format!("<a href=\"{}\">{}</a>", escape(&url), escape(&line(text)))
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Writes nested lists from items with depths. An item stays open until one of its depth or
    /// less follows.
    fn list(&mut self, group: &[&ContentBlock]) {
        let mut open: Vec<(u8, &'static str)> = Vec::new();
        for part in page::parts_of_list(group) {
            let block = part[0];
            let is_quote = page::begins_quote_in_list(group, block);
            let depth = if is_quote { page::quote_depth(block) } else { page::in_item(block) };
            if let Some(depth) = depth {
                while open.last().is_some_and(|last| last.0 > depth) {
                    self.close_list(&mut open);
                }
                self.out.push('\n');
                if is_quote {
                    self.quote(part);
                } else {
                    self.block(block);
                }
                continue;
            }
            let BlockKind::ListItem { depth, number } = block.kind else { continue };
            let tag = if number.is_some() { "ol" } else { "ul" };
            while open.last().is_some_and(|last| last.0 > depth || last.0 == depth && last.1 != tag)
            {
                self.close_list(&mut open);
            }
            if open.last() == Some(&(depth, tag)) {
                self.out.push_str("</li>\n");
            } else {
                let start = number
                    .filter(|&n| n != 1)
                    .map_or_else(String::new, |n| format!(" start=\"{n}\""));
                self.out.push_str(&format!("<{tag}{start}>\n"));
                open.push((depth, tag));
            }
            self.out.push_str("<li>");
            self.out.push_str(&self.flow(&pieces(block)));
        }
        while !open.is_empty() {
            self.close_list(&mut open);
        }
    }

    fn close_list(&mut self, open: &mut Vec<(u8, &'static str)>) {
        if let Some((_, tag)) = open.pop() {
            self.out.push_str(&format!("</li>\n</{tag}>\n"));
        }
    }

    /// Pieces as HTML. Tags are closed and opened where the style changes, so they cannot cross.
    fn flow(&self, pieces: &[Piece<'_>]) -> String {
        let mut out = String::new();
        let mut open: Vec<Tag> = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(text, style) => {
                    set(&mut open, &self.tags(style), &mut out);
                    out.push_str(&escape(&line(text)));
                }
                Piece::Break => out.push_str("<br>"),
                Piece::Image(..) | Piece::Embed(_) => {}
            }
        }
        set(&mut open, &[], &mut out);
        out.trim().to_owned()
    }

    /// The elements of a style, the outermost first.
    fn tags(&self, style: &Style<'_>) -> Vec<Tag> {
        let href = style.link.filter(|_| self.links).and_then(|href| address(href, self.base));
        let mark = style.note.filter(|id| self.links && self.notes.contains(id));
        let href = mark.map(|id| format!("#note-{id}")).or(href);
        let mut tags: Vec<Tag> = href.map(Tag::Link).into_iter().collect();
        let others = [
            (style.deleted, "del"),
            (style.strong, "strong"),
            (style.emphasis, "em"),
            (style.code, "code"),
        ];
        tags.extend(
            others.into_iter().filter(|(is_set, _)| *is_set).map(|(_, name)| Tag::Named(name)),
        );
        tags
    }
}

#[derive(Clone, PartialEq)]
enum Tag {
    Link(String),
    Named(&'static str),
}

/// Closes the open elements that are not wanted, innermost first, and opens the missing ones.
fn set(open: &mut Vec<Tag>, wanted: &[Tag], out: &mut String) {
    let common = open.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    for tag in open.drain(common..).rev() {
        out.push_str(&match tag {
            Tag::Link(_) => "</a>".to_owned(),
            Tag::Named(name) => format!("</{name}>"),
        });
    }
    for tag in &wanted[common..] {
        out.push_str(&match tag {
            Tag::Link(href) => format!("<a href=\"{}\">", escape(href)),
            Tag::Named(name) => format!("<{name}>"),
        });
        open.push(tag.clone());
    }
}
