//! Where rows go: a stream, a file that appears when it is whole, a file for each input, or a file for each page.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::error::BatchError;
use super::journal::Journal;
use super::row::RowFormat;
use super::{arrow_ipc, parquet};
use crate::files::{rename_durably, sync_folder_of};

/// Where the output of a run goes.
pub enum Output {
    /// Rows to a stream, as they are done. Nothing is kept of an unfinished run, so it cannot be resumed.
    Stream(Box<dyn Write + Send>),
    /// Rows to one file.
    File(PathBuf),
    /// Rows to a file in this folder for each input that holds many pages, and one for pages in files of their own.
    Folder(PathBuf),
    /// A file for each page in this folder.
    Pages(PathBuf),
}

impl Output {
    /// The folder that holds the state of an unfinished run, with its `journal`; none for a stream.
    #[must_use]
    pub fn state_folder(&self) -> Option<PathBuf> {
        match self {
            Self::Stream(_) => None,
            Self::File(path) => {
                let mut name = path.as_os_str().to_owned();
                name.push(".part");
                Some(name.into())
            }
            Self::Folder(folder) | Self::Pages(folder) => Some(folder.join(".cleancopy.part")),
        }
    }
}

/// A file that grows at its end, with its length.
pub(crate) struct AppendFile {
    path: PathBuf,
    file: BufWriter<File>,
    len: u64,
}

impl AppendFile {
    /// Opens a file and cuts it to what is known to be right; it must be as long as that.
    pub fn open(path: PathBuf, keep: u64) -> Result<Self, BatchError> {
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(BatchError::write(&path))?;
        let len = file.metadata().map_err(BatchError::write(&path))?.len();
        if len < keep {
            return Err(BatchError::BadState {
                path,
                why: format!("it has {len} bytes and should have {keep}"),
            });
        }
        let cut = if len > keep { file.set_len(keep) } else { Ok(()) };
        cut.and_then(|()| file.seek(SeekFrom::End(0))).map_err(BatchError::write(&path))?;
        Ok(Self { path, file: BufWriter::with_capacity(1 << 18, file), len: keep })
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn append(&mut self, bytes: &[u8]) -> Result<(), BatchError> {
        self.len += bytes.len() as u64;
        self.file.write_all(bytes).map_err(BatchError::write(&self.path))
    }

    /// Puts everything on the disk and says how long the file is.
    pub fn sync(&mut self) -> Result<u64, BatchError> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        synced.map_err(BatchError::write(&self.path))?;
        Ok(self.len)
    }
}

/// Takes what is rendered, in the order it is given.
pub(crate) enum Sink {
    Stream { out: Box<dyn Write + Send>, is_begun: bool },
    Files { targets: Vec<PathBuf>, rows: Option<AppendFile> },
    Pages { folder: PathBuf, not_synced: Vec<PathBuf> },
}

impl Sink {
    /// Writes a row, or the file of a page under this name.
    pub fn put(
        &mut self,
        name: &str,
        rendered: &[u8],
        format: RowFormat,
        journal: Option<&Journal>,
    ) -> Result<(), BatchError> {
        if rendered.is_empty() {
            return Ok(());
        }
        match self {
            Self::Stream { out, is_begun } => {
                let head = if *is_begun { Vec::new() } else { format.header() };
                *is_begun = true;
                out.write_all(&head)
                    .and_then(|()| out.write_all(rendered))
                    .map_err(BatchError::write(Path::new("the output")))
            }
            Self::Files { rows: Some(rows), .. } => {
                if rows.len == 0 {
                    rows.append(&format.header())?;
                }
                rows.append(rendered)
            }
            Self::Files { rows: None, .. } => Ok(()),
            Self::Pages { folder, not_synced } => {
                let path = folder.join(name);
                let Some(journal) = journal else { return Ok(()) };
                let unnamed = journal.path("page");
                fs::write(&unnamed, rendered)
                    .and_then(|()| fs::rename(&unnamed, &path))
                    .map_err(BatchError::write(&path))?;
                not_synced.push(path);
                Ok(())
            }
        }
    }

    /// Begins an output, or goes on with one whose first `keep` bytes are right.
    pub fn begin(
        &mut self,
        output: usize,
        keep: u64,
        journal: Option<&Journal>,
    ) -> Result<(), BatchError> {
        if let (Self::Files { rows, .. }, Some(journal)) = (self, journal) {
            *rows = Some(AppendFile::open(journal.path(&format!("rows-{output}")), keep)?);
        }
        Ok(())
    }

    /// Puts everything on the disk and says how long the rows of this output are.
    pub fn sync(&mut self) -> Result<u64, BatchError> {
        match self {
            Self::Stream { out, .. } => {
                out.flush().map_err(BatchError::write(Path::new("the output"))).map(|()| 0)
            }
            Self::Files { rows, .. } => rows.as_mut().map_or(Ok(0), AppendFile::sync),
            Self::Pages { folder, not_synced } => {
                if not_synced.is_empty() {
                    return Ok(0);
                }
                // Each was renamed before it was on the disk; a run that a power cut ends writes those after its checkpoint again.
                let sync = |path: PathBuf| {
                    File::open(&path).and_then(|f| f.sync_data()).map_err(BatchError::write(&path))
                };
                not_synced.drain(..).try_for_each(sync)?;
                sync_folder_of(&folder.join("page")).map_err(BatchError::write(folder)).map(|()| 0)
            }
        }
    }

    /// Puts a finished output in its place. Doing it again after an interruption does no harm.
    pub fn publish(
        &mut self,
        output: usize,
        format: RowFormat,
        journal: Option<&Journal>,
    ) -> Result<(), BatchError> {
        let (Self::Files { targets, rows }, Some(journal)) = (self, journal) else { return Ok(()) };
        *rows = None;
        let (Some(target), from) = (targets.get(output), journal.path(&format!("rows-{output}")))
        else {
            return Ok(());
        };
        if !from.exists() && target.exists() {
            return Ok(());
        }
        match format {
            RowFormat::Parquet | RowFormat::Arrow => {
                let whole = journal.path("table");
                if format == RowFormat::Parquet {
                    parquet::write(&from, &whole)?;
                } else {
                    arrow_ipc::write(&from, &whole, is_arrow_stream(target))?;
                }
                publish_file(&whole, target)?;
                fs::remove_file(&from).map_err(BatchError::write(&from))
            }
            RowFormat::Jsonl | RowFormat::Csv => publish_file(&from, target),
        }
    }
}

/// Whether the name of an output asks for an Arrow stream instead of an Arrow file.
fn is_arrow_stream(target: &Path) -> bool {
    target.extension().is_some_and(|e| e.eq_ignore_ascii_case("arrows"))
}

/// Gives a file that is on the disk its final name.
pub(crate) fn publish_file(from: &Path, target: &Path) -> Result<(), BatchError> {
    rename_durably(from, target).map_err(BatchError::write(target))
}

/// Whether a file can be put there at the end: hours of work are not to end at a folder that was never there.
///
/// # Errors
///
/// What the system says of a folder that is not there, and `IsADirectory` for a path that is one itself. A pipe or a device is refused: no
/// file can take its name.
pub fn check_writable(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(there) if !there.is_file() => {
            return Err(io::Error::other("it is a pipe or device; name a file"));
        }
        _ => {}
    }
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if fs::metadata(folder)?.is_dir() { Ok(()) } else { Err(io::ErrorKind::NotADirectory.into()) }
}
