//! Writes files and folders of the store, with errors that name them.

use std::fs;
use std::io;
use std::path::Path;

use crate::error::{Error, ErrorKind};
use crate::files::{Durability, write_atomically};

pub(super) fn create_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(io_error(path))
}

/// For `map_err`: the error of a path that cannot be read or written.
pub(super) fn io_error(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    move |e| Error::new(ErrorKind::Io).on(path.display().to_string()).because(e)
}

/// Writes a file atomically, even if two threads write it at once.
pub(super) fn write_file(target: &Path, parts: &[&[u8]]) -> Result<(), Error> {
    write_atomically(target, parts, Durability::ProcessExit).map_err(io_error(target))
}
