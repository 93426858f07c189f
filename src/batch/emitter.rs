//! The thread that takes results from the pool, writes them, and writes checkpoints.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::error::BatchError;
use super::input::InputFile;
use super::job::Position;
use super::journal::{Checkpoint, Journal};
use super::options::BatchOptions;
use super::outcome::{FailureKind, Outcome, Processed};
use super::outputs::Outputs;
use super::pool::{Pool, PoolOptions};
use super::reader::{PageSelection, ProgressCounters, ReadOptions};
use super::report::{Failure, Progress, RunEnd, RunReport};
use super::source::Source;
use super::work::Worker;
use crate::cleaner::Cleaner;

/// The shortest time between two checkpoints. A resumed run repeats the records after the last
/// one.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(100);
/// The longest time between two checkpoints, however slow the disk is.
const CHECKPOINT_AT_LEAST_EVERY: Duration = Duration::from_secs(5);
/// Checkpoints take at most this share of the time: one part in twenty.
const CHECKPOINT_SHARE: u32 = 20;

/// A callback for progress.
pub(crate) type OnProgress<'p> = dyn FnMut(&Progress<'_>) + 'p;

/// Takes results and writes them: the only thread that touches the output.
pub(crate) struct Emitter {
    options: BatchOptions,
    outputs: Outputs,
    journal: Option<Journal>,
    counters: ProgressCounters,
    cursor: Cursor,
    last_output: usize,
    checkpoint_at: Instant,
    /// Time to the next checkpoint.
    pause: Duration,
}

/// How far the run has got.
struct Cursor {
    /// The state that the next checkpoint records.
    now: Checkpoint,
    /// Jobs before this number are done.
    done: u64,
    /// Jobs after it that are done too, with their positions.
    ahead: BTreeMap<u64, Position>,
    /// Indexes of records that earlier runs had done ahead of others; kept until this run has
    /// passed them.
    ahead_before: Vec<u64>,
}

impl Cursor {
    fn new(now: Checkpoint) -> Self {
        let ahead_before = now.ahead.clone();
        Self { now, done: 0, ahead: BTreeMap::new(), ahead_before }
    }

    /// Notes that a job is done.
    fn advance(&mut self, number: u64, position: Position) {
        self.ahead.insert(number, position);
        while let Some(position) = self.ahead.remove(&self.done) {
            self.done += 1;
            self.now.next = position.after();
        }
    }

    /// Updates the list of records that are done ahead of others.
    fn collect_ahead(&mut self) {
        let next = self.now.next.index;
        self.ahead_before.retain(|index| *index >= next);
        let ahead = self.ahead.values().map(|position| position.index);
        self.now.ahead = ahead.chain(self.ahead_before.iter().copied()).collect();
    }

    /// Moves on to the next output.
    fn next_output(&mut self) {
        self.now.output += 1;
        self.now.rows = 0;
        self.now.is_sealed = false;
    }
}

impl Emitter {
    pub fn new(
        options: BatchOptions,
        outputs: Outputs,
        journal: Option<Journal>,
        from: Checkpoint,
        counters: ProgressCounters,
        last_output: usize,
    ) -> Self {
        Self {
            options,
            outputs,
            journal,
            counters,
            cursor: Cursor::new(from),
            last_output,
            checkpoint_at: Instant::now(),
            pause: CHECKPOINT_EVERY,
        }
    }

    pub fn run(
        mut self,
        inputs: Vec<(InputFile, usize)>,
        on_progress: &mut OnProgress<'_>,
    ) -> Result<RunReport, BatchError> {
        let resumed_from = self.cursor.now.tally.inputs;
        let mut end = RunEnd::Complete;
        if !self.cursor.now.is_done {
            end = self.work(inputs, on_progress)?;
        }
        let tally = self.cursor.now.tally.clone();
        let given = self.counters.jobs_given.load(Ordering::Relaxed);
        if !tally.is_balanced() || tally.inputs != resumed_from + given {
            return Err(BatchError::Unbalanced(format!(
                "{tally}; {given} given out after {resumed_from}"
            )));
        }
        if end == RunEnd::Complete {
            self.finish()?;
        }
        Ok(RunReport { end, tally, resumed_from })
    }

