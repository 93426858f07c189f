//! Finds the addresses of articles in feeds, sitemaps and pages, without fetching the articles.
//!
//! ```text
//!  address ► file ► feed ────────────────────────► links
//!                 ► sitemap ► sitemaps it names ► links
//!                 ► page ► its feeds and the sitemaps of robots.txt;
//!                          if these list nothing, its links to the same host
//! ```
//!
//! The number, depth and size of the fetched files are limited. Links come in the order of the
//! files, each only once. A file that fails is reported and does not affect the others.

mod date;
mod options;
mod entry;
mod feed;
mod sitemap;
mod page;
mod file;
mod finder;

pub use date::{LinkDate, parse_since};
pub use entry::Link;
pub use file::links_in_file;
pub use finder::{CrawlEvent, LimitReached, LinkFinder, MAX_FILES, MAX_LINKS};
pub use options::{LinkOptions, LinkOrigin};
