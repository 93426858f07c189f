//! The names of output files, one for each page.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value};
use url::Url;

use super::input::{InputFile, stem};
use super::job::RecordHead;
use crate::digest::short_hash;
use crate::text::percent_decoded;
use crate::write::Format;

/// The most bytes of a name that comes from an address; the hash and the ending must fit too.
const MAX_NAME: usize = 100;

/// The names of the files of pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum PageNames {
    /// The address or the identifier, and a hash.
    #[default]
    Hashed,
    /// The folders of the inputs, and in them the names of the inputs.
    Folders,
    /// Names after a template.
    Template(NameTemplate),
}

/// A template for names, such as `{host}/{slug}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameTemplate {
    source: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(&'static str),
}

/// The inputs that are one page each, by index, and whether another one would have the same name.
pub(crate) type PageFiles = HashMap<usize, bool>;

/// Returns the inputs that are one page each.
pub(crate) fn page_files(inputs: &[(InputFile, usize)]) -> PageFiles {
    // On file systems that ignore case, names that differ in case only are the same file.
    let name = |input: &InputFile| {
        let path = input.shown_path.as_ref().or(input.path.as_ref())?;
        Some(path.with_file_name(stem(path)).to_string_lossy().to_lowercase())
    };
    let pages = || inputs.iter().enumerate().filter(|(_, (input, _))| input.kind.is_one_page());
    let mut uses: HashMap<Option<String>, usize> = HashMap::new();
    pages().for_each(|(_, (input, _))| *uses.entry(name(input)).or_default() += 1);
    pages().map(|(at, (input, _))| (at, uses[&name(input)] > 1)).collect()
}

impl NameTemplate {
    /// The fields that a template may name.
    pub const FIELDS: [&'static str; 9] =
        ["host", "slug", "id", "title", "date", "year", "month", "day", "language"];

    /// Reads a template.
    ///
    /// # Errors
    ///
    /// A message that says what is wrong with the template.
    pub fn parse(source: &str) -> Result<Self, String> {
        let known =
            || format!("the fields are {}", Self::FIELDS.map(|f| format!("{{{f}}}")).join(" "));
        let (mut parts, mut rest) = (Vec::new(), source);
        while let Some((text, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                return Err(format!("a field has no closing brace; {}", known()));
            };
            let Some(field) = Self::FIELDS.into_iter().find(|field| *field == name) else {
                return Err(format!("there is no field {{{name}}}; {}", known()));
            };
            parts.extend([Part::Text(text.to_owned()), Part::Field(field)]);
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        if !parts.iter().any(|part| matches!(part, Part::Field(_))) {
            return Err(format!("every page would have the same name; {}", known()));
        }
        let leaves = |part: &Part| matches!(part, Part::Text(text) if text.split('/').any(|name| name == ".."));
        if source.starts_with('/') || parts.iter().any(leaves) {
            return Err("names stay below the output folder: write them without .. and without \
                        a / at the start"
                .to_owned());
        }
        Ok(Self { source: source.to_owned(), parts })
    }

    /// The template as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The name, without an ending, of the page with these fields of a row. It is a path of safe
    /// names below a folder. Pages may share a name.
    #[must_use]
    pub fn name_of(&self, row: &Map<String, Value>) -> String {
        let text = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Field("id") => value(row, "id").unwrap_or_default().to_owned(),
            Part::Field(field) => safe_name(&field_of(row, field), MAX_NAME),
        };
        let text: String = self.parts.iter().map(text).collect();
        safe_path(&text)
    }

    /// The same for a page of which only the identifier is known. `None` if the template has other
    /// fields.
    #[must_use]
    pub fn name_of_id(&self, id: &str) -> Option<String> {
        let is_known = |part: &Part| matches!(part, Part::Text(_) | Part::Field("id"));
        let row = || Map::from_iter([("id".to_owned(), Value::from(id))]);
        self.parts.iter().all(is_known).then(|| self.name_of(&row()))
    }
}

/// The value of a field of a template.
fn field_of(row: &Map<String, Value>, field: &str) -> String {
    let date = || value(row, "date").unwrap_or("undated");
    let part = |at: usize| date().split('-').nth(at).unwrap_or("undated").to_owned();
    match field {
        "host" => value(row, "hostname").unwrap_or("no-host").to_owned(),
        "date" => date().to_owned(),
        "year" => part(0),
        "month" => part(1),
        "day" => part(2),
        "slug" => slug(row),
        "language" => value(row, "detected_language")
            .or_else(|| value(row, "language"))
            .unwrap_or("no-language")
            .to_owned(),
        other => value(row, other).unwrap_or("untitled").to_owned(),
    }
}

fn value<'r>(row: &'r Map<String, Value>, name: &str) -> Option<&'r str> {
    row.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// The last part of the address that has words, without an ending; otherwise the title in the form
