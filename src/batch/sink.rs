//! Writes the output: to a stream, to files that get their final name when they are complete, or to
//! one file for each page.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::error::BatchError;
use super::input_paths::InputPaths;
use super::journal::Journal;
use super::own_columns::OwnColumns;
use super::row::RowFormat;
use super::{arrow_ipc, parquet};
use crate::files::{rename_durably, sync_folder_of};

/// The destination of a run's output.
#[non_exhaustive]
pub enum Output {
    /// Rows to a stream, as they are done. An interrupted run has no state and cannot be resumed.
    Stream(Box<dyn Write + Send>),
    /// Rows to one file.
    File(PathBuf),
    /// Rows to files in this folder; see [`Batch::row_files`](super::Batch::row_files).
    Folder(PathBuf),
    /// One file for each page in this folder.
    Pages(PathBuf),
}

impl Output {
    /// The folder that holds the state of an unfinished run, with its `journal`; `None` for a
    /// stream.
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

/// A file to which bytes are appended, with its length.
pub(crate) struct AppendFile {
    path: PathBuf,
    file: BufWriter<File>,
    len: u64,
}

impl AppendFile {
    /// Opens a file and truncates it to `len` bytes, the part that is known to be correct. A
    /// shorter file is an error.
    pub fn open(path: PathBuf, len: u64) -> Result<Self, BatchError> {
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(BatchError::write(&path))?;
        let found = file.metadata().map_err(BatchError::write(&path))?.len();
        if found < len {
            return Err(BatchError::BadState {
                path,
                why: format!("it has {found} bytes and should have {len}"),
            });
        }
        let truncated = if found > len { file.set_len(len) } else { Ok(()) };
        truncated.and_then(|()| file.seek(SeekFrom::End(0))).map_err(BatchError::write(&path))?;
        Ok(Self { path, file: BufWriter::with_capacity(1 << 18, file), len })
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn append(&mut self, bytes: &[u8]) -> Result<(), BatchError> {
        self.len += bytes.len() as u64;
        self.file.write_all(bytes).map_err(BatchError::write(&self.path))
    }

    /// Syncs the file to the disk and returns its length.
    pub fn sync(&mut self) -> Result<u64, BatchError> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        synced.map_err(BatchError::write(&self.path))?;
        Ok(self.len)
    }
}

/// Receives rendered rows or pages in their final order.
pub(crate) enum Sink {
    Stream {
        out: Box<dyn Write + Send>,
        has_header: bool,
    },
    Files {
        targets: Vec<PathBuf>,
        rows: Option<AppendFile>,
    },
    Pages {
        folder: PathBuf,
        /// The inputs below the folder, which no page may replace.
        read: InputPaths,
        not_synced: Vec<PathBuf>,
    },
}

impl Sink {
    /// Writes a row, or the file of a page, whose name is `name`.
    pub fn put(
        &mut self,
        name: &str,
        rendered: &[u8],
        (format, own): (RowFormat, &OwnColumns),
        journal: Option<&Journal>,
    ) -> Result<(), BatchError> {
        if rendered.is_empty() {
            return Ok(());
        }
        match self {
            Self::Stream { out, has_header } => {
                let head = if *has_header { Vec::new() } else { format.header(own) };
                *has_header = true;
                out.write_all(&head)
                    .and_then(|()| out.write_all(rendered))
                    .map_err(BatchError::write(Path::new("the output")))
            }
            Self::Files { rows: Some(rows), .. } => {
                if rows.len == 0 {
                    rows.append(&format.header(own))?;
                }
                rows.append(rendered)
            }
            Self::Files { rows: None, .. } => Ok(()),
            Self::Pages { folder, read, not_synced } => {
                let path = folder.join(name);
                let Some(journal) = journal else { return Ok(()) };
                read.check(&path)?;
                let temporary = journal.path("page");
                let made = match path.parent() {
                    Some(parent) if name.contains('/') => fs::create_dir_all(parent),
                    _ => Ok(()),
                };
                made.and_then(|()| fs::write(&temporary, rendered))
                    .and_then(|()| fs::rename(&temporary, &path))
                    .map_err(BatchError::write(&path))?;
                not_synced.push(path);
                Ok(())
            }
        }
    }

    /// Begins an output, or continues one whose first `len` bytes are correct.
    pub fn begin(
        &mut self,
        output: usize,
        len: u64,
        journal: Option<&Journal>,
    ) -> Result<(), BatchError> {
        if let (Self::Files { rows, .. }, Some(journal)) = (self, journal) {
            *rows = Some(AppendFile::open(journal.path(&format!("rows-{output}")), len)?);
        }
        Ok(())
    }

    /// Syncs everything to the disk and returns the length of the rows of this output.
    pub fn sync(&mut self) -> Result<u64, BatchError> {
        match self {
            Self::Stream { out, .. } => {
                out.flush().map_err(BatchError::write(Path::new("the output"))).map(|()| 0)
            }
            Self::Files { rows, .. } => rows.as_mut().map_or(Ok(0), AppendFile::sync),
            Self::Pages { folder, not_synced, .. } => {
                if not_synced.is_empty() {
                    return Ok(0);
                }
                // Files are renamed before they are synced. After a power failure, a resumed run
                // writes the files after its last checkpoint again.
                let sync = |path: PathBuf| {
                    File::open(&path).and_then(|f| f.sync_data()).map_err(BatchError::write(&path))
                };
                let mut folders: Vec<PathBuf> =
                    not_synced.iter().filter_map(|path| path.parent().map(PathBuf::from)).collect();
                not_synced.drain(..).try_for_each(sync)?;
                folders.push(folder.clone());
                folders.sort_unstable();
                folders.dedup();
                folders.iter().try_for_each(|folder| {
                    sync_folder_of(&folder.join("page")).map_err(BatchError::write(folder))
                })?;
                Ok(0)
            }
        }
    }

    /// Makes the run end without its files of rows: they never get their final names.
    pub fn discard(&mut self) {
        if let Self::Files { targets, .. } = self {
            targets.clear();
        }
    }

    /// Gives a finished output its final name. This can be repeated after an interruption.
    pub fn publish(
        &mut self,
        output: usize,
        (format, own): (RowFormat, &OwnColumns),
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
                    parquet::write(&from, &whole, own)?;
                } else {
                    arrow_ipc::write(&from, &whole, is_arrow_stream(target), own)?;
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

/// Gives a file that is synced to the disk its final name.
pub(crate) fn publish_file(from: &Path, target: &Path) -> Result<(), BatchError> {
    rename_durably(from, target).map_err(BatchError::write(target))
}

/// Checks before a run that a file can be created at `path` at its end, so that hours of work are
/// not lost because a folder is missing.
///
/// # Errors
///
/// The error of the system for a missing folder, and `IsADirectory` for a path that is a folder. A
/// pipe or a device is refused, because no file can get its name.
pub fn check_writable(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(metadata) if !metadata.is_file() => {
            return Err(io::Error::other("it is a pipe or device; name a file"));
        }
        _ => {}
    }
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if fs::metadata(folder)?.is_dir() { Ok(()) } else { Err(io::ErrorKind::NotADirectory.into()) }
}
