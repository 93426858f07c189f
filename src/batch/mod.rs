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
//! is cut short at any moment, another with [`Start::Resume`] and the same settings and inputs ends with the output that an
//! uninterrupted one gives: the same rows, none missing, none twice, in the same order and byte for byte (unless it is
//! [`unordered`](BatchOptions::unordered), where the order is any, or a page fails for running out of time). The `journal` module says
//! how.
//!
//! A list of addresses is fetched anew where a run was cut: what was written stays as it was, and what was not may have changed since.
//!
//! Nothing here prints, and only lists of addresses use the network.

pub mod guard;

mod dedup;
mod error;
mod hash;
mod http;
mod input;
mod job;
mod journal;
mod ledger;
mod lines;
mod members;
mod options;
mod parquet;
mod pool;
mod raw;
mod row;
mod run;
mod sink;
mod source;
mod stdin;
mod table;
mod unpack;
mod urls;
mod warc;
mod work;

pub use error::BatchError;
pub use input::{InputFile, InputType};
pub use journal::Start;
pub use ledger::Ledger;
pub use options::{BatchOptions, Shape};
pub use row::{Contents, RowFormat};
pub use run::{End, Finished, Progress, run};
pub use sink::{Output, has_place, write_whole};
pub use source::Columns;
pub use unpack::{read_page, read_page_file};
