//! The state of an unfinished run: a folder next to the output, locked during the run.
//!
//! ```text
//!  articles.jsonl.part/
//!    lock       held by the run that writes here; the system releases it when the process ends
//!    journal    the settings, then one checkpoint in each line, each with a checksum
//!    rows-0     rows of output 0; they become articles.jsonl when the run is done
//!    log        a row for each record that is not written (`BatchOptions::log`)
//!    seen       fingerprints of texts (`BatchOptions::deduplicate`)
//!    archive    WARC records of fetched pages (`FetchOptions::warc_out`)
//! ```
//!
//! A checkpoint states up to which record everything is done, and the length of each file at that
//! time. The files are synced to the disk before the line is written, so the last whole line is
//! always true. A resumed run truncates each file to the stated length, which removes partial rows
//! and rows without a checkpoint, and continues with the next record. No row is lost, because the
//! removed rows are written again, and none is written twice, because they were removed.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::BatchError;
use super::job::Position;
use super::tally::Tally;
use crate::digest::short_hash;

/// The settings of a run by name. Two runs with the same settings write the same rows.
pub(crate) type Settings = BTreeMap<String, String>;

/// The reaction to an output, or to the state of an unfinished run, that exists already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum StartMode {
    /// Refuse to start.
    #[default]
    Fresh,
    /// Continue an unfinished run, or start one if there is none. A finished output stays as it is.
    Resume,
    /// Start again and replace the output.
    Overwrite,
}

/// How far a run has got.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    /// All records before this position are done.
    pub next: Position,
    /// Indexes of records at or after `next` that are done too; only in unordered runs.
    pub ahead: Vec<u64>,
    /// The index of the current output. All outputs before it are finished.
    pub output: usize,
    /// Whether that output is complete and only needs its final name.
    pub is_sealed: bool,
    /// Whether all inputs are done.
    pub is_done: bool,
    /// Bytes of the rows of `output`.
    pub rows: u64,
    /// Bytes of the log.
    pub log: u64,
    /// Bytes of the fingerprints.
    pub seen: u64,
    /// Bytes of the archive.
    pub archive: u64,
    pub tally: Tally,
}

/// The folder of an unfinished run, locked.
pub(crate) struct Journal {
    folder: PathBuf,
    file: File,
    /// Held until the run ends.
    _lock: File,
}

impl Journal {
    /// Opens the state in `folder`. The checkpoint is the last one of the earlier run, or the start
    /// for a new run.
    pub fn open(
        folder: &Path,
        settings: &Settings,
        start: StartMode,
    ) -> Result<(Self, Checkpoint), BatchError> {
        let lock = lock(folder)?;
        let path = folder.join("journal");
        let old = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(BatchError::BadState { path, why: e.to_string() }),
        };
        // Without a complete first line, the earlier run has done nothing.
        let has_run = old.contains(&b'\n');
        match start {
            StartMode::Fresh if has_run => return Err(BatchError::Unfinished(folder.to_owned())),
            StartMode::Resume if has_run => {
                let (checkpoint, whole) = last_checkpoint(&old, &path, folder, settings)?;
                let file =
                    File::options().append(true).open(&path).map_err(BatchError::write(&path))?;
                file.set_len(whole as u64).map_err(BatchError::write(&path))?;
                return Ok((Self { folder: folder.to_owned(), file, _lock: lock }, checkpoint));
            }
            _ => clear(folder).map_err(BatchError::write(folder))?,
        }
        let file = File::options()
            .append(true)
            .create(true)
            .open(&path)
            .map_err(BatchError::write(&path))?;
        let mut journal = Self { folder: folder.to_owned(), file, _lock: lock };
        journal.append(settings)?;
        Ok((journal, Checkpoint::default()))
    }

    /// The path of a file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a checkpoint. The files must be synced to the disk up to the lengths in it.
    pub fn write(&mut self, checkpoint: &Checkpoint) -> Result<(), BatchError> {
        self.append(checkpoint)
    }

    /// Removes the state at the end of the run.
    pub fn remove(self) -> io::Result<()> {
        clear(&self.folder)?;
        fs::remove_file(self.folder.join("lock"))?;
        fs::remove_dir(&self.folder)
    }

    /// Appends a line with a checksum.
    fn append(&mut self, value: &impl Serialize) -> Result<(), BatchError> {
        let path = self.folder.join("journal");
        let json = serde_json::to_string(value).map_err(|e| BatchError::write(&path)(e.into()))?;
        let line = format!("{} {json}\n", short_hash(json.as_bytes()));
        // One call, so that a killed process leaves at most one partial line.
        self.file.write_all(line.as_bytes()).map_err(BatchError::write(&path))
    }
}

/// Locks the folder, which is created if it is missing.
fn lock(folder: &Path) -> Result<File, BatchError> {
    let path = folder.join("lock");
    // Another run that ends now may remove the folder between two of these steps; then they are
    // repeated.
    for _ in 0..100 {
        match fs::create_dir(folder) {
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
                return Err(BatchError::write(folder)(e));
            }
            _ => {}
        }
        let file = match File::options().write(true).create(true).truncate(false).open(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            other => other.map_err(BatchError::write(&path))?,
        };
        match file.try_lock() {
            Ok(()) if path.exists() => return Ok(file),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BatchError::InUse(folder.to_owned())),
            Err(TryLockError::Error(e)) => return Err(BatchError::write(&path)(e)),
        }
    }
    Err(BatchError::InUse(folder.to_owned()))
}

