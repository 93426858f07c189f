//! The types of inputs, and how the name of a file tells its type.

use std::path::Path;

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
    /// One page, as browsers save it with its images.
    Mhtml,
    /// A tar archive of pages.
    Tar,
    /// A ZIP archive of pages or, as WACZ, of web archives.
    Zip,
}

/// The extensions of each type. A compressed file has a second one after it.
pub(crate) const EXTENSIONS: &[(&str, InputType)] = &[
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
    (".mhtml", InputType::Mhtml),
    (".mht", InputType::Mhtml),
    (".tar", InputType::Tar),
    (".tgz", InputType::Tar),
    (".zip", InputType::Zip),
    (".wacz", InputType::Zip),
];
/// The second extension of a compressed file; empty for one that is not compressed.
pub(crate) const COMPRESSION_EXTENSIONS: [&str; 3] = ["", ".gz", ".zst"];

impl InputType {
    /// The name of the type: `html`, `jsonl`, `csv`, `parquet`, `arrow`, `warc`, `urls`, `mhtml`,
    /// `tar` or `zip`.
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
            Self::Mhtml => "mhtml",
            Self::Tar => "tar",
            Self::Zip => "zip",
        }
    }

    /// Whether an input of this type is one page.
    #[must_use]
    pub fn is_one_page(self) -> bool {
        matches!(self, Self::Html | Self::Mhtml)
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
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::InputType;

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
        check("saved.MHT", Some(InputType::Mhtml));
        check("site.tar.gz", Some(InputType::Tar));
        check("site.tgz", Some(InputType::Tar));
        check("crawl.wacz", Some(InputType::Zip));
        check("notes.txt", None);
        check("gz", None);
    }
}
