//! The format of an output: `--format` and the ending of its name choose it, and must agree.

use std::path::Path;

use crate::args::shared::FormatArg;
use crate::output::is_folder;

/// The endings of each format.
const ENDINGS: [(&str, FormatArg); 17] = [
    ("txt", FormatArg::Text),
    ("text", FormatArg::Text),
    ("md", FormatArg::Markdown),
    ("markdown", FormatArg::Markdown),
    ("html", FormatArg::Html),
    ("htm", FormatArg::Html),
    ("xhtml", FormatArg::Html),
    ("json", FormatArg::Json),
    ("jsonl", FormatArg::Jsonl),
    ("ndjson", FormatArg::Jsonl),
    ("csv", FormatArg::Csv),
    ("parquet", FormatArg::Parquet),
    ("pq", FormatArg::Parquet),
    ("arrow", FormatArg::Arrow),
    ("arrows", FormatArg::Arrow),
    ("feather", FormatArg::Arrow),
    ("ipc", FormatArg::Arrow),
];
/// Endings of formats that cleancopy does not write. With `--format`, other unknown endings are
/// left to the user; these would be wrong whatever the format.
const FOREIGN: [&str; 22] = [
    "xlsx", "xls", "ods", "tsv", "xml", "tei", "yaml", "yml", "toml", "pdf", "docx", "doc", "odt",
    "rtf", "epub", "gz", "zst", "bz2", "xz", "zip", "db", "sqlite",
];

/// Returns the format of an output from `--format` and the ending of its name; `None` if neither
/// says it. `stated` may also come from another option, whose name is `by`. `allowed` are the
/// formats that the command writes.
pub fn output_format(
    (stated, by): (Option<FormatArg>, &str),
    output: Option<&Path>,
    allowed: &[FormatArg],
) -> Result<Option<FormatArg>, String> {
    let Some(path) = output.filter(|path| names_a_file(path)) else { return Ok(stated) };
    let Some(ending) = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()) else {
        return Ok(stated);
    };
    let by_ending = ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format);
    let name = path.display();
    match (stated, by_ending) {
        (Some(stated), Some(other)) if stated != other => Err(format!(
            "{name} ends in .{ending}, but {by} says {}; change one of them",
            stated.name()
        )),
        (None, Some(format)) if !allowed.contains(&format) => {
            Err(format!("{name}: this command does not write .{ending}; {}", choices(allowed)))
        }
        (None, None) => Err(format!("{name}: unknown ending .{ending}; {}", choices(allowed))),
        (Some(_), None) if FOREIGN.contains(&ending.as_str()) => {
            Err(format!("{name}: cleancopy does not write .{ending}; {}", choices(allowed)))
        }
        (stated, by_ending) => Ok(stated.or(by_ending)),
    }
}

/// Whether an output is a file whose ending means something: not a stream, a folder or a device.
fn names_a_file(path: &Path) -> bool {
    let is_device = std::fs::metadata(path).is_ok_and(|m| !m.is_file());
    path != Path::new("-") && !is_folder(path) && !is_device
}

fn choices(allowed: &[FormatArg]) -> String {
    let endings: Vec<String> = ENDINGS
        .iter()
        .filter(|(_, format)| allowed.contains(format))
        .map(|(ending, _)| format!(".{ending}"))
        .collect();
    format!("use one of {}, or name the format with --format", endings.join(" "))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::output_format;
    use crate::args::shared::FormatArg::{self, Csv, Html, Json, Jsonl, Markdown, Parquet, Text};

    #[test]
    fn the_ending_decides_and_must_not_contradict() {
        let all = [Text, Markdown, Html, Json, Jsonl, Csv];
        let check = |stated, path: &str, expected: Result<Option<FormatArg>, &str>| {
            let found = output_format((stated, "--format"), Some(Path::new(path)), &all);
            match (&found, expected) {
                (Ok(found), Ok(expected)) => assert_eq!(*found, expected, "{path}"),
                (Err(why), Err(part)) => assert!(why.contains(part), "{path}: {why}"),
                _ => panic!("{path}: {found:?}"),
            }
        };
        check(None, "no/a.JSON", Ok(Some(Json)));
        check(None, "a.ndjson", Ok(Some(Jsonl)));
        check(None, "a.htm", Ok(Some(Html)));
        check(None, "a", Ok(None));
        check(None, "-", Ok(None));
        check(None, "no/a.json/", Ok(None));
        check(Some(Text), "a.log", Ok(Some(Text)));
        check(Some(Markdown), "a.markdown", Ok(Some(Markdown)));
        check(None, "a.log", Err("unknown ending .log"));
        check(None, "rows.xlsx", Err("unknown ending .xlsx"));
        check(Some(Jsonl), "rows.xlsx", Err("does not write .xlsx"));
        check(Some(Jsonl), "a.json", Err("--format says jsonl"));
        check(Some(Text), "a.md", Err("--format says text"));
        check(None, "a.parquet", Err("does not write .parquet"));
        check(Some(Parquet), "a.parquet", Ok(Some(Parquet)));
    }
}