/// Removes everything in the folder except the lock. The journal is removed last, because
/// the other files mean nothing without it.
fn clear(folder: &Path) -> io::Result<()> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<io::Result<_>>()?;
    paths.retain(|p| !p.ends_with("lock"));
    paths.sort_by_key(|p| p.ends_with("journal"));
    paths.iter().try_for_each(fs::remove_file)
}

/// The last checkpoint of a journal and the length of the journal up to its end. A partial last
/// line is ignored; any other damage is an error.
fn last_checkpoint(
    bytes: &[u8],
    path: &Path,
    folder: &Path,
    settings: &Settings,
) -> Result<(Checkpoint, usize), BatchError> {
    let bad = |why: String| BatchError::BadState { path: path.to_owned(), why };
    let whole = bytes.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
    let lines: Vec<&[u8]> = bytes[..whole].split_inclusive(|&b| b == b'\n').collect();
    let old: Settings = lines
        .first()
        .and_then(|l| parse_line(l))
        .ok_or_else(|| bad("its first line is damaged".to_owned()))?;
    let what = differences(&old, settings);
    if !what.is_empty() {
        return Err(BatchError::Differs { folder: folder.to_owned(), what });
    }
    let mut checkpoint = Checkpoint::default();
    for (number, line) in lines.iter().enumerate().skip(1) {
        checkpoint =
            parse_line(line).ok_or_else(|| bad(format!("line {} is damaged", number + 1)))?;
    }
    Ok((checkpoint, whole))
}

fn parse_line<T: for<'de> Deserialize<'de>>(line: &[u8]) -> Option<T> {
    let (hash, json) = std::str::from_utf8(line).ok()?.trim_end_matches('\n').split_once(' ')?;
    if hash == short_hash(json.as_bytes()) { serde_json::from_str(json).ok() } else { None }
}

/// The settings that differ, as `name: … then, … now`.
fn differences(old: &Settings, new: &Settings) -> String {
    let names = old.keys().chain(new.keys().filter(|k| !old.contains_key(*k)));
    let value = |settings: &Settings, name: &String| {
        settings.get(name).map_or_else(|| "not set".to_owned(), |v| excerpt(v))
    };
    let differing = names.filter(|name| old.get(*name) != new.get(*name));
    let list: Vec<String> = differing
        .map(|name| format!("{name}: {} then, {} now", value(old, name), value(new, name)))
        .collect();
    list.join("; ")
}

fn excerpt(value: &str) -> String {
    let short: String = value.chars().take(60).collect();
    if short.len() < value.len() { short + "…" } else { short }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, OpenOptions};
    use std::io::Write;

    use super::{BatchError, Checkpoint, Journal, Settings, StartMode};

    fn settings(focus: &str) -> Settings {
        Settings::from([("focus".to_owned(), focus.to_owned())])
    }

    fn at(rows: u64) -> Checkpoint {
        Checkpoint { rows, ..Checkpoint::default() }
    }

    #[test]
    fn a_resumed_run_uses_the_last_whole_line_and_ignores_a_partial_one() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("out.part");
        let (mut journal, first) =
            Journal::open(&folder, &settings("a"), StartMode::Fresh).expect("opens");
        assert_eq!(first, at(0));
        journal.write(&at(10)).expect("writes");
        journal.write(&at(20)).expect("writes");
        drop(journal);
        for partial in ["", "0123", "0123456789abcdef {\"next\":"] {
            let mut file =
                OpenOptions::new().append(true).open(folder.join("journal")).expect("opens");
            file.write_all(partial.as_bytes()).expect("writes");
            let (_, last) =
                Journal::open(&folder, &settings("a"), StartMode::Resume).expect("opens");
            assert_eq!(last, at(20), "{partial}");
        }
    }

    #[test]
    fn a_run_that_cannot_be_resumed_is_refused_with_a_reason() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("out.part");
        let (mut journal, _) =
            Journal::open(&folder, &settings("a"), StartMode::Fresh).expect("opens");
        assert!(matches!(
            Journal::open(&folder, &settings("a"), StartMode::Resume),
            Err(BatchError::InUse(_))
        ));
        assert!(matches!(
            Journal::open(&folder, &settings("a"), StartMode::Overwrite),
            Err(BatchError::InUse(_))
        ));
        journal.write(&at(10)).expect("writes");
        drop(journal);
        assert!(matches!(
            Journal::open(&folder, &settings("a"), StartMode::Fresh),
            Err(BatchError::Unfinished(_))
        ));
        let differs = Journal::open(&folder, &settings("b"), StartMode::Resume)
            .err()
            .map(|e| e.to_string())
            .unwrap_or_default();
        assert!(differs.contains("focus: a then, b now"), "{differs}");
        // A damaged line in the middle is an error.
        let path = folder.join("journal");
        let mut bytes = fs::read(&path).expect("reads");
        bytes[4] ^= 1;
        fs::write(&path, &bytes).expect("writes");
        assert!(matches!(
            Journal::open(&folder, &settings("a"), StartMode::Resume),
            Err(BatchError::BadState { .. })
        ));
        let (journal, first) =
            Journal::open(&folder, &settings("b"), StartMode::Overwrite).expect("starts again");
        assert_eq!(first, at(0));
        journal.remove().expect("removes");
        assert!(!folder.exists());
    }
}
