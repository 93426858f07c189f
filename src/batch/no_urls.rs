//! What stands in for lists of addresses where the network was left out of the program: a clear refusal.

use super::input::InputFile;
use super::source::{Gauges, ReadOptions, Reader, Wanted};
use crate::error::{Error, ErrorKind};

/// There is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network;

pub(crate) fn open(
    _: &InputFile,
    _: u64,
    _: &Wanted,
    _: &ReadOptions,
    _: &Gauges,
) -> Result<Reader, Error> {
    Err(Error::new(ErrorKind::Io)
        .because("this cleancopy was built without the network; build it with --features fetch"))
}

/// There are no archives either.
pub(crate) fn archive_front() -> Vec<u8> {
    Vec::new()
}
