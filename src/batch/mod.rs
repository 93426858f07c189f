//! Extracts many pages: from archives, tables, folders and lists of addresses to rows or files.
//! Every record is counted once, and an interrupted run can be resumed.
//!
//! ```text
//!  inputs ► Source ► Pool of workers (read, extract, render) ► duplicates ► Sink
//!           in order  bounded, panics and slow pages caught      in order     └► checkpoints
//!                                                                                  (journal)
//! ```
//!
//! # What a resumed run promises
//!
//! A run that writes to a file or folder keeps its state next to it, and gives the output its final
//! name when it is complete. If the run is interrupted at any moment, a run with
//! [`StartMode::Resume`] and the same settings and inputs ends with the output of an uninterrupted
//! run: the same rows, none missing, none twice, in the same order and byte for byte. The
//! exceptions are [`unordered`](BatchOptions::unordered) runs, which have any order, and pages that
//! exceed their time limit. The `journal` module describes how.
//!
//! For a list of addresses, the rows that were written stay, and the other pages are fetched when
//! the run is resumed, so they may have changed.
//!
//! No code here prints, and only lists of addresses use the network.

pub mod panic_guard;

mod archive_bytes;
mod archive_members;
mod arrow_cells;
mod arrow_ipc;
mod arrow_rows;
mod column_names;
mod csv;
mod decompress;
mod dedup;
mod emitter;
mod error;
mod http;
mod input;
mod input_paths;
mod input_type;
mod job;
mod journal;
mod jsonl;
mod member;
mod mhtml;
mod network;
mod options;
mod outcome;
mod outputs;
mod own_columns;
mod page_names;
mod page_rows;
mod parquet;
mod pool;
mod reader;
mod report;
mod row;
mod row_table;
mod run;
mod schema;
mod sink;
mod source;
mod sniff;
mod stdin;
mod stored_page;
mod tally;
mod tar_members;
mod urls;
mod warc;
mod work;
mod zip_members;

pub use crate::inflate::Inflated;
pub use arrow_rows::{arrow_column, arrow_field, arrow_schema, record_batch};
pub use column_names::ColumnNames;
pub use decompress::{open_lines, read_page, read_page_file};
pub use error::BatchError;
pub use input::{InputFile, is_input_by_content, peek_stdin, stem};
pub use input_paths::InputPaths;
pub use input_type::InputType;
pub use journal::StartMode;
pub use options::{BatchOptions, OutputShape};
pub use outcome::{FailureKind, Filters, Outcome};
pub use own_columns::{InputColumn, KeepColumns, OwnColumns};
pub use page_names::{NameTemplate, PageNames, safe_name, safe_path};
pub use page_rows::{PageRow, PageRows};
pub use pool::in_order;
pub use reader::missing_column;
pub use report::{Failure, Progress, RunEnd, RunReport};
pub use row::{Contents, RowFormat};
pub use run::Batch;
pub use schema::{arrow_schema_json, json_schema, spark_schema};
pub use sink::{Output, check_writable};
pub use sniff::{found, is_page_start};
pub use stored_page::{check_fetched, page_from_stored, read_stdin};
pub use tally::Tally;

/// A short digest of the trained models of this build: builds with the same digest decide alike
/// where their rules do.
#[must_use]
pub fn model_digest() -> String {
    use crate::classify::{model, page_model};
    let files = [model::FILE, page_model::FILE, crate::text_mode::classifier::FILE];
    crate::digest::short_hash(&files.concat())
}
