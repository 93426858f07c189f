//! Addresses of articles out of feeds, sitemaps and pages, without reading the articles.
//!
//! ```text
//!  address ► file ► feed ────────────────────────► links
//!                 ► sitemap ► sitemaps it names ► links
//!                 ► page ► its feeds, the sitemaps of robots.txt; without either, its links to the same host
//! ```
//!
//! What is fetched is bounded in number, depth and size, links come in the order of the files and each only once. Files that fail are
//! said and cost no other file.

mod date;
mod entry;
mod feed;
mod sitemap;
mod page;
mod file;
mod finder;

pub use date::{LinkDate, parse_since};
pub use entry::Link;
pub use finder::{Finder, Left, LinkOptions, MAX_FILES, MAX_LINKS, Origin, Seen};
