//! The run from its first input to its last: who hands what to whom, and when a checkpoint is written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::dedup::{FINGERPRINT_BYTES, Fingerprint, Seen};
use super::error::BatchError;
use super::input::InputFile;
use super::job::{Fate, Outcome, Place};
use super::journal::{Checkpoint, Journal, Start};
use super::ledger::Ledger;
use super::options::{BatchOptions, Shape};
use super::pool::{Pool, PoolOptions};
use super::row::RowFormat;
use super::sink::{Output, Sink, Tail, has_place, place};
use super::source::{Gauges, ReadOptions, Source, Wanted};
use super::urls::archive_front;
use super::work::{Worker, file_name};
use crate::cleaner::Cleaner;
use crate::write::escape_invisible;

/// The shortest time between two checkpoints. What lies after the last one is done again by a resumed run.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(100);
/// The longest, however slow the disk is.
const CHECKPOINT_AT_LEAST_EVERY: Duration = Duration::from_secs(5);
/// A checkpoint may take this share of the time: one part in twenty.
const CHECKPOINT_SHARE: u32 = 20;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// All inputs are done and the output is in its place.
    Complete,
    /// The output was complete already; nothing was done.
    WasComplete,
    /// It was asked to stop. Pages under way were finished; the rest can be resumed.
    Stopped,
    /// An input failed, and that was to end the run. The rest can be resumed.
    FailedFast,
}

/// What a run came to.
#[derive(Debug, Clone)]
pub struct Finished {
    /// How it ended.
    pub end: End,
    /// What became of the inputs, those of the runs before it included.
    pub ledger: Ledger,
    /// Inputs that were done by the runs before it.
    pub resumed_from: u64,
}

/// How far a run is.
#[derive(Debug)]
pub struct Progress<'r> {
    /// What became of the inputs so far.
    pub ledger: &'r Ledger,
    /// Bytes of the inputs that were read, as they are stored.
    pub bytes_read: u64,
    /// What failed just now, with its input; nothing most of the time.
    pub failure: Option<String>,
}

