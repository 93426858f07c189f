//! Turns a panic on one page into an error of that page, so that the run goes on.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    /// Whether this thread is inside [`guarded`].
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
    /// The source location of the last guarded panic of this thread.
    static LOCATION: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Installs a panic hook that prints nothing for guarded panics, whose message may quote the page.
/// Other panics are printed as usual.
pub fn install() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if IS_GUARDED.get() {
            let location =
                info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
            LOCATION.with_borrow_mut(|l| *l = location);
        } else {
            usual(info);
        }
    }));
}

/// Runs `work`. A panic becomes an error message with the source location.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    IS_GUARDED.set(true);
    // The values that `work` was changing are dropped with it.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(false);
    result.map_err(|_| {
        let location = LOCATION.take();
        format!("a bug in cleancopy ({location}); please report it with the page")
    })
}

#[cfg(test)]
mod tests {
    use super::{guarded, install};

    #[test]
    fn a_panic_becomes_a_message_with_its_location() {
        install();
        assert_eq!(guarded(|| 1), Ok(1));
        let message = guarded(|| -> u8 { panic!("page text") }).expect_err("it panics");
        assert!(message.contains("guard.rs:") && !message.contains("page text"), "{message}");
    }
}
