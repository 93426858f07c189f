//! Settings from files and from the environment.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::near::nearest;

/// The name of a file of settings.
pub const FILE: &str = "cleancopy.toml";
/// The start of the variables of the environment.
const VARIABLES: &str = "CLEANCOPY_";
/// The options that a file or the environment may set. The others name inputs and outputs, replace
/// files or open private networks; a folder from elsewhere must not do that. Nor may a setting
/// choose the format or the names of an output: a run with another kind of output would fail.
pub const NAMES: [&str; 35] = [
    "cache",
    "color",
    "comments",
    "concurrency",
    "content",
    "cookies",
    "deduplicate",
    "delay",
    "extend",
    "filter-list",
    "header",
    "host-concurrency",
    "ignore-robots",
    "images",
    "jobs",
    "keep",
    "links",
    "max-bytes",
    "min-quality",
    "min-words",
    "multipage",
    "no-tables",
    "page-timeout",
    "precision",
    "proxy",
    "prune",
    "quiet",
    "recall",
    "retries",
    "rules",
    "schema",
    "target-language",
    "timeout",
    "user-agent",
    "verbose",
];
/// The tables of a file: the commands, and `extract` for the command without a name.
pub const TABLES: [&str; 6] = ["extract", "batch", "links", "explain", "text", "eval"];
/// The options whose value is a path; in a file, it is relative to the folder of the file.
const PATHS: [&str; 4] = ["cache", "cookies", "filter-list", "rules"];

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The table it is in; `None` for all commands.
    pub table: Option<String>,
    /// The option, without hyphens before it.
    pub name: String,
    /// The values; empty for a flag that is on.
    pub values: Vec<String>,
    /// Whether a flag is off.
    pub is_off: bool,
    /// The file or the variable.
    pub source: String,
}

/// Returns the settings of the environment.
pub fn of_environment() -> Vec<Setting> {
    let setting = |name: &str| {
        let variable = format!("{VARIABLES}{}", name.to_ascii_uppercase().replace('-', "_"));
        let value = env::var(&variable).ok().filter(|value| !value.is_empty())?;
        let (values, is_off) = match value.trim().to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" if may_be_flag(name) => (Vec::new(), false),
            "0" | "false" | "no" | "off" if may_be_flag(name) => (Vec::new(), true),
            _ => (vec![value], false),
        };
        Some(Setting { table: None, name: name.to_owned(), values, is_off, source: variable })
    };
    NAMES.into_iter().filter_map(setting).collect()
}

/// Whether an option takes no value.
fn is_flag(name: &str) -> bool {
    matches!(
        name,
        "comments"
            | "deduplicate"
            | "ignore-robots"
            | "images"
            | "links"
            | "no-tables"
            | "precision"
            | "quiet"
            | "recall"
            | "schema"
            | "verbose"
    )
}

/// Whether an option may stand without a value.
fn may_be_flag(name: &str) -> bool {
    is_flag(name) || name == "multipage"
}

/// Returns the files of settings, the nearest first: the first one in the folder of the command or
/// above it, then the one of the user.
pub fn files() -> Vec<PathBuf> {
    let here = env::current_dir().unwrap_or_default();
    let above = here.ancestors().map(|folder| folder.join(FILE)).find(|path| path.is_file());
    let variable = |name: &str| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let folder = variable("XDG_CONFIG_HOME")
        .or_else(|| variable("APPDATA").filter(|_| cfg!(windows)))
        .or_else(|| variable("HOME").map(|home| home.join(".config")));
    let user = folder.map(|folder| folder.join("cleancopy").join(FILE));
    above.into_iter().chain(user.filter(|path| path.is_file())).collect()
}

/// Reads a file of settings.
pub fn of_file(path: &Path) -> Result<Vec<Setting>, String> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|e| format!("{shown}: cannot read it ({e})"))?;
    let root: Table = text.parse().map_err(|e: toml::de::Error| {
        let line = e.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        format!("{shown}, line {line}: {}", e.message())
    })?;
    let mut settings = Vec::new();
    for (key, value) in &root {
        match value {
            Value::Table(table) if TABLES.contains(&key.as_str()) => {
                for (name, value) in table {
                    settings.push(setting(path, Some(key), name, value)?);
                }
            }
            Value::Table(_) => {
                let tables = TABLES.map(|t| format!("[{t}]")).join(" ");
                return Err(format!("{shown}: there is no table [{key}]; the tables are {tables}"));
            }
            value => settings.push(setting(path, None, key, value)?),
        }
    }
    Ok(settings)
}

fn setting(path: &Path, table: Option<&str>, key: &str, value: &Value) -> Result<Setting, String> {
    let (name, shown) = (key.replace('_', "-"), path.display());
    if !NAMES.contains(&name.as_str()) {
        let guess = match nearest(&name, NAMES.into_iter()) {
            Some(near) => format!("did you mean {near}? "),
            None => String::new(),
        };
        let names = NAMES.join(", ");
        return Err(format!(
            "{shown}: there is no setting {key}; {guess}The settings are: {names}"
        ));
    }
    let wrong = || format!("{shown}: {key} must be a text, a number, true, false or a list");
    let text = |value: &Value| match value {
        Value::String(text) if PATHS.contains(&name.as_str()) => {
            let folder = path.parent().unwrap_or(Path::new(""));
            Ok(folder.join(text).display().to_string())
        }
        Value::String(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(number.to_string()),
        _ => Err(wrong()),
    };
    let (values, is_off) = match value {
        Value::Boolean(is_on) if may_be_flag(&name) => (Vec::new(), !is_on),
        Value::Array(list) => (list.iter().map(text).collect::<Result<_, _>>()?, list.is_empty()),
        one if !is_flag(&name) => (vec![text(one)?], false),
        _ => return Err(format!("{shown}: {key} must be true or false")),
    };
    let source = shown.to_string();
    Ok(Setting { table: table.map(str::to_owned), name, values, is_off, source })
}
