//! Interrupts of runs that have nothing to resume: they end at once, and leave no temporary file.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use cleancopy::files::AtomicFile;

use crate::exit::Exit;
use crate::reporter::Reporter;

/// Time between two looks at the flag that a signal sets.
const POLL: Duration = Duration::from_millis(50);

/// The temporary files of the outputs that are being written.
static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
/// The inputs that are done.
static DONE: AtomicUsize = AtomicUsize::new(0);

/// Creates a temporary file, which an interrupt removes until [`forget_temporary`].
pub fn create_temporary(path: &Path) -> io::Result<AtomicFile> {
    // The lock is taken first, so that an interrupt finds every file that exists.
    let mut temporary = TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner);
    let file = AtomicFile::create(path)?;
    temporary.push(file.temporary_path().to_owned());
    Ok(file)
}

/// Forgets a temporary file, which has its final name or is gone.
pub fn forget_temporary(path: &Path) {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner).retain(|noted| noted != path);
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
        let temporary = TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner);
        for path in temporary.iter() {
            let _ = std::fs::remove_file(path);
        }
        reporter.note(&message(DONE.load(Ordering::Relaxed)));
        std::process::exit(Exit::Interrupted as i32);
    };
    // The thread ends with the process.
    let _ = thread::Builder::new().name("interrupt".to_owned()).spawn(wait);
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{TEMPORARY, create_temporary, forget_temporary};

    #[test]
    fn a_file_that_is_finished_leaves_the_others_noted() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = ["rows.jsonl", "table-1.csv", "table-2.csv"];
        let files = names.map(|name| create_temporary(&folder.path().join(name)).expect("creates"));
        let paths = files.each_ref().map(|file| file.temporary_path().to_owned());
        assert!(paths.iter().all(|path| fs::exists(path).expect("a folder")));
        forget_temporary(&paths[1]);
        let noted = TEMPORARY.lock().expect("no panic").clone();
        let is_noted = paths.map(|path| noted.contains(&path));
        assert_eq!(is_noted, [true, false, true]);
    }
}
