//! Jobs worked on at once, outcomes handed out in order, and never more of either than a bound.
//!
//! The workers themselves pull the next job from the source, so nothing is read before somebody has time for it: there is no
//! queue of jobs to fill the memory. Outcomes wait for earlier ones in a window; when that is full, no new job is pulled.
//!
//! A page that takes longer than its budget is given up: its outcome is a failure and its thread is left behind, because a
//! thread cannot be stopped from outside; another takes its place. What it finds later is dropped.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::job::{Head, Job, Outcome};

/// Outcomes that may wait for an earlier one, per worker: at a few milliseconds a page, a page of one second holds nobody up.
const WINDOW_PER_JOB: usize = 128;
/// Bytes of waiting outcomes after which no new job is pulled.
const WINDOW_BYTES: usize = 64 << 20;
/// Jobs that may be done ahead of the slowest, in runs without order: a checkpoint names each of them.
const MAX_AHEAD: u64 = 4_096;
/// How often pages over their budget are looked for.
const TICK: Duration = Duration::from_millis(100);
/// Threads left behind at once; with more, slow pages are waited for, so that memory stays bounded.
const MAX_LEFT_BEHIND: usize = 16;

/// Where jobs come from. It is pulled by one thread at a time.
pub(crate) type Jobs = Box<dyn Iterator<Item = Job> + Send>;
/// What is done with a job. It must not panic.
pub(crate) type Work = Box<dyn Fn(Job) -> Outcome + Send + Sync>;
/// The outcome of a job that took too long.
pub(crate) type GiveUp = Box<dyn Fn(Head) -> Outcome + Send + Sync>;

/// How the pool runs.
pub(crate) struct PoolOptions {
    pub jobs: usize,
    /// Outcomes in the order they are done instead of the order of the jobs.
    pub unordered: bool,
    pub page_timeout: Duration,
}

/// Workers and what they share.
pub(crate) struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    source: Mutex<Numbered>,
    state: Mutex<State>,
    changed: Condvar,
    work: Work,
    give_up: GiveUp,
    options: PoolOptions,
}

/// The source, and the number of the next job it gives.
struct Numbered {
    jobs: Jobs,
    next: u64,
}

#[derive(Default)]
struct State {
    /// Jobs pulled so far.
    pulled: u64,
    /// Outcomes handed out so far.
    taken: u64,
    ready: BTreeMap<u64, Outcome>,
    ready_bytes: usize,
    /// Jobs under way, with what is needed to give them up.
    running: HashMap<u64, (Instant, Head)>,
    /// Threads that work on a job that was given up.
    left_behind: usize,
    /// The source has no more jobs.
    is_dry: bool,
}

impl Pool {
    pub fn start(jobs: Jobs, work: Work, give_up: GiveUp, options: PoolOptions) -> Self {
        let source = Mutex::new(Numbered { jobs, next: 0 });
        let shared = Arc::new(Shared {
            source,
            state: Mutex::default(),
            changed: Condvar::new(),
            work,
            give_up,
            options,
        });
        (0..shared.options.jobs.max(1)).for_each(|_| spawn(&shared));
        Self { shared }
    }

