//! Parquet, read row group by row group and written from rows of JSON.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use arrow_array::builder::{BooleanBuilder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, Float64Array, Int32Array, Int64Array,
    LargeBinaryArray, LargeStringArray, RecordBatch, StringArray, StringViewArray,
};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde_json::{Map, Value};

use super::error::BatchError;
use super::job::Content;
use super::source::{Columns, Found, Gauges, ReadOptions, Reader};
use super::table::{no_column, stored};
use super::unpack::io_error;
use crate::error::{Error, ErrorKind};
use crate::fields::{FIELDS, FieldType};

/// Rows decoded at a time when reading: a page may be large.
const READ_ROWS: usize = 32;
/// Bytes of JSON gathered before they become columns.
const WRITE_BYTES: usize = 8 << 20;
/// Bytes of encoded columns after which a row group is written.
const GROUP_BYTES: usize = 64 << 20;

/// The rows of a file.
pub(crate) fn open(
    path: Option<&Path>,
    options: &ReadOptions,
    gauges: &Gauges,
) -> Result<Reader, Error> {
    let path = path.ok_or_else(|| {
        Error::new(ErrorKind::Io).because("Parquet is read from files, not from standard input")
    })?;
    let file = File::open(path).map_err(io_error)?;
    let size = file.metadata().map(|m| m.len()).unwrap_or_default();
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
        .map_err(|e| Error::new(ErrorKind::BadRow).because(e))?;
    let names: Vec<String> = metadata.schema().fields().iter().map(|f| f.name().clone()).collect();
    if !names.contains(&options.columns.html) {
        return Err(no_column(&options.columns.html, names.iter()));
    }
    gauges.read.fetch_add(size, Ordering::Relaxed);
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
    }))
}

struct Rows {
    file: File,
    metadata: ArrowReaderMetadata,
    columns: Columns,
    limit: usize,
    /// The row group after the one being read.
    group: usize,
    /// Rows before that group.
    first: u64,
    /// Rows given so far.
    row: u64,
    reader: Option<ParquetRecordBatchReader>,
    /// The rows that were decoded, and how many of them were given.
    batch: Option<(RecordBatch, usize)>,
}

impl Iterator for Rows {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some((batch, at)) =
                self.batch.as_mut().filter(|(batch, at)| *at < batch.num_rows())
            {
                let found = page(batch, *at, self.row + 1, &self.columns, self.limit);
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
                Some(Ok(batch)) => self.batch = Some((batch, 0)),
                Some(Err(e)) => return Some(self.damaged(e)),
                None => self.reader = None,
            }
        }
    }
}

impl Rows {
    /// A reader of the next row group; nothing after the last.
    fn open_group(
        &mut self,
    ) -> Option<Result<ParquetRecordBatchReader, Box<dyn std::error::Error + Send + Sync>>> {
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
            let wanted = [self.columns.html.as_str(), &self.columns.url, &self.columns.id];
            let mask = ProjectionMask::columns(builder.parquet_schema(), wanted);
            Ok(builder
                .with_row_groups(vec![number])
                .with_projection(mask)
                .with_batch_size(READ_ROWS)
                .build()?)
        };
        Some(open())
    }

    /// The rest of this row group is lost; the next one is read by itself.
    fn damaged(&mut self, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Found {
        self.reader = None;
        self.batch = None;
        let at = format!("rows {} to {}", self.row + 1, self.first);
        Found::failed(at, Error::new(ErrorKind::BadRow).because(why))
    }
}

fn page(batch: &RecordBatch, at: usize, number: u64, columns: &Columns, limit: usize) -> Found {
    let value = |name: &str| batch.column_by_name(name).and_then(|c| value(c, at));
    let text = |name: &str| value(name).map(|v| String::from_utf8_lossy(&v).into_owned());
    let content = match value(&columns.html) {
        None => Content::Failed(
            Error::new(ErrorKind::BadRow)
                .because(format!("{:?} is empty or no text", columns.html)),
        ),
        Some(html) if html.len() > limit => {
            Content::Failed(Error::new(ErrorKind::TooLarge { limit }))
        }
        Some(html) => Content::Page(Box::new(stored(&html))),
    };
    Found::Page {
        id: text(&columns.id),
        url: text(&columns.url),
        at: format!("row {number}"),
        content,
    }
}

