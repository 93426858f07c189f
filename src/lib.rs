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

// In reading order, which is the order of use: a module uses only those above it.
pub mod text;

mod capacity;
mod error;
mod setters;
pub mod fields;
#[cfg(feature = "fetch")]
mod digest;
#[cfg(feature = "fetch")]
pub mod files;
mod filter_list;
mod site_rules;
mod options;
mod page;

mod marks;
mod block;
pub mod rules;
mod article;

mod decode;
mod parse;
mod segment;
mod metadata;
mod classify;
mod clean;
mod extract;
mod multipage;
mod cleaner;
pub mod text_mode;

pub mod write;
pub mod explain;
#[cfg(feature = "fetch")]
pub mod fetch;
#[cfg(feature = "batch")]
pub mod batch;
#[cfg(feature = "batch")]
pub mod links;
#[cfg(feature = "unstable")]
#[doc(hidden)]
pub mod training;

pub use article::{
    Article, ContentBlock, FieldCandidate, Metadata, Moment, PageKind, Source, Sourced,
    StatedValue, Warning,
};
pub use block::{
    Block, BlockKind, Blocks, Boilerplate, Container, ContainerId, Landmark, Role, Ruling,
    SiteDirective, SiteVerdict, Span, SpanKind, Stage, UserDirective, Verdict,
};
pub use cleaner::Cleaner;
pub use decode::KnownBy;
pub use error::{Error, ErrorKind};
pub use extract::{Encoding, Extraction, RuleUse, extract, extract_html};
pub use filter_list::{FilterList, MAX_FILTER_RULES};
pub use multipage::extract_pages;
pub use options::{
    Focus, MAX_DEPTH, MAX_NODES, MAX_PAGE_BYTES, MAX_TAG_ATTRIBUTES, Options, UserSelector,
};
pub use page::{Headers, Page};
pub use site_rules::{RuleLine, RuleNote, SiteRules, SiteTest};
pub use write::{Format, Record, WriteOptions, write};
