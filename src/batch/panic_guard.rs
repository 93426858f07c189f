//! A panic on one page is an error of that page, not the end of the run.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    /// Whether this thread is inside [`guarded`].
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
    /// Where the last guarded panic of this thread happened.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps guarded panics from printing: their message may quote the page. Others print as ever.
pub fn install() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if IS_GUARDED.get() {
            let place =
                info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
            PLACE.with_borrow_mut(|p| *p = place);
        } else {
            usual(info);
        }
    }));
}

/// Runs `work`; a panic becomes a message that says where and what to do.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    IS_GUARDED.set(true);
    // Whatever `work` was changing is dropped with it.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(false);
    result.map_err(|_| {
        let place = PLACE.take();
        format!("a bug in cleancopy ({place}); please report it with the page")
    })
}

#[cfg(test)]
mod tests {
    use super::{guarded, install};

    #[test]
    fn a_panic_becomes_a_message_with_its_place() {
        install();
        assert_eq!(guarded(|| 1), Ok(1));
        let message = guarded(|| -> u8 { panic!("page text") }).expect_err("it panics");
        assert!(message.contains("guard.rs:") && !message.contains("page text"), "{message}");
    }
}
