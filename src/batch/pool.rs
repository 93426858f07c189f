//! A pool of threads that works on jobs at once and hands out results in order, within bounds.
//!
//! Workers pull the next job from the source themselves, so nothing is read before a worker is
//! free: no queue of jobs can fill the memory. Results wait for earlier ones in a window; while it
//! is full, no job is pulled.
//!
//! A job that takes longer than its time limit is given up. Its result is a failure, and its thread
//! is abandoned, because a thread cannot be stopped from outside; a new thread takes its place. A
//! late result is dropped.

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Results that may wait for an earlier one, per worker: at a few milliseconds a page, a page that
/// takes one second does not hold up the others.
const WINDOW_PER_JOB: usize = 128;
/// Bytes of waiting results after which no job is pulled.
const WINDOW_BYTES: usize = 64 << 20;
/// Jobs that may be done ahead of the slowest in unordered runs: a checkpoint names each of them.
const MAX_AHEAD: u64 = 4_096;
/// How often the pool looks for jobs over their time limit.
const TICK: Duration = Duration::from_millis(100);
/// Abandoned threads at once. Beyond that, the pool waits for slow jobs, so that memory stays
/// bounded.
const MAX_ABANDONED: usize = 16;

/// The work of a pool. No method may panic.
pub(crate) trait Task: Send + Sync + 'static {
    /// One job.
    type Job: Send + 'static;
    /// The part of a running job that the pool keeps, in order to give it up.
    type Ticket: Send + 'static;
    /// The result of a job.
    type Output: Send + 'static;

    /// The ticket of a job.
    fn ticket(&self, job: &Self::Job) -> Self::Ticket;
    /// Does a job.
    fn run(&self, job: Self::Job) -> Self::Output;
    /// The result of a job that took too long.
    fn give_up(&self, ticket: Self::Ticket) -> Self::Output;
    /// Bytes that a result holds until it is taken.
    fn size(&self, output: &Self::Output) -> usize;
}

/// How a pool runs.
pub(crate) struct PoolOptions {
    /// The number of workers.
    pub jobs: usize,
    /// Whether results come in the order in which they are ready, not in the order of the jobs.
    pub unordered: bool,
    /// The time limit of a job; `None` for no limit.
    pub time_limit: Option<Duration>,
}

/// A source of jobs. One thread at a time pulls from it.
type Jobs<T> = Box<dyn Iterator<Item = <T as Task>::Job> + Send>;

/// The workers and what they share.
pub(crate) struct Pool<T: Task> {
    shared: Arc<Shared<T>>,
}

struct Shared<T: Task> {
    source: Mutex<NumberedSource<T>>,
    state: Mutex<PoolState<T>>,
    changed: Condvar,
    task: T,
    options: PoolOptions,
}

/// The source, and the number of its next job.
struct NumberedSource<T: Task> {
    jobs: Jobs<T>,
    next: u64,
}

struct PoolState<T: Task> {
    /// Jobs pulled so far.
    pulled: u64,
    /// Results handed out so far.
    taken: u64,
    ready: BTreeMap<u64, (usize, T::Output)>,
    ready_bytes: usize,
    /// Running jobs: when each began, and its ticket.
    running: HashMap<u64, (Instant, T::Ticket)>,
    /// Threads that work on a job that was given up.
    abandoned: usize,
    /// The source has no more jobs.
    is_exhausted: bool,
}

/// Nothing is ready yet.
pub(crate) struct Waiting;

impl<T: Task> Pool<T> {
    pub fn start(
        jobs: impl Iterator<Item = T::Job> + Send + 'static,
        task: T,
        options: PoolOptions,
    ) -> Self {
        let state = PoolState {
            pulled: 0,
            taken: 0,
            ready: BTreeMap::new(),
            ready_bytes: 0,
            running: HashMap::new(),
            abandoned: 0,
            is_exhausted: false,
        };
        let shared = Arc::new(Shared {
            source: Mutex::new(NumberedSource { jobs: Box::new(jobs), next: 0 }),
            state: Mutex::new(state),
            changed: Condvar::new(),
            task,
            options,
        });
        (0..shared.options.jobs.max(1)).for_each(|_| spawn(&shared));
        Self { shared }
    }

