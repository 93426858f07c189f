//! Tests of the pool: order, windows, time limits.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::{Pool, PoolOptions, Task, in_order};

/// Sleeps as long as a function of the job's number says.
struct Sleep<F>(F);

impl<F: Fn(u64) + Send + Sync + 'static> Task for Sleep<F> {
    type Job = u64;
    type Ticket = u64;
    type Output = (u64, &'static str);

    fn ticket(&self, job: &u64) -> u64 {
        *job
    }

    fn run(&self, job: u64) -> Self::Output {
        (self.0)(job);
        (job, "done")
    }

    fn give_up(&self, ticket: u64) -> Self::Output {
        (ticket, "given up")
    }

    fn size(&self, _: &Self::Output) -> usize {
        1
    }
}

/// The results of `count` jobs, in the order in which the pool gives them.
fn run(
    count: u64,
    options: PoolOptions,
    pulled: &Arc<AtomicU64>,
    work: impl Fn(u64) + Send + Sync + 'static,
) -> Vec<(u64, &'static str)> {
    let pulled = Arc::clone(pulled);
    let jobs = (0..count).inspect(move |_| {
        pulled.fetch_add(1, Ordering::Relaxed);
    });
    let pool = Pool::start(jobs, Sleep(work), options);
    let mut seen = Vec::new();
    loop {
        match pool.next(Duration::from_secs(5)) {
            Ok(Some((_, output))) => seen.push(output),
            Ok(None) => return seen,
            Err(_) => panic!("nothing for five seconds"),
        }
    }
}

fn options(unordered: bool, millis: u64) -> PoolOptions {
    PoolOptions { jobs: 4, unordered, time_limit: Some(Duration::from_millis(millis)) }
}

#[test]
fn results_come_in_order_though_later_jobs_are_quicker() {
    let seen = run(400, options(false, 60_000), &Arc::default(), |n| {
        std::thread::sleep(Duration::from_micros(400 - n))
    });
    assert_eq!(seen, (0..400).map(|n| (n, "done")).collect::<Vec<_>>());
}

#[test]
fn unordered_results_do_not_wait_and_none_is_lost() {
    let mut seen = run(50, options(true, 60_000), &Arc::default(), |n| {
        std::thread::sleep(Duration::from_millis(if n == 0 { 200 } else { 1 }))
    });
    assert_ne!(seen[0].0, 0);
    seen.sort_unstable();
    assert_eq!(seen, (0..50).map(|n| (n, "done")).collect::<Vec<_>>());
}

#[test]
fn a_job_over_its_time_limit_is_given_up_and_the_others_go_on() {
    let seen = run(40, options(false, 150), &Arc::default(), |n| {
        std::thread::sleep(Duration::from_millis(if n % 10 == 3 { 1_000 } else { 1 }))
    });
    let expected = |n| (n, if n % 10 == 3 { "given up" } else { "done" });
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

#[test]
fn a_function_works_on_all_items_until_it_is_stopped() {
    let mut seen = Vec::new();
    in_order(
        0..100u64,
        4,
        |_| 8,
        |n| n * 2,
        |n| {
            seen.push(n);
            ControlFlow::Continue(())
        },
    );
    assert_eq!(seen, (0..100).map(|n| n * 2).collect::<Vec<_>>());
    let mut count = 0;
    in_order(
        0..10_000u64,
        4,
        |_| 8,
        |n| n,
        |_| {
            count += 1;
            if count == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        },
    );
    assert_eq!(count, 3);
    in_order(std::iter::empty::<u64>(), 4, |_| 8, |n| n, |_| ControlFlow::Continue(()));
}
