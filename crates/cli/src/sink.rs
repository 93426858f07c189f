//! Where the output goes: standard output, one file that appears whole or not at all, or a file for each input.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use cleancopy::files::{AtomicFile, Durability};
use tempfile::NamedTempFile;

use crate::exit::Exit;
use crate::file_names::file_names;
use crate::input::Input;
use crate::reporter::Reporter;
use cleancopy::text::one_line;

/// How several articles share one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// One after the other: rows, or a single article.
    None,
    /// A line `==> NAME <==` before each, as `head` writes it.
    TextHeads,
    /// A Markdown comment with the name before each.
    MarkdownHeads,
    /// The elements of a JSON array.
    JsonArray,
}

/// Takes rendered articles in the order of the inputs.
pub enum Sink {
    Stream { out: Stream, framing: Framing, count: usize },
    Folder { folder: PathBuf, names: Vec<String> },
}

/// An open stream.
pub enum Stream {
    Stdout(BufWriter<io::Stdout>),
    /// A device or a pipe named as output: it cannot be replaced, so it is written to.
    Device(BufWriter<File>),
    /// A new file beside the one it will replace.
    Whole(AtomicFile),
}

impl Sink {
    /// Opens the output, so that one that cannot be written fails before any work is done.
    pub fn open(
        output: Option<&Path>,
        framing: Framing,
        inputs: &[Input],
        extension: &str,
    ) -> io::Result<Self> {
        match output {
            Some(path) if is_folder(path) => {
                fs::create_dir_all(path)?;
                // A folder without write permission is found out here and not after the first page.
                NamedTempFile::new_in(path)?;
                Ok(Self::Folder { folder: path.to_owned(), names: file_names(inputs, extension) })
            }
            output => Ok(Self::Stream { out: Stream::open(output)?, framing, count: 0 }),
        }
    }

    /// Writes the article of the input at `index`; nothing for an empty one.
    pub fn put(&mut self, index: usize, name: &str, rendered: &[u8]) -> io::Result<()> {
        if rendered.is_empty() {
            return Ok(());
        }
        match self {
            Self::Folder { folder, names } => write_whole(&folder.join(&names[index]), rendered),
            Self::Stream { out, framing, count } => {
                *count += 1;
                put_framed(out.writer(), *framing, *count == 1, name, rendered)
            }
        }
    }

    /// Ends the output; a file appears now, and only if something was written.
    pub fn finish(self) -> io::Result<()> {
        let Self::Stream { mut out, framing, count } = self else { return Ok(()) };
        if framing == Framing::JsonArray {
            out.writer().write_all(if count == 0 { b"[]\n" } else { b"\n]\n" })?;
        }
        out.finish(count > 0)
    }
}

impl Stream {
    /// Opens a file, or standard output without one or for `-`.
    pub fn open(output: Option<&Path>) -> io::Result<Self> {
        match output.filter(|path| *path != Path::new("-")) {
            Some(path) => open_file(path),
            None => Ok(Self::Stdout(BufWriter::new(io::stdout()))),
        }
    }

    /// Ends the output. A file appears now, if it is to.
    pub fn finish(mut self, appears: bool) -> io::Result<()> {
        self.writer().flush()?;
        match self {
            Self::Whole(file) if appears => file.commit(Durability::ProcessExit),
            _ => Ok(()),
        }
    }

    pub fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout(out) => out,
            Self::Device(out) => out,
            Self::Whole(file) => file,
        }
    }
}

fn put_framed(
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
    // Whoever reads along sees each article as it is done.
    out.flush()
}

/// Whether an output path means a folder: it is one, or it says so with a slash at its end.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator)
}

/// Writes a whole file at once.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut out = open_file(path)?;
    out.writer().write_all(bytes)?;
    out.finish(true)
}

fn open_file(path: &Path) -> io::Result<Stream> {
    // Through a link, the file it names is replaced and not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&target).is_ok_and(|m| !m.is_file()) {
        return Ok(Stream::Device(BufWriter::new(File::options().write(true).open(target)?)));
    }
    AtomicFile::create(path).map(Stream::Whole)
}

/// The output cannot be written: a reader that has gone away ends the run quietly, anything else is said.
pub fn output_failed(e: &io::Error, name: &str, reporter: &Reporter) -> Exit {
    if e.kind() == io::ErrorKind::BrokenPipe {
        return Exit::Done;
    }
    reporter.error(&format!("cannot write {name} ({e}){}", advice(e)));
    Exit::Output
}

/// What to do about an output that cannot be written, where that is plain.
fn advice(e: &io::Error) -> &'static str {
    match e.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "; make its folder first, or name another place"
        }
        io::ErrorKind::PermissionDenied
        | io::ErrorKind::ReadOnlyFilesystem
        | io::ErrorKind::IsADirectory => "; name another place",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "; make room or name another place"
        }
        _ => "",
    }
}

/// How the output is named in a message.
pub fn output_name(output: Option<&Path>) -> String {
    output.map_or_else(|| "standard output".to_owned(), |path| path.display().to_string())
}
