//! Expands the arguments to files and addresses: folders, patterns, and lists of paths.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use cleancopy::batch::{peek_stdin, read_stdin};
use walkdir::WalkDir;

use crate::input::{FileInput, Input, has_ending, stem};

/// Why files of folders are not read as pages.
pub const NOT_PAGES: &str = "neither name nor first bytes are those of a page";

/// The inputs in order, and what a folder held besides.
#[derive(Debug, Default)]
pub struct Expanded {
    pub inputs: Vec<Input>,
    pub skipped: Skipped,
}

/// The files of folders that were not read.
#[derive(Debug, Default)]
pub struct Skipped {
    count: Cell<usize>,
    first: RefCell<Option<PathBuf>>,
}

impl Skipped {
    fn add(&self, path: &Path) {
        self.count.set(self.count.get() + 1);
        self.first.borrow_mut().get_or_insert_with(|| path.to_owned());
    }

    /// Returns the number of files.
    pub fn count(&self) -> usize {
        self.count.get()
    }

    /// Says how many files were skipped; `None` if none was. `hold` says what they lack.
    pub fn message(&self, hold: &str) -> Option<String> {
        let first = self.first.borrow();
        let first = first.as_ref()?.display();
        Some(match self.count.get() {
            1 => format!("1 file was skipped, since {hold}: {first}; name it to read it"),
            n => format!(
                "{n} files were skipped, since {hold}: {first} and others; \
                 name a file to read it"
            ),
        })
    }
}

/// Expands the arguments, in order; without any, standard input is read. `is_wanted` selects the
/// files of a folder. A file is read once, however it was matched.
pub fn expand(arguments: &[OsString], is_wanted: &dyn Fn(&Path) -> bool) -> Expanded {
    if arguments.is_empty() {
        return Expanded { inputs: vec![Input::Stdin], ..Expanded::default() };
    }
    let mut expanded = Expanded::default();
    for argument in arguments {
        match Input::parse(argument) {
            Input::File(file) if file.path.is_dir() => {
                add_folder(&file.path, &file.path, is_wanted, &mut expanded);
            }
            Input::File(file) if !file.path.exists() => {
                add_matches(file.path, is_wanted, &mut expanded);
            }
            input => expanded.inputs.push(input),
        }
    }
    remove_repeats(&mut expanded.inputs);
    expanded
}

/// Expands as [`expand`] does; the endings select the files of a folder.
pub fn expand_endings(arguments: &[OsString], endings: &[&str]) -> Expanded {
    expand(arguments, &|path| has_ending(path, endings))
}

/// Adds the files that a pattern matches, sorted by path. If the text is not a pattern, or if it
/// matches nothing, adds it as a path.
fn add_matches(pattern: PathBuf, is_wanted: &dyn Fn(&Path) -> bool, expanded: &mut Expanded) {
    let paths =
        pattern.to_str().filter(|p| p.contains(['*', '?', '['])).and_then(|p| glob::glob(p).ok());
    let base = fixed_part(&pattern);
    let before = expanded.inputs.len();
    for entry in paths.into_iter().flatten() {
        match entry {
            Ok(path) if path.is_dir() => add_folder(&path, &base, is_wanted, expanded),
            Ok(path) => expanded.inputs.push(found(path, &base)),
            Err(e) => {
                expanded.inputs.push(Input::Unreadable(e.path().to_owned(), e.error().kind()));
            }
        }
    }
    if expanded.inputs.len() == before && expanded.skipped.count() == 0 {
        expanded.inputs.push(Input::File(pattern.into()));
    }
}

/// Returns an identifier for each input, in order: of a file that was given its stem, of a file
/// that was found its path below the folder, without the ending. Files that would share one
/// have longer ones, so an identifier does not depend on the order of the inputs.
pub fn ids(inputs: &[Input]) -> Vec<String> {
    let mut ids: Vec<String> = inputs.iter().map(short_id).collect();
    let longer: [fn(&Path) -> String; 2] =
        [|path| without_ending(path), |path| path.display().to_string()];
    for longer in longer {
        let mut uses: HashMap<String, usize> = HashMap::new();
        for id in &ids {
            *uses.entry(id.clone()).or_default() += 1;
        }
        for (input, id) in inputs.iter().zip(&mut ids) {
            if let (Input::File(file), true) = (input, uses[id.as_str()] > 1) {
                *id = longer(&file.path);
            }
        }
    }
    ids
}

fn short_id(input: &Input) -> String {
    match input {
        Input::File(file) if file.is_found => without_ending(&file.relative),
        input => input.stem(),
    }
}

/// Returns a path without the ending of a page or a text.
fn without_ending(path: &Path) -> String {
    path.with_file_name(stem(path)).display().to_string()
}

/// Returns the path of an input as rows name it.
pub fn shown_path(input: &Input) -> Option<String> {
    match input {
        Input::File(file) => {
            let path = file.relative.strip_prefix(".").unwrap_or(&file.relative);
            Some(path.display().to_string())
        }
        Input::Unreadable(path, _) => Some(path.display().to_string()),
        Input::Url(_) | Input::Stdin => None,
    }
}

/// Returns the folders of a pattern before its first wildcard.
fn fixed_part(pattern: &Path) -> PathBuf {
    let is_fixed =
        |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
    let fixed: PathBuf = pattern.components().take_while(is_fixed).collect();
    if fixed == pattern { fixed.parent().unwrap_or(Path::new("")).to_owned() } else { fixed }
}