    /// Waits for the next result and gives it with the number of its job; `None` when all are done.
    ///
    /// Waits no longer than `patience`: then it is `Err`, and the caller may do something else
    /// before calling again.
    pub fn next(&self, patience: Duration) -> Result<Option<(u64, T::Output)>, Waiting> {
        let until = Instant::now() + patience;
        let mut state = self.shared.lock();
        loop {
            let first = state.ready.first_key_value().map(|(n, _)| *n);
            let is_next = |n: &u64| self.shared.options.unordered || *n == state.taken;
            if let Some(number) = first.filter(is_next) {
                return Ok(state.take(number).map(|output| {
                    self.shared.changed.notify_all();
                    (number, output)
                }));
            }
            if state.is_exhausted && state.taken == state.pulled {
                return Ok(None);
            }
            let now = Instant::now();
            if now >= until {
                return Err(Waiting);
            }
            self.give_up_slow_jobs(&mut state, now);
            let waited = self.shared.changed.wait_timeout(state, TICK.min(until - now));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Ends the work early: no job is pulled any more. Running jobs are finished and dropped.
    fn stop(&self) {
        self.shared.lock().is_exhausted = true;
        self.shared.changed.notify_all();
    }

    fn give_up_slow_jobs(&self, state: &mut PoolState<T>, now: Instant) {
        let Some(limit) = self.shared.options.time_limit else { return };
        let is_slow = |(_, (start, _)): &(&u64, &(Instant, T::Ticket))| now - *start > limit;
        let slow: Vec<u64> = state.running.iter().filter(is_slow).map(|(n, _)| *n).collect();
        for number in slow {
            if state.abandoned >= MAX_ABANDONED {
                return;
            }
            if let Some((_, ticket)) = state.running.remove(&number) {
                state.abandoned += 1;
                let task = &self.shared.task;
                let output = task.give_up(ticket);
                state.put(number, task.size(&output), output);
                spawn(&self.shared);
            }
        }
    }
}

impl<T: Task> PoolState<T> {
    fn put(&mut self, number: u64, size: usize, output: T::Output) {
        self.ready_bytes += size;
        self.ready.insert(number, (size, output));
    }

    fn take(&mut self, number: u64) -> Option<T::Output> {
        let (size, output) = self.ready.remove(&number)?;
        self.ready_bytes -= size;
        self.taken += 1;
        Some(output)
    }
}

fn spawn<T: Task>(shared: &Arc<Shared<T>>) {
    let own = Arc::clone(shared);
    let spawned = std::thread::Builder::new().name("page".to_owned()).spawn(move || own.work());
    if spawned.is_err() {
        // Without a first worker no result would ever come; the run then ends at once, with a tally
        // that shows it.
        let mut state = shared.lock();
        state.is_exhausted |= state.pulled == 0;
        shared.changed.notify_all();
    }
}

impl<T: Task> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, PoolState<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The loop of a worker.
    fn work(&self) {
        while let Some((number, job)) = self.pull() {
            let output = self.task.run(job);
            let size = self.task.size(&output);
            let mut state = self.lock();
            if state.running.remove(&number).is_none() {
                // The job was given up, and another thread has taken the place of this one.
                state.abandoned -= 1;
                return;
            }
            state.put(number, size, output);
            drop(state);
            self.changed.notify_all();
        }
    }

    /// Pulls the next job; waits while too many results are waiting. `None` when there are no more.
    fn pull(&self) -> Option<(u64, T::Job)> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        let window = (self.options.jobs.max(1) * WINDOW_PER_JOB) as u64;
        let is_far_ahead = |s: &PoolState<T>| {
            s.running.keys().min().is_some_and(|slowest| s.pulled - slowest >= MAX_AHEAD)
        };
        let must_wait = |s: &mut PoolState<T>| {
            !s.is_exhausted
                && (s.pulled - s.taken >= window
                    || s.ready_bytes >= WINDOW_BYTES
                    || is_far_ahead(s))
        };
        // Workers that wait for the source wait here too. A result that others wait for was pulled
        // before, so it is never stuck behind this lock.
        let state =
            self.changed.wait_while(self.lock(), must_wait).unwrap_or_else(PoisonError::into_inner);
        if state.is_exhausted {
            return None;
        }
        drop(state);
        let job = source.jobs.next();
        let mut state = self.lock();
        let Some(job) = job else {
            state.is_exhausted = true;
            self.changed.notify_all();
            return None;
        };
        let number = source.next;
        source.next += 1;
        state.pulled = source.next;
        state.running.insert(number, (Instant::now(), self.task.ticket(&job)));
        Some((number, job))
    }
}

/// Runs `work` on every item in `jobs` threads and gives the results to `each`, on this thread, in
/// the order of the items.
///
/// `size` tells how many bytes a result holds: results that wait for an earlier one are bounded by
/// it. Stops early when `each` breaks: running items are finished and dropped. `work` must not
/// panic.
pub fn in_order<I, O>(
    items: impl IntoIterator<Item = I, IntoIter: Send + 'static>,
    jobs: usize,
    size: fn(&O) -> usize,
    work: impl Fn(I) -> O + Send + Sync + 'static,
    mut each: impl FnMut(O) -> ControlFlow<()>,
) where
    I: Send + 'static,
    O: Send + 'static,
{
    /// Longer than any wait: the loop below simply waits again.
    const PATIENCE: Duration = Duration::from_secs(60);
    let task = Function { function: work, size, types: PhantomData };
    let options = PoolOptions { jobs, unordered: false, time_limit: None };
    let pool = Pool::start(items.into_iter(), task, options);
    loop {
        match pool.next(PATIENCE) {
            Err(Waiting) => {}
            Ok(None) => return,
            Ok(Some((_, output))) => {
                if output.is_some_and(|output| each(output).is_break()) {
                    return pool.stop();
                }
            }
        }
    }
}

/// A function as a task.
struct Function<I, O, F> {
    function: F,
    size: fn(&O) -> usize,
    types: PhantomData<fn(I) -> O>,
}

impl<I, O, F> Task for Function<I, O, F>
where
    I: Send + 'static,
    O: Send + 'static,
    F: Fn(I) -> O + Send + Sync + 'static,
{
    type Job = I;
    type Ticket = ();
    type Output = Option<O>;

    fn ticket(&self, _: &I) {}

    fn run(&self, job: I) -> Option<O> {
        Some((self.function)(job))
    }

    fn give_up(&self, (): ()) -> Option<O> {
        None
    }

    fn size(&self, output: &Option<O>) -> usize {
        output.as_ref().map_or(0, self.size)
    }
}

#[cfg(test)]
#[path = "pool_tests.rs"]
mod tests;
