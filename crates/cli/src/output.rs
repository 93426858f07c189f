//! Output: standard output, one file that appears only when it is complete, or one file per input.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use cleancopy::batch::InputPaths;
use cleancopy::files::{AtomicFile, Durability};
use cleancopy::text::one_line;
use tempfile::NamedTempFile;

use crate::exit::Exit;
use crate::file_names::{TemplateNames, file_names};
use crate::input::Input;
use crate::interrupt;
use crate::reporter::Reporter;
use crate::same_file::{check_output, check_tables, read_files};

/// How several articles share one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Nothing between articles: rows, or a single article.
    None,
    /// A line `==> NAME <==` before each article, as `head` writes it.
    TextHeads,
    /// A Markdown comment with the name before each article.
    MarkdownHeads,
    /// The elements of a JSON array.
    JsonArray,
}

/// Writes rendered articles, in the order of the inputs.
pub enum OutputWriter {
    Stream {
        out: OutputStream,
        framing: Framing,
        count: usize,
    },
    Folder {
        folder: PathBuf,
        names: Vec<String>,
    },
    /// A folder in which a template names the files.
    Named {
        folder: PathBuf,
        names: TemplateNames,
        extension: String,
        /// The inputs in the folder, which no page may replace.
        read: InputPaths,
    },
}

/// An open output stream.
pub enum OutputStream {
    Stdout(BufWriter<io::Stdout>),
    /// A device or named pipe. It cannot be replaced, so it is written directly.
    Device(BufWriter<File>),
    /// A temporary file in the same folder, which replaces the output at the end.
    Atomic(AtomicFile),
}

impl OutputWriter {
    /// Opens the output, so that an unwritable one fails before any work is done. `names` are those
    /// of the files in a folder; without them, a template names each page, and none may have the
    /// name of one of the `inputs`.
    pub fn open(
        output: Option<&Path>,
        framing: Framing,
        names: Option<Vec<String>>,
        (extension, inputs): (&str, &[Input]),
    ) -> io::Result<Self> {
        match output {
            Some(path) if is_folder(path) => {
                fs::create_dir_all(path)?;
                // A folder without write permission fails here, not after the first page.
                NamedTempFile::new_in(path)?;
                let (folder, extension) = (path.to_owned(), extension.to_owned());
                Ok(match names {
                    Some(names) => Self::Folder { folder, names },
                    None => {
                        let read = read_files(inputs).below(&folder);
                        Self::Named { folder, names: TemplateNames::default(), extension, read }
                    }
                })
            }
            output => Ok(Self::Stream { out: OutputStream::open(output)?, framing, count: 0 }),
        }
    }

    /// Writes the article of the input at `index`; skips an empty one. `file` is the name that a
    /// template gives it.
    pub fn write_article(
        &mut self,
        index: usize,
        name: &str,
        file: Option<String>,
        rendered: &[u8],
    ) -> io::Result<()> {
        if rendered.is_empty() {
            return Ok(());
        }
        match self {
            Self::Folder { folder, names } => write_below(folder, &names[index], rendered),
            Self::Named { folder, names, extension, read } => {
                let file = names.unique(file.unwrap_or_default(), name, extension);
                check_output(read, &folder.join(&file))
                    .map_err(|why| io::Error::other(Refused(why)))?;
                write_below(folder, &file, rendered)
            }
            Self::Stream { out, framing, count } => {
                *count += 1;
                write_framed(out.writer(), *framing, *count == 1, name, rendered)
            }
        }
    }

    /// Completes the output. A file appears now, and only if something was written and `keep` is
    /// set.
    pub fn finish(self, keep: bool) -> io::Result<()> {
        let Self::Stream { mut out, framing, count } = self else { return Ok(()) };
        if framing == Framing::JsonArray {
            out.writer().write_all(if count == 0 { b"[]\n" } else { b"\n]\n" })?;
        }
        out.finish(count > 0 && keep)
    }
}

impl OutputStream {
    /// Opens a file; opens standard output for `None` and `-`.
    pub fn open(output: Option<&Path>) -> io::Result<Self> {
        match output.filter(|path| *path != Path::new("-")) {
            Some(path) => open_file(path),
            None => Ok(Self::Stdout(BufWriter::new(io::stdout()))),
        }
    }

    /// Completes the output. With `keep`, a file appears now; otherwise it is discarded.
    pub fn finish(mut self, keep: bool) -> io::Result<()> {
        self.writer().flush()?;
        let Self::Atomic(file) = self else { return Ok(()) };
        let temporary = file.temporary_path().to_owned();
        let finished = if keep { file.commit(Durability::ProcessExit) } else { Ok(()) };
        interrupt::forget_temporary(&temporary);
        finished
    }

    pub fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout(out) => out,
            Self::Device(out) => out,
            Self::Atomic(file) => file,
        }
    }
}