    /// The next outcome, with the number of its job; waits for it. `None` when all are done.
    ///
    /// Waits no longer than `patience`: then it is `Err`, and the caller may do something else before asking again.
    pub fn next(&self, patience: Duration) -> Result<Option<(u64, Outcome)>, Waiting> {
        let until = Instant::now() + patience;
        let mut state = self.shared.lock();
        loop {
            let first = state.ready.first_key_value().map(|(n, _)| *n);
            if let Some(number) =
                first.filter(|n| self.shared.options.unordered || *n == state.taken)
            {
                return Ok(state.take(number).map(|outcome| {
                    self.shared.changed.notify_all();
                    (number, outcome)
                }));
            }
            if state.is_dry && state.taken == state.pulled {
                return Ok(None);
            }
            let now = Instant::now();
            if now >= until {
                return Err(Waiting);
            }
            self.give_up_the_slow(&mut state, now);
            let waited = self.shared.changed.wait_timeout(state, TICK.min(until - now));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn give_up_the_slow(&self, state: &mut State, now: Instant) {
        let budget = self.shared.options.page_timeout;
        let slow: Vec<u64> = state
            .running
            .iter()
            .filter(|(_, (start, _))| now - *start > budget)
            .map(|(n, _)| *n)
            .collect();
        for number in slow {
            if state.left_behind >= MAX_LEFT_BEHIND {
                return;
            }
            if let Some((_, head)) = state.running.remove(&number) {
                state.left_behind += 1;
                state.put(number, (self.shared.give_up)(head));
                spawn(&self.shared);
            }
        }
    }
}

/// Nothing is ready yet.
pub(crate) struct Waiting;

impl State {
    fn put(&mut self, number: u64, outcome: Outcome) {
        self.ready_bytes += outcome.bytes();
        self.ready.insert(number, outcome);
    }

    fn take(&mut self, number: u64) -> Option<Outcome> {
        let outcome = self.ready.remove(&number)?;
        self.ready_bytes -= outcome.bytes();
        self.taken += 1;
        Some(outcome)
    }
}

fn spawn(shared: &Arc<Shared>) {
    let own = Arc::clone(shared);
    let spawned = std::thread::Builder::new().name("page".to_owned()).spawn(move || own.run());
    if spawned.is_err() {
        // Without a first worker nothing would ever come; the run then ends at once, with the counts that say so.
        let mut state = shared.lock();
        state.is_dry |= state.pulled == 0;
        shared.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The life of a worker.
    fn run(&self) {
        while let Some((number, job)) = self.pull() {
            let outcome = (self.work)(job);
            let mut state = self.lock();
            if state.running.remove(&number).is_none() {
                // It was given up, and another thread has taken this one's place.
                state.left_behind -= 1;
                return;
            }
            state.put(number, outcome);
            drop(state);
            self.changed.notify_all();
        }
    }

    /// The next job; waits while too many outcomes are waiting. `None` when there are no more.
    fn pull(&self) -> Option<(u64, Job)> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        let window = (self.options.jobs.max(1) * WINDOW_PER_JOB) as u64;
        let is_far_ahead = |s: &State| {
            s.running.keys().min().is_some_and(|slowest| s.pulled - slowest >= MAX_AHEAD)
        };
        let must_wait = |s: &mut State| {
            !s.is_dry
                && (s.pulled - s.taken >= window
                    || s.ready_bytes >= WINDOW_BYTES
                    || is_far_ahead(s))
        };
        // Those that wait for the source wait here too. An outcome that is waited for was pulled before: it is never stuck behind.
        let state =
            self.changed.wait_while(self.lock(), must_wait).unwrap_or_else(PoisonError::into_inner);
        if state.is_dry {
            return None;
        }
        drop(state);
        let job = source.jobs.next();
        let mut state = self.lock();
        let Some(job) = job else {
            state.is_dry = true;
            self.changed.notify_all();
            return None;
        };
        let number = source.next;
        source.next += 1;
        state.pulled = source.next;
        state.running.insert(number, (Instant::now(), job.head.clone()));
        Some((number, job))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::Duration;

    use super::{Pool, PoolOptions};
    use crate::batch::job::{Content, Fate, Head, Job, Outcome, Place};

    fn job(position: u64) -> Job {
        let place = Place { file: 0, record: position, position };
        let (id, origin, records) = (String::new(), String::new(), Arc::default());
        let head = Head {
            place,
            output: 0,
            id,
            url: None,
            origin,
            is_answer: false,
            passed_over: 0,
            records,
        };
        Job { head, content: Content::Text(Vec::new()) }
    }

    fn outcome(head: Head, fate: Fate) -> Outcome {
        Outcome { head, fate, rendered: Vec::new(), fingerprint: None, kind: None }
    }

    /// The positions in the order of their outcomes, with the word for each fate.
    fn run(
        count: u64,
        options: PoolOptions,
        pulled: &Arc<AtomicU64>,
        work: impl Fn(u64) + Send + Sync + 'static,
    ) -> Vec<(u64, &'static str)> {
        let pulled = Arc::clone(pulled);
        let jobs = (0..count).map(job).inspect(move |_| {
            pulled.fetch_add(1, Ordering::Relaxed);
        });
        let work = move |job: Job| {
            work(job.head.place.position);
            outcome(job.head, Fate::Written)
        };
        let give_up = |head| outcome(head, Fate::Failed(String::new()));
        let pool = Pool::start(Box::new(jobs), Box::new(work), Box::new(give_up), options);
        let mut seen = Vec::new();
        loop {
            match pool.next(Duration::from_secs(5)) {
                Ok(Some((_, outcome))) => {
                    seen.push((outcome.head.place.position, outcome.fate.name()))
                }
                Ok(None) => return seen,
                Err(_) => panic!("nothing for five seconds"),
            }
        }
    }

    fn options(unordered: bool, millis: u64) -> PoolOptions {
        PoolOptions { jobs: 4, unordered, page_timeout: Duration::from_millis(millis) }
    }

    #[test]
    fn outcomes_come_in_order_though_later_jobs_are_quicker() {
        let seen = run(400, options(false, 60_000), &Arc::default(), |n| {
            std::thread::sleep(Duration::from_micros(400 - n))
        });
        assert_eq!(seen, (0..400).map(|n| (n, "written")).collect::<Vec<_>>());
    }

    #[test]
    fn unordered_outcomes_do_not_wait_and_none_is_lost() {
        let mut seen = run(50, options(true, 60_000), &Arc::default(), |n| {
            std::thread::sleep(Duration::from_millis(if n == 0 { 200 } else { 1 }))
        });
        assert_ne!(seen[0].0, 0);
        seen.sort_unstable();
        assert_eq!(seen, (0..50).map(|n| (n, "written")).collect::<Vec<_>>());
    }

    #[test]
    fn a_page_over_its_budget_fails_and_the_others_go_on() {
        let seen = run(40, options(false, 150), &Arc::default(), |n| {
            std::thread::sleep(Duration::from_millis(if n % 10 == 3 { 1_000 } else { 1 }))
        });
        let expected = |n| (n, if n % 10 == 3 { "failed" } else { "written" });
        assert_eq!(seen, (0..40).map(expected).collect::<Vec<_>>());
    }

    #[test]
    fn no_more_is_pulled_than_the_window_holds() {
        let pulled = Arc::new(AtomicU64::new(0));
        let most = Arc::new(AtomicU64::new(0));
        let (seen, kept) = (Arc::clone(&pulled), Arc::clone(&most));
        run(5_000, options(false, 60_000), &pulled, move |n| {
            if n == 0 {
                std::thread::sleep(Duration::from_millis(300));
                kept.store(seen.load(Ordering::Relaxed), Ordering::Relaxed);
            }
        });
        let most = most.load(Ordering::Relaxed);
        assert!((4..=4 * super::WINDOW_PER_JOB as u64 + 4).contains(&most), "{most}");
    }
}
