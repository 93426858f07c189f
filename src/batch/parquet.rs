//! Reads Parquet row group by row group, and writes it from rows of JSON.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use parquet::arrow::ArrowWriter;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use serde_json::{Map, Value};

use super::arrow_cells::{check_columns, page_in_row};
use super::arrow_rows::WriteError;
use super::decompress::io_error;
use super::error::BatchError;
use super::own_columns::OwnColumns;
use super::reader::{BoxReader, ColumnNames, ProgressCounters, ReadOptions, Reader, ReaderItem};
use super::row_table::RowTable;
use crate::error::{Error, ErrorKind};

/// Rows decoded at once: a page may be large.
const READ_ROWS: usize = 32;
/// Bytes of encoded columns after which a row group is written.
const GROUP_BYTES: usize = 64 << 20;

/// Opens a file of rows.
pub(crate) fn open(
    path: Option<&Path>,
    options: &ReadOptions,
    counters: &ProgressCounters,
) -> Result<BoxReader, Error> {
    let path = path.ok_or_else(|| {
        Error::new(ErrorKind::Io).because("Parquet is read from files, not from standard input")
    })?;
    let file = File::open(path).map_err(io_error)?;
    let size = file.metadata().map(|m| m.len()).unwrap_or_default();
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
        .map_err(|e| Error::new(ErrorKind::BadRow).because(e))?;
    check_columns(metadata.schema(), &options.columns)?;
    counters.bytes_read.fetch_add(size, Ordering::Relaxed);
    let (columns, limit) = (options.columns.clone(), options.limit);
    Ok(Box::new(Rows {
        file,
        metadata,
        columns,
        limit,
        group: 0,
        first: 0,
        row: 0,
        reader: None,
        batch: None,
        own_rows: Vec::new(),
        own: options.own.clone(),
    }))
}

/// The schema of a file.
pub(crate) fn schema_of(path: &Path) -> Result<Arc<Schema>, Error> {
    let file = File::open(path).map_err(io_error)?;
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
        .map_err(|e| Error::new(ErrorKind::BadRow).because(e))?;
    Ok(Arc::clone(metadata.schema()))
}

struct Rows {
    file: File,
    metadata: ArrowReaderMetadata,
    columns: ColumnNames,
    limit: usize,
    /// The row group after the one being read.
    group: usize,
    /// Rows before the group after the one being read.
    first: u64,
    /// Rows returned so far.
    row: u64,
    reader: Option<ParquetRecordBatchReader>,
    /// The decoded rows, and how many of them were returned.
    batch: Option<(RecordBatch, usize)>,
    /// The user's own columns of the decoded rows that are not returned, last row first.
    own_rows: Vec<Map<String, Value>>,
    own: OwnColumns,
}

impl Reader for Rows {
    fn next_item(&mut self) -> Option<ReaderItem> {
        loop {
            if let Some((batch, at)) =
                self.batch.as_mut().filter(|(batch, at)| *at < batch.num_rows())
            {
                let found = page_in_row(
                    batch,
                    *at,
                    self.row + 1,
                    &self.columns,
                    self.limit,
                    self.own_rows.pop().unwrap_or_default(),
                );
                *at += 1;
                self.row += 1;
                return Some(found);
            }
            if self.reader.is_none() {
                match self.open_group()? {
                    Ok(reader) => self.reader = Some(reader),
                    Err(e) => return Some(self.damaged(e)),
                }
            }
            match self.reader.as_mut().and_then(Iterator::next) {
                Some(Ok(batch)) => {
                    match self.own.rows_of(&batch, &self.columns) {
                        Ok(rows) => self.own_rows = rows,
                        Err(e) => return Some(self.damaged(e)),
                    }
                    self.batch = Some((batch, 0));
                }
                Some(Err(e)) => return Some(self.damaged(e)),
                None => self.reader = None,
            }
        }
    }
}

impl Rows {
    /// Opens the next row group; `None` after the last.
    fn open_group(&mut self) -> Option<Result<ParquetRecordBatchReader, WriteError>> {
        let group = self.metadata.metadata().row_groups().get(self.group)?;
        self.row = self.first;
        self.first += u64::try_from(group.num_rows()).unwrap_or_default();
        let (number, metadata) = (self.group, self.metadata.clone());
        self.group += 1;
        let open = || {
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(
                self.file.try_clone()?,
                metadata,
            );
            let names = self.metadata.schema().fields().iter().map(|field| field.name());
            let is_used = |name: &&String| {
                [&self.columns.html, &self.columns.url, &self.columns.id].contains(name)
                    || self.own.keeps(name, &self.columns)
            };
            let wanted: Vec<usize> =
                names.enumerate().filter(|(_, name)| is_used(name)).map(|(at, _)| at).collect();
            let mask = ProjectionMask::roots(builder.parquet_schema(), wanted);
            Ok(builder
                .with_row_groups(vec![number])
                .with_projection(mask)
                .with_batch_size(READ_ROWS)
                .build()?)
        };
        Some(open())
    }

    /// The rest of this row group is lost. The next group is read independently.
    fn damaged(&mut self, why: impl Into<WriteError>) -> ReaderItem {
        self.reader = None;
        self.batch = None;
        let at = format!("rows {} to {}", self.row + 1, self.first);
        ReaderItem::failed(at, Error::new(ErrorKind::BadRow).because(why))
    }
}

/// Writes a file of JSON rows as Parquet and syncs it to the disk.
pub(crate) fn write(rows: &Path, target: &Path, own: &OwnColumns) -> Result<(), BatchError> {
    let copy = || -> Result<(), WriteError> {
        let table = RowTable::of(rows, own)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let out = File::create(target)?;
        let mut writer =
            ArrowWriter::try_new(out.try_clone()?, Arc::clone(table.schema()), Some(properties))?;
        table.for_each_batch(rows, |batch| {
            writer.write(&batch)?;
            if writer.in_progress_size() > GROUP_BYTES {
                writer.flush()?;
            }
            Ok(())
        })?;
        writer.close()?;
        Ok(out.sync_all()?)
    };
    copy().map_err(|e| BatchError::write(target)(std::io::Error::other(e)))
}
