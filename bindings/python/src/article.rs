//! The article in Python. Its fields are converted when they are asked for.

use std::sync::{Arc, OnceLock};

use cleancopy::fields::{FIELDS, FieldInfo, Group};
use cleancopy::{Article, Format, Record, WriteOptions, write};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDate, PyDict, PyList, PyTuple, PyType};
use serde_json::{Map, Value};
use url::Url;

use crate::block::PyBlock;
use crate::pickle::{Pickled, pickled};
use crate::restore::restored_article;
use crate::values::{hash_of, to_dict, to_python};

/// The longest title in `repr`, in characters.
const SHOWN_TITLE: usize = 60;
/// Fields of a record that an article in Python does not have: they describe an input that the
/// caller knows, or an error, which is an exception.
const NOT_IN_ARTICLES: [&str; 2] = ["id", "error"];
/// Fields with a getter of their own.
const OWN_GETTERS: [&str; 5] = ["date", "text", "markdown", "html", "comments"];

/// The article of one page: text, metadata, blocks. It cannot be changed, and threads can share
/// it.
///
/// It is true if it has text: `if article: ...`.
#[pyclass(frozen, module = "cleancopy", name = "Article")]
pub struct PyArticle {
    article: Arc<Article>,
    url: Option<Url>,
    /// The record without comments; made at the first use.
    record: OnceLock<Map<String, Value>>,
}

/// The fields of an article in Python, in the order of records.
pub fn article_fields() -> impl Iterator<Item = &'static FieldInfo> {
    FIELDS.iter().filter(|field| {
        let is_content = matches!(field.name, "markdown" | "html");
        (field.group != Group::Batch || is_content) && !NOT_IN_ARTICLES.contains(&field.name)
    })
}

/// Gives the class a property for each field of the table that has no getter of its own.
pub fn add_field_properties(class: &Bound<'_, PyType>) -> PyResult<()> {
    let py = class.py();
    let property = py.import("builtins")?.getattr("property")?;
    for field in article_fields().filter(|field| !OWN_GETTERS.contains(&field.name)) {
        let getter = PyCFunction::new_closure(
            py,
            None,
            None,
            move |arguments: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| {
                let this = arguments.get_item(0)?.cast_into::<PyArticle>()?;
                let value = this.get().record().get(field.name).unwrap_or(&Value::Null);
                // Records have null for an object without keys; a property always has a dict.
                let empty = Value::Object(serde_json::Map::new());
                let is_object = matches!(field.name, "sources" | "extra");
                let value = if is_object && value.is_null() { &empty } else { value };
                to_python(arguments.py(), value).map(Bound::unbind)
            },
        )?;
        let none = py.None();
        class.setattr(field.name, property.call1((getter, &none, &none, field.meaning))?)?;
    }
    Ok(())
}

impl PyArticle {
    pub fn new(article: Article, url: Option<Url>) -> Self {
        Self { article: Arc::new(article), url, record: OnceLock::new() }
    }

    fn write_options(&self) -> WriteOptions {
        WriteOptions::default().with_url(self.url.clone())
    }

    /// The record without comments.
    fn record(&self) -> &Map<String, Value> {
        self.record.get_or_init(|| self.make_record(&self.write_options()))
    }

    fn make_record(&self, options: &WriteOptions) -> Map<String, Value> {
        match serde_json::to_value(Record::new(&self.article, options)) {
            Ok(Value::Object(record)) => record,
            _ => Map::new(),
        }
    }

    /// The record with the text of the comments at its place.
    fn record_with_comments(&self) -> Map<String, Value> {
        let options = self.write_options().with_comments(true);
        let comments = Record::new(&self.article, &options).comments.unwrap_or_default();
        let value = |name| match name {
            "comments" => Some(Value::from(comments.as_str())),
            _ => self.record().get(name).cloned(),
        };
        FIELDS.iter().filter_map(|f| Some((f.name.to_owned(), value(f.name)?))).collect()
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.record().get(name).and_then(Value::as_str)
    }

    fn rendered(&self, format: Format, options: &WriteOptions) -> String {
        let mut out = Vec::new();
        // Writing to memory does not fail, and all writers write UTF-8.
        let _ = write(&self.article, format, options, &mut out);
        String::from_utf8(out).unwrap_or_default()
    }

    fn json(&self, comments: bool, indented: bool) -> String {
        let with_comments = comments.then(|| self.record_with_comments());
        let record = with_comments.as_ref().unwrap_or_else(|| self.record());
        let json = if indented {
            serde_json::to_string_pretty(record)
        } else {
            serde_json::to_string(record)
        };
        // Maps with keys of text always serialize.
        cleancopy::write::escape_invisible(json.unwrap_or_default())
    }
}

#[pymethods]
impl PyArticle {
    /// The running text without the headline, paragraphs separated by blank lines; empty if the
    /// page has none.
    #[getter]
    fn text(&self) -> &str {
        self.field("text").unwrap_or_default()
    }

    /// The article as Markdown, as `to_markdown` gives it by default; empty without text.
    #[getter]
    fn markdown(&self) -> String {
        self.rendered(Format::Markdown, &self.write_options())
    }

    /// The article as a self-contained HTML document, as `to_html` gives it by default.
    #[getter]
    fn html(&self) -> String {
        self.rendered(Format::Html, &self.write_options())
    }