/// Runs all inputs through the extractor, each with the index of the file its rows go to: 0 throughout for one output.
///
/// `names` are the files in an [`Output::Folder`], by that index. `watch` is told how far the run is, often and on the calling
/// thread. Setting `stop` ends the run in order.
///
/// # Errors
///
/// [`BatchError`] when the output cannot be written or must not be. What is wrong with a page is in its row.
pub fn run(
    inputs: Vec<(InputFile, usize)>,
    output: Output,
    names: &[String],
    mut options: BatchOptions,
    stop: Arc<AtomicBool>,
    watch: &mut dyn FnMut(&Progress<'_>),
) -> Result<Finished, BatchError> {
    let targets = targets(&output, names);
    let state = output.state_folder();
    let archive = state.as_ref().and_then(|_| options.take_archive());
    let settings = options.run_settings(&inputs);
    options
        .log
        .iter()
        .chain(&archive)
        .try_for_each(|path| has_place(path).map_err(BatchError::write(path)))?;
    if let Some(folder) = &state {
        if was_complete(&output, &targets, archive.as_deref(), folder, options.start)? {
            return Ok(Finished {
                end: End::WasComplete,
                ledger: Ledger::default(),
                resumed_from: 0,
            });
        }
        if let Output::Folder(folder) | Output::Pages(folder) = &output {
            fs::create_dir_all(folder).map_err(BatchError::write(folder))?;
        }
    }
    let opened =
        state.map(|folder| Journal::open(&folder, &settings, options.start)).transpose()?;
    let (journal, checkpoint) =
        opened.map_or((None, Checkpoint::default()), |(journal, last)| (Some(journal), last));
    let sink = match output {
        Output::Stream(out) => Sink::Stream { out, is_begun: false },
        Output::File(_) | Output::Folder(_) => Sink::Files { targets, rows: None },
        Output::Pages(folder) => Sink::Pages { folder, not_synced: Vec::new() },
    };
    let gauges = Gauges { stop, ..Gauges::default() };
    let last_output = inputs.last().map_or(0, |(_, output)| *output);
    let emitter = Emitter::new((options, archive), sink, journal, checkpoint, gauges, last_output)?;
    emitter.run(inputs, watch)
}

/// The files that rows end in.
fn targets(output: &Output, names: &[String]) -> Vec<PathBuf> {
    match output {
        Output::File(path) => vec![path.clone()],
        Output::Folder(folder) => names.iter().map(|name| folder.join(name)).collect(),
        Output::Stream(_) | Output::Pages(_) => Vec::new(),
    }
}

/// Whether everything is there already. An output that must not be touched is refused.
fn was_complete(
    output: &Output,
    targets: &[PathBuf],
    archive: Option<&Path>,
    state: &Path,
    start: Start,
) -> Result<bool, BatchError> {
    if start == Start::Overwrite || state.join("journal").exists() {
        return Ok(false);
    }
    let is_taken = match output {
        Output::Pages(folder) => fs::read_dir(folder)
            .is_ok_and(|mut entries| entries.any(|e| e.is_ok_and(|e| e.path() != state))),
        _ => targets.iter().any(|t| t.exists()),
    };
    let is_whole = matches!(output, Output::Pages(_)) || targets.iter().all(|t| t.exists());
    match (is_taken, start) {
        (false, _) => match archive.filter(|path| path.exists()) {
            Some(archive) => Err(BatchError::Exists(archive.to_owned())),
            None => Ok(false),
        },
        (true, Start::Resume) if is_whole => Ok(true),
        _ => {
            let taken = targets.iter().find(|t| t.exists()).cloned();
            Err(BatchError::Exists(
                taken.unwrap_or_else(|| state.parent().unwrap_or(state).to_owned()),
            ))
        }
    }
}

/// Takes outcomes and writes them: the only thread that touches the output.
struct Emitter {
    options: BatchOptions,
    sink: Sink,
    format: RowFormat,
    journal: Option<Journal>,
    log: Option<Tail>,
    seen_file: Option<Tail>,
    /// The records of what is fetched, and where they end.
    archive: Option<Tail>,
    archive_path: Option<PathBuf>,
    seen: Seen,
    gauges: Gauges,
    /// What is true now; written now and then.
    now: Checkpoint,
    /// Jobs before this one are done; those after it that are done as well, with their places.
    done: u64,
    ahead: BTreeMap<u64, Place>,
    /// Positions that the runs before this one had done ahead of the others. They stay noted until this one has passed them.
    ahead_before: Vec<u64>,
    last_output: usize,
    written_at: Instant,
    pause: Duration,
}

impl Emitter {
    fn new(
        (options, archive_path): (BatchOptions, Option<PathBuf>),
        sink: Sink,
        journal: Option<Journal>,
        now: Checkpoint,
        gauges: Gauges,
        last_output: usize,
    ) -> Result<Self, BatchError> {
        let format =
            if let Shape::Rows(format) = options.shape { format } else { RowFormat::Jsonl };
        let file =
            |name: &str, keep| journal.as_ref().map(|j| Tail::open(j.path(name), keep)).transpose();
        let log = match (&options.log, &journal) {
            // All that is left is to put the files in their places, and this one may be in its place already.
            _ if now.is_done => None,
            (Some(_), Some(_)) => file("log", now.log)?,
            (Some(path), None) => {
                let part = part(path);
                fs::write(&part, b"").map_err(BatchError::write(&part))?;
                Some(Tail::open(part, 0)?)
            }
            (None, _) => None,
        };
        let mut archive = if archive_path.is_some() && !now.is_done {
            file("archive", now.archive)?
        } else {
            None
        };
        if let Some(archive) = archive.as_mut().filter(|archive| archive.is_empty()) {
            archive.append(&archive_front())?;
        }
        let is_comparing = options.deduplicate && !now.is_done;
        let seen_file = if is_comparing { file("seen", now.seen)? } else { None };
        let mut seen = Seen::default();
        if let (Some(journal), true) = (&journal, is_comparing && now.seen > 0) {
            let path = journal.path("seen");
            let bytes = fs::read(&path).map_err(BatchError::write(&path))?;
            for chunk in bytes.as_chunks::<FINGERPRINT_BYTES>().0 {
                let (fingerprint, position) = Fingerprint::from_bytes(chunk);
                seen.remember(fingerprint, position);
            }
        }
        let (written_at, pause) = (Instant::now(), CHECKPOINT_EVERY);
        let (done, ahead, ahead_before) = (0, BTreeMap::new(), now.ahead.clone());
        Ok(Self {
            options,
            sink,
            format,
            journal,
            log,
            seen_file,
            archive,
            archive_path,
            seen,
            gauges,
            now,
            done,
            ahead,
            ahead_before,
            last_output,
            written_at,
            pause,
        })
    }

    fn run(
        mut self,
        inputs: Vec<(InputFile, usize)>,
        watch: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<Finished, BatchError> {
        let resumed_from = self.now.ledger.inputs;
        let mut end = End::Complete;
        if !self.now.is_done {
            end = self.work(inputs, watch)?;
        }
        let ledger = self.now.ledger.clone();
        let given = self.gauges.given.load(Ordering::Relaxed);
        if !ledger.is_balanced() || ledger.inputs != resumed_from + given {
            return Err(BatchError::Unbalanced(format!(
                "{ledger}; {given} given out after {resumed_from}"
            )));
        }
        if end == End::Complete {
            self.finish()?;
        }
        Ok(Finished { end, ledger, resumed_from })
    }

    /// Works on what is not done yet.
    fn work(
        &mut self,
        inputs: Vec<(InputFile, usize)>,
        watch: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<End, BatchError> {
        if self.now.is_sealed {
            // The run before was cut between finishing an output and beginning the next.
            self.sink.publish(self.now.output, self.format, self.journal.as_ref())?;
            self.next_output();
        }
        self.sink.begin(self.now.output, self.now.rows, self.journal.as_ref())?;
        let (columns, limit) = (self.options.columns.clone(), self.options.extract.max_page_bytes);
        let read = ReadOptions { columns, limit, network: self.options.network() };
        let ahead = Arc::new(self.ahead_before.iter().copied().collect());
        let wanted = Wanted { share: self.options.share, from: self.now.next.position, ahead };
        let source = Source::new(inputs, read, self.gauges.clone(), self.now.next, wanted);
        let worker = Arc::new(Worker {
            cleaner: Cleaner::new(self.options.extract.clone()),
            settings: self.options.hash(),
            options: self.options.clone(),
        });
        let other = Arc::clone(&worker);
        let options = PoolOptions {
            jobs: self.options.jobs,
            unordered: self.options.unordered,
            page_timeout: self.options.page_timeout,
        };
        let pool = Pool::start(
            Box::new(source),
            Box::new(move |job| worker.work(job)),
            Box::new(move |head| other.give_up(head)),
            options,
        );
        let mut end = End::Complete;
        loop {
            let failure = match pool.next(self.pause) {
                Ok(None) => break,
                Ok(Some((number, outcome))) => self.take(number, outcome)?,
                Err(_) => None,
            };
            if failure.is_some() && self.options.fail_fast {
                self.gauges.stop.store(true, Ordering::Relaxed);
                end = End::FailedFast;
            }
            watch(&Progress {
                ledger: &self.now.ledger,
                bytes_read: self.gauges.read.load(Ordering::Relaxed),
                failure,
            });
            if self.written_at.elapsed() >= self.pause {
                self.checkpoint()?;
            }
        }
        if end == End::Complete && self.gauges.stop.load(Ordering::Relaxed) {
            end = End::Stopped;
        }
        self.checkpoint()?;
        Ok(end)
    }

    /// Enters one outcome. Says what failed.
    fn take(&mut self, number: u64, mut outcome: Outcome) -> Result<Option<String>, BatchError> {
        while self.now.output < outcome.head.output {
            self.seal()?;
            self.next_output();
            self.sink.begin(self.now.output, 0, self.journal.as_ref())?;
        }
        self.compare(&mut outcome)?;
        let name = match self.options.shape {
            Shape::Pages(format) if !outcome.rendered.is_empty() => {
                file_name(&outcome.head, format)
            }
            _ => String::new(),
        };
        self.sink.put(&name, &outcome.rendered, self.format, self.journal.as_ref())?;
        if let Some(archive) = &mut self.archive {
            archive.append(&outcome.head.records)?;
        }
        if outcome.fate != Fate::Written
            && let Some(log) = &mut self.log
        {
            log.append(log_row(&outcome).as_bytes())?;
        }
        self.now.ledger.enter(&outcome);
        self.ahead.insert(number, outcome.head.place);
        while let Some(place) = self.ahead.remove(&self.done) {
            self.done += 1;
            self.now.next = place.after();
        }
        let is_failure = matches!(outcome.fate, Fate::Failed(_));
        Ok(is_failure.then(|| format!("{}: {}", outcome.head.origin, outcome.fate.reason())))
    }

    /// Takes a text that was seen before out of the output.
    fn compare(&mut self, outcome: &mut Outcome) -> Result<(), BatchError> {
        let Some(fingerprint) = outcome.fingerprint else { return Ok(()) };
        let position = outcome.head.place.position;
        if let Some(which) = self.seen.find(fingerprint) {
            outcome.fate = Fate::Duplicate(which);
            outcome.rendered.clear();
            return Ok(());
        }
        self.seen.remember(fingerprint, position);
        match &mut self.seen_file {
            Some(file) => file.append(&fingerprint.to_bytes(position)),
            None => Ok(()),
        }
    }

    /// Puts everything on the disk and then says so.
    fn checkpoint(&mut self) -> Result<(), BatchError> {
        let start = Instant::now();
        self.now.rows = self.sink.sync()?;
        self.now.log = self.log.as_mut().map_or(Ok(0), Tail::sync)?;
        self.now.seen = self.seen_file.as_mut().map_or(Ok(0), Tail::sync)?;
        self.now.archive = self.archive.as_mut().map_or(Ok(0), Tail::sync)?;
        let next = self.now.next.position;
        self.ahead_before.retain(|position| *position >= next);
        self.now.ahead = self
            .ahead
            .values()
            .map(|place| place.position)
            .chain(self.ahead_before.iter().copied())
            .collect();
        if let Some(journal) = &mut self.journal {
            journal.write(&self.now)?;
        }
        self.pause =
            (start.elapsed() * CHECKPOINT_SHARE).clamp(CHECKPOINT_EVERY, CHECKPOINT_AT_LEAST_EVERY);
        self.written_at = Instant::now();
        Ok(())
    }

    /// Ends the current output: says that nothing more comes for it, and only then puts it in its place.
    fn seal(&mut self) -> Result<(), BatchError> {
        self.now.is_sealed = true;
        self.checkpoint()?;
        self.sink.publish(self.now.output, self.format, self.journal.as_ref())
    }

    fn next_output(&mut self) {
        self.now.output += 1;
        self.now.rows = 0;
        self.now.is_sealed = false;
    }

    /// All is done: the outputs that are left go to their places, then log and archive, and last the state goes away.
    fn finish(mut self) -> Result<(), BatchError> {
        if !self.now.is_done {
            while self.now.output < self.last_output {
                self.seal()?;
                self.next_output();
                self.sink.begin(self.now.output, 0, self.journal.as_ref())?;
            }
            self.now.is_done = true;
            self.seal()?;
        } else {
            self.sink.publish(self.now.output, self.format, self.journal.as_ref())?;
        }
        drop((self.log.take(), self.archive.take()));
        for (name, path) in [("log", &self.options.log), ("archive", &self.archive_path)] {
            let Some(path) = path else { continue };
            let from = self.journal.as_ref().map_or_else(|| part(path), |j| j.path(name));
            // A run that was cut here before has moved it. And it may be asked for on another disk, where nothing can be moved to.
            if from.exists() && place(&from, path).is_err() {
                fs::copy(&from, part(path)).map_err(BatchError::write(path))?;
                place(&part(path), path)?;
            }
        }
        self.journal.map_or(Ok(()), |journal| {
            journal.remove().map_err(BatchError::write(Path::new("the state of the run")))
        })
    }
}

fn part(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// The row of an input without text in the log.
fn log_row(outcome: &Outcome) -> String {
    let Outcome { head, fate, kind, .. } = outcome;
    let row = json!({
        "id": head.id, "url": head.url, "status": fate.name(), "reason": fate.reason(), "kind": kind, "input": head.origin, "position": head.place.position + 1,
    });
    escape_invisible(row.to_string()) + "\n"
}
