//! Many pages to rows: archives, tables, folders and lists of addresses in; counts that add up, and runs that can be cut and continued.
//!
//! ```text
//!  inputs ► Source ► Pool of workers (read, extract, render) ► duplicates ► Sink
//!           in order  bounded, panics and slow pages caught      in order     └► checkpoints (journal)
//! ```
//!
//! # What a resumed run promises
//!
//! A run that writes to a file or folder keeps its state beside it and puts the output in its place when it is whole. If the run
//! is cut short at any moment, another with [`StartMode::Resume`] and the same settings and inputs ends with the output that an
//! uninterrupted one gives: the same rows, none missing, none twice, in the same order and byte for byte (unless it is
//! [`unordered`](BatchOptions::unordered), where the order is any, or a page fails for running out of time). The `journal` module says
//! how.
//!
//! A list of addresses is fetched anew where a run was cut: what was written stays as it was, and what was not may have changed since.
//!
//! Nothing here prints, and only lists of addresses use the network.

pub mod panic_guard;

mod arrow_cells;
mod arrow_ipc;
mod arrow_rows;
mod csv;
mod dedup;
mod emitter;
mod error;
mod http;
mod input;
mod job;
mod journal;
mod jsonl;
mod members;
mod options;
mod outcome;
mod outputs;
mod parquet;
mod pool;
mod raw;
mod reader;
mod row;
mod run;
mod sink;
mod source;
mod stdin;
mod tally;
mod unpack;
mod urls;
mod warc;
mod work;

pub use arrow_rows::{arrow_schema, record_batch};
pub use error::BatchError;
pub use input::{InputFile, InputType};
pub use journal::StartMode;
pub use options::{BatchOptions, OutputShape};
pub use outcome::{Filters, Outcome};
pub use pool::in_order;
pub use reader::ColumnNames;
pub use row::{Contents, RowFormat};
pub use run::{Batch, Failure, Progress, RunEnd, RunReport};
pub use sink::{Output, check_writable};
pub use tally::Tally;
pub use unpack::{read_page, read_page_file};