fn write_framed(
    out: &mut dyn Write,
    framing: Framing,
    is_first: bool,
    name: &str,
    rendered: &[u8],
) -> io::Result<()> {
    let gap = if is_first { "" } else { "\n" };
    match framing {
        Framing::None => out.write_all(rendered)?,
        Framing::TextHeads => {
            writeln!(out, "{gap}==> {} <==\n", one_line(name))?;
            out.write_all(rendered)?;
        }
        Framing::MarkdownHeads => {
            // Two hyphens or an angle bracket would end the comment.
            writeln!(
                out,
                "{gap}<!-- {} -->\n",
                one_line(name).replace("--", "- -").replace('>', "")
            )?;
            out.write_all(rendered)?;
        }
        Framing::JsonArray => {
            out.write_all(if is_first { b"[\n" } else { b",\n" })?;
            out.write_all(rendered.trim_ascii_end())?;
        }
    }
    // Flush, so that a reader on a pipe gets each article as soon as it is ready.
    out.flush()
}

/// Writes a file below a folder; its name may have folders of its own.
fn write_below(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let path = folder.join(name);
    if let (true, Some(parent)) = (name.contains('/'), path.parent()) {
        fs::create_dir_all(parent)?;
    }
    write_file(&path, bytes)
}

/// Writes the tables of articles as CSV files into a folder.
pub struct TableWriter {
    folder: PathBuf,
    /// The name of each input, without an ending.
    names: Vec<String>,
}

impl TableWriter {
    /// Opens the folder, so that an unwritable one fails before any work is done.
    pub fn open(folder: &Path, inputs: &[Input]) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        NamedTempFile::new_in(folder)?;
        Ok(Self { folder: folder.to_owned(), names: Self::names(inputs) })
    }

    /// Returns the error for tables that would replace an input.
    pub fn check(folder: &Path, inputs: &[Input]) -> Result<(), String> {
        check_tables(&read_files(inputs), folder, &Self::names(inputs))
    }

    fn names(inputs: &[Input]) -> Vec<String> {
        let names = file_names(inputs, "csv").into_iter();
        names.map(|name| name.strip_suffix(".csv").unwrap_or(&name).to_owned()).collect()
    }

    /// Writes the tables of the input at `index`.
    pub fn write(&self, index: usize, tables: &[String]) -> io::Result<()> {
        for (i, table) in tables.iter().enumerate() {
            let name = format!("{}-{}.csv", self.names[index], i + 1);
            write_file(&self.folder.join(name), table.as_bytes())?;
        }
        Ok(())
    }
}

/// Whether an output path means a folder: an existing folder, or a path that ends in a slash.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator)
}

/// Writes a file, which appears only when it is complete.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut out = open_file(path)?;
    out.writer().write_all(bytes)?;
    out.finish(true)
}

fn open_file(path: &Path) -> io::Result<OutputStream> {
    // For a symbolic link, the file that it points to is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&target).is_ok_and(|m| !m.is_file()) {
        let device = File::options().write(true).open(target)?;
        return Ok(OutputStream::Device(BufWriter::new(device)));
    }
    Ok(OutputStream::Atomic(interrupt::create_temporary(path)?))
}

/// An output that would replace an input.
#[derive(Debug)]
struct Refused(String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// Reports that the output cannot be written, and returns the exit code. If the reader of a pipe
/// has closed it, the run ends without a message.
pub fn output_failed(e: &io::Error, name: &str, reporter: &Reporter) -> Exit {
    if e.kind() == io::ErrorKind::BrokenPipe {
        return Exit::Done;
    }
    if let Some(refused) = e.get_ref().and_then(|inner| inner.downcast_ref::<Refused>()) {
        return reporter.usage(&refused.0);
    }
    // The path in the error is that of a temporary file.
    let whole = e.to_string();
    let cause = whole.split(" at path ").next().unwrap_or_default();
    reporter.error(&format!("cannot write {name} ({cause}){}", advice(e)));
    Exit::Output
}

/// Returns the next step after an output error, if there is one to suggest.
fn advice(e: &io::Error) -> &'static str {
    match e.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "; create the folder first, or choose another path"
        }
        io::ErrorKind::PermissionDenied
        | io::ErrorKind::ReadOnlyFilesystem
        | io::ErrorKind::IsADirectory => "; choose another path",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "; free some space or choose another path"
        }
        _ => "",
    }
}

/// Returns the name of the output for messages.
pub fn output_name(output: Option<&Path>) -> String {
    output.map_or_else(|| "standard output".to_owned(), |path| path.display().to_string())
}

/// Prints a short text, and returns the exit code.
pub fn print(text: &str) -> Exit {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => Exit::Done,
        Err(e) => output_failed(&e, &output_name(None), &Reporter::default()),
    }
}
