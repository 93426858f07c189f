//! Arrow IPC: files (`.arrow`, `.feather`) and streams (`.arrows`, standard input), read batch by
//! batch and written from rows of JSON.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use arrow_ipc::{CompressionType, MetadataVersion};
use arrow_schema::{ArrowError, Schema};

use serde_json::{Map, Value};

use super::arrow_cells::{check_columns, page_in_row};
use super::arrow_rows::WriteError;
use super::decompress::{io_error, open_decompressed};
use super::error::BatchError;
use super::own_columns::OwnColumns;
use super::reader::{BoxReader, ColumnNames, ProgressCounters, ReadOptions, Reader, ReaderItem};
use super::row_table::RowTable;
use crate::error::{Error, ErrorKind};

/// The first bytes of a file; a stream has none.
pub(crate) const FILE_MAGIC: &[u8] = b"ARROW1";

/// Batches of a file or a stream.
type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

/// Opens the rows of a file or of standard input. The first bytes tell a file from a stream.
///
/// A file needs random access, so one that is compressed or comes from standard input is read into
/// memory.
pub(crate) fn open(
    path: Option<&Path>,
    options: &ReadOptions,
    counters: &ProgressCounters,
) -> Result<BoxReader, Error> {
    let mut source = open_decompressed(path, &counters.bytes_read).map_err(io_error)?;
    let start = source.fill_buf().map_err(io_error)?;
    let (schema, batches) = if start.starts_with(FILE_MAGIC) {
        let counted = start.len() as u64;
        open_file(path, source, &counters.bytes_read, counted)?
    } else {
        let reader = StreamReader::try_new(source, None).map_err(damaged)?;
        (reader.schema(), Box::new(reader) as Batches)
    };
    check_columns(&schema, &options.columns)?;
    let (columns, limit) = (options.columns.clone(), options.limit);
    let own = options.own.clone();
    Ok(Box::new(Rows {
        batches,
        columns,
        limit,
        row: 0,
        batch: None,
        own_rows: Vec::new(),
        own,
        is_over: false,
    }))
}

/// The schema of a file.
pub(crate) fn schema_of(path: &Path) -> Result<Arc<Schema>, Error> {
    let mut source = open_decompressed(Some(path), &Arc::default()).map_err(io_error)?;
    let start = source.fill_buf().map_err(io_error)?;
    if start.starts_with(FILE_MAGIC) {
        return open_file(Some(path), source, &Arc::default(), 0).map(|(schema, _)| schema);
    }
    Ok(StreamReader::try_new(source, None).map_err(damaged)?.schema())
}

/// `counted` is the number of bytes of the file that `bytes_read` has already.
fn open_file(
    path: Option<&Path>,
    mut source: Box<dyn BufRead + Send>,
    bytes_read: &Arc<AtomicU64>,
    counted: u64,
) -> Result<(Arc<Schema>, Batches), Error> {
    let plain = path.map(File::open).transpose().map_err(io_error)?;
    let is_plain = |file: &File| {
        let mut start = [0; FILE_MAGIC.len()];
        let mut file = file;
        file.read_exact(&mut start).is_ok() && start == FILE_MAGIC
    };
    match plain.filter(is_plain) {
        Some(file) => {
            let size = file.metadata().map(|m| m.len()).unwrap_or_default();
            bytes_read.fetch_add(size.saturating_sub(counted), Ordering::Relaxed);
            let reader = FileReader::try_new(BufReader::new(file), None).map_err(damaged)?;
            Ok((reader.schema(), Box::new(reader)))
        }
        None => {
            let mut bytes = Vec::new();
            source.read_to_end(&mut bytes).map_err(io_error)?;
            let reader = FileReader::try_new(Cursor::new(bytes), None).map_err(damaged)?;
            Ok((reader.schema(), Box::new(reader)))
        }
    }
}

fn damaged(e: ArrowError) -> Error {
    Error::new(ErrorKind::BadRow).because(e)
}

struct Rows {
    batches: Batches,
    columns: ColumnNames,
    limit: usize,
    /// Rows returned so far.
    row: u64,
    /// The current batch, and how many of its rows were returned.
    batch: Option<(RecordBatch, usize)>,
    /// The user's own columns of the decoded rows that are not returned, last row first.
    own_rows: Vec<Map<String, Value>>,
    own: OwnColumns,
    is_over: bool,
}

impl Reader for Rows {
    fn next_item(&mut self) -> Option<ReaderItem> {
        while !self.is_over {
            if let Some((batch, at)) =
                self.batch.as_mut().filter(|(batch, at)| *at < batch.num_rows())
            {
                self.row += 1;
                let item = page_in_row(
                    batch,
                    *at,
                    self.row,
                    &self.columns,
                    self.limit,
                    self.own_rows.pop().unwrap_or_default(),
                );
                *at += 1;
                return Some(item);
            }
            match self.batches.next() {
                Some(Ok(batch)) => {
                    match self.own.rows_of(&batch, &self.columns) {
                        Ok(rows) => self.own_rows = rows,
                        Err(e) => {
                            self.is_over = true;
                            let at = format!("row {} and all after it", self.row + 1);
                            return Some(ReaderItem::failed(at, damaged(e)));
                        }
                    }
                    self.batch = Some((batch, 0));
                }
                Some(Err(e)) => {
                    self.is_over = true;
                    let at = format!("row {} and all after it", self.row + 1);
                    return Some(ReaderItem::failed(at, damaged(e)));
                }
                None => self.is_over = true,
            }
        }
        None
    }
}

/// Writes a file of JSON rows as Arrow IPC and syncs it to the disk: a stream where the name of the
/// output ends in `.arrows`, otherwise a file.
pub(crate) fn write(
    rows: &Path,
    target: &Path,
    is_stream: bool,
    own: &OwnColumns,
) -> Result<(), BatchError> {
    let copy = || -> Result<(), WriteError> {
        let table = RowTable::of(rows, own)?;
        let out = File::create(target)?;
        let buffered = BufWriter::with_capacity(1 << 18, out.try_clone()?);
        let options = IpcWriteOptions::try_new(64, false, MetadataVersion::V5)?
            .try_with_compression(Some(CompressionType::ZSTD))?;
        if is_stream {
            let mut writer = StreamWriter::try_new_with_options(buffered, table.schema(), options)?;
            table.for_each_batch(rows, |batch| Ok(writer.write(&batch)?))?;
            writer.finish()?;
        } else {
            let mut writer = FileWriter::try_new_with_options(buffered, table.schema(), options)?;
            table.for_each_batch(rows, |batch| Ok(writer.write(&batch)?))?;
            writer.finish()?;
        }
        Ok(out.sync_all()?)
    };
    copy().map_err(|e| BatchError::write(target)(std::io::Error::other(e)))
}