    /// The day of `published`, in the zone given; `None` if the page states none.
    #[getter]
    fn date<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDate>>> {
        let Some(day) = self.field("date") else { return Ok(None) };
        let mut numbers = day.split('-').map(str::parse::<u16>);
        let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) =
            (numbers.next(), numbers.next(), numbers.next())
        else {
            return Ok(None);
        };
        PyDate::new(py, year.into(), to_u8(month)?, to_u8(day)?).map(Some)
    }

    /// The kept blocks in reading order; the headline first where one is printed.
    #[getter]
    fn blocks(&self) -> Vec<PyBlock> {
        self.article.blocks.iter().map(|block| PyBlock { block: block.clone() }).collect()
    }

    /// The blocks of reader comments in reading order; empty if the page shows none.
    #[getter]
    fn comments(&self) -> Vec<PyBlock> {
        self.article.comments.iter().map(|block| PyBlock { block: block.clone() }).collect()
    }

    /// The article as Markdown (CommonMark with GFM tables); empty without text.
    ///
    /// `links` and `images` keep the targets of links and show images; without `tables`, data
    /// tables are left out; `comments` adds reader comments, and `metadata` begins with front
    /// matter.
    #[pyo3(signature = (
        *, links = false, images = false, tables = true, comments = false, metadata = false
    ))]
    fn to_markdown(
        &self,
        links: bool,
        images: bool,
        tables: bool,
        comments: bool,
        metadata: bool,
    ) -> String {
        let options = self.shown(links, images, tables, comments, metadata);
        self.rendered(Format::Markdown, &options)
    }

    /// The article as a self-contained HTML document. The options are those of `to_markdown`.
    #[pyo3(signature = (
        *, links = false, images = false, tables = true, comments = false, metadata = false
    ))]
    fn to_html(
        &self,
        links: bool,
        images: bool,
        tables: bool,
        comments: bool,
        metadata: bool,
    ) -> String {
        self.rendered(Format::Html, &self.shown(links, images, tables, comments, metadata))
    }

    /// The record that the command writes with `--format json`: the same keys, in the same order,
    /// with the same values. `id` is `None`. `comments` adds the text of reader comments.
    #[pyo3(signature = (*, comments = false))]
    fn to_dict<'py>(&self, py: Python<'py>, comments: bool) -> PyResult<Bound<'py, PyDict>> {
        if comments {
            return to_dict(py, &self.record_with_comments());
        }
        to_dict(py, self.record())
    }

    /// The record of `to_dict` as JSON, on one line or indented, without a newline at its end.
    #[pyo3(signature = (*, comments = false, indented = false))]
    fn to_json(&self, comments: bool, indented: bool) -> String {
        self.json(comments, indented)
    }

    fn __bool__(&self) -> bool {
        self.article.has_text()
    }

    fn __eq__(&self, other: &Self) -> bool {
        let (a, b) = (&self.article, &other.article);
        self.record() == other.record() && a.blocks == b.blocks && a.comments == b.comments
    }

    fn __hash__(&self) -> u64 {
        hash_of(&self.json(false, false))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let title = match self.field("title") {
            Some(title) if title.chars().count() > SHOWN_TITLE => {
                let start: String = title.chars().take(SHOWN_TITLE).collect();
                Some(start + "…")
            }
            title => title.map(str::to_owned),
        };
        let title = title.into_pyobject(py)?.repr()?;
        let words = self.record().get("word_count").and_then(Value::as_u64).unwrap_or_default();
        let (kind, quality) = (self.article.kind.name(), self.article.quality);
        Ok(format!("<Article {title} {kind} quality={quality:.2} {words} words>"))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        let blocks = PyList::new(py, self.blocks())?;
        let comments = PyList::new(py, self.comments())?;
        pickled(py, "_restore_article", (self.json(false, false), blocks, comments))
    }
}

impl PyArticle {
    fn shown(
        &self,
        links: bool,
        images: bool,
        tables: bool,
        comments: bool,
        metadata: bool,
    ) -> WriteOptions {
        self.write_options()
            .with_links(links)
            .with_images(images)
            .with_tables(tables)
            .with_comments(comments)
            .with_metadata(metadata)
    }
}

fn to_u8(number: u16) -> PyResult<u8> {
    u8::try_from(number).map_err(|_| PyValueError::new_err("not a day of a calendar"))
}

/// Restores a pickled article from its record and its blocks.
#[pyfunction]
pub fn _restore_article(
    record: &str,
    blocks: Vec<Bound<'_, PyBlock>>,
    comments: Vec<Bound<'_, PyBlock>>,
) -> PyResult<PyArticle> {
    let record: Map<String, Value> = serde_json::from_str(record)
        .map_err(|e| PyValueError::new_err(format!("not the record of an article: {e}")))?;
    let copies = |blocks: Vec<Bound<'_, PyBlock>>| {
        blocks.iter().map(|block| block.get().block.clone()).collect()
    };
    let article = restored_article(&record, copies(blocks), copies(comments));
    let url = record.get("url").and_then(Value::as_str).and_then(|url| Url::parse(url).ok());
    Ok(PyArticle { article: Arc::new(article), url, record: OnceLock::from(record) })
}
