//! The settings of a cleaner: read from keyword arguments, compared, hashed and pickled.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use cleancopy::{
    FilterList, Focus, MAX_DEPTH, MAX_NODES, MAX_PAGE_BYTES, Options, SiteRules, UserSelector,
};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::errors::Failure;
use crate::values::texts;

/// The options of an extraction. Equal settings give equal articles, as long as the files do not
/// change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Settings {
    focus: &'static str,
    keep: Vec<String>,
    prune: Vec<String>,
    extend: Vec<(String, String)>,
    filter_list: Vec<PathBuf>,
    rules: Option<PathBuf>,
    schema: bool,
    max_bytes: usize,
    max_depth: u32,
    max_nodes: u32,
}

/// The options of the library, made from the settings.
pub struct LoadedSettings {
    pub options: Options,
    /// The texts of the filter lists.
    pub filter_texts: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            focus: Focus::Balanced.name(),
            keep: Vec::new(),
            prune: Vec::new(),
            extend: Vec::new(),
            filter_list: Vec::new(),
            rules: None,
            schema: false,
            max_bytes: MAX_PAGE_BYTES,
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
        }
    }
}

impl Settings {
    /// Reads keyword arguments; `None` stands for the default.
    pub fn from_keywords(keywords: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut settings = Self::default();
        let Some(keywords) = keywords else { return Ok(settings) };
        for (name, value) in keywords {
            if value.is_none() {
                continue;
            }
            let name = name.extract::<String>()?;
            match name.as_str() {
                "focus" => settings.focus = focus(&value.extract::<String>()?)?.name(),
                "keep" => settings.keep = texts(&value, "selectors", &name)?,
                "prune" => settings.prune = texts(&value, "selectors", &name)?,
                "extend" => settings.extend = pairs(&value)?,
                "filter_list" => settings.filter_list = paths(&value)?,
                "rules" => settings.rules = Some(value.extract()?),
                "schema" => settings.schema = value.extract()?,
                "max_bytes" => settings.max_bytes = value.extract()?,
                "max_depth" => settings.max_depth = value.extract()?,
                "max_nodes" => settings.max_nodes = value.extract()?,
                _ => {
                    return Err(PyTypeError::new_err(format!(
                        "there is no setting {name:?}; the settings are focus, keep, prune, \
                         extend, filter_list, rules, schema, max_bytes, max_depth and max_nodes"
                    )));
                }
            }
        }
        Ok(settings)
    }

    /// Whether the result depends on files, whose content may change.
    pub fn uses_files(&self) -> bool {
        self.rules.is_some() || !self.filter_list.is_empty()
    }

    /// Whether the page's JSON-LD is wanted.
    pub fn wants_schema(&self) -> bool {
        self.schema
    }

    /// Parses selectors and reads files.
    pub fn load(&self) -> Result<LoadedSettings, Failure> {
        self.try_load().map_err(|e| Failure::of_settings(&e))
    }

    fn try_load(&self) -> Result<LoadedSettings, cleancopy::Error> {
        let selectors = |sources: &[String]| -> Result<Vec<UserSelector>, cleancopy::Error> {
            sources.iter().map(|source| UserSelector::parse(source)).collect()
        };
        let mut extend = Vec::new();
        for (name, source) in &self.extend {
            extend.push((name.clone(), UserSelector::parse(source)?));
        }
        let mut filters = FilterList::default();
        let mut filter_texts = Vec::new();
        for path in &self.filter_list {
            let named = path.display().to_string();
            let bytes = fs::read(path).map_err(|e| {
                cleancopy::Error::new(cleancopy::ErrorKind::Io).on(&*named).because(e)
            })?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            filters.add(&text).map_err(|e| e.on(named))?;
            filter_texts.push(text);
        }
        let rules = self.rules.as_deref().map(SiteRules::load).transpose()?;
        let options = Options::default()
            .with_focus(Focus::from_name(self.focus).unwrap_or_default())
            .with_keep(selectors(&self.keep)?)
            .with_prune(selectors(&self.prune)?)
            .with_extend(extend)
            .with_filters((!filter_texts.is_empty()).then(|| Arc::new(filters)))
            .with_rules(rules.map(Arc::new))
            .with_schema(self.schema)
            .with_max_page_bytes(self.max_bytes)
            .with_max_depth(self.max_depth)
            .with_max_nodes(self.max_nodes);
        Ok(LoadedSettings { options, filter_texts })
    }

    /// The settings that differ from the defaults as keyword arguments, always in the same order:
    /// equal settings pickle to equal bytes.
    pub fn to_keywords<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (keywords, default) = (PyDict::new(py), Self::default());
        if self.focus != default.focus {
            keywords.set_item("focus", self.focus)?;
        }
        for (name, texts) in [("keep", &self.keep), ("prune", &self.prune)] {
            if !texts.is_empty() {
                keywords.set_item(name, PyList::new(py, texts)?)?;
            }
        }
        if !self.extend.is_empty() {
            let extend = PyDict::new(py);
            for (name, source) in &self.extend {
                extend.set_item(name, source)?;
            }
            keywords.set_item("extend", extend)?;
        }
        if !self.filter_list.is_empty() {
            let paths: Vec<_> = self.filter_list.iter().map(|path| path.as_os_str()).collect();
            keywords.set_item("filter_list", PyList::new(py, paths)?)?;
        }
        if let Some(rules) = &self.rules {
            keywords.set_item("rules", rules.as_os_str())?;
        }
        if self.schema {
            keywords.set_item("schema", true)?;
        }
        if self.max_bytes != default.max_bytes {
            keywords.set_item("max_bytes", self.max_bytes)?;
        }
        if self.max_depth != default.max_depth {
            keywords.set_item("max_depth", self.max_depth)?;
        }
        if self.max_nodes != default.max_nodes {
            keywords.set_item("max_nodes", self.max_nodes)?;
        }
        Ok(keywords)
    }
}

/// The focus with a name.
pub fn focus(name: &str) -> PyResult<Focus> {
    Focus::from_name(name).ok_or_else(|| {
        PyValueError::new_err(format!(
            "focus is \"balanced\", \"precision\" or \"recall\", not {name:?}"
        ))
    })
}

/// One path, or several.
fn paths(value: &Bound<'_, PyAny>) -> PyResult<Vec<PathBuf>> {
    if let Ok(path) = value.extract::<PathBuf>() {
        return Ok(vec![path]);
    }
    let wrong = |_| PyTypeError::new_err("filter_list is a path or a sequence of paths");
    value.try_iter().map_err(wrong)?.map(|item| item?.extract::<PathBuf>().map_err(wrong)).collect()
}

/// A mapping of names to selectors, in its order.
fn pairs(value: &Bound<'_, PyAny>) -> PyResult<Vec<(String, String)>> {
    let wrong = |_| PyTypeError::new_err("extend is a mapping of names to selectors");
    let items = value.call_method0("items").and_then(|items| items.try_iter()).map_err(wrong)?;
    items.map(|item| item?.extract::<(String, String)>().map_err(wrong)).collect()
}
