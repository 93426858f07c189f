//! Standard input, with a way to look at its first bytes before it is read.

use std::io::{self, Cursor, Read};
use std::sync::{Mutex, PoisonError};

/// The most bytes to look at.
const MAX_PEEK: usize = 4096;

/// The bytes that were looked at and not read. There is one standard input, so this is a static.
static PEEKED: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Applies `detect` to the first bytes until `is_certain` accepts its result, the input ends, or
/// there are 4,096 bytes. A writer may send a line, or the start of a compressed file, long before
/// the rest.
pub(super) fn peek<T>(
    detect: impl Fn(&[u8]) -> T,
    is_certain: impl Fn(&T) -> bool,
) -> io::Result<T> {
    let mut start = PEEKED.lock().unwrap_or_else(PoisonError::into_inner);
    let mut chunk = [0; MAX_PEEK];
    loop {
        let found = detect(&start);
        if is_certain(&found) || start.len() >= MAX_PEEK {
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

/// All of standard input, including the bytes that were looked at.
pub(super) fn stdin() -> impl Read + Send {
    let start = std::mem::take(&mut *PEEKED.lock().unwrap_or_else(PoisonError::into_inner));
    Cursor::new(start).chain(io::stdin())
}
