//! The keyword arguments of batches: which columns are read and which are made.

use std::sync::Arc;

use arrow_schema::{Field, Schema};
use cleancopy::Cleaner;
use cleancopy::batch::{BatchOptions, Contents, PageRows, missing_column};
use cleancopy::fields::{FIELDS, FieldInfo};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::batch::{BatchPlan, ERROR_KIND, OutputColumn};
use crate::cells::{ACCEPTED, is_accepted};
use crate::errors::Failure;
use crate::extraction::worker_count;
use crate::values::texts;

/// Fields that no column is made of: they describe the input, whose own columns pass through.
const NEVER_MADE: [&str; 5] = ["id", "path", "url", "http_status", "fetched_at"];
/// Fields that say how extraction ended. They are always there, so that no error is lost.
const OUTCOME_FIELDS: [&str; 2] = ["status", "error"];
/// The column of addresses that is used if the caller names none.
const USUAL_URL: &str = "url";

/// The keyword arguments of a batch.
pub struct BatchArguments {
    pub html: String,
    pub url: Option<String>,
    pub keep_html: bool,
    pub workers: usize,
    /// The columns of contents: any of text, markdown and html.
    pub content: Vec<String>,
    /// The fields that are made; `None` for the default.
    pub fields: Option<Vec<String>>,
    pub prefix: String,
}

impl BatchArguments {
    /// Reads keyword arguments.
    pub fn from_keywords(keywords: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut arguments = Self {
            html: "html".to_owned(),
            url: None,
            keep_html: false,
            workers: 1,
            content: vec!["text".to_owned()],
            fields: None,
            prefix: String::new(),
        };
        for (name, value) in keywords.into_iter().flatten() {
            let name = name.extract::<String>()?;
            match name.as_str() {
                "html" => arguments.html = value.extract()?,
                "url" => arguments.url = value.extract()?,
                "keep_html" => arguments.keep_html = value.extract()?,
                "workers" => arguments.workers = worker_count(value.extract()?)?,
                "content" => arguments.content = texts(&value, "names", &name)?,
                "fields" if value.is_none() => arguments.fields = None,
                "fields" => arguments.fields = Some(texts(&value, "names", &name)?),
                "prefix" => arguments.prefix = value.extract()?,
                _ => {
                    return Err(PyTypeError::new_err(format!(
                        "there is no argument {name:?}; the arguments are html, url, keep_html, \
                         workers, content, fields and prefix"
                    )));
                }
            }
        }
        Ok(arguments)
    }

    /// The plan for batches of a schema. `wants_schema`: whether the cleaner returns JSON-LD.
    pub fn plan(
        &self,
        py: Python<'_>,
        cleaner: Arc<Cleaner>,
        filter_texts: &[String],
        wants_schema: bool,
        input: &Schema,
    ) -> PyResult<BatchPlan> {
        let html = self.column(py, input, &self.html)?;
        let url = match &self.url {
            Some(name) => Some(self.column(py, input, name)?),
            // A column of another type is not one of addresses.
            None => input
                .index_of(USUAL_URL)
                .ok()
                .filter(|at| *at != html && is_accepted(input.field(*at).data_type())),
        };
        let passed: Vec<usize> =
            (0..input.fields().len()).filter(|at| self.keep_html || *at != html).collect();
        let columns = self.columns(wants_schema)?;
        let schema = self.output_schema(input, &passed, &columns)?;
        let rows = page_rows(cleaner, filter_texts, &columns);
        let workers = self.workers;
        Ok(BatchPlan { rows, html, url, passed, columns, schema: Arc::new(schema), workers })
    }

    /// The schema of the columns that are made, without those of an input.
    pub fn made_schema(&self, wants_schema: bool) -> PyResult<Schema> {
        self.output_schema(&Schema::empty(), &[], &self.columns(wants_schema)?)
    }

