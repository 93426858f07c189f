//! Blocks of an article in Python, with spans in characters.

use cleancopy::{BlockKind, ContentBlock, Role, Span, SpanKind};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::pickle::{Pickled, pickled};
use crate::values::hash_of;

/// One unit of an article's text in reading order: a paragraph, a heading, a list item, a table
/// row, an image.
#[pyclass(frozen, module = "cleancopy", name = "Block", skip_from_py_object)]
#[derive(Clone, PartialEq)]
pub struct PyBlock {
    pub block: ContentBlock,
}

/// A part of a block's text with a meaning. `start` and `end` count characters of the text.
#[pyclass(frozen, module = "cleancopy", name = "Span", eq, hash, get_all, from_py_object)]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PySpan {
    /// The first character.
    start: usize,
    /// The character after the last one; equal to `start` for a break, an image or an embed.
    end: usize,
    /// `link`, `emphasis`, `strong`, `code`, `deleted`, `math`, `note_mark`, `note`, `language`,
    /// `task`, `in_item`, `in_quote`, `break`, `cell`, `row_header`, `image` or `embed`.
    kind: String,
    /// The address of a link, an image or an embed, as written on the page, the name of the
    /// language of a listing, or the id of a note; `None` for other kinds.
    target: Option<String>,
    /// The alternative text of an image, empty if there is none, the title of an embed, or the
    /// number of a note; `None` for other kinds.
    alt: Option<String>,
}

#[pymethods]
impl PySpan {
    #[new]
    #[pyo3(signature = (start, end, kind, target = None, alt = None))]
    fn create(
        start: usize,
        end: usize,
        kind: String,
        target: Option<String>,
        alt: Option<String>,
    ) -> Self {
        Self { start, end, kind, target, alt }
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        let state =
            (self.start, self.end, &*self.kind, self.target.as_deref(), self.alt.as_deref());
        Ok((py.get_type::<Self>().into_any(), state.into_pyobject(py)?))
    }

    fn __repr__(&self) -> String {
        let target = self.target.as_ref().map(|t| format!(", {t:?}")).unwrap_or_default();
        format!("Span({}, {}, {:?}{target})", self.start, self.end, self.kind)
    }
}

#[pymethods]
impl PyBlock {
    #[new]
    #[pyo3(signature = (
        role, kind, text, spans = Vec::new(), *,
        level = None, number = None, table = None, is_header = false
    ))]
    #[pyo3(text_signature = "(role, kind, text, spans=(), *, level=None, number=None, \
                             table=None, is_header=False)")]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn create(
        role: &str,
        kind: &str,
        text: String,
        spans: Vec<PySpan>,
        level: Option<u8>,
        number: Option<u32>,
        table: Option<u32>,
        is_header: bool,
    ) -> PyResult<Self> {
        let unknown =
            |what: &str, name: &str| PyValueError::new_err(format!("there is no {what} {name:?}"));
        let role = Role::from_name(role).ok_or_else(|| unknown("role", role))?;
        let kind = match kind {
            "paragraph" => BlockKind::Paragraph,
            "heading" => BlockKind::Heading(level.unwrap_or(1)),
            "list_item" => BlockKind::ListItem { depth: level.unwrap_or(1), number },
            "quote" => BlockKind::Quote,
            "preformatted" => BlockKind::Preformatted,
            "table_row" => {
                BlockKind::TableRow { table: table.unwrap_or_default(), header: is_header }
            }
            "caption" => BlockKind::Caption,
            "image" => BlockKind::Image,
            "embed" => BlockKind::Embed,
            other => return Err(unknown("kind", other)),
        };
        let ends = spans.iter().flat_map(|span| [span.start, span.end]);
        let offsets = byte_offsets(&text, ends);
        let spans = spans.iter().zip(offsets.chunks(2)).map(|(span, range)| {
            let kind = span_kind(span).ok_or_else(|| unknown("kind of span", &span.kind))?;
            Ok(Span { range: range[0]..range[1], kind })
        });
        let spans = spans.collect::<PyResult<Vec<_>>>()?;
        Ok(Self { block: ContentBlock::new(role, kind, text, spans) })
    }

    /// The role in the article: `body`, `headline`, `standfirst`, `byline`, `dateline`, `caption`
    /// or `credit`.
    #[getter]
    fn role(&self) -> &'static str {
        self.block.role.name()
    }

    /// The kind that the markup gives it: `paragraph`, `heading`, `list_item`, `quote`,
    /// `preformatted`, `table_row`, `caption`, `image` or `embed`.
    #[getter]
    fn kind(&self) -> &'static str {
        match self.block.kind {
            BlockKind::Paragraph => "paragraph",
            BlockKind::Heading(_) => "heading",
            BlockKind::ListItem { .. } => "list_item",
            BlockKind::Quote => "quote",
            BlockKind::Preformatted => "preformatted",
            BlockKind::TableRow { .. } => "table_row",
            BlockKind::Caption => "caption",
            BlockKind::Image => "image",
            BlockKind::Embed => "embed",
            _ => "other",
        }
    }

    /// The text: one line, except for preformatted text; empty for an image or an embed.
    #[getter]
    fn text(&self) -> &str {
        &self.block.text
    }

    /// The level of a heading, 1 to 6, or the depth of a list item, from 1; `None` for other kinds.
    #[getter]
    fn level(&self) -> Option<u8> {
        match self.block.kind {
            BlockKind::Heading(level) => Some(level),
            BlockKind::ListItem { depth, .. } => Some(depth),
            _ => None,
        }
    }

    /// The number of an item in an ordered list; `None` for other blocks.
    #[getter]
    fn number(&self) -> Option<u32> {
        if let BlockKind::ListItem { number, .. } = self.block.kind { number } else { None }
    }

    /// The index of the table that a row belongs to; `None` for other kinds.
    #[getter]
    fn table(&self) -> Option<u32> {
        if let BlockKind::TableRow { table, .. } = self.block.kind { Some(table) } else { None }
    }

    /// Whether the cells of a table row are headings.
    #[getter]
    fn is_header(&self) -> bool {
        matches!(self.block.kind, BlockKind::TableRow { header: true, .. })
    }

    /// All spans of the text, ordered by their start.
    #[getter]
    fn spans(&self) -> Vec<PySpan> {
        let ContentBlock { text, spans, .. } = &self.block;
        let ends = spans.iter().flat_map(|span| [span.range.start, span.range.end]);
        let offsets = character_offsets(text, ends);
        spans.iter().zip(offsets.chunks(2)).map(|(s, range)| span(s, range[0], range[1])).collect()
    }

    fn __eq__(&self, other: &Self) -> bool {
        self == other
    }

    fn __hash__(&self) -> u64 {
        hash_of(&(self.role(), self.kind(), self.text()))
    }

    fn __repr__(&self) -> String {
        let mut start: String = self.block.text.chars().take(40).collect();
        if start.len() < self.block.text.len() {
            start.push('…');
        }
        format!("<Block {} {} {start:?}>", self.role(), self.kind())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        let spans = PyList::new(py, self.spans())?;
        let marks = (self.level(), self.number(), self.table(), self.is_header());
        let state = (self.role(), self.kind(), self.text(), spans, marks);
        pickled(py, "_restore_block", state)
    }
}

