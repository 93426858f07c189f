//! What the inputs of a run are, by name and by content.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arrow_ipc::FILE_MAGIC;
use super::stdin;
use super::unpack::{open_unpacked, unpacked_start};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputType {
    /// One page, as HTML.
    Html,
    /// A page in each line, a JSON object.
    Jsonl,
    /// A page in each row, with a line of names first. Fields are separated by commas, or by tabs when the first line has more of those.
    Csv,
    /// A page in each row of a Parquet file.
    Parquet,
    /// A page in each row of an Arrow IPC file or stream.
    Arrow,
    /// A web archive: WARC with HTML, or WET with text.
    Warc,
    /// The address of a page in each line, to be fetched.
    Urls,
}

/// Endings of names, with what they say. Compressed files have another one after it.
const ENDINGS: &[(&str, InputType)] = &[
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
/// Endings of compressed files.
const PACKED: [&str; 3] = ["", ".gz", ".zst"];

impl InputType {
    /// What the ending of a file's name says; `None` for any other name.
    #[must_use]
    pub fn by_name(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let is = |ending: &str| {
            PACKED
                .iter()
                .any(|packed| name.strip_suffix(packed).is_some_and(|n| n.ends_with(ending)))
        };
        ENDINGS.iter().find(|(ending, _)| is(ending)).map(|(_, kind)| *kind)
    }

    /// What the first bytes of a file say.
    fn of_file(path: &Path) -> io::Result<Self> {
        let mut source = open_unpacked(Some(path), &Arc::default())?;
        Ok(Self::by_content(source.fill_buf()?))
    }

    /// What the first bytes of standard input say. They stay to be read.
    fn of_stdin() -> io::Result<Self> {
        stdin::look(|start| Self::by_content(&unpacked_start(start)), |kind| *kind != Self::Html)
    }

    /// A page where the bytes say nothing.
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

/// Whether an Arrow stream begins: the mark of a message, then its length, which is not negative.
fn is_arrow_stream(start: &[u8]) -> bool {
    start.starts_with(b"\xff\xff\xff\xff") && start.get(7).is_some_and(|b| *b < 0x80)
}

/// Whether the first line that is no comment is an address. No page begins like that.
fn is_list(start: &[u8]) -> bool {
    let first = start
        .split(|&b| b == b'\n')
        .map(<[u8]>::trim_ascii)
        .find(|line| !line.is_empty() && !line.starts_with(b"#"));
    first.is_some_and(|line| line.starts_with(b"http://") || line.starts_with(b"https://"))
}

/// One file to read, or standard input.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// Where it is; `None` for standard input.
    pub path: Option<PathBuf>,
    /// What it holds.
    pub kind: InputType,
    /// Its size in bytes, for the progress bar and to know that the inputs are the same in a resumed run; 0 where it has none.
    pub size: u64,
    /// Why it cannot be read, where that is known already. It counts as an input that failed.
    pub unreadable: Option<io::ErrorKind>,
}

impl InputFile {
    /// A file. What it holds is told by its name and, failing that, by its first bytes, unless it is given.
    #[must_use]
    pub fn new(path: PathBuf, kind: Option<InputType>) -> Self {
        let kind = kind.map_or_else(
            || InputType::by_name(&path).map_or_else(|| InputType::of_file(&path), Ok),
            Ok,
        );
        let size = std::fs::metadata(&path).map(|m| m.len()).unwrap_or_default();
        let unreadable = kind.as_ref().err().map(io::Error::kind);
        Self { path: Some(path), kind: kind.unwrap_or(InputType::Html), size, unreadable }
    }

    /// Standard input. What it holds is told by its first bytes, which are waited for, unless it is given.
    #[must_use]
    pub fn stdin(kind: Option<InputType>) -> Self {
        let kind = kind.map_or_else(InputType::of_stdin, Ok);
        let unreadable = kind.as_ref().err().map(io::Error::kind);
        Self { path: None, kind: kind.unwrap_or(InputType::Html), size: 0, unreadable }
    }

    /// Something that cannot be read.
    #[must_use]
    pub fn unreadable(path: PathBuf, why: io::ErrorKind) -> Self {
        Self { path: Some(path), kind: InputType::Html, size: 0, unreadable: Some(why) }
    }

    /// How people would name it.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.as_ref().map_or_else(|| "-".to_owned(), |p| p.display().to_string())
    }

    /// The file's name without the endings that are known; `stdin` without a file.
    #[must_use]
    pub fn stem(&self) -> String {
        let Some(path) = &self.path else { return "stdin".to_owned() };
        let mut name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let kinds: Vec<&str> = ENDINGS.iter().map(|(ending, _)| *ending).collect();
        for endings in [&PACKED[1..], &kinds] {
            let lower = name.to_ascii_lowercase();
            if let Some(ending) =
                endings.iter().find(|e| lower.ends_with(**e) && lower.len() > e.len())
            {
                name.truncate(name.len() - ending.len());
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
    fn names_say_what_a_file_holds() {
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
    fn first_bytes_say_it_where_the_name_does_not() {
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
    fn a_stem_has_no_ending_that_is_known() {
        let stem =
            |name: &str| InputFile::unreadable(name.into(), std::io::ErrorKind::Other).stem();
        assert_eq!(stem("a/CC-1.warc.gz"), "CC-1");
        assert_eq!(stem("CC-1.warc.wet.gz"), "CC-1.warc");
        assert_eq!(stem("a.b.html"), "a.b");
        assert_eq!(stem(".html"), ".html");
    }
}