/// of an address; otherwise the identifier.
fn slug(row: &Map<String, Value>) -> String {
    let address = value(row, "url").or_else(|| value(row, "canonical_url"));
    let from_address = address.and_then(|url| Url::parse(url).ok()).and_then(|url| {
        // The names that servers give the file of a folder say nothing about the page.
        let is_word = |part: &String| {
            part.chars().filter(|c| c.is_alphabetic()).count() > 2
                && !["index", "default"].contains(&part.to_lowercase().as_str())
        };
        let parts: Vec<&str> = url.path_segments()?.collect();
        let name = |part: &str| without_ending(&percent_decoded(part)).to_owned();
        parts.into_iter().rev().map(name).find(is_word)
    });
    let from_title = || {
        let title = value(row, "title")?.to_lowercase();
        let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        Some(words.take(10).collect::<Vec<_>>().join("-")).filter(|slug| !slug.is_empty())
    };
    from_address
        .or_else(from_title)
        .unwrap_or_else(|| value(row, "id").unwrap_or("page").replace(['/', '\\'], "_"))
}

fn without_ending(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending))
            if !stem.is_empty()
                && ending.len() <= 5
                && ending.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            stem
        }
        _ => name,
    }
}

/// Returns a path of safe names below a folder.
#[must_use]
pub fn safe_path(path: &str) -> String {
    let is_name = |part: &&str| !part.is_empty() && !matches!(*part, "." | "..");
    let names: Vec<String> =
        path.split(['/', '\\']).filter(is_name).map(|part| safe_name(part, MAX_NAME)).collect();
    if names.is_empty() { "page".to_owned() } else { names.join("/") }
}

/// Returns a name of at most about `max` bytes that every file system takes and that hides nothing.
#[must_use]
pub fn safe_name(text: &str, max: usize) -> String {
    let is_kept = |c: char| c.is_alphanumeric() || "-_. ".contains(c);
    let mut name: String = text.chars().map(|c| if is_kept(c) { c } else { '_' }).collect();
    name.truncate(name.floor_char_boundary(max));
    let name = name.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    let stem = name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let is_port = (stem.starts_with("COM") || stem.starts_with("LPT")) && stem.len() == 4;
    let is_device = is_port || matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL");
    if name.is_empty() || is_device { format!("page{name}") } else { name.to_owned() }
}

impl PageNames {
    /// The name in the settings of a run; empty for the default.
    pub(crate) fn setting(&self) -> String {
        match self {
            Self::Hashed => String::new(),
            Self::Folders => "folders".to_owned(),
            Self::Template(template) => format!("template {}", template.source()),
        }
    }

    /// The file name of a page, unique in its run. `row` has its fields.
    pub(crate) fn file_name(
        &self,
        head: &RecordHead,
        files: &PageFiles,
        format: Format,
        row: &Map<String, Value>,
    ) -> String {
        let ending = format.extension();
        match self {
            Self::Hashed => hashed_name(head, format),
            Self::Folders => {
                let path = head.path.as_deref().unwrap_or_default();
                let (folders, stem) = below_folders(path);
                match files.get(&head.position.file) {
                    // The record of an archive or a table has no file of its own.
                    _ if path.is_empty() => hashed_name(head, format),
                    None => format!("{folders}{}", hashed_name(head, format)),
                    Some(is_shared) => {
                        let more =
                            if *is_shared { format!("-{}", hash(head)) } else { String::new() };
                        format!("{folders}{stem}{more}.{ending}")
                    }
                }
            }
            Self::Template(template) => {
                format!("{}-{}.{ending}", template.name_of(row), hash(head))
            }
        }
    }
}

