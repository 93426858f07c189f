//! Interrupts of runs that have nothing to resume: they end at once, and leave no temporary file.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::exit::Exit;
use crate::reporter::Reporter;

/// Time between two looks at the flag that a signal sets.
const POLL: Duration = Duration::from_millis(50);

/// The temporary file of the output.
static TEMPORARY: Mutex<Option<PathBuf>> = Mutex::new(None);
/// The inputs that are done.
static DONE: AtomicUsize = AtomicUsize::new(0);

/// Notes the temporary file, which an interrupt removes.
pub fn note_temporary(path: Option<PathBuf>) {
    if let Ok(mut temporary) = TEMPORARY.lock() {
        *temporary = path;
    }
}

/// Counts one input that is done.
pub fn count_done() {
    DONE.fetch_add(1, Ordering::Relaxed);
}

/// Makes the first interrupt end the run. `message` gets the number of inputs that are done.
pub fn end_on_signals(message: impl Fn(usize) -> String + Send + 'static, reporter: Reporter) {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // Without the flag, a signal ends the run as it ends any program.
        if signal_hook::flag::register(signal, Arc::clone(&stop)).is_err() {
            return;
        }
    }
    let wait = move || loop {
        thread::sleep(POLL);
        if !stop.load(Ordering::Relaxed) {
            continue;
        }
        // The lock is held to the end, so that no new temporary file appears meanwhile.
        let temporary = TEMPORARY.lock();
        if let Some(path) = temporary.as_ref().ok().and_then(|path| path.as_ref()) {
            let _ = std::fs::remove_file(path);
        }
        reporter.note(&message(DONE.load(Ordering::Relaxed)));
        std::process::exit(Exit::Interrupted as i32);
    };
    // The thread ends with the process.
    let _ = thread::Builder::new().name("interrupt".to_owned()).spawn(wait);
}