    /// The index of a column of pages or addresses.
    fn column(&self, py: Python<'_>, input: &Schema, name: &str) -> PyResult<usize> {
        let at = input.index_of(name).map_err(|_| {
            let names = input.fields().iter().map(|field| field.name());
            Failure::of_settings(&missing_column(name, names)).into_py(py)
        })?;
        let found = input.field(at).data_type();
        if is_accepted(found) {
            return Ok(at);
        }
        Err(PyTypeError::new_err(format!("the column {name:?} is {found}; it must be {ACCEPTED}")))
    }

    fn output_schema(
        &self,
        input: &Schema,
        passed: &[usize],
        columns: &[OutputColumn],
    ) -> PyResult<Schema> {
        let mut fields: Vec<Arc<Field>> =
            passed.iter().map(|at| Arc::clone(&input.fields()[*at])).collect();
        for column in columns {
            let made = column.arrow_field(&self.prefix);
            if fields.iter().any(|field| field.name() == made.name()) {
                return Err(PyValueError::new_err(format!(
                    "the input has a column {:?} already; give the new columns other names with \
                     prefix=\"article_\", or choose them with fields=",
                    made.name()
                )));
            }
            fields.push(Arc::new(made));
        }
        Ok(Schema::new_with_metadata(fields, input.metadata().clone()))
    }

    /// The new columns: `status`, `error` and `error_kind`, then by default all fields that apply,
    /// in the order of `FIELDS`, otherwise those that the caller named, in the caller's order.
    fn columns(&self, wants_schema: bool) -> PyResult<Vec<OutputColumn>> {
        for name in &self.content {
            if !matches!(name.as_str(), "text" | "markdown" | "html") {
                return Err(PyValueError::new_err(format!(
                    "content may hold \"text\", \"markdown\" and \"html\", not {name:?}"
                )));
            }
        }
        let outcome = || FIELDS.iter().filter(|field| OUTCOME_FIELDS.contains(&field.name));
        let mut columns: Vec<OutputColumn> = outcome().map(OutputColumn::Field).collect();
        columns.push(OutputColumn::ErrorKind);
        let is_outcome = |name: &str| OUTCOME_FIELDS.contains(&name) || name == ERROR_KIND;
        match &self.fields {
            None => {
                let is_made = |field: &&FieldInfo| match field.name {
                    "text" | "markdown" | "html" => {
                        self.content.iter().any(|name| name == field.name)
                    }
                    "schema_org" => wants_schema,
                    "comments" => false,
                    name => !is_outcome(name) && !NEVER_MADE.contains(&name),
                };
                columns.extend(FIELDS.iter().filter(is_made).map(OutputColumn::Field));
            }
            Some(names) => {
                for name in names.iter().filter(|name| !is_outcome(name)) {
                    let column = OutputColumn::Field(field_by_name(name)?);
                    // A name that is given twice is one column.
                    if columns.iter().all(|other| other.name() != column.name()) {
                        columns.push(column);
                    }
                }
            }
        }
        Ok(columns)
    }
}

/// A field that the caller named.
fn field_by_name(name: &str) -> PyResult<&'static FieldInfo> {
    let may_be_made = |field: &&FieldInfo| !NEVER_MADE.contains(&field.name);
    FIELDS.iter().filter(may_be_made).find(|field| field.name == name).ok_or_else(|| {
        let names: Vec<&str> = FIELDS.iter().filter(may_be_made).map(|field| field.name).collect();
        PyValueError::new_err(format!(
            "there is not a field {name:?} to be made; the fields are {}",
            names.join(", ")
        ))
    })
}

/// The extraction settings that produce rows with these columns.
fn page_rows(cleaner: Arc<Cleaner>, filter_texts: &[String], columns: &[OutputColumn]) -> PageRows {
    let has = |name: &str| columns.iter().any(|column| column.name() == name);
    let contents = Contents::default()
        .with_text(has("text"))
        .with_markdown(has("markdown"))
        .with_html(has("html"));
    let mut options = BatchOptions::default().with_contents(contents);
    options.write.comments = has("comments");
    options.note_rules(filter_texts, cleaner.options().rules.as_deref());
    PageRows::new(cleaner, options)
}
