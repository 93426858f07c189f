//! The state of an unfinished run: one folder beside the output, locked while the run lasts.
//!
//! ```text
//!  articles.jsonl.part/
//!    lock       held by the run that writes here; the system lets go of it when the process dies
//!    journal    the settings, then a checkpoint a line, each with its own checksum
//!    rows-0     rows of output 0; they become articles.jsonl when the run is done
//!    log        a row for each input without text, for --errors
//!    seen       fingerprints, for --deduplicate
//!    archive    records of what was fetched, for --warc-out
//! ```
//!
//! A checkpoint says up to which input everything is done, and how long each file is then. The files are on the disk before
//! the line is written. So whatever happens, the last whole line is true: a resumed run cuts each file to the length named
//! there (which removes a torn tail, and rows whose checkpoint was never written) and goes on with the next input. No row is
//! lost, because what is cut is done again; none is doubled, because it was cut.

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

/// What to do with an output that is there already, finished or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StartMode {
    /// Refuse.
    #[default]
    Fresh,
    /// Continue an unfinished run; start one where there is none.
    Resume,
    /// StartMode again, and replace the output.
    Overwrite,
}

/// How far a run has got.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    /// Everything before this place is done.
    pub next: Position,
    /// Positions at or after `next` that are done as well; only in runs without order.
    pub ahead: Vec<u64>,
    /// The output being written. Those before it are finished.
    pub output: usize,
    /// Nothing more comes for that output: it only has to be put in its place.
    pub is_sealed: bool,
    /// All inputs are done.
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
    /// Opens the state in `folder` and says how far the run had got: at the beginning for a new one.
    pub fn open(
        folder: &Path,
        settings: &Settings,
        start: StartMode,
    ) -> Result<(Self, Checkpoint), BatchError> {
        let lock = lock(folder)?;
        let path = folder.join("journal");
        let before = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(BatchError::BadState { path, why: e.to_string() }),
        };
        // Without a whole first line nothing was done yet.
        let is_begun = before.contains(&b'\n');
        match start {
            StartMode::Fresh if is_begun => return Err(BatchError::Unfinished(folder.to_owned())),
            StartMode::Resume if is_begun => {
                let (checkpoint, whole) = read(&before, &path, folder, settings)?;
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
        journal.line(settings)?;
        Ok((journal, Checkpoint::default()))
    }

    /// A file of the run.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes how far the run has got. What it speaks of must be on the disk.
    pub fn write(&mut self, checkpoint: &Checkpoint) -> Result<(), BatchError> {
        self.line(checkpoint)
    }

    /// Removes the state: the run is finished.
    pub fn remove(self) -> io::Result<()> {
        clear(&self.folder)?;
        fs::remove_file(self.folder.join("lock"))?;
        fs::remove_dir(&self.folder)
    }

    fn line(&mut self, value: &impl Serialize) -> Result<(), BatchError> {
        let path = self.folder.join("journal");
        let json = serde_json::to_string(value).map_err(|e| BatchError::write(&path)(e.into()))?;
        let line = format!("{} {json}\n", short_hash(json.as_bytes()));
        // In one call, so that a process that is killed has written all of it or, at worst, a torn tail.
        self.file.write_all(line.as_bytes()).map_err(BatchError::write(&path))
    }
}

/// The lock of the folder, which is made where it is not there.
fn lock(folder: &Path) -> Result<File, BatchError> {
    let path = folder.join("lock");
    // A run that ends just now takes the folder away between two of these steps; then they are done again.
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

/// Removes everything in the folder but the lock; the journal last, since without it the rest means nothing.
fn clear(folder: &Path) -> io::Result<()> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<io::Result<_>>()?;
    paths.retain(|p| !p.ends_with("lock"));
    paths.sort_by_key(|p| p.ends_with("journal"));
    paths.iter().try_for_each(fs::remove_file)
}

/// The last checkpoint of a journal, and the bytes up to its end. Only a torn last line is forgiven.
fn read(
    bytes: &[u8],
    path: &Path,
    folder: &Path,
    settings: &Settings,
) -> Result<(Checkpoint, usize), BatchError> {
    let bad = |why: String| BatchError::BadState { path: path.to_owned(), why };
    let whole = bytes.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
    let lines: Vec<&[u8]> = bytes[..whole].split_inclusive(|&b| b == b'\n').collect();
    let before: Settings = lines
        .first()
        .and_then(|l| parse(l))
        .ok_or_else(|| bad("its first line is damaged".to_owned()))?;
    let what = differences(&before, settings);
    if !what.is_empty() {
        return Err(BatchError::Differs { folder: folder.to_owned(), what });
    }
    let mut checkpoint = Checkpoint::default();
    for (number, line) in lines.iter().enumerate().skip(1) {
        checkpoint = parse(line).ok_or_else(|| bad(format!("line {} is damaged", number + 1)))?;
    }
    Ok((checkpoint, whole))
}

fn parse<T: for<'de> Deserialize<'de>>(line: &[u8]) -> Option<T> {
    let (hash, json) = std::str::from_utf8(line).ok()?.trim_end_matches('\n').split_once(' ')?;
    if hash == short_hash(json.as_bytes()) { serde_json::from_str(json).ok() } else { None }
}

/// The settings that differ, as `name: before, now`.
fn differences(before: &Settings, now: &Settings) -> String {
    let names = before.keys().chain(now.keys().filter(|k| !before.contains_key(*k)));
    let value = |settings: &Settings, name: &String| {
        settings.get(name).map_or_else(|| "not set".to_owned(), |v| excerpt(v))
    };
    let differing = names.filter(|name| before.get(*name) != now.get(*name));
    let list: Vec<String> = differing
        .map(|name| format!("{name}: {} then, {} now", value(before, name), value(now, name)))
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
    fn a_resumed_run_knows_the_last_whole_line_and_forgives_a_torn_one() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("out.part");
        let (mut journal, first) =
            Journal::open(&folder, &settings("a"), StartMode::Fresh).expect("opens");
        assert_eq!(first, at(0));
        journal.write(&at(10)).expect("writes");
        journal.write(&at(20)).expect("writes");
        drop(journal);
        for torn in ["", "0123", "0123456789abcdef {\"next\":"] {
            let mut file =
                OpenOptions::new().append(true).open(folder.join("journal")).expect("opens");
            file.write_all(torn.as_bytes()).expect("writes");
            let (_, last) =
                Journal::open(&folder, &settings("a"), StartMode::Resume).expect("opens");
            assert_eq!(last, at(20), "{torn}");
        }
    }

    #[test]
    fn whatever_cannot_go_on_is_refused_with_a_reason() {
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
        // A damaged line before others is no torn tail.
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
        journal.remove().expect("goes");
        assert!(!folder.exists());
    }
}