/// The folders of a path, with a slash at the end, and its name without the ending, both safe.
fn below_folders(path: &str) -> (String, String) {
    let (folders, name) = path.rsplit_once(['/', '\\']).unwrap_or(("", path));
    let folders = if folders.is_empty() { folders.to_owned() } else { safe_path(folders) + "/" };
    (folders, safe_name(&stem(Path::new(name)), MAX_NAME))
}

/// The file names of [`PageNames::Folders`] that are known before the first page.
pub(crate) fn known_names(
    inputs: &[(InputFile, usize)],
    files: &PageFiles,
    format: Format,
) -> Vec<String> {
    let name = |(at, (input, _)): (usize, &(InputFile, usize))| {
        let path = input.shown_path.as_ref().or(input.path.as_ref())?;
        let (folders, stem) = below_folders(&path.to_string_lossy());
        (files.get(&at) == Some(&false)).then(|| format!("{folders}{stem}.{}", format.extension()))
    };
    inputs.iter().enumerate().filter_map(name).collect()
}

/// A hash of the address or identifier of a page and of its position.
fn hash(head: &RecordHead) -> String {
    let named = head.url.as_deref().unwrap_or(&head.id);
    short_hash(format!("{named}\n{}\n{}", head.origin, head.position.record).as_bytes())
}

