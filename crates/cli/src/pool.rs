//! Work on many items at once, answers in order.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Answers that may wait for an earlier one, per worker: enough that a slow page does not stop the others at once, few enough
/// that memory stays bounded however many items there are.
const WINDOW_PER_JOB: usize = 4;

/// Runs `work` on every item in `jobs` threads and gives the answers to `each` in the order of the items, on this thread.
///
/// Stops early when `each` breaks: items under way are finished and dropped. `work` must not panic.
pub fn in_order<I: Sync, T: Send>(
    items: &[I],
    jobs: usize,
    work: impl Fn(&I) -> T + Sync,
    mut each: impl FnMut(usize, T) -> ControlFlow<()>,
) {
    let jobs = jobs.clamp(1, items.len().max(1));
    let queue = Queue {
        state: Mutex::default(),
        changed: Condvar::new(),
        len: items.len(),
        window: jobs * WINDOW_PER_JOB,
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while let Some(index) = queue.claim() {
                    queue.deliver(index, work(&items[index]));
                }
            });
        }
        for index in 0..items.len() {
            if each(index, queue.take(index)).is_break() {
                queue.stop();
                break;
            }
        }
    });
}

/// A bounded queue that puts answers back in order.
struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    len: usize,
    window: usize,
}

struct State<T> {
    /// The next item nobody has claimed.
    next: usize,
    /// How many answers have been taken.
    taken: usize,
    ready: HashMap<usize, T>,
    stopped: bool,
}

impl<T> Default for State<T> {
    fn default() -> Self {
        Self { next: 0, taken: 0, ready: HashMap::new(), stopped: false }
    }
}

impl<T> Queue<T> {
    /// An item to work on; waits while too many answers are waiting. `None` when there is nothing left to do.
    fn claim(&self) -> Option<usize> {
        let must_wait =
            |s: &mut State<T>| !s.stopped && s.next < self.len && s.next >= s.taken + self.window;
        let mut state =
            self.changed.wait_while(self.lock(), must_wait).unwrap_or_else(PoisonError::into_inner);
        if state.stopped || state.next >= self.len {
            return None;
        }
        state.next += 1;
        Some(state.next - 1)
    }

    fn deliver(&self, index: usize, answer: T) {
        self.lock().ready.insert(index, answer);
        self.changed.notify_all();
    }

    /// The answer to the item `index`; waits for it.
    fn take(&self, index: usize) -> T {
        let mut state = self.lock();
        loop {
            if let Some(answer) = state.ready.remove(&index) {
                state.taken = index + 1;
                self.changed.notify_all();
                return answer;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::time::Duration;

    use super::in_order;

    #[test]
    fn answers_come_in_order_though_later_items_are_quicker() {
        let items: Vec<u64> = (0..40).rev().collect();
        let mut seen = Vec::new();
        let work = |n: &u64| {
            std::thread::sleep(Duration::from_micros(n * 20));
            *n
        };
        in_order(&items, 8, work, |index, n| {
            seen.push((index, n));
            ControlFlow::Continue(())
        });
        assert_eq!(seen, items.iter().copied().enumerate().collect::<Vec<_>>());
    }

    #[test]
    fn a_break_ends_the_work() {
        let items: Vec<usize> = (0..10_000).collect();
        let mut count = 0;
        in_order(
            &items,
            4,
            |n| *n,
            |_, _| {
                count += 1;
                if count == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(count, 3);
    }

    #[test]
    fn no_items_is_no_work() {
        in_order(&[] as &[u8], 4, |n| *n, |_, _| ControlFlow::Continue(()));
    }
}
