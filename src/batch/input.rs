//! The inputs of a run, and how their type is detected.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arrow_ipc::FILE_MAGIC;
use super::decompress::{decompressed_start, open_decompressed};
use super::stdin;

/// The type of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InputType {
    /// One page, as HTML.
    Html,
    /// One page in each line, as a JSON object.
    Jsonl,
    /// One page in each row, after a line of column names. Fields are separated by commas, or by
    /// tabs if the first line has more of those.
    Csv,
    /// One page in each row of a Parquet file.
    Parquet,
    /// One page in each row of an Arrow IPC file or stream.
    Arrow,
    /// A web archive: WARC with HTML, or WET with text.
    Warc,
    /// The address of one page in each line. The pages are fetched.
    Urls,
}

/// The extensions of each type. A compressed file has a second one after it.
const EXTENSIONS: &[(&str, InputType)] = &[
    (".html", InputType::Html),
    (".htm", InputType::Html),
    (".xhtml", InputType::Html),
    (".jsonl", InputType::Jsonl),
    (".ndjson", InputType::Jsonl),
    (".csv", InputType::Csv),
    (".tsv", InputType::Csv),
    (".parquet", InputType::Parquet),
    (".arrow", InputType::Arrow),
    (".arrows", InputType::Arrow),
    (".feather", InputType::Arrow),
    (".warc", InputType::Warc),
    (".wet", InputType::Warc),
];
/// The second extension of a compressed file; empty for one that is not compressed.
const COMPRESSION_EXTENSIONS: [&str; 3] = ["", ".gz", ".zst"];

impl InputType {
    /// The name of the type: `html`, `jsonl`, `csv`, `parquet`, `arrow`, `warc` or `urls`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
            Self::Warc => "warc",
            Self::Urls => "urls",
        }
    }

    /// The type that the extension of a file name tells; `None` for any other name.
    #[must_use]
    pub fn by_name(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let has = |extension: &str| {
            COMPRESSION_EXTENSIONS
                .iter()
                .any(|second| name.strip_suffix(second).is_some_and(|n| n.ends_with(extension)))
        };
        EXTENSIONS.iter().find(|(extension, _)| has(extension)).map(|(_, kind)| *kind)
    }

    /// The type that the first bytes of a file tell.
    fn detect_file(path: &Path) -> io::Result<Self> {
        let mut source = open_decompressed(Some(path), &Arc::default())?;
        Ok(Self::by_content(source.fill_buf()?))
    }

    /// The type that the first bytes of standard input tell. They are not consumed.
    fn detect_stdin() -> io::Result<Self> {
        stdin::peek(
            |start| Self::by_content(&decompressed_start(start)),
            |kind| *kind != Self::Html,
        )
    }

    /// The type that the first bytes tell; a page by default.
    fn by_content(start: &[u8]) -> Self {
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        match start.first() {
            Some(b'{') => Self::Jsonl,
            _ if start.starts_with(b"WARC/") => Self::Warc,
            _ if start.starts_with(b"PAR1") => Self::Parquet,
            _ if start.starts_with(FILE_MAGIC) || is_arrow_stream(start) => Self::Arrow,
            _ if is_list(start) => Self::Urls,
            _ => Self::Html,
        }
    }
}

/// Whether these bytes start an Arrow stream: the marker of a message, then its length, which is
/// not negative.
fn is_arrow_stream(start: &[u8]) -> bool {
    start.starts_with(b"\xff\xff\xff\xff") && start.get(7).is_some_and(|b| *b < 0x80)
}

/// Whether the first line that is not a comment is an address. No page starts like that.
fn is_list(start: &[u8]) -> bool {
    let first = start
        .split(|&b| b == b'\n')
        .map(<[u8]>::trim_ascii)
        .find(|line| !line.is_empty() && !line.starts_with(b"#"));
    first.is_some_and(|line| line.starts_with(b"http://") || line.starts_with(b"https://"))
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
}

impl InputFile {
    /// A file. Without a `kind`, its name tells the type or, failing that, its first bytes.
    #[must_use]
    pub fn new(path: PathBuf, kind: Option<InputType>) -> Self {
        let kind = kind.map_or_else(
            || InputType::by_name(&path).map_or_else(|| InputType::detect_file(&path), Ok),
            Ok,
        );
        let size = std::fs::metadata(&path).map(|m| m.len()).unwrap_or_default();
        let unreadable = kind.as_ref().err().map(io::Error::kind);
        Self { path: Some(path), kind: kind.unwrap_or(InputType::Html), size, unreadable }
    }

    /// Standard input. Without a `kind`, its first bytes tell the type, and this waits for them.
    #[must_use]
    pub fn stdin(kind: Option<InputType>) -> Self {
        let kind = kind.map_or_else(InputType::detect_stdin, Ok);
        let unreadable = kind.as_ref().err().map(io::Error::kind);
        Self { path: None, kind: kind.unwrap_or(InputType::Html), size: 0, unreadable }
    }

    /// A path that cannot be read.
    #[must_use]
    pub fn unreadable(path: PathBuf, why: io::ErrorKind) -> Self {
        Self { path: Some(path), kind: InputType::Html, size: 0, unreadable: Some(why) }
    }

    /// The path, or `-` for standard input.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.as_ref().map_or_else(|| "-".to_owned(), |p| p.display().to_string())
    }

    /// The file name without known extensions; `stdin` for standard input.
    #[must_use]
    pub fn stem(&self) -> String {
        let Some(path) = &self.path else { return "stdin".to_owned() };
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
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{InputFile, InputType};

    #[test]
    fn the_extension_tells_the_type() {
        let check = |name: &str, kind: Option<InputType>| {
            assert_eq!(InputType::by_name(Path::new(name)), kind, "{name}")
        };
        check("a/b.WARC.gz", Some(InputType::Warc));
        check("b.warc.wet.gz", Some(InputType::Warc));
        check("page.html.zst", Some(InputType::Html));
        check("rows.ndjson", Some(InputType::Jsonl));
        check("rows.tsv", Some(InputType::Csv));
        check("notes.txt", None);
        check("gz", None);
    }

    #[test]
    fn the_first_bytes_tell_the_type_if_the_name_does_not() {
        let folder = tempfile::tempdir().expect("a folder");
        for (bytes, kind) in [
            ("\u{feff} {\"html\":", InputType::Jsonl),
            ("WARC/1.0\r\n", InputType::Warc),
            ("PAR1", InputType::Parquet),
            ("<p>", InputType::Html),
            ("https://news.example/a\n", InputType::Urls),
            ("# of today\n\nhttp://news.example/a", InputType::Urls),
            ("# a heading\n\nhttp is a protocol", InputType::Html),
            ("", InputType::Html),
        ] {
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
