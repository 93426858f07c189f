//! The inputs of a run, and how their type is detected.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_schema::DataType;

use super::decompress::{decompressed_start, open_decompressed};
use super::input_type::{COMPRESSION_EXTENSIONS, EXTENSIONS, InputType};
use super::own_columns::{InputColumn, columns_of};
use super::sniff::{is_certainly_input, type_by_content};
use super::stdin;
use super::{arrow_ipc, csv, jsonl, parquet};

/// Bytes of a file that tell its type: the header of a tar archive has 512.
const SNIFFED: u64 = 4096;

/// The type that the first bytes of a file tell.
fn detect_file(path: &Path) -> io::Result<InputType> {
    Ok(type_by_content(&start_of(path)?))
}

/// Whether the first bytes of a file whose name tells nothing are certainly a page, a web archive
/// or a table in a binary format. `false` for a file that cannot be read.
#[must_use]
pub fn is_input_by_content(path: &Path) -> bool {
    start_of(path).is_ok_and(|start| is_certainly_input(&start))
}

/// The first bytes of a file, decompressed.
fn start_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    open_decompressed(Some(path), &Arc::default())?.take(SNIFFED).read_to_end(&mut start)?;
    Ok(start)
}

/// The type that the first bytes of standard input tell. They are not consumed.
fn detect_stdin() -> io::Result<InputType> {
    stdin::peek(
        |start| type_by_content(&decompressed_start(start)),
        |kind| *kind != InputType::Html,
    )
}

/// The first bytes of standard input, decompressed: those with which `is_enough` is content, at
/// most 4,096. They are not consumed.
///
/// # Errors
///
/// The error of the system.
pub fn peek_stdin(is_enough: impl Fn(&[u8]) -> bool) -> io::Result<Vec<u8>> {
    stdin::peek(decompressed_start, |start| is_enough(start))
}

/// One file to read, or standard input.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct InputFile {
    /// The path; `None` for standard input.
    pub path: Option<PathBuf>,
    /// The type of the content.
    pub kind: InputType,
    /// The size in bytes, for progress and to check that a resumed run has the same inputs; 0 if it
    /// is unknown.
    pub size: u64,
    /// The reason why it cannot be read, if that is known already. It then counts as one failed
    /// record.
    pub unreadable: Option<io::ErrorKind>,
    /// The path that rows name, if it differs from `path`.
    pub shown_path: Option<PathBuf>,
    /// The start of the identifiers of its records, if it differs from the file name without known
    /// extensions.
    pub id: Option<String>,
}

impl InputFile {
    /// A file. Without a `kind`, its name tells the type or, failing that, its first bytes.
    #[must_use]
    pub fn new(path: PathBuf, kind: Option<InputType>) -> Self {
        let kind = kind
            .map_or_else(|| InputType::by_name(&path).map_or_else(|| detect_file(&path), Ok), Ok);
        let size = std::fs::metadata(&path).map(|m| m.len()).unwrap_or_default();
        let unreadable = kind.as_ref().err().map(io::Error::kind);
        Self {
            path: Some(path),
            kind: kind.unwrap_or(InputType::Html),
            size,
            unreadable,
            shown_path: None,
            id: None,
        }
    }

    /// Standard input. Without a `kind`, its first bytes tell the type, and this waits for them.
    #[must_use]
    pub fn stdin(kind: Option<InputType>) -> Self {
        let kind = kind.map_or_else(detect_stdin, Ok);
        let unreadable = kind.as_ref().err().map(io::Error::kind);
        Self {
            path: None,
            kind: kind.unwrap_or(InputType::Html),
            size: 0,
            unreadable,
            shown_path: None,
            id: None,
        }
    }

    /// A path that cannot be read.
    #[must_use]
    pub fn unreadable(path: PathBuf, why: io::ErrorKind) -> Self {
        Self {
            path: Some(path),
            kind: InputType::Html,
            size: 0,
            unreadable: Some(why),
            shown_path: None,
            id: None,
        }
    }

    /// The columns of a table, or the keys of the first JSON rows; `None` for other types, for
    /// standard input and for an input that cannot be read, whose records fail with the reason.
    #[must_use]
    pub fn columns(&self) -> Option<Vec<InputColumn>> {
        let path = self.path.as_deref()?;
        match self.kind {
            InputType::Csv => {
                let column = |name| InputColumn { name, data_type: Some(DataType::Utf8) };
                Some(csv::column_names(path).ok()?.into_iter().map(column).collect())
            }
            InputType::Parquet => Some(columns_of(parquet::schema_of(path).ok()?.fields())),
            InputType::Arrow => Some(columns_of(arrow_ipc::schema_of(path).ok()?.fields())),
            InputType::Jsonl => {
                let column = |name| InputColumn { name, data_type: None };
                Some(jsonl::first_keys(path)?.into_iter().map(column).collect())
            }
            _ => None,
        }
    }

    /// The path, or `-` for standard input.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.as_ref().map_or_else(|| "-".to_owned(), |p| p.display().to_string())
    }

    /// The file name without known extensions; `stdin` for standard input.
    #[must_use]
    pub fn stem(&self) -> String {
        self.path.as_deref().map_or_else(|| "stdin".to_owned(), stem)
    }
}

/// The name of a file without the endings of known types and of compression.
#[must_use]
pub fn stem(path: &Path) -> String {
    let mut name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let types: Vec<&str> = EXTENSIONS.iter().map(|(extension, _)| *extension).collect();
    for extensions in [&COMPRESSION_EXTENSIONS[1..], &types] {
        let lower = name.to_ascii_lowercase();
        if let Some(extension) =
            extensions.iter().find(|e| lower.ends_with(**e) && lower.len() > e.len())
        {
            name.truncate(name.len() - extension.len());
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{InputFile, InputType};

    #[test]
    fn the_first_bytes_tell_the_type_if_the_name_does_not() {
        let folder = tempfile::tempdir().expect("a folder");
        for (bytes, kind) in [("{\"html\":", InputType::Jsonl), ("<p>", InputType::Html)] {
            let path = folder.path().join("data");
            fs::write(&path, bytes).expect("writes");
            assert_eq!(InputFile::new(path, None).kind, kind, "{bytes}");
        }
    }

    #[test]
    fn a_stem_has_no_known_extension() {
        let stem =
            |name: &str| InputFile::unreadable(name.into(), std::io::ErrorKind::Other).stem();
        assert_eq!(stem("a/CC-1.warc.gz"), "CC-1");
        assert_eq!(stem("CC-1.warc.wet.gz"), "CC-1.warc");
        assert_eq!(stem("a.b.html"), "a.b");
        assert_eq!(stem(".html"), ".html");
    }
}
