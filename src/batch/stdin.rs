//! Standard input, whose first bytes are looked at before anybody reads it.

use std::io::{self, Cursor, Read};
use std::sync::{Mutex, PoisonError};

/// Bytes after which nothing more is waited for.
const ENOUGH: usize = 4096;

/// What was looked at and is still to be read. There is one standard input, so there is one of it.
static START: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Looks at the first bytes until `is_known` says that they tell what they hold, the input ends, or there are plenty. A writer may
/// send a line, or the head of a packed file, and take its time with the rest.
pub(super) fn look<T>(what: impl Fn(&[u8]) -> T, is_known: impl Fn(&T) -> bool) -> io::Result<T> {
    let mut start = START.lock().unwrap_or_else(PoisonError::into_inner);
    let mut chunk = [0; ENOUGH];
    loop {
        let found = what(&start);
        if is_known(&found) || start.len() >= ENOUGH {
            return Ok(found);
        }
        match io::stdin().read(&mut chunk) {
            Ok(0) => return Ok(found),
            Ok(n) => start.extend_from_slice(&chunk[..n]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// The whole of standard input, what was looked at included.
pub(super) fn stdin() -> impl Read + Send {
    let start = std::mem::take(&mut *START.lock().unwrap_or_else(PoisonError::into_inner));
    Cursor::new(start).chain(io::stdin())
}