/// Restores a pickled block.
#[pyfunction]
pub fn _restore_block(
    role: &str,
    kind: &str,
    text: String,
    spans: Vec<PySpan>,
    marks: (Option<u8>, Option<u32>, Option<u32>, bool),
) -> PyResult<PyBlock> {
    let (level, number, table, is_header) = marks;
    PyBlock::create(role, kind, text, spans, level, number, table, is_header)
}

/// The span with its range in characters.
fn span(span: &Span, start: usize, end: usize) -> PySpan {
    let (kind, target, alt) = match &span.kind {
        SpanKind::Link(target) => ("link", Some(target.to_string()), None),
        SpanKind::Emphasis => ("emphasis", None, None),
        SpanKind::Strong => ("strong", None, None),
        SpanKind::Code => ("code", None, None),
        SpanKind::Deleted => ("deleted", None, None),
        SpanKind::Math => ("math", None, None),
        SpanKind::NoteMark(id) => ("note_mark", Some(id.to_string()), None),
        SpanKind::Note { id, label } => ("note", Some(id.to_string()), Some(label.to_string())),
        SpanKind::Language(name) => ("language", Some(name.to_string()), None),
        SpanKind::Task(checked) => ("task", Some(checked.to_string()), None),
        SpanKind::InItem(depth) => ("in_item", Some(depth.to_string()), None),
        SpanKind::InQuote => ("in_quote", None, None),
        SpanKind::RowHeader => ("row_header", None, None),
        SpanKind::Break => ("break", None, None),
        SpanKind::Cell => ("cell", None, None),
        SpanKind::Image { src, alt } => ("image", Some(src.to_string()), Some(alt.to_string())),
        SpanKind::Embed { src, title } => ("embed", Some(src.to_string()), Some(title.to_string())),
        _ => ("other", None, None),
    };
    PySpan { start, end, kind: kind.to_owned(), target, alt }
}

/// The kind of a span; `None` if its name is unknown.
fn span_kind(span: &PySpan) -> Option<SpanKind> {
    let target = span.target.as_deref().unwrap_or_default();
    Some(match span.kind.as_str() {
        "link" => SpanKind::Link(target.into()),
        "emphasis" => SpanKind::Emphasis,
        "strong" => SpanKind::Strong,
        "code" => SpanKind::Code,
        "deleted" => SpanKind::Deleted,
        "math" => SpanKind::Math,
        "note_mark" => SpanKind::NoteMark(target.into()),
        "note" => SpanKind::Note {
            id: target.into(),
            label: span.alt.as_deref().unwrap_or_default().into(),
        },
        "language" => SpanKind::Language(target.into()),
        "task" => SpanKind::Task(target == "true"),
        "in_item" => SpanKind::InItem(target.parse().unwrap_or(1)),
        "in_quote" => SpanKind::InQuote,
        "row_header" => SpanKind::RowHeader,
        "break" => SpanKind::Break,
        "cell" => SpanKind::Cell,
        "image" => SpanKind::Image {
            src: target.into(),
            alt: span.alt.as_deref().unwrap_or_default().into(),
        },
        "embed" => SpanKind::Embed {
            src: target.into(),
            title: span.alt.as_deref().unwrap_or_default().into(),
        },
        _ => return None,
    })
}

/// Offsets in bytes as offsets in characters, in one pass over the text.
fn character_offsets(text: &str, offsets: impl Iterator<Item = u32>) -> Vec<usize> {
    let offsets = offsets.map(|offset| offset as usize);
    if text.is_ascii() {
        return offsets.collect();
    }
    // The start of each character, and the end of the text.
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    offsets.map(|offset| starts.partition_point(|start| *start < offset)).collect()
}

/// Offsets in characters as offsets in bytes. An offset after the end becomes the end.
fn byte_offsets(text: &str, offsets: impl Iterator<Item = usize>) -> Vec<u32> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let bytes = offsets.map(|offset| starts.get(offset).copied().unwrap_or(text.len()));
    // Pages are far smaller than 4 GiB; a larger offset becomes the maximum.
    bytes.map(|offset| u32::try_from(offset).unwrap_or(u32::MAX)).collect()
}
