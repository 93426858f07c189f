//! Everything that a run writes in addition to its journal: rows, log, archive, fingerprints.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::dedup::{FINGERPRINT_BYTES, Fingerprint, SeenTexts};
use super::error::BatchError;
use super::journal::{Checkpoint, Journal};
use super::options::{BatchOptions, OutputShape};
use super::outcome::{FailureKind, Outcome, Processed};
use super::own_columns::OwnColumns;
use super::row::RowFormat;
use super::sink::{AppendFile, Sink, publish_file};
use crate::fetch::archive_start;
use crate::write::escape_invisible;

/// The files of a run. Only the thread that calls [`Outputs::write`] touches them.
pub(crate) struct Outputs {
    format: RowFormat,
    own: OwnColumns,
    sink: Sink,
    /// A row for each record that is not written, and the final name of that file.
    log: Option<AppendFile>,
    log_path: Option<PathBuf>,
    /// The WARC records of fetched pages, and the final name of that file.
    archive: Option<AppendFile>,
    archive_path: Option<PathBuf>,
    /// The texts so far, and the file that holds their fingerprints.
    seen: SeenTexts,
    seen_file: Option<AppendFile>,
}

impl Outputs {
    /// Opens the files. Each is cut to the length that the checkpoint states.
    pub fn open(
        options: &BatchOptions,
        archive_path: Option<PathBuf>,
        sink: Sink,
        journal: Option<&Journal>,
        from: &Checkpoint,
    ) -> Result<Self, BatchError> {
        let format = match options.shape {
            OutputShape::Rows(format) => format,
            OutputShape::Pages(_) => RowFormat::Jsonl,
        };
        let mut outputs = Self {
            format,
            own: options.own.clone(),
            sink,
            log: None,
            log_path: options.log.clone(),
            archive: None,
            archive_path,
            seen: SeenTexts::default(),
            seen_file: None,
        };
        // When all records are done, files only have to get their final names; some may have them.
        if !from.is_done {
            outputs.open_side_files(options.deduplicate, journal, from)?;
        }
        Ok(outputs)
    }

    fn open_side_files(
        &mut self,
        deduplicates: bool,
        journal: Option<&Journal>,
        from: &Checkpoint,
    ) -> Result<(), BatchError> {
        let open =
            |name: &str, len| journal.map(|j| AppendFile::open(j.path(name), len)).transpose();
        self.log = match (&self.log_path, journal) {
            (Some(_), Some(_)) => open("log", from.log)?,
            (Some(path), None) => {
                let part = part_path(path);
                fs::write(&part, b"").map_err(BatchError::write(&part))?;
                Some(AppendFile::open(part, 0)?)
            }
            (None, _) => None,
        };
        if self.archive_path.is_some() {
            self.archive = open("archive", from.archive)?;
            if let Some(archive) = self.archive.as_mut().filter(|archive| archive.is_empty()) {
                // Writing to memory does not fail.
                archive.append(&archive_start().unwrap_or_default())?;
            }
        }
        if deduplicates {
            self.seen_file = open("seen", from.seen)?;
            if let Some(journal) = journal.filter(|_| from.seen > 0) {
                let path = journal.path("seen");
                let bytes = fs::read(&path).map_err(BatchError::write(&path))?;
                for chunk in bytes.as_chunks::<FINGERPRINT_BYTES>().0 {
                    let (fingerprint, index) = Fingerprint::from_bytes(chunk);
                    self.seen.insert(fingerprint, index);
                }
            }
        }
        Ok(())
    }

    /// Writes one record. A text that was seen before becomes a duplicate and is not written.
    pub fn write(
        &mut self,
        record: &mut Processed,
        journal: Option<&Journal>,
    ) -> Result<(), BatchError> {
        self.deduplicate(record)?;
        self.sink.put(&record.name, &record.rendered, (self.format, &self.own), journal)?;
        if let Some(archive) = &mut self.archive {
            archive.append(&record.head.records)?;
        }
        if record.outcome != Outcome::Written
            && let Some(log) = &mut self.log
        {
            log.append(log_row(record).as_bytes())?;
        }
        Ok(())
    }

    fn deduplicate(&mut self, record: &mut Processed) -> Result<(), BatchError> {
        let Some(fingerprint) = record.fingerprint else { return Ok(()) };
        let index = record.head.position.index;
        if let Some(which) = self.seen.find(fingerprint) {
            record.outcome = Outcome::Duplicate(which);
            record.rendered.clear();
            return Ok(());
        }
        self.seen.insert(fingerprint, index);
        match &mut self.seen_file {
            Some(file) => file.append(&fingerprint.to_bytes(index)),
            None => Ok(()),
        }
    }

    /// Begins an output of rows, or continues one after its first `len` bytes.
    pub fn begin(
        &mut self,
        output: usize,
        len: u64,
        journal: Option<&Journal>,
    ) -> Result<(), BatchError> {
        self.sink.begin(output, len, journal)
    }

    /// Syncs all files to the disk and notes their lengths in the checkpoint.
    pub fn sync(&mut self, checkpoint: &mut Checkpoint) -> Result<(), BatchError> {
        checkpoint.rows = self.sink.sync()?;
        checkpoint.log = self.log.as_mut().map_or(Ok(0), AppendFile::sync)?;
        checkpoint.seen = self.seen_file.as_mut().map_or(Ok(0), AppendFile::sync)?;
        checkpoint.archive = self.archive.as_mut().map_or(Ok(0), AppendFile::sync)?;
        Ok(())
    }

    /// Gives a finished output of rows its final name.
    pub fn publish(&mut self, output: usize, journal: Option<&Journal>) -> Result<(), BatchError> {
        self.sink.publish(output, (self.format, &self.own), journal)
    }

    /// Makes the run end without a file of rows.
    pub fn discard_rows(&mut self) {
        self.sink.discard();
    }

    /// Gives log and archive their final names.
    pub fn publish_side_files(&mut self, journal: Option<&Journal>) -> Result<(), BatchError> {
        drop((self.log.take(), self.archive.take()));
        for (name, path) in [("log", &self.log_path), ("archive", &self.archive_path)] {
            let Some(path) = path else { continue };
            let from = journal.map_or_else(|| part_path(path), |j| j.path(name));
            // An interrupted run may have moved the file before. If it cannot be moved, the target
            // may be on another disk, so the file is copied.
            if from.exists() && publish_file(&from, path).is_err() {
                fs::copy(&from, part_path(path)).map_err(BatchError::write(path))?;
                publish_file(&part_path(path), path)?;
            }
        }
        Ok(())
    }
}

fn part_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// The row in the log of a record that is not written.
fn log_row(record: &Processed) -> String {
    let Processed { head, outcome, failure, .. } = record;
    let row = json!({
        "id": head.id,
        "url": head.url,
        "status": outcome.name(),
        "reason": outcome.reason(),
        "kind": failure.as_ref().map(FailureKind::name),
        "input": head.origin,
        "position": head.position.index + 1,
    });
    escape_invisible(row.to_string()) + "\n"
}