/// Returns a file that was found below `base`.
fn found(path: PathBuf, base: &Path) -> Input {
    let relative = path.strip_prefix(base).unwrap_or(&path).to_owned();
    Input::File(FileInput { path, relative, is_found: true })
}

fn add_folder(
    folder: &Path,
    base: &Path,
    is_wanted: &dyn Fn(&Path) -> bool,
    expanded: &mut Expanded,
) {
    // Symbolic links are followed, since collections often use them. The walker reports loops.
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) if !entry.file_type().is_file() => {}
            Ok(entry) if is_wanted(entry.path()) => {
                expanded.inputs.push(found(entry.into_path(), base));
            }
            Ok(entry) => expanded.skipped.add(entry.path()),
            Err(e) => {
                let kind = e.io_error().map_or(std::io::ErrorKind::Other, std::io::Error::kind);
                let path = e.path().unwrap_or(folder).to_owned();
                expanded.inputs.push(Input::Unreadable(path, kind));
            }
        }
    }
}

/// Removes files that occur twice, under whatever spelling of their folder. Two links to one file
/// are two files.
fn remove_repeats(inputs: &mut Vec<Input>) {
    let mut folders: HashMap<PathBuf, PathBuf> = HashMap::new();
    let mut seen = HashSet::new();
    let mut is_stdin_read = false;
    inputs.retain(|input| match input {
        Input::File(file) => {
            let folder = file.path.parent().unwrap_or(Path::new(""));
            let real = folders.entry(folder.to_owned()).or_insert_with(|| {
                let named = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
                fs::canonicalize(named).unwrap_or_else(|_| folder.to_owned())
            });
            seen.insert(real.join(file.path.file_name().unwrap_or_default()))
        }
        Input::Stdin => !std::mem::replace(&mut is_stdin_read, true),
        Input::Url(_) | Input::Unreadable(..) => true,
    });
}

/// Returns the paths on standard input, if it holds a list of existing files or folders, as `ls`
/// and `find` print it. Otherwise its bytes are still to be read.
pub fn paths_on_stdin() -> Option<Vec<OsString>> {
    // A writer of addresses may send its first line long before the rest.
    let is_other = |start: &[u8]| {
        let first = start.split(|b| matches!(b, 0 | b'\n')).next().unwrap_or_default();
        first.len() < start.len() && names_in(first).iter().any(|name| !Path::new(name).exists())
    };
    let start = peek_stdin(is_other).ok()?;
    // The last line may be cut off.
    let is_whole = start.len() < 4096;
    let names: Vec<OsString> = names_in(&start);
    let checked = if is_whole { &names[..] } else { names.split_last()?.1 };
    if checked.is_empty() || !checked.iter().all(|name| Path::new(name).exists()) {
        return None;
    }
    // A list that is longer than the memory has room for is not worth a limit.
    read_stdin(usize::MAX).ok().map(|read| names_in(&read.bytes))
}

/// Returns the names in a list with one of them per line, or with a zero byte after each.
fn names_in(bytes: &[u8]) -> Vec<OsString> {
    let separator = if bytes.contains(&0) { 0 } else { b'\n' };
    let names = bytes.split(|&b| b == separator);
    names
        .map(|name| name.strip_suffix(b"\r").unwrap_or(name))
        .filter(|name| !name.is_empty())
        .map(os_string)
        .collect()
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{expand_endings, fixed_part};
    use crate::input::Input;

    #[test]
    fn a_file_is_read_once_however_it_was_matched() {
        let home = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(home.path().join("a/b")).expect("a folder");
        for name in ["a/one.html", "a/b/two.html", "a/b/notes.css"] {
            fs::write(home.path().join(name), "<p>").expect("writes");
        }
        let at = |name: &str| home.path().join(name).into_os_string();
        for arguments in [
            vec![at("a"), at("a/one.html"), at("a/./b/two.html"), at("a/b/../one.html")],
            vec![at("a/**/*")],
            vec![at("*"), at("a/b")],
        ] {
            let expanded = expand_endings(&arguments, &[".html"]);
            let mut names: Vec<String> = expanded.inputs.iter().map(Input::stem).collect();
            names.retain(|name| name != "notes");
            names.sort();
            assert_eq!(names, ["one", "two"], "{arguments:?}");
        }
        assert_eq!(expand_endings(&[at("a")], &[".html"]).skipped.count(), 1);
    }

    #[test]
    fn identifiers_are_unique_and_short() {
        let found = |path: &str, base: &str| super::found(path.into(), Path::new(base));
        let given = |path: &str| Input::parse(path.as_ref());
        let inputs = [
            found("site/a/index.html", "site"),
            found("site/b/index.html", "site"),
            given("x/rain.html"),
            given("y/snow.html"),
            given("z/snow.html"),
            given("z/hail.html"),
            given("z/hail.htm"),
            given("-"),
        ];
        let expected =
            ["a/index", "b/index", "rain", "y/snow", "z/snow", "z/hail.html", "z/hail.htm", "-"];
        assert_eq!(super::ids(&inputs), expected);
    }

    #[test]
    fn the_fixed_part_of_a_pattern_ends_before_its_first_wildcard() {
        assert_eq!(fixed_part(Path::new("site/*/index.html")), Path::new("site"));
        assert_eq!(fixed_part(Path::new("*.html")), Path::new(""));
        assert_eq!(fixed_part(Path::new("site/a.html")), Path::new("site"));
    }
}