/// The file name of a page: readable, stable between runs, and unique.
///
/// It starts with the address or identifier, without characters that a file system refuses. The
/// hash covers that and the position of the page in the run, so two pages with one address have two
/// files.
fn hashed_name(head: &RecordHead, format: Format) -> String {
    let named = head.url.as_deref().unwrap_or(&head.id);
    let bare =
        named.strip_prefix("https://").or_else(|| named.strip_prefix("http://")).unwrap_or(named);
    let mut name: String = bare
        .chars()
        .map(|c| if c.is_alphanumeric() || c == '-' || c == '.' { c } else { '_' })
        .collect();
    name.truncate(name.floor_char_boundary(MAX_NAME));
    // A leading dot would hide the file. The hash also makes sure that the name is not a device
    // name of Windows.
    let name = name.trim_matches(['.', '_']);
    let (hash, ending) = (hash(head), format.extension());
    if name.is_empty() { format!("{hash}.{ending}") } else { format!("{name}-{hash}.{ending}") }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{Format, HashMap, NameTemplate, PageNames, RecordHead};
    use crate::batch::job::Position;

    fn row(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    fn head(url: &str, record: u64) -> RecordHead {
        let position = Position { file: 0, record, index: record };
        let (id, origin) = ("id".to_owned(), "in".to_owned());
        RecordHead { position, id, url: Some(url.to_owned()), origin, ..RecordHead::default() }
    }

    #[test]
    fn a_template_names_pages_by_their_fields() {
        let page = row(json!({
            "id": "a/index", "hostname": "news.example", "title": "Rain: a report",
            "url": "https://news.example/2024/rain-stops-play.html", "date": "2024-03-05",
        }));
        let bare = row(json!({"id": "a/index", "title": "Rain: a report!"}));
        for (template, named, unnamed) in [
            ("{host}/{slug}", "news.example/rain-stops-play", "no-host/rain-a-report"),
            ("{year}/{month}-{day}-x", "2024/03-05-x", "undated/undated-undated-x"),
            ("{id}", "a/index", "a/index"),
            ("{title}", "Rain_ a report", "Rain_ a report_"),
            ("{id}-{id}", "a/index-a/index", "a/index-a/index"),
        ] {
            let template = NameTemplate::parse(template).expect("it is right");
            assert_eq!(
                (template.name_of(&page).as_str(), template.name_of(&bare).as_str()),
                (named, unnamed)
            );
        }
    }

    #[test]
    fn a_slug_is_the_last_name_of_an_address_that_says_something() {
        for (address, expected) in [
            ("https://news.example/2024/rain-stops-play/index.html", "rain-stops-play"),
            ("https://news.example/rain/Index.php", "rain"),
            ("https://news.example/rain/default.aspx", "rain"),
            ("https://news.example/index.html", "the-title"),
            ("https://news.example/index-of-rain", "index-of-rain"),
            ("https://news.example/%D0%B4%D0%BE%D0%B6%D0%B4%D1%8C.html", "дождь"),
            ("https://news.example/дождь", "дождь"),
            ("https://news.example/rain%20in%20may/%D0%B1/12", "rain in may"),
            ("https://news.example/rain%2F..%2Fmay", "rain_.._may"),
            ("https://news.example/%zz-rain", "_zz-rain"),
            ("https://news.example/2024/05/", "the-title"),
        ] {
            let template = NameTemplate::parse("{slug}").expect("it is right");
            let name = template.name_of(&row(json!({"url": address, "title": "The title"})));
            assert_eq!(name, expected, "{address}");
        }
    }

    #[test]
    fn names_of_identifiers_are_known_before_the_pages() {
        let name = |template: &str| {
            NameTemplate::parse(template).expect("it is right").name_of_id("a/index")
        };
        assert_eq!(name("x/{id}-y").as_deref(), Some("x/a/index-y"));
        assert_eq!(name("{id}-{slug}"), None);
    }

    #[test]
    fn a_name_never_leaves_its_folder() {
        let template = NameTemplate::parse("{id}/{title}").expect("it is right");
        for hostile in ["../../etc", "/etc/passwd", "..", "a/../../b", "C:\\x", "\u{0}", "con"] {
            let name = template.name_of(&row(json!({"id": hostile, "title": hostile})));
            assert!(!name.starts_with('/') && name.split('/').all(|n| n != ".."), "{name}");
            assert!(
                !name.contains(['\\', '\0', ':']) && !name.to_lowercase().ends_with("/con"),
                "{name}"
            );
        }
        for wrong in ["{slug", "{author}", "rain", "/{id}", "../{id}", ""] {
            assert!(NameTemplate::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn folders_are_kept_and_shared_names_get_a_hash() {
        let name = |path: &str, files: &[(usize, bool)]| {
            let head = RecordHead { path: Some(path.to_owned()), ..head("x", 0) };
            let files: HashMap<usize, bool> = files.iter().copied().collect();
            PageNames::Folders.file_name(&head, &files, Format::Text, &Map::new())
        };
        assert_eq!(name("a/b/rain.html.gz", &[(0, false)]), "a/b/rain.txt");
        assert_eq!(name("/../rain.html", &[(0, false)]), "page/rain.txt");
        assert!(name("a/rain.html", &[(0, true)]).starts_with("a/rain-"));
        assert!(name("crawls/a.warc", &[]).starts_with("crawls/x-"));
    }

    #[test]
    fn file_names_are_safe_short_and_unique() {
        let name = |url: &str, record| {
            PageNames::Hashed.file_name(
                &head(url, record),
                &HashMap::new(),
                Format::Text,
                &Map::new(),
            )
        };
        assert_ne!(name("https://news.example/a", 0), name("https://news.example/a", 1));
        assert_eq!(name("https://news.example/a", 1), name("https://news.example/a", 1));
        for url in
            ["../../etc/passwd", ".hidden", "CON", &"\u{fc}".repeat(500), "a/b\\c:d*?\"<>|\0", ""]
        {
            let name = name(url, 0);
            assert!(name.len() < 200 && !name.starts_with('.') && name.ends_with(".txt"), "{name}");
            assert!(!name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0']), "{name}");
        }
    }
}