/// One value as bytes, of any type that holds text or a number.
fn value(column: &ArrayRef, at: usize) -> Option<Vec<u8>> {
    if column.is_null(at) {
        return None;
    }
    let any = column.as_any();
    macro_rules! try_as {
        ($($kind:ty => $get:expr),+ $(,)?) => {
            $(if let Some(array) = any.downcast_ref::<$kind>() { return Some($get(array.value(at))); })+
        };
    }
    try_as!(
        StringArray => |v: &str| v.as_bytes().to_vec(),
        LargeStringArray => |v: &str| v.as_bytes().to_vec(),
        StringViewArray => |v: &str| v.as_bytes().to_vec(),
        BinaryArray => |v: &[u8]| v.to_vec(),
        LargeBinaryArray => |v: &[u8]| v.to_vec(),
        BinaryViewArray => |v: &[u8]| v.to_vec(),
        Int64Array => |v: i64| v.to_string().into_bytes(),
        Int32Array => |v: i32| v.to_string().into_bytes(),
    );
    None
}

/// Writes the rows of a file of JSON as Parquet and puts them on the disk.
pub(crate) fn write(rows: &Path, target: &Path) -> Result<(), BatchError> {
    let copy = || -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let schema = Arc::new(schema());
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let out = File::create(target)?;
        let mut writer =
            ArrowWriter::try_new(out.try_clone()?, Arc::clone(&schema), Some(properties))?;
        let (mut gathered, mut bytes) = (Vec::new(), 0);
        for line in BufReader::with_capacity(1 << 18, File::open(rows)?).split(b'\n') {
            let line = line?;
            bytes += line.len();
            gathered.push(serde_json::from_slice(&line)?);
            if bytes > WRITE_BYTES {
                writer.write(&batch(&schema, &gathered)?)?;
                (gathered, bytes) = (Vec::new(), 0);
            }
            if writer.in_progress_size() > GROUP_BYTES {
                writer.flush()?;
            }
        }
        writer.write(&batch(&schema, &gathered)?)?;
        writer.close()?;
        Ok(out.sync_all()?)
    };
    copy().map_err(|e| BatchError::write(target)(std::io::Error::other(e)))
}

fn schema() -> Schema {
    let data_type = |kind: &FieldType| match kind {
        FieldType::Text | FieldType::Json => DataType::Utf8,
        FieldType::TextList => {
            DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)))
        }
        FieldType::Integer => DataType::Int64,
        FieldType::Share => DataType::Float64,
        FieldType::Flag => DataType::Boolean,
    };
    Schema::new(
        FIELDS
            .iter()
            .map(|field| Field::new(field.name, data_type(&field.field_type), true))
            .collect::<Vec<_>>(),
    )
}

fn batch(
    schema: &Arc<Schema>,
    rows: &[Map<String, Value>],
) -> Result<RecordBatch, arrow_schema::ArrowError> {
    let arrays = FIELDS.iter().map(|field| {
        column(field.field_type, rows.iter().map(|row| row.get(field.name).unwrap_or(&Value::Null)))
    });
    RecordBatch::try_new(Arc::clone(schema), arrays.collect())
}

fn column<'r>(kind: FieldType, values: impl Iterator<Item = &'r Value>) -> ArrayRef {
    match kind {
        FieldType::Text => Arc::new(values.map(Value::as_str).collect::<StringArray>()),
        FieldType::Json => {
            let mut array = StringBuilder::new();
            values.for_each(|v| array.append_option((!v.is_null()).then(|| v.to_string())));
            Arc::new(array.finish())
        }
        FieldType::Integer => {
            let mut array = Int64Builder::new();
            values.for_each(|v| array.append_option(v.as_i64()));
            Arc::new(array.finish())
        }
        FieldType::Share => Arc::new(values.map(Value::as_f64).collect::<Float64Array>()),
        FieldType::Flag => {
            let mut array = BooleanBuilder::new();
            values.for_each(|v| array.append_option(v.as_bool()));
            Arc::new(array.finish())
        }
        FieldType::TextList => {
            let mut array = ListBuilder::new(StringBuilder::new());
            for value in values {
                for item in value.as_array().into_iter().flatten() {
                    array.values().append_option(item.as_str());
                }
                array.append(value.is_array());
            }
            Arc::new(array.finish())
        }
    }
}
