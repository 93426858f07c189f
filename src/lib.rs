//! cleancopy turns a news page into clean copy: the article's text as its writer filed it, and its metadata, with nothing of
//! the site around it.
//!
//! ```text
//!  Page ► decode ► parse ► Document ► segment ► Blocks ► classify ► clean ► Article ► write
//!                             └► metadata::read ──────────┘ rules (data)     └► explain
//! ```
//!
//! ```
//! use cleancopy::{Options, Page, extract};
//!
//! let page = Page::from_html("<article><h1>Rain</h1><p>It rained all day in the valley, the mayor said.</p></article>");
//! let article = extract(&page, &Options::default())?.article;
//! # let _ = article;
//! # Ok::<(), cleancopy::Error>(())
//! ```

pub mod text;

mod article;
mod block;
mod classify;
mod clean;
mod decode;
mod error;
pub mod explain;
mod extract;
#[cfg(feature = "fetch")]
pub mod fetch;
mod metadata;
mod options;
mod page;
mod parse;
pub mod rules;
mod segment;
#[doc(hidden)]
pub mod training;
pub mod write;

pub use article::{Article, CopyBlock, Metadata, Moment, PageKind, Source, Sourced, Warning};
pub use block::{
    Block, BlockKind, Blocks, Boilerplate, Container, ContainerId, Landmark, Role, Ruling, Span, SpanKind, Stage, UserWord, Verdict,
};
pub use error::{Error, ErrorKind};
pub use extract::{Encoding, Extraction, extract, extract_html};
pub use options::{Focus, MAX_DEPTH, MAX_NODES, MAX_PAGE_BYTES, MAX_TAG_ATTRIBUTES, Options, UserSelector};
pub use page::{Headers, Page};
pub use write::{Format, Record, WriteOptions, write};