    /// Works on everything that is not done yet.
    fn work(
        &mut self,
        inputs: Vec<(InputFile, usize)>,
        on_progress: &mut OnProgress<'_>,
    ) -> Result<RunEnd, BatchError> {
        if self.cursor.now.is_sealed {
            // The earlier run was interrupted between finishing an output and beginning the next.
            self.outputs.publish(self.cursor.now.output, self.journal.as_ref())?;
            self.cursor.next_output();
        }
        let (output, len) = (self.cursor.now.output, self.cursor.now.rows);
        self.outputs.begin(output, len, self.journal.as_ref())?;
        let pool = self.start_pool(inputs);
        let mut end = RunEnd::Complete;
        loop {
            let failure = match pool.next(self.pause) {
                Ok(None) => break,
                Ok(Some((number, record))) => self.take(number, record)?,
                Err(_) => None,
            };
            if failure.is_some() && self.options.fail_fast {
                self.counters.stop.store(true, Ordering::Relaxed);
                end = RunEnd::FailedFast;
            }
            on_progress(&Progress {
                tally: &self.cursor.now.tally,
                bytes_read: self.counters.bytes_read.load(Ordering::Relaxed),
                failure,
            });
            if self.checkpoint_at.elapsed() >= self.pause {
                self.checkpoint()?;
            }
        }
        if end == RunEnd::Complete && self.counters.stop.load(Ordering::Relaxed) {
            end = RunEnd::Stopped;
        }
        self.checkpoint()?;
        Ok(end)
    }

    fn start_pool(&self, inputs: Vec<(InputFile, usize)>) -> Pool<Worker> {
        let options = &self.options;
        let read = ReadOptions {
            columns: options.columns.clone(),
            own: options.own.clone(),
            limit: options.extract.max_page_bytes,
            network: options.network(),
        };
        let next = self.cursor.now.next;
        let ahead = Arc::new(self.cursor.ahead_before.iter().copied().collect());
        let selection = PageSelection { shard: options.shard, from: next.index, ahead };
        let source = Source::new(inputs, read, self.counters.clone(), next, selection);
        let worker = Worker {
            cleaner: Arc::new(Cleaner::new(options.extract.clone())),
            settings: options.hash(),
            options: options.clone(),
        };
        let pool = PoolOptions {
            jobs: options.jobs,
            unordered: options.unordered,
            time_limit: Some(options.page_timeout),
        };
        Pool::start(source, worker, pool)
    }

    /// Takes one result; returns its failure, if it failed.
    fn take(&mut self, number: u64, mut record: Processed) -> Result<Option<Failure>, BatchError> {
        while self.cursor.now.output < record.head.output {
            self.seal()?;
            self.cursor.next_output();
            self.outputs.begin(self.cursor.now.output, 0, self.journal.as_ref())?;
        }
        self.outputs.write(&mut record, self.journal.as_ref())?;
        let tally = &mut self.cursor.now.tally;
        tally.count(&record.outcome);
        tally.not_pages += record.head.not_pages;
        self.cursor.advance(number, record.head.position);
        let is_failure = matches!(record.outcome, Outcome::Failed(_));
        Ok(is_failure.then(|| Failure {
            message: format!("{}: {}", record.head.origin, record.outcome.reason()),
            kind: record.failure.unwrap_or(FailureKind::Bug),
        }))
    }

    /// Syncs everything to the disk, then writes the checkpoint.
    fn checkpoint(&mut self) -> Result<(), BatchError> {
        let start = Instant::now();
        self.outputs.sync(&mut self.cursor.now)?;
        self.cursor.collect_ahead();
        if let Some(journal) = &mut self.journal {
            journal.write(&self.cursor.now)?;
        }
        self.pause =
            (start.elapsed() * CHECKPOINT_SHARE).clamp(CHECKPOINT_EVERY, CHECKPOINT_AT_LEAST_EVERY);
        self.checkpoint_at = Instant::now();
        Ok(())
    }

    /// Ends the current output: records that it is whole, and only then gives it its final name.
    fn seal(&mut self) -> Result<(), BatchError> {
        self.cursor.now.is_sealed = true;
        self.checkpoint()?;
        self.outputs.publish(self.cursor.now.output, self.journal.as_ref())
    }

    /// Gives the remaining outputs, log and archive their final names, then removes the state.
    fn finish(mut self) -> Result<(), BatchError> {
        let tally = &self.cursor.now.tally;
        if tally.written == 0 && tally.empty + tally.failed > 0 && self.last_output == 0 {
            // An output of errors alone would only be in the way of the next try.
            self.outputs.discard_rows();
        }
        if !self.cursor.now.is_done {
            while self.cursor.now.output < self.last_output {
                self.seal()?;
                self.cursor.next_output();
                self.outputs.begin(self.cursor.now.output, 0, self.journal.as_ref())?;
            }
            self.cursor.now.is_done = true;
            self.seal()?;
        } else {
            self.outputs.publish(self.cursor.now.output, self.journal.as_ref())?;
        }
        self.outputs.publish_side_files(self.journal.as_ref())?;
        self.journal.map_or(Ok(()), |journal| {
            journal.remove().map_err(BatchError::write(Path::new("the state of the run")))
        })
    }
}
