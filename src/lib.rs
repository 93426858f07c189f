//! Extracts the text and the metadata of an article from a news page, without the site around it.
//!
//! ```text
//!  Page ► decode ► parse ► Document ► segment ► Blocks ► classify ► clean ► Article ► write
//!                             └► metadata::read ──────────┘ rules (data)     └► explain
//! ```
//!
//! ```
//! use cleancopy::{Options, Page, extract};
//!
//! let page = Page::from_html("<nav>Home</nav><article><h1>Rain</h1>
//!     <p>It rained all day in the valley, the mayor said on Tuesday.</p></article>");
//! let article = extract(&page, &Options::default())?.article;
//! println!("{}", article.text());
//! # Ok::<(), cleancopy::Error>(())
//! ```
//!
//! Callers that have many pages create one [`Cleaner`] and share it between threads.
//!
//! # Features
//!
//! The default features extract one page and bring in no network, no threads and no file formats.
//!
//! - `fetch`: downloads pages politely.
//! - `batch`: extracts many pages from archives, tables and lists of addresses, in runs that can be
//!   interrupted and resumed; finds addresses in feeds and sitemaps. It includes `fetch`.

// Order of use: a module uses only the modules above it.
pub mod text;

mod capacity;
mod error;
mod setters;
mod named_enum;
pub mod fields;
#[cfg(feature = "fetch")]
mod digest;
#[cfg(feature = "fetch")]
pub mod files;
mod filter_list;
mod site_rules;
mod options;
mod page;
#[cfg(feature = "fetch")]
mod inflate;

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
#[cfg(feature = "fetch")]
mod refresh;
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
    Focus, MAX_BLOCKS, MAX_DEPTH, MAX_NODES, MAX_PAGE_BYTES, MAX_TAG_ATTRIBUTES, Options,
    UserSelector,
};
pub use page::{BodyDamage, Headers, Page};
pub use site_rules::{RuleLine, RuleNote, SiteRules, SiteTest};
pub use write::{Format, Record, WriteOptions, tables, write};
