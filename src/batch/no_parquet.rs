//! What stands in for Parquet where it was left out of the program: a clear refusal.

use std::path::Path;

use super::error::BatchError;
use super::source::{Gauges, ReadOptions, Reader};
use crate::error::{Error, ErrorKind};

pub(crate) fn open(_: Option<&Path>, _: &ReadOptions, _: &Gauges) -> Result<Reader, Error> {
    Err(Error::new(ErrorKind::Io)
        .because("this cleancopy was built without Parquet; build it with --features parquet"))
}

pub(crate) fn write(_: &Path, _: &Path) -> Result<(), BatchError> {
    Err(BatchError::NoParquet)
}
